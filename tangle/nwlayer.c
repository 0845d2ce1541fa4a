// nwlayer: cut the book's pipeline down to one point of it.
//
//     markup -t chapters/*.nw | nwlayer [-L] POINT [LAYER.nw ...] | nt
//     nwlayer -r POINT [LAYER.nw ...]    the paths of that point
//     nwlayer -k                         the checkpoints
//
// noweb appends: all definitions of a name make one chunk. We add
// `replace: NAME`, `delete: NAME` and `checkpoint: NAME`, and we know
// that a POINT (milestone N or checkpoint N.k) ends before the end of
// the book. The work is done in five steps:
//
//   read      the pipeline becomes tokens, definitions and chunks
//   layer     which definitions are alive at the point?
//   check     names, loops, paths, languages
//   reduce    drop the places that nothing fills
//   decorate  add names as comments, or #line
//
// Tokens are marked, never moved, so a line keeps its number. A
// definition that is not alive is renamed and stays where it is.

#include "nwlayer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum kind { OTHER,
            BEGIN_CODE,
            END_CODE,
            DEFN,
            TEXT,
            USE,
            NEWLINE };

struct token {
    enum kind kind;
    char *raw; // the line to print, NULL if it is dropped
    char *before; // what to print ahead of it, or NULL
    char *text; // the part after the keyword
    long line; // in the source
    struct chunk *used; // by a USE in code
};

struct source {
    struct nw_place at; // line 0
    long chapter; // -1 for a layer
    int marks; // checkpoints seen so far
};

// How a file marks a comment. Only files of C and assembly can also
// say #line.
enum language { UNKNOWN,
                PLAIN, // no comments
                SLASHES,
                HASH,
                STARS };

struct line {
    size_t first, end; // its tokens
    bool gone; // it held only places that nothing fills
    bool blank;
};

enum role { APPEND,
            REPLACE,
            DELETE,
            CHECKPOINT };

struct use {
    struct use *next;
    struct chunk *chunk;
    struct nw_place at;
};

struct definition {
    struct definition *later; // in the book
    enum role role;
    struct chunk *chunk;
    struct source *source;
    struct nw_place at;
    size_t name, body, end; // tokens: the @defn, its lines
    int marks; // checkpoints before it
    struct use *uses;
    bool alive; // at the point
    struct definition *replaced_by; // who ended its life
    struct definition *next; // alive, of the same chunk
    struct line *lines; // set by reduce
    size_t line_count;
};

struct chunk {
    struct chunk *next_in_bucket;
    const char *name;
    bool is_path;
    bool defined; // anywhere
    struct definition *first, *last; // alive
    enum { WHITE,
           GREY,
           BLACK } color; // of the search for loops
    int height; // how deep chunks nest in it
    enum language language;
    struct chunk *file; // the first path that reaches it
    enum { NOT_YET,
           EMPTY,
           FULL } content;
    bool inlined; // used in the middle of a line
    bool begun; // a definition has been decorated
};

enum { BUCKETS = 4096,
       DEEPEST = 200 };

struct book {
    struct nw nw;
    const struct nwlayer_request *request;
    struct token *tokens;
    size_t token_count;
    struct source **sources;
    size_t source_count;
    struct definition *definitions, **last_definition;
    struct chunk *buckets[BUCKETS];
    long chapter; // the point
    int marks; // 0 for a milestone
    bool too_deep; // to walk through the chunks
    FILE *out;
};

#define each_definition(d, book)                \
    struct definition *d = (book)->definitions; \
    d;                                          \
    d = d->later
#define problem(book, at, ...) nw_problem(&(book)->nw, at, __VA_ARGS__)

// ---------------------------------------------------------------- names

static bool starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool ends(const char *text, const char *suffix)
{
    size_t length = strlen(text), tail = strlen(suffix);
    return length >= tail && strcmp(text + length - tail, suffix) == 0;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t")] == '\0';
}

