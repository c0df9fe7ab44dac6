#!/bin/sh
# Installs what the tests need and runs them all.  BUILD=sanitize ./test.sh
# runs them under AddressSanitizer and UndefinedBehaviorSanitizer.  Arguments
# go to make.

set -eu

cd "$(dirname "$0")"
. util/need-make.sh

make -s deps deps-test
make -s "$@" -j "$(nproc)" all unit-build
exec make -s "$@" test
