#!/bin/sh
# The figures keep the rules of figures/README.md, and those that show a run
# agree with its capture.
cd "$(dirname "$0")/.." || exit
. tests/tap.sh
ok "the figures keep their rules" sh figures/check.sh

cp -R figures "$scratch/figures"
sed -i '0,/ to 2/s// to 3/' "$scratch/figures/captures/cap-slices.txt"
ok "a figure that is not of its run is found" \
    fails "1-slices.svg: style.css or its capture differs" sh "$scratch/figures/check.sh"

# What is drawn from traces, in a book of two runs: 1 and 2 compute, and 3
# wakes up twice. On two harts 2 and 3 share one.
rm "$scratch"/figures/[0-9]*.svg "$scratch"/figures/tbl-*.md
mkdir "$scratch/chapters"
cd "$scratch/figures" || exit
notes() { # notes CAPTURE COMMAND: its notes from stdin, a hart for each line
    { echo "# $2"; printf '# QEMU\n\n'; } >"captures/$1.txt"
    sed 's/^[0-9]/trace &/; s/ h/ hart /; s/ p/ process /' >>"captures/$1.txt"
}
notes cap-one "make chapter-4 HARTS=1 ARGS='policy=stride trace=switches'" <<'NOTES'
1000000 h0 p1 long ready 30
a line of a program
1000000 h0 p2 long ready 10
1000000 h0 p3 nap ready 20
1000000 h0 p1 long to 0
1300000 h0 p1 long ready 30
1300000 h0 p2 long to 1
1400000 h0 p2 long ready 10
1400000 h0 p3 nap to 2
1410000 h0 p3 nap sleeps 0
1410000 h0 p1 long to 3
1600000 h0 p3 nap ready 20
1710000 h0 p1 long ends 0
1710000 h0 p3 nap to 1
1720000 h0 p3 nap ends 0
1720000 h0 p2 long to 3
1820000 h0 p2 long ends 0
1820000 h0 p0 - idle 0
NOTES
notes cap-two "make chapter-4 HARTS=2 ARGS='policy=stride trace=switches'" <<'NOTES'
1000000 h0 p1 long ready 30
1000000 h0 p2 long ready 10
1000000 h0 p3 nap ready 20
1000000 h0 p1 long to 0
1200000 h1 p2 long ready 10
1000000 h1 p2 long to 0
1200000 h1 p3 nap to 2
1210000 h1 p3 nap sleeps 0
1210000 h1 p2 long to 3
1300000 h0 p3 nap ready 20
1600000 h0 p1 long ends 0
1600000 h0 p3 nap to 1
1610000 h0 p3 nap ends 0
1610000 h0 p0 - idle 0
1650000 h1 p2 long ends 0
1650000 h1 p0 - idle 0
NOTES
marks() {
    sed 's/@trace/trace/' >../chapters/4-invented.nw <<'MARKS'
![The
chart.](figures/4-chart.svg){#fig-chart @trace="cap-one hot=nap" alt="a
chart"}

![](figures/4-window.svg){#fig-window alt="{" @trace="cap-one from=20 to=40"}

![](figures/4-harts.svg){#fig-harts @trace="cap-two rows=harts"}

![](figures/4-both.svg){#fig-both @trace="cap-two"}

```{.times #tbl-one @trace="cap-one"}
```

```{.times #tbl-both @trace="cap-one cap-two"}
```

```{.times #tbl-shares @trace="cap-one cap-two show=shares"}
```
MARKS
}
marks
ok "what is not drawn yet is missed" fails "4-harts.svg: it is not there: make figures" sh check.sh
ok "it is drawn, and keeps the rules" sh check.sh -w
ok "there are all of them" eval '[ "$(ls 4-*.svg tbl-*.md | wc -l)" = 7 ]'
mkdir first
cp 4-*.svg tbl-*.md first/
sh check.sh -w >/dev/null
ok "again it is the same" eval 'for file in first/*; do cmp "$file" "$(basename "$file")" || exit; done'
for other in mawk gawk; do
    path=$(command -v $other) || { skip "with $other" "it is not installed"; continue; }
    mkdir -p "$scratch/bin"
    ln -sf "$path" "$scratch/bin/awk"
    ok "with $other it is the same" eval 'PATH="$scratch/bin:$PATH" sh check.sh'
done

cat >"$scratch/table" <<'TABLE'
| process | tickets | turnaround |  CPU | waiting | response | worst |
|:--------|--------:|-----------:|-----:|--------:|---------:|------:|
| long 1  |      30 |       71.0 | 60.0 |    11.0 |      0.0 |   0.0 |
| long 2  |      10 |       82.0 | 20.0 |    62.0 |     30.0 |  30.0 |
| nap 3   |      20 |       72.0 |  2.0 |    51.0 |     25.5 |  40.0 |
| mean    |         |       75.0 | 27.3 |    41.3 |     20.2 |  40.0 |

Times in milliseconds. Processes 1 and 2 compete from 0.0 to 71.0 ms;
Jain's index of what each got of its due is 0.9000.
TABLE
ok "a table of one run" diff -u "$scratch/table" tbl-one.md
cat >"$scratch/table" <<'TABLE'
|                  | 1 hart | 2 harts |
|:-----------------|-------:|--------:|
| turnaround, mean |   75.0 |    62.0 |
|   of a long      |   76.5 |    62.5 |
|   of a nap       |   72.0 |    61.0 |
| waiting, mean    |   41.3 |    17.0 |
| response, mean   |   20.2 |    12.5 |
| response, worst  |   40.0 |    30.0 |
| switches         |      6 |       5 |
| Jain's index     | 0.9000 |  0.9999 |

Times in milliseconds. Processes 1 and 2 compete from 0.0 to 71.0 ms (1
hart), from 0.0 to 60.0 ms (2 harts).
TABLE
ok "a table of two" diff -u "$scratch/table" tbl-both.md
ok "shares: nobody is due more than a hart" \
    grep '^| long 1  *|  *30 | 75.0 |  *85.7 |  *50.0 |  *50.4 |$' tbl-shares.md
ok "a chart says in words what it shows" \
    eval 'tr -s "\n " " " <4-chart.svg | grep "Process 3, nap (highlighted): 2 slices, 2.0 ms together, 51.0 ms of waiting, ended at 72 ms"'
ok "it has a bar where a process runs" grep 'class="f-hot" d="M[0-9.]* 122h5.9v30h-5.9z' 4-chart.svg
ok "a window leaves out the rest" eval '! grep nap.3.*--.*f-hot 4-window.svg &&
    grep ">20 ms<" 4-window.svg && grep ">40<" 4-window.svg && ! grep ">50<" 4-window.svg'
ok "a row for each hart, with the numbers of who runs" \
    eval 'grep ">hart 1<" 4-harts.svg && grep ">2</text>" 4-harts.svg'
ok "on several harts the bars have the hart's number" \
    eval 'sed -n "/<!-- long 2 -->/,/<.g>/p" 4-both.svg | grep ">1</text>"'

sed -i 's/^trace 1300000/trace 1300001/' captures/cap-one.txt
ok "a table that is not of its run is found" \
    fails "tbl-one.md: style.css or its capture differs" sh check.sh
sed -i 's/1300001/1300000/' captures/cap-one.txt

broken() { # broken WHAT SAYS SED: cap-one changed by SED is refused
    cp captures/cap-one.txt "$scratch/kept"
    sed -i "$3" captures/cap-one.txt
    ok "$1" fails "captures/cap-one.txt:$2" sh check.sh tbl-one.md
    cp "$scratch/kept" captures/cap-one.txt
}
broken "a note without a number" "4: not a note of chapter 4: " '4s/ 30$//'
broken "a hart that has no number" "4: not a note of chapter 4: " '4s/hart 0/hart/'
broken "another word" '4: a note `trap'"': run it with trace=switches" '4s/ready/trap/'
broken "an end without a beginning" '20: process 4 ends without a beginning: a "ready" comes first' \
    '20s/process 2/process 4/'
broken "a sleep without a run" "13: process 2 sleeps and does not run on hart 0" '13s/process 3/process 2/'
broken "two at once" "9: hart 0 has not left process 1: its ready" '9d'
broken "ready twice" "5: process 1 is ready twice" '4p'
broken "a run without ready" "16: process 3 runs without having been ready" '15d'
broken "a life after the end" "19: process 1 ready after its end" '18a\
trace 1720000 hart 0 process 1 long ready 30'
broken "a trace that is cut short" "20: the trace is not complete" '20i\
trace: there was no room for 3 more'
broken "no trace at all" " no notes: " '/^trace/d'

wrong() { # wrong WHAT SAYS SED: the marks changed by SED are refused
    sed -i "$3" ../chapters/4-invented.nw
    ok "$1" fails "$2" sh check.sh
    marks
}
wrong "an option that there is not" "chapters/4-invented.nw:5: windows=1 is no option" 's/from=20/windows=1/'
wrong "a window beyond the run" "captures/cap-one.txt: nothing between 90 and 99 ms" \
    's/from=20 to=40/from=90 to=99/'
wrong "a window without numbers" "chapters/4-invented.nw:5: from= is no number" 's/from=20/from=x/'
wrong "a trace that nobody captured" "captures/cap-on.txt is not there: make figures" 's/cap-one /cap-on /'
wrong "a table without a name" "chapters/4-invented.nw:11: a table without a name" 's/#tbl-one //'
wrong "two of a name" "chapters/4-invented.nw:14: tbl-one.md is drawn a second time" 's/#tbl-both/#tbl-one/'
wrong "a table that nobody wants" "tbl-one.md: no chapter has this table: remove it" 's/#tbl-one/#tbl-ten/'
finish
