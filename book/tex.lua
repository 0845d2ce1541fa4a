-- tex.lua: how the parts of the book look on paper.  book.latex has the
-- macros; here stands only what goes into them.  Every anchor is a label.

local chunks = require 'chunks'
local M = {}

local escapes = {['\\'] = '\\textbackslash{}', ['{'] = '\\{', ['}'] = '\\}', ['$'] = '\\$',
    ['&'] = '\\&', ['#'] = '\\#', ['%'] = '\\%', ['_'] = '\\_', ['^'] = '\\textasciicircum{}',
    ['~'] = '\\textasciitilde{}'}
local function esc(s) return (s:gsub('[\\{}$&#%%_^~]', escapes)) end
-- Code: blanks count, and so does each - ' " `.
local function mono(s) return (esc(s):gsub(' ', '\\ ')) end
local function raw(s) return pandoc.RawBlock('latex', s) end
local function link(id, body) return '\\hyperref[' .. id .. ']{' .. body .. '}' end

local function name(s)
    return (esc(s):gsub('%[%[(.-)%]%]', '\\texttt{%1}'))
end
local function number(c) return link(c.id, c.number) end
-- A number and, on paper, the page: one that is far away needs it.
local function numbers(list, bare)
    local t = {}
    for _, c in ipairs(list) do
        t[#t + 1] = number(c) .. (bare and '' or '\\at{' .. c.id .. '}')
    end
    return table.concat(t, ', ')
end

-- ----------------------------------------------------------------- chunks

-- No page ends after the first or before the last of some lines.
local function joined(lines)
    lines[1] = lines[1] .. '\\stay'
    if #lines > 2 then lines[#lines - 1] = lines[#lines - 1] .. '\\stay' end
    return table.concat(lines, '\n')
end

-- The lines of a chunk, each \l{...}.
local function code(c, line)
    local out, now = {}, {}
    local function newline()
        out[#out + 1] = '\\' .. (line or 'l') .. '{' .. table.concat(now) .. '}'
        now = {}
    end
    chunks.walk(c, function(token, meaning)
        local body = mono(token[2])
        if meaning and meaning.chunk ~= c then body = link(meaning.chunk.id, body) end
        if token[1] ~= '' and token[1] ~= 'id' and token[1] ~= 'lb' then
            body = '\\' .. token[1] .. 'X{' .. body .. '}'
        end
        now[#now + 1] = body
    end, function(piece)
        local target = chunks.target(piece.use, c)
        now[#now + 1] = '\\use{' .. target.id .. '}{' .. name(piece.use) .. '}{' ..
            target.number .. '}'
    end, newline, function(n) now[1] = '\\n{' .. n .. '}' end)
    newline()
    return joined(out)
end

local function verbatim(text, size)
    local t = {}
    for line in (text .. '\n'):gmatch('(.-)\n') do
        -- What a terminal would break, paper breaks: wide lines wrap.
        local width = size or 76
        while utf8.len(line) and utf8.len(line) > width do
            local cut = utf8.offset(line, width + 1) - 1
            local blank = line:sub(1, cut):match('^.*() ')
            if blank and blank > width / 2 then cut = blank end
            t[#t + 1] = '\\l{' .. mono(line:sub(1, cut)) .. '}'
            line = '    ' .. line:sub(cut + 1)
        end
        t[#t + 1] = '\\l{' .. mono(line) .. '}'
    end
    return joined(t)
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
    if c.path and c.path ~= c.name then
        t[#t + 1] = '\\file{' .. esc(c.path):gsub('[/_]', '%0\\allowbreak{}') .. '}'
    elseif c.role == 'append' and not c.before then
        t[#t + 1] = 'a new file'
    end
    if c.where then t[#t + 1] = 'in \\texttt{' .. esc(c.where):gsub('\\_', '%0\\allowbreak{}') .. '}' end
    if c.before then t[#t + 1] = 'extends ' .. numbers {c.before} end
    if c.role == 'delete' then t[#t + 1] = 'deletes ' .. numbers(c.old) end
    if c.after then t[#t + 1] = 'continued in ' .. numbers {c.after} end
    local u = users(c)
    if #u > 0 then
        t[#t + 1] = (c.role == 'delete' and 'was used in ' or 'used in ') .. numbers(u)
    end
    if c.ended_by then
        t[#t + 1] = (c.ended_by.role == 'delete' and 'deleted in ' or 'replaced in ') ..
            numbers {c.ended_by}
    end
    return table.concat(t, '\\\\ ')
end

local function notes(c)
    local t, d = {}, {}
    for _, x in ipairs(c.defines) do
        d[#d + 1] = '\\texttt{' .. esc(x.name) .. '}' ..
            (x.used and ' (' .. numbers(x.used, true) .. ')' or '')
    end
    if #d > 0 then t[1] = 'Defines ' .. table.concat(d, ', ') end
    d = {}
    for _, x in ipairs(c.needs) do
        d[#d + 1] = link(x.chunk.id, '\\texttt{' .. esc(x.name) .. '}') .. '~' .. x.chunk.number
    end
    if #d > 0 then t[#t + 1] = 'Uses ' .. table.concat(d, ', ') end
    return #t > 0 and '\\notes{' .. table.concat(t, '. ') .. '.}\n' or ''
end

-- What a chunk ends is shown where it is short; else the margin has its page.
local longest_old = 8
local function old(c)
    local lines, t = 0, {}
    for _, o in ipairs(c.old or {}) do
        lines = lines + #o.lines
        t[#t + 1] = code(o, 'gone')
    end
    return lines > 0 and lines <= longest_old and table.concat(t, '\n') .. '\n' or ''
end

local function checkpoint(c)
    local t = {}
    for _, line in ipairs(c.lines) do
        local s = ''
        for _, piece in ipairs(line) do s = s .. (piece.text or '') end
        t[#t + 1] = s
    end
    return raw('\\begin{checkpoint}{' .. c.id .. '}{' .. c.checkpoint .. '}{' .. name(c.name) ..
        '}\n' .. verbatim(table.concat(t, '\n')) .. '\n\\end{checkpoint}')
end

function M.chunk(c)
    if c.role == 'checkpoint' then return checkpoint(c) end
    local sign = c.role == 'delete' and 'deleted' or c.before and '\\plus' or
        '\\equals' .. (c.role == 'replace' and '\\role{replaces ' .. numbers(c.old) .. '}' or '')
    return raw('\\begin{chunk' .. (c.is_test and 'small' or '') .. '}{' .. c.id .. '}{' ..
        c.number .. '}{' .. name(c.name) .. '}{' .. sign .. '}{' .. locator(c) .. '}\n' ..
        old(c) .. (c.role == 'delete' and '' or code(c) .. '\n') ..
        (c.is_test and '' or notes(c)) .. '\\end{chunk' .. (c.is_test and 'small' or '') .. '}')
end

-- ------------------------------------------------------------ other blocks

function M.code(text)
    return raw('\\begin{plain}\n' .. verbatim(text) .. '\n\\end{plain}')
end

function M.capture(x)
    return raw('\\begin{capture}{' .. x.id .. '}{' .. esc(x.command) .. '}{' ..
        (x.one_run and 'one run; yours will differ' or '') .. '}\n' .. verbatim(x.text, 82) ..
        '\n\\end{capture}')
end

function M.figure(x)
    x.caption:insert(1, pandoc.Space())
    x.caption:insert(1, pandoc.Strong {pandoc.Str(x.title .. '.')})
    return {raw('\\begin{drawing}{' .. x.id .. '}{' ..
        x.src:gsub('^.*/', ''):gsub('%.svg$', '.pdf') .. '}'),
        pandoc.Plain(x.caption), raw('\\end{drawing}')}
end

-- A column as wide as its longest cell, unless the table would run out.
function M.table(t)
    local widest, rows = {}, {}
    local function look(row)
        for i, cell in ipairs(row.cells) do
            local n = utf8.len(pandoc.utils.stringify(cell.contents)) or 0
            widest[i] = math.max(widest[i] or 0, n)
        end
    end
    for _, row in ipairs(t.head.rows) do look(row) end
    for _, body in ipairs(t.bodies) do
        for _, row in ipairs(body.body) do look(row) end
    end
    local sum = 0
    for _, w in ipairs(widest) do sum = sum + w end
    local total = sum > 66 and 1 or nil
    for i, spec in ipairs(t.colspecs) do
        t.colspecs[i] = {spec[1], total and math.max(widest[i], 6) / (sum + 6 * #widest) or nil}
    end
    local anchor = t.identifier ~= '' and '\\anchor{' .. t.identifier .. '}' or ''
    t.identifier = ''
    return {raw(anchor .. '\\begin{center}\\small'), t, raw('\\end{center}')}
end

function M.exercise(d, n)
    d.content:insert(1, raw('\\exercise{' .. d.identifier .. '}{' .. n .. '}{' ..
        ('★'):rep(tonumber(d.attributes.stars) or 1) .. '}{' .. esc(d.attributes.title or '') .. '}'))
    return d.content
end

-- What is not numbered is front matter, and so are its sections.
function M.header(h, l, page)
    if not l then h.classes:insert('unnumbered') end
    if page and not page.number then
        h.content:insert(1, pandoc.RawInline('latex', '\\addchap{'))
        h.content:insert(pandoc.RawInline('latex', '}\\anchor{' .. h.identifier .. '}'))
        return pandoc.Para(h.content)
    end
    if page and page.number then
        return {raw('\\setcounter{chapter}{' .. tonumber(page.number) - 1 ..
            '}\\startchapters'), h}
    end
    return h
end

-- ------------------------------------------------------ contents, indexes

local function sorted(map)
    local keys = {}
    for k in pairs(map) do keys[#keys + 1] = k end
    table.sort(keys, function(a, b)
        local x, y = a:lower(), b:lower()
        return x == y and a < b or x < y
    end)
    return keys
end

local function chunk_index()
    local by_name, t = {}, {}
    for _, c in ipairs(chunks.all) do
        if c.role ~= 'checkpoint' then
            by_name[c.name] = by_name[c.name] or {}
            table.insert(by_name[c.name], c)
        end
    end
    for _, n in ipairs(sorted(by_name)) do
        t[#t + 1] = '\\indexed{' .. name(n) .. '}{' .. numbers(by_name[n]) .. '}'
    end
    return table.concat(t, '\n')
end

local function identifier_index()
    local t = {}
    for _, n in ipairs(sorted(chunks.identifiers)) do
        for _, d in ipairs(chunks.identifiers[n]) do
            t[#t + 1] = '\\indexed{\\texttt{' .. esc(n):gsub('\\_', '%0\\allowbreak{}') .. '}}{' ..
                '\\textbf{' .. numbers {d.chunk} .. '}' ..
                (d.used and ', ' .. numbers(d.used, true) or '') .. '}'
        end
    end
    return table.concat(t, '\n')
end

function M.book(blocks)
    blocks:insert(raw('\\backmatter\\chapter{Bibliography}'))
    blocks:insert(pandoc.Div({}, pandoc.Attr('refs')))
    blocks:insert(raw('\\begin{listing}{Index of chunks}\n' .. chunk_index() .. '\n\\end{listing}'))
    blocks:insert(raw('\\begin{listing}{Index of identifiers}\n' .. identifier_index() ..
        '\n\\end{listing}'))
    return blocks
end

return M
