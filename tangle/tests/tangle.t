#!/bin/sh
# What tangle.sh does to a folder that exists, and when things go wrong.
. "$(dirname "$0")/tap.sh"
run=$tangle/tangle.sh

book() {
    rm -rf chapters out
    mkdir -p chapters
    cp -R "$here/cases/loom/chapters" .
}

# The names, contents and times of a tree.
state() {
    (cd "$1" 2>/dev/null &&
        find . -exec ls -ld --time-style=full-iso {} + &&
        find . -type f -exec cksum {} +)
}

nothing_left() {
    ls -A | grep -v -e '^chapters$' -e '^out' -e '^log$' -e '^trees$'
}

book
"$run" 1 out
state out >before
"$run" 1 out
state out >after
cmp before after
ok $? 'the second tangle rewrites nothing'
rm before after

touch -d 2001-01-01 out/src/main.c out/src/warp.c
sed 's/^cloth += i/cloth += 2 * i/' chapters/0-warp.nw >x
mv x chapters/0-warp.nw
"$run" 1 out
[ "$(find out/src -name '*.c' -newermt 2002-01-01)" = out/src/warp.c ]
ok $? 'only the file that changed is rewritten'

"$run" 0 out
[ -f out/loom.ld ]
ok $? 'from 1 to 0: a file comes'
"$run" 2 out
[ ! -f out/loom.ld ] && [ -f out/docs/README.txt ]
ok $? 'from 0 to 2: one goes, one comes'
touch out/docs/mine
"$run" 1 out
[ -f out/docs/mine ] && [ ! -f out/docs/README.txt ]
ok $? 'a file that is not ours stays'
rm out/docs/mine
"$run" 2 out && "$run" 1 out
[ ! -d out/docs ]
ok $? 'a folder that is empty now goes'
rm out/src/main.c
"$run" 1 out
[ -f out/src/main.c ]
ok $? 'a file that somebody removed comes back'

# Edits.
echo '// mine' >>out/src/main.c
echo '# mine' >>out/run.sh
state out >trees
"$run" -L 0 out 2>log
is $? 1 'edited: status 1'
is "$(cat log)" "out/run.sh:1: edited since it was tangled: nothing was written; keep it or drop it:
    keep:  mv out/run.sh out/run.sh.mine
    drop:  rm out/run.sh
out/src/main.c:1: edited since it was tangled: nothing was written; keep it or drop it:
    keep:  mv out/src/main.c out/src/main.c.mine
    drop:  rm out/src/main.c
    see:   tangle/tangle.sh -L 0 out.fresh && diff -ru -x build out.fresh out
    An edit that you keep lives on in a chapter or in a layer:
    copy the changed lines there, then tangle again." 'edited: message'
state out | cmp - trees
ok $? 'edited: nothing changed'
is "$(nothing_left)" '' 'edited: nothing left behind'
"$run" 1 out chapters/solutions/1.1-knot.nw 2>log
grep -q 'run.sh:1: edited since it was tangled, and not in the tree' log
ok $? 'an edited file is not removed either'
grep -q 'see: .* 1 out.fresh chapters/solutions/1.1-knot.nw &&' log
ok $? 'the command names the layer'

# The commands of the message work.
mkdir tangle
ln -s "$run" tangle/tangle.sh
sed -n 's/^ *see: *//p' log >see
got=$(sh see | grep '^[-+][^-+]' | tr '\n' '|')
case $got in
*'+// mine|'*) ok 0 'see: shows the edit' ;;
*) ok 1 "see: shows the edit: $got" ;;
esac
sed -n 's/^ *keep: *//p' log | sh
"$run" 1 out chapters/solutions/1.1-knot.nw
ok $? 'keep: tangles again'
grep -q mine out/run.sh.mine
ok $? 'keep: the edit is there'
echo mine >>out/Makefile
"$run" 0 out 2>log
sed -n 's/^ *drop: *//p' log | sh
"$run" 0 out && ! grep mine out/Makefile
ok $? 'drop: tangles again, and the edit is gone'
rm -rf tangle see out.fresh trees

# Files that were there before us.
rm -rf out
mkdir -p out/src
echo foreign >out/Makefile
"$run" 0 out 2>log
grep -q 'out/Makefile:1: in the way, and not written by tangle' log &&
    [ "$(cat out/Makefile)" = foreign ] && [ ! -f out/run.sh ]
ok $? 'a file in the way'
"$run" 0 out2 && cp out2/Makefile out/Makefile
"$run" 0 out
ok $? 'unless it is the same'
rm -rf out out2
mkdir -p out/run.sh/x
"$run" 0 out 2>log
grep -q 'out/run.sh is a folder' log && [ ! -f out/Makefile ]
ok $? 'a folder in the way'
rm -rf out
mkdir out
echo >out/src
"$run" 0 out 2>log
[ $? -eq 1 ] && [ ! -f out/Makefile ] && grep -q 'in the way' log
ok $? 'a file where a folder must be'

# Killed in the middle of the moves: the list knows old and new text.
book
"$run" 0 out
mkdir fake
cat >fake/mv <<END
#!/bin/sh
case \$* in
*src/warp.c) kill -9 \$PPID; kill -9 \$(cat pid) ;;
*) exec $(command -v mv) "\$@" ;;
esac
END
chmod +x fake/mv
PATH=$PWD/fake:$PATH sh -c 'echo $$ >pid; exec "$0" 1 out' "$run" \
    >log 2>&1
