# pages.awk: one long page to one for each chapter.
#
#     awk -f pages.awk -v frame=FRAME.html -v out=DIR BOOK.html BOOK.html
#
# In the first pass it notes on which page each anchor is, in the second it
# writes.  `<!--page NAME|TITLE-->' begins a page.  FRAME has %title%,
# %contents%, %body%, %before% and %after%.

function next_page() {
    page = substr($0, 10)
    title = page
    sub(/\|.*/, "", page)
    sub(/^[^|]*\|/, "", title)
    sub(/-->.*/, "", title)
}

# TEXT with each link to an anchor led to the page that has it.
function led(text, from,    done, id) {
    done = ""
    while (match(text, /href="#[^"]*"/)) {
        id = substr(text, RSTART + 7, RLENGTH - 8)
        done = done substr(text, 1, RSTART - 1) "href=\""
        if (!(id in at)) {
            print "book: a link to #" id ", which is nowhere: mend the link" > "/dev/stderr"
            bad = 1
        } else if (at[id] != from)
            done = done at[id] ".html"
        done = done "#" id "\""
        text = substr(text, RSTART + RLENGTH)
    }
    return done text
}

function neighbor(i, rel, sign) {
    if (!(i in order)) return ""
    return "<a rel=\"" rel "\" href=\"" order[i] ".html\">" sprintf(sign, titles[i]) "</a>"
}

function put(name, value,    i) {
    while ((i = index(text, "%" name "%")))
        text = substr(text, 1, i - 1) value substr(text, i + length(name) + 2)
}

function write_page(i,    mine, file) {
    file = out "/" order[i] ".html"
    text = head
    put("title", titles[i] == "Contents" ? "Warp and Weft" : titles[i] " – Warp and Weft")
    mine = led(toc, order[i])
    sub("class=\"at-" order[i] "\"", "class=\"here\"", mine)
    put("contents", mine)
    put("before", neighbor(i - 1, "prev", "← %s"))
    put("after", neighbor(i + 1, "next", "%s →"))
    i_body = index(text, "%body%")
    printf "%s", substr(text, 1, i_body - 1) > file
    printf "%s", body > file
    printf "%s", substr(text, i_body + 6) > file
    if (close(file)) bad = 1
}

BEGIN {
    while ((getline line < frame) > 0) head = head line "\n"
}

/^<!--contents$/ { in_toc = 1; next }
in_toc && /^-->$/ { in_toc = 0; next }
in_toc { if (FNR == NR) toc = toc $0; next }

FNR == NR {
    if (/^<!--page /) {
        next_page()
        order[++pages] = page
        titles[pages] = title
    }
    rest = $0
    while (match(rest, / id="[^"]*"/)) {
        at[substr(rest, RSTART + 5, RLENGTH - 6)] = page
        rest = substr(rest, RSTART + RLENGTH)
    }
    next
}

/^<!--page / {
    if (now) write_page(now)
    now++
    page = order[now]
    body = ""
    next
}
now { body = body led($0, page) "\n" }
END {
    write_page(now)
    exit bad
}
