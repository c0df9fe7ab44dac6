#!/bin/sh
# The demo on a machine with nothing but Debian: installs what is missing,
# builds, and runs a small community behind the module until Ctrl-C.
# PORT= asks for a port other than 8080.  Arguments go to make.

set -eu

cd "$(dirname "$0")"
. util/need-make.sh

make -s deps
make -s "$@" -j "$(nproc)" all
exec make -s "$@" run
