-- finish.lua: what can be done only after citeproc.  Notes go to the margin,
-- links and the bibliography get the form of the page; for the web the book
-- is cut into a file for each chapter, in the folder OUT.

local here = PANDOC_SCRIPT_FILE:match('^(.*)/') or '.'
local count = 0

-- A note on the web: beside the text, or behind a tap where there is no room.
local function web_note(n)
    count = count + 1
    local inlines = pandoc.utils.blocks_to_inlines(n.content)
    inlines:insert(1, pandoc.RawInline('html', (([[<label class="ref" for="note-N"
        aria-label="note N">N</label><input type="checkbox" class="ref" id="note-N"
        aria-label="show note N" /><span class="note" role="note"><sup>N</sup> ]]):gsub('N', count))))
    inlines:insert(pandoc.RawInline('html', '</span>'))
    return inlines
end

-- A text that TEMPLATE says, with %name% filled in.
local function fill(template, values)
    return (template:gsub('%%(%l+)%%', values))
end

-- The pages as {name, title, text}; what is before the first is the contents.
local function cut(blocks)
    local pages, part = {}, pandoc.List {}
    local function text() return pandoc.write(pandoc.Pandoc(part), 'html5', PANDOC_WRITER_OPTIONS) end
    local contents
    for _, b in ipairs(blocks) do
        if b.t == 'Div' and b.classes:includes('page') then
            if #pages > 0 then pages[#pages].text = text() else contents = text() end
            pages[#pages + 1] = {name = b.attributes.name, title = b.attributes.title}
            part = pandoc.List {}
        else
            part:insert(b)
        end
    end
    pages[#pages].text = text()
    return pages, contents
end

-- Leads #ANCHOR to the page that has it.  links.sh sees what leads nowhere.
local function lead(text, from, page_of)
    return (text:gsub('href="#([^"]*)"', function(id)
        local to = page_of[id]
        return 'href="' .. (to and to ~= from and to .. '.html' or '') .. '#' .. id .. '"'
    end))
end

local function web_pages(doc)
    local pages, contents = cut(doc.blocks)
    local frame = io.open(here .. '/frame.html'):read('a')
    local page_of = {}
    for _, p in ipairs(pages) do
        for id in p.text:gmatch('%sid="([^"]*)"') do page_of[id] = p.name end
    end
    for i, p in ipairs(pages) do
        local function neighbor(n, format)
            local to = pages[i + n]
            return to and '<a href="' .. to.name .. '.html">' .. format:format(to.title) .. '</a>' or ''
        end
        local list = lead(contents, p.name, page_of)
        local file = assert(io.open(os.getenv('OUT') .. '/' .. p.name .. '.html', 'w'))
        file:write(fill(frame, {
            title = (i > 1 and p.title .. ' – ' or '') .. 'Warp and Weft',
            contents = list:gsub('class="at%-' .. p.name:gsub('%-', '%%-') .. '"', 'class="here"'),
            body = lead(p.text, p.name, page_of),
            before = neighbor(-1, '← %s'), after = neighbor(1, '%s →')}))
        assert(file:close())
    end
    return pandoc.Pandoc {}
end

local function tex_link(l)
    local id = l.target:match('^#(.*)$')
    if not id then return nil end
    l.content:insert(1, pandoc.RawInline('latex', '\\hyperref[' .. id .. ']{'))
    l.content:insert(pandoc.RawInline('latex', '}'))
    return l.content
end

local function tex_entry(d)
    if d.identifier:find('^ref%-') then
        return {pandoc.RawBlock('latex', '\\entry{' .. d.identifier .. '}'), pandoc.Div(d.content)}
    end
    return d.identifier == 'refs' and d.content or nil
end

if FORMAT:find('latex') then
    return {{Link = tex_link}, {Div = tex_entry}}
end
return {{Note = web_note}, {Pandoc = web_pages}}
