#!/bin/sh
# Installs, from Debian's packages, what is needed to build and run
# (deps.sh build) or to test (deps.sh test).  Only what is missing; where
# nothing is, root is not asked for.
#
# Services are not started: nginx and redis-server come with units that would
# listen on this machine at once.

set -eu

build="gcc libc6-dev make pkg-config nginx nginx-dev libyajl-dev libyaml-dev
       libpcre2-dev zlib1g-dev libexpat1-dev libssl-dev libsodium-dev
       libhiredis-dev redis-server curl perl-base"
faster="libvectorscan-dev|libhyperscan-dev"

test="libcmocka-dev libexif-dev libicu-dev perl nghttp2-client procps libwww-perl
      libfaketime valgrind
      libtest-base-perl liblist-moreutils-perl libtest-longstring-perl
      libtext-diff-perl"

case ${1:-} in
    build) want=$build ;;
    test)  want=$test; faster= ;;
    *)     echo "usage: deps.sh build|test" >&2; exit 2 ;;
esac


installed() {
    # pkg-config is a name for pkgconf on newer Debian
    case $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) in
        "install ok installed") return 0 ;;
    esac
    return 1
}


if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "deps.sh: not a Debian system; install by hand:" $want >&2
    exit 1
fi

missing=
for p in $want; do
    installed "$p" || missing="$missing $p"
done

# Vectorscan is built for some architectures only; without it the module
# works, slower.

need_faster=
if [ -n "$faster" ]; then
    need_faster=yes
    for p in $(echo "$faster" | tr '|' ' '); do
        ! installed "$p" || need_faster=
    done
fi

if [ -z "$missing$need_faster" ]; then
    exit 0
fi

sudo=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || {
        echo "deps.sh: root or sudo is needed to install:$missing" >&2
        exit 1
    }
    sudo=sudo
fi


# invoke-rc.d asks policy-rc.d; 101 is "not allowed".  One that is already
# there is the administrator's.

policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
    trap '$sudo rm -f $policy' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null
    $sudo chmod 755 $policy
fi

apt() {
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -y -q \
        -o Dpkg::Use-Pty=0 -o APT::Install-Recommends=false "$@"
}

# Lists may be missing or old; a second try is cheaper than an update each time.

apt_install() {
    apt install "$@" </dev/null || {
        apt update && apt install "$@" </dev/null
    }
}

if [ -z "$(ls /var/lib/apt/lists/*_Packages* 2>/dev/null)" ]; then
    apt update
fi

if [ -n "$need_faster" ]; then
    for p in $(echo "$faster" | tr '|' ' '); do
        if apt-cache show "$p" >/dev/null 2>&1; then
            missing="$missing $p"
            need_faster=
            break
        fi
    done
    [ -z "$need_faster" ] || echo "deps.sh: no Vectorscan here, going without"
fi

[ -z "$missing" ] || apt_install $missing
