#!/bin/sh
# The module may export exactly four symbols.  nginx loads modules with
# RTLD_GLOBAL: any other could be replaced by, or replace, one of the same
# name in another module.

set -eu

so=${1:?usage: check-symbols.sh MODULE.so}

want="ngx_http_coc_module
ngx_module_names
ngx_module_order
ngx_modules"

have=$(nm -D --defined-only "$so" | awk '{ print $3 }' | LC_ALL=C sort)

if [ "$have" != "$want" ]; then
    echo "$so exports:" $have >&2
    echo "wanted:" $want >&2
    exit 1
fi
