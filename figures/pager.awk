# pager.awk CAPTURE: prints 2-pager.svg, which page of memory stands behind
# which page of the program. An address is the number of its page: awk's
# numbers hold 53 bits, and 52 are needed.

/^pager: at the start$/ { table = "first"; next }
/^pager: after/ { table = "second"; next }
!/^  / { table = "" }
FNR != NR { exit } # 2-pager.svg as it was

table {
    if (length($1) != 16 || $3 != "KiB" || $5 !~ /^(at|promised,?)$/)
        wrong("a line of the table that is new: " $0)
    from = page($1)
    till = from + $2 / 4
}

# Which pages were there before there was a heap?
table == "first" { olds++; old[olds] = from; old_end[olds] = till }

table == "second" {
    n++
    start[n] = from; end[n] = till; size[n] = $2 " KiB"; may[n] = $4
    sub(/^0+/, "", $1)
    sub(/,$/, "", $6)
    address[n] = "0x" $1
    if ($5 == "at") { memory[n] = "0x" $6; real[n] = page($6) }
}

function wrong(what) {
    print ARGV[1] ": " what >"/dev/stderr"
    failed = 1
    exit 1
}

function page(hex,    i, number) {
    for (i = 1; i <= length(hex) - 3; i++)
        number = number * 16 + index("123456789abcdef", substr(hex, i, 1))
    return number
}

# What is it? In the upper half are two pages of the kernel, at the end of
# the lower half is the stack; the heap was not there at the start.
function names(    i, stack) {
    for (i = n; i > 0; i--) {
        if (start[i] >= page("8000000000000000"))
            name[i] = may[i] ~ /x/ ? "trampoline" : "trap frame"
        else if (may[i] ~ /x/)
            name[i] = "code"
        else if (may[i] !~ /w/)
            name[i] = "constants"
        else if (!stack || (name[i + 1] == "stack" && end[i] == stack))
            name[i] = "stack"
        else
            name[i] = was(start[i]) ? "data" : "heap"
        stack = start[i] < page("8000000000000000") ? start[i] : 0
        if (name[i] == "heap" && (i in real)) hot[i] = ++hots
    }
}

function was(number,    i) {
    for (i = 1; i <= olds; i++)
        if (number >= old[i] && number < old_end[i]) return 1
    return 0
}

# The mapped ones, in the order of memory.
function sort(    i, k) {
    for (i = 1; i <= n; i++) {
        if (!(i in real)) continue
        for (k = m++; k > 0 && real[order[k]] > real[i]; k--)
            order[k + 1] = order[k]
        order[k + 1] = i
    }
}

# Up to two pages are drawn as they are; what is longer gets a break.
function tall(pages) { return pages > 2 ? 2 * row + 10 : pages * row }

# How many pages lie between this region and the next?
function gap(list, i, first,    pages) {
    if (!((i + 1) in list)) return 0
    pages = first[list[i + 1]] - first[list[i]] - end[list[i]] + \
        start[list[i]]
    if (pages < 0) wrong("a page of memory that is mapped twice")
    return pages
}

# Put the y of each lower edge of a column into `at`. Its breaks are as
# high as makes the column `height` high. 0 if there is no room for them.
function lay(list, count, first, at,    i, sum, breaks, rest) {
    for (i = 1; i <= count; i++) {
        sum += tall(end[list[i]] - start[list[i]])
        if (gap(list, i, first) > 2) breaks++
        else sum += gap(list, i, first) * row
    }
    rest = breaks ? (height - sum) / breaks : 0
    if (sum > height || breaks && rest < 24) return 0
    sum = bottom
    for (i = 1; i <= count; i++) {
        at[list[i]] = sum
        sum -= tall(end[list[i]] - start[list[i]])
        sum -= gap(list, i, first) > 2 ? rest : gap(list, i, first) * row
    }
    return 1
}

# Add words to the description, in lines of at most 76 columns.
function tell(what,    i, words, word) {
    words = split(what, word, " ")
    for (i = 1; i <= words; i++) {
        if (length(line) + 1 + length(word[i]) > 72) {
            print "   " line
            line = ""
        }
        line = line " " word[i]
    }
}

