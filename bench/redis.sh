#!/bin/bash
# CPU of the front nginx worker for each POST, and requests a second, by how a
# member's standing is asked for: not at all, live, from the table; beside them
# lua-resty-redis doing the same HMGET.
#
#   bench/redis.sh [SECONDS [ROUNDS]]     a variant, each round; default 3, 7
#   VARIANTS='plain coc live'             only these
#   LUA=folder                            where util/test-lua.sh unpacked it
#   TEXT='Ask ann@a.example.'             follows what is posted
#
# The variant "signals" (not by default) asks and notes all signals but those of
# messages, as rules in shadow name them; its verdicts are those of live.
#
# One worker on core 0; application, Redis and wrk share core 1.  The figure is
# the CPU time of the worker (schedstat) over the requests that wrk counted.
# What is added is the median of the differences within each round, so that a
# machine that slows down between rounds changes little; as root, all that runs
# here goes before other programs.  The rules are one word: what is measured is
# the store.

set -eu

secs=${1:-3}
rounds=${2:-7}
root=$(cd "$(dirname "$0")/.." && pwd)
module=${MODULE:-$root/build/ngx_http_coc_module.so}
variants=${VARIANTS:-plain coc live table lua}
lua=${LUA:-$root/build/lua}
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

PATH=$PATH:/usr/sbin
for tool in nginx redis-server redis-cli wrk taskset; do
    command -v $tool >/dev/null || {
        echo "bench/redis.sh needs $tool" >&2
        exit 2
    }
done

[ "$(id -u)" != 0 ] || renice -n -15 -p $$ >/dev/null

chmod 755 "$dir"
mkdir "$dir/logs" "$dir/b"
head -c 32 /dev/urandom > "$dir/secret"

cat > "$dir/rules.yaml" <<YAML
section: ugly
rules:
  - {id: bench-1, title: One word, severity: 1, action: block, view: folded,
     terms: [zug], tests: {hit: ['a zug b'], miss: ['a b']}}
YAML

{
    printf 'section: rant\nrules:\n'
    for signal in identity identity_name identity_pair identity_own repeat \
        repeat_link similar share rate device lookalike lookalike_staff
    do
        echo "  - {id: s-${signal//_/-}, title: x, severity: 1, action: flag," \
             "shadow: true, signal: $signal}"
    done
} > "$dir/signals.yaml"

# Debian's lua-resty-redis is called nginx.redis.

if [[ " $variants " = *" lua "* ]] \
    && [ ! -f "$lua/usr/share/lua/5.1/nginx/redis.lua" ]
