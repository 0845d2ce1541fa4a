#!/bin/sh
# tests/until.sh LINES LOG COMMAND...: runs COMMAND, its output in LOG, until
# every line of the file LINES has appeared there, in order, and stops it.
# Status 0 if they all came, within 60 seconds.
lines=$1 log=$2
shift 2
: >"$log"
(ulimit -f 40960 && exec timeout -k 2 60 "$@") </dev/null >"$log" 2>&1 &
pid=$!
trap 'kill $pid 2>/dev/null' EXIT
trap 'exit 143' INT TERM
seen() {
    tr -d '\r' <"$log" | awk '
        NR == FNR { want[++n] = $0; next }
        i < n && index($0, want[i + 1]) { i++ }
        END { exit i < n }' "$lines" -
}
until seen; do
    kill -0 $pid 2>/dev/null || { trap - EXIT; exec false; }
    sleep 0.1
done
