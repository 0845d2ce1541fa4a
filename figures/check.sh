#!/bin/sh
# check.sh [-w] [FIGURE...]: do the figures keep the rules of README.md?
# -w first puts style.css into each of them, and the captures' numbers. TAP.
cd "$(dirname "$0")" || exit
write=
[ "$1" = -w ] && write=1 && shift
[ $# -gt 0 ] || set -- [0-9]*-*.svg
facts=0 failed=0

# fresh FIGURE: print it with style.css between its style tags. What comes
# from a run, NAME.awk makes again from captures/cap-NAME.txt.
fresh() {
    name=${1%.svg} name=${name#*-}
    if [ -e "$name.awk" ]; then
        capture=captures/cap-$name.txt
        [ -e "$capture" ] || {
            echo "$1: $capture is not there: make captures" >&2
            return 1
        }
        body=$(LC_ALL=C awk -f "$name.awk" "$capture" "$1") || return
    else
        body=$(cat "$1")
    fi
    printf '%s\n' "$body" |
        awk '/<style>/ { print; while ((getline line < "style.css") > 0)
                print line; skip = 1 }
            /<\/style>/ { skip = 0 }
            !skip'
}

# wrong FIGURE NAME: print each rule that it breaks
wrong() {
    fresh "$1" | cmp -s - "$1" ||
        echo "$1: style.css or its capture differs: check.sh -w"
    awk -v file="$1" -v name="$2" '
        function say(what) { print file ":" FNR ": " what }
        { whole = whole $0 "\n" }
        length($0) > 76 { say("longer than 76 columns") }
        / id="/ && !index($0, " id=\"" name "-") {
            say("an id begins with the name of its figure") }
        /url\(#/ && !index($0, "url(#" name "-") {
            say("this points into another figure") }
        /<(script|image|foreignObject)|(href|style)=/ {
            say("text, shapes and classes only") }
        / (fill|stroke|font-size)="/ { say("this belongs in a class") }
        END {
            if (!index(whole, "viewBox=\"0 0 620 "))
                say("the width is 620 units")
            if (!index(whole, "class=\"fig\" role=\"img\"") ||
                !index(whole, "<title id=\"" name "-title\">") ||
                !index(whole, "<desc id=\"" name "-desc\">"))
                say("no role, no title or no description")
        }' "$1"
    # shellcheck disable=SC2069 # what it complains of, not the picture
    if command -v rsvg-convert >/dev/null; then
        rsvg-convert "$1" 2>&1 >/dev/null
    else
        xmllint --noout "$1" 2>&1
    fi
}

for figure; do
    if [ -n "$write" ]; then
        fresh "$figure" >"$figure.new" && mv "$figure.new" "$figure"
        rm -f "$figure.new"
    fi
    facts=$((facts + 1))
    found=$(wrong "$figure" "${figure%.svg}")
    if [ -z "$found" ]; then
        echo "ok $facts - $figure"
    else
        echo "not ok $facts - $figure"
        echo "$found" | sed 's/^/# /'
        failed=1
    fi
done
echo "1..$facts"
exit $failed
