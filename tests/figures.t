#!/bin/sh
# The figures keep the rules of figures/README.md, and those that show a run
# agree with its capture.
cd "$(dirname "$0")/.." || exit
. tests/tap.sh
ok "the figures keep their rules" sh figures/check.sh

cp -R figures "$scratch/figures"
sed -i '0,/ to 2/s// to 3/' "$scratch/figures/captures/cap-slices.txt"
ok "a figure that is not of its run is found" \
    fails "1-slices.svg: style.css or its capture differs" sh "$scratch/figures/check.sh"
finish
