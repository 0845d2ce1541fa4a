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
newline='
'

say() {
    printf '%s\n' "$*" >&2
}

die() {
    say "tangle.sh: $*"
    exit 1
}

usage() {
    say 'usage: tangle/tangle.sh [-L] POINT DIR [LAYER.nw ...]'
    exit 1
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

# ------------------------------------------------------------- arguments

parse_arguments() {
    lines=
    if [ "$1" = -L ]; then
        lines=-L
        shift
    fi
    case $1 in -*) usage ;; esac
    [ $# -ge 2 ] && [ -n "$2" ] || usage
    point=$1
    dir=${2%/}
    shift 2
    layers=
    for layer; do
        layers=$layers$layer$newline
    done
    [ -n "$dir" ] || die "/: not a place for a tree: name another folder"
    case $dir in
    /* | ./* | ../*) ;;
    -*) dir=./$dir ;;
    esac
}

# All chapters, in the order of their numbers (10 comes after 9).
find_chapters() {
    [ -d chapters ] ||
        die 'no chapters/ here: run it from the root of the repository'
    chapters=$(ls chapters | sed -n '/^[0-9].*\.nw$/p' | sort -n |
        sed 's|^|chapters/|')
    [ -n "$chapters" ] ||
        die 'no chapter in chapters/: call the first 0-NAME.nw'
}

find_tools() {
    for tool in "$tools/nwlint" "$tools/nwlayer"; do
        [ -x "$tool" ] || die "$tool is missing: run make -C tangle"
    done
    for tool in "$noweb/markup" "$noweb/nt" "$noweb/mnt"; do
        [ -x "$tool" ] || die "$tool is missing: install noweb"
    done
}

# --------------------------------------------------------------- staging

make_stage() {
    parent=$(dirname "$dir")
    mkdir -p "$parent" || die "cannot make $parent: choose another DIR"
    stage=$(mktemp -d "$parent/.tangle.XXXXXX") ||
        die "cannot write beside $dir: free some space, or choose another"
    mkdir "$stage/tree" || no_space
}

no_space() {
    die "$stage could not be written whole: is the disk full?" \
        "(df -h $parent)"
}

# markup's status tells nothing, so a failure goes down the pipe.
markup() {
    "$noweb/markup" -t "$@" || echo '@fatal status'
}

# Calls nwlayer with the given options on all chapters and layers.
layer() (
    IFS=$newline
    set -f
    markup $chapters $layers | "$tools/nwlayer" "$@" "$point" $layers
)

lint() (
    IFS=$newline
    set -f
    "$tools/nwlint" $chapters $layers
)

is_makefile='(^|/)Makefile$|\.mk$'

# The files of $1 (a list of roots) go to the tree. noweb's tanglers
# call a full disk a success, so what mnt wrote to files is compared
# with what nt writes to a pipe. -t8: tabs, which only make wants.
extract() {
    list=$1
    shift
    [ -s "$list" ] || return 0
    (cd "$stage/tree" && "$noweb/mnt" "$@" $(cat "$list")) \
        <"$stage/pipeline" || no_space
    wrote=$(cd "$stage/tree" && cat $(cat "$list") | cksum)
    should=$("$noweb/nt" "$@" $(sed 's/^/-R/' "$list") \
        <"$stage/pipeline" | cksum)
    [ "$wrote" = "$should" ] || no_space
}

make_executable() {
    while read -r path; do
        read -r first <"$stage/tree/$path"
        case $first in
        '#!'*) chmod +x "$stage/tree/$path" ;;
        esac
    done <"$stage/roots"
}

fill_stage() {
    layer $lines >"$stage/pipeline" || exit 1
    layer -r >"$stage/roots" || exit 1
    stage=$(cd "$stage" && pwd) || exit 1
    sed -n 's|/[^/]*$||p' "$stage/roots" | sort -u >"$stage/folders" ||
        no_space
    (cd "$stage/tree" && xargs mkdir -p . <"$stage/folders") || no_space
    grep -E "$is_makefile" "$stage/roots" >"$stage/roots.make"
    [ $? -le 1 ] || no_space
    grep -vE "$is_makefile" "$stage/roots" >"$stage/roots.other"
    [ $? -le 1 ] || no_space
    extract "$stage/roots.make" -t8
    extract "$stage/roots.other"
    make_executable
    sum_files "$stage/tree" "$stage/roots" >"$stage/new" || no_space
}

# ----------------------------------------------------------- what to do

# sha256sum of those files of a list that exist below a folder.
sum_files() (
    cd "$1" || exit 1
    while read -r path; do
        [ ! -f "$path" ] || printf '%s\n' "$path"
    done <"$2" | xargs -r sha256sum
)

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
    cut -c67- "$stage/new" "$stage/old" | sort -u >"$stage/all" || no_space
    sum_files "$dir" "$stage/all" >"$stage/now" || no_space
    plan >"$stage/plan" || no_space
}

# Prints the paths of the plan that are to be treated so.
planned() {
    sed -n "s/^$1 //p" "$stage/plan"
}

show_edits() {
    [ -n "$(planned "$1")" ] || return 0
    planned "$1" | while read -r path; do
        say "$dir/$path:1: $2: nothing was written; keep it or drop it:"
        say "    keep:  mv $dir/$path $dir/$path.mine"
        say "    drop:  rm $dir/$path"
    done
    edits=yes
}

refuse_edits() {
    edits=
    show_edits edited 'edited since it was tangled'
    show_edits gone 'edited since it was tangled, and not in the tree now'
    show_edits foreign 'in the way, and not written by tangle'
    [ -n "$edits" ] || return 0
    set -f
    say "    see:   tangle/tangle.sh ${lines:+-L }$point $dir.fresh" \
        $layers "&& diff -ru -x build $dir.fresh $dir"
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

# --------------------------------------------------------------- install

lock() {
    [ -d "$dir" ] || made=yes
    mkdir -p "$dir" || die "cannot make $dir: choose another DIR"
    exec 9<"$dir" || die "cannot open $dir: choose another DIR"
    flock -w 60 9 ||
        die "$dir is being tangled by another process: wait for it"
}

# Moves only: a move inside one file system needs no space. Were we
# killed half-way, the list would still know both the old and new text.
install() {
    cmp -s "$stage/new" "$stage/old" && [ ! -s "$stage/plan" ] && return
    (cd "$dir" && xargs mkdir -p . <"$stage/folders") ||
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

parse_arguments "$@"
trap drop_stage EXIT
trap 'interrupted 1' HUP
trap 'interrupted 2' INT
trap 'interrupted 15' TERM
find_chapters
find_tools
lint || exit 1
make_stage
fill_stage
lock
compare
refuse_edits
refuse_folders
install
