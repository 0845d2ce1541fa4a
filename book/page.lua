-- page.lua: what the page says of a chunk, and the indexes.  How that looks
-- is in html.lua or tex.lua, whichever is asked for; `look' is that one.

local chunks = require 'chunks'
local look = require(FORMAT:find('^html') and 'html' or 'tex')
local M = setmetatable({}, {__index = look})

-- Links to chunks; paper adds the page where NEAR is not said.
local function numbers(list, near)
    local t = {}
    for i, c in ipairs(list) do t[i] = look.number(c, near) end
    return table.concat(t, ', ')
end

-- The name of a chunk may quote code.
local function name(s)
    return (look.esc(s):gsub('%[%[(.-)%]%]', look.tt('%1')))
end

-- The lines of a chunk, with colors, links and, unless BARE, some numbers.
local function code(c, bare)
    local lines = {}
    for i, line in ipairs(chunks.tokens(c)) do
        local number = c.lines[i].number
        local t = {not bare and (i == 1 or number % 5 == 0) and look.line_number(number) or ''}
        for _, token in ipairs(line) do
            if token.use then
                local target = chunks.target(token.use, c)
                t[#t + 1] = look.use(target, name(token.use))
            else
                local body = look.mono(token.text)
                if token.meaning and token.meaning.chunk ~= c then
                    body = look.link(token.meaning.chunk.id, body)
                end
                local plain = token.class == '' or token.class == 'id'
                t[#t + 1] = plain and body or look.color(token.class, body)
            end
        end
        lines[i] = table.concat(t)
    end
    return lines
end

local function user_chunks(c)
    local list, seen = {}, {}
    for _, u in ipairs(c.users) do
        if not seen[u[1]] then list[#list + 1] = u[1] end
        seen[u[1]] = true
    end
    return list
end

local function locator(c)
    local t = {}
    local function add(when, text) if when then t[#t + 1] = text() end end
    local gone, ended = c.role == 'delete', c.ended_by
    local used = user_chunks(c)
    add(c.path and c.path ~= c.name, function() return look.file(c.path) end)
    add(c.path == c.name and c.role == 'append' and not c.before, function() return 'a new file' end)
    add(c.where, function() return 'in ' .. look.tt(look.esc(c.where)) end)
    add(c.before, function() return 'extends ' .. numbers {c.before} end)
    add(gone, function() return 'deletes ' .. numbers(c.old) end)
    add(c.after, function() return 'continued in ' .. numbers {c.after} end)
    add(#used > 0, function() return (gone and 'was used in ' or 'used in ') .. numbers(used) end)
    add(ended, function()
        return (ended.role == 'delete' and 'deleted in ' or 'replaced in ') .. numbers {ended}
    end)
    return t
end

local function notes(c)
    local defines, uses, t = {}, {}, {}
    for i, d in ipairs(c.defines) do
        defines[i] = look.tt(look.esc(d.name)) ..
            (d.used and ' (' .. numbers(d.used, true) .. ')' or '')
    end
    for i, d in ipairs(c.needs) do
        uses[i] = look.link(d.chunk.id, look.tt(look.esc(d.name)))
    end
    if #defines > 0 then t[1] = 'Defines ' .. table.concat(defines, ', ') .. '.' end
    if #uses > 0 then t[#t + 1] = 'Uses ' .. table.concat(uses, ', ') .. '.' end
    return table.concat(t, ' ')
end

-- The lines of a chunk as text.
local function texts(c)
    local t = {}
    for i, line in ipairs(c.lines) do
        t[i] = ''
        for _, piece in ipairs(line) do t[i] = t[i] .. (piece.text or '<<' .. piece.use .. '>>') end
    end
    return t
end

-- The lines of a chunk, among them those that it ends, struck through; where
-- these are many, a second list has them.
local longest_old = 8
local function difference(c)
    local old, new, gone, come = {}, code(c), {}, texts(c)
    if not c.old then return new, old end
    for _, o in ipairs(c.old) do
        for _, line in ipairs(code(o, true)) do old[#old + 1] = line end
        table.move(texts(o), 1, #o.lines, #gone + 1, gone)
    end
    -- common[i][j]: how many lines old from i and new from j have in common.
    local common = {[#old + 1] = {}}
    local function at(i, j) return common[i][j] or 0 end
    for i = #old, 1, -1 do
        common[i] = {}
        for j = #new, 1, -1 do
            common[i][j] = gone[i] == come[j] and 1 + at(i + 1, j + 1) or
                math.max(at(i + 1, j), at(i, j + 1))
        end
    end
    if #old - at(1, 1) > longest_old then return new, old end
    local t, i, j = {}, 1, 1
    while i <= #old or j <= #new do
        if i <= #old and j <= #new and gone[i] == come[j] then
            t[#t + 1], i, j = new[j], i + 1, j + 1
        elseif i <= #old and at(i + 1, j) == at(i, j) then
            t[#t + 1], i = look.gone(old[i]), i + 1
        else
            t[#t + 1], j = look.fresh(new[j]), j + 1
        end
    end
    return t, {}
end

function M.chunk(c)
    if c.role == 'checkpoint' then
        return look.checkpoint(c, name(c.name), table.concat(texts(c), '\n'))
    end
    local lines, old = difference(c)
    return look.chunk(c, {name = name(c.name), sign = c.role == 'delete' and 'deleted' or
        c.before and '+≡' or '≡', role = c.role == 'replace' and 'replaces ' .. numbers(c.old),
        locator = locator(c), code = lines, old = old, notes = notes(c)})
end

-- ---------------------------------------------------------------- indexes

local function sorted(map)
    local keys = {}
    for k in pairs(map) do keys[#keys + 1] = k end
    table.sort(keys, function(a, b)
        local x, y = a:lower(), b:lower()
        return x == y and a < b or x < y
    end)
    return keys
end

local function index_of_chunks()
    local by_name, t = {}, {}
    for _, c in ipairs(chunks.all) do
        by_name[c.name] = by_name[c.name] or {}
        if c.role ~= 'checkpoint' then table.insert(by_name[c.name], c) end
    end
    for _, n in ipairs(sorted(by_name)) do
        local all = by_name[n]
        if #all > 0 then
            local used = numbers(user_chunks(all[1]), true)
            t[#t + 1] = look.index_entry(look.link(all[1].id, name(n)), numbers(all),
                used ~= '' and 'used in ' .. used or '')
        end
    end
    return t
end

local function index_of_identifiers()
    local t = {}
    for _, n in ipairs(sorted(chunks.identifiers)) do
        for _, d in ipairs(chunks.identifiers[n]) do
            t[#t + 1] = look.index_entry(look.link(d.chunk.id, look.tt(look.esc(n))),
                numbers {d.chunk}, d.used and 'used in ' .. numbers(d.used, true) or '')
        end
    end
    return t
end

function M.book(blocks, outline)
    local back = {
        {'bibliography', 'Bibliography', pandoc.Div({}, pandoc.Attr('refs'))},
        {'index-of-chunks', 'Index of chunks', look.index(index_of_chunks())},
        {'index-of-identifiers', 'Index of identifiers', look.index(index_of_identifiers())},
    }
    return look.book(blocks, outline, back)
end

return M
