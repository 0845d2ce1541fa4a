#!/bin/sh
# tangle/ready.sh GROUP POINT: is there a POINT (N or N.k), are the programs
# of GROUP there, are the tools built and have the chapters no lint?
set -eu
cd "$(dirname "$0")/.."
group=$1 point=$2

chapters=$(printf '%s\n' chapters/[0-9]*-*.nw | sort -V |
    sed 's/^chapters.\([0-9]*\)-\(.*\)\.nw$/\1  \2/')
echo "$chapters" | awk -v n="${point%%.*}" '$1 "" == n { ok = 1 } END { exit !ok }' || {
    echo "there is no chapter ${point%%.*}; these are there:"
    echo "$chapters" | sed 's/^/    /'
    exit 1
} >&2
tangle/setup.sh "$group"

mkdir -p build
(
    flock 9
    MAKEFLAGS='' make -s -C tangle
    find chapters -name '[0-9]*-*.nw' | sort | xargs build/tools/nwlint
) 9> build/.tools.lock

case $point in *.*)
    checkpoints=$(/usr/lib/noweb/markup -t8 chapters/[0-9]*-*.nw |
        build/tools/nwlayer -k | cut -f 1,2 | uniq)
    echo "$checkpoints" | awk -v p="$point" '$1 "" == p { ok = 1 } END { exit !ok }' || {
        echo "there is no checkpoint $point; these are there:"
        echo "$checkpoints" | sed 's/^/    /'
        exit 1
    } >&2 ;;
esac
