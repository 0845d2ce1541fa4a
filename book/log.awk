# log.awk: what lualatex's log says that a reader would see: text that runs
# out by more than 2 points, glyphs that no font has, links that lead nowhere.
function wrong(what) { print "book: " what > "/dev/stderr"; bad = 1 }
/^Missing character/ { wrong($0 ": choose a character that the font has") }
/^LaTeX Warning: (Reference|Citation|Hyper reference)/ { wrong($0 ": mend the link") }
/multiply.defined/ { wrong($0 ": rename one") }
/^Overfull \\hbox/ {
    width = $3
    gsub(/[^0-9.]/, "", width)
    over = width + 0 > 2 ? $0 : ""
    next
}
over { wrong(over ": " substr($0, 1, 90) ": shorten the line"); over = "" }
END { exit bad }
