#!/bin/sh
# tests/fresh.sh: the two commands in a new Debian system, as one gets it who
# has only git and make.  Not part of make check: it takes root, debootstrap,
# a network and ten minutes.  What is committed is what is tested.
#   SUITE=bookworm|trixie   MIRROR=http://deb.debian.org/debian
#   KEEP=folder             leave the system there, or use it again
set -eu
cd "$(dirname "$0")/.."
suite=${SUITE:-bookworm} mirror=${MIRROR:-http://deb.debian.org/debian}
if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
    echo "fresh: this takes root and debootstrap" >&2
    exit 1
fi
root=${KEEP:-$(mktemp -d /var/tmp/weft-fresh-XXXXXX)}
trap '[ "${KEEP-}" ] || rm -rf --one-file-system "$root"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir -p "$root"
chmod 755 "$root" # it becomes / for everybody
[ -d "$root/usr" ] ||
    debootstrap --variant=minbase --include=git,make "$suite" "$root" "$mirror"
grep -q ^student: "$root/etc/passwd" || chroot "$root" useradd -m student
for user in root student; do
    home=$root$(awk -F: -v u=$user '$1 == u { print $6 }' "$root/etc/passwd")
    rm -rf "$home/weft"
    git clone -q . "$home/weft"
    chroot "$root" chown -R $user: "${home#"$root"}/weft"
done

# as USER COMMAND: in the new system and in the clone of USER.  Mounts and
# processes are in a namespace of their own, and gone with it.
as() {
    echo "fresh: $suite, as $1: $2"
    unshare --mount --pid --fork sh -c '
        mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" &&
            exec chroot "$0" setpriv --reuid "$1" --regid "$1" --init-groups \
                env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
                sh -c "cd ~$1/weft && HOME=~$1 && export HOME && $2"
    ' "$root" "$1" "$2" </dev/null
}
if [ ! -e "$root/usr/bin/riscv64-unknown-elf-gcc" ]; then
    ! as student "make chapter-0" || { echo "fresh: nothing was missing"; exit 1; }
    [ ! -e "$root/home/student/weft/build/chapter-0" ]
fi
as root "make chapter-0"
as student "make chapter-0"
as root "make check"
as student "make check"
as root "make book"
as student "make book"
echo "fresh: $suite: all well"
