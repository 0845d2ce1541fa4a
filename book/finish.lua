-- finish.lua: what can be done only after citeproc: notes go to the margin,
-- links and the bibliography get the form of the page.

local here = PANDOC_SCRIPT_FILE:match('^(.*)/') or '.'
package.path = here .. '/?.lua;' .. package.path
local tex = FORMAT:find('latex')
local count = 0

-- A note on the web: beside the text, or behind a tap where there is no room.
local function web_note(n)
    count = count + 1
    local id = 'note-' .. count
    local inlines = pandoc.utils.blocks_to_inlines(n.content)
    inlines:insert(1, pandoc.RawInline('html', '<label class="ref" for="' .. id ..
        '" aria-label="note ' .. count .. '">' .. count .. '</label><input type="checkbox" ' ..
        'class="ref" id="' .. id .. '" aria-label="show note ' .. count ..
        '" /><span class="note" role="note"><sup>' .. count .. '</sup> '))
    inlines:insert(pandoc.RawInline('html', '</span>'))
    return inlines
end

local function tex_link(l)
    local id = l.target:match('^#(.*)$')
    if not id then return nil end
    l.content:insert(1, pandoc.RawInline('latex', '\\hyperref[' .. id .. ']{'))
    l.content:insert(pandoc.RawInline('latex', '}'))
    return l.content
end

local function tex_entries(d)
    if d.identifier:find('^ref%-') then
        return {pandoc.RawBlock('latex', '\\entry{' .. d.identifier .. '}'),
            pandoc.Div(d.content)}
    end
    return d.identifier == 'refs' and d.content or nil
end

if tex then
    return {{Link = tex_link}, {Div = tex_entries}}
end
return {{Note = web_note}}
