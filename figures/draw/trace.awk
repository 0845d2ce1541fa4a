# trace.awk: reads the notes of `trace=switches' (kernel/trace.c, chapter 4),
# for gantt.awk and times.awk, which come first on the command line:
#
#     awk -v options="from=0 to=300" -f gantt.awk -f trace.awk CAPTURE
#
# A note is `trace WHEN hart H process P NAME WORD N'. Every other line is
# somebody else's. Out of the notes come stretches of time, in ticks from
# the first note: stretch i of a run lasts from[i] till[i], and process who[i]
# runs on hart where[i] or, if that is empty, waits for one.

BEGIN {
    hz = 10000000 # ticks of the clock in a second
    if (place == "") place = "options" # where they are written
    count = split(options, list, " ")
    for (i = 1; i <= count; i++) {
        key = list[i]
        sub(/=.*/, "", key)
        if (!index(list[i], "=") || !index(" " known " ", " " key " "))
            complain(place, "", list[i] " is no option here",
                "there are " known)
        option[key] = substr(list[i], length(key) + 2)
        if (key ~ /^(from|to)$/ && option[key] !~ /^[0-9]+(\.[0-9]+)?$/)
            complain(place, "", key "= is no number", "milliseconds")
    }
    count = split(option["only"], list, ",")
    for (i = 1; i <= count; i++) wanted[list[i]] = 1
    count = split(option["nice"], list, ",")
    for (i = 1; i <= count; i++) {
        if (split(list[i], pair, ":") != 2 || pair[2] !~ /^-?[0-9]+$/)
            complain(place, "", "nice=" list[i] " is not WHO:NICE",
                "a name or a number, as in nice=long:5")
        nice[pair[1]] = pair[2]
    }
}

function complain(file, row, what, mend) {
    if (failed) exit 1
    failed = 1
    print file ":" (row == "" ? "" : row ":") " " what ": " mend \
        | "cat >&2"
    exit 1
}

FNR == 1 { if (runs) end_of_run(); begin_run(FILENAME) }
{ sub(/\r$/, "") }
FNR == 1 && sub(/^# /, "") { command = $0; next }

$1 == "trace:" {
    complain(FILENAME, FNR, "the trace is not complete",
        "make the run shorter, or trace.c's array longer")
}
$1 != "trace" { next }
NF != 9 || $2 !~ /^[0-9]+$/ || $3 != "hart" || $4 !~ /^[0-9]+$/ ||
$5 != "process" || $6 !~ /^[0-9]+$/ || $9 !~ /^[0-9]+$/ {
    complain(FILENAME, FNR, "not a note of chapter 4",
        "`trace WHEN hart H process P NAME WORD N'")
}
$8 !~ /^(ready|to|idle|sleeps|ends)$/ {
    complain(FILENAME, FNR, "a note `" $8 "'", "run it with trace=switches")
}
{
    # By time, and by place where that is the same: between the harts the
    # order is not quite that of time.
    for (at = ++notes; at > 1 && note_when[at - 1] > $2 + 0; at--) {
        note_when[at] = note_when[at - 1]
        note[at] = note[at - 1]
    }
    note_when[at] = $2 + 0
    note[at] = FNR " " $0
}

function begin_run(file) {
    runs++
    run = file
    notes = stretches = processes = harts = switches = 0
    command = ""
    split("", name); split("", state); split("", since); split("", tickets)
    split("", begins); split("", ends); split("", sleeps); split("", on)
    split("", waking); split("", answers); split("", answer)
    split("", worst)
}

function end_of_run() {
    if (!notes) complain(run, "", "no notes", "run it with trace=switches")
    replay()
    choose()
    done()
}

# One more stretch, if it has a length.
function stretch(p, now, hart) {
    if (now == since[p]) return
    from[++stretches] = since[p]
    till[stretches] = now
    who[stretches] = p
    where[stretches] = hart
    share[stretches] = tickets[p]
}

# What P has been told to have: by the option, or else by its "ready".
function tickets_of(p, n) {
    if (p in nice) return 20 - nice[p]
    if (name[p] in nice) return 20 - nice[name[p]]
    return n > 0 ? n : 20
}

function free(h, row,    p) {
    if (on[h] == "") return
    p = on[h]
    complain(run, row, "hart " h " has not left process " p,
        "its ready, sleeps or ends is missing before")
}

function replay(    i, p, h, now, word, row, f) {
    zero = note_when[1]
    finish = note_when[notes] - zero
    for (i = 1; i <= notes; i++) {
        split(note[i], f, " ")
        row = f[1]; h = f[5]; p = f[7]; word = f[9]; now = f[3] - zero
        if (h + 1 > harts) harts = h + 1
        if (word == "idle") { free(h, row); continue }
        if (!(p in state)) {
            if (word != "ready")
                complain(run, row, "process " p " " word \
                    " without a beginning", "a \"ready\" comes first")
            list_of[++processes] = p
            name[p] = f[8]
            begins[p] = now
        }
        if (state[p] == "ended")
            complain(run, row, "process " p " " word " after its end",
                "a number may not be used twice in a run")
        if (word == "ready") {
            if (state[p] == "waits")
                complain(run, row, "process " p " is ready twice",
                    "it must run or sleep between")
            if (state[p] == "runs") leave(p, now)
            else waking[p] = 1
            tickets[p] = tickets_of(p, f[10])
            state[p] = "waits"
        } else if (word == "to") {
            if (state[p] != "waits")
                complain(run, row, "process " p \
                    " runs without having been ready",
                    "a \"ready\" is missing before")
            free(h, row)
            stretch(p, now, "")
            if (p in waking) response(p, now - since[p])
            state[p] = "runs"
            on[h] = p
            switches++
            spot[p] = h
        } else {
            if (state[p] != "runs" || spot[p] != h)
                complain(run, row, "process " p " " word \
                    " and does not run on hart " h,
                    "its \"to\" is missing before")
            leave(p, now)
            state[p] = word == "ends" ? "ended" : "sleeps"
            if (word == "ends") ends[p] = now
            else sleeps[p]++
        }
        since[p] = now
    }
    for (p in state) {
        if (state[p] == "waits") stretch(p, finish, "")
        if (state[p] == "runs") leave(p, finish)
    }
}

function leave(p, now) {
    stretch(p, now, spot[p])
    on[spot[p]] = ""
}

# Between being created or woken and running.
function response(p, ticks) {
    delete waking[p]
    answers[p]++
    answer[p] += ticks
    if (ticks > worst[p]) worst[p] = ticks
}

# The processes that are wanted, by number.
function choose(    i, k, p, kept) {
    for (i = 1; i <= processes; i++) {
        p = list_of[i]
        if (option["only"] != "" && !(p in wanted) && !(name[p] in wanted))
            continue
        for (k = ++kept; k > 1 && list_of[k - 1] > p + 0; k--)
            list_of[k] = list_of[k - 1]
        list_of[k] = p + 0
    }
    processes = kept
    if (!kept) complain(run, "", "no process is left", "mend only=")
}

function ms(ticks) { return ticks * 1000 / hz }

# What the command says of KEY=, or else OTHER.
function says(key, other,    text) {
    if (!match(command, "[ '\"]" key "=[^ '\"]*")) return other
    text = substr(command, RSTART + 1, RLENGTH - 1)
    return substr(text, length(key) + 2)
}

END {
    if (failed) exit 1
    if (!runs) complain(ARGV[1], "", "empty", "make captures")
    end_of_run()
    if (!failed) finished()
}
