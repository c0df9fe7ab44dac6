#!/bin/sh
# Makes Test::Nginx::Socket available to Perl; usage: test-nginx.sh FOLDER
# (where it is unpacked when the system has no package of it).
#
# Debian has libtest-nginx-perl from forky on.  It is plain Perl, and runs on
# older releases.  It is fetched from the machine's own mirror with an apt
# configuration of its own, so that the machine's sources stay as they are.
#
# Trust: the newer suite's InRelease must be signed by a key of
# debian-archive-keyring, as for any source.  Where the installed keyring is
# too old to have that key, a newer keyring package is taken, first from the
# machine's own suites, then from stable, each verified by the keyring before
# it.  Nothing unsigned is ever accepted.

set -eu

to=${1:?usage: test-nginx.sh FOLDER}
pkg=libtest-nginx-perl

has() {
    PERL5LIB=$to/usr/share/perl5:$to/lib/perl5 \
        perl -MTest::Nginx::Socket -e 1 >/dev/null 2>&1
}

if has; then
    exit 0
fi

if apt-cache show $pkg 2>/dev/null | grep -q '^Package:'; then
    sudo=
    [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -y -q \
        -o Dpkg::Use-Pty=0 -o APT::Install-Recommends=false install $pkg
    if has; then
        exit 0
    fi
fi


mkdir -p "$to"
to=$(cd "$to" && pwd)
work=$(dirname "$to")/apt

# The mirror: the first source of this machine that serves Debian's main.

mirror=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' \
             'Created-By: Packages' 'Component: main' 2>/dev/null \
         | awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }')


# private KEYRING SUITE: an apt that knows this one suite only.

private() {
    rm -rf "$work"
    mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" \
             "$work/etc/parts"
    echo "deb [signed-by=$1] $mirror $2 main" > "$work/etc/sources.list"
    cat > "$work/etc/apt.conf" << END
Dir::State "$work/state";
Dir::Cache "$work/cache";
Dir::Etc::SourceList "$work/etc/sources.list";
Dir::Etc::SourceParts "$work/etc/parts";
Dir::Etc::Preferences "$work/etc/preferences";
Dir::Etc::PreferencesParts "$work/etc/parts";
Acquire::Check-Valid-Until "false";
Acquire::Check-Date "false";
Acquire::Languages "none";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
END
    # apt's own user cannot read a folder under someone's home
    [ "$(id -u)" != 0 ] \
        || echo 'APT::Sandbox::User "root";' >> "$work/etc/apt.conf"

    APT_CONFIG=$work/etc/apt.conf apt-get -q update > "$work/log" 2>&1 \
        && ! grep -q '^[WE]:.*\(NO_PUBKEY\|not signed\|Failed\)' "$work/log"
}

# unpack PACKAGE FOLDER [CONFIG]: downloads, verified by apt, and unpacks.

unpack() {
    (
        mkdir -p "$work/deb" && cd "$work/deb" && rm -f ./*.deb
        [ -z "${3:-}" ] || export APT_CONFIG="$3"
        apt-get -q download "$1" >> "$work/log" 2>&1
        dpkg-deb -x ./*.deb "$2"
    )
}

keyring_in() {
    for k in "$1"/usr/share/keyrings/debian-archive-keyring.pgp \
             "$1"/usr/share/keyrings/debian-archive-keyring.gpg
    do
        if [ -f "$k" ]; then
            echo "$k"
            return
        fi
    done
}

fetch() {
    for suite in forky sid; do
        if private "$1" $suite \
           && unpack $pkg "$to" "$work/etc/apt.conf" && has
        then
            rm -rf "$work"
            return 0
        fi
    done
    return 1
}

if [ -n "$mirror" ]; then
    keys=$(dirname "$to")/keys
    key=$(keyring_in "")

    if [ -n "$key" ] && fetch "$key"; then
        exit 0
    fi

    mkdir -p "$keys/own" "$keys/stable" "$work"

    if unpack debian-archive-keyring "$keys/own"; then
        key=$(keyring_in "$keys/own")
        if fetch "$key"; then
            exit 0
        fi
    fi

    if [ -n "$key" ] && private "$key" stable \
       && unpack debian-archive-keyring "$keys/stable" "$work/etc/apt.conf" \
       && fetch "$(keyring_in "$keys/stable")"
    then
        exit 0
    fi

    cat "$work/log" >&2
fi

if command -v cpanm >/dev/null 2>&1; then
    cpanm --notest --quiet --local-lib-contained "$to" Test::Nginx
    has && exit 0
fi

echo "test-nginx.sh: Test::Nginx::Socket could not be had: no Debian mirror" \
     "served it and there is no cpanm" >&2
exit 1
