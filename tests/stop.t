#!/bin/sh
# Ctrl-C and a full disk in the middle: a message, and nothing half-written.
. "$(dirname "$0")/invented.sh"
ok "the tools are built" tangle/ready.sh tangle 0

# A filter that takes its time, so that there is a middle to stop in.
mv build/tools/nwlayer build/tools/nwlayer.real
cat >build/tools/nwlayer <<'END'
#!/bin/sh
[ ! -e slow ] || { touch slow; sleep 2; }
exec build/tools/nwlayer.real "$@"
END
chmod +x build/tools/nwlayer
touch slow
marker=$scratch/marker
touch "$marker"

interrupt() { # interrupt SIGNAL TARGET...: make TARGET, stopped in the filter
    signal=$1
    shift
    touch -d '1 minute ago' slow
    setsid env --default-signal=INT make "$@" >"$scratch/out" 2>&1 </dev/null &
    pid=$!
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ "$(find slow -newer "$marker")" ] && break
        sleep 0.1
    done
    sleep 0.2
    kill -s "$signal" -- "-$pid"
    ! wait $pid
    status=$?
    cat "$scratch/out"
    return $status
}
nothing() { # nothing FOLDER: no file in it
    find "$1" -mindepth 1 | grep . && return 1
    return 0
}
for signal in INT TERM; do
    mkdir "$scratch/at"
    ok "SIG$signal in the middle of workspace-1" \
        interrupt $signal workspace-1 DIR="$scratch/at/ws"
    ok "leaves nothing" nothing "$scratch/at"
    ok "and says so" grep "nothing was left behind" "$scratch/out"
    rm -rf "$scratch/at"

    ok "SIG$signal in the middle of chapter-0" interrupt $signal chapter-0
    ok "leaves no tree" eval '! ls -d build/chapter-0/* build/lines/chapter-0/*'
    rm -rf build/chapter-0 build/lines
done
rm slow
ok "afterwards it works" eval 'make chapter-0 </dev/null | grep weft'
ok "and nothing lies about" eval '! find build -name "*tmp*" -o -name "*stag*" | grep .'

full() { # full FOLDER KIB COMMAND...: with FOLDER on a disk of so many KiB
    folder=$1 size=$2
    shift 2
    mkdir -p "$folder"
    # shellcheck disable=SC2016
    unshare -m sh -c 'mount -t tmpfs -o size='"$size"'k none "$0" || exit
        ! "$@" || exit
        echo "this is left:"
        ! find "$0" -type f | grep .' "$folder" "$@" </dev/null
}
if unshare -m true 2>/dev/null; then
    ok "no space for a workspace" full "$scratch/small" 32 \
        make workspace-1 DIR="$scratch/small/ws"
    ok "is said" grep -iE "no space|disk full" "$scratch/said"
    rm -rf build/lines build/chapter-0
    ok "no space for a tree" full build/lines 4 make chapter-0
    ok "is said" grep -iE "no space|disk full" "$scratch/said"
else
    skip "no space for a workspace" "a small disk takes root"
    skip "no space for a tree" "a small disk takes root"
fi
finish
