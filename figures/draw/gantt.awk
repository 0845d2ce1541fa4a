# gantt.awk: after trace.awk, prints a chart of who runs when. Its options:
#   figure=4-NAME    the figure; check.sh says so
#   from=0 to=300    the window, in milliseconds from the first note
#   rows=harts       a row for each hart, not for each process
#   only=long,5      these processes, by name or number
#   hot=talker       the ones to look at, by name or number
#   nice=long:5      what they have been told, if the notes do not say it

BEGIN { known = "figure from to rows only hot nice" }

function done(    i, p, longest) {
    low = option["from"] * hz / 1000
    high = option["to"] == "" ? finish : option["to"] * hz / 1000
    if (low >= high || low >= finish)
        complain(run, "", "nothing between " ms(low) " and " ms(high) " ms",
            "mend from= and to=")
    if (option["rows"] !~ /^(processes|harts)?$/)
        complain(place, "", "rows=" option["rows"], "harts or processes")
    by_hart = option["rows"] == "harts"
    count = split(option["hot"], list, ",")
    for (i = 1; i <= count; i++) hot[list[i]] = 1
    for (i = 1; i <= processes; i++) {
        p = list_of[i]
        chosen[p] = i
        if (length(name[p]) > longest) longest = length(name[p])
        if (tickets[p] != tickets[list_of[1]]) differ = 1
        if ((p in ends) && ends[p] >= low && ends[p] <= high) ended = 1
    }
    left = by_hart ? 70 : differ ? 122 : 110
    if (!by_hart && 16 + 9 * longest > left) left = 16 + 9 * longest
    rows = by_hart ? harts : processes
    bottom = 24 + 50 * rows
}

function x(time) { return left + (time - low) * (604 - left) / (high - low) }

function heat(p) { return (p in hot) || (name[p] in hot) }

# Is there anything of stretch i in the window? From a to b.
function visible(i) {
    if (till[i] <= low || from[i] >= high || !(who[i] in chosen)) return 0
    a = x(from[i] < low ? low : from[i])
    b = x(till[i] > high ? high : till[i])
    return 1
}

# Paths become long; their lines do not.
function draw(class, steps,    part, count, i, line) {
    if (steps == "") return
    count = split(steps, part, " ")
    line = "    <path class=\"" class "\" d=\"" part[1]
    for (i = 2; i <= count; i++) {
        if (length(line " " part[i]) > 73) {
            print line
            line = "      " part[i]
        } else
            line = line " " part[i]
    }
    print line "\"/>"
}

function write(class, at, y, text) {
    printf "    <text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>\n",
        class, at, y, text
}

function plural(n, what) { return n " " what (n == 1 ? "" : "s") }

# Bars are gathered by look, 0 soft, 1 open, 2 hot, and drawn together.
# What is written in them tells them apart; the look changes with it, so
# that one sees the change. Slices too narrow for the text join, and on the
# row of a hart all that follow each other and are of the same process.
function bar(look, start, end, y, text) {
    if (end - start < 2) end = start + 2
    bars[look] = bars[look] sprintf("M%.1f %dh%.1fv30h-%.1fz ", start, y + 4,
        end - start, end - start)
    if (text != "" && end - start > 3 + 8 * length(text))
        texts[++texts[0]] = (start + end) / 2 " " y + 24 " " text
}

function draw_bars(    i, part) {
    draw("f-box", bars[0])
    draw("f-open", bars[1])
    draw("f-hot", bars[2])
    for (i = 1; i <= texts[0]; i++) {
        split(texts[i], part, " ")
        write("f-small f-mid", part[1], part[2], part[3])
    }
}

# Row y: the stretches of process P, or, when that is "", those on hart h.
function bars_of(p, h, y,    i, text, look, start, end, held, held_look) {
    split("", bars)
    split("", texts)
    texts[0] = 0
    for (i = 1; i <= stretches; i++) {
        if (where[i] == "" || !visible(i)) continue
        if (p != "" ? who[i] != p : where[i] != h) continue
        text = p == "" ? who[i] : harts > 1 ? where[i] : ""
        look = heat(who[i]) ? 2 : p == "" ? chosen[who[i]] % 2 : \
            harts > 1 ? where[i] % 2 : 0
        if (start != "" && (text != held || text == "" || a - end > 1 ||
            (p != "" && b - a > 3 + 8 * length(text)))) {
            bar(held_look, start, end, y, held)
            start = ""
        }
        if (start == "") start = a
        end = b; held = text; held_look = look
    }
    if (start != "") bar(held_look, start, end, y, held)
    draw_bars()
}

function process_row(p, y,    i, lines) {
    printf "\n  <!-- %s %d -->\n  <g>\n", name[p], p
    write("f-bold", 8, y + 14, name[p])
    write("f-small f-mute", 8, y + 34,
        differ ? p ": " plural(tickets[p], "ticket") : "process " p)
    for (i = 1; i <= stretches; i++)
        if (who[i] == p && where[i] == "" && visible(i) && b - a >= 0.1)
            lines = lines sprintf("M%.1f %dH%.1f ", a, y + 19, b)
    draw("f-line", lines)
    bars_of(p, "", y)
    if ((p in ends) && ends[p] >= low && ends[p] <= high)
        draw("f-line", sprintf("M%.1f %dh8m-4 0v38m-4 0h8", x(ends[p]) - 4,
            y))
    print "  </g>"
}

