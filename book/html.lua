-- html.lua: how the parts of the book look on the web.  Anchors are unique in
-- the book and links are #ANCHOR; pages.awk finds out on which page that is.

local chunks = require 'chunks'
local M = {}

local entities = {['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;'}
local function esc(s) return (s:gsub('[&<>"]', entities)) end
local function raw(s) return pandoc.RawBlock('html', s) end
local function link(id, body) return '<a href="#' .. id .. '">' .. body .. '</a>' end
local function plain(inlines)
    local bare = pandoc.Span(inlines):walk {Link = function(l) return l.content end}
    return pandoc.write(pandoc.Pandoc {pandoc.Plain(bare.content)}, 'html')
end

-- The name of a chunk may quote code.
local function name(s)
    return (esc(s):gsub('%[%[(.-)%]%]', '<code>%1</code>'))
end
local function number(c) return link(c.id, c.number) end
local function numbers(list)
    local t = {}
    for _, c in ipairs(list) do t[#t + 1] = number(c) end
    return table.concat(t, ', ')
end

-- ----------------------------------------------------------------- chunks

local function code(c)
    local out = {}
    chunks.walk(c, function(token, meaning)
        local body = esc(token[2])
        if meaning and meaning.chunk ~= c then
            body = '<a href="#' .. meaning.chunk.id .. '">' .. body .. '</a>'
        end
        if token[1] ~= '' and token[1] ~= 'id' then
            body = '<span class="' .. token[1] .. '">' .. body .. '</span>'
        end
        out[#out + 1] = body
    end, function(piece)
        local target = chunks.target(piece.use, c)
        out[#out + 1] = '<a class="use" href="#' .. target.id .. '">⟨' .. name(piece.use) ..
            ' <span class="n">' .. target.number .. '</span>⟩</a>'
    end, function() out[#out + 1] = '\n' end, function(n)
        out[#out + 1] = '<i data-line="' .. n .. '"></i>'
    end)
    return '<pre tabindex="0"><code>' .. table.concat(out) .. '</code></pre>'
end

local function users(c)
    local list, seen = {}, {}
    for _, u in ipairs(c.users) do
        if not seen[u[1]] then
            seen[u[1]] = true
            list[#list + 1] = u[1]
        end
    end
    return list
end

local function locator(c)
    local t = {}
    local function add(s) t[#t + 1] = '<span>' .. s .. '</span>' end
    if c.path and c.path ~= c.name then
        add('<b>' .. esc(c.path) .. '</b>')
    elseif c.role == 'append' and not c.before then
        add('a new file')
    end
    if c.where then add('in <code>' .. esc(c.where) .. '</code>') end
    if c.before then add('extends ' .. number(c.before)) end
    if c.role == 'delete' then add('deletes ' .. numbers(c.old)) end
    if c.after then add('continued in ' .. number(c.after)) end
    local u = users(c)
    if #u > 0 then add((c.role == 'delete' and 'was used in ' or 'used in ') .. numbers(u)) end
    if c.ended_by then
        add((c.ended_by.role == 'delete' and 'deleted in ' or 'replaced in ') .. number(c.ended_by))
    end
    return '<p class="locator">' .. table.concat(t, ' <i>·</i> ') .. '</p>'
end

local function notes(c)
    local t = {}
    if #c.defines > 0 then
        local d = {}
        for _, x in ipairs(c.defines) do
            d[#d + 1] = '<code>' .. esc(x.name) .. '</code>' ..
                (x.used and ' (' .. numbers(x.used) .. ')' or '')
        end
        t[1] = 'Defines ' .. table.concat(d, ', ')
    end
    if #c.needs > 0 then
        local d = {}
        for _, x in ipairs(c.needs) do
            d[#d + 1] = link(x.chunk.id, '<code>' .. esc(x.name) .. '</code>')
        end
        t[#t + 1] = 'Uses ' .. table.concat(d, ', ')
    end
    return #t > 0 and '<p class="chunk-notes">' .. table.concat(t, '. ') .. '.</p>' or ''
end

-- The text that a chunk ends, folded.
local function old(c)
    if not c.old then return '' end
    local t, lines = {}, 0
    for _, o in ipairs(c.old) do
        t[#t + 1] = code(o)
        lines = lines + #o.lines
    end
    local what = lines == 1 and 'the line that ' or 'the ' .. lines .. ' lines that '
    if c.role == 'replace' then
        what = what .. 'this replaces'
    else
        what = what .. (lines == 1 and 'goes' or 'go')
    end
    return '<details class="old"><summary>' .. what .. '</summary><del>' .. table.concat(t) .. '</del></details>'
end

local function checkpoint(c)
    local t = {}
    for _, line in ipairs(c.lines) do
        for _, piece in ipairs(line) do t[#t + 1] = esc(piece.text or '') end
        t[#t + 1] = '\n'
    end
    return raw('<div class="checkpoint" id="' .. c.id .. '"><p><b>Checkpoint ' .. c.checkpoint ..
        '</b>: ' .. name(c.name) .. '. <code>make checkpoint-' .. c.checkpoint ..
        '</code> boots the kernel up to here. You should now see:</p><pre tabindex="0"><code>' ..
        table.concat(t):gsub('\n$', '') .. '</code></pre></div>')
end

function M.chunk(c)
    if c.role == 'checkpoint' then return checkpoint(c) end
    local sign = c.before and '+≡' or '≡'
    if c.role == 'replace' then
        sign = sign .. ' <span class="role">replaces ' .. numbers(c.old) .. '</span>'
    end
    local title = '⟨' .. name(c.name) .. ' <a class="n" href="#' .. c.id .. '">' ..
        c.number .. '</a>⟩ '
    if c.role == 'delete' then
        return raw('<div class="chunk deleted" id="' .. c.id .. '">' .. locator(c) ..
            '<p class="chunk-name">' .. title .. 'deleted</p>' .. old(c) .. '</div>')
    end
    if c.is_test then -- a third of the book: there for those who ask
        return raw('<details class="chunk test" id="' .. c.id .. '"><summary>⟨' ..
            name(c.name) .. ' <span class="n">' .. c.number .. '</span>⟩ ' .. sign ..
            ' <span class="size">' .. #c.lines .. ' lines</span></summary>' .. locator(c) ..
            code(c) .. old(c) .. notes(c) .. '</details>')
    end
    return raw('<div class="chunk" id="' .. c.id .. '">' .. locator(c) ..
        '<p class="chunk-name">' .. title .. sign .. '</p>\n' .. code(c) .. old(c) ..
        notes(c) .. '</div>')
end

-- ------------------------------------------------------------ other blocks

function M.code(text)
    return raw('<pre class="plain" tabindex="0"><code>' .. esc(text) .. '</code></pre>')
end

function M.capture(x)
    return raw('<div class="capture" id="' .. x.id .. '"><p><code>$ ' .. esc(x.command) ..
        '</code>' .. (x.one_run and ' <span>one run; yours will differ</span>' or '') ..
        '</p><pre tabindex="0"><code>' .. esc(x.text) .. '</code></pre></div>')
end

-- The drawing stands in the page itself, so that it takes the page's fonts
-- and colors; figures/README.md has the contract.
function M.figure(x)
    local svg = x.svg:gsub('^.-(<svg)', '%1', 1)
    return {raw('<figure id="' .. x.id .. '">' .. svg .. '<figcaption><b>' .. x.title .. '.</b> '),
        pandoc.Plain(x.caption), raw('</figcaption></figure>')}
end

function M.table(t)
    for i, spec in ipairs(t.colspecs) do t.colspecs[i] = {spec[1]} end
    return {raw('<div class="table" tabindex="0">'), t, raw('</div>')}
end

function M.exercise(d, n)
    local stars = tonumber(d.attributes.stars) or 1
    local head = raw('<section class="exercise" id="' .. d.identifier .. '"><h3>Exercise ' ..
        n .. ' <span class="stars" role="img" aria-label="' .. stars .. ' of 3 stars">' ..
        ('★'):rep(stars) .. '</span> ' .. esc(d.attributes.title or '') ..
        ' <code>make exercise-' .. n .. '</code></h3>')
    d.content:insert(1, head)
    d.content:insert(raw('</section>'))
    return d.content
end

local function marker(page, title)
    return raw('<!--page ' .. page .. '|' .. title .. '-->')
end

function M.header(h, l, page)
    if l then
        h.content:insert(1, pandoc.Space())
        h.content:insert(1, pandoc.Span({pandoc.Str(l[2])}, pandoc.Attr('', {'num'})))
    end
    if not page then return nil or h end
    return {marker(page.page, (l and l[2] .. '. ' or '') .. pandoc.utils.stringify(page.title)), h}
end

-- ------------------------------------------------------ contents, indexes

local extra = { -- pages that no chapter has
    {page = 'bibliography', title = 'Bibliography', id = 'bibliography'},
    {page = 'chunks', title = 'Index of chunks', id = 'index-of-chunks'},
    {page = 'identifiers', title = 'Index of identifiers', id = 'index-of-identifiers'},
}

local function contents(outline)
    local t = {'<ol class="contents">'}
    for _, o in ipairs(outline) do
        t[#t + 1] = '<li class="at-' .. o.page .. '"><a href="#' .. o.id .. '">' ..
            (o.number and '<span class="num">' .. o.number .. '</span> ' or '') ..
            plain(o.title) .. '</a>'
        if #o.sections > 0 and o.number then
            t[#t + 1] = '<ol>'
            for _, s in ipairs(o.sections) do
                t[#t + 1] = '<li><a href="#' .. s.id .. '"><span class="num">' .. s.number ..
                    '</span> ' .. plain(s.title) .. '</a></li>'
            end
            t[#t + 1] = '</ol>'
        end
        t[#t + 1] = '</li>'
    end
    for _, e in ipairs(extra) do
        t[#t + 1] = '<li class="at-' .. e.page .. '"><a href="#' .. e.id .. '">' .. e.title .. '</a></li>'
    end
    t[#t + 1] = '</ol>'
    return table.concat(t)
end

local function sorted(map, key)
    local keys = {}
    for k in pairs(map) do keys[#keys + 1] = k end
    table.sort(keys, function(a, b)
        local x, y = key(a), key(b)
        return x == y and a < b or x < y
    end)
    return keys
end

local function chunk_index()
    local by_name, t = {}, {'<ul class="index">'}
    for _, c in ipairs(chunks.all) do
        if c.role ~= 'checkpoint' then
            by_name[c.name] = by_name[c.name] or {}
            table.insert(by_name[c.name], c)
        end
    end
    for _, n in ipairs(sorted(by_name, string.lower)) do
        local all, used, seen = by_name[n], {}, {}
        for _, c in ipairs(all) do
            for _, u in ipairs(users(c)) do
                if not seen[u] then
                    seen[u] = true
                    used[#used + 1] = u
                end
            end
        end
        t[#t + 1] = '<li><a href="#' .. all[1].id .. '">⟨' .. name(n) .. '⟩</a> ' ..
            numbers(all) .. (#used > 0 and ' <span>used in ' .. numbers(used) .. '</span>' or '') ..
            '</li>'
    end
    return table.concat(t) .. '</ul>'
end

local function identifier_index()
    local t = {'<ul class="index">'}
    for _, n in ipairs(sorted(chunks.identifiers, string.lower)) do
        for _, d in ipairs(chunks.identifiers[n]) do
            t[#t + 1] = '<li>' .. link(d.chunk.id, '<code>' .. esc(n) .. '</code>') .. ' <b>' ..
                number(d.chunk) .. '</b> <span>' .. esc(d.chunk.path or '') ..
                (d.used and '; ' .. numbers(d.used) or '') .. '</span></li>'
        end
    end
    return table.concat(t) .. '</ul>'
end

function M.book(blocks, outline)
    local front = {marker('index', 'Contents'),
        raw('<div class="title"><h1>Warp and Weft</h1><p>A book about the process, ' ..
            'and the kernel that it describes</p></div>'), raw(contents(outline))}
    for i, b in ipairs(front) do blocks:insert(i, b) end
    local bodies = {'', chunk_index(), identifier_index()}
    for i, e in ipairs(extra) do
        blocks:insert(marker(e.page, e.title))
        blocks:insert(raw('<h1 id="' .. e.id .. '">' .. e.title .. '</h1>' .. bodies[i]))
        if i == 1 then blocks:insert(pandoc.Div({}, pandoc.Attr('refs'))) end
    end
    blocks:insert(raw('<!--contents\n' .. contents(outline) .. '\n-->'))
    return blocks
end

return M