function text(class, x, y, what) {
    printf "    <text%s x=\"%d\" y=\"%d\">%s</text>\n",
        class == "" ? "" : " class=\"" class "\"", x, y, what
}

function box(class, x, y, width, high) {
    printf "    <rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\"" \
        " height=\"%d\"/>\n", class, x, y, width, high
}

# Something between y and `top`, with a break, and with both edges (h) or
# none (m). With them, the shape is filled, although the break is open.
function broken(class, x, y, width, top, edge,    c) {
    c = int((y + top) / 2)
    edge = edge width (edge == "m" ? " 0" : "")
    printf "    <path class=\"%s\" d=\"M%d %d V%d %s V%d\n" \
        "      M%d %d V%d %s V%d\"/>\n", class, x, c + 4, y, edge, c + 4,
        x, c - 4, top, edge, c - 4
    printf "    <path class=\"f-line\" d=\"M%d %d l12 -6 m-12 14 l12 -6\n" \
        "      m%d -2 l12 -6 m-12 14 l12 -6\"/>\n", x - 6, c - 1, width - 12
}

# What is between one region and the next.
function space(class, x, y, width, top, pages) {
    if (pages > 2) broken(class, x, y, width, top, "m")
    else if (pages > 0)
        for (; y > top; y -= row)
            box(class == "f-line" ? "f-open" : class, x, y - row, width,
                row)
}

function tick(x, y) {
    printf "    <path class=\"f-line\" d=\"M%d %d h8\"/>\n", x, y
}

# A region: what is more than two pages has a break.
function region(i, x, y, width,    high) {
    high = tall(end[i] - start[i])
    if (end[i] - start[i] > 2)
        broken(kind(i), x, y, width, y - high, "h")
    else
        box(kind(i), x, y - high, width, high)
}

# A promise has two sides; where it ends at a page, that has the edge.
function promise(i, x, y, width,    top) {
    top = y - tall(end[i] - start[i])
    if (end[i] - start[i] > 2)
        broken(kind(i), x, y, width, top, "m")
    else
        printf "    <path class=\"%s\" d=\"M%d %d V%d M%d %d V%d\"/>\n",
            kind(i), x, y, top, x + width, y, top
    if (end[i - 1] != start[i] || !((i - 1) in real))
        printf "    <path class=\"f-gone\" d=\"M%d %d h%d\"/>\n", x, y,
            width
    if (end[i] != start[i + 1])
        printf "    <path class=\"f-gone\" d=\"M%d %d h%d\"/>\n", x, top,
            width
}

# Where its name stands in memory and its arrow begins, above its edge: it
# is the first page if there is a break.
function middle(i) {
    return (end[i] - start[i] > 2 ? row : tall(end[i] - start[i])) / 2
}

function program(i,    y, big) {
    big = end[i] - start[i] > 2
    y = left_y[i] - tall(end[i] - start[i]) / 2 + (big ? -8 : 5)
    if (i in real) region(i, left, left_y[i], wide)
    else promise(i, left, left_y[i], wide)
    text((i in hot) ? "f-bold" : "", left + 12, y, name[i])
    text("f-code f-end", left + wide - 10, y, may[i])
    if (big)
        text("f-small f-mute", left + 12, y + 24,
            size[i] ((i in real) ? "" : " promised"))
    else if (!(i in real) || end[i] - start[i] > 1)
        text("f-small f-mute", left + 58, y, size[i])
}

function kind(i) {
    if (i in hot) return "f-hot"
    if (i in real) return "f-box"
    return name[i] == "heap" ? "f-hot f-veil" : "f-gone"
}

function physical(i) {
    region(i, right, right_y[i], narrow)
    text((i in hot) ? "f-mid f-bold" : "f-mid", right + narrow / 2,
        right_y[i] - middle(i) + 5, name[i])
}

function arrow(i) {
    printf "    <path class=\"f-flow\" d=\"M%d %d h8 L%d %d h15\"\n" \
        "      marker-end=\"url(#2-pager-tip)\"/>\n", left + wide,
        left_y[i] - middle(i), right - 16, right_y[i] - middle(i)
}

