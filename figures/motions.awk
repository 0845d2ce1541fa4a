# motions.awk CAPTURE FIGURE: prints the figure with the numbers of the
# capture, each behind a comment that says which: <!--call-->86.

# The first call in the trace is getpid. Of yields we want one whose
# process B has yielded before: a new process returns without a note.
FNR == NR {
    if ($1 != "trace") next
    if ($5 == "return" && word == "trap" && $4 == pid && !("call" in count))
        count["call"] = $2 - when
    if ($5 == "to" && word == "trap" && $4 == pid)
        leave = $2 - when
    if ($5 == "return" && word == "to" && $4 == to && !("leave" in count)) {
        count["leave"] = leave
        count["arrive"] = $2 - when
    }
    when = $2; pid = $4; word = $5; to = $6
    next
}

{
    for (key in count) {
        mark = "<!--" key "-->"
        if (gsub(mark "[0-9]+", mark count[key])) found[key] = 1
    }
    print
}

END {
    if (("call" in found) && ("leave" in found) && ("arrive" in found)) exit
    print FILENAME ": the trace or the figure lacks call, leave or arrive" \
        >"/dev/stderr"
    exit 1
}
