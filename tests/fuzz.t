#!/bin/sh
# The same few mutants every time; `make soak' has the long runs.
cd "$(dirname "$0")/.." || exit
. tests/tap.sh
ok "the tools survive mutants" bounded 200 make -C tangle fuzz-sample
finish
