# shellcheck shell=sh
# Sourced by run.sh and test.sh: installs make where there is none, so that
# all else can be a make target.

DEBIAN_FRONTEND=noninteractive
export DEBIAN_FRONTEND

if ! command -v make >/dev/null 2>&1; then
    sudo=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 || {
            echo "make is missing, and neither root nor sudo is here" >&2
            exit 1
        }
        sudo=sudo
    fi

    $sudo apt-get -y -q update
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -y -q \
        -o APT::Install-Recommends=false install make </dev/null
fi
