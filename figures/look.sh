#!/bin/sh
# look.sh FIGURE...: draw it as a reader may meet it, one picture each in
# build/figures/: print, grey, and in a page light, dark, 358 px wide.
cd "$(dirname "$0")" || exit
out=$PWD/../build/figures
mkdir -p "$out"

page() {                # page FIGURE BACKGROUND COLOR PROPERTIES
    cat <<EOF
<!doctype html><meta charset="utf-8"><style>
:root { $4 }
body { margin: 10px; background: $2; color: $3;
  font-family: "Libertinus Serif", "Linux Libertine O", serif }
svg { display: block; max-width: 100%; height: auto }
svg.fig { font-family: inherit }
</style>
EOF
    cat "$1"
}

shoot() {               # shoot PAGE WIDTH HEIGHT PICTURE
    chromium --headless --no-sandbox --disable-gpu --hide-scrollbars \
        --disable-background-networking --disable-component-update \
        --disable-sync --force-device-scale-factor=2 \
        --window-size="$2,$3" --screenshot="$4" "file://$1" 2>/dev/null
}

for figure; do
    name=$out/$(basename "$figure" .svg)
    figure=$(basename "$name").svg
    height=$(sed -n 's/.*viewBox="0 0 620 \([0-9]*\)".*/\1/p' "$figure")
    rsvg-convert -w 1240 -b white -o "$name-print.png" "$figure"
    convert "$name-print.png" -colorspace Gray "$name-grey.png"
    page "$figure" '#fffefb' '#1f2328' >"$name-light.html"
    page "$figure" '#16181d' '#d8d8d2' '--fig-soft: #262a31;
        --fig-tint: #54301f; --fig-accent: #f0a27a;
        --fig-flow: #8ab8ea' >"$name-dark.html"
    echo "<!doctype html><body style='margin: 0'><iframe style='border: 0;
        width: 378px; height: 99vh' src='$name-light.html'></iframe>" \
        >"$name-phone.html"
    shoot "$name-light.html" 640 $((height + 20)) "$name-light.png"
    shoot "$name-dark.html" 640 $((height + 20)) "$name-dark.png"
    shoot "$name-phone.html" 500 $((height * 358 / 620 + 30)) \
        "$name-phone.png"
done
