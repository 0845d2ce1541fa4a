#!/bin/sh
# tangle.sh: write the tree of one point of the book into a folder.
#
#     tangle/tangle.sh [-L] POINT DIR [LAYER.nw ...]
#
# POINT is N (milestone) or N.k (checkpoint); -L adds #line for compiler
# and debugger. Run it from the root of the repository: that is what the
# names in messages and in #line are relative to.
#
# Everything is first written to a staging folder beside DIR and checked
# there. Only then do the files whose text changed move into DIR, with
# the list of what we wrote, DIR/.tangled (sha256sum's format). A file
# in DIR that is not as that list says was edited: then nothing moves.

tools=${TOOLS:-build/tools}
noweb=${NOWEB:-/usr/lib/noweb}
stage=
made= # did we make DIR?

say() {
    printf '%s\n' "$*" >&2
}

die() {
    say "tangle.sh: $*"
    exit 1
}

no_space() {
    die "$stage could not be written whole: is the disk full?" \
        "(df -h $stage/..)"
}

drop_stage() {
    [ -z "$stage" ] || rm -rf "$stage"
    [ -z "$made" ] || find "$dir" -depth -type d -empty -delete
}

interrupted() {
    trap '' HUP INT TERM
    say "tangle.sh: interrupted: $dir is as it was"
    exit $((128 + $1))
}

# -------------------------------------------------------------- staging

make_stage() {
    parent=$(dirname "$dir")
    mkdir -p "$parent" || die "cannot make $parent: choose another DIR"
    stage=$(mktemp -d "$(cd "$parent" && pwd)/.tangle.XXXXXX") &&
        mkdir "$stage/tree" ||
        die "cannot write beside $dir: free some space, or choose another"
}

# Cuts the book and the layers in $@ down to the point. noweb's tools
# call a full disk a success; cat does not.
cut_book() {
    { "$noweb/markup" -t $chapters "$@" || : >"$stage/failed"; } |
        cat >"$stage/marked" || no_space
    [ ! -e "$stage/failed" ] || grep -q '^@fatal' "$stage/marked" ||
        die 'markup gave up: see what it says above'
    "$tools/nwlayer" $lines "$point" "$@" <"$stage/marked" \
        >"$stage/pipeline" || exit 1
    "$tools/nwlayer" -r "$point" "$@" <"$stage/marked" \
        >"$stage/roots" || exit 1
}

# Makes the folders of the tree below $1.
make_folders() (
    cd "$1" && xargs -r dirname <"$stage/roots" | xargs -r mkdir -p
)

# The files of a list of roots go to the tree; what mnt wrote to files
# is compared with what nt writes to a pipe.
extract() {
    list=$(cat)
    [ -n "$list" ] || return 0
    (cd "$stage/tree" && "$noweb/mnt" "$@" $list) <"$stage/pipeline" ||
        no_space
    wrote=$(cd "$stage/tree" && cat $list | cksum)
    should=$("$noweb/nt" "$@" $(printf -- '-R%s ' $list) \
        <"$stage/pipeline" | cksum)
    [ "$wrote" = "$should" ] || no_space
}

# With -t8 noweb indents with tabs, which only make wants.
fill_tree() {
    is_makefile='(^|/)Makefile$|\.mk$'
    make_folders "$stage/tree" || no_space
    grep -E "$is_makefile" "$stage/roots" | extract -t8 || exit 1
    grep -vE "$is_makefile" "$stage/roots" | extract || exit 1
    (cd "$stage/tree" && xargs -r awk 'FNR == 1 && /^#!/ {
        print FILENAME }' <"$stage/roots" | xargs -r chmod +x)
    sum_files "$stage/tree" <"$stage/roots" >"$stage/new" || no_space
}

# sha256sum of those files of a list that exist below a folder.
sum_files() (
    cd "$1" || exit 1
    while read -r path; do
        [ ! -f "$path" ] || printf '%s\n' "$path"
    done | xargs -r sha256sum
)

# ----------------------------------------------------------- comparison

# Compares new, old and present files: prints `write PATH`, `remove
# PATH`, `edited PATH`, `gone PATH` (edited, and no more in the book) or
# `foreign PATH`. The old list may know two sums of a file: see install.
plan() {
    awk -v new="$stage/new" -v old="$stage/old" '
        { sum = $1; path = substr($0, 67) }
        FILENAME == new { fresh[path] = sum; next }
        FILENAME == old { known[path]; ours[path, sum]; next }
        { now[path] = sum }
        END {
            for (path in fresh)
                if (!(path in now) || (path, now[path]) in ours) {
                    if (now[path] != fresh[path])
                        print "write", path
                } else if (now[path] != fresh[path])
                    print path in known ? "edited" : "foreign", path
            for (path in known)
                if (!(path in fresh) && path in now)
                    print (path, now[path]) in ours ? "remove" : "gone",
                        path
        }' "$stage/new" "$stage/old" "$stage/now" | sort
}

