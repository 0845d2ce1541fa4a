#!/bin/sh
# One case for each check of nwlayer. Standard input of `filter` holds
# the chapters, each behind a line `--- NAME`.
. "$(dirname "$0")/tap.sh"

# filter NAME WANTED POINT [LAYER]: what nwlayer says, "" if nothing.
filter() {
    name=$1
    wanted=$2
    shift 2
    rm -f ./*.nw
    "$NOWEB/markup" -t $(unpack) >pipeline 2>/dev/null
    again "$name" "$wanted" "$@"
}

again() {
    name=$1
    wanted=$2
    shift 2
    "$TOOLS/nwlayer" "$@" <pipeline >out 2>errors
    status=$?
    is "$(cat errors)" "$wanted" "$name"
    if [ -n "$wanted" ]; then
        [ $status -eq 1 ] && [ ! -s out ]
        ok $? "$name: status 1, no output"
    else
        ok $status "$name: status 0"
    fi
}

filter 'an undefined name, in a later chapter too' \
    '0-a.nw:2: <<nobody>> is defined nowhere: define it, mend the name, or write @<< if no chunk is meant
1-b.nw:2: <<none>> is defined nowhere: define it, mend the name, or write @<< if no chunk is meant' 0 <<'END'
--- 0-a.nw
<<a.c>>=
x <<nobody>>
@
--- 1-b.nw
<<b.c>>=
<<none>>
@
END

filter 'unused chunks, with three kinds of hint' \
    '0-a.nw:6: <<one>> is used no more since 1-b.nw:1: delete it there with <<delete: one>>=
0-a.nw:10: <<two>> is used only at 2-c.nw:1: use it here, or define it there
0-a.nw:12: <<three>> is used nowhere: use it, remove it, or name it like a path if it is a file' \
    1 <<'END'
--- 0-a.nw
<<a.c>>=
<<x>>
@
<<x>>=
<<one>>
<<one>>=
<<only for one>>
<<only for one>>=
y
<<two>>=
y
<<three>>=
z
@
--- 1-b.nw
<<replace: x>>=
y
<<checkpoint: half>>=
on the console
@
--- 2-c.nw
<<a.c>>=
<<two>>
END
again 'unused chunks pass at a checkpoint' '' 1.1
again 'and the points are known' \
    'nwlayer: no point 3: take one of 0 1.1 1 2' 3
again 'no such checkpoint' \
    'nwlayer: no point 1.2: take one of 0 1.1 1 2' 1.2
again 'a point with something behind it' \
    'nwlayer: no point 1.1x: take one of 0 1.1 1 2' 1.1x
again 'an empty point' 'nwlayer: no point : take one of 0 1.1 1 2' ''
again 'a layer that markup did not get' \
    'nwlayer: layer l.nw is not in the pipeline: name it to markup too, behind the chapters' 0 l.nw

filter 'a deleted chunk is not unused' '' 1 <<'END'
--- 0-a.nw
<<a.c>>=
<<x>>
<<x>>=
<<one>>
<<one>>=
y
--- 1-b.nw
<<replace: x>>=
y
<<delete: one>>=
@
END

filter 'a definition behind a deletion starts anew' '' 1 <<'END'
--- 0-a.nw
<<a.c>>=
<<x>>
<<x>>=
old
--- 1-b.nw
<<delete: x>>=
@
<<x>>=
new
@
<<x>>=
newer
@
<<run.sh>>=
#!/bin/sh
awk '
    <<program>>
'
<<finish>>
@
<<program>>=
<<rule>>
@
<<rule>>=
{ print }
@
<<finish>>=
echo done
END
is "$("$TOOLS/nwlayer" 1 <pipeline | "$NOWEB/nt" -Ra.c)" 'new
newer' 'only the new text is left'
is "$("$TOOLS/nwlayer" 1 <pipeline | "$NOWEB/nt" -Rrun.sh)" "#!/bin/sh
awk '
    { print }
'
# finish
echo done" 'no # comment in what is indented'

filter 'the hint that names a replacement goes first' \
    '0-a.nw:5: <<one>> is used no more since 1-b.nw:1: delete it there with <<delete: one>>=' \
    1 <<'END'
--- 0-a.nw
<<a.c>>=
<<x>>
<<x>>=
<<one>>
<<one>>=
y
--- 1-b.nw
<<replace: x>>=
y
--- 2-c.nw
<<a.c>>=
<<one>>
END

filter 'an empty place behind a full one' '' 0 <<'END'
--- 0-a.nw
<<a.c>>=
x <<full>><<late>> y
@
<<full>>=
1
--- 1-b.nw
<<late>>=
2
END
is "$("$TOOLS/nwlayer" 0 <pipeline | "$NOWEB/nt" -Ra.c)" 'x 1y' \
    'an empty place takes the blanks behind it'

filter 'a layer that leaves something unused' \
    '0-a.nw:5: <<one>> is used no more since 1-l.nw:1: delete it there with <<delete: one>>=' \
    0 1-l.nw <<'END'
--- 0-a.nw
<<a.c>>=
<<x>>
<<x>>=
<<one>>
<<one>>=
y
--- 1-l.nw
<<replace: x>>=
y
END

filter 'loops, even in chunks that nothing reaches' \
    '0-a.nw:6: a loop: <<y>> uses <<x>>, <<y>>: break it
0-a.nw:9: a loop: <<self>> uses <<self>>: break it' 0 <<'END'
--- 0-a.nw
<<a.c>>=
<<x>>
<<x>>=
<<y>>
<<y>>= 
 <<x>>
@
<<self>>=
<<self>>
END

filter 'a replacement breaks a loop' '' 1 <<'END'
--- 0-a.nw
<<a.c>>=
<<x>>
<<x>>=
<<y>>
--- 1-b.nw
<<y>>=
<<x>>
<<replace: x>>=
 <<z>>
<<a.c>>=
<<y>>
<<z>>=
z
END

filter 'nothing to replace or delete' \
    '0-a.nw:3: nothing to replace: no <<x>> stands before it; mend the name, or drop the `replace:`
0-a.nw:5: nothing to delete: no <<a>> stands before it; mend the name
2-c.nw:1: nothing to replace: no <<y>> stands before it; mend the name, or drop the `replace:`' \
    0 <<'END'
--- 0-a.nw
<<a.c>>=
x
<<replace: x>>=
y
<<delete: a>>=
@
--- 1-b.nw
<<a.c>>=
<<y>>
<<y>>=
1
<<delete: y>>=
@
--- 2-c.nw
<<replace: y>>=
2
END

filter 'a layer sees only its point' \
    'l.nw:1: nothing to replace: no <<x>> stands before it; mend the name, or drop the `replace:`' \
    0 l.nw <<'END'
--- 0-a.nw
<<a.c>>=
<<x>>
--- 1-b.nw
<<x>>=
1
--- l.nw
<<replace: x>>=
2
END

filter 'a replacement that changes nothing' \
    '1-b.nw:1: the replacement of <<x>> is what it replaces: change it, or remove it' \
    1 <<'END'
--- 0-a.nw
<<a.c>>=
<<x>>
<<x>>=
1
<<x>>=
2
--- 1-b.nw
<<replace: x>>=
1
2
@
END

filter 'a replacement by a part is a change' '' 1 <<'END'
--- 0-a.nw
<<a.c>>=
<<x>>
<<x>>=
1
<<x>>=
2
--- 1-b.nw
<<replace: x>>=
1
@
END

filter 'a replacement by more is a change' '' 1 <<'END'
--- 0-a.nw
<<a.c>>=
<<x>>
<<x>>=
1
--- 1-b.nw
<<replace: x>>=
1
2
@
END

filter 'a deletion with a body' \
    '0-a.nw:5: <<delete: x>> has a body: remove it, or write `replace:`' \
    0 <<'END'
--- 0-a.nw
<<a.c>>=
<<x>>
<<x>>=
1
<<delete: x>>=
1
END

filter 'checkpoints' \
    '0-a.nw:3: <<checkpoint: one>> names no console line: write the line that must appear under it
0-a.nw:7: <<checkpoint: two>> uses a chunk: write console lines only (@<< for <<)
1-b.nw:1: <<checkpoint: two>> exists already, at 0-a.nw:7: choose another name' \
    0 <<'END'
--- 0-a.nw
<<a.c>>=
x
<<checkpoint: one>>=
 

@
<<checkpoint: two>>=
<<a>>
@
--- 1-b.nw
<<checkpoint: two>>=
yes
END

filter 'a checkpoint in a layer' \
    'l.nw:1: a checkpoint in a layer: put it into a chapter' \
    0 l.nw <<'END'
--- 0-a.nw
<<a.c>>=
x
--- l.nw
<<checkpoint: three>>=
yes
END

filter 'two comment languages' \
    '0-a.nw:10: <<y>> goes into a.c and Makefile, whose comments differ: give each a chunk of its own' \
    0 <<'END'
--- 0-a.nw
<<a.c>>=
<<x>>
@
<<Makefile>>=
all:
<<y>>
@
<<x>>=
<<y>>
<<y>>=
1
END

filter 'paths that are none' \
    '0-a.nw:1: <<../x>> is no path inside the tree: write one like kernel/main.c
0-a.nw:2: <</abs>> is no path inside the tree: write one like kernel/main.c
0-a.nw:3: <<a//b>> is no path inside the tree: write one like kernel/main.c
0-a.nw:4: <<a/>> is no path inside the tree: write one like kernel/main.c
0-a.nw:5: <<./a>> is no path inside the tree: write one like kernel/main.c
0-a.nw:6: <<a/-rf>> is no path inside the tree: write one like kernel/main.c
0-a.nw:7: <<a/..>> is no path inside the tree: write one like kernel/main.c
0-a.nw:8: <<.tangled>> is kept for the list of tangled files: choose another name
0-a.nw:10: <<k.d/a/b.c>> lies in k.d, which is a file: rename one of them' \
    0 <<'END'
--- 0-a.nw
<<../x>>=
<</abs>>=
<<a//b>>=
<<a/>>=
<<./a>>=
<<a/-rf>>=
<<a/..>>=
<<.tangled>>=
<<k.d>>=
<<k.d/a/b.c>>=
<<.../..a>>=
END

filter 'uses that cannot be' \
    '0-a.nw:2: <<replace: x>> inside code: use a chunk by its plain name
0-a.nw:3: <<b.c>> is a file: move its text to a chunk that both can use' \
    0 <<'END'
--- 0-a.nw
<<a.c>>=
<<replace: x>>
<<b.c>>
<<b.c>>=
<<x>>
<<x>>=
1
END

filter 'definitions without a name' \
    '0-a.nw:1: a chunk without a name: write one between << and >>=
0-a.nw:2: a chunk without a name: write one between << and >>=' \
    0 <<'END'
--- 0-a.nw
<<replace: >>=
<<>>=
END

rm -f ./*.nw
printf '<<a.c>>=\n<<x>>\n<<x>>=\n\tone\n<<Makefile>>=\nall:\n\techo\n' >0-a.nw
"$NOWEB/markup" -t 0-a.nw >pipeline
again 'a tab in C' '0-a.nw:4: a tab in C: indent with blanks' 0

# The order of files.
filter 'chapters and layers in a wrong order' \
    '1-b.nw:1: a chapter behind a layer: give markup the chapters first
c.nw:1: neither a chapter nor a layer: call it N-name.nw, or name it as a layer after the point' \
    0 0.5.nw <<'END'
--- 0-a.nw
--- 0.5.nw
--- 1-b.nw
--- c.nw
END
order() {
    for file; do
        echo "@file $file"
    done >pipeline
}
order 2-a.nw 1-b.nw
again 'chapters not in order' \
    '1-b.nw:1: chapter 1 behind chapter 2: give markup the chapters in their order' 1
order 2-a.nw x/02-b.nw
again 'a number used twice' \
    'x/02-b.nw:1: chapter 2 is 2-a.nw already: give each chapter a number of its own' 2
order 0-a.nw 2-b.nw 10-c.nw
again 'gaps in the numbers are fine' '' 2

# Nesting.
awk 'BEGIN { print "<<a.c>>=\n<<c1>>"
    for (i = 1; i <= 300; i++)
        printf "<<c%d>>=\n<<c%d>>\n", i, i + 1
    print "<<c301>>=\nx" }' >0-a.nw
"$NOWEB/markup" -t 0-a.nw >pipeline
"$TOOLS/nwlayer" 0 <pipeline 2>&1 | grep -q 'nest more than 200 deep'
ok $? 'chunks nested too deep'
awk 'BEGIN { print "<<c301>>=\nx"
    for (i = 300; i > 0; i--)
        printf "<<c%d>>=\n<<c%d>>\n", i, i + 1
    print "<<a.c>>=\n<<c1>>" }' >0-a.nw
"$NOWEB/markup" -t 0-a.nw >pipeline
"$TOOLS/nwlayer" 0 <pipeline 2>&1 | grep -q 'nest more than 200 deep'
ok $? 'chunks nested too deep, the last first'

# Pipelines that markup would not write.
feed() {
    printf '%b' "$1" >pipeline
    again "pipeline: $2" "$3" 0
}
from='feed this filter from noweb'\''s markup'
feed '' 'empty' "pipeline: nothing to read: $from"
feed 'x\n' 'no @' "pipeline:1: a line without @: $from"
feed '@text x\n' 'no file' "pipeline:1: text before @file: $from"
feed '@file 0-a.nw\n@nl\000\n' 'NUL' "pipeline: a NUL byte: $from"
feed '@file 0-a.nw\n@defn x\n' 'lone @defn' \
    "pipeline:2: @defn out of place: $from"
feed '@file 0-a.nw\n@begin code 1\n@nl\n' 'no @defn' \
    "pipeline:3: a chunk without @defn: $from"
feed '@file 0-a.nw\n@begin code 1\n@defn x.c\n' 'cut off' \
    "pipeline:3: the end inside a chunk: $from"
feed '@file 0-a.nw\n@begin code 1\n@defn x.c\n@begin code 2\n' 'nested' \
    "pipeline:4: a chunk inside a chunk: $from"
feed '@file 0-a.nw\n@begin code 1\n@defn x.c\n@file 1-b.nw\n' 'new file' \
    "pipeline:4: a file inside a chunk: $from"
feed '@file 0-a.nw\n@end code 1\n' 'lone @end' \
    "pipeline:2: @end code out of place: $from"
feed '@file 0-a.nw\n@nl\n@fatal markup why\n' '@fatal' \
    '0-a.nw:2: markup gave up ( markup why): run nwlint, which shows the place'
"$TOOLS/nwlayer" </dev/null 2>/dev/null
is $? 1 'no point: usage'

# A chunk that begins inside a line.
unpack >/dev/null <<'END'
--- 0-a.nw
<<a.c>>=
int a = sum(<<arguments>>);
<<nothing>>
int b;
@
<<arguments>>=
<<nothing>>
<<first>>
@
<<arguments>>=
, 2
@
<<first>>=
1
@
<<nothing>>=
@
END
inline() {
    "$NOWEB/markup" -t 0-a.nw | "$TOOLS/nwlayer" "$@" | "$NOWEB/nt" -Ra.c
}
is "$(inline 0)" 'int a = sum(1
            , 2);
int b;' 'no comment inside a line'
is "$(inline -L 0)" '#line 2 "0-a.nw"
int a = sum(1
            #line 11 "0-a.nw"
            , 2);
#line 4 "0-a.nw"
int b;' 'no #line inside a line'

# What -r and -k print.
unpack >/dev/null <<'END'
--- 0-a.nw
<<b/x.c>>=
<<late>>
<<checkpoint: boots, and says so>>=
hello, @<<world>>

second line
@
<<a.c>>=
x
<<checkpoint: second>>=
  blank before
@
<<gone.h>>=
x
--- 1-b.nw
<<late>>=
y
<<delete: gone.h>>=
@
<<checkpoint: third>>=
3
END
point() {
    "$NOWEB/markup" -t 0-a.nw 1-b.nw | "$TOOLS/nwlayer" "$@" | tr '\n' '|'
}
is "$(point -r 0.1)" '' '-r: nothing yet'
is "$(point -r 0)" 'a.c|gone.h|' '-r: a file of late places only is none'
is "$(point -r 1)" 'b/x.c|a.c|' '-r: a deleted file is none'
tab=$(printf '\t')
is "$(point -k)" "0.1${tab}boots, and says so${tab}hello, <<world>>|0.1${tab}boots, and says so${tab}second line|0.2${tab}second${tab}  blank before|1.1${tab}third${tab}3|" '-k'
"$NOWEB/markup" -t 0-a.nw | "$TOOLS/nwlayer" 0 >/dev/full 2>/dev/null
is $? 1 'a full disk is an error'

finish
