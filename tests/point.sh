#!/bin/sh
# tests/point.sh KIND POINT [LAYER]: one test of one milestone or checkpoint.
set -eu
cd "$(dirname "$0")/.."
. tests/tap.sh
kind=$1 point=$2 layer=${3-}
n=${point%%.*}
tree=build/lines/chapter-$n
export MAKEFLAGS=--no-print-directory
tangle() { tangle/tree.sh check "$@"; }
# What make does in a tree; the first build of a tree under its lock.
inside() {
    seconds=$1 dir=$2
    shift 2
    bounded 120 flock "$dir" make -C "$dir" all &&
        bounded "$seconds" make -C "$dir" "$@"
}

# What runs tests in the tree of the milestone does so alone.
alone() {
    exec 8>"build/check/$n.lock"
    flock 8
}

milestone() {
    alone
    ok "chapter $n tangles" tangle "$n"
    # in the clean tree, which is what people get
    ok "the tests of milestone $n" tested "build/chapter-$n"
    grep '^Files=' "$scratch/said" | sed 's/^/# /'
}

# Without what went well, if something did not.
tested() {
    inside 1500 "$1" test >"$scratch/log" 2>&1 && cat "$scratch/log" &&
        cp "$scratch/log" "build/check/${1##*-}.tested" && return
    grep -Ev '^(compile|link) |\.\. ok$' "$scratch/log"
    return 1
}

checkpoint() {
    at=build/lines/checkpoint-$point
    ok "checkpoint $point tangles" tangle "$point"
    ok "checkpoint $point builds" \
        bounded 120 flock "$at" make -C "$at" all CHECKPOINT=1
    /usr/lib/noweb/markup -t8 chapters/[0-9]*-*.nw | build/tools/nwlayer -k |
        awk -F'\t' -v p="$point" '$1 "" == p { print $3 }' >"$scratch/lines"
    ok "checkpoint $point prints what its mark says" reached
}
reached() {
    tests/until.sh "$scratch/lines" "$scratch/log" \
        make -C "$at" run CHECKPOINT=1 && return
    echo "these lines should have come, in order:"
    sed 's/^/    /' "$scratch/lines"
    echo "the last 30 that did:"
    tail -n 30 "$scratch/log"
    return 1
}

solution() {
    at=build/lines/solution-$point
    ok "chapter $n tangles" tangle "$n"
    ok "exercise $point fails before it is solved" unsolved
    ok "$layer tangles" tangle "$n" "$layer"
    ok "exercise $point passes with $layer" \
        inside 120 "$at" "exercise-$point" HOST_TESTS=
    if [ "${WHOLE-}" ]; then
        ok "so do the tests of the milestone" tested "$at"
    else
        test=$(a_test)
        ok "so does $test" passes "$at/$test"
    fi
}
# One test, with the kernels and host programs that it names and no others.
passes() (
    kernels=$(grep -oE 'build/(weft|host/)[-a-z]*' "$1" | sort -u) || return
    # shellcheck disable=SC2086 # a list of names
    inside 120 "$at" $kernels && cd "$at" && bounded 300 prove --exec sh "$test"
)
# Of the milestone's tests that boot it, need no programs made for Linux and
# are short, the first for N.1, the second for N.2 and so on; those of the
# chapter before follow where there is only one. `make soak' runs all.
a_test() {
    (cd "$at" && ls tests/"$n"-*.t && ls tests/"$((n - 1))"-*.t 2>/dev/null) |
        grep -Ev 'host|elf|devices|model|order|locks|harts|ipi|debug|stress|sleep|tty|comers|idle|steal|fp|1-calls|cpio|life|limits' |
        awk -v k="${point#*.}" -v own="tests/$n-" '
            index($0, own) == 1 { few++ }
            index($0, own) == 1 || few < 2 { t[++many] = $0 }
            END { print t[(k - 1) % many + 1] }'
}
# The tree of the solution begins as a copy, with what is built of it, so
# that only the difference is compiled.
unsolved() (
    alone
    bounded 120 flock "$tree" make -C "$tree" all || return
    ! BAIL=1 bounded 120 make -C "$tree" "exercise-$point" HOST_TESTS= || return
    [ -e "$at" ] || cp -a "$tree" "$at" || return
    [ -e "$tree/tests/exercises/$point.t" ]
)

