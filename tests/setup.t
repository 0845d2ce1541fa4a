#!/bin/sh
# The set-up, before programs that are missing, too old or not to be had.
. "$(dirname "$0")/invented.sh"
programs
there() { PATH=$scratch/bin "$@"; }
hide() { rm -f build/.setup-* "$scratch/bin/qemu-system-riscv64" "$scratch/called"; }
called() { [ -e "$scratch/called" ] && cat "$scratch/called" && grep -qE -e "$1" "$scratch/called"; }
export scratch

ok "all is there: silence" there tangle/setup.sh boot
ok "and nothing was said" [ ! -s "$scratch/said" ]
ok "a group that does not exist" fails "no group nonsense" there tangle/setup.sh nonsense

hide
rm -f "$scratch/bin/apt-get" "$scratch/bin/apt-cache"
ok "without apt the list is printed" fails qemu-system \
    there tangle/setup.sh boot
ok "make chapter-0 stops there" fails "has no apt-get" there make chapter-0
ok "and nothing is tangled" [ ! -e build/chapter-0 ]

# An apt that knows everything after an update, and installs QEMU.
fake apt-cache <<'END'
[ -e "$scratch/updated" ] && echo "  Candidate: 1.0" || echo "  Candidate: (none)"
END
fake apt-get <<'END'
echo "$*" >>"$scratch/called"
case "$*" in
update) touch "$scratch/updated" ;;
*assume-no*) echo "Need to get 157 MB of archives."; exit 1 ;;
*install*) ln -s "$(readlink -f /usr/bin/qemu-system-riscv64)" "$scratch/bin/" ;;
esac
END
fake id <<'END'
echo 1000
END
ok "without the right to, the command is printed" fails \
    "apt-get install --no-install-recommends qemu-system" there tangle/setup.sh boot
ok "and nothing was run" [ ! -e "$scratch/called" ]

fake sudo <<'END'
echo "sudo $*" >>"$scratch/called"
[ "$1" = -n ] && shift
exec "$@"
END
hide
ok "with sudo it is installed" there tangle/setup.sh boot
ok "through sudo, without asking" called \
    "^sudo -n apt-get install -y --no-install-recommends qemu-system"
rm -f "$scratch/bin/sudo"

fake id <<'END'
echo 0
END
hide
rm -f "$scratch/updated"
ok "as root it is installed" there tangle/setup.sh boot
ok "the size is said" grep -q "157 MB" "$scratch/said"
ok "empty lists are updated first" eval '[ "$(head -n 1 "$scratch/called")" = update ]'
rm -f "$scratch/called"
ok "the second time there is nothing to do" there tangle/setup.sh boot
ok "and apt is left alone" [ ! -e "$scratch/called" ]

hide
fake apt-get <<'END'
echo "E: no network"
exit 100
END
ok "an installation that fails" fails "the command was" there tangle/setup.sh boot

rm -f build/.setup-*
fake qemu-system-riscv64 <<'END'
echo "QEMU emulator version 6.2.0 (Debian)"
END
ok "too old a QEMU is named" fails \
    "version 6.2.0: 7.2 or newer is needed" there tangle/setup.sh boot
finish
