#!/bin/sh
# One case for each rule of nwlint.
. "$(dirname "$0")/tap.sh"

# lint NAME WANTED: the chapter comes on standard input.
lint() {
    cat >c.nw
    lint_again "$1" "$2"
}

lint_again() {
    got=$("$TOOLS/nwlint" c.nw 2>&1)
    status=$?
    is "$got" "$2" "$1"
    [ -z "$2" ]
    [ $? -eq $status ]
    ok $? "$1: status"
}

# repeat COUNT TEXT
repeat() {
    awk -v n="$1" -v text="$2" 'BEGIN { while (n--) printf "%s", text }'
}

lint 'a good chapter passes' '' <<'END'
# Title: [[code]], [[a[i]]], [[<<a name>>]] and @<< as well as @[[
mail me@home: x >> y, ]], [[a[[b]]
<<a name>>=
x = a[[1]]; y = 1 << 3;
z = 1 @<< 2 >> 3;
@@ at
    <<print [[n]] twice>>, <<a name>>
"string" <<a name>> "string"; '"' <<a name>>
# a comment <<a name>>
x <<a name>> y
@
<<print [[n]] twice>>=
@
<<checkpoint: one>>=
hello
@
END

{
    echo '<<a>>='
    repeat 40 "line
"
    echo '@'
} >c.nw
lint_again 'a chunk of 40 lines passes' ''

{
    echo 'prose'
    echo '<<a>>='
    repeat 41 "line
"
    echo '@'
} >c.nw
lint_again 'a chunk of 41 lines' \
    'c.nw:2: a chunk of 41 lines: split it (at most 40)'

{
    echo '<<a>>='
    repeat 41 "line
"
} >c.nw
lint_again 'a long chunk at the end of the file' \
    'c.nw:1: a chunk of 41 lines: split it (at most 40)'

{
    echo '<<a>>='
    repeat 72 x
    echo
    repeat 70 'é'
    echo '@<<'
    printf '\t'
    repeat 64 x
    echo
} >c.nw
lint_again 'lines of 72 columns pass' ''

{
    echo '<<a>>='
    repeat 73 'é'
    printf '\n \t'
    repeat 65 x
    echo
} >c.nw
lint_again 'lines of 73 columns' \
    'c.nw:2: a line of 73 columns: break it before column 73
c.nw:3: a line of 73 columns: break it before column 73'

lint 'accidental uses' \
    'c.nw:2: noweb would take << 1 | y >> for a chunk: write @<< where no chunk is meant
c.nw:3: noweb would take <<1|y>> for a chunk: write @<< where no chunk is meant
c.nw:4: noweb would take <<n >> for a chunk: write @<< where no chunk is meant
c.nw:5: noweb would take <<>> for a chunk: write @<< where no chunk is meant
c.nw:6: noweb would take <<2) ^ (c>> for a chunk: write @<< where no chunk is meant' <<'END'
<<a>>=
x << 1 | y >> 2
x <<1|y>>2
= <<n >> y
= <<>>;
f(b)<<2) ^ (c>>5
@
END

lint '<< in prose' \
    'c.nw:1: << in prose: write @<<, even in backticks
c.nw:4: << in prose: write @<<, even in backticks
c.nw:6: << in prose: write @<<, even in backticks' <<'END'
In backticks `a << b`.

```
a << b
```
[[quote]] and << then [[quote]]
END

lint 'a shift in quoted code' \
    'c.nw:1: noweb would take this << for a chunk: write @<< where no chunk is meant
c.nw:2: noweb would take this << for a chunk: write @<< where no chunk is meant' <<'END'
See [[x << 1 | y >> 2]], but [[x << 1]] is fine.
Nor [[x << 1>>]], but [[<<a>>]] and [[a[i]]] are.
END

lint 'a use inside a string' \
    'c.nw:2: <<a>> inside a string: end the string first, or write @<<
c.nw:3: <<a>> inside a string: end the string first, or write @<<' <<'END'
<<a>>=
puts("x <<a>>");
'"'; "\"<<a>>"
@
END

lint 'a use on a preprocessor line' \
    'c.nw:2: <<a>> on a preprocessor line: its text may have several lines; write it out, or put the use on a line of its own
c.nw:3: <<a>> on a preprocessor line: its text may have several lines; write it out, or put the use on a line of its own' <<'END'
<<a>>=
#define X <<a>>
  # if <<a>>
@
END

lint 'a use on a continued line' \
    'c.nw:2: <<a>> on a line continued with \: its text may have several lines; write it out
c.nw:4: <<a>> on a line continued with \: its text may have several lines; write it out' <<'END'
<<a>>=
x <<a>> \
  y \
  <<a>>
<<a>>
@
<<a>>=
x \
@
<<a>>=
<<a>>
@
END

lint 'prose that is a directive' \
    'c.nw:2: noweb would take this @ for the start of a chunk: write @@, or remove it
c.nw:3: noweb would take this @ for the start of a chunk: write @@, or remove it
c.nw:4: noweb would take this @ for the start of a chunk: write @@, or remove it' <<'END'
me
@ home
@ %def home
@
@home
@@ home
END

lint 'text behind the @ of a chunk' \
    'c.nw:3: text after the @ that ends a chunk: write it on the next line
c.nw:6: text after the @ that ends a chunk: write it on the next line, and without %def' <<'END'
<<a>>=
x
@ prose
<<b>>=
y
@ %def y
END

lint 'an unclosed quote' \
    'c.nw:2: [[ without ]] on its line: close it, or write @[[' <<'END'
fine: [[x]]
[[x]] and [[y
z]]
END

lint 'text after >>=' \
    'c.nw:1: text after >>=: noweb would see no definition; begin the code on the next line
c.nw:5: text after >>=: noweb would see no definition; begin the code on the next line' <<'END'
<<a>>= x

<<b>>=
x
<<c>>= y
@
END

lint 'a definition not in column 1' \
    'c.nw:1: a definition must begin in column 1: remove the blanks before <<
c.nw:4: a definition must begin in column 1: remove the blanks before <<' <<'END'
 <<a>>=

<<b>>=
    <<c>>=
    <<c>>= 3;
@
<<c>>=
END

lint 'a definition that is not closed' \
    'c.nw:1: << without >>: close the name, or write @<<
c.nw:3: << without >>: close the name, or write @<<' <<'END'
<<a
<<b>>=
<<c=
@
END

lint 'a name with >> inside' \
    'c.nw:1: text after >>=: noweb would see no definition; begin the code on the next line
c.nw:2: text after >>=: noweb would see no definition; begin the code on the next line
c.nw:3: << in prose: write @<<, even in backticks' <<'END'
<<a>> b>>=
<<a@>>=
@@<<
END

lint 'a chunk that nothing ends' \
    'c.nw:2: a chunk without an end: write @ alone on a line ahead of line 5' <<'END'
prose
<<a>>=
x
more prose
<<b>>=
<<a>>
@
END

lint 'blanks in names' \
    'c.nw:1: <<a >>= begins or ends with a blank: noweb would take it for another name; remove it
c.nw:3: << b>>= begins or ends with a blank: noweb would take it for another name; remove it
c.nw:5: <<c  d>> has blanks in a row: noweb would take it for another name; leave one
c.nw:6: <<c  d>> has blanks in a row: noweb would take it for another name; leave one
c.nw:8: <<>>= begins or ends with a blank: noweb would take it for another name; remove it' <<'END'
<<a >>=
@
<< b>>=
@
<<c  d>>=
<<c  d>>
@
<<>>=
END

lint 'names that would spoil a comment' \
    'c.nw:1: <<a*/b>> would spoil the comment that it becomes: drop the `*/` or the last `\`
c.nw:3: <<a\>> would spoil the comment that it becomes: drop the `*/` or the last `\`
c.nw:4: <<a <<b>> has a << inside: close the name before it' <<'END'
<<a*/b>>=
@
<<a\>>=
<<a <<b>>
@
END

printf '<<a>>=\r\nx\r\n' >c.nw
lint_again 'carriage returns' \
    'c.nw: carriage returns: save the file with Unix line ends'
printf 'a\0b\n' >c.nw
lint_again 'a NUL byte' \
    'c.nw: a NUL byte: save the file as text'
printf 'a\n<<b>>=\nx' >c.nw
lint_again 'no newline at the end' \
    'c.nw:3: no newline at the end of the file: add one'
printf '\377\nok \303\251\n\303\n\355\240\200\n\300\200\n\364\220\200\200\n' >c.nw
lint_again 'not UTF-8' \
    'c.nw:1: a byte that is not UTF-8: save the file as UTF-8
c.nw:3: a byte that is not UTF-8: save the file as UTF-8
c.nw:4: a byte that is not UTF-8: save the file as UTF-8
c.nw:5: a byte that is not UTF-8: save the file as UTF-8
c.nw:6: a byte that is not UTF-8: save the file as UTF-8'
printf '\355\237\277\356\200\200\364\217\277\277\n' >c.nw
lint_again 'the characters beside those pass' ''
cat </dev/null >c.nw
lint_again 'an empty file passes' ''
rm c.nw
lint_again 'a file that is not there' \
    'c.nw: cannot be read: check name and permissions'

echo '<<x y>>=' >d.nw
printf '<<a>>=\nb <<x y>>\n' >c.nw
"$TOOLS/nwlint" c.nw d.nw
ok $? 'a name defined in another file is no accident'
printf 'a << b\n' >e.nw
got=$("$TOOLS/nwlint" e.nw c.nw 2>&1 | cut -c-7 | tr '\n' ' ')
is "$got" 'e.nw:1: c.nw:2: ' 'files in the order given'
{
    repeat 50 'a << b
'
} >c.nw
is "$("$TOOLS/nwlint" c.nw 2>&1 | tail -n 1)" '... and 10 more' \
    'a long list is cut'
"$TOOLS/nwlint" 2>/dev/null
is $? 1 'no file: usage'

finish
