-- html.lua: how the parts of the book look on the web.  Anchors are unique in
-- the book and links are #ANCHOR; finish.lua finds out on which page that is.

local M = {}
local entities = {['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;'}

function M.esc(s) return (s:gsub('[&<>"]', entities)) end
M.mono = M.esc
function M.tt(s) return '<code>' .. s .. '</code>' end
function M.file(s) return '<b>' .. M.esc(s) .. '</b>' end
function M.link(id, body) return '<a href="#' .. id .. '">' .. body .. '</a>' end
function M.number(c) return M.link(c.id, c.number) end
function M.color(class, s) return '<span class="' .. class .. '">' .. s .. '</span>' end
function M.gone(s) return '<del>' .. s .. '</del>' end
function M.fresh(s) return '<ins>' .. s .. '</ins>' end
function M.line_number(n) return '<i data-line="' .. n .. '"></i>' end
function M.use(c, name)
    return '<a class="use" href="#' .. c.id .. '">⟨' .. name .. ' <span class="n">' ..
        c.number .. '</span>⟩</a>'
end

-- Raw HTML: FORMAT with $1, $2 ... replaced.
local function raw(format, ...)
    local values = {...}
    return pandoc.RawBlock('html', (format:gsub('%$(%d)', function(i)
        return values[tonumber(i)] or ''
    end)))
end
local function pre(s) return '<pre tabindex="0"><code>' .. s .. '</code></pre>' end

function M.checkpoint(c, name, text)
    return raw('<div class="checkpoint" id="$1"><p><b>Checkpoint $2</b>: $3. ' ..
        '<code>make checkpoint-$2</code> boots the kernel up to here. You should now see:</p>' ..
        '$4</div>', c.id, c.checkpoint, name, pre(M.esc(text)))
end

-- Tests, a third of the book, are folded: there for those who ask.
function M.chunk(c, x)
    local old, code = '', #x.code > 0 and pre(table.concat(x.code, '\n')) or ''
    if #x.old > 0 then
        old = '<details class="old"><summary>the ' .. #x.old .. ' lines that ' ..
            (x.role and 'this replaces' or 'go') .. '</summary><del>' ..
            pre(table.concat(x.old, '\n')) .. '</del></details>'
    end
    local head = '⟨' .. x.name .. ' <a class="n" href="#' .. c.id .. '">' .. c.number ..
        '</a>⟩ ' .. x.sign .. (x.role and ' <span class="role">' .. x.role .. '</span>' or '')
    local locator = #x.locator == 0 and '' or '<p class="locator"><span>' ..
        table.concat(x.locator, '</span> <i>·</i> <span>') .. '</span></p>'
    local notes = x.notes ~= '' and '<p class="chunk-notes">' .. x.notes .. '</p>' or ''
    if c.is_test then
        return raw('<details class="chunk test" id="$1"><summary>$2 <span class="size">$3 ' ..
            'lines</span></summary>$4$5$6</details>', c.id, head:gsub('<a.->(.-)</a>',
            '<span class="n">%1</span>'), #c.lines, locator, code, old .. notes)
    end
    return raw('<div class="chunk" id="$1">$2<p class="chunk-name">$3</p>\n$4$5$6</div>',
        c.id, locator, head, code, old, notes)
end

function M.code(text) return raw('<div class="plain">$1</div>', pre(M.esc(text))) end

function M.capture(x)
    return raw('<div class="capture" id="$1"><p><code>$ $2</code>$3</p>$4</div>', x.id,
        M.esc(x.command), x.one_run and ' <span>one run; yours will differ</span>',
        pre(M.esc(x.text)))
end

-- The drawing stands in the page itself, so that it takes the page's fonts
-- and colors; figures/README.md has the contract.
function M.figure(x)
    return {raw('<figure id="$1">$2<figcaption>', x.id, x.svg:gsub('^.-(<svg)', '%1', 1)),
        pandoc.Plain(x.caption), raw('</figcaption></figure>')}
end

function M.table(t)
    for i, spec in ipairs(t.colspecs) do t.colspecs[i] = {spec[1]} end
    return {raw('<div class="table" tabindex="0">'), t, raw('</div>')}
end

function M.exercise(d, n, stars)
    d.content:insert(1, raw('<section class="exercise" id="$1"><h3>Exercise $2 <span ' ..
        'class="stars" role="img" aria-label="$3 of 3 stars">$4</span> $5 ' ..
        '<code>make exercise-$2</code></h3>', d.identifier, n, stars, ('★'):rep(stars),
        M.esc(d.attributes.title or '')))
    d.content:insert(raw('</section>'))
    return d.content
end

-- Where finish.lua cuts.
function M.page_begins(name, title)
    return pandoc.Div({}, pandoc.Attr('', {'page'}, {name = name, title = title}))
end

function M.header(h, number, page)
    if number then
        h.content:insert(1, pandoc.Space())
        h.content:insert(1, pandoc.Span({pandoc.Str(number)}, pandoc.Attr('', {'num'})))
    end
    return page and {M.page_begins(page.page, page.text), h} or h
end

-- ------------------------------------------------------ contents, indexes

function M.index_entry(name, defined, used)
    return '<li>' .. name .. ' <b>' .. defined .. '</b> <span>' .. used .. '</span></li>'
end
function M.index(t) return raw('<ul class="index">$1</ul>', table.concat(t, '\n')) end

local function contents(outline)
    local t = {}
    local function item(o)
        t[#t + 1] = '<li' .. (o.page and ' class="at-' .. o.page .. '"' or '') .. '><a href="#' .. o.id .. '">' ..
            (o.number and '<span class="num">' .. o.number .. '</span> ' or '') .. o.html .. '</a>'
        if o.sections and o.number then
            t[#t + 1] = '<ol>'
            for _, s in ipairs(o.sections) do item(s) end
            t[#t + 1] = '</ol>'
        end
        t[#t + 1] = '</li>'
    end
    for _, o in ipairs(outline) do item(o) end
    return '<ol class="contents">' .. table.concat(t) .. '</ol>'
end

-- Titles as HTML, without links: they become links themselves.
local function titles(list)
    for _, o in ipairs(list) do
        local bare = pandoc.Span(o.title):walk {Link = function(l) return l.content end}
        o.html = pandoc.write(pandoc.Pandoc {pandoc.Plain(bare.content)}, 'html')
        titles(o.sections or {})
    end
end

function M.book(blocks, outline, back)
    titles(outline)
    for _, b in ipairs(back) do
        outline[#outline + 1] = {page = b[1], id = b[1], html = b[2]}
        blocks:extend {M.page_begins(b[1], b[2]), raw('<h1 id="$1">$2</h1>', b[1], b[2]), b[3]}
    end
    local list = raw(contents(outline))
    blocks:insert(1, list)
    blocks:insert(2, M.page_begins('index', 'Contents'))
    blocks:insert(3, raw('<div class="title"><h1>Warp and Weft</h1>' ..
        '<p>A book about the process, and the kernel that it describes</p></div>'))
    blocks:insert(4, list)
    return blocks
end

return M
