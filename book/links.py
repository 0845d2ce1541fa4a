#!/usr/bin/env python3
"""links.py DIR: are the pages whole?

Every page is well-formed, no anchor stands twice on a page, and whatever a
page leads to on this site, file or anchor, is there.
"""
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.parsers import expat

root = Path(sys.argv[1])
anchors, links, wrong = {}, [], []


def read(page):
    ids = anchors[page] = set()
    parser = expat.ParserCreate()

    def start(_tag, attributes):
        where = f"{page}:{parser.CurrentLineNumber}"
        if "id" in attributes:
            if attributes["id"] in ids:
                wrong.append(f"{where}: a second id {attributes['id']}: rename one")
            ids.add(attributes["id"])
        for key in ("href", "src"):
            if key in attributes:
                links.append((where, page, attributes[key]))

    parser.StartElementHandler = start
    try:
        parser.Parse(page.read_text(), True)
    except expat.ExpatError as error:
        wrong.append(f"{page}:{error.lineno}: {error}: mend the markup")


for page in sorted(root.rglob("*.html")):
    read(page)
for where, page, link in links:
    to = urlsplit(link)
    if to.scheme or to.netloc:
        continue
    target = page.parent / unquote(to.path) if to.path else page
    if not target.exists():
        wrong.append(f"{where}: {link} leads to no file: mend the link")
    elif to.fragment and unquote(to.fragment) not in anchors.get(target, ()):
        wrong.append(f"{where}: {link} leads to no anchor: mend the link")
if not links:
    wrong.append(f"{root}:0: no page with a link: is this the right folder?")
for line in wrong:
    print(line, file=sys.stderr)
print(f"links: {len(links)} on {len(anchors)} pages, {len(wrong)} wrong")
sys.exit(bool(wrong))