rm -rf fake pid
[ "$(grep -c RED out/src/main.c)" = 1 ] && ! grep -q color out/src/warp.c
ok $? 'killed half-way: one file new, one old'
"$run" 2 out && "$run" 2 out2 && diff -r out out2
ok $? 'killed half-way: the next run mends it'
rm -rf out2 .tangle.*

# Errors leave nothing behind.
fails() {
    state out >trees
    "$run" "$@" >log 2>&1
    status=$?
    state out | cmp -s - trees
    [ $? -eq 0 ] && [ $status -eq 1 ] && [ -z "$(nothing_left)" ]
}
fails 7 out
ok $? 'no such point'
is "$(cat log)" 'nwlayer: no point 7: take one of 0.1 0.2 0 1.1 1 2' \
    'no such point: message'
fails 7 out3 && [ ! -d out3 ]
ok $? 'no such point: the folder is not made'
fails 0 out nolayer.nw
ok $? 'no such layer'
fails 0
ok $? 'no folder'
echo 'a << b' >>chapters/2-cloth.nw
fails 0 out && grep -q '^chapters/2-cloth.nw:[0-9]*: << in prose' log
ok $? 'the linter has its say first'
book
"$run" 0 out
echo '<<lost>>=' >>chapters/2-cloth.nw
fails 2 out && grep -q '^chapters/2-cloth.nw:[0-9]*: <<lost>> is used now' log
ok $? 'the filter has its say'
book
"$run" 0 out
mkdir fake
printf '#!/bin/sh\n/usr/lib/noweb/mnt "$@"\n: >Makefile\n' >fake/mnt
ln -s "$NOWEB/markup" "$NOWEB/nt" fake
chmod +x fake/mnt
NOWEB=$PWD/fake "$run" 1 out 2>log
[ $? -eq 1 ] && grep -q 'could not be written whole' log
ok $? 'a file cut short by the tangler is noticed'
rm -r fake
mkdir fake
ln -s "$NOWEB/mnt" "$NOWEB/nt" fake
printf '#!/bin/sh\n/usr/lib/noweb/markup "$@" | head -n 300\nexit 1\n' \
    >fake/markup
chmod +x fake/markup
NOWEB=$PWD/fake "$run" 1 out 2>log
[ $? -eq 1 ] && grep -q 'gave up' log
ok $? 'a markup that dies is noticed'
rm -r fake
NOWEB=/nonexistent fails 0 out && grep -q 'install noweb' log
ok $? 'no noweb'
(
    mkdir empty && cd empty && "$run" 0 out 2>../log
    [ $? -eq 1 ] && grep -q 'root of the repository' ../log
)
ok $? 'not at the root'
rmdir empty

# Chapters are in numeric order.
book
printf '<<src/ten.c>>=\nint ten;\n@\n' >chapters/10-ten.nw
"$run" 10 out && "$run" 2 out
ok $? 'chapter 10 comes after chapter 2'

# A lock, and signals.
book
"$run" 0 out
cat >hold <<'END'
exec 9<out
flock 9
touch held
sleep 1
echo first >>log2
END
sh hold &
while [ ! -f held ]; do sleep 0.1; done
"$run" 1 out
echo second >>log2
wait
is "$(tr '\n' ' ' <log2)" 'first second ' 'two tangles wait for each other'
rm -f hold held log2

mkdir fake
ln -s "$NOWEB/nt" "$NOWEB/mnt" fake
printf '#!/bin/sh\ntouch started\nsleep 1\n/usr/lib/noweb/markup "$@"\n' \
    >fake/markup
chmod +x fake/markup
state out >trees
NOWEB=$PWD/fake "$run" 2 out 2>log &
pid=$!
while [ ! -f started ]; do sleep 0.1; done
kill -TERM $pid
wait $pid
is $? 143 'SIGTERM: status'
rm -r fake started
is "$(cat log)" 'tangle.sh: interrupted: out is as it was' \
    'SIGTERM: message'
state out | cmp - trees && [ -z "$(nothing_left)" ]
ok $? 'SIGTERM: nothing changed, nothing left'

# A full disk, at every stage of the work: all or nothing.
rm -rf out trees
"$run" 2 out
mkdir tiny
if mount -t tmpfs -o size=4k tmpfs tiny 2>/dev/null; then
    umount tiny
    failed=0 good=0 bad=
    for pages in 1 2 3 5 7 9 11 13 15 17 19 21 23 25 27 29 31 33 35 40; do
        mount -t tmpfs -o size=$((4 * pages))k tmpfs tiny
        if "$run" 2 tiny/tree 2>log; then
            diff -r out tiny/tree >diff || bad="$bad differ:$pages"
            good=$((good + 1))
        else
            grep -q -e 'No space' -e 'disk full' log || bad="$bad silent:$pages"
            [ -z "$(find tiny -type f)" ] || bad="$bad partial:$pages"
            [ ! -d tiny/tree ] || bad="$bad folder:$pages"
            failed=$((failed + 1))
        fi
        umount tiny
    done
    is "$bad" '' "no space: all or nothing ($failed failed, $good did not)"
    [ $failed -gt 3 ] && [ $good -gt 0 ]
    ok $? 'no space: the sizes were well chosen'
else
    skip 'no space: all or nothing' 'cannot mount a small file system'
    skip 'no space: sizes' 'cannot mount a small file system'
fi

finish
