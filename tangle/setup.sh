#!/bin/sh
# tangle/setup.sh GROUP: are the programs there that GROUP needs, and are
# they new enough?  On Debian and Ubuntu the missing ones are installed;
# elsewhere, or without the right to, the list and the command are printed.
# Until it has run, nothing is needed but sh, coreutils, sed, awk and grep.
set -u
cd "$(dirname "$0")/.." || exit
group=${1:?usage: tangle/setup.sh GROUP}
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

# Groups, program or file, oldest version that will do (- for any), the
# packages that bring it (the first that apt knows; `?' ends the name of one
# that we do without where apt does not know it).
needs() {
    grep -E "^[a-z,]*\<$1\>" <<'END'
boot,check,debug,soak           qemu-system-riscv64      7.2  qemu-system-riscv|qemu-system-misc
boot,check,debug,soak           /usr/share/qemu/opensbi-riscv64-generic-fw_dynamic.bin - opensbi
boot,check,debug,soak           riscv64-unknown-elf-gcc  12   gcc-riscv64-unknown-elf
boot,check,debug,soak           riscv64-unknown-elf-ld   2.38 binutils-riscv64-unknown-elf
boot,check,debug,soak           cpio                     2.12 cpio
boot,check,debug,soak,tangle,html,pdf /usr/lib/noweb/nt  -    noweb
boot,check,debug,soak,tangle    gcc                      9    gcc
boot,check,debug,soak,tangle    /usr/include/stdio.h     -    libc6-dev
check,soak                      prove                    -    perl
check,soak                      dtc                      1.6  device-tree-compiler
check                           qemu-riscv64             7.2  qemu-user
check                           spin                     -    spin
check                           clang-format-14          14   clang-format-14?
check,tangle                    git                      2.20 git
debug,check                     gdb-multiarch            12   gdb-multiarch
soak                            clang                    14   clang
soak                            llvm-symbolizer          -    llvm
html,pdf,check                  pandoc                   2.17 pandoc
html,check                      xmllint                  -    libxml2-utils
html,check                      woff2_compress           -    woff2
html,pdf,check                  /usr/share/fonts/opentype/linux-libertine/LinLibertine_R.otf - fonts-linuxlibertine
html,pdf,check                  /usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf - fonts-jetbrains-mono
pdf                             lualatex                 -    texlive-luatex
pdf                             /usr/share/texlive/texmf-dist/tex/latex/koma-script/scrbook.cls - texlive-latex-recommended
pdf                             /usr/share/texlive/texmf-dist/tex/latex/mparhack/mparhack.sty - texlive-latex-extra
pdf                             rsvg-convert             2.50 librsvg2-bin
pdf                             pdfinfo                  -    poppler-utils
END
}
programs=$(needs "$group" | awk '{ print $2 }')
[ "$programs" ] || { echo "setup: there is no group $group" >&2; exit 1; }

# What was found good is not looked at again until one of the files changes.
stamp=build/.setup-$group
state() {
    for p in $programs; do command -v "$p"; done |
        xargs stat -Lc '%n %Z' tangle/setup.sh 2>/dev/null
}
[ -f "$stamp" ] && [ "$(state)" = "$(cat "$stamp")" ] && exit 0

# Prints the packages of what is missing; complains of what is too old.
look() {
    needs "$group" | while read -r _ program least packages; do
        if ! command -v "$program" >/dev/null && [ ! -e "$program" ]; then
            echo "$packages"
        elif [ "$least" != - ]; then
            found=$("$program" --version 2>/dev/null |
                grep -oE '[0-9]+\.[0-9.]*[0-9]' | head -n 1)
            printf '%s\n' "$least" "${found:-0}" | sort -VC ||
                printf 'setup: %s is version %s: %s or newer is needed\n' \
                    "$(command -v "$program")" "${found:-unknown}" "$least" >&2
        fi
    done
}
known() { apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'; }
# Of each line a|b|c the first that apt knows, else the last.
choose() {
    while IFS='|' read -r first second; do
        optional=$first; first=${first%\?}
        if known "$first"; then echo "$first"
        elif [ "$second" ]; then echo "$second"
        elif [ "$optional" = "$first" ]; then echo "$first"
        fi
    done | sort -u | tr '\n' ' '
}

complaints=$(look 2>&1 >/dev/null)
if [ "$complaints" ]; then
    echo "$complaints" >&2
    echo "setup: install a newer one (Debian 12 and later have it), or put one first in PATH" >&2
    exit 1
fi
missing=$(look)
packages=$(echo "$missing" | sed '/^$/d' | choose)
finish() {
    mkdir -p build && state > "$stamp.$$" && mv "$stamp.$$" "$stamp"
    exit 0
}
[ "$packages" ] || finish

run=
if command -v apt-get >/dev/null; then
    if [ "$(id -u)" != 0 ]; then
        if sudo -n true 2>/dev/null; then run='sudo -n'; else run=no; fi
    fi
else
    run=none
fi
case $run in
none)
    echo "setup: missing, by their names in Debian: $packages"
    echo "setup: this machine has no apt-get; install them its own way, then try again"
    exit 1 ;;
no)
    echo "setup: missing: $packages"
    echo "setup: installing needs root; as root, type"
    echo "    apt-get update && apt-get install --no-install-recommends $packages"
    exit 1 ;;
esac >&2

# Word splitting is meant where $run and $packages stand bare.
# shellcheck disable=SC2086
{
    for package in $packages; do
        known "$package" || { $run apt-get update; break; }
    done
    packages=$(echo "$missing" | choose)
    echo "setup: missing: $packages"
    $run apt-get install --no-install-recommends --assume-no $packages 2>&1 |
        grep -E 'Need to get|After this|[Ss]ize:|Space needed|newly installed|^E:' |
        sed 's/^/setup: /'
    install="$run apt-get install -y --no-install-recommends $packages"
    $install || { $run apt-get update && $install; } || {
        echo "setup: that did not work; the command was"
        echo "    $install"
        exit 1
    }
} </dev/null >&2
missing=$(look)
[ "$(echo "$missing" | sed '/^$/d' | choose)" ] &&
    { echo "setup: still missing after the installation: $missing" >&2; exit 1; }
finish
