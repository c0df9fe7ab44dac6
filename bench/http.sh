#!/bin/bash
# CPU of the front nginx worker for each POST of a 600-byte JSON comment: plain
# proxying against the module, in one run, variants in turn.
# Those of -model score each post with model/coc.model too.
#
#   bench/http.sh [SECONDS [ROUNDS]]      a variant, each round; default 4, 5
#   VARIANTS='plain coc-1000'             only these
#
# One worker on core 0; application, Redis and wrk share core 1.  The figure is
# the worker's CPU time (utime and stime) over the requests that wrk counted,
# the median of the rounds: it does not depend on who else has the cores.

set -eu

secs=${1:-4}
rounds=${2:-5}
root=$(cd "$(dirname "$0")/.." && pwd)
module=${MODULE:-$root/build/ngx_http_coc_module.so}
variants=${VARIANTS:-plain coc-80 coc-1000 coc-1000-model coc-default \
    coc-80-redis coc-1000-redis coc-1000-redis-model coc-default-redis}
dir=$(mktemp -d)
pids=()

cleanup() {
    for pid in ${pids[@]+"${pids[@]}"}; do
        kill "$pid" 2>/dev/null || true
    done
    wait
    rm -rf "$dir"
}
trap cleanup EXIT

for tool in nginx redis-server wrk taskset perl; do
    PATH=$PATH:/usr/sbin command -v $tool >/dev/null || {
        echo "bench/http.sh needs $tool (make deps-bench)" >&2
        exit 2
    }
done
PATH=$PATH:/usr/sbin

chmod 755 "$dir"
mkdir "$dir/logs" "$dir/b"
head -c 32 /dev/urandom > "$dir/secret"
for n in 80 1000; do
    perl "$root/bench/rules.pl" $n > "$dir/rules-$n.yaml"
done

# 600 bytes that no rule hits: how colleagues write.

text="I agree with the cardiology opinion above. We had a similar patient last \
year: chest pain at rest, troponin flat, echo normal, and the stress test was \
read as equivocal. We repeated it after two weeks on a beta blocker and went \
for a CT angiogram in the end. What dose did you start with, and how long did \
prior authorization take? The literature is thin here, so any experience \
helps. Happy to share our protocol if you send me a message through the site, \
it is two pages long."
body='{"thread":99,"kind":"comment","title":"Re: chest pain at rest","body":"'$text'"}'

cat > "$dir/post.lua" <<LUA
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-Member"] = "m1234"
wrk.body = [[$body]]
LUA

app=$dir/app.sock

cat > "$dir/app.conf" <<CONF
worker_processes 1; daemon off; pid $dir/app.pid; error_log $dir/logs/app.err;
worker_cpu_affinity 10;
events { worker_connections 512; }
http {
    access_log off; keepalive_requests 100000000; client_body_temp_path $dir/b;
    proxy_temp_path $dir/b; fastcgi_temp_path $dir/b; uwsgi_temp_path $dir/b;
    scgi_temp_path $dir/b;
    server { listen unix:$app; location / { return 200 "ok\n"; } }
}
CONF

nginx -p "$dir" -c "$dir/app.conf" 2>/dev/null & pids+=($!)
taskset -c 1 redis-server --port 0 --unixsocket "$dir/redis.sock" \
    --unixsocketperm 777 --save '' --dir "$dir" >/dev/null & pids+=($!)

port=18100
declare -A ports workers

for v in $variants; do
    redis=
    model=
    case $v in
        *-model) model="coc_model $root/model/coc.model;" ;;
    esac
    case $v in
        *-redis*) redis="coc_secret $dir/secret; coc_redis unix:$dir/redis.sock;
            coc_member \$http_x_member;" ;;
    esac
    case $v in
        plain)         load=; coc= ;;
        coc-default*)  load="load_module $module;"
                       coc="coc on; coc_rules $root/rules; $redis $model" ;;
        coc-80*)       load="load_module $module;"
                       coc="coc on; coc_rules $dir/rules-80.yaml; $redis $model" ;;
        coc-1000*)     load="load_module $module;"
                       coc="coc on; coc_rules $dir/rules-1000.yaml; $redis $model" ;;
        *)             echo "no such variant: $v" >&2; exit 2 ;;
    esac

    port=$((port + 1))
    cat > "$dir/$v.conf" <<CONF
$load
worker_processes 1; daemon off; pid $dir/$v.pid;
error_log $dir/logs/$v.err error; worker_cpu_affinity 01;
events { worker_connections 512; }
http {
    access_log off; keepalive_requests 100000000; client_body_temp_path $dir/b;
    proxy_temp_path $dir/b; fastcgi_temp_path $dir/b; uwsgi_temp_path $dir/b;
    scgi_temp_path $dir/b;
    upstream app { server unix:$app; keepalive 64; keepalive_requests 100000000; }
    server {
        listen 127.0.0.1:$port;
        location / {
            $coc
            proxy_pass http://app; proxy_http_version 1.1;
            proxy_set_header Connection "";
        }
    }
}
CONF
    nginx -p "$dir" -c "$dir/$v.conf" 2>"$dir/logs/$v.start" & pids+=($!)
    ports[$v]=$port

    for _ in $(seq 200); do
        workers[$v]=$(pgrep -P $! | head -1) || true
        [ -n "${workers[$v]}" ] && (echo >/dev/tcp/127.0.0.1/$port) 2>/dev/null \
            && break
        kill -0 $! 2>/dev/null || { cat "$dir/logs/$v.start" >&2; exit 1; }
        sleep 0.1
    done
done

ticks() {
    sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}

hz=$(getconf CLK_TCK)

for round in $(seq 0 "$rounds"); do
    for v in $variants; do
        before=$(ticks "${workers[$v]}")
        out=$(taskset -c 1 wrk -t1 -c32 -d"${secs}s" -s "$dir/post.lua" \
              "http://127.0.0.1:${ports[$v]}/comments")
        after=$(ticks "${workers[$v]}")
        requests=$(echo "$out" | awk '/requests in/ { print $1 }')
        bad=$(echo "$out" | awk '/Non-2xx/ { print $NF }')

        [ -z "$bad" ] || { echo "$v: $bad replies were not 200" >&2; exit 1; }

        # round 0 warms up
        [ "$round" = 0 ] || echo "$v $(awk -v t=$((after - before)) -v h="$hz" \
            -v n="$requests" 'BEGIN { print t / h / n * 1e6 }')" >> "$dir/figures"
    done
done

kib() { awk '/VmRSS/ { print $2 }' "/proc/$1/status"; }

echo "default rules: $(cat "$root"/rules/*.yaml | grep -c '^  - id:')," \
     "rounds: $rounds of $secs s, body: ${#body} bytes"
printf '%-20s %10s %10s %8s %9s\n' variant 'CPU µs' 'added µs' '× plain' 'RSS MiB'

for v in $variants; do
    median=$(awk -v v="$v" '$1 == v { print $2 }' "$dir/figures" | sort -n \
             | awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }')
    [ "$v" = plain ] && base=$median
    awk -v v="$v" -v m="$median" -v b="${base:-0}" -v r="$(kib "${workers[$v]}")" \
        'BEGIN { printf "%-20s %10.2f %10.2f %8.2f %9.1f\n", v, m,
                 b ? m - b : 0, b ? (m - b) / b : 0, r / 1024 }'
done
