-- chunks.lua: all chunks of the book, and what they have to do with each
-- other.  In the order of the book each chunk gets
--
--   number, id          "0.12"; the anchor
--   role, name          append, replace, delete or checkpoint
--   file, line          where it stands
--   lines               lists of pieces {text = ...} or {use = name}, number
--   before, after       its neighbors of the same name and generation
--   old                 the chunks that a replace or delete ends,
--   ended_by            and who ended this one
--   users               {chunk, line number} for each use of the name
--   path, where         the tangled file, and the function or struct in it
--   defines             names that it defines for the compiler
--
-- A generation is what one tangled tree holds under a name: it goes from the
-- first definition, or a replacement, to the next replacement or deletion.

local lexers = require 'lexers'
local M = {all = {}, identifiers = {}}
local generations, users, taken = {}, {}, {}

function M.is_path(name)
    return name:find('^[%w._/+-]+$') and name:find('[./]') or name == 'Makefile'
end

-- An anchor of letters, digits and dashes, unlike all others.
local function anchor(prefix, name)
    local slug = prefix .. name:lower():gsub('%W+', '-'):gsub('^%-', ''):gsub('%-$', '')
    local id, k = slug, 1
    while taken[id] do
        k = k + 1
        id = slug .. '-' .. k
    end
    taken[id] = true
    return id
end

-- ---------------------------------------------------------------- reading

local function split_role(name)
    for _, role in ipairs {'replace', 'delete', 'checkpoint'} do
        local rest = name:match('^' .. role .. ':%s*(.*)')
        if rest then return role, rest end
    end
    return 'append', name
end