# A defect that is put in on purpose.  Its layer says what to boot, and a line
# that must come with the defect and must not come without.
defect() {
    at=$scratch/tree
    eval "set -- $(sed -n 's/^    boot: //p' "$layer")"
    image=$1
    shift
    ok "chapter $n tangles" tangle "$n"
    ok "the milestone builds" healthy "$image"
    ok "it does not say what $layer lets expect" says_not "$image" "$@"
    ok "$layer tangles" tangle/tangle.sh "$n" "$at" "$layer"
    ok "it builds" bounded 120 make -C "$at" "$image"
    ok "it is caught" says "$image" "$@"
}
# A copy, with what is built of it, so that only the difference is compiled.
healthy() {
    (alone && bounded 300 make -C "build/chapter-$n" "$1" &&
        cp -a "build/chapter-$n" "$at")
}
says() {
    image=$1
    shift
    (cd "$at" && env ICOUNT=1 LIMIT=30 "$@" sh tools/boot.sh "$image" </dev/null) |
        tr -d '\r' | tee "$scratch/log" | tail -n 30
    grep "$(sed -n 's/^    says: //p' "$layer")" "$scratch/log"
}
says_not() {
    ! says "$@" && grep '^weft' "$scratch/log"
}

# The tangled text: well formatted, the same code twice, no loop of files.
code() {
    ok "chapter $n tangles" tangle "$n"
    find "build/chapter-$n" -path '*/build/*' -prune -o -name '*.[ch]' -print |
        sort >"$scratch/files"
    if command -v clang-format-14 >/dev/null; then
        ok "milestone $n is formatted" \
            xargs clang-format-14 --style=file --dry-run -Werror <"$scratch/files"
    else
        skip "milestone $n is formatted" "clang-format-14 is not to be had here"
    fi
    ok "the trees with and without #line are the same code" same
    ok "no two files of milestone $n depend on each other in a loop" layered
}
# The compiler sees the same in both trees when it has only one line number and
# one file name, so that assertions are the same.  (Only what is compiled for
# the machine; exercises may include what their solutions bring.)
same() {
    for text in "build/chapter-$n" "build/lines/chapter-$n"; do
        (cd "$text" && find kernel user tests -name '*.[cS]' \
            ! -path 'tests/host/*' ! -path 'tests/exercises/*' | sort |
            while read -r file; do
                echo "$file"
                riscv64-unknown-elf-gcc -E -P -ffreestanding -w \
                    -D__LINE__=1 '-D__FILE__="f"' "$file" || exit
            done) >"$scratch/$(basename "$(dirname "$text")").code" || return
    done
    grep -c . "$scratch/lines.code" && cmp "$scratch/build.code" "$scratch/lines.code"
}
# Who includes whom, and who resolves whose undefined symbols: tsort names
# the files of a loop.
layered() {
    bounded 120 flock "$tree" make -C "$tree" all || return
    for source in "$tree"/kernel/*.[cS]; do
        object=$tree/build/kernel/$(basename "$source").o
        riscv64-unknown-elf-nm "$object" | sed "s|^|$(basename "$object" .o) |"
    done | awk '
        $(NF - 1) == "U" { need[$1, $NF]; next }
        $(NF - 1) ~ /[A-TV-Z]/ { owner[$NF] = $1 }
        END {
            for (pair in need) {
                split(pair, p, SUBSEP)
                if (p[2] in owner) print p[1], owner[p[2]]
            }
        }' >"$scratch/edges"
    xargs grep -H '^#include "' <"$scratch/files" | awk -F'[:"]' '
        function base(f) { sub(/.*\//, "", f); return f }
        { print base($1), base($3) }' >>"$scratch/edges"
    sort -u "$scratch/edges" | tsort >"$scratch/order"
}

history() {
    before=$scratch/before
    mkdir -p "$before"
    if [ "$n" -gt 0 ]; then
        ok "chapter $((n - 1)) tangles" \
            tangle/tangle.sh $((n - 1)) "$before"
    fi
    ok "chapter $n tangles" tangle "$n"
    tangle/workspace.sh diff "$n" >"$scratch/patch" 2>"$scratch/err" || :
    ok "diff-$n turns the milestone before it into this one" applied
    ok "the workspace is made" env DIR="$scratch/ws" tangle/workspace.sh make "$n"
    ok "it builds without noweb and the chapters" \
        bounded 120 make -C "$scratch/ws" all
    ok "git sees nothing to commit in it" clean_git
}
applied() {
    cat "$scratch/err"
    (cd "$before" && git apply --whitespace=nowarn "$scratch/patch") || return
    rm -f "$before/.tangled" "$before/.gitignore" "$before/LICENSE"
    diff -r -x .tangled -x build "$before" "build/chapter-$n"
}
clean_git() { [ -z "$(git -C "$scratch/ws" status --porcelain)" ]; }

captures() {
    alone
    exec book/capture.sh check "$n"
}

$kind
finish
