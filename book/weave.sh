#!/bin/sh
# book/weave.sh html|pdf: the chapters as pages, in build/book/.
#
# All chapters go through one run, so that links lead from one to another:
# markup, weave.awk, pandoc with weave.lua, citeproc, finish.lua.  Everything
# is written to a folder beside, checked there, and moved when it is good;
# nothing is done when nothing has changed since.
set -eu
cd "$(dirname "$0")/.."
format=${1-}
out=build/book new=build/book/$format.new
case $format in html | pdf) ;; *)
    echo "usage: book/weave.sh html|pdf" >&2
    exit 1 ;;
esac
tangle/setup.sh "$format"
mkdir -p $out
exec 9>"$out/.lock"
flock 9

chapters=$(printf '%s\n' chapters/[0-9]*-*.nw | sort -t / -k 2n)
stamp=$out/.$format
state() {
    find book chapters figures -type f ! -path '*/solutions/*' | sort | xargs cat | cksum
}
case $format in
html) made=$out/html/index.html ;;
pdf) made=$out/weft.pdf ;;
esac
[ -e "$made" ] && [ -e "$stamp" ] && [ "$(state)" = "$(cat "$stamp")" ] && exit 0

trap 'rm -rf "$new"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
rm -rf "$new"
mkdir -p "$new"

# The book in Markdown.  What is no chapter stands before the first.
for front in chapters/*.md; do
    [ -e "$front" ] || break
    printf '``` {.source file="%s"}\n```\n\n' "$front"
    cat "$front"
done >"$new/book.md"
# shellcheck disable=SC2086 # a list of files
/usr/lib/noweb/markup -t8 $chapters >"$new/marked"
awk -f book/weave.awk "$new/marked" >>"$new/book.md"

# render FORMAT OUTPUT [OPTION...]
render() {
    to=$1 output=$2
    shift 2
    pandoc -f markdown-implicit_figures-markdown_in_html_blocks -t "$to" \
        --wrap=preserve --no-highlight \
        --lua-filter book/weave.lua --citeproc --lua-filter book/finish.lua \
        --bibliography chapters/bibliography.bib --metadata link-citations=true \
        --metadata lang=en-US "$@" -o "$output" "$new/book.md"
}

html() {
    pages=$new/html
    mkdir "$pages"
    OUT=$pages render html5 "$new/none"
    cp book/book.css book/book.js "$pages/"
    fonts
    book/links.sh "$pages"
    rm -rf "$out/html"
    mv "$pages" "$out/html"
    echo "book: $out/html/index.html"
}

# The log of the last pass says whether all fits and every link is known.
pdf() {
    for figure in figures/*.svg; do
        rsvg-convert -f pdf -o "$new/$(basename "$figure" .svg).pdf" "$figure"
    done
    render latex "$new/weft.tex" --top-level-division=chapter --template book/book.latex
    pass=1
    while
        (cd "$new" && timeout 1200 lualatex -interaction=nonstopmode -halt-on-error \
            weft.tex >pass 2>&1) || { tail -n 30 "$new/pass" >&2; exit 1; }
        grep -q 'Rerun to get\|Rerun LaTeX\|have changed' "$new/weft.log" || [ $pass -eq 1 ]
    do
        pass=$((pass + 1))
        [ $pass -le 5 ] || { echo 'book: the pages move in every pass' >&2; exit 1; }
    done
    cp "$new/weft.log" "$new/weft.tex" "$out/"
    awk -f book/log.awk "$new/weft.log" || { echo "book: see $out/weft.log" >&2; exit 1; }
    mv "$new/weft.pdf" "$out/weft.pdf"
    echo "book: $out/weft.pdf, $(pdfinfo "$out/weft.pdf" | sed -n 's/^Pages: *//p') pages"
}

# The faces of the page, made smaller for it once.
fonts() {
    faces=build/book/fonts
    while read -r name file; do
        if [ ! -e "$faces/$name.woff2" ]; then
            mkdir -p "$faces"
            cp "/usr/share/fonts/$file" "$new/$name.${file##*.}"
            woff2_compress "$new/$name.${file##*.}" >/dev/null 2>&1
            mv "$new/$name.woff2" "$faces/"
        fi
        cp "$faces/$name.woff2" "$pages/"
    done <<EOF
serif opentype/linux-libertine/LinLibertine_R.otf
serif-italic opentype/linux-libertine/LinLibertine_RI.otf
serif-bold opentype/linux-libertine/LinLibertine_RZ.otf
sans opentype/linux-libertine/LinBiolinum_R.otf
sans-bold opentype/linux-libertine/LinBiolinum_RB.otf
code truetype/jetbrains-mono/JetBrainsMono-Regular.ttf
code-bold truetype/jetbrains-mono/JetBrainsMono-SemiBold.ttf
code-italic truetype/jetbrains-mono/JetBrainsMono-Italic.ttf
EOF
}

$format
state >"$stamp"
