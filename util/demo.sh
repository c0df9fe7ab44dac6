#!/bin/sh
# A small community behind the module, until Ctrl-C: a private redis-server on
# a unix socket, nginx on the loopback with conf/example.conf's policy, an
# application that shows what it receives, and a page to post from.
#
# Environment: PORT (8080, or the next that is free), COC_BUILD_DIR (where the
# module lies), RUN_DIR (what it writes, default run/ there), NGINX_BIN (the
# binary).

set -eu

cd "$(dirname "$0")/.."
root=$(pwd)
build=${COC_BUILD_DIR:-$root/build}
nginx=${NGINX_BIN:-$(PATH=$PATH:/usr/sbin command -v nginx)}
run=${RUN_DIR:-$build/run}

# A unix socket's path has 107 bytes at most.

if [ ${#run} -gt 90 ]; then
    run=$(mktemp -d)
fi

mkdir -p "$run/tmp" "$run/html"
cp demo/index.html "$run/html/"
rm -f "$run"/*.sock "$run"/*.log


# listening PORT: is there a listener on it, on any address?

listening() {
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null \
        | awk -v port="$(printf ':%04X' "$1")" \
              '$4 == "0A" && substr($2, length($2) - 4) == port { n = 1 }
               END { exit !n }'
}

port=${PORT:-8080}
while listening "$port"; do
    port=$((port + 1))
done


# The secret is made once: with another one, members' records are lost.

if [ ! -s "$run/secret" ]; then
    (umask 077 && head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' \
        > "$run/secret")
fi

# The example's policy, with this folder's paths.

sed -e "s#/etc/nginx/coc/rules#$root/rules#" \
    -e "s#/etc/nginx/coc/coc.model#$root/model/coc.model#" \
    -e "s#/etc/nginx/coc/secret#$run/secret#" \
    -e "s#unix:/run/redis/[a-z.-]*#unix:$run/redis.sock#" \
    conf/example.conf > "$run/policy.conf"

# As root, workers would become a user who may not look into this folder.

user=
[ "$(id -u)" != 0 ] || user="user root;"

# Only an nginx with threads can wait for the disk beside its work.

fsync=off
! "$nginx" -V 2>&1 | grep -q -e --with-threads || fsync=1s

sed -e "s#%%RUN%%#$run#g" -e "s#%%PORT%%#$port#g" -e "s#%%FSYNC%%#$fsync#g" \
    -e "s#%%MODULE%%#$build/ngx_http_coc_module.so#g" \
    -e "s#%%USER%%#$user#g" \
    demo/nginx.conf > "$run/nginx.conf"


pids=

stop() {
    trap '' INT TERM HUP
    for pid in $pids; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in $pids; do
        wait "$pid" 2>/dev/null || true
    done
    rm -f "$run"/*.sock "$run/nginx.pid"
}

trap stop EXIT
trap 'exit 0' INT TERM HUP

fail() {
    echo "demo: $1" >&2
    tail -n 5 "$run"/*.log >&2 2>/dev/null || true
    exit 1
}

# until_true COMMAND…: up to a minute.

until_true() {
    n=0
    until "$@" >/dev/null 2>&1; do
        n=$((n + 1))
        [ $n -lt 1200 ] || return 1
        sleep 0.05
    done
}


redis-server --port 0 --unixsocket "$run/redis.sock" --unixsocketperm 700 \
    --dir "$run" --appendonly yes --save '' --logfile "$run/redis.log" \
    --daemonize no >/dev/null 2>&1 &
pids="$pids $!"

until_true redis-cli -s "$run/redis.sock" ping || fail "no redis-server"

"$nginx" -p "$run/" -c "$run/nginx.conf" -e "$run/error.log" \
    -g 'daemon off;' &
pids="$pids $!"
web=$!

url=http://127.0.0.1:$port
until_true curl -sf -o /dev/null "$url/" || fail "nginx does not answer"

cat <<END

  The community is open:  $url/

  Three things to try:

  curl -i $url/api/post -H 'Cookie: member=dr_lee' \\
       -H 'Content-Type: application/json' \\
       -d '{"text": "Has anyone seen a rash like this after amoxicillin?"}'

  curl -i $url/api/comment -H 'Cookie: member=dr_day' \\
       --data-urlencode 'text=You are an idiot.'

  curl -i $url/api/post -H 'Cookie: member=dr_fox' \\
       -H 'Content-Type: text/plain' \\
       -d 'Her SSN is 219-09-9999, can you check the chart?'

  What was counted: $url/coc-status
  Logs and the generated nginx.conf: $run
  Verdicts as they come; Ctrl-C ends it.

END

touch "$run/access.log"
tail -n 0 -f "$run/access.log" &
pids="$pids $!"

wait "$web" || fail "nginx ended"
