# weave.awk: noweb's pipeline to pandoc's Markdown.
#
#     markup -t8 CHAPTER... | awk -f weave.awk
#
# Prose passes through. A chunk becomes a fenced block, .chunk, of its own
# lines of the pipeline, for weave.lua to parse; it knows its file and line.
# [[code]] becomes `code`{.quote}. An empty .source block names each file.

function out(text) {
    line = line text
    printf "%s", text
}

# Backquotes around TEXT, more of them than stand together inside.
function quoted(text,    run, ticks, pad) {
    ticks = "`"
    while (index(text, ticks)) ticks = ticks "`"
    pad = text ~ /^`|`$/ ? " " : ""
    return ticks pad text pad ticks "{.quote}"
}

# Are we in a fence, where [[ ]] is only text?
function look_for_fence() {
    if (!match(line, /^ ? ? ?(```+|~~~+)/)) return
    mark = substr(line, RSTART, RLENGTH)
    sub(/^ */, "", mark)
    if (fence == "") fence = mark
    else if (index(mark, fence) == 1) fence = ""
}

# To pandoc, a heading right below a line of text is more text.
function look_for_heading() {
    if (fence != "" || above == "" || line !~ /^#+ .*[{]#/) return
    print file ":" row - 1 ": a heading right below text: put a blank line before it" \
        > "/dev/stderr"
    exit 1
}

/^@file /       { file = substr($0, 7); row = 1
                  printf "\n``` {.source file=\"%s\"}\n```\n\n", file; next }
/^@fatal/       { print file ":" row ": " $0 > "/dev/stderr"; exit 1 }
/^@begin code/  { code = 1
                  printf "\n~~~~~~~~ {.chunk file=\"%s\" line=%d}\n", file, row
                  next }
/^@end code/    { code = 0; printf "~~~~~~~~\n\n"; next }
/^@nl|^@index nl/ { row++ }
code            { print; next }
/^@begin docs/  { line = above = ""; next }
/^@quote/       { quoting = 1; quote = ""; next }
/^@endquote/    { quoting = 0
                  out(fence == "" ? quoted(quote) : "[[" quote "]]"); next }
quoting && /^@text / { quote = quote substr($0, 7); next }
quoting && /^@nl/    { quote = quote " "; next }
/^@text /       { out(substr($0, 7)); next }
/^@nl/          { look_for_fence(); look_for_heading(); print ""; above = line; line = "" }
