#!/bin/sh
# The parts of chapter 5, in order, become the chapter.
cd "$(dirname "$0")/.." && cat parts/[0-9]*.nw >chapters/5-life-of-a-process.nw
