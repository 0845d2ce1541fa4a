-- lexers.lua: syntax colors.  lex(language, text, state) cuts one piece of a
-- line into tokens {class =, text =}; state is true inside a /* comment */ that
-- began earlier.  A language is a list of rules, tried in turn at each place:
-- a pattern, and a class or a function from the word to one.

local function set(words)
    local s = {}
    for w in words:gmatch('%S+') do s[w] = true end
    return s
end

local keywords = set [[auto break case const continue default do else enum
    extern for goto if inline register return sizeof static struct switch
    typedef union volatile while asm _Noreturn _Static_assert _Alignas]]
local types = set [[void char short int long float double signed unsigned
    bool _Bool]]
local registers = set [[zero ra sp gp tp fp pc t0 t1 t2 t3 t4 t5 t6 s0 s1 s2
    s3 s4 s5 s6 s7 s8 s9 s10 s11 a0 a1 a2 a3 a4 a5 a6 a7]]
local shell = set [[if then else elif fi for while until do done case esac in
    exit return shift set export local trap exec]]

local function c_word(w)
    return keywords[w] and 'kw' or (types[w] or w:find('_t$')) and 'ty' or
        w:find('^[A-Z][A-Z0-9_]+$') and 'cn' or 'id'
end

-- A word of assembly is an instruction where nothing but labels is before.
local function asm_word(w, first)
    return first and 'kw' or (registers[w] or w:find('^x%d+$')) and 'rg' or 'id'
end

local space, other = {'^%s+', ''}, {'^.', ''}

local rules = {
    c = {
        {'^"', 'string'}, {'^/%*', 'open'}, {'^//.*', 'co'}, {"^'\\?.[^']*'", 'st'},
        {'^#%s*%a+', 'pp'}, {'^[%a_][%w_]*', c_word},
        {'^%d[%w.]*', 'nu'}, space, other},
    asm = {
        {'^"', 'string'}, {'^/%*', 'open'}, {'^//.*', 'co'}, {'^#%s.*', 'co'},
        {'^#%a+', 'pp'}, {'^[%w_.]+:', 'lb'}, {'^%.%a[%w_]*', 'pp'},
        {'^[%a_][%w_.]*', asm_word}, {'^%d%w*', 'nu'}, space, other},
    sh = {
        {'^#.*', 'co'}, {'^"[^"]*"', 'st'}, {"^'[^']*'", 'st'},
        {'^%$[%w_]+', 'ty'}, {'^%${[^}]+}', 'ty'},
        {'^[%w_-]+', function(w) return shell[w] and 'kw' or 'id' end},
        {'^%S#*', ''}, space, other},
    ld = {{'^/%*', 'open'}, {'^0x%x+', 'nu'}, {'^[%a_][%w_]*', 'id'}, space, other},
    text = {{'^[%a_][%w_]*', 'id'}, {'^[^%a_]+', ''}},
}

local by_suffix = {c = 'c', h = 'c', S = 'asm', sh = 'sh', t = 'sh', mk = 'sh',
    awk = 'sh', gdb = 'sh', ld = 'ld'}
local M = {}

function M.language(path)
    if path:find('Makefile$') then return 'sh' end
    return by_suffix[path:match('%.(%w+)$')] or 'text'
end

function M.lex(language, text, state)
    local tokens, i, first = {}, 1, true
    local function put(class, last)
        local t = text:sub(i, last)
        tokens[#tokens + 1] = {class = class, text = t}
        if class ~= '' and class ~= 'lb' then first = false end
        i = last + 1
    end
    local function comment(from) -- to its end, or to that of the text
        local _, last = text:find('%*/', from)
        state = not last
        put('co', last or #text)
    end
    if state then comment(1) end
    while i <= #text do
        for _, rule in ipairs(rules[language]) do
            local _, last = text:find(rule[1], i)
            if last then
                local class = rule[2]
                if class == 'open' then
                    comment(i + 2)
                elseif class == 'string' then -- one with escapes
                    while text:find('^\\.', last + 1) or
                        text:find('^[^"]', last + 1) do
                        last = last + (text:sub(last + 1, last + 1) == '\\' and 2 or 1)
                    end
                    put('st', math.min(last + 1, #text))
                elseif type(class) == 'function' then
                    put(class(text:sub(i, last), first), last)
                else
                    put(class, last)
                end
                break
            end
        end
    end
    return tokens, state
end

return M
