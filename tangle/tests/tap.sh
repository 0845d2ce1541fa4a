# TAP for the tests beside this file. Source it; it makes an empty
# folder, $work, goes there, and removes it in the end.

here=$(cd "$(dirname "$0")" && pwd)
tangle=$(cd "$here/.." && pwd)
TOOLS=$(cd "${TOOLS:-$tangle/../build/tools}" && pwd)
NOWEB=${NOWEB:-/usr/lib/noweb}
export TOOLS NOWEB
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work" || exit 1
count=0

# ok STATUS NAME
ok() {
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
    fi
}

# is GOT WANTED NAME
is() {
    if [ "$1" = "$2" ]; then
        ok 0 "$3"
    else
        ok 1 "$3"
        printf 'got:\n%s\nwanted:\n%s\n' "$1" "$2" | sed 's/^/# /'
    fi
}

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

finish() {
    echo "1..$count"
}

# Cuts standard input into files at lines `--- NAME`; prints the names.
unpack() {
    awk '/^--- / { name = $2; print name; printf "" >name; next }
        { print >name }'
}
