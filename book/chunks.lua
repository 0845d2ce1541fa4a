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
function M.anchor(prefix, name)
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
-- the line with the name.
function M.read(text, file, line, chapter, count)
    local c = {file = file, line = tonumber(line), lines = {}, users = {}, defines = {}}
    c.chapter, c.number, c.order = chapter, chapter .. '.' .. count, #M.all + 1
    local now
    for raw in (text .. '\n'):gmatch('(.-)\n') do
        local kind, rest = raw:match('^@(%S+) ?(.*)$')
        if kind == 'defn' then
            c.role, c.name = split_role(rest)
        elseif kind == 'nl' or kind == 'index' and rest == 'nl' then
            now = {number = c.line + 1 + #c.lines}
            c.lines[#c.lines + 1] = now
        elseif kind == 'text' and now then
            now[#now + 1] = {text = rest}
        elseif kind == 'use' and now then
            now[#now + 1] = {use = rest}
        elseif rest ~= '' then
            return nil, 'a token of noweb out of place, @' .. kind .. ' ' .. rest
        end
    end
    local function trim(at)
        while #c.lines > 0 and #c.lines[at()] == 0 do table.remove(c.lines, at()) end
    end
    trim(function() return #c.lines end)
    trim(function() return 1 end)
    c.id = M.anchor(c.role == 'checkpoint' and 'checkpoint-' or 'chunk-', c.name)
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
    if c.role == 'checkpoint' then return end
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

local function find_users(c)
    for _, u in ipairs(users[c.name] or {}) do
        if contemporary(c, u[1]) then c.users[#c.users + 1] = u end
    end
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

function defined_by.c(c)
    local head, body = '', c.where
    for _, line in ipairs(c.lines) do
        local s = plain(line):gsub('/%*.-%*/', ''):gsub('%s*//.*$', '')
        if body and not s:find('^}') and not s:find('^#') then
            if body:find('^enum') and not s:find('^%s*%*') then
                local constant = s:match('^%s*([%a_][%w_]*)%s*[,=}]')
                    or s:match('^%s*([%a_][%w_]*)%s*$')
                if constant then define(c, constant, 'constant') end
            end
        elseif s:find('^#define') then
            define(c, s:match('^#define%s+([%a_][%w_]*)'), 'macro')
        elseif s:find('^}') then
            head, body = '', c.where
        elseif s:find('^{') then
            local name = head:match('([%a_][%w_]*)%s*%(')
            if name and not name:find('^[%u_]+$') then
                define(c, name, 'function', head:find('%f[%w]static%f[%W]'))
            end
            body = 'function'
        elseif s:find('^[/#%s]') or s == '' then
            head = ''
        else
            local kind, name = s:match('^(%a+) ?([%w_]*) {')
            if kind == 'enum' then
                body = 'enum'
                for constant in s:gsub('^[^{]*{', ','):gmatch('[,]%s*([%a_][%w_]*)') do
                    define(c, constant, 'constant')
                end
            end
            if kind == 'struct' or kind == 'union' or kind == 'enum' then
                if name ~= '' then define(c, name, 'tag') end
                body = body or kind
                if s:find('};%s*$') then body = c.where end
            else
                head = head .. ' ' .. s
                local variable = head:match('^ [%a_][%w_ ]*[ *]([%a_][%w_]*) ?[=;%[]')
                    or head:match('^ [%a_][%w_ ]*[ *]([%a_][%w_]*) __attribute__')
                if variable and not head:find('^ extern') and not head:find('%)') then
                    define(c, variable, 'variable', head:find('^ static'))
                end
                if s:find('[;{]%s*$') then
                    body = s:find('{%s*$') and 'data' or c.where
                    head = ''
                end
            end
        end
    end
end

function defined_by.asm(c)
    for _, line in ipairs(c.lines) do
        local label = plain(line):match('^([%a_][%w_]*):')
        if label then define(c, label, 'label') end
    end
end

function defined_by.ld(c)
    for _, line in ipairs(c.lines) do
        local symbol = plain(line):match('^%s*([%a_][%w_]*) = ')
        if symbol then define(c, symbol, 'label') end
    end
end

local function in_tests(path) return path:find('^tests/') end

-- What WORD means in chunk C: its own file's definition, else what all files
-- see (tests see the insides of the kernel, too); of several the last so far.
-- C is nil for prose.
function M.meaning(word, c, tag)
    local best, score = nil, 0
    for _, d in ipairs(M.identifiers[word] or {}) do
        local path, s = d.chunk.path, 0
        if (d.kind == 'tag') ~= (tag or false) and c then
            s = 0
        elseif c and path == c.path then
            s = 8
        elseif not c then
            s = in_tests(path) and 2 or 4
        elseif in_tests(path) then
            s = in_tests(c.path) and path:find('%.h$') and 2 or 0
        elseif not d.static or path:find('%.h$') or in_tests(c.path) then
            s = 4
        end
        if s > 0 and not (c and not contemporary(c, d.chunk)) then s = s + 1 end
        if s > 0 and s >= score and
            not (best and c and d.chunk.order > c.order and s == score) then
            best, score = d, s
        end
    end
    return best
end

-- Walks the identifiers of a chunk: visit(token, meaning or nil) for each
-- token, use(piece) for each use, newline() between lines,
-- numbered(n) where the page shows the line's number in the chapter.
function M.walk(c, visit, use, newline, numbered)
    local state, before = nil, ''
    local in_code = c.language == 'c' or c.language == 'asm' or c.language == 'ld'
    for i, line in ipairs(c.lines) do
        if i > 1 then newline() end
        if numbered and (i == 1 or line.number % 5 == 0) then numbered(line.number) end
        for _, piece in ipairs(line) do
            if piece.use then
                use(piece)
            else
                local tokens
                tokens, state = lexers.lex(c.language or 'text', piece.text, state)
                for k, token in ipairs(tokens) do
                    local class, text = token[1], token[2]
                    local word = class == 'lb' and text:sub(1, -2) or text
                    local found
                    if in_code and (class == 'id' or class == 'cn' or class == 'lb' or
                            class == 'ty') and before ~= '.' and before ~= '>' then
                        found = M.meaning(word, c, before == 'struct' or
                            before == 'union' or before == 'enum')
                        local after = tokens[k + 1] and tokens[k + 1][2] or ''
                        if found and found.kind == 'function' and
                            not after:find('^[(,;)}]') then found = nil end
                    end
                    visit(token, found)
                    if class ~= '' or not text:find('^%s') then
                        before = class == '' and text:sub(-1) or text
                    end
                end
            end
        end
    end
end

-- -------------------------------------------------------------------- all

-- After the last chunk has been read.  Returns complaints {chunk, text}.
function M.link()
    local wrong = {}
    for _, c in ipairs(M.all) do
        enter(c)
        for i, line in ipairs(c.lines) do
            for _, piece in ipairs(line) do
                if piece.use then
                    users[piece.use] = users[piece.use] or {}
                    table.insert(users[piece.use], {c, i})
                end
            end
        end
    end
    for _, c in ipairs(M.all) do if c.role ~= 'checkpoint' then find_users(c) end end
    for _, c in ipairs(M.all) do
        if c.old then c.users = c.old[1].users end
        locate(c)
        if c.role == 'delete' and c.old then c.path = c.old[1].path end
    end
    for _, c in ipairs(M.all) do
        local find = c.path and defined_by[c.language]
        if find and c.role ~= 'checkpoint' then find(c) end
        c.is_test = c.path and in_tests(c.path)
    end
    for _, c in ipairs(M.all) do
        c.needs, c.mentions = {}, {}
        for _, line in ipairs(c.lines) do
            for _, piece in ipairs(line) do
                if piece.use and not M.target(piece.use, c) then
                    wrong[#wrong + 1] = {c, 'no chunk is called <<' .. piece.use ..
                        '>>: define it, or write @<<'}
                end
            end
        end
        if c.role == 'replace' and not c.old then
            wrong[#wrong + 1] = {c, 'nothing is there to replace: mend the name'}
        end
        if not c.path and c.role ~= 'checkpoint' then
            wrong[#wrong + 1] = {c, '<<' .. c.name .. '>> goes into no file: use it in one'}
        end
        M.walk(c, function(_, found)
            if found and found.chunk ~= c and not c.mentions[found] then
                c.mentions[found] = true
                c.needs[#c.needs + 1] = found
                found.used = found.used or {}
                table.insert(found.used, c)
            end
        end, function() end, function() end)
    end
    return wrong
end

return M
