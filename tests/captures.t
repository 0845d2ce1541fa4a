#!/bin/sh
# Captures, with invented chapters: each kind passes, and fails when it should.
. "$(dirname "$0")/invented.sh"
kept=figures/captures
ok "every capture of the book has its mark" \
    eval '[ -z "$(cd "$OLDPWD" && book/capture.sh stale)" ]'
ok "make captures writes them" make captures
ok "they compare" book/capture.sh check 0
ok "nothing was looked at as a pattern" eval '! grep pattern "$scratch/said"'
ok "a checkpoint's stops at its mark" eval '[ "$(tail -n 1 $kept/cap-first.txt)" = "weft: milestone 0, 1 harts at 0x80200000" ]'
ok "from= starts it elsewhere" eval '[ "$(sed -n 4p $kept/cap-cloth.txt)" = "cloth: woven" ]'
cp $kept/cap-yarn.txt "$scratch/"
ok "make captures again" make captures
ok "keeps what varies and is still true" cmp $kept/cap-yarn.txt "$scratch/cap-yarn.txt"
sed -i 's/woven/w/' $kept/cap-cloth.txt
sed -i 's/milestone/m/' $kept/cap-first.txt
ok "make captures of one" book/capture.sh write cap-cloth
ok "writes that one alone" eval 'grep woven $kept/cap-cloth.txt && ! grep milestone $kept/cap-first.txt'
ok "of one that is not" fails "no chapter has the capture cap-clot" book/capture.sh write cap-clot
make captures >/dev/null 2>&1

changed() { # changed WITH FILE SED CHAPTER: a changed record must fail
    cp "$2" "$scratch/record"
    sed -i "$3" "$2"
    cmp -s "$2" "$scratch/record" && return 1
    fails "$1" book/capture.sh check "$4"
    status=$?
    cp "$scratch/record" "$2"
    return $status
}
ok "a changed number fails" changed "+weft: milestone 0, 1 harts at 0x80200000" \
    $kept/cap-first.txt s/0x8/0x9/ 0
ok "a false predicate fails" changed "does not satisfy lost > 0" \
    $kept/cap-yarn.txt 's/^lost.*/lost 0/' 0
ok "a predicate over nothing fails" changed "no number for lost" \
    $kept/cap-yarn.txt 's/^lost.*/found 7/' 0
ok "a measure that has changed fails" changed "+0/boot 1234" \
    figures/measures.txt s/1234/1235/ 0

sed -i 's/QEMU [0-9.]*/QEMU 1.0/; s/0x8/0x9/' $kept/*.txt figures/measures.txt
ok "with other versions numbers may differ" book/capture.sh check 0
ok "which is said" grep "compared as a pattern: recorded with QEMU 1.0" "$scratch/said"
sed -i 's/^cloth/c&/' $kept/cap-cloth.txt
ok "a line that has gone missing fails" fails "ccloth: woven" book/capture.sh check 1
ok "words may not" changed "weft: stone #" $kept/cap-first.txt s/milestone/stone/ 0

rm $kept/cap-first.txt
ok "a capture that was never made fails" fails "make captures" book/capture.sh check 0
touch $kept/cap-old.txt
ok "a file without a mark is found" eval '[ "$(book/capture.sh stale)" = cap-old ]'
mark() { printf '\n```{.capture %s}\n```\n' "$1" >>chapters/1-cloth.nw; }
mark '#cap-sh run="sh -c ls"'
ok "a capture runs make" fails "chapters/1-cloth.nw:17: a capture runs make" book/capture.sh check 1
finish
