#!/bin/sh
# run.sh and test.sh on a bare machine: makes a Debian with nothing but its
# base system in a folder, copies the committed tree into it, and runs both.
# Root; needs mmdebstrap, git and curl.
#
#   chroot-test.sh [SUITE…]      default: bookworm trixie
#   WHAT="run test"              which of the two
#   TREE=work                    the files as they are, not as committed
#   KEEP=yes                     leave the folders
#
# The mirror is that of this machine's own apt sources.

set -eu

cd "$(dirname "$0")/.."
what=${WHAT:-run test}
base=${TMPDIR:-/tmp}/coc-chroot.$$

[ "$(id -u)" = 0 ] || { echo "chroot-test.sh: root is needed" >&2; exit 1; }

mirror=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' \
             'Created-By: Packages' 'Component: main' \
         | awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }')

mkdir -p "$base"

leave() {
    status=$?
    trap - EXIT INT TERM HUP
    for dir in "$base"/*/proc; do
        umount "$dir" 2>/dev/null || true
    done
    if [ "${KEEP:-}" = yes ]; then
        echo "left: $base"
    elif ! grep -q " $base/" /proc/mounts; then
        rm -rf "$base"
    fi
    exit $status
}

trap leave EXIT INT TERM HUP


# The demo: wait for its page, post, look at the reply, end it by a signal.

try_run() {
    chroot "$1" /bin/sh -c 'cd /src && exec ./run.sh' > "$1/run.log" 2>&1 &
    pid=$!
    n=0
    until grep -q 'Verdicts as they come' "$1/run.log"; do
        n=$((n + 1))
        if [ $n -gt 1200 ] || ! kill -0 $pid 2>/dev/null; then
            tail -n 30 "$1/run.log"
            return 1
        fi
        sleep 0.5
    done

    url=$(sed -n 's/.*is open: *//p' "$1/run.log")
    echo "run.sh is up after $((n / 2)) s: $url"

    good=$(curl -s -o /dev/null -w '%{http_code}' "$url/api/post" \
        -H 'Cookie: member=a' --data-urlencode 'text=A question.')
    rude=$(curl -s -o /dev/null -w '%{http_code}' "$url/api/post" \
        -H 'Cookie: member=a' --data-urlencode 'text=You are an idiot.')
    echo "a question: $good, name-calling: $rude"

    kill -TERM $pid
    wait $pid || true
    sed -n '/open:/,$p' "$1/run.log"

    left=
    for p in /proc/[0-9]*; do
        if [ "$(readlink "$p/root" 2>/dev/null)" = "$1" ]; then
            left="$left ${p#/proc/}:$(cat "$p/comm")"
        fi
    done

    [ -z "$left" ] || { echo "still running:$left"; return 1; }
    [ "$good" = 200 ] && [ "$rude" != 200 ]
}


[ $# -gt 0 ] || set -- bookworm trixie

for suite do
    dir=$base/$suite
    echo "== $suite"

    # apt in the chroot takes old indexes as this machine's apt does
    mmdebstrap --quiet --variant=minbase \
        --aptopt='Acquire::Check-Valid-Until "false"' \
        --aptopt='Acquire::Check-Date "false"' \
        "$suite" "$dir" "$mirror"

    mkdir -p "$dir/src"
    if [ "${TREE:-}" = work ]; then
        git ls-files -z -co --exclude-standard \
            | tar -c --null --ignore-failed-read -T - | tar -x -C "$dir/src"
    else
        git archive HEAD | tar -x -C "$dir/src"
    fi
    cp /etc/resolv.conf "$dir/etc/" 2>/dev/null || true
    mount -t proc proc "$dir/proc"

    for step in $what; do
        case $step in
            run)
                try_run "$dir" ;;
            test)
                chroot "$dir" /bin/sh -c 'cd /src && exec ./test.sh' \
                    > "$dir/test.log" 2>&1 \
                    || { tail -n 60 "$dir/test.log"; exit 1; }
                tail -n 5 "$dir/test.log" ;;
        esac
    done

    umount "$dir/proc"
done
