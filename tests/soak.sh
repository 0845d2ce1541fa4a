#!/bin/sh
# tests/soak.sh: the long runs: the tools under libFuzzer, of every milestone
# what its own Makefile calls fuzz and soak, SECONDS=... for each, and under
# every solution all tests of its milestone.
set -eu
cd "$(dirname "$0")/.."
# shellcheck disable=SC3028 # from the command line of make
seconds=${SECONDS:-600}
unset MAKELEVEL MFLAGS MAKEOVERRIDES
export MAKEFLAGS=--no-print-directory
tangle/ready.sh soak 0
make -C tangle fuzz SECONDS="$seconds"
for chapter in $(printf '%s\n' chapters/[0-9]*-*.nw | sort -V); do
    n=${chapter#chapters/}
    n=${n%%-*}
    tangle/tree.sh soak "$n"
    tree=build/lines/chapter-$n
    flock "$tree" make -C "$tree" all
    for target in fuzz soak; do
        ! grep -q "^$target:" "$tree/Makefile" ||
            make -C "$tree" $target SECONDS="$seconds"
    done
done
for layer in chapters/solutions/*.nw; do
    k=$(basename "$layer")
    WHOLE=yes tests/point.sh solution "${k%%-*}" "$layer"
done
