#!/bin/sh
# book/capture.sh check N   runs chapter N's captures and measures again and
#                           compares them with figures/; TAP
# book/capture.sh write [NAME...]  runs them, or all and the measures, and
#                           keeps what they print
# book/capture.sh bench     prints what the milestones measure
# book/capture.sh stale     prints what no chapter asks for any more
#
# In a chapter a capture is a fenced block, empty in the source, that opens
# with ```{.capture #NAME run="make ..."} (or checkpoint="N.k"); from="TEXT"
# starts it at another line than the kernel's first, vary="lost > 0" makes a
# predicate over the names and numbers in it the test, in place of its text.
set -u
cd "$(dirname "$0")/.." || exit
. tests/tap.sh
unset MAKELEVEL MFLAGS MAKEOVERRIDES
export MAKEFLAGS=--no-print-directory
kept=figures/captures measures=figures/measures.txt checks=
die() { echo "capture: $*" >&2; exit 1; }

# A line for each mark: chapter, name, command, checkpoint, from, vary.
marks() {
    awk '
        function attr(key,    s) {
            if (!match($0, "[ {]" key "=\"[^\"]*\"")) return ""
            s = substr($0, RSTART, RLENGTH)
            return substr(s, index(s, "\"") + 1, length(s) - index(s, "\"") - 1)
        }
        function wrong(what) {
            printf "%s:%d: %s\n", FILENAME, FNR, what | "cat >&2"
            status = 1
        }
        /^```+ *[{]\.capture / {
            n = FILENAME; sub(/.*\//, "", n); sub(/-.*/, "", n)
            name = match($0, /#[A-Za-z0-9-]+/) ? substr($0, RSTART + 1, RLENGTH - 1) : ""
            at = attr("checkpoint")
            run = at ? "make checkpoint-" at " ICOUNT=1" : attr("run")
            if (!name) wrong("a capture without a name: add #cap-...")
            if (seen[name]++) wrong("a second capture of this name: rename one")
            if (run !~ /^make /) wrong("a capture runs make: add run=\"make ...\" or checkpoint=\"N.k\"")
            if (/ vary=""/) wrong("vary= needs a predicate, such as \"lost > 0\"")
            printf "%s|%s|%s|%s|%s|%s\n", n, name, run, at, attr("from"), attr("vary")
        }
        END { exit status }' chapters/[0-9]*-*.nw
}

# What decides whether a run is bit by bit the recorded one.
versions() {
    # the line after the one with the version, which is then complete
    echo 'Platform Name' >"$scratch/banner"
    tests/until.sh "$scratch/banner" "$scratch/firmware" qemu-system-riscv64 \
        -M virt -bios default -display none -monitor none -serial stdio
    echo "QEMU $(qemu-system-riscv64 --version | grep -oE '[0-9]+\.[0-9]+' | sed q),"\
        "OpenSBI $(sed -n 's/.*OpenSBI v\([0-9.]*\).*/\1/p' "$scratch/firmware" | sed q),"\
        "gcc $(riscv64-unknown-elf-gcc -dumpfullversion)"
}
header() { printf '# %s\n# %s\n\n' "$1" "$here"; }
recorded() { sed -n 's/^# \(QEMU .*\)/\1/p' "$1"; }
text() { sed '1,/^$/d' "$1"; }
pattern() {
    sed -E 's/0x[0-9a-fA-F]+|\<[0-9a-f]{8,}\>|[0-9]+(\.[0-9]+)*/#/g; s/[ \t]+/ /g' |
        sed '/^OpenSBI/,/^weft/{/^weft/!d}'
}

# What make, QEMU and gdb add of their own, which depends on what ran before.
noise='^(make(\[[0-9]+\])?|qemu[-a-z0-9]*): |^warning: Source file is more recent'
# Where the milestone's test has just kept what its `make test' printed, which
# is as good as another run.
tested() {
    case $run in "make -C build/lines/chapter-"*" test")
        name=${run#make -C build/lines/chapter-}
        echo "build/check/${name% test}.tested" ;;
    esac
}
# take RUN AT FROM: the transcript, into $scratch/new.
take() {
    run=$1 at=$2 from=${3:-weft}
    [ "$checks" ] && kept_run=$(tested) || kept_run=
    : >"$scratch/lines"
    if [ "$at" ]; then
        tangle/tree.sh check "$at" || return
        /usr/lib/noweb/markup -t8 chapters/[0-9]*-*.nw | build/tools/nwlayer -k |
            awk -F'\t' -v p="$at" '$1 "" == p { print $3 }' >"$scratch/lines"
        tests/until.sh "$scratch/lines" "$scratch/log" sh -c "$run"
    elif [ -s "$kept_run" ]; then
        cp "$kept_run" "$scratch/log"
    else
        bounded 600 sh -c "$run" >"$scratch/log" 2>&1
        [ $? -lt 124 ]
    fi || { tail -n 30 "$scratch/log"; echo "$run: did not end as it should"; return 1; }
    tr -d '\r' <"$scratch/log" | sed -E "/$noise/d" |
        awk -v from="$from" -v lines="$scratch/lines" '
            BEGIN { while ((getline line < lines) > 0) want[++n] = line }
            index($0, from) == 1 { on = 1 }
            on && !/^ *$/ { printf "%s", blank; blank = ""; print }
            on && /^ *$/ { blank = blank "\n" }
            n && index($0, want[i + 1]) && ++i == n { exit }' >"$scratch/text"
    [ -s "$scratch/text" ] || {
        tail -n 30 "$scratch/log"
        echo "$run: printed no line that begins with $from"
        return 1
    }
    { header "$run"; cat "$scratch/text"; } >"$scratch/new"
}

# holds PREDICATE FILE: over the last `name value', `name=value' or
# `name: value' of each name.
holds() {
    predicate=$(echo "$1" | sed -E 's/[A-Za-z_][A-Za-z0-9_]*/of("&")/g')
    text "$2" | tr '=:,\t' '    ' | awk '
        function of(name) {
            if (name in value) return value[name]
            print "the run prints no number for " name
            missing = 1
        }
        { for (i = 1; i < NF; i++)
            if ($i ~ /^[A-Za-z_]/ && $(i + 1) ~ /^[0-9]/) value[$i] = $(i + 1) + 0 }
        END { exit !(('"$predicate"') && !missing) }' && return
    text "$2"
    echo "does not satisfy $1"
    return 1
}

# same EXPECTED FRESH: exactly, or, on other versions, as a pattern: numbers
# may differ, lines may be added or move (QEMU's device tree does that to
# them), and what the firmware says is its own.
same() {
    if [ "$(recorded "$1")" = "$here" ]; then
        diff -u --label "$1" --label "this run" "$1" "$2"
    else
        text "$1" | pattern >"$scratch/a"
        text "$2" | pattern >"$scratch/b"
        ! grep -vxF -f "$scratch/b" "$scratch/a" || {
            echo "these patterns of $1 are not in this run:"
            cat "$2"
            return 1
        }
    fi
}
compare() {
    [ -e "$kept/$name.txt" ] || { echo "$kept/$name.txt is not there: make captures"; return 1; }
    take "$run" "$at" "$from" || return
    if [ "$vary" ]; then
        holds "$vary" "$kept/$name.txt" && holds "$vary" "$scratch/new"
    else
        same "$kept/$name.txt" "$scratch/new"
    fi
}

# bench N: the lines `N/name value' of milestone N.
bench() {
    tree=build/lines/chapter-$1
    if ! { tangle/tree.sh check "$1" && flock "$tree" make -s -C "$tree" all; } >&2 ||
        ! bounded 900 make -C "$tree" bench >"$scratch/bench"; then
        cat "$scratch/bench" >&2
        return 1
    fi
    tr -d '\r' <"$scratch/bench" | awk -v n="$1" \
        'NF == 2 && $2 ~ /^[0-9][0-9.]*$/ && $1 !~ /:$/ { print n "/" $1, $2 }'
}
# Each value with its limit beside it: NAME-limit is the least that the
# operation NAME, or NAME-4 (with four processes), can take.
beside() {
    awk '
        { name[NR] = $1; value[$1] = $2 }
        END {
            for (i = 1; i <= NR; i++) {
                what = name[i]
                if (what ~ /-limit$/) continue
                least = what
                sub(/(-[0-9]+)?-instructions$/, "-limit", least)
                print what, value[what], \
                    least in value && what != least ? "limit " value[least] : ""
            }
        }' | sed 's/ $//'
}
compare_bench() {
    [ -e "$measures" ] || { echo "$measures is not there: make captures"; return 1; }
    header 'make bench' >"$scratch/new"
    bench "$1" >>"$scratch/new" || return
    { sed '/^$/q' "$measures"; grep "^$1/" "$measures"; } >"$scratch/old"
    same "$scratch/old" "$scratch/new"
}
chapters() { printf '%s\n' chapters/[0-9]*-*.nw | sort -V | sed 's/^[^0-9]*//; s/-.*//'; }

case ${1-} in
bench)
    for n in $(chapters); do
        bench "$n" >"$scratch/lines" || exit
        beside <"$scratch/lines"
    done
    exit ;;
