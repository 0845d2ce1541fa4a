# slices.awk CAPTURE: prints 1-slices.svg, who has the hart and when. Under
# icount an instruction takes a nanosecond, so the trace counts those.

# The programs in the order in which they are started: 1, 2 and so on.
/^# make/ && match($0, /run=[a-z,]+/) {
    last = split(substr($0, RSTART + 4, RLENGTH - 4), name, ",")
    name[0] = "weft"
}

$1 == "trace:" { wrong("the trace is not complete") }

$1 == "trace" && $5 == "to" { if (!turns) who = $4; pass($6) }
$1 == "trace" && $5 == "idle" && who != "idle" { pass("idle") }

FNR != NR { exit } # 1-slices.svg as it was

function pass(next_one) {
    from[++turns] = start
    to[turns] = $2
    by[turns] = who
    total[who] += $2 - start
    count[who]++
    if ($2 - start > longest) longest = $2 - start
    start = $2
    who = next_one
}

function wrong(what) {
    print FILENAME ": " what >"/dev/stderr"
    failed = 1
    exit 1
}

function x(time) { return left + time * (604 - left) / start }

function bars(pid) {
    return (count[pid] + 0) (count[pid] == 1 ? " bar" : " bars")
}

function row(pid, label, note, kind,    i, width) {
    printf "\n  <!-- %s -->\n  <g>\n", label " " pid
    printf "    <text class=\"f-bold\" x=\"8\" y=\"%d\">%s</text>\n",
        y + 14, label
    printf "    <text class=\"f-small f-mute\" x=\"8\" y=\"%d\">%s</text>\n",
        y + 34, note
    for (i = 1; i <= turns; i++) {
        if (by[i] != pid) continue
        width = x(to[i]) - x(from[i])
        printf "    <rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\"" \
            " height=\"30\"/>\n", kind, x(from[i]), y + 4,
            width < 2 ? 2 : width
    }
    print "  </g>"
    y += 50
}

END {
    if (failed) exit 1
    if (!turns || !last) wrong("no turns, or no run= in its first line")
    left = 110
    least = 1 # the program that needs least is the one to look at
    for (i = 2; i <= last; i++) if (total[i] < total[least]) least = i
    split("10 20 50 100 200 500 1000 2000 5000", steps)
    for (i = 1; start / steps[i] > 6e6 && i < 9; i++);
    step = steps[i]
    bottom = 24 + 50 * (last + 1 + (("idle" in count) ? 1 : 0))

    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fig\"" \
        " role=\"img\"\n  aria-labelledby=\"1-slices-title" \
        " 1-slices-desc\"\n  viewBox=\"0 0 620 %d\" width=\"620\"" \
        " height=\"%d\"\n  font-family=\"'Linux Libertine O'," \
        " 'Libertinus Serif', Georgia, serif\">\n", bottom + 32, bottom + 32
    print "  <title id=\"1-slices-title\">\n    Who has the hart</title>"
    print "  <desc id=\"1-slices-desc\">"
    printf "    Rows with bars, time to the right, from 0 to %.0f ms. At" \
        " any time\n    one process has a bar. The longest is %.1f ms.\n",
        start / 1e6, longest / 1e6
    for (i = 0; i <= last; i++)
        printf "    Process %d, %s: %s, %.2f ms together%s.\n", i, name[i],
            bars(i), total[i] / 1e6, i == least ? " (highlighted)" : ""
    if ("idle" in count)
        printf "    Nobody: %s, %.2f ms together.\n", bars("idle"),
            total["idle"] / 1e6
    print "  </desc>\n  <style>\n  </style>"

    print "\n  <!-- time, in milliseconds -->\n  <g>"
    for (i = 0; i * 1e6 <= start; i += step) {
        printf "    <path class=\"f-thin\" d=\"M%.1f 14 V%d\"/>\n",
            x(i * 1e6), bottom
        printf "    <text class=\"f-small f-mid\" x=\"%.1f\" y=\"%d\">%d%s" \
            "</text>\n", x(i * 1e6), bottom + 20, i, i ? "" : " ms"
    }
    print "  </g>"
    y = 18
    for (i = 0; i <= last; i++)
        row(i, name[i], "process " i, i == least ? "f-hot" : "f-box")
    if ("idle" in count) row("idle", "nobody", "wfi", "f-gone")
    print "</svg>"
}