function hart_row(h, y) {
    printf "\n  <!-- hart %d -->\n  <g>\n", h
    write("f-bold", 8, y + 24, "hart " h)
    bars_of("", h, y)
    print "  </g>"
}

# The lines stand behind the bars; an open bar is not to show them.
function axis(    i, k, step, steps, time, at, line) {
    split("1 2 5 10 20 50 100 200 500 1000 2000 5000 10000", steps)
    for (i = 1; ms(high - low) / steps[i] > 7 && i < 13; i++);
    step = steps[i]
    print "\n  <!-- time, in milliseconds -->\n  <g>"
    i = int(ms(low) / step)
    if (i * step < ms(low)) i++
    for (time = i * step; time <= ms(high); time += step) {
        at = x(time * hz / 1000)
        line = sprintf("M%.1f 14", at)
        for (k = 0; k < rows && harts > 1; k++)
            line = line sprintf("V%d M%.1f %d", 22 + 50 * k, at, 52 + 50 * k)
        draw("f-thin", line "V" bottom)
        write("f-small f-mid", at, bottom + 20,
            time (time == i * step ? " ms" : ""))
    }
    print "  </g>"
}

# What the signs mean.
function signs(y,    at) {
    at = left
    draw("f-box", "M" at " " y - 14 "h24v18h-24z")
    if (harts > 1) write("f-small f-mid", at + 12, y, 0)
    write("f-small", at + 32, y, harts > 1 ? "runs on hart 0" : "runs")
    at += harts > 1 ? 148 : 86
    draw("f-line", "M" at " " y - 5 "h24")
    write("f-small", at + 32, y, "waits for a hart")
    at += 156
    if (!ended) return
    draw("f-line", "M" at " " y - 15 "h8m-4 0v19m-4 0h8")
    write("f-small", at + 16, y, "has ended")
}

# Whose numbers are in the bars, as many in a line as there is room for:
# makes list "words", and says how many lines they need.
function whose(    i, p, n, at, order, text) {
    for (i = 1; i <= processes; i++) {
        p = list_of[i]
        if (differ) {
            order[++n] = p
            text[p] = p ": " name[p] ", " plural(tickets[p], "ticket")
        } else if (name[p] in text)
            text[name[p]] = text[name[p]] ", " p
        else {
            order[++n] = name[p]
            text[name[p]] = p
        }
    }
    for (i = 1; i <= n && !differ; i++)
        text[order[i]] = text[order[i]] ": " order[i]
    at = left
    lines = 1
    for (i = 1; i <= n; i++) {
        if (at > left && at + 7.5 * length(text[order[i]]) > 604) {
            at = left
            lines++
        }
        words[i] = at " " lines " " text[order[i]]
        at += 7.5 * length(text[order[i]]) + 16
    }
    words[0] = n
    return lines
}

function legend(    i, part, text) {
    print "\n  <!-- key -->\n  <g>"
    if (!by_hart) signs(bottom + 48)
    for (i = 1; i <= words[0]; i++) {
        split(words[i], part, " ")
        text = words[i]
        sub(/^[^ ]+ [^ ]+ /, "", text)
        write("f-small", part[1], bottom + 26 + 22 * part[2], text)
    }
    print "  </g>"
}

function describe(    i, k, p, n, runs_for, waits_for) {
    printf "    %s, time to the right, from %d to %d ms.\n",
        plural(rows, "row") " with bars", ms(low), ms(high)
    for (i = 1; i <= processes; i++) {
        p = list_of[i]
        n = runs_for = waits_for = 0
        for (k = 1; k <= stretches; k++) {
            if (who[k] != p || !visible(k)) continue
            b = (till[k] > high ? high : till[k]) - \
                (from[k] < low ? low : from[k])
            if (where[k] == "") waits_for += b
            else { n++; runs_for += b }
        }
        printf "    Process %d, %s%s: %s,\n    %.1f ms together, %.1f ms of" \
            " waiting", p, name[p], heat(p) ? " (highlighted)" : "",
            plural(n, "slice"), ms(runs_for), ms(waits_for)
        if ((p in ends) && ends[p] >= low && ends[p] <= high)
            printf ", ended at %.0f ms", ms(ends[p])
        print "."
    }
}

function finished(    i, id, height, policy) {
    id = option["figure"]
    height = bottom + 36 + 22 * (by_hart ? whose() : 1)
    policy = says("policy", "")
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fig\"" \
        " role=\"img\"\n  aria-labelledby=\"%s-title\n    %s-desc\"\n" \
        "  viewBox=\"0 0 620 %d\" width=\"620\" height=\"%d\"\n" \
        "  font-family=\"'Linux Libertine O', 'Libertinus Serif'," \
        " Georgia, serif\">\n", id, id, height, height
    printf "  <title id=\"%s-title\">\n    Who runs when%s</title>\n",
        id, policy == "" ? "" : ", policy " policy
    printf "  <desc id=\"%s-desc\">\n", id
    describe()
    print "  </desc>\n  <style>\n  </style>"
    axis()
    for (i = 0; i < rows; i++)
        if (by_hart) hart_row(i, 18 + 50 * i)
        else process_row(list_of[i + 1], 18 + 50 * i)
    legend()
    print "</svg>"
}
