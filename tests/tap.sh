# shellcheck shell=sh
# Sourced by the tests: TAP from commands.  Plan at the end: `finish'.
count=0 failed=0
failures=${FAILURES-} # of these tests, not of those which they run
unset FAILURES
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# ok WHAT COMMAND...: passes if COMMAND does; shows the end of what it said.
# The next COMMAND finds that in $scratch/said.
ok() {
    what=$1
    shift
    count=$((count + 1))
    "$@" >"$scratch/saying" 2>&1 && good=yes || good=no
    mv "$scratch/saying" "$scratch/said"
    if [ "$good" = yes ]; then
        echo "ok $count - $what"
    else
        failed=$((failed + 1))
        echo "not ok $count - $what"
        {
            echo "$what:"
            grep 'not ok' "$scratch/said" | head -n 12
            tail -n 60 "$scratch/said"
        } | tr -d '\r' | sed 's/^/# /' >"$scratch/why"
        cat "$scratch/why" >&2 # prove shows only this
        [ ! "$failures" ] || cat "$scratch/why" >>"$failures"
    fi
}
skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}
# fails WITH COMMAND...: COMMAND must fail and say WITH (a fixed string).
fails() {
    with=$1
    shift
    if "$@" >"$scratch/out" 2>&1; then
        cat "$scratch/out"
        echo "this succeeded, and should have failed"
        return 1
    fi
    cat "$scratch/out"
    grep -qF -e "$with" "$scratch/out"
}
finish() {
    echo "1..$count"
    [ $failed = 0 ]
}
# A command that must end by itself, within so many seconds, with a bounded log.
bounded() { (ulimit -f 524288 && exec timeout -k 5 "$@" </dev/null); }
