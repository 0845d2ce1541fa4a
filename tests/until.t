#!/bin/sh
# The runs that end at a line: they end, whatever they have started.
cd "$(dirname "$0")/.." || exit
. tests/tap.sh
export scratch
until_line() { # until_line LINES COMMAND: LINES are printed text
    printf '%b' "$1" >"$scratch/lines"
    tests/until.sh "$scratch/lines" "$scratch/log" sh -c "$2"
}
not() { ! "$@"; }
sleeper='sh -c "echo \$\$ >\$scratch/pid; echo two; exec sleep 60"'
# Dead, though perhaps not yet buried.
gone() { not grep -v ') Z ' "/proc/$(cat "$scratch/pid")/stat"; }
ok "it stops at its line" until_line 'one\ntwo\n' "echo one; $sleeper; true"
ok "with what it ran" gone
ok "even in a group of its own" until_line 'two\n' "timeout 60 $sleeper; true"
ok "nothing is left" gone
ok "a line that never ends will do" until_line 'wef\n' 'printf weft; sleep 60'
ok "carriage returns do not matter" until_line 'two\n' 'printf "one\r\ntwo\r\n"'
ok "nor does an end at once" until_line 'a\nb\n' 'echo a; echo b'
ok "the order does" not until_line 'b\na\n' 'echo a; echo b'
ok "an end without the line fails" not until_line 'c\n' 'echo a'
ok "an endless log is cut off" not until_line 'n\n' 'yes'
finish
