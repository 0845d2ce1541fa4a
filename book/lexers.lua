-- lexers.lua: syntax colors.  lex(language, text, state) cuts one piece of a
-- line into tokens {class =, text =}; state is true inside a /* comment */
-- that began earlier.  A language is a list of rules, tried in turn at each
-- place: a pattern, and a class or a function from the word to one.

local function set(words)
    local s = {}
    for w in words:gmatch('%S+') do s[w] = true end
    return s
end
local keywords = set [[auto break case const continue default do else enum extern for goto if
    inline register return sizeof static struct switch typedef union volatile while asm
    _Noreturn _Static_assert _Alignas]]
local types = set 'void char short int long float double signed unsigned bool _Bool'
local shell = set [[if then else elif fi for while until do done case esac in exit return
    shift set export local trap exec]]

local function c_word(w)
    return keywords[w] and 'kw' or (types[w] or w:find('_t$')) and 'ty' or
        w:find('^[A-Z][A-Z0-9_]+$') and 'cn' or 'id'
end
-- A word of assembly is an instruction where nothing but labels is before.
local function asm_word(w, first)
    local register = w:find('^[astx]%d+$') or w:find('^[sgtf]p$') or w == 'ra' or
        w == 'zero' or w == 'pc'
    return first and 'kw' or register and 'rg' or 'id'
end
local function shell_word(w) return shell[w] and 'kw' or 'id' end

-- To the end of a string with escapes, or of the text.
local function string_end(text, i)
    repeat
        i = text:find('["\\]', i + 1)
        local escape = i and text:sub(i, i) == '\\'
        if escape then i = i + 1 end
    until not escape
    return i or #text
end

local space, other = {'^%s+', ''}, {'^.', ''}
local rules = {
    c = {{'^"', 'st', string_end}, {'^/%*', 'co'}, {'^//.*', 'co'}, {"^'\\?.[^']*'", 'st'},
        {'^#%s*%a+', 'pp'}, {'^[%a_][%w_]*', c_word}, {'^%d[%w.]*', 'nu'}, space, other},
    asm = {{'^"', 'st', string_end}, {'^/%*', 'co'}, {'^//.*', 'co'}, {'^#%s.*', 'co'},
        {'^#%a+', 'pp'}, {'^[%w_.]+:', 'lb'}, {'^%.%a[%w_]*', 'pp'},
        {'^[%a_][%w_.]*', asm_word}, {'^%d%w*', 'nu'}, space, other},
    sh = {{'^#.*', 'co'}, {'^"[^"]*"', 'st'}, {"^'[^']*'", 'st'}, {'^%$[%w_]+', 'ty'},
        {'^%${[^}]+}', 'ty'}, {'^[%w_-]+', shell_word}, {'^%S#*', ''}, space, other},
    ld = {{'^/%*', 'co'}, {'^0x%x+', 'nu'}, {'^[%a_][%w_]*', 'id'}, space, other},
    text = {{'^.*', ''}},
}
local by_suffix = {c = 'c', h = 'c', S = 'asm', sh = 'sh', t = 'sh', mk = 'sh', awk = 'sh',
    gdb = 'sh', ld = 'ld', Makefile = 'sh'}
local M = {}

function M.language(path)
    return by_suffix[path:match('[^./]+$')] or 'text'
end

function M.lex(language, text, state)
    local tokens, i, first = {}, 1, true
    while i <= #text do
        local class, last
        if state then
            class, last = 'co', i - 1
        else
            for _, rule in ipairs(rules[language]) do
                _, last = text:find(rule[1], i)
                class = rule[2]
                if last and rule[3] then last = rule[3](text, last) end
                if last then break end
            end
        end
        if state or class == 'co' and text:find('^/%*', i) then
            local _, close = text:find('%*/', last + 1)
            state, last = not close, close or #text
        end
        local word = text:sub(i, last)
        if type(class) == 'function' then class = class(word, first) end
        tokens[#tokens + 1] = {class = class, text = word}
        if class ~= '' and class ~= 'lb' then first = false end
        i = last + 1
    end
    return tokens, state
end

return M
