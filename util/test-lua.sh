#!/bin/sh
# Unpacks Debian's Lua module for nginx; usage: test-lua.sh FOLDER.
#
# t/62-lua.t needs it, to read bodies before we do.  It is not installed: its
# LuaJIT takes the place of the one that other programs of this machine use,
# and nginx' own configuration would load it.  Where it can't be had, the test
# says so and is skipped.

set -eu

to=${1:?usage: test-lua.sh FOLDER}
to_full=$(mkdir -p "$to" && cd "$to" && pwd)
module=usr/lib/nginx/modules/ngx_http_lua_module.so

if [ -f "$to_full/$module" ]; then
    exit 0
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"

# the download is this user's own: no other user has to read it

if ! apt-get -q -o APT::Sandbox::User= download libnginx-mod-http-lua \
    libnginx-mod-http-ndk lua-resty-core lua-resty-lrucache libluajit2-5.1-2 \
    >log 2>&1
then
    echo "test-lua.sh: no libnginx-mod-http-lua here: t/62-lua.t will skip"
    exit 0
fi

for deb in *.deb; do
    dpkg-deb -x "$deb" new
done

cp -R new/. "$to_full/"
