# times.awk: after trace.awk, prints a table in Markdown of how long
# processes took, waited and ran. Of one run it has a row for each process,
# of several a column for each run. Its options:
#   show=shares      what did each get of the time that all of them want?
#   only=long,5      these processes, by name or number
#   nice=long:5      what they have been told, if the notes do not say it
#   from=0 to=300    the time in which they compete, in milliseconds; else
#                    from when the last has come to when the first ends
#
# turnaround  from the first ready to the end
# response    from ready to running, of one that is new or has slept
# waiting     all the time between ready and running
# Jain's index of x[1] to x[n] is sum(x)^2 / (n * sum(x^2)), and x is what
# somebody got of what was due to him. Here that is time on a hart, in
# proportion to the tickets, for those who never sleep.

BEGIN { known = "show from to only nice" }

function done(    i, p, x, a, b, sum, squares, fair) {
    if (option["show"] !~ /^(shares)?$/)
        complain(place, "", "show=" option["show"], "shares, or nothing")
    split("", got); split("", ran); split("", waited)
    window()
    for (i = 1; i <= stretches; i++) {
        p = who[i]
        if (where[i] == "") { waited[p] += till[i] - from[i]; continue }
        ran[p] += till[i] - from[i]
        a = from[i] > low ? from[i] : low
        b = till[i] < high ? till[i] : high
        if (b > a) {
            got[p] += b - a
            fair[p] += (b - a) / share[i]
        }
    }
    dues()
    for (i = 1; i <= rivals; i++) {
        p = rival[i]
        x = fair[p] * tickets[p] / due[p]
        sum += x
        squares += x ^ 2
    }
    jain[runs] = sum ? sprintf("%.4f", sum * sum / rivals / squares) : "-"
    policy[runs] = says("policy", run)
    size[runs] = plural(harts, "hart")
    if (option["show"] == "shares") shares()
    else if (ARGC == 2) each()
    else all()
}

# Who competes, and when?
function window(    i, p) {
    rivals = low = 0
    high = finish
    for (i = 1; i <= processes; i++) {
        p = list_of[i]
        if (sleeps[p]) continue
        rival[++rivals] = p
        if (begins[p] > low) low = begins[p]
        if ((p in ends) && ends[p] < high) high = ends[p]
    }
    if (option["from"] != "") low = option["from"] * hz / 1000
    if (option["to"] != "") high = option["to"] * hz / 1000
    if (rivals < 2 || low >= high) rivals = 0
    first[runs] = low
    final[runs] = high
    people[runs] = rivals ? number_list() : ""
}

function number_list(    i, text) {
    if (rivals > 2 && rival[rivals] - rival[1] == rivals - 1)
        return rival[1] " to " rival[rivals]
    for (i = 1; i <= rivals; i++)
        text = text (i == 1 ? "" : i == rivals ? " and " : ", ") rival[i]
    return text
}

function plural(n, what) { return n " " what (n == 1 ? "" : "s") }
function time_of(ticks) { return sprintf("%.1f", ms(ticks)) }
function put(row, column, text) {
    cell[row, column] = text
    if (row > height) height = row
    if (column > width) width = column
}

# The sums of a run, over its processes.
function add_up(    i, p) {
    split("", total)
    for (i = 1; i <= processes; i++) {
        p = list_of[i]
        if (p in ends) total["turnaround"] += ends[p] - begins[p]
        else total["open"] = 1
        total["ran"] += ran[p]
        total["waited"] += waited[p]
        total["answer"] += answer[p]
        total["answers"] += answers[p]
        if (worst[p] > total["worst"]) total["worst"] = worst[p]
        if (tickets[p] != tickets[list_of[1]]) total["differ"] = 1
    }
}

function mean_response() {
    return total["answers"] ? time_of(total["answer"] / total["answers"]) : "-"
}

function each(    i, p, heads, c, r) {
    add_up()
    put(1, ++c, "process")
    if (total["differ"]) put(1, ++c, "tickets")
    count = split("turnaround CPU waiting response worst", heads, " ")
    for (i = 1; i <= count; i++) put(1, ++c, heads[i])
    for (i = 1; i <= processes; i++) {
        p = list_of[i]
        r = i + 1
        c = 0
        put(r, ++c, name[p] " " p)
        if (total["differ"]) put(r, ++c, tickets[p])
        put(r, ++c, (p in ends) ? time_of(ends[p] - begins[p]) : "-")
        put(r, ++c, time_of(ran[p]))
        put(r, ++c, time_of(waited[p]))
        put(r, ++c, answers[p] ? time_of(answer[p] / answers[p]) : "-")
        put(r, ++c, answers[p] ? time_of(worst[p]) : "-")
    }
    r++
    c = 0
    put(r, ++c, "mean")
    if (total["differ"]) put(r, ++c, "")
    put(r, ++c, total["open"] ? "-" : time_of(total["turnaround"] / processes))
    put(r, ++c, time_of(total["ran"] / processes))
    put(r, ++c, time_of(total["waited"] / processes))
    put(r, ++c, mean_response())
    put(r, ++c, total["answers"] ? time_of(total["worst"]) : "-")
}

function all(    c, r) {
    add_up()
    c = runs + 1
    put(1, 1, "")
    put(r = 2, 1, "turnaround, mean")
    put(r, c, total["open"] ? "-" : time_of(total["turnaround"] / processes))
    r = of_each_name(r, c)
    put(++r, 1, "waiting, mean")
    put(r, c, time_of(total["waited"] / processes))
    put(++r, 1, "response, mean")
    put(r, c, mean_response())
    put(++r, 1, "response, worst")
    put(r, c, total["answers"] ? time_of(total["worst"]) : "-")
    put(++r, 1, "switches")
    put(r, c, switches)
    put(++r, 1, "Jain's index")
    put(r, c, jain[runs])
    headed[c] = runs
}

