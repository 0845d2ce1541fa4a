#!/bin/sh
# tests/check.sh [N]: the tests of chapter N, or all there are.  Which tests
# there are follows from chapters/ alone: each becomes a file of one line in
# build/check/, so that prove runs them side by side.
set -eu
cd "$(dirname "$0")/.."
only=${1-}
unset MAKEFLAGS MAKELEVEL MAKEOVERRIDES MFLAGS
tangle/ready.sh check "${only:-0}"

rm -rf build/check
mkdir -p build/check
add() { # add KIND POINT [LAYER]
    printf '#!/bin/sh\nexec tests/point.sh %s\n' "$*" >"build/check/$2-$1.t"
}
for chapter in chapters/[0-9]*-*.nw; do
    n=$(basename "$chapter")
    n=${n%%-*}
    for kind in milestone code history captures; do
        add $kind "$n"
    done
done
/usr/lib/noweb/markup -t8 chapters/[0-9]*-*.nw | build/tools/nwlayer -k |
    cut -f 1 | uniq | while read -r point; do add checkpoint "$point"; done
for layer in chapters/solutions/*.nw; do
    [ -e "$layer" ] || break
    k=$(basename "$layer")
    add solution "${k%%-*}" "$layer"
done
for layer in chapters/defects/*.nw; do
    [ -e "$layer" ] || break
    k=$(basename "$layer" .nw)
    add defect "${k%%-*}.${k#*-}" "$layer"
done

# Two tests of a chapter that need its tree alone are kept apart.
set --
for t in build/check/*-milestone.t build/check/*-code.t build/check/*-history.t \
    build/check/*-checkpoint.t tests/*.t tangle/tests/*.t \
    build/check/*-captures.t build/check/*-solution.t \
    build/check/*-defect.t; do
    case $only/$t in
    /* | "$only/build/check/$only"[-.]*) [ ! -e "$t" ] || set -- "$@" "$t" ;;
    esac
done
# What failed is said when it does, and is kept for whoever sees only the end.
export FAILURES="$PWD/build/check/failures"
exec prove -j"$(nproc)" --timer "$@" </dev/null
