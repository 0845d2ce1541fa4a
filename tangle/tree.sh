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
if [ "$layer" ]; then
    k=$(basename "$layer")
    exec tangle/tangle.sh -L "$point" "build/lines/solution-${k%%-*}" "$layer"
fi
case $point in
*.*) exec tangle/tangle.sh -L "$point" "build/lines/checkpoint-$point" ;;
esac
tangle/tangle.sh "$point" "build/chapter-$point"
exec tangle/tangle.sh -L "$point" "build/lines/chapter-$point"
