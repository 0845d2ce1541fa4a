#!/bin/sh
# runs.sh: runs again what figures and tables are drawn from, draws them.
set -eu
cd "$(dirname "$0")"/..
marks=$(awk -f draw/marks.awk ../chapters/[0-9]*-*.nw)
captures=$(
    echo "$marks" | tr ' ' '\n' | grep '^cap-' || :
    for figure in [0-9]*-*.svg; do
        name=${figure%.svg} name=${name#*-}
        [ ! -e "$name.awk" ] || echo "cap-$name"
    done
)
# shellcheck disable=SC2046 # a list of names
../book/capture.sh write $(echo "$captures" | sort -u)
said=$(sh check.sh -w) || {
    echo "$said" | grep -v '^ok' >&2
    exit 1
}
