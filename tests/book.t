#!/bin/sh
# The pages for a browser: the book's own, and invented chapters that weave,
# and that must not.
. "$(dirname "$0")/invented.sh"
ok "the book weaves, and all its links lead somewhere" \
    eval '(cd "$OLDPWD" && bounded 120 book/weave.sh html)'

mkdir -p figures/captures
for name in cap-yarn cap-first cap-cloth; do
    printf '# make chapter-0\n# QEMU\n\nwoven & well\n' >figures/captures/$name.txt
done
printf '# make bench\n\n0/boot 1234567\n' >figures/measures.txt
printf '<svg xmlns="http://www.w3.org/2000/svg" class="fig"><title>x</title></svg>\n' \
    >figures/0-loom.svg
printf '|a|longer|\n|:--|--:|\n|1|23|\n\nIn threads.\n' >figures/tbl-warp.md
printf '@manual{loom, title = {The loom}, year = {1804}}\n' >chapters/bibliography.bib
cat >>chapters/1-cloth.nw <<'EOF'

## A border {#sec-border}

It takes []{.measured of="0/boot"} threads [@loom, chapter 2], as
@fig-loom shows; @Sec-border has [[selvage]] and [[kernel/edge.c]].^[A note
with [a link](#cloth).]

![A loom.](figures/0-loom.svg){#fig-loom alt="a loom"}

| a | b |
|:--|--:|
| 1 | 2 |

: Numbers. {#tbl-numbers}

<<replace: dye the yarn>>=
echo "color: red"
@

<<delete: weave>>=
@

<<kernel/edge.c>>=
static int selvage(struct thread *t)
{
    <<go around & back>>
    return "<\"&>"[t->count];
}
@

<<go around & back>>=
selvage(0); /* twice */
@

::: {.exercise #ex-1-1 stars=2 title="Fringe"}
See @tbl-numbers and @tbl-warp.
:::

```{.times #tbl-warp trace="cap-hidden"}
Turns of the [[selvage]] [@loom].
```

```{.capture #cap-hidden lines="none" run="make chapter-1"}
```
EOF
page=build/book/html/1-cloth.html
has() { grep -qF -e "$1" "${2:-$page}"; }

ok "invented chapters weave" make html
ok "a replacement names what it replaces, on another page" \
    has 'replaces <a href="0-yarn.html#chunk-dye-the-yarn">0.7</a>'
ok "the old text is there, struck through" has '<del>echo <span class="st">&quot;color: none'
ok "and the new is marked" has '<ins>'
ok "what is deleted is struck through" has '<del>echo <span class="st">&quot;cloth: woven'
ok "the replaced chunk says so" \
    has 'replaced in <a href="1-cloth.html#chunk-dye-the-yarn-2">' build/book/html/0-yarn.html
ok "an extension names what it extends" has 'extends <a' build/book/html/0-yarn.html
ok "a chunk knows its file" has '<b>kernel/edge.c</b>'
ok "and its function" has 'in <code>selvage</code>'
ok "a use is a link" has 'class="use" href="#chunk-go-around-back"'
ok "an identifier is, too" has '<a href="#chunk-kernel-edge-c">selvage</a>'
ok "and it is in the index" has '<code>selvage</code>' build/book/html/index-of-identifiers.html
ok "code is escaped" has '&lt;\&quot;&amp;&gt;'
ok "comments have their color" has '<span class="co">/* twice */</span>'
ok "a number is measured" has '1,234,567'
ok "a transcript is filled in" has 'woven &amp; well'
ok "a table of a trace has its rows, number and caption" \
    eval 'tr -s "\n " " " <$page | grep "Table 1.2..*Turns of.*selvage.*(.*In threads..*>23</td>"'
ok "a transcript that only feeds it is not shown" eval '! has cap-hidden'
ok "a figure is numbered" has '<a href="#fig-loom">Figure'
ok "a section at the start of a sentence" has '>Section'
ok "a checkpoint says its command" has 'make checkpoint-1.1'
ok "tests are folded" has '<details class="chunk test"' build/book/html/0-yarn.html
touch -d '2001-01-01' $page
ok "a second run" make html
ok "does nothing" [ "$(stat -c %Y $page)" = "$(date -d '2001-01-01' +%s)" ]

# spoiled WITH FILE SED: so changed, the book must fail and say WITH, and the
# pages that were there must stay.
spoiled() {
    cp "$2" "$scratch/whole"
    sed -i "$3" "$2"
    ! cmp -s "$2" "$scratch/whole" || { echo "$3 changes nothing"; return 1; }
    fails "$1" make html
    status=$?
    cp "$scratch/whole" "$2"
    [ $status = 0 ] && [ -e $page ] && [ ! -e build/book/html.new ]
}
cloth=chapters/1-cloth.nw
at() { grep -nF -e "$1" $cloth | sed 's/:.*//;q'; }
ok "a misspelled reference" spoiled "$cloth:$(at @fig-loom): @fig-lom is no figure" \
    $cloth s/@fig-loom/@fig-lom/
ok "a misspelled citation" spoiled "$cloth:$(at @loom): @lom is no figure" $cloth s/@loom/@lom/
ok "a link to nowhere" spoiled "$cloth:$(at '(#cloth)'): a link to #clot" \
    $cloth 's/(#cloth)/(#clot)/'
ok "a heading right below text" spoiled "a heading right below text" \
    $cloth 's/^## A border/words\n&/'
ok "a second label" spoiled "a second #fig-loom" $cloth 's/#sec-border/#fig-loom/'
ok "a figure that is not drawn" spoiled "figures/0-lom.svg is not there: draw it" \
    $cloth s/0-loom.svg/0-lom.svg/
ok "a measure that nobody took" spoiled "nobody measured 0/bot" $cloth s,0/boot,0/bot,
ok "a capture that was never made" spoiled "captures/cap-clot.txt is not there: make captures" \
    $cloth s/#cap-cloth/#cap-clot/
ok "more lines of a capture than it has" spoiled "has 1 lines: mend lines=" \
    $cloth 's/#cap-cloth/& lines=1-9/'
ok "a table that was never drawn" spoiled "figures/tbl-wrp.md is not there: make figures" \
    $cloth s/#tbl-warp/#tbl-wrp/
ok "a chunk that nobody defined" spoiled "no chunk is called <<go round>>" \
    $cloth 's/^    <<go around & back>>/    <<go round>>/'
ok "a chunk that goes nowhere" spoiled "goes into no file" $cloth '/^    <<go around & back>>/d'
ok "a replacement of nothing" spoiled "nothing is there to replace" \
    $cloth 's/<<replace: dye/<<replace: die/'
ok "what markup cannot read" spoiled "$cloth" $cloth '$s/$/ <</'

linked() { # linked WITH SED: the pages, so changed, have a broken link
    sed -i.old "$2" $page
    fails "$1" book/links.sh build/book/html
    status=$?
    mv $page.old $page
    return $status
}
ok "the checker of links passes" book/links.sh build/book/html
ok "it finds a page that is not there" linked '0-yarm.html#' s/0-yarn.html/0-yarm.html/
ok "an anchor that is not there" linked '#fig-lom: a link leads here, and nothing' 's/"#fig-loom"/"#fig-lom"/'
ok "an anchor that is there twice" linked '#fig-loom: an anchor that is there twice' 's/id="tbl-numbers"/id="fig-loom"/'
ok "a page that is not well-formed" linked 'mend the markup' '0,/<p>/s//<p><b>/'

logged() { echo "$1" | fails "$2" awk -f book/log.awk; }
ok "in TeX's log, a line that runs out" logged \
    'Overfull \hbox (13.2pt too wide) in paragraph at lines 1--2
text' "13.2pt too wide"
ok "a glyph that no font has" logged 'Missing character: There is no X' "Missing character"
ok "a reference to nothing" logged "LaTeX Warning: Reference \`x' undefined" "mend the link"
ok "and nothing else" eval 'echo "Overfull \\hbox (1.2pt too wide) in" | awk -f book/log.awk'
finish
