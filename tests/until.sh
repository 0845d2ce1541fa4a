#!/bin/sh
# tests/until.sh LINES LOG COMMAND...: runs COMMAND, its output in LOG, until
# every line of the file LINES has appeared there, in order, and stops it.
# Status 0 if they all came, within 60 seconds.
lines=$1 log=$2
shift 2
: >"$log"
(ulimit -f 8192 && exec setsid timeout -k 2 60 "$@") </dev/null >"$log" 2>&1 &
session=$!
# Process groups come and go inside (timeout makes one): end the session.
end() {
    for signal in TERM KILL; do
        left=$(cat /proc/[0-9]*/stat 2>/dev/null | sed 's/(.*)/-/' |
            awk -v s=$session '$6 == s && $3 != "Z" { print $1 }')
        [ "$left" ] || return 0
        # shellcheck disable=SC2086 # a list of numbers
        kill -s $signal $left 2>/dev/null
        sleep 0.1
    done
}
trap end EXIT
trap 'exit 143' INT TERM
seen() {
    tr -d '\r' <"$log" | awk '
        NR == FNR { want[++n] = $0; next }
        i < n && index($0, want[i + 1]) { i++ }
        END { exit i < n }' "$lines" -
}
until seen; do
    kill -0 $session 2>/dev/null || { seen; exit; }
    sleep 0.1
done
