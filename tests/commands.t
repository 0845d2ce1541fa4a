#!/bin/sh
# What the commands do with invented chapters.
. "$(dirname "$0")/invented.sh"
says() { # says TEXT COMMAND...
    text=$1
    shift
    "$@" </dev/null >"$scratch/out" 2>&1 || { cat "$scratch/out"; return 1; }
    cat "$scratch/out"
    grep -qF -e "$text" "$scratch/out"
}
ok "help is the default" says workspace-N make
ok "chapter-0 runs milestone 0" says "weft: milestone 0, 1 harts" make chapter-0
ok "without chapter 1" eval '! grep cloth "$scratch/out"'
ok "chapter-1 runs milestone 1" says "cloth: woven" make chapter-1
ok "HARTS= goes down" says "4 harts" make chapter-0 HARTS=4
ok "RUN= is not for milestone 0" fails "chapter-0: it has no RUN=" make chapter-0 RUN='echo $$x'
ok "a checkpoint runs" says "weft: milestone 0" make checkpoint-0.1
ok "what comes after it is not there" eval '! grep lost "$scratch/out"'
ok "debug knows where the source is" says "debugging $w" make debug-0
ok "a bench is numbered by its milestone" says "1/boot 1234" make bench
ok "chapter-9: these are there" fails "0  yarn" make chapter-9
ok "chapter-x: these are there" fails "1  cloth" make chapter-x
ok "chapter-00 is not chapter 0" fails "no chapter 00" make chapter-00
ok "checkpoint-0.7: these are there" fails "the first line" make checkpoint-0.7
ok "check-9: these are there" fails "there is no chapter 9" make check-9
ok "an unsolved exercise fails" fails exercise make exercise-0.1

echo 'echo mine' >>build/chapter-0/kernel/weft.sh
ok "a file edited by hand stops make" fails kernel/weft.sh make chapter-0
ok "and it is as it was" grep -q 'echo mine' build/chapter-0/kernel/weft.sh
ok "make clean" make clean

two() {
    make chapter-1 >"$scratch/one" 2>&1 </dev/null &
    make chapter-1 </dev/null || return
    wait $! || { cat "$scratch/one"; return 1; }
    grep 'cloth: woven' "$scratch/one"
}
ok "two makes at once, from nothing" two
ok "both have run" grep 'cloth: woven' "$scratch/said"

finish
