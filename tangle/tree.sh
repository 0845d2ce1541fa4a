#!/bin/sh
# tangle/tree.sh GROUP POINT [LAYER]: makes sure of the programs of GROUP,
# builds the tools, lints the chapters and tangles POINT (N or N.k) with
# #line into build/lines/.  A milestone also goes into build/chapter-N, for
# people.  With a LAYER, milestone N with it becomes build/lines/solution-N.k.
set -eu
cd "$(dirname "$0")/.."
group=$1 point=$2 layer=${3-}

chapters=$(printf '%s\n' chapters/[0-9]*-*.nw | sort -V |
    sed 's/^chapters.\([0-9]*\)-\(.*\)\.nw$/\1  \2/')
echo "$chapters" | awk -v n="${point%%.*}" '$1 "" == n { ok = 1 } END { exit !ok }' || {
    echo "there is no chapter ${point%%.*}; these are there:"
    echo "$chapters" | sed 's/^/    /'
    exit 1
} >&2
tangle/setup.sh "$group"

mkdir -p build/lines
(
    flock 9
    MAKEFLAGS='' make -s -C tangle
    find chapters -name '[0-9]*-*.nw' | sort | xargs build/tools/nwlint
) 9> build/.tools.lock

kind=chapter
case $point in
*.*)
    kind=checkpoint
    checkpoints=$(/usr/lib/noweb/markup -t8 chapters/[0-9]*-*.nw |
        build/tools/nwlayer -k | cut -f 1,2 | uniq)
    echo "$checkpoints" | awk -v p="$point" '$1 "" == p { ok = 1 } END { exit !ok }' || {
        echo "there is no checkpoint $point; these are there:"
        echo "$checkpoints" | sed 's/^/    /'
        exit 1
    } >&2 ;;
esac
if [ "$layer" ]; then
    k=$(basename "$layer")
    exec tangle/tangle.sh -L "$point" "build/lines/solution-${k%%-*}" "$layer"
fi
[ "$kind" = checkpoint ] || tangle/tangle.sh "$point" "build/$kind-$point"
exec tangle/tangle.sh -L "$point" "build/lines/$kind-$point"
