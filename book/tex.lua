-- tex.lua: how the parts of the book look on paper.  book.latex has the
-- macros; here stands only what goes into them.  Every anchor is a label.

local M = {}
local escapes = {['\\'] = '\\textbackslash{}', ['^'] = '\\textasciicircum{}',
    ['~'] = '\\textasciitilde{}'}

function M.esc(s)
    return (s:gsub('[\\{}$&#%%_^~]', function(c) return escapes[c] or '\\' .. c end))
end
function M.mono(s) return (M.esc(s):gsub(' ', '\\ ')) end
-- A name in the margin may break behind / and _.
function M.tt(s) return '\\texttt{' .. s:gsub('[/_]', '%0\\allowbreak{}') .. '}' end
function M.file(s) return '\\file{' .. M.esc(s):gsub('[/_]', '%0\\allowbreak{}') .. '}' end
function M.link(id, body) return '\\hyperref[' .. id .. ']{' .. body .. '}' end
function M.number(c, near) return M.link(c.id, c.number) .. (near and '' or '\\at{' .. c.id .. '}') end
function M.color(class, s) return class == 'lb' and s or '\\' .. class .. 'X{' .. s .. '}' end
function M.gone(s) return '\\gone{' .. s .. '}' end
function M.fresh(s) return '\\fresh{' .. s .. '}' end
function M.line_number(n) return '\\n{' .. n .. '}' end
function M.use(c, name) return '\\use{' .. c.id .. '}{' .. name .. '}{' .. c.number .. '}' end

-- \macro{argument}... and the environment of that name around a body.
local function call(macro, ...)
    return '\\' .. macro .. '{' .. table.concat({...}, '}{') .. '}'
end
local function raw(s) return pandoc.RawBlock('latex', s) end
local function around(name, body, ...)
    return raw(call('begin', name, ...) .. '\n' .. body .. '\n' .. call('end', name))
end

-- No page ends after the first three or before the last of some lines.
local function joined(lines)
    for i, line in ipairs(lines) do
        local stay = i <= 3 or i == #lines - 1
        lines[i] = '\\l{' .. line .. '}' .. (stay and '\\stay' or '')
    end
    return table.concat(lines, '\n')
end

-- What a terminal would break, paper breaks, at a blank.
local function verbatim(text, width)
    local t = {}
    for line in (text .. '\n'):gmatch('(.-)\n') do
        while (utf8.len(line) or 0) > width do
            local cut = utf8.offset(line, width + 1) - 1
            local blank = line:sub(1, cut):match('^.*() ')
            if blank and blank > width / 2 then cut = blank end
            t[#t + 1] = M.mono(line:sub(1, cut))
            line = '    ' .. line:sub(cut + 1)
        end
        t[#t + 1] = M.mono(line)
    end
    return joined(t)
end

function M.checkpoint(c, name, text)
    return around('checkpoint', verbatim(text, 82), c.id, c.checkpoint, name)
end

-- What a chunk ends, if it is long, has only its page said.
function M.chunk(c, x)
    local body = joined(x.code)
    if x.notes ~= '' and not c.is_test then body = body .. '\n' .. call('notes', x.notes) end
    return around(c.is_test and 'chunksmall' or 'chunk', body, c.id, c.number, x.name,
        x.sign .. (x.role and call('role', x.role) or ''), table.concat(x.locator, '\\\\ '))
end

function M.code(text) return around('plain', verbatim(text, 72)) end

-- Up to 100 columns are set so small that they fit.  A command breaks only
-- before an option of gdb and before a variable.
function M.capture(x)
    local columns = 82
    for line in x.text:gmatch('[^\n]+') do columns = math.max(columns, utf8.len(line)) end
    if columns > 100 then columns = 82 end
    local command = M.mono(x.command):gsub('\\ (%-ex\\)', '} \\mbox{%1')
        :gsub('\\ (%u+=)', '} \\mbox{%1')
    return around('capture', verbatim(x.text, columns), x.id, call('mbox', command),
        x.one_run and 'one run; yours will differ' or '', ('%.2f'):format(8.9 * 82 / columns))
end

function M.figure(x)
    return {raw(call('begin', 'drawing', x.id,
        (x.src:gsub('^.*/', ''):gsub('%.svg$', '.pdf')))), pandoc.Plain(x.caption),
        raw('\\end{drawing}')}
end

-- A column as wide as its longest cell, unless the table would run out.
function M.table(t)
    local widest, sum, rows = {}, 0, pandoc.List(t.head.rows):clone()
    for _, body in ipairs(t.bodies) do rows:extend(body.body) end
    for i in ipairs(t.colspecs) do
        widest[i] = 6
        for _, row in ipairs(rows) do
            local n = utf8.len(pandoc.utils.stringify(row.cells[i].contents)) or 0
            widest[i] = math.max(widest[i], n)
        end
        sum = sum + widest[i]
    end
    for i, spec in ipairs(t.colspecs) do
        t.colspecs[i] = {spec[1], sum > 66 and widest[i] / (sum + 6) or nil}
    end
    local anchor = t.identifier ~= '' and call('anchor', t.identifier) or ''
    t.identifier = ''
    return {raw('\\flush' .. anchor .. '\\begin{center}\\small'), t, raw('\\end{center}')}
end

function M.exercise(d, n, stars)
    d.content:insert(1, raw(call('exercise', d.identifier, n, ('★'):rep(stars),
        M.esc(d.attributes.title or ''))))
    return d.content
end

-- What is not numbered is front matter, and so are its sections.
function M.header(h, number, page)
    if not number then h.classes:insert('unnumbered') end
    if page and not page.number then
        h.content:insert(1, pandoc.RawInline('latex', '\\addchap{'))
        h.content:insert(pandoc.RawInline('latex', '}' .. call('anchor', h.identifier)))
        return pandoc.Para(h.content)
    end
    return {raw(page and call('startchapter', tostring(tonumber(page.number) - 1)) or '\\flush'), h}
end

function M.index_entry(name, defined, used)
    return call('indexed', name, defined .. (used ~= '' and '; ' .. used or ''))
end
function M.index(t) return around('listing', table.concat(t, '\n')) end

function M.book(blocks, _, back)
    blocks:insert(raw('\\flush\\KOMAoptions{open=any}\\backmatter'))
    for _, b in ipairs(back) do
        blocks:insert(raw(call('chapter', b[2]) .. call('anchor', b[1])))
        blocks:insert(b[3])
    end
    return blocks
end

return M