# If there are several programs, the turnaround of each, below row r.
function of_each_name(r, c,    i, p, n, sum, count, order) {
    for (i = 1; i <= processes; i++) {
        p = list_of[i]
        if (!count[name[p]]++) order[++n] = name[p]
        if (p in ends) sum[name[p]] += ends[p] - begins[p]
        else sum[name[p], "open"] = 1
    }
    for (i = 1; n > 1 && i <= n; i++) {
        put(++r, 1, "  of a " order[i])
        put(r, c, ((order[i], "open") in sum) ? "-" : \
            time_of(sum[order[i]] / count[order[i]]))
    }
    return r
}

# The most that a process can have is one hart; what it cannot take of its
# due goes to the others.
function dues(    i, p, left, all_tickets, more) {
    split("", due)
    left = harts
    do {
        more = all_tickets = 0
        for (i = 1; i <= rivals; i++)
            if (!(rival[i] in due)) all_tickets += tickets[rival[i]]
        for (i = 1; i <= rivals; i++) {
            p = rival[i]
            if ((p in due) || tickets[p] * left < all_tickets) continue
            due[p] = 1
            left--
            all_tickets -= tickets[p]
            more = 1
        }
    } while (more)
    for (i = 1; i <= rivals; i++)
        if (!(rival[i] in due))
            due[rival[i]] = left * tickets[rival[i]] / all_tickets
}

function percent(part, whole) {
    return whole ? sprintf("%.1f", 100 * part / whole) : "-"
}

function shares(    i, p, column, together, all_due, same) {
    if (!rivals)
        complain(run, "", "no two processes compete", "mend only=")
    put(1, 1, "process")
    put(1, 2, "tickets")
    same = runs > 1
    for (i = 1; i <= rivals; i++) {
        p = rival[i]
        together += got[p]
        all_due += due[p]
        if (runs > 1 && cell[i + 1, 1] != name[p] " " p)
            complain(run, "", "process " p " was not in the run before",
                "compare runs of one load")
        put(i + 1, 1, name[p] " " p)
        put(i + 1, 2, tickets[p])
    }
    for (i = 1; i <= rivals; i++)
        if (percent(due[rival[i]], all_due) != cell[i + 1, last_due]) same = 0
    if (!same) {
        last_due = column = width + 1
        put(1, column, "due")
        for (i = 1; i <= rivals; i++)
            put(i + 1, column, percent(due[rival[i]], all_due))
    }
    column = width + 1
    for (i = 1; i <= rivals; i++)
        put(i + 1, column, percent(got[rival[i]], together))
    put(rivals + 2, 1, "Jain's index")
    put(rivals + 2, column, jain[runs])
    headed[column] = runs
}

# A run is known by what sets it apart: its policy, its harts.
function title(r,    i, policies, sizes) {
    for (i = 2; i <= runs; i++) {
        if (policy[i] != policy[1]) policies = 1
        if (size[i] != size[1]) sizes = 1
    }
    if (runs == 1) return "got"
    return (policies || !sizes ? policy[r] : "") \
        (policies && sizes ? ", " : "") (sizes ? size[r] : "")
}

# A row of a pipe table; without its blanks if it were too long with them.
function line(r, blank,    c, text, pad) {
    text = "|"
    for (c = 1; c <= width; c++) {
        pad = sprintf("%*s", wide[c] - length(cell[r, c]), "")
        text = text blank (c == 1 ? cell[r, c] pad : pad cell[r, c]) blank "|"
    }
    return text
}

function finished(    c, r, sum, blank, rule) {
    for (c in headed) put(1, c + 0, title(headed[c]))
    sum = 1
    for (c = 1; c <= width; c++) {
        for (r = 1; r <= height; r++)
            if (length(cell[r, c]) > wide[c]) wide[c] = length(cell[r, c])
        if (wide[c] < 3) wide[c] = 3
        sum += wide[c] + 1
    }
    if (sum > 72)
        complain(run, "", "the table is " sum " columns wide",
            "fewer runs, or shorter names")
    blank = sum + 2 * width > 72 ? "" : " "
    print line(1, blank)
    rule = "|"
    for (c = 1; c <= width; c++) {
        r = sprintf("%*s", wide[c] + 2 * length(blank) - 1, "")
        gsub(/ /, "-", r)
        rule = rule (c == 1 ? ":" r : r ":") "|"
    }
    print rule
    for (r = 2; r <= height; r++) print line(r, blank)
    print ""
    explain()
}

# What goes below it, into the caption.
function explain(    i, text, begun) {
    text = option["show"] == "shares" ? "Shares in percent. " : \
        "Times in milliseconds. "
    for (i = 1; i <= runs; i++) {
        if (people[i] == "") continue
        if (begun && people[i] == people[i - 1]) text = text ", "
        else text = text (begun ? ". " : "") "Processes " people[i] \
            " compete "
        text = text "from " time_of(first[i]) " to " time_of(final[i]) \
            " ms" (runs > 1 ? " (" title(i) ")" : "")
        begun = 1
    }
    if (ARGC == 2 && option["show"] == "" && begun)
        text = text "; Jain's index of what each got of its due is " jain[1]
    wrap(begun ? text "." : text)
}

function wrap(text,    word, count, i, out) {
    count = split(text, word, " ")
    for (i = 1; i <= count; i++) {
        if (out != "" && length(out " " word[i]) > 72) {
            print out
            out = ""
        }
        out = out (out == "" ? "" : " ") word[i]
    }
    print out
}