compare() {
    : >"$stage/old"
    [ ! -f "$dir/.tangled" ] || cp "$dir/.tangled" "$stage/old" || no_space
    cut -c67- "$stage/new" "$stage/old" | sort -u |
        sum_files "$dir" >"$stage/now" || no_space
    plan >"$stage/plan" || no_space
}

# Prints the paths of the plan that are to be treated so.
planned() {
    sed -n "s/^$1 //p" "$stage/plan"
}

show_edits() {
    planned "$1" | while read -r path; do
        say "$dir/$path:1: $2: nothing was written; keep it or drop it:"
        say "    keep:  mv $dir/$path $dir/$path.mine"
        say "    drop:  rm $dir/$path"
    done
}

# The layers are in $@.
refuse_edits() {
    grep -qvE '^(write|remove) ' "$stage/plan" || return 0
    show_edits edited 'edited since it was tangled'
    show_edits gone 'edited since it was tangled, and not in the tree now'
    show_edits foreign 'in the way, and not written by tangle'
    say "    see:   tangle/tangle.sh ${lines:+-L }$point $dir.fresh" \
        "$@" "&& diff -ru -x build $dir.fresh $dir"
    say '    An edit that you keep lives on in a chapter or in a layer:'
    say '    copy the changed lines there, then tangle again.'
    exit 1
}

refuse_folders() {
    while read -r path; do
        [ ! -d "$dir/$path" ] ||
            die "$dir/$path is a folder, but the book has a file of" \
                "that name: move the folder away"
    done <"$stage/roots"
}

# --------------------------------------------------------- installation

lock() {
    [ -d "$dir" ] || made=yes
    mkdir -p "$dir" && exec 9<"$dir" ||
        die "cannot make or open $dir: choose another DIR"
    flock -w 60 9 ||
        die "$dir is being tangled by another process: wait for it"
}

# Moves only: a move inside one file system needs no space. Were we
# killed half-way, the list would still know both the old and new text.
install() {
    cmp -s "$stage/new" "$stage/old" && [ ! -s "$stage/plan" ] && return
    make_folders "$dir" ||
        die "cannot make the folders of $dir: nothing was written;" \
            'move away what is in the way, or free some space'
    cat "$stage/old" "$stage/new" >"$stage/both" || no_space
    trap '' HUP INT TERM
    mv "$stage/both" "$dir/.tangled" || die "cannot write $dir"
    planned write | while read -r path; do
        mv -f "$stage/tree/$path" "$dir/$path" || exit 1
    done || die "cannot write $dir: mend that and tangle again"
    planned remove | (cd "$dir" && while read -r path; do
        rm -f "$path" && rmdir -p "${path%/*}" 2>/dev/null
    done)
    mv "$stage/new" "$dir/.tangled" || die "cannot write $dir"
}

lines=
if [ "$1" = -L ]; then
    lines=-L
    shift
fi
case $1,$2 in -* | *, | *,-* | *,/)
    die 'usage: tangle/tangle.sh [-L] POINT DIR [LAYER.nw ...]' ;;
esac
point=$1 dir=${2%/}
shift 2
[ -d chapters ] ||
    die 'no chapters/ here: run it from the root of the repository'
# In the order of their numbers: 10 comes after 9.
chapters=$(ls chapters | sed -n 's|^[0-9].*\.nw$|&|p' | sort -n |
    sed 's|^|chapters/|')
[ -n "$chapters" ] ||
    die 'no chapter in chapters/: call the first 0-NAME.nw'
[ -x "$tools/nwlayer" ] ||
    die "$tools/nwlayer is missing: run make -C tangle"
[ -x "$noweb/nt" ] || die "$noweb/nt is missing: install noweb"

trap drop_stage EXIT
trap 'interrupted 1' HUP
trap 'interrupted 2' INT
trap 'interrupted 15' TERM
"$tools/nwlint" $chapters "$@" || exit 1
make_stage
cut_book "$@"
fill_tree
lock
compare
refuse_edits "$@"
refuse_folders
install
