#!/bin/sh
# tangle/ready.sh GROUP POINT: is there a POINT (N or N.k), are the programs
# of GROUP there, are the tools built?
set -eu
cd "$(dirname "$0")/.."
group=$1 point=$2

# among LIST NAME WHAT: NAME must be the first word of a line of LIST.
among() {
    echo "$1" | awk -v name="$2" '$1 "" == name { ok = 1 } END { exit !ok }' || {
        echo "there is no $3 $2; these are there:"
        echo "$1" | sed 's/^/    /'
        exit 1
    } >&2
}

chapters=$(printf '%s\n' chapters/[0-9]*-*.nw | sort -V |
    sed 's/^chapters.\([0-9]*\)-\(.*\)\.nw$/\1  \2/')
among "$chapters" "${point%%.*}" chapter
tangle/setup.sh "$group"

mkdir -p build
MAKEFLAGS='' flock tangle make -s -C tangle

case $point in *.*)
    checkpoints=$(/usr/lib/noweb/markup -t8 chapters/[0-9]*-*.nw |
        build/tools/nwlayer -k | cut -f 1,2 | uniq)
    among "$checkpoints" "$point" checkpoint ;;
esac