function describe(    i) {
    print "  <title id=\"2-pager-title\">\n" \
        "    The pages of a program, and where they are in memory</title>"
    print "  <desc id=\"2-pager-desc\">"
    tell("Two columns, addresses upward, with breaks. At the left the" \
        " address space of pager. From below:")
    for (i = 1; i <= n; i++)
        tell(name[i] ", " may[i] ", " size[i] " at " address[i] \
            ((i in real) ? "" : ", only promised, dashed") \
            ((i in hot) ? ", highlighted" : "") (i < n ? ";" : "."))
    tell("At the right memory. From below:")
    for (i = 1; i <= m; i++)
        tell(name[order[i]] " at " memory[order[i]] \
            ((order[i] in hot) ? ", highlighted" : "") (i < m ? ";" : "."))
    tell("An arrow leads from each page that is not just promised to its" \
        " place in memory.")
    print "   " line "</desc>\n  <style>\n  </style>"
}

END {
    if (failed) exit 1
    if (!n) wrong("the table after the touches is not there")
    names()
    sort()
    if (!olds || !hots) wrong("no page of the heap that is new")
    for (i = 1; i <= n; i++) all[i] = i

    left = 168; wide = 150; right = 427; narrow = 92
    height = 404
    do {
        bottom = 34 + height
        for (row = 24; row > 20; row--)
            if (lay(all, n, start, left_y) &&
                lay(order, m, real, right_y)) break
    } while (row == 20 && (height += 24))

    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fig\"" \
        " role=\"img\"\n  aria-labelledby=\"2-pager-title" \
        " 2-pager-desc\"\n  viewBox=\"0 0 620 %d\" width=\"620\"" \
        " height=\"%d\"\n  font-family=\"'Linux Libertine O'," \
        " 'Libertinus Serif', Georgia, serif\">\n", bottom + 12, bottom + 12
    describe()
    print "  <defs>\n    <marker id=\"2-pager-tip\" viewBox=\"0 0 10 8\"" \
        " refX=\"9\" refY=\"4\"\n      markerWidth=\"10\"" \
        " markerHeight=\"8\" markerUnits=\"userSpaceOnUse\"\n" \
        "      orient=\"auto\">\n      <path class=\"f-tip\"" \
        " d=\"M0 0 L10 4 L0 8 Z\"/>\n    </marker>\n  </defs>"

    print "\n  <!-- the program's addresses -->\n  <g>"
    text("f-mid f-bold", left + wide / 2, 20, "pager")
    for (i = 1; i < n; i++)
        space("f-gone", left, left_y[i] - tall(end[i] - start[i]), wide,
            left_y[i + 1], gap(all, i, start))
    for (i = 1; i <= n; i++) if (!(i in real)) program(i)
    for (i = 1; i <= n; i++) if ((i in real) && !(i in hot)) program(i)
    for (i = 1; i <= n; i++) if (i in hot) program(i)
    for (i = 1; i <= n; i++) {
        tick(left - 8, left_y[i])
        text("f-code f-end", left - 12, left_y[i] + 5, address[i])
    }
    print "  </g>"

    print "\n  <!-- the pages in memory -->\n  <g>"
    text("f-mid f-bold", right + narrow / 2, 20, "memory")
    for (i = 1; i < m; i++) {
        a = order[i]; b = order[i + 1]
        space("f-line", right, right_y[a] - tall(end[a] - start[a]), narrow,
            right_y[b], gap(order, i, real))
    }
    for (i = 1; i <= m; i++) if (!(order[i] in hot)) physical(order[i])
    for (i = 1; i <= m; i++) if (order[i] in hot) physical(order[i])
    for (i = 1; i <= m; i++) {
        tick(right + narrow, right_y[order[i]])
        text("f-code", right + narrow + 12, right_y[order[i]] + 5,
            memory[order[i]])
    }
    print "  </g>"

    print "\n  <!-- which page is which -->\n  <g>"
    for (i = 1; i <= n; i++) if (i in real) arrow(i)
    print "  </g>\n</svg>"
}
