#!/bin/sh
# Gets valkey-server from Debian into a folder, for `make test-valkey`: nothing
# is installed, and apt's own lists and sources are left alone.
#
#   fetch-valkey.sh FOLDER        FOLDER/valkey-server
#
# The mirror is that of this machine's own apt sources.  Debian 12 has valkey
# in its backports, later ones in the release itself.

set -eu

[ $# = 1 ] || { echo "usage: fetch-valkey.sh FOLDER" >&2; exit 2; }

mkdir -p "$1"
dir=$(cd "$1" && pwd)
server=$dir/valkey-server

if [ -x "$server" ]; then
    exit 0
fi

mirror=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' \
             'Created-By: Packages' 'Component: main' \
         | awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }')
release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")

if [ -z "$mirror" ] || [ -z "$release" ]; then
    echo "fetch-valkey.sh: not a Debian system with lists of packages" >&2
    exit 1
fi

case $release in
    bookworm) suite=$release-backports ;;
    *)        suite=$release ;;
esac

apt=$dir/apt
mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/parts"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
     "$mirror $suite main" > "$apt/sources.list"

private() {
    apt-get -q -y \
        -o "Dir::Etc::SourceList=$apt/sources.list" \
        -o "Dir::Etc::SourceParts=$apt/parts" \
        -o "Dir::State::Lists=$apt/lists" \
        -o "Dir::Cache=$apt" \
        -o "Dir::Cache::Archives=$apt/archives" \
        -o "APT::Default-Release=" \
        -o "APT::Sandbox::User=" \
        -o "Acquire::Check-Valid-Until=false" \
        -o "Acquire::Check-Date=false" \
        "$@"
}

private update

# The libraries that it needs and that this machine lacks.

wanted="valkey-server valkey-tools"
for package in $(apt-cache -o "Dir::Etc::SourceList=$apt/sources.list" \
                     -o "Dir::Etc::SourceParts=$apt/parts" \
                     -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt" \
                     depends --no-recommends --no-suggests --no-conflicts \
                     --no-breaks --no-replaces --no-enhances $wanted \
                 | sed -n 's/^ *Depends: \(lib[a-z0-9.+-]*\)$/\1/p' | sort -u)
do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null \
        | grep -q '^install ok' || wanted="$wanted $package"
done

cd "$apt/archives"
private download $wanted

for package in ./*.deb; do
    dpkg-deb -x "$package" "$dir"
done

rm -rf "$apt"

# With the libraries that came along, if any did.

lib=$(find "$dir/usr/lib" "$dir/lib" -name '*.so.*' -exec dirname {} + \
          2>/dev/null | sort -u | tr '\n' ':')

cat > "$server" <<END
#!/bin/sh
LD_LIBRARY_PATH="$lib\${LD_LIBRARY_PATH:-}"
export LD_LIBRARY_PATH
exec "$dir/usr/bin/valkey-server" "\$@"
END

chmod 755 "$server"
"$server" --version
