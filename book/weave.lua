-- weave.lua: pandoc filter that turns the one document that weave.awk makes
-- of all chapters into pages.  It runs before citeproc, finish.lua after it.
-- page.lua says what a chunk's place on the page holds.

local here = PANDOC_SCRIPT_FILE:match('^(.*)/') or '.'
package.path = here .. '/?.lua;' .. package.path
local chunks = require 'chunks'
local page = require 'page'

-- ------------------------------------------------------------- complaints

local wrong, files = {}, {}
local function complain(file, line, text)
    wrong[#wrong + 1] = ('%s:%s: %s'):format(file, line, text)
end

-- The first place in the chapters that holds TEXT: pandoc keeps no lines.
local function complain_of(text, what)
    for _, file in ipairs(files) do
        local n = 0
        for line in io.lines(file) do
            n = n + 1
            local _, last = line:find(text, 1, true)
            if last and not line:find('^[%w-]', last + 1) then
                return complain(file, n, what)
            end
        end
    end
    complain(files[1] or 'book', 1, what)
end

local function stop_if_wrong()
    if #wrong == 0 then return end
    io.stderr:write(table.concat(wrong, '\n'), '\n')
    os.exit(1)
end

local function read(path)
    local file = io.open(path)
    if not file then return nil end
    local text = file:read('a')
    file:close()
    return text
end

-- ---------------------------------------------------------------- numbers

local labels = {}  -- by anchor: {kind, number}
local outline = {} -- chapters: {title, id, number, page, sections}

local function label(id, kind, number)
    if labels[id] then
        complain_of('#' .. id, 'a second #' .. id .. ': rename one')
    end
    labels[id] = {kind, number}
end

local chapter, section, subsection, figure, tables, chunk_count
local current -- file

local function number_header(h)
    if h.level == 1 then
        chapter = current:match('^chapters/(%d+)%-')
        section, figure, tables, chunk_count = 0, 0, 0, 0
        outline[#outline + 1] = {title = h.content, id = h.identifier, number = chapter,
            page = current:match('([^/]+)%.%w+$'), sections = {},
            text = (chapter and chapter .. '. ' or '') .. pandoc.utils.stringify(h.content)}
        if chapter then label(h.identifier, 'chapter', chapter) end
    elseif chapter and h.level <= 3 then
        if h.level == 2 then
            section, subsection = section + 1, 0
        else
            subsection = subsection + 1
        end
        local number = chapter .. '.' .. section ..
            (h.level == 3 and '.' .. subsection or '')
        label(h.identifier, 'section', number)
    end
    if h.level == 2 then
        table.insert(outline[#outline].sections, {title = h.content,
            id = h.identifier, number = chapter and labels[h.identifier][2]})
    end
end

local function lone_image(block)
    local image = block.t == 'Para' and #block.content == 1 and block.content[1]
    return image and image.t == 'Image' and image
end

-- pandoc before 3 leaves the {#tbl-x} behind a caption in its text.
local function table_label(t)
    local text = t.caption.long[1] and t.caption.long[1].content
    local id = text and #text > 0 and text[#text].t == 'Str' and
        text[#text].text:match('^{#(.*)}$')
    if id then
        text:remove()
        if #text > 0 and text[#text].t:find('Space') then text:remove() end
        t.caption.long = {pandoc.Plain(text)}
        t.identifier = id
    end
    return t.identifier
end

local number_blocks

local number_block = {
    Header = function(b)
        number_header(b)
    end,
    Para = function(b)
        local image = lone_image(b)
        if image and image.identifier ~= '' then
            figure = figure + 1
            label(image.identifier, 'figure', chapter .. '.' .. figure)
        end
    end,
    Table = function(b)
        local id = table_label(b)
        if id and id ~= '' then
            tables = tables + 1
            label(id, 'table', chapter .. '.' .. tables)
        end
    end,
    CodeBlock = function(b)
        if b.classes:includes('source') then
            current = b.attributes.file
            files[#files + 1] = current
        elseif b.classes:includes('capture') then
            label(b.identifier, 'transcript', '')
        elseif b.classes:includes('chunk') then
            chunk_count = (chunk_count or 0) + 1
            local at = b.attributes
            local c, problem = chunks.read(b.text, at.file, at.line, chapter or '0', chunk_count)
            if not c then return complain(at.file, at.line, problem .. ': mend the source') end
            b.attributes.order = tostring(c.order)
        end
    end,
    Div = function(b)
        if b.classes:includes('exercise') then
            label(b.identifier, 'exercise', (b.identifier:gsub('^ex%-', ''):gsub('%-', '.')))
        end
        number_blocks(b.content)
    end,
}

function number_blocks(blocks)
    for i, b in ipairs(blocks) do
        local f = number_block[b.t]
        if f then
            f(b)
            blocks[i] = b -- pandoc's lists hand out copies
        end
    end
end

-- A checkpoint is N.k, whatever its chunk's number.
local function number_checkpoints()
    local k, of = 0, nil
    for _, c in ipairs(chunks.all) do
        if c.chapter ~= of then k, of = 0, c.chapter end
        if c.role == 'checkpoint' then
            k = k + 1
            c.checkpoint = c.chapter .. '.' .. k
        end
    end
end

-- ------------------------------------------------- captures, measurements

local measures
local function measured(span)
    local name = span.attributes.of
    if not measures then
        measures = {}
        for key, value in (read('figures/measures.txt') or ''):gmatch('(%S+/%S+) (%S+)') do
            measures[key] = value
        end
    end
    if not measures[name or ''] then
        complain_of(name and 'of="' .. name .. '"' or '.measured', 'nobody measured ' ..
            tostring(name) .. ': make captures, or mend the name')
        return pandoc.Str('?')
    end
    local value = measures[name]
    local whole, rest = value:match('^(%d+)(.*)$')
    whole = whole:reverse():gsub('(%d%d%d)', '%1,'):reverse():gsub('^,', '')
    return pandoc.Str(whole .. rest)
end

local function capture(b)
    local path = 'figures/captures/' .. b.identifier .. '.txt'
    local text = read(path)
    if not text then
        complain_of('#' .. b.identifier, path .. ' is not there: make captures')
        return
    end
    local command = text:match('^# ([^\n]*)')
    text = text:gsub('^.-\n\n', '', 1):gsub('\n+$', '')
    local first, last = (b.attributes.lines or ''):match('^(%d+)%-(%d+)$')
    if first then
        local n, part = 0, {}
        for line in (text .. '\n'):gmatch('(.-)\n') do
            n = n + 1
            if n >= tonumber(first) and n <= tonumber(last) then part[#part + 1] = line end
        end
        if n < tonumber(last) then
            complain_of('#' .. b.identifier, path .. ' has only ' .. n .. ' lines: mend lines=')
        end
        text = table.concat(part, '\n')
    end
    return page.capture {id = b.identifier, command = command, text = text,
        one_run = b.attributes.vary}
end

-- -------------------------------------------------------------- references

local bibliography = (function()
    local keys = {}
    for key in (read('chapters/bibliography.bib') or ''):gmatch('@%a+{([^,%s]+),') do
        keys[key] = true
    end
    return keys
end)()

-- @fig-x is "Figure 0.1"; @sec-x "section 0.1", @Sec-x "Section 0.1".
local function reference(cite)
    local c = cite.citations[1]
    local id = c.id:sub(1, 1):lower() .. c.id:sub(2)
    local l = labels[id]
    if l then
        local kind = l[1]
        if kind == 'figure' or kind == 'table' or id ~= c.id then
            kind = kind:sub(1, 1):upper() .. kind:sub(2)
        end
        return pandoc.Link({pandoc.Str(l[2] == '' and kind or kind .. '\u{a0}' .. l[2])}, '#' .. id)
    end
    for _, one in ipairs(cite.citations) do
        if not bibliography[one.id] then
            complain_of('@' .. one.id, '@' .. one.id .. ' is no figure, section, table or ' ..
                'exercise, and not in chapters/bibliography.bib: mend the name')
        end
    end
end

local function quote(code)
    if not code.classes:includes('quote') then return nil end
    local found, plain = chunks.quoted(code.text), pandoc.Code(code.text)
    return found and pandoc.Link({plain}, '#' .. found.id) or plain
end

-- A link inside the book; citeproc adds its own later, and links.sh and
-- lualatex see to those.
local anchors = {}
local function inner_link(l)
    local id = l.target:match('^#(.*)$')
    if id and not anchors[id] and not labels[id] then
        complain_of('(#' .. id .. ')', 'a link to #' .. id .. ', which is nowhere: mend the link')
    end
end

-- ----------------------------------------------------------------- figures

-- "Figure 0.1." before a caption.
local function titled(caption, id)
    local l = labels[id]
    if not l then return nil end
    caption:insert(1, pandoc.Space())
    caption:insert(1, pandoc.Strong {pandoc.Str(l[1]:gsub('^%a', string.upper) .. ' ' .. l[2] .. '.')})
    return true
end

local function figure_block(p)
    local image = lone_image(p)
    if not image then return nil end
    local svg = read(image.src)
    if not svg then
        complain_of('(' .. image.src .. ')', image.src .. ' is not there: draw it')
        return nil
    end
    titled(image.caption, image.identifier)
    return page.figure {id = image.identifier, svg = svg, src = image.src, caption = image.caption}
end

local function table_block(t)
    local caption = t.caption.long[1] and t.caption.long[1].content or pandoc.Inlines {}
    if titled(caption, t.identifier) then t.caption.long = {pandoc.Plain(caption)} end
    return page.table(t)
end

-- --------------------------------------------------------------------- all

function Pandoc(doc)
    number_blocks(doc.blocks)
    number_checkpoints()
    for _, w in ipairs(chunks.link()) do complain(w[1].file, w[1].line, w[2]) end
    stop_if_wrong()
    for _, c in ipairs(chunks.all) do anchors[c.id] = true end
    doc:walk {Header = function(h) anchors[h.identifier] = true end}
    doc:walk {Link = inner_link}
    local at = 0
    doc = doc:walk {
        Cite = reference,
        Code = quote,
        Span = function(s) if s.classes:includes('measured') then return measured(s) end end,
    }
    doc = doc:walk {
        CodeBlock = function(b)
            if b.classes:includes('source') then return {} end
            if b.classes:includes('capture') then return capture(b) end
            if b.classes:includes('chunk') then
                local c = chunks.all[tonumber(b.attributes.order)]
                return c and page.chunk(c)
            end
            return page.code(b.text)
        end,
        Para = figure_block,
        Table = table_block,
        Div = function(d)
            return d.classes:includes('exercise') and page.exercise(d,
                labels[d.identifier][2], tonumber(d.attributes.stars) or 1) or nil
        end,
        Header = function(h)
            local number = labels[h.identifier] and labels[h.identifier][2]
            if h.level > 1 then return page.header(h, number) end
            at = at + 1
            return page.header(h, number, outline[at])
        end,
    }
    stop_if_wrong()
    doc.blocks = page.book(doc.blocks, outline)
    return doc
end
