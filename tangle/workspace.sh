#!/bin/sh
# tangle/workspace.sh make N    DIR= becomes a git repository in which every
#                               milestone up to N is a commit and a tag
# tangle/workspace.sh diff N    prints chapter N as a patch
# The same chapters give the same commits.
set -eu
cd "$(dirname "$0")/.."
what=$1 last=$2 dir=${DIR-}
stop() { echo "workspace: $*" >&2; exit 1; }

tangle/ready.sh tangle "$last" >&2
parent=$PWD/build
if [ "$what" = make ]; then
    [ "$dir" ] || stop "say where it is to be: make workspace-$last DIR=../my-weft"
    case $dir in \~/*) dir=$HOME/${dir#??} ;; esac
    dir=$(realpath -m -- "$dir")
    case $dir/ in "$PWD/build/"*)
        stop "$dir: build/ is emptied by make clean; choose another place" ;;
    esac
    [ ! -e "$dir" ] || [ -z "$(ls -A "$dir" 2>&1)" ] ||
        stop "$dir is there already and is not an empty folder; choose another name or remove it"
    parent=$(dirname "$dir")
    [ -d "$parent" ] || stop "there is no folder $parent; make it first"
fi

# Everything is made beside its place and moved there at the end.
temp=$(mktemp -d "$parent/.weft-XXXXXX") || stop "cannot write in $parent"
done=
trap 'rm -rf "$temp"
    [ "$done" ] || echo "workspace: stopped; nothing was left behind" >&2' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# shellcheck disable=SC2046 # a list of names
unset $(git rev-parse --local-env-vars)
export HOME="$temp" XDG_CONFIG_HOME="$temp" GIT_CONFIG_NOSYSTEM=1 \
    GIT_AUTHOR_NAME='Warp and Weft' GIT_AUTHOR_EMAIL=weft@localhost \
    GIT_COMMITTER_NAME='Warp and Weft' GIT_COMMITTER_EMAIL=weft@localhost
umask 022
repository=$temp/weft
git init -q --template= "$repository"
g() { git -C "$repository" -c core.fileMode=true "$@"; }
g symbolic-ref HEAD refs/heads/main

for chapter in $(printf '%s\n' chapters/[0-9]*-*.nw | sort -V); do
    n=${chapter#chapters/}
    n=${n%%-*}
    [ "$n" -le "$last" ] || break
    tangle/tangle.sh "$n" "$temp/$n" >&2
    rm -f "$temp/$n/.tangled"
    cp LICENSE "$temp/$n/"
    echo build/ >"$temp/$n/.gitignore"
    GIT_AUTHOR_DATE="$((1767225600 + n)) +0000"
    export GIT_AUTHOR_DATE GIT_COMMITTER_DATE="$GIT_AUTHOR_DATE"
    g --work-tree="$temp/$n" add -A
    title=$(sed -n 's/ *{#.*}$//; s/^# //p' "$chapter" | sed q)
    g commit -q --no-gpg-sign --allow-empty -m "Chapter $n: $title"
    g tag "chapter-$n"
done

if [ "$what" = diff ]; then
    before=$(g rev-parse -q --verify "chapter-$last~1" ||
        git hash-object -t tree /dev/null)
    g diff --no-color --no-ext-diff --full-index \
        --src-prefix=a/ --dst-prefix=b/ "$before" "chapter-$last"
else
    g reset -q --hard
    mv -T "$repository" "$dir"
    echo "workspace: $dir holds milestones 0 to $last; cd there and type make help"
fi
done=yes