stale)
    marks | cut -d '|' -f 2 >"$scratch/names"
    for file in "$kept"/*.txt; do
        [ ! -e "$file" ] || basename "$file" .txt
    done | grep -vxF -f "$scratch/names"
    exit 0 ;;
esac

here=$(versions)
marks >"$scratch/marks" || exit
case ${1-} in
check)
    n=${2:?} checks=yes
    ok "chapter $n tangles" tangle/tree.sh check "$n"
    grep "^$n|" "$scratch/marks" >"$scratch/mine" || :
    while IFS='|' read -r _ name run at from vary <&3; do
        ok "$name${vary:+: $vary}" compare
        there=$(recorded "$kept/$name.txt" 2>/dev/null)
        [ "$vary" ] || [ "${there:-$here}" = "$here" ] ||
            echo "# compared as a pattern: recorded with $there, here is $here" >&2
    done 3<"$scratch/mine"
    ok "the measures of milestone $n" compare_bench "$n"
    finish ;;
write)
    shift
    mkdir -p "$kept"
    for name; do
        cut -d '|' -f 2 "$scratch/marks" | grep -qxF -e "$name" ||
            die "no chapter has the capture $name: add it, or mend the name"
    done
    [ $# = 0 ] || {
        printf '|%s|\n' "$@" >"$scratch/wanted"
        grep -F -f "$scratch/wanted" "$scratch/marks" >"$scratch/some"
        mv "$scratch/some" "$scratch/marks"
    }
    for n in $(chapters); do tangle/tree.sh check "$n" || exit; done
    while IFS='|' read -r _ name run at from vary <&3; do
        file=$kept/$name.txt
        take "$run" "$at" "$from" || die "$name: nothing is changed"
        # What varies is kept as long as it is true, or each run would differ.
        [ "$vary" ] && [ -e "$file" ] && holds "$vary" "$file" >/dev/null &&
            [ "$(sed 2q "$file")" = "$(sed 2q "$scratch/new")" ] && continue
        cmp -s "$file" "$scratch/new" && continue
        [ -z "$vary" ] || holds "$vary" "$scratch/new" ||
            die "$name: the run is not what the book says; nothing is changed"
        cp "$scratch/new" "$file"
        echo "capture: wrote $file"
    done 3<"$scratch/marks"
    [ $# = 0 ] || exit 0
    header 'make bench' >"$scratch/all"
    for n in $(chapters); do
        bench "$n" >>"$scratch/all" || die "milestone $n cannot be measured"
    done
    cmp -s "$measures" "$scratch/all" || {
        cp "$scratch/all" "$measures"
        echo "capture: wrote $measures"
    } ;;
*) die "usage: book/capture.sh check N | write [NAME...] | bench | stale" ;;
esac
