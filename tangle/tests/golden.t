#!/bin/sh
# An invented book of three chapters and a layer, at every point, clean
# and with #line. To accept a change: copy what the test wrote.
. "$(dirname "$0")/tap.sh"
cp -R "$here/cases/loom/chapters" .
expected=$here/cases/loom/expected

for wanted in "$expected"/*; do
    name=${wanted##*/}
    point=${name%-L}
    lines=
    [ "$name" = "$point" ] || lines=-L
    layer=
    case $point in
    *+knot) layer=chapters/solutions/1.1-knot.nw ;;
    esac
    "$tangle/tangle.sh" $lines "${point%+knot}" "out/$name" $layer
    ok $? "$name: tangles"
    got=$(diff -r -x .tangled "$wanted" "out/$name" 2>&1)
    is "$got" '' "$name: as expected"
done

# Every line of a -L tree stands in the chapter where #line says.
for file in out/*-L/src/*; do
    got=$(awk '
        function read(name, i) {
            seen[name] = 1
            for (i = 1; (getline text < name) > 0; i++)
                chapter[name, i] = text
        }
        /^ *#line/ { line = $2; file = $3; gsub(/"/, "", file)
            if (!(file in seen)) read(file)
            next }
        { text = $0; sub(/^ */, "", text)
          source = chapter[file, line]
          if (!index(source, text) && source !~ /<</)
              print FILENAME ": " text ": is not " file ":" line
          line++ }' "$file")
    is "$got" '' "${file#out/}: lines are where #line says"
done

# The trees are fit for use, too.
for name in 0 1 2 1+knot; do
    [ -f "out/$name/run.sh" ] || continue
    [ -x "out/$name/run.sh" ]
    ok $? "$name: a script is executable"
done
[ ! -x out/0/Makefile ]
ok $? '0: a Makefile is not executable'
for name in 0 1 1+knot 2 1-L; do
    log=$(gcc -Wall -Wextra -Werror -Wmisleading-indentation \
        "out/$name"/src/*.c -o "out/$name/loom" 2>&1)
    is "$log" '' "$name: compiles without a warning"
done
"out/1/loom" >console
is "$(cat console)" 'woven in color' '1: runs'
if command -v clang-format-14 >/dev/null; then
    cp "$tangle/../.clang-format" .
    got=$(clang-format-14 --dry-run out/0/src/*.[ch] \
        'out/1+knot'/src/*.[ch] out/0.1/src/*.[ch] 2>&1)
    is "$got" '' 'clean trees are formatted'
else
    skip 'clean trees are formatted' 'no clang-format-14'
fi

# An error in the C names the chapter.
sed 's/^cloth += .*/cloth += wrong;/' chapters/0-warp.nw >0-warp.nw
mv 0-warp.nw chapters
line=$(grep -n 'cloth += wrong' chapters/0-warp.nw | cut -d: -f1)
"$tangle/tangle.sh" -L 1 out/wrong
log=$(gcc -c -Wall out/wrong/src/warp.c -o warp.o 2>&1)
echo "$log" | grep -q "^chapters/0-warp.nw:$line:.*error"
ok $? 'an error names chapter and line'

finish
