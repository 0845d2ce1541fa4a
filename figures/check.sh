#!/bin/sh
# check.sh [-w] [FIGURE...]: do the figures keep the rules of README.md?
# -w first puts style.css into each of them, and the captures' numbers, and
# draws what the chapters want drawn from traces. TAP.
cd "$(dirname "$0")" || exit
write=
[ "$1" = -w ] && write=1 && shift
marks=
if [ -d ../chapters ]; then
    marks=$(awk -f draw/marks.awk ../chapters/[0-9]*-*.nw) || exit
fi
if [ $# = 0 ]; then
    # shellcheck disable=SC2046 # a list of names
    set -- $(
        [ -z "$marks" ] || echo "$marks" | cut -d ' ' -f 1
        ls -d [0-9]*-*.svg tbl-*.md 2>/dev/null
    )
    # shellcheck disable=SC2046
    set -- $(printf '%s\n' "$@" | sort -u)
fi
facts=0 failed=0

# drawn FIGURE: print it as its mark in the chapters wants it.
drawn() {
    options="figure=${1%.svg}" tool=
    [ "${1%.md}" = "$1" ] || options=
    # shellcheck disable=SC2046 # the words of its mark
    set -- "$1" $(echo "$marks" | sed -n "s/^$1 //p")
    tool=$2 place=$3
    shift 3
    for word; do
        shift
        case $word in
        *=*) options="$options $word" ;;
        *)
            [ -e "captures/$word.txt" ] || {
                echo "$place: captures/$word.txt is not there: make figures" >&2
                return 1
            }
            set -- "$@" "captures/$word.txt" ;;
        esac
    done
    LC_ALL=C awk -v options="$options" -v place="$place" \
        -f "draw/$tool.awk" -f draw/trace.awk "$@"
}

# fresh FIGURE: print it with style.css between its style tags. What comes
# from a run, NAME.awk makes again from captures/cap-NAME.txt.
fresh() {
    name=${1%.svg} name=${name#*-}
    if echo "$marks" | grep -q "^$1 "; then
        body=$(drawn "$1") || return
    elif [ "${1%.md}" != "$1" ]; then
        echo "$1: no chapter has this table: remove it" >&2
        return 1
    elif [ -e "$name.awk" ]; then
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
    [ -e "$1" ] || { echo "$1: it is not there: make figures"; return; }
    fresh "$1" | cmp -s - "$1" ||
        echo "$1: style.css or its capture differs: check.sh -w"
    if [ "${1%.md}" != "$1" ]; then
        awk 'length($0) > 72 {
            print FILENAME ":" FNR ": longer than 72 columns" }' "$1"
        return
    fi
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
