#!/bin/sh
# What the fuzzers found, and a few inputs that once looked dangerous:
# a tool answers with status 0 or 1 and says why in the latter case.
. "$(dirname "$0")/tap.sh"

# answers NAME COMMAND...
answers() {
    name=$1
    shift
    "$@" >out 2>errors
    status=$?
    [ $status -eq 0 ] || [ $status -eq 1 -a -s errors -a ! -s out ]
    ok $? "$name"
}

for file in "$here"/regress/lint/*; do
    answers "nwlint ${file##*/}" "$TOOLS/nwlint" "$file"
done
for file in "$here"/regress/layer/*; do
    tail -c +2 "$file" >pipeline
    for mode in 0 '-L 1' '-r 2' -k; do
        answers "nwlayer ${file##*/} $mode" \
            sh -c "\"\$TOOLS/nwlayer\" $mode <pipeline"
    done
done

finish