then
    (cd "$dir" && apt-get -q -o APT::Sandbox::User= download lua-nginx-redis \
        && mkdir -p "$lua" && dpkg-deb -x lua-nginx-redis_*.deb "$lua") \
        >"$dir/logs/apt" 2>&1 || {
        echo "no lua-nginx-redis here: going without" >&2
        variants=${variants// lua/}
    }
fi
lib=$(echo "$lua"/usr/lib/*-linux-gnu)

# a thousand members in turn, none of whom has a record

cat > "$dir/post.lua" <<'LUA'
-- no two are alike: signals would tell

local function body(i)
    local own = {}

    for k = 1, 10 do
        own[k] = "how colleagues w" .. i * k .. "."
    end

    return '{"thread":99,"body":"' .. table.concat(own, " ")
           .. (os.getenv("TEXT") or "") .. '"}'
end

local requests, n = {}, 0

init = function()
    for i = 1, 1000 do
        requests[i] = wrk.format("POST", "/comments", {
            ["Content-Type"] = "application/json", ["X-Member"] = "m" .. i,
            ["X-Thread"] = "t" .. i % 50
        }, body(i))
    end
end

request = function()
    n = n % 1000 + 1
    return requests[n]
end
LUA

app=$dir/app.sock
redis=$dir/redis.sock
common="access_log off; keepalive_requests 100000000;
    client_body_temp_path $dir/b; proxy_temp_path $dir/b;
    fastcgi_temp_path $dir/b; uwsgi_temp_path $dir/b; scgi_temp_path $dir/b;"

cat > "$dir/app.conf" <<CONF
worker_processes 1; daemon off; pid $dir/app.pid; error_log $dir/logs/app.err;
worker_cpu_affinity 10;
events { worker_connections 512; }
http {
    $common
    server { listen unix:$app; location / { return 200 "ok\n"; } }
}
CONF

# The key as ours, short of the keyed hash; a pool of connections, as its manual
# says.

cat > "$dir/ask.lua" <<LUA
local redis = require "nginx.redis"
local red = redis:new()

red:set_timeout(1000)

if red:connect("unix:$redis") then
    local key = "coc:{" .. ngx.md5(ngx.var.http_x_member) .. "}:st"
    local standing = red:hmget(key, "v", "p", "t", "s", "u", "m", "w", "0", "1",
        "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "n")

    red:set_keepalive(10000, 64)

    if standing and standing[4] ~= ngx.null and standing[4] ~= "0" then
        return ngx.exit(403)
    end
end
LUA

nginx -p "$dir" -c "$dir/app.conf" 2>/dev/null & pids+=($!)
taskset -c 1 redis-server --port 0 --unixsocket "$redis" \
    --unixsocketperm 777 --save '' --dir "$dir" >/dev/null & pids+=($!)

port=18200
declare -A ports workers

for v in $variants; do
    load="load_module $module;"
    on="coc on; coc_rules $dir/rules.yaml; coc_member \$http_x_member;"
    ask="coc_secret $dir/secret; coc_redis unix:$redis; coc_redis_timeout 1s;"
    http=
    case $v in
        plain) load=; on= ;;
        coc)   on="$on coc_secret $dir/secret;" ;;
        live)  on="$on $ask" ;;
        signals)
               on="coc on; coc_rules $dir/rules.yaml $dir/signals.yaml;
                   coc_member \$http_x_member; coc_thread \$http_x_thread;
                   coc_device \$http_x_member; coc_name \$http_x_member; $ask" ;;
        table) on="$on $ask coc_standing_cache on;"; http="coc_zone coc:1m;" ;;
        lua)   load="load_module $lua/usr/lib/nginx/modules/ndk_http_module.so;
                     load_module $lua/usr/lib/nginx/modules/ngx_http_lua_module.so;"
               http="lua_package_path '$lua/usr/share/lua/5.1/?.lua;;';
                     lua_code_cache on;"
               on="access_by_lua_file $dir/ask.lua;" ;;
        *)     echo "no such variant: $v" >&2; exit 2 ;;
    esac

    port=$((port + 1))
    cat > "$dir/$v.conf" <<CONF
$load
worker_processes 1; daemon off; pid $dir/$v.pid;
error_log $dir/logs/$v.err error; worker_cpu_affinity 01;
events { worker_connections 512; }
http {
    $common
    $http
    upstream app { server unix:$app; keepalive 64; keepalive_requests 100000000; }
    server {
        listen 127.0.0.1:$port;
        location / {
            $on
            proxy_pass http://app; proxy_http_version 1.1;
            proxy_set_header Connection "";
        }
    }
}
CONF
    LD_LIBRARY_PATH=$lib nginx -p "$dir" -c "$dir/$v.conf" \
        2>"$dir/logs/$v.start" & pids+=($!)
    ports[$v]=$port

    for _ in $(seq 200); do
        workers[$v]=$(pgrep -P $! | head -1) || true
        [ -n "${workers[$v]}" ] && (echo >/dev/tcp/127.0.0.1/$port) 2>/dev/null \
            && break
        kill -0 $! 2>/dev/null || { cat "$dir/logs/$v.start" >&2; exit 1; }
        sleep 0.1
    done
done

cpu_ns() { cut -d ' ' -f 1 "/proc/$1/schedstat"; }

asked() {
    redis-cli -s "$redis" info commandstats \
        | sed -n 's/^cmdstat_hmget:calls=\([0-9]*\),.*/\1/p' | grep . || echo 0
}

for round in $(seq 0 "$rounds"); do
    for v in $variants; do
        calls=$(asked)
        before=$(cpu_ns "${workers[$v]}")
        out=$(taskset -c 1 wrk -t1 -c32 -d"${secs}s" -s "$dir/post.lua" \
              "http://127.0.0.1:${ports[$v]}/")
        after=$(cpu_ns "${workers[$v]}")
        calls=$(($(asked) - calls))
        requests=$(echo "$out" | awk '/requests in/ { print $1 }')
        rate=$(echo "$out" | awk '/Requests\/sec/ { print $2 }')
        bad=$(echo "$out" | awk '/Non-2xx/ { print $NF }')

        [ -z "$bad" ] || { echo "$v: $bad replies were not 200" >&2; exit 1; }

        # round 0 warms up
        [ "$round" = 0 ] || echo "$round $v $((after - before)) $requests \
$rate $calls" >> "$dir/figures"
    done
done

[ ! -s "$dir/logs/lua.err" ] || { head -3 "$dir/logs/lua.err" >&2; exit 1; }

echo "rounds: $rounds of $secs s; added: over plain, the store's: over coc" \
     "(lua: over plain)"
printf '%-8s %9s %9s %9s %10s %12s %14s\n' variant requests/s 'CPU µs' \
    added '× plain' "the store's" 'HMGETs a request'

awk -v variants="$variants" '
    function median(list, n,    i, j, t) {
        for (i = 2; i <= n; i++) {
            for (j = i; j > 1 && list[j - 1] > list[j]; j--) {
                t = list[j]; list[j] = list[j - 1]; list[j - 1] = t
            }
        }
        return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
    }
    # differences within rounds; of: "" is the figure itself
    function figure(what, v, of,    r, n, list) {
        for (r = 1; r <= rounds; r++) {
            list[++n] = what[r, v] - (of == "" ? 0 : what[r, of])
        }
        return median(list, n)
    }
    {
        us[$1, $2] = $3 / 1000 / $4; rate[$1, $2] = $5; hm[$1, $2] = $6 / $4
        have[$2] = 1
        rounds = $1
    }
    END {
        n = split(variants, order, " ")
        for (i = 1; i <= n; i++) {
            v = order[i]
            under = v == "lua" ? "plain" : "coc"
            plain = "plain" in have ? figure(us, "plain", "") : 0
            printf "%-8s %9.0f %9.2f %9s %10s %12s %14.2f\n", v,
                figure(rate, v, ""), figure(us, v, ""),
                plain ? sprintf("%.2f", figure(us, v, "plain")) : "-",
                plain ? sprintf("%.2f", figure(us, v, "") / plain) : "-",
                v ~ /^(live|table|signals|lua)$/ && under in have \
                    ? sprintf("%.2f", figure(us, v, under)) : "-",
                figure(hm, v, "")
        }
    }' "$dir/figures"
