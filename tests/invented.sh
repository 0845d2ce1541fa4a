# shellcheck shell=sh
# Sourced: a copy of the commands in $scratch/w, with the invented chapters.
cd "$(dirname "$0")/.." || exit
. tests/tap.sh
unset MAKELEVEL MFLAGS MAKEOVERRIDES
export MAKEFLAGS=--no-print-directory
w=$scratch/w
mkdir -p "$w/build" "$scratch/bin"
cp -Rp Makefile LICENSE tangle tests book "$w/"
cp -Rp build/tools "$w/build/" 2>/dev/null
cp -R tests/invented "$w/chapters"
cd "$w" || exit
# A folder of all programs, to take some out of and put others in.
programs() {
    for folder in /bin /usr/sbin /usr/bin; do
        ln -sf $folder/* "$scratch/bin/"
    done
    rm -f "$scratch/bin/sudo"
}
fake() { # fake PROGRAM: its text from stdin
    rm -f "$scratch/bin/$1"
    { echo '#!/bin/sh'; cat; } >"$scratch/bin/$1"
    chmod +x "$scratch/bin/$1"
}
