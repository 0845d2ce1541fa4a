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
local outline = {} -- chapters: {title, text, id, number, page, sections}
local file, chapter, counts = nil, nil, {}

local function label(id, kind, number)
    if labels[id] then complain_of('#' .. id, 'a second #' .. id .. ': rename one') end
    labels[id] = {kind, number}
end

local function next_number(kind)
    counts[kind] = (counts[kind] or 0) + 1
    return (chapter or '0') .. '.' .. counts[kind]
end

-- Front matter, which is no chapter, has no numbers.
local function number_header(h)
    local number
    if h.level == 1 then
        chapter, counts = file:match('^chapters/(%d+)%-'), {}
        outline[#outline + 1] = {title = h.content, id = h.identifier, number = chapter,
            page = file:match('([^/]+)%.%w+$'), sections = {},
            text = (chapter and chapter .. '. ' or '') .. pandoc.utils.stringify(h.content)}
        if chapter then label(h.identifier, 'chapter', chapter) end
    elseif chapter and h.level == 2 then
        number, counts.below = next_number('section'), 0
        table.insert(outline[#outline].sections,
            {title = h.content, id = h.identifier, number = number})
    elseif chapter and h.level == 3 then
        counts.below = counts.below + 1
        number = chapter .. '.' .. (counts.section or 0) .. '.' .. counts.below
    end
    if number then label(h.identifier, 'section', number) end
end

local function lone_image(block)
    local image = block.t == 'Para' and #block.content == 1 and block.content[1]
    return image and image.t == 'Image' and image
end

-- pandoc before 3 leaves the {#tbl-x} behind a caption in its text.
local function number_table(t)
    local text = t.caption.long[1] and t.caption.long[1].content or {}
    local id = #text > 0 and text[#text].t == 'Str' and text[#text].text:match('^{#(.*)}$')
    if id then
        text:remove()
        if #text > 0 and text[#text].t:find('Space') then text:remove() end
        t.caption.long = {pandoc.Plain(text)}
        t.identifier = id
    end
    if t.identifier ~= '' then label(t.identifier, 'table', next_number('table')) end
end

-- A table of times: its rows are drawn from traces (make figures), its
-- caption is the block's text and what stands below the rows.
local function times(b)
    local path = 'figures/' .. b.identifier .. '.md'
    local text = read(path)
    if not text then
        complain_of('#' .. b.identifier, path .. ' is not there: make figures')
        return b
    end
    local drawn = pandoc.read(text, 'markdown').blocks
    local caption = pandoc.read(b.text:gsub('%[%[(.-)%]%]', '`%1`{.quote}'), 'markdown').blocks
    caption = caption[1] and caption[1].content or pandoc.Inlines {}
    for i, inline in ipairs(drawn[2] and drawn[2].content or {}) do
        if i == 1 and #caption > 0 then caption:insert(pandoc.Space()) end
        caption:insert(inline)
    end
    drawn[1] = pandoc.walk_block(drawn[1],
        {Space = function() return pandoc.Str '\u{a0}' end})
    drawn[1].caption.long = {pandoc.Plain(caption)}
    drawn[1].identifier = b.identifier
    return drawn[1]
end

local function read_chunk(b)
    local at = b.attributes
    local c, problem = chunks.read(b.text, at.file, at.line, next_number('chunk'))
    if not c then return complain(at.file, at.line, problem .. ': mend the source') end
    if c.role == 'checkpoint' then c.checkpoint = next_number('checkpoint') end
    at.order = tostring(c.order)
end

local function number_blocks(blocks)
    for i, b in ipairs(blocks) do
        local is = function(class) return b.classes:includes(class) end
        if b.t == 'CodeBlock' and is 'times' then b = times(b) end
        if b.t == 'Header' then
            number_header(b)
        elseif b.t == 'Table' then
            number_table(b)
        elseif lone_image(b) and b.content[1].identifier ~= '' then
            label(b.content[1].identifier, 'figure', next_number('figure'))
        elseif b.t == 'CodeBlock' and is 'source' then
            file = b.attributes.file
            files[#files + 1] = file
        elseif b.t == 'CodeBlock' and is 'capture' and b.attributes.lines ~= 'none' then
            label(b.identifier, 'transcript', '')
        elseif b.t == 'CodeBlock' and is 'chunk' then
            read_chunk(b)
        elseif b.t == 'Div' then
            if is 'exercise' then
                label(b.identifier, 'exercise', (b.identifier:gsub('^ex%-', ''):gsub('%-', '.')))
            end
            number_blocks(b.content)
        end
        blocks[i] = b -- pandoc's lists hand out copies
    end
end

-- ------------------------------------------------- captures, measurements

local measures = {}
for name, value in (read('figures/measures.txt') or ''):gmatch('(%S+/%S+) (%S+)') do
    measures[name] = value
end

local function measured(span)
    if not span.classes:includes('measured') then return nil end
    local name = span.attributes.of or ''
    if not measures[name] then
        complain_of('of="' .. name .. '"', 'nobody measured ' .. name ..
            ': make captures, or mend the name')
        return nil
    end
    local whole, rest = measures[name]:match('^(%d+)(.*)$')
    whole = whole:reverse():gsub('(%d%d%d)', '%1,'):reverse():gsub('^,', '')
    return pandoc.Str(whole .. rest)
end

local function capture(b)
    local path = 'figures/captures/' .. b.identifier .. '.txt'
    local whole = read(path)
    if not whole then
        return complain_of('#' .. b.identifier, path .. ' is not there: make captures')
    end
    local lines, part = {}, {}
    for line in whole:gsub('^.-\n\n', '', 1):gmatch('(.-)\n') do lines[#lines + 1] = line end
    local first, last = (b.attributes.lines or '1-' .. #lines):match('^(%d+)%-(%d+)$')
    if not first or tonumber(last) > #lines then
        return complain_of('#' .. b.identifier, path .. ' has ' .. #lines .. ' lines: mend lines=')
    end
    table.move(lines, tonumber(first), tonumber(last), 1, part)
    return page.capture {id = b.identifier, command = whole:match('^# ([^\n]*)'),
        text = table.concat(part, '\n'), one_run = b.attributes.vary}
end

-- -------------------------------------------------------------- references

local bibliography = {}
for key in (read('chapters/bibliography.bib') or ''):gmatch('@%a+{([^,%s]+),') do
    bibliography[key] = true
end

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
    for _, w in ipairs(chunks.link()) do complain(w[1].file, w[1].line, w[2]) end
    stop_if_wrong()
    for _, c in ipairs(chunks.all) do anchors[c.id] = true end
    doc:walk {Header = function(h) anchors[h.identifier] = true end}
    doc:walk {Link = inner_link}
    local at = 0
    doc = doc:walk {
        Cite = reference,
        Code = quote,
        Span = measured,
    }
    doc = doc:walk {
        CodeBlock = function(b)
            if b.classes:includes('source') then return {} end
            if b.classes:includes('capture') then
                return b.attributes.lines == 'none' and {} or capture(b)
            end
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