-- The lines of the pipeline, as weave.awk leaves them.  The first @nl ends
-- the line with the name.  Returns nil and what is wrong if it cannot.
function M.read(text, file, line, number)
    local c = {file = file, line = tonumber(line), lines = {}, users = {}, defines = {}, needs = {}}
    c.number, c.order = number, #M.all + 1
    for raw in (text .. '\n'):gmatch('(.-)\n') do
        local kind, rest = raw:match('^@(%S+) ?(.*)$')
        local now = c.lines[#c.lines]
        if kind == 'defn' then
            c.role, c.name = split_role(rest)
        elseif kind == 'nl' or kind == 'index' and rest == 'nl' then
            c.lines[#c.lines + 1] = {number = c.line + 1 + #c.lines}
        elseif now and (kind == 'text' or kind == 'use') then
            now[#now + 1] = {[kind] = rest}
        elseif rest ~= '' then
            return nil, 'a token of noweb out of place: ' .. raw
        end
    end
    while #c.lines > 0 and #c.lines[#c.lines] == 0 do table.remove(c.lines) end
    while #c.lines > 0 and #c.lines[1] == 0 do table.remove(c.lines, 1) end
    c.id = anchor(c.role == 'checkpoint' and 'checkpoint-' or 'chunk-', c.name)
    M.all[c.order] = c
    return c
end

-- The text of a line, with uses as blanks.
local function plain(line)
    local s = ''
    for _, piece in ipairs(line) do s = s .. (piece.text or ' ') end
    return s
end

-- ------------------------------------------------------------ generations

local function enter(c)
    local list = generations[c.name] or {}
    generations[c.name] = list
    local now = list[#list]
    if c.role == 'append' and now and not now.deleted then
        c.before = now[#now]
        c.before.after = c
        now[#now + 1] = c
        c.generation = now
        return
    end
    c.generation = {c}
    if now and c.role ~= 'append' then
        c.old = now
        for _, o in ipairs(now) do o.ended_by = c end
    end
    if c.role == 'delete' then c.generation.deleted = true end
    list[#list + 1] = c.generation
end

-- What a use of NAME in chunk C means: the generation that is there, else
-- the next one to come.
function M.target(name, c)
    local found
    for _, g in ipairs(generations[name] or {}) do
        if not g.deleted and (g[1].order <= c.order or not found) then found = g end
    end
    return found and found[1]
end

-- Do both belong to one tree, some time?
local function contemporary(a, b)
    return not (a.ended_by and a.ended_by.order < b.order) and
        not (b.ended_by and b.ended_by.order < a.order)
end

-- ----------------------------------------------------------- where it goes

-- For each language: what stands open in front of line LAST of LINES.  Only
-- what begins in the first column counts, which the style of the code allows.
local open_before = {}

function open_before.c(lines, last)
    local open, head = nil, ''
    for i = 1, last - 1 do
        local s = plain(lines[i])
        local kind, name = s:match('^(%a+) ([%w_]*) ?{$')
        if s:find('^}') then
            open, head = nil, ''
        elseif kind == 'struct' or kind == 'union' or kind == 'enum' then
            open = (kind .. ' ' .. name):gsub(' $', '')
        elseif s:find('^{') then
            open = head:match('([%a_][%w_]*)%s*%(')
            if open and open:find('^[%u_]+$') then open = 'a macro' end
        elseif s:find('^[#/]') or s:find('^ %*') or s:find(';%s*$') or s == '' then
            head = ''
        else
            head = head .. ' ' .. s
        end
    end
    return open
end

function open_before.asm(lines, last)
    for i = last - 1, 1, -1 do
        local label = plain(lines[i]):match('^([%a_][%w_]*):')
        if label then return label end
    end
end

function open_before.sh(lines, last)
    local open
    for i = 1, last - 1 do
        local s = plain(lines[i])
        open = s:match('^([%a_][%w_]*)%(%) {$') or not s:find('^}') and open or nil
    end
    return open
end

local function locate(c)
    if c.located then return end
    c.located = true
    if M.is_path(c.name) then
        c.path, c.language = c.name, lexers.language(c.name)
        return
    end
    for _, u in ipairs(c.users) do
        locate(u[1])
        if u[1].path then
            c.path, c.language = u[1].path, u[1].language
            local open = open_before[c.language]
            c.where = open and open(u[1].lines, u[2]) or u[1].where
            return
        end
    end
end

-- ------------------------------------------------------------ identifiers

local function define(c, name, kind, static)
    local list = M.identifiers[name] or {}
    M.identifiers[name] = list
    for _, d in ipairs(list) do if d.chunk == c then return end end
    list[#list + 1] = {name = name, kind = kind, static = static, chunk = c}
    c.defines[#c.defines + 1] = list[#list]
end

local defined_by = {}

-- C, as our style lays it out: what counts begins in the first column, and a
-- function's { stands alone.  INSIDE is the body that we are in.
function defined_by.c(c)
    local head, inside = '', c.where
    local function constants(s)
        for name in s:gmatch('[,{]%s*([%a_][%w_]*)') do define(c, name, 'constant') end
    end
    for _, line in ipairs(c.lines) do
        local s = plain(line):gsub('/%*.-%*/', ''):gsub('%s*//.*$', '')
        local kind, tag = s:match('^(%a+) ?([%w_]*) {')
        if s:find('^#define') then
            define(c, s:match('^#define%s+([%a_][%w_]*)'), 'macro')
        elseif s:find('^}') then
            head, inside = '', c.where
        elseif inside then
            if inside:find('^enum') and s:find('^ +[%a_]') then constants(',' .. s) end
        elseif s:find('^{') then
            local name = head:match('([%a_][%w_]*)%s*%(')
            if name and not name:find('^[%u_]+$') then
                define(c, name, 'function', head:find('%f[%w]static%f[%W]'))
            end
            inside = 'function'
        elseif kind == 'struct' or kind == 'union' or kind == 'enum' then
            if kind == 'enum' then constants(s) end
            if tag ~= '' then define(c, tag, 'tag') end
            inside = not s:find('};$') and kind or nil
        elseif s:find('^%s') and #head:gsub('[^(]', '') > #head:gsub('[^)]', '') then
            head = s:find(';$') and '' or head .. s -- parameters, on lines of their own
        elseif s:find('^[/#%s]') or s == '' then
            head = ''
        else
            head = head .. ' ' .. s
            local variable = head:match('^ [%a_][%w_ ]*[ *]([%a_][%w_]*) ?[=;%[]') or
                head:match('^ [%a_][%w_ ]*[ *]([%a_][%w_]*) __attribute__')
            if variable and not head:find('^ extern') and not head:find('^ typedef') then
                define(c, variable, 'variable', head:find('^ static'))
            end
            if s:find('{$') then inside = 'data' end
            if s:find('[;{]$') then head = '' end
        end
    end
end

local function labels(pattern)
    return function(c)
        for _, line in ipairs(c.lines) do
            local label = plain(line):match(pattern)
            if label then define(c, label, 'label') end
        end
    end
end
defined_by.asm = labels('^([%a_][%w_]*):')
defined_by.ld = labels('^%s*([%a_][%w_]*) = ')

local function in_tests(path) return path:find('^tests/') end

-- What WORD means in chunk C: what its own file defines, else what all files
-- see (tests see the insides of the kernel, too; nobody sees the programs', or
-- what a later chapter adds elsewhere); of several the last so far.
local function meaning(word, c, tag)
    local best, most = nil, 0
    for _, d in ipairs(M.identifiers[word] or {}) do
        local path, score = d.chunk.path, 0
        if (d.kind == 'tag') == (tag or false) then
            if path == c.path then
                score = 8
            elseif in_tests(path) then
                score = in_tests(c.path) and path:find('%.h$') and 2 or 0
            elseif not d.static or path:find('%.h$') or in_tests(c.path) then
                score = 4
            end
        end
        if path ~= c.path and (d.chunk.order > c.order and d.chunk.file ~= c.file or
            path:find('^user/') and not c.path:find('user/')) then score = 0 end
        if score > 0 and contemporary(c, d.chunk) then score = score + 1 end
        if score > most or score > 0 and score == most and d.chunk.order <= c.order then
            best, most = d, score
        end
    end
    return best
end

-- The chunk that quoted code means: by its path, else one of the kernel.
function M.quoted(text)
    for _, c in ipairs(M.all) do if c.name == text and M.is_path(text) then return c end end
    local list = M.identifiers[text:gsub('%(%)$', ''):gsub('^%a+ ', '')] or {}
    for _, d in ipairs(list) do if not in_tests(d.chunk.path) then return d.chunk end end
    return list[1] and list[1].chunk
end

-- The lines of a chunk as {use = name} or {class =, text =, meaning =}.
function M.tokens(c)
    local state, before, lines = nil, '', {}
    local is_code = c.language == 'c' or c.language == 'asm' or c.language == 'ld'
    local names = {id = true, cn = true, ty = true, lb = true}
    local tags = {struct = true, union = true, enum = true}
    for i, line in ipairs(c.lines) do
        lines[i] = {}
        for _, piece in ipairs(line) do
            local tokens = {piece}
            if piece.text then
                tokens, state = lexers.lex(c.language or 'text', piece.text, state)
            end
            for k, t in ipairs(tokens) do
                if is_code and names[t.class] and before ~= '.' and before ~= '>' then
                    t.meaning = meaning(t.text:gsub(':$', ''), c, tags[before])
                    -- A function is called or passed on; else it is a variable.
                    local after = tokens[k + 1] and tokens[k + 1].text or ''
                    if t.meaning and t.meaning.kind == 'function' and
                        not after:find('^[(,;)}]') then t.meaning = nil end
                end
                if t.text and not t.text:find('^%s') then
                    before = t.class == '' and t.text:sub(-1) or t.text
                end
                table.insert(lines[i], t)
            end
        end
    end
    return lines
end

-- -------------------------------------------------------------------- all

-- Each line of each chunk: visit(chunk, use, number of the line).
local function each_use(visit)
    for _, c in ipairs(M.all) do
        for i, line in ipairs(c.lines) do
            for _, piece in ipairs(line) do
                if piece.use then visit(c, piece.use, i) end
            end
        end
    end
end

local function find_needs(c)
    local seen = {}
    c.needs = {}
    for _, line in ipairs(M.tokens(c)) do
        for _, t in ipairs(line) do
            local d = t.meaning
            if d and d.chunk ~= c and not seen[d] then
                seen[d] = true
                table.insert(c.needs, d)
                d.used = d.used or {}
                table.insert(d.used, c)
            end
        end
    end
end

-- After the last chunk has been read.  Returns complaints {chunk, text}.
function M.link()
    local wrong, code = {}, {}
    local function complain(c, what) wrong[#wrong + 1] = {c, what} end
    for _, c in ipairs(M.all) do
        if c.role ~= 'checkpoint' then code[#code + 1] = c end
    end
    for _, c in ipairs(code) do enter(c) end
    each_use(function(c, name, i)
        users[name] = users[name] or {}
        table.insert(users[name], {c, i})
        if not M.target(name, c) then
            complain(c, 'no chunk is called <<' .. name .. '>>: define it, or write @<<')
        end
    end)
    for _, c in ipairs(code) do
        local of = c.role == 'delete' and c.old and c.old[1] or c
        for _, u in ipairs(users[c.name] or {}) do
            if contemporary(of, u[1]) then table.insert(c.users, u) end
        end
    end
    for _, c in ipairs(code) do
        locate(c)
        c.is_test = c.path and in_tests(c.path)
        if c.role ~= 'append' and not c.old then
            complain(c, 'nothing is there to ' .. c.role .. ': mend the name')
        elseif not c.path then
            complain(c, '<<' .. c.name .. '>> goes into no file: use it in one')
        elseif defined_by[c.language] then
            defined_by[c.language](c)
        end
    end
    for _, c in ipairs(code) do find_needs(c) end
    return wrong
end

return M
