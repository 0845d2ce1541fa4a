# marks.awk CHAPTER...: what the chapters want drawn from traces, a line
# each: the file in figures/, its tool, the mark's place, then captures and
# options. An image
# says it with trace="cap-NAME OPTION=...", a table is a fenced block
# ```{.times #tbl-NAME trace="cap-NAME OPTION=..."} whose text is a caption.

function wrong(what) {
    print FILENAME ":" at ": " what | "cat >&2"
    failed = 1
}

function mark(file, tool, attributes) {
    if (file in place) {
        wrong(file " is drawn a second time, after " place[file] \
            ": rename one")
        return
    }
    place[file] = FILENAME ":" at
    sub(/^.*\/chapters/, "chapters", place[file])
    if (!match(attributes, / trace="[^"]*"/) ||
        substr(attributes, RSTART) !~ /^ trace="cap-/) {
        wrong(file " has no trace: add trace=\"cap-...\"")
        return
    }
    print file, tool, place[file], substr(attributes, RSTART + 8, RLENGTH - 9)
}

# An image may go over many lines; its attributes come last.
function image(    attributes, file) {
    if (match(paragraph, /\]\(figures\/[^)]*\.svg\)[{][^}]*[}]/)) {
        attributes = substr(paragraph, RSTART, RLENGTH)
        file = substr(attributes, 11, index(attributes, ")") - 11)
        if (attributes ~ / trace="/) mark(file, "gantt", attributes)
    }
    paragraph = ""
}

FNR == 1 { image() }
/^[ \t]*$/ { image(); next }
/^!\[/ { paragraph = $0; at = FNR; next }
paragraph != "" { paragraph = paragraph " " $0 }

/^```+ *[{]\.times / {
    at = FNR
    if (match($0, /#tbl-[A-Za-z0-9-]+/))
        mark(substr($0, RSTART + 1, RLENGTH - 1) ".md", "times", $0)
    else
        wrong("a table without a name: add #tbl-...")
}

END { image(); exit failed }
