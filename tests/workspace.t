#!/bin/sh
# Workspaces and patches, with invented chapters.
. "$(dirname "$0")/invented.sh"
at="$scratch/a b"
mkdir "$at"
git() { command git -C "$at/ws" "$@"; }
is() { # is VALUE COMMAND...
    value=$1
    shift
    got=$("$@") || return
    echo "$got"
    [ "$got" = "$value" ]
}

ok "a workspace in a folder with a blank" make workspace-1 DIR="$at/ws"
ok "nothing else is left beside it" is ws ls -A "$at"
ok "each milestone is a tag" is "chapter-0 chapter-1 " eval 'git tag | tr "\n" " "'
ok "and a commit with the title of its chapter" is "Chapter 0: Yarn" \
    git log --format=%s chapter-0
ok "git finds nothing to add" is "" git status --porcelain
ok "it runs its own Makefile" eval 'make -C "$at/ws" run | grep "cloth: woven"'
ok "still nothing to add" is "" git status --porcelain
ok "no trace of noweb" eval '! grep -rlE "noweb|<<.*>>|nwlayer" "$at/ws" --exclude-dir=.git'

printf '[core]\nautocrlf = true\n[commit]\ngpgsign = true\n[diff]\nnoprefix = true\n' \
    >"$scratch/.gitconfig"
ok "another, in a home with other settings" \
    env HOME="$scratch" TZ=Asia/Tokyo make workspace-1 DIR="$at/ws2"
ok "is the same commit" is "$(git rev-parse chapter-1)" \
    command git -C "$at/ws2" rev-parse main
ok "with the files of milestone 1" diff -r -x .git -x build "$at/ws" "$at/ws2"

HOME=$scratch make diff-1 >"$scratch/patch" 2>"$scratch/err"
ok "diff-1 is what git says" is "$(git diff --full-index chapter-0 chapter-1)" cat "$scratch/patch"
make diff-0 >"$scratch/patch0" 2>>"$scratch/err"
applied() {
    mkdir "$scratch/empty"
    cd "$scratch/empty" || return
    command git apply "$scratch/patch0" && command git apply "$scratch/patch" &&
        diff -r -x .git -x build . "$at/ws"
    status=$?
    cd "$w" || return
    return $status
}
ok "diff-0 and diff-1 on nothing give milestone 1" applied

ok "without DIR=" fails "say where" make workspace-0
ok "a folder with something in it" fails "is not an empty folder" \
    make workspace-0 DIR="$at"
echo text >"$scratch/file"
ok "a file" fails "is not an empty folder" make workspace-0 DIR="$scratch/file"
ok "inside build/" fails "make clean" make workspace-0 DIR=build/ws
ok "in no folder" fails "there is no folder" make workspace-0 DIR="$at/no/ws"
mkdir "$at/empty"
ok "an empty folder is taken" make workspace-0 DIR="$at/empty"
ok "and filled" [ -e "$at/empty/Makefile" ]
ok "workspace-7: these are there" fails "1  cloth" make workspace-7 DIR="$at/7"

programs
rm -f "$scratch/bin/git" "$scratch/bin/apt-get" build/.setup-*
ok "without git" fails "missing, by their names in Debian: git" \
    env PATH="$scratch/bin" make workspace-0 DIR="$at/8"
ok "nothing was made by the failures" is "empty ws ws2 " eval 'ls -A "$at" | tr "\n" " "'
finish
