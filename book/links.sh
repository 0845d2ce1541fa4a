#!/bin/sh
# book/links.sh DIR: are the pages whole?  Each is well-formed, no anchor is
# there twice, and what a page leads to on this site, file or anchor, exists.
set -eu
cd "$1"
lists=$(mktemp -d)
trap 'rm -rf "$lists"' EXIT
xmllint --noout ./*.html || { echo "$1: mend the markup" >&2; exit 1; }

# PAGE#ANCHOR, and PAGE# for the page itself.
for file in *; do
    echo "$file#"
    case $file in
    *.html) tr -s '[:space:]' '\n' <"$file" | sed -n "s/^id=\"\([^\"]*\)\".*/$file#\1/p" ;;
    esac
done | sort >"$lists/there"
for page in *.html; do
    tr -s '[:space:]' '\n' <"$page" | sed -n -E 's/^(href|src)="([^"]*)".*/\2/p' |
        sed -E "/^[a-z]+:/d; s/^#/$page#/; s/^[^#]*$/&#/"
done | sort -u >"$lists/wanted"

wrong=0
complain() { sed "s|.*|$1/&: $2|" "$lists/wrong" >&2; [ ! -s "$lists/wrong" ] || wrong=1; }
uniq -d "$lists/there" >"$lists/wrong"
complain "$1" "an anchor that is there twice: rename one"
comm -23 "$lists/wanted" "$lists/there" >"$lists/wrong"
complain "$1" "a link leads here, and nothing is here: mend the link"
echo "links: $(wc -l <"$lists/wanted") places, $(wc -l <"$lists/there") anchors"
[ $wrong = 0 ] && [ -s "$lists/wanted" ]
