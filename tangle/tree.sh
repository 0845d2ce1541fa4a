#!/bin/sh
# tangle/tree.sh GROUP POINT [LAYER]: tangles POINT (N or N.k) with #line into
# build/lines/, all that GROUP needs being ready.  A milestone also goes into
# build/chapter-N, for people.  With a LAYER, milestone N with it on top
# becomes build/lines/solution-N.k.
set -eu
cd "$(dirname "$0")/.."
group=$1 point=$2 layer=${3-}
tangle/ready.sh "$group" "$point"
mkdir -p build/lines

# write [-L] POINT DIR [LAYER]: what was tangled from the same text by the same
# tools, and is as it was written, is not tangled again.
write() {
    [ "$1" = -L ] && dir=$3 || dir=$2
    stamp=build/.from-$(echo "$dir" | tr / -)
    # shellcheck disable=SC2086 # perhaps no layer
    now=$(cat chapters/[0-9]*.nw $layer tangle/*.sh build/tools/nw* | sha256sum)
    now="$now $*"
    [ "$(cat "$stamp" 2>&1)" = "$now" ] &&
        (cd "$dir" && sha256sum --status -c .tangled) 2>/dev/null && return
    rm -f "$stamp"
    tangle/tangle.sh "$@" && echo "$now" >"$stamp"
}

if [ "$layer" ]; then
    k=$(basename "$layer")
    write -L "$point" "build/lines/solution-${k%%-*}" "$layer"
    exit
fi
case $point in
*.*)
    write -L "$point" "build/lines/checkpoint-$point"
    exit ;;
esac
write "$point" "build/chapter-$point"
write -L "$point" "build/lines/chapter-$point"