static bool looks_like_path(const char *name)
{
    const char *letters = "abcdefghijklmnopqrstuvwxyz"
                          "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/+-";
    return name[0] != '\0' && name[strspn(name, letters)] == '\0' &&
           (strpbrk(name, "./") || strcmp(name, "Makefile") == 0);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static enum language language_of(const char *path)
{
    static const struct {
        const char *suffix;
        enum language language;
    } table[] = {
        {".c", SLASHES},
        {".h", SLASHES},
        {".S", SLASHES},
        {".mk", HASH},
        {".sh", HASH},
        {".t", HASH},
        {".awk", HASH},
        {".gdb", HASH},
        {".py", HASH},
        {".conf", HASH},
        {".ld", STARS},
        {".dts", STARS},
        {".pml", STARS},
    };
    if (strcmp(base_name(path), "Makefile") == 0)
        return HASH;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (ends(path, table[i].suffix))
            return table[i].language;
    return PLAIN;
}

static struct chunk *chunk_named(struct book *book, const char *name)
{
    unsigned hash = 5381;
    for (const char *c = name; *c; c++)
        hash = hash * 33 + (unsigned char)*c;
    struct chunk **bucket = &book->buckets[hash % BUCKETS];
    for (struct chunk *c = *bucket; c; c = c->next_in_bucket)
        if (strcmp(c->name, name) == 0)
            return c;
    struct chunk *chunk = nw_alloc(&book->nw, sizeof *chunk);
    chunk->name = name;
    chunk->is_path = looks_like_path(name);
    chunk->next_in_bucket = *bucket;
    *bucket = chunk;
    return chunk;
}

// ----------------------------------------------------------------- read

static enum kind kind_of(const char *raw, char **text)
{
    static const struct {
        const char *keyword;
        enum kind kind;
    } table[] = {
        {"@begin code", BEGIN_CODE},
        {"@end code", END_CODE},
        {"@defn ", DEFN},
        {"@text", TEXT},
        {"@use ", USE},
        {"@nl", NEWLINE},
        {"@index nl", NEWLINE},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (starts(raw, table[i].keyword)) {
            *text = (char *)raw + strlen(table[i].keyword);
            if (table[i].kind == TEXT && **text == ' ')
                ++*text;
            return table[i].kind;
        }
    *text = (char *)raw;
    return OTHER;
}

static bool is_layer(const struct book *book, const char *file)
{
    for (int i = 0; i < book->request->layer_count; i++)
        if (strcmp(book->request->layers[i], file) == 0)
            return true;
    return false;
}

static struct source *last_source(const struct book *book)
{
    size_t count = book->source_count;
    return count ? book->sources[count - 1] : NULL;
}

// The N of `chapters/N-name.nw`, or -1.
static long chapter_number(const char *file)
{
    const char *name = base_name(file);
    size_t digits = strspn(name, "0123456789");
    if (digits == 0 || digits > 6 || name[digits] != '-')
        return -1;
    return strtol(name, NULL, 10);
}

// Chapters come in ascending order, layers after them.
static void number_source(struct book *book, struct source *source)
{
    struct source *before = last_source(book);
    if (is_layer(book, source->at.file)) {
        source->chapter = -1;
        return;
    }
    source->chapter = chapter_number(source->at.file);
    if (source->chapter < 0)
        problem(book, source->at,
                "neither a chapter nor a layer: call it N-name.nw, or "
                "name it as a layer after the point");
    else if (before && before->chapter < 0)
        problem(book, source->at,
                "a chapter behind a layer: give markup the chapters "
                "first");
    else if (before && before->chapter == source->chapter)
        problem(book, source->at,
                "chapter %ld is %s already: give each chapter a number "
                "of its own",
                source->chapter, before->at.file);
    else if (before && before->chapter > source->chapter)
        problem(book, source->at,
                "chapter %ld behind chapter %ld: give markup the "
                "chapters in their order",
                source->chapter, before->chapter);
}

static void begin_source(struct book *book, const char *file)
{
    struct source *source = nw_alloc(&book->nw, sizeof *source);
    source->at = (struct nw_place){file, (int)book->source_count, 1};
    number_source(book, source);
    book->sources = nw_grow(&book->nw, book->sources,
                            book->source_count, sizeof source);
    book->sources[book->source_count++] = source;
}

// Splits `replace: NAME` and its like into role and name.
static const char *split_name(const char *name, enum role *role)
{
    static const char *prefix[] = {
        [REPLACE] = "replace:",
        [DELETE] = "delete:",
        [CHECKPOINT] = "checkpoint:",
    };
    for (*role = REPLACE; *role <= CHECKPOINT; ++*role)
        if (starts(name, prefix[*role])) {
            name += strlen(prefix[*role]);
            return name + strspn(name, " ");
        }
    *role = APPEND;
    return name;
}

static struct definition *begin_definition(struct book *book,
                                           size_t index)
{
    struct token *token = &book->tokens[index];
    struct definition *d = nw_alloc(&book->nw, sizeof *d);
    const char *name = split_name(token->text, &d->role);
    d->source = last_source(book);
    d->at = d->source->at;
    d->at.line = token->line;
    d->name = index;
    d->body = d->end = index + 1;
    if (name[0] == '\0')
        problem(book, d->at,
                "a chunk without a name: write one between << and >>=");
    if (d->role == CHECKPOINT)
        d->source->marks++;
    d->marks = d->source->marks;
    d->chunk = chunk_named(
        book, d->role == CHECKPOINT
                  ? nw_format(&book->nw, "checkpoint: %s", name)
                  : name);
    if (d->role == APPEND)
        d->chunk->defined = true;
    *book->last_definition = d;
    book->last_definition = &d->later;
    return d;
}

static void add_token(struct book *book, struct token token)
{
    book->tokens = nw_grow(&book->nw, book->tokens, book->token_count,
                           sizeof token);
    book->tokens[book->token_count++] = token;
}

// Where the reader stands in the pipeline.
struct reader {
    struct book *book;
    long row; // line of the pipeline
    long line; // line of the source
    enum { IN_PROSE,
           WANT_NAME,
           IN_CODE } state;
    struct definition *open;
};

static bool malformed(struct reader *r, const char *what)
{
    struct nw_place at = {"pipeline", -1, r->row};
    problem(r->book, at,
            "%s: feed this filter from noweb's markup", what);
    return false;
}

// markup prints @fatal where it gives up.
static bool gave_up(struct reader *r, const char *raw)
{
    struct source *source = last_source(r->book);
    struct nw_place at = {"pipeline", -1, r->row};
    if (source) {
        at = source->at;
        at.line = r->line;
    }
    problem(r->book, at,
            "markup gave up (%s): run nwlint, which shows the place",
            raw + strlen("@fatal"));
    return false;
}

static bool read_code_token(struct reader *r, struct token *token)
{
    struct book *book = r->book;
    switch (token->kind) {
    case BEGIN_CODE:
        if (r->state != IN_PROSE)
            return malformed(r, "a chunk inside a chunk");
        r->state = WANT_NAME;
        return true;
    case DEFN:
        if (r->state != WANT_NAME)
            return malformed(r, "@defn out of place");
        r->open = begin_definition(book, book->token_count - 1);
        r->state = IN_CODE;
        return true;
    case END_CODE:
        if (r->state != IN_CODE)
            return malformed(r, "@end code out of place");
        r->open->end = book->token_count - 1;
        r->state = IN_PROSE;
        return true;
    default:
        if (r->state == WANT_NAME)
            return malformed(r, "a chunk without @defn");
        return true;
    }
}

static bool read_line(struct reader *r, char *raw)
{
    struct book *book = r->book;
    struct token token = {.raw = raw, .line = r->line};
    r->row++;
    if (raw[0] != '@')
        return malformed(r, "a line without @");
    if (starts(raw, "@fatal"))
        return gave_up(r, raw);
    if (starts(raw, "@file ")) {
        if (r->state != IN_PROSE)
            return malformed(r, "a file inside a chunk");
        begin_source(book, raw + strlen("@file "));
        r->line = 1;
    } else if (book->source_count == 0) {
        return malformed(r, "text before @file");
    }
    token.kind = kind_of(raw, &token.text);
    add_token(book, token);
    if (token.kind == NEWLINE)
        r->line++;
    return read_code_token(r, &token);
}

// The body of a definition begins behind the line of its name.
static void find_uses(struct book *book, struct definition *d)
{
    struct use **last = &d->uses;
    while (d->body < d->end &&
           book->tokens[d->body].line == d->at.line)
        d->body++;
    for (size_t t = d->body; t < d->end; t++) {
        struct token *token = &book->tokens[t];
        if (token->kind != USE)
            continue;
        struct use *use = nw_alloc(&book->nw, sizeof *use);
        use->chunk = token->used = chunk_named(book, token->text);
        use->at = d->at;
        use->at.line = token->line;
        *last = use;
        last = &use->next;
    }
}

static bool read_pipeline(struct book *book, char *input, size_t length)
{
    struct reader r = {.book = book, .line = 1};
    if (memchr(input, '\0', length))
        return malformed(&r, "a NUL byte");
    for (char *next, *raw = input; *raw; raw = next) {
        size_t size = strcspn(raw, "\n");
        next = raw + size + (raw[size] == '\n');
        raw[size] = '\0';
        if (!read_line(&r, raw))
            return false;
    }
    if (r.state != IN_PROSE)
        return malformed(&r, "the end inside a chunk");
    if (book->source_count == 0)
        return malformed(&r, "nothing to read");
    for (each_definition(d, book))
        find_uses(book, d);
    return book->nw.count == 0;
}

// ---------------------------------------------------------------- point

static bool same_number(const char *text, long number)
{
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits <= 6 && strtol(text, NULL, 10) == number;
}

static char *list_points(struct book *book)
{
    char *list = "";
    for (size_t i = 0; i < book->source_count; i++) {
        struct source *s = book->sources[i];
        for (int k = 1; s->chapter >= 0 && k <= s->marks; k++)
            list = nw_format(&book->nw, "%s %ld.%d", list, s->chapter, k);
        if (s->chapter >= 0)
            list = nw_format(&book->nw, "%s %ld", list, s->chapter);
    }
    return list;
}

static bool point_is(struct book *book, struct source *source)
{
    const char *point = book->request->point;
    const char *dot = point + strspn(point, "0123456789");
    if (source->chapter < 0 || !same_number(point, source->chapter))
        return false;
    book->chapter = source->chapter;
    if (*dot == '\0')
        return true;
    for (int k = 1; *dot == '.' && k <= source->marks; k++)
        if (same_number(dot + 1, k) &&
            dot[1 + strspn(dot + 1, "0123456789")] == '\0') {
            book->marks = k;
            return true;
        }
    return false;
}

static void find_point(struct book *book)
{
    struct nw_place at = {"nwlayer", -1, 0};
    if (book->request->what == NWLAYER_CHECKPOINTS) {
        for (size_t i = 0; i < book->source_count; i++)
            if (book->sources[i]->chapter > book->chapter)
                book->chapter = book->sources[i]->chapter;
        return;
    }
    for (size_t i = 0; i < book->source_count; i++)
        if (point_is(book, book->sources[i]))
            return;
    problem(book, at, "no point %s: take one of%s",
            book->request->point, list_points(book));
}

static void find_layers(struct book *book)
{
    struct nw_place at = {"nwlayer", -1, 0};
    for (int i = 0; i < book->request->layer_count; i++) {
        const char *layer = book->request->layers[i];
        bool found = false;
        for (size_t s = 0; s < book->source_count; s++)
            found |= strcmp(book->sources[s]->at.file, layer) == 0;
        if (!found)
            problem(book, at,
                    "layer %s is not in the pipeline: name it to "
                    "markup too, behind the chapters",
                    layer);
    }
}

// ---------------------------------------------------------------- layer

static bool has_text(const struct book *book, const struct definition *d)
{
    for (size_t t = d->body; t < d->end; t++)
        if (book->tokens[t].kind == TEXT &&
            !is_blank(book->tokens[t].text))
            return true;
    return d->uses != NULL;
}

// The tokens of a definition as one string, to compare.
static char *text_of(struct book *book, const struct definition *d)
{
    size_t size = 1;
    for (size_t i = d->body; i < d->end; i++)
        size += strlen(book->tokens[i].raw) + 1;
    char *text = nw_alloc(&book->nw, size), *end = text;
    for (size_t i = d->body; i < d->end; i++) {
        size_t length = strlen(book->tokens[i].raw);
        memcpy(end, book->tokens[i].raw, length);
        end[length] = '\n';
        end += length + 1;
    }
    return text;
}

static bool is_same_text(struct book *book, const struct definition *later)
{
    const char *rest = text_of(book, later);
    const struct definition *old = later->chunk->first;
    for (; old; old = old->next) {
        const char *text = text_of(book, old);
        if (!starts(rest, text))
            return false;
        rest += strlen(text);
    }
    return *rest == '\0';
}

static void supersede(struct book *book, struct definition *later)
{
    struct chunk *chunk = later->chunk;
    bool deletes = later->role == DELETE;
    if (chunk->first == NULL)
        problem(book, later->at,
                "nothing to %s: no <<%s>> stands before it; mend the "
                "name%s",
                deletes ? "delete" : "replace", chunk->name,
                deletes ? "" : ", or drop the `replace:`");
    else if (!deletes && is_same_text(book, later))
        problem(book, later->at,
                "the replacement of <<%s>> is what it replaces: change "
                "it, or remove it",
                chunk->name);
    for (struct definition *old = chunk->first; old; old = old->next) {
        old->alive = false;
        old->replaced_by = later;
    }
    chunk->first = chunk->last = NULL;
}

static void revive(struct definition *d)
{
    struct chunk *chunk = d->chunk;
    d->alive = true;
    if (chunk->last)
        chunk->last->next = d;
    else
        chunk->first = d;
    chunk->last = d;
}

static void clear_layers(struct book *book)
{
    for (each_definition(d, book)) {
        d->alive = false;
        d->replaced_by = d->next = NULL;
        d->chunk->first = d->chunk->last = NULL;
    }
}

static bool at_point(const struct book *book, const struct definition *d)
{
    long chapter = d->source->chapter;
    if (chapter != book->chapter)
        return chapter < book->chapter; // so is a layer
    return book->marks == 0 || d->marks < book->marks;
}

// Stack the definitions of the point, or those of the whole book.
static void stack_layers(struct book *book, bool whole_book)
{
    clear_layers(book);
    for (each_definition(d, book)) {
        bool layer = d->source->chapter < 0;
        if (whole_book ? layer : !at_point(book, d))
            continue;
        if (d->role == REPLACE || d->role == DELETE)
            supersede(book, d);
        if (d->role == APPEND || d->role == REPLACE)
            revive(d);
    }
}

// ---------------------------------------------------------------- check

static void check_checkpoint(struct book *book, struct definition *d)
{
    const char *name = d->chunk->name;
    if (d->source->chapter < 0)
        problem(book, d->at,
                "a checkpoint in a layer: put it into a chapter");
    if (!has_text(book, d))
        problem(book, d->at,
                "<<%s>> names no console line: write the line that must "
                "appear under it",
                name);
    if (d->uses)
        problem(book, d->at,
                "<<%s>> uses a chunk: write console lines only (@<< for "
                "<<)",
                name);
    if (d->chunk->last)
        problem(book, d->at,
                "<<%s>> exists already, at %s:%ld: choose another name",
                name, d->chunk->last->at.file, d->chunk->last->at.line);
    d->chunk->last = d;
}

static bool is_bad_step(const char *step, size_t length)
{
    return length == 0 || step[0] == '-' ||
           (length <= 2 && strncmp(step, "..", length) == 0);
}

static void check_path(struct book *book, struct definition *d)
{
    const char *path = d->chunk->name, *step = path;
    if (starts(path, ".tangled"))
        problem(book, d->at,
                "<<%s>> is kept for the list of tangled files: choose "
                "another name",
                path);
    for (;; step++) {
        size_t length = strcspn(step, "/");
        if (is_bad_step(step, length)) {
            problem(book, d->at,
                    "<<%s>> is no path inside the tree: write one like "
                    "kernel/main.c",
                    path);
            return;
        }
        step += length;
        if (*step == '\0')
            return;
        char *folder = nw_copy(&book->nw, path, (size_t)(step - path));
        if (chunk_named(book, folder)->defined)
            problem(book, d->at,
                    "<<%s>> lies in %s, which is a file: rename one of "
                    "them",
                    path, folder);
    }
}

// Each definition by itself, alive or not.
static void check_definition(struct book *book, struct definition *d)
{
    if (d->role == CHECKPOINT)
        check_checkpoint(book, d);
    else if (d->chunk->is_path)
        check_path(book, d);
    if (d->role == DELETE && has_text(book, d))
        problem(book, d->at,
                "<<delete: %s>> has a body: remove it, or write "
                "`replace:`",
                d->chunk->name);
}

static void check_use(struct book *book, struct use *use)
{
    enum role role;
    const char *name = use->chunk->name;
    split_name(name, &role);
    if (role != APPEND)
        problem(book, use->at,
                "<<%s>> inside code: use a chunk by its plain name",
                name);
    else if (!use->chunk->defined)
        problem(book, use->at,
                "<<%s>> is defined nowhere: define it, mend the name, "
                "or write @<< if no chunk is meant",
                name);
    else if (use->chunk->is_path)
        problem(book, use->at,
                "<<%s>> is a file: move its text to a chunk that both "
                "can use",
                name);
}

static void check_definitions(struct book *book)
{
    clear_layers(book);
    for (each_definition(d, book)) {
        check_definition(book, d);
        for (struct use *use = d->uses; use; use = use->next)
            if (d->role != CHECKPOINT)
                check_use(book, use);
    }
}

// The way through grey chunks, from one back to another, in words.
static char *name_loop(struct book *book, struct chunk *from,
                       struct chunk *to)
{
    char *loop = nw_format(&book->nw, "<<%s>>", from->name);
    for (int steps = 0; from != to && steps < DEEPEST; steps++) {
        struct chunk *next = to;
        for (struct definition *d = from->first; d; d = d->next)
            for (struct use *use = d->uses; use; use = use->next)
                if (use->chunk->color == GREY && use->chunk != from)
                    next = use->chunk;
        from = next;
        loop = nw_format(&book->nw, "%s, <<%s>>", loop, from->name);
    }
    return loop;
}

static void too_deep(struct book *book, struct nw_place at)
{
    book->too_deep = true;
    problem(book, at, "chunks nest more than %d deep: flatten them",
            DEEPEST);
}

static void find_loops(struct book *book, struct chunk *chunk, int depth);

static void follow(struct book *book, struct chunk *chunk,
                   struct use *use, int depth)
{
    struct chunk *used = use->chunk;
    if (used->color == GREY)
        problem(book, use->at, "a loop: <<%s>> uses %s: break it",
                chunk->name, name_loop(book, used, chunk));
    else if (used->color == WHITE && depth < DEEPEST)
        find_loops(book, used, depth + 1);
    if (chunk->height <= used->height)
        chunk->height = used->height + 1;
    if (chunk->height >= DEEPEST)
        too_deep(book, use->at);
}

static void find_loops(struct book *book, struct chunk *chunk, int depth)
{
    chunk->color = GREY;
    for (struct definition *d = chunk->first; d; d = d->next)
        for (struct use *use = d->uses; use && !book->too_deep;
             use = use->next)
            follow(book, chunk, use, depth);
    chunk->color = BLACK;
}

static void find_all_loops(struct book *book)
{
    for (each_definition(d, book))
        if (d->alive && d->chunk->color == WHITE)
            find_loops(book, d->chunk, 1);
}

static void differ(struct book *book, struct chunk *chunk,
                   struct chunk *file)
{
    if (chunk->first)
        problem(book, chunk->first->at,
                "<<%s>> goes into %s and %s, whose comments differ: "
                "give each a chunk of its own",
                chunk->name, chunk->file->name, file->name);
}

// Spread the language of a file over the chunks that it reaches.
static void spread(struct book *book, struct chunk *chunk,
                   struct chunk *file)
{
    chunk->file = file;
    chunk->language = language_of(file->name);
    for (struct definition *d = chunk->first; d; d = d->next)
        for (struct use *use = d->uses; use; use = use->next)
            if (use->chunk->file == NULL)
                spread(book, use->chunk, file);
            else if (use->chunk->language != chunk->language)
                differ(book, use->chunk, file);
}

static void spread_languages(struct book *book)
{
    for (each_definition(d, book))
        if (d->alive && d->chunk->is_path && d->chunk->file == NULL)
            spread(book, d->chunk, d->chunk);
}

// Some definition that uses a chunk: a living one if there is one, else
// one that was replaced, else any.
static struct definition *user_of(struct book *book, struct chunk *chunk)
{
    struct definition *best = NULL;
    for (each_definition(d, book))
        for (struct use *use = d->uses; use; use = use->next)
            if (use->chunk != chunk)
                continue;
            else if (d->alive)
                return d;
            else if (!best || (d->replaced_by && !best->replaced_by))
                best = d;
    return best;
}

static void report_unused(struct book *book, struct definition *d)
{
    const char *name = d->chunk->name;
    struct definition *user = user_of(book, d->chunk);
    if (user && user->alive)
        return; // which is unused itself, or in a loop
    if (user && user->replaced_by)
        problem(book, d->at,
                "<<%s>> is used no more since %s:%ld: delete it there "
                "with <<delete: %s>>=",
                name, user->replaced_by->at.file,
                user->replaced_by->at.line, name);
    else if (user)
        problem(book, d->at,
                "<<%s>> is used only at %s:%ld: use it here, or define "
                "it there",
                name, user->at.file, user->at.line);
    else
        problem(book, d->at,
                "<<%s>> is used nowhere: use it, remove it, or name it "
                "like a path if it is a file",
                name);
}

// nt expands no tabs, and the formatter wants none.
static void check_tabs(struct book *book)
{
    for (each_definition(d, book)) {
        struct nw_place at = d->at;
        if (!d->alive || d->chunk->language != SLASHES)
            continue;
        for (size_t t = d->body; t < d->end; t++) {
            at.line = book->tokens[t].line;
            if (strchr(book->tokens[t].raw, '\t'))
                problem(book, at, "a tab in C: indent with blanks");
        }
    }
}

static void check_unused(struct book *book)
{
    if (book->marks)
        return; // a checkpoint is half a chapter
    for (each_definition(d, book)) {
        if (d->chunk->first == d && d->chunk->defined && !d->chunk->file)
            report_unused(book, d);
    }
}

static void check(struct book *book)
{
    check_definitions(book);
    stack_layers(book, true);
    stack_layers(book, false);
    find_all_loops(book);
    if (book->too_deep)
        return;
    spread_languages(book);
    check_tabs(book);
    check_unused(book);
}

// --------------------------------------------------------------- reduce

static void split_lines(struct book *book, struct definition *d)
{
    d->lines = nw_alloc(&book->nw, (d->end - d->body + 1) *
                                       sizeof *d->lines);
    for (size_t t = d->body; t < d->end;) {
        struct line *line = &d->lines[d->line_count++];
        line->first = t;
        while (t < d->end && book->tokens[t].kind != NEWLINE)
            t++;
        t += t < d->end;
        line->end = t;
    }
}

static void set_text(struct book *book, struct token *token,
                     const char *text)
{
    token->raw = nw_format(&book->nw, "@text %s", text);
    token->text = token->raw + strlen("@text ");
}

// Does anything but blanks stand before this token?
static bool starts_line(const struct book *book,
                        const struct line *line, size_t t)
{
    while (t-- > line->first) {
        const struct token *token = &book->tokens[t];
        if (token->kind == TEXT ? !is_blank(token->text)
                                : token->raw != NULL)
            return false;
    }
    return true;
}

// Take a place that nothing fills out of its line, with the blanks
// before it; at the start of the line, or without such, those behind.
static void drop_use(struct book *book, struct line *line, size_t t)
{
    struct token *token = &book->tokens[t];
    token->raw = NULL;
    if (t > line->first && token[-1].kind == TEXT &&
        !starts_line(book, line, t)) {
        const char *left = token[-1].text;
        size_t length = strlen(left), kept = length;
        while (kept > 0 && left[kept - 1] == ' ')
            kept--;
        if (kept < length) {
            set_text(book, token - 1, nw_copy(&book->nw, left, kept));
            return;
        }
    }
    if (token[1].kind == TEXT)
        set_text(book, token + 1,
                 token[1].text + strspn(token[1].text, " "));
}

static bool is_empty(struct book *book, struct chunk *chunk);

static void reduce_line(struct book *book, struct line *line)
{
    bool dropped = false;
    line->blank = true;
    for (size_t t = line->first; t < line->end; t++) {
        struct token *token = &book->tokens[t];
        if (token->kind != USE)
            continue;
        if (is_empty(book, token->used)) {
            drop_use(book, line, t);
            dropped = true;
        } else {
            line->blank = false;
        }
    }
    for (size_t t = line->first; t < line->end; t++)
        if (book->tokens[t].kind == TEXT &&
            !is_blank(book->tokens[t].text))
            line->blank = false;
    line->gone = dropped && line->blank;
}

// Where a place went, two blank lines may meet, or one be left at the
// edge of the chunk: one of them goes too.
static void close_gaps(struct definition *d)
{
    struct line *before = NULL;
    bool gap = false;
    for (size_t i = 0; i < d->line_count; i++) {
        struct line *line = &d->lines[i];
        if (line->gone) {
            gap = true;
            continue;
        }
        if (gap && line->blank && (before == NULL || before->blank)) {
            line->gone = true;
            continue;
        }
        gap = false;
        before = line;
    }
    if (gap && before && before->blank)
        before->gone = true;
}

// The definitions of a file are set apart by exactly one blank line.
static void trim_ends(struct definition *d)
{
    size_t first = 0, end = d->line_count;
    while (first < end && (d->lines[first].gone || d->lines[first].blank))
        d->lines[first++].gone = true;
    while (end > first && (d->lines[end - 1].gone || d->lines[end - 1].blank))
        d->lines[--end].gone = true;
}

static bool reduce(struct book *book, struct definition *d)
{
    bool empty = true;
    split_lines(book, d);
    for (size_t i = 0; i < d->line_count; i++)
        reduce_line(book, &d->lines[i]);
    close_gaps(d);
    if (d->chunk->is_path)
        trim_ends(d);
    for (size_t i = 0; i < d->line_count; i++)
        empty &= d->lines[i].gone || d->lines[i].blank;
    return empty;
}

static bool is_empty(struct book *book, struct chunk *chunk)
{
    if (chunk->content == NOT_YET) {
        chunk->content = EMPTY;
        for (struct definition *d = chunk->first; d; d = d->next)
            if (!reduce(book, d))
                chunk->content = FULL;
    }
    return chunk->content == EMPTY;
}

static void reduce_all(struct book *book)
{
    for (each_definition(d, book))
        if (d->alive)
            is_empty(book, d->chunk);
}

// ------------------------------------------------------------- decorate

static bool is_kept_use(const struct token *token)
{
    return token->kind == USE && token->raw;
}

static bool uses_chunks(const struct book *book, const struct line *line)
{
    for (size_t t = line->first; t < line->end; t++)
        if (is_kept_use(&book->tokens[t]))
            return true;
    return false;
}

// A chunk that is used inside a line begins there, and so does what it
// begins with itself: neither #line nor a comment can go before it.
static void inline_chunk(struct book *book, struct chunk *chunk);

static void find_inlined(struct book *book, const struct line *line,
                         bool inside)
{
    for (size_t t = line->first; t < line->end; t++) {
        struct token *token = &book->tokens[t];
        if (is_kept_use(token)) {
            if (inside)
                inline_chunk(book, token->used);
            inside = true;
        } else if (token->kind == TEXT && !is_blank(token->text)) {
            inside = true;
        }
    }
}

static void inline_chunk(struct book *book, struct chunk *chunk)
{
    if (chunk->inlined)
        return;
    chunk->inlined = true;
    for (struct definition *d = chunk->first; d; d = d->next)
        for (size_t i = 0; i < d->line_count; i++)
            if (!d->lines[i].gone) {
                find_inlined(book, &d->lines[i], true);
                return;
            }
}

static void find_all_inlined(struct book *book)
{
    for (each_definition(d, book))
        for (size_t i = 0; i < d->line_count; i++)
            if (!d->lines[i].gone)
                find_inlined(book, &d->lines[i], false);
}

// The use that stands alone on its line, or NULL.
static struct token *lone_use(const struct book *book,
                              const struct line *line, char **indent)
{
    struct token *use = NULL;
    *indent = "";
    for (size_t t = line->first; t < line->end; t++) {
        struct token *token = &book->tokens[t];
        if (token->kind == TEXT && !is_blank(token->text))
            return NULL;
        if (token->kind == TEXT && use == NULL)
            *indent = token->text;
        if (!is_kept_use(token))
            continue;
        if (use)
            return NULL;
        use = token;
    }
    return use;
}

// The name of a chunk as a comment says it: without [[ and ]].
static char *plain_name(struct book *book, const char *name)
{
    char *plain = nw_copy(&book->nw, name, strlen(name)), *end = plain;
    for (; *name; name++)
        if (starts(name, "[[") || starts(name, "]]"))
            name++;
        else
            *end++ = *name;
    *end = '\0';
    return plain;
}

static char *comment_for(struct book *book, struct definition *d,
                         struct line *line)
{
    char *indent, *name;
    struct token *use = lone_use(book, line, &indent);
    if (use == NULL)
        return "";
    name = plain_name(book, use->text);
    switch (d->chunk->language) {
    case SLASHES:
        return nw_format(&book->nw, "@text %s// %s\n@nl\n", indent, name);
    case HASH:
        if (strchr(indent, '\t'))
            return ""; // a recipe would run it
        return nw_format(&book->nw, "@text %s# %s\n@nl\n", indent, name);
    case STARS:
        return nw_format(&book->nw, "@text %s/* %s */\n@nl\n", indent,
                         name);
    default:
        return "";
    }
}

// A file name inside a C string.
static char *quoted(struct book *book, const char *name)
{
    char *text = nw_alloc(&book->nw, 2 * strlen(name) + 1), *end = text;
    for (; *name; name++) {
        if (*name == '"' || *name == '\\')
            *end++ = '\\';
        *end++ = *name;
    }
    return text;
}

static char *line_for(struct book *book, struct definition *d,
                      struct line *line)
{
    return nw_format(&book->nw, "@text #line %ld \"%s\"\n@nl\n",
                     book->tokens[line->first].line,
                     quoted(book, d->at.file));
}

static void decorate(struct book *book, struct definition *d)
{
    struct chunk *chunk = d->chunk;
    bool lines = book->request->lines && chunk->language == SLASHES;
    bool lost = chunk->begun || !chunk->inlined; // say where we are
    char *before = chunk->is_path && chunk->begun ? "@text \n@nl\n" : "";
    for (size_t i = 0; i < d->line_count; i++) {
        struct line *line = &d->lines[i];
        if (line->gone) {
            lost |= chunk->begun;
            continue;
        }
        if (lines && lost)
            before = nw_format(&book->nw, "%s%s", before,
                               line_for(book, d, line));
        if (!book->request->lines && (chunk->begun || !chunk->inlined))
            before = nw_format(&book->nw, "%s%s", before,
                               comment_for(book, d, line));
        book->tokens[line->first].before = before;
        before = "";
        lost = uses_chunks(book, line);
        chunk->begun = true;
    }
}

static void drop_lines(struct book *book, struct definition *d)
{
    for (size_t i = 0; i < d->line_count; i++)
        for (size_t t = d->lines[i].first; t < d->lines[i].end; t++)
            if (d->lines[i].gone)
                book->tokens[t].raw = NULL;
}

static void name_definition(struct book *book, struct definition *d)
{
    struct token *token = &book->tokens[d->name];
    const char *state = d->replaced_by ? "replaced" : "later";
    if (d->alive)
        token->raw = nw_format(&book->nw, "@defn %s", d->chunk->name);
    else if (d->role == APPEND || d->role == REPLACE)
        token->raw = nw_format(&book->nw, "@defn %s: %s", state,
                               d->chunk->name);
}

static void decorate_all(struct book *book)
{
    find_all_inlined(book);
    for (each_definition(d, book)) {
        name_definition(book, d);
        if (d->alive)
            decorate(book, d);
        drop_lines(book, d);
    }
}

// ---------------------------------------------------------------- print

static void print_tree(struct book *book)
{
    for (size_t i = 0; i < book->token_count; i++) {
        struct token *token = &book->tokens[i];
        if (token->before)
            fputs(token->before, book->out);
        if (token->raw)
            fprintf(book->out, "%s\n", token->raw);
    }
}

static void print_roots(struct book *book)
{
    for (each_definition(d, book)) {
        struct chunk *chunk = d->chunk;
        if (chunk->is_path && chunk->first == d && chunk->content == FULL)
            fprintf(book->out, "%s\n", chunk->name);
    }
}

static void print_console_lines(struct book *book, struct definition *d)
{
    const char *name = d->chunk->name + strlen("checkpoint: ");
    split_lines(book, d);
    for (size_t i = 0; i < d->line_count; i++) {
        char *text = "";
        for (size_t t = d->lines[i].first; t < d->lines[i].end; t++)
            if (book->tokens[t].kind == TEXT)
                text = nw_format(&book->nw, "%s%s", text,
                                 book->tokens[t].text);
        if (!is_blank(text))
            fprintf(book->out, "%ld.%d\t%s\t%s\n", d->source->chapter,
                    d->marks, name, text);
    }
}

static void print_checkpoints(struct book *book)
{
    for (each_definition(d, book))
        if (d->role == CHECKPOINT)
            print_console_lines(book, d);
}

// ----------------------------------------------------------------- main

static void filter(struct book *book)
{
    reduce_all(book);
    switch (book->request->what) {
    case NWLAYER_TREE:
        decorate_all(book);
        print_tree(book);
        break;
    case NWLAYER_ROOTS:
        print_roots(book);
        break;
    case NWLAYER_CHECKPOINTS:
        print_checkpoints(book);
        break;
    }
}

bool nwlayer(char *input, size_t length,
             const struct nwlayer_request *request, FILE *out,
             FILE *errors)
{
    struct book *book = calloc(1, sizeof *book);
    if (book == NULL)
        return false;
    book->request = request;
    book->last_definition = &book->definitions;
    book->out = out;
    if (read_pipeline(book, input, length)) {
        find_point(book);
        find_layers(book);
        if (book->nw.count == 0)
            check(book);
    }
    bool good = nw_report(&book->nw, errors);
    if (good)
        filter(book);
    nw_free(&book->nw);
    free(book);
    return good;
}

#ifndef NW_LIBRARY

static int usage(void)
{
    fputs("usage: markup -t FILE... | nwlayer [-L | -r] POINT [LAYER...]\n"
          "       markup -t FILE... | nwlayer -k\n"
          "POINT: N for milestone N, N.k for checkpoint k of chapter N\n",
          stderr);
    return 1;
}

int main(int argc, char **argv)
{
    struct nwlayer_request request = {NWLAYER_TREE};
    struct nw nw = {0};
    int next = 1;
    for (; next < argc && argv[next][0] == '-'; next++)
        if (strcmp(argv[next], "-L") == 0)
            request.lines = true;
        else if (strcmp(argv[next], "-r") == 0)
            request.what = NWLAYER_ROOTS;
        else if (strcmp(argv[next], "-k") == 0)
            request.what = NWLAYER_CHECKPOINTS;
        else
            return usage();
    if ((request.what == NWLAYER_CHECKPOINTS) != (next == argc))
        return usage();
    if (next < argc)
        request.point = argv[next++];
    request.layers = argv + next;
    request.layer_count = argc - next;

    size_t length;
    char *input = nw_read(&nw, stdin, &length);
    if (input == NULL) {
        perror("nwlayer: standard input");
        return 1;
    }
    bool good = nwlayer(input, length, &request, stdout, stderr);
    nw_free(&nw);
    if (good && (fflush(stdout) != 0 || ferror(stdout))) {
        perror("nwlayer: standard output");
        return 1;
    }
    return !good;
}

#endif
