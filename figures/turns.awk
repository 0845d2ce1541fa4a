# turns.awk: after trace.awk, prints a table in Markdown of how long
# processes took, waited and ran. Of one run, a row for each process; of
# several, a column for each run. Its options:
#   show=shares      of the time that all of them want, what did each get?
#   only=long,5      these processes, by name or number
#   nice=long:5      what they have been told, if the notes do not say it
#   from=0 to=300    the time in which they compete, in milliseconds;
#                    else from when all are there to when the first ends
#
# turnaround  from the first ready to the end
# response    from ready to running, of who is new or has slept
# waiting     all the time between ready and running
# Jain's index of x[1] to x[n] is sum(x)^2 / (n * sum(x^2)); x is the time
# on a hart for each ticket, of those processes that never sleep.

BEGIN { known = "show from to only nice" }

function done(    i, k, p, n, x, sum, squares, sums, got, from_ms) {
    if (option["show"] !~ /^(shares)?$/)
        complain("options", "", "show=" option["show"], "shares, or nothing")
    split("", got); split("", ran); split("", waited)
    window()
    for (i = 1; i <= stretches; i++) {
        p = who[i]
        if (where[i] == "") { waited[p] += till[i] - from[i]; continue }
        ran[p] += till[i] - from[i]
        slices[p, runs]++
        start = from[i] > low ? from[i] : low
        end = till[i] < high ? till[i] : high
        if (end > start) {
            got[p] += end - start
            fair[p] += (end - start) / share[i]
        }
    }
    for (i = 1; i <= processes; i++) {
        p = list_of[i]
        if (!competes(p)) continue
        n++
        sum += fair[p]
        squares += fair[p] * fair[p]
    }
    index_of[runs] = n > 1 && squares ? \
        sprintf("%.4f", sum * sum / n / squares) : "-"
    titles()
    if (option["show"] == "shares") shares(got)
    else if (ARGC == 2) each()
    else all()
    split("", fair)
}
