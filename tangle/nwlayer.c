// nwlayer: cut the book's pipeline down to one point of it.
//
//     markup -t chapters/*.nw | nwlayer [-L] POINT [LAYER.nw ...] | nt
//     nwlayer -r POINT [LAYER.nw ...]    the paths of that point
//     nwlayer -k                         the checkpoints
//
// noweb appends: all definitions of a name make one chunk. We add
// `replace: NAME`, `delete: NAME` and `checkpoint: NAME`, and we know
// that a POINT (milestone N or checkpoint N.k) ends before the end of
// the book. The work is done in four steps:
//
//   read      the pipeline becomes definitions: lines of tokens
//   layer     which definitions are alive at the point?
//   check     names, loops, paths, languages; in the same walk, places
//             that nothing fills are taken out of their lines
//   print     the living, with names as comments, or with #line

#include "nwlayer.h"

#include <err.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// How a file marks a comment. Only SLASHES can also say #line.
enum language { PLAIN,
                SLASHES,
                HASH,
                STARS };

static const struct {
    const char *suffixes, *open, *close;
} languages[] = {
    [PLAIN] = {"", "", ""},
    [SLASHES] = {" .c .h .S ", "// ", ""},
    [HASH] = {" Makefile .mk .sh .t .awk .gdb .py .conf ", "# ", ""},
    [STARS] = {" .ld .dts .pml ", "/* ", " */"},
};

struct source {
    struct nw_place at; // line 1
    long chapter; // -1 for a layer
    int marks; // checkpoints seen so far
};

struct token {
    char *text; // empty for a use
    struct chunk *used; // NULL for text
};

struct line {
    struct token *tokens;
    size_t count;
    long number; // in the source
    bool gone; // it held only places that nothing fills
};

struct use {
    struct chunk *chunk;
    struct nw_place at;
};

enum role { APPEND,
            REPLACE,
            DELETE,
            CHECKPOINT };

struct definition {
    struct definition *later; // in the book
    enum role role;
    struct chunk *chunk;
    struct source *source;
    struct nw_place at;
    int marks; // checkpoints before it
    struct line *lines;
    struct use *uses;
    size_t line_count, use_count;
    bool alive; // at the point
    struct definition *replaced_by; // who ended its life
    struct definition *next; // alive, of the same chunk
};

struct chunk {
    struct chunk *next_in_bucket;
    const char *name;
    bool is_path;
    struct definition *origin; // its first, anywhere
    struct definition *first, **last; // alive
    // Set by the walk from users to used:
    enum { UNSEEN,
           ON_TRAIL,
           LEFT } walked;
    struct chunk *file; // the first path that reaches it
    enum language language; // of that file
    bool full; // it has more than blank lines
    // Set by the printing of its users:
    bool inlined; // used in the middle of a line
    bool indented; // used behind blanks, or within such a use
};

enum { BUCKETS = 1024 };
enum { DEEPEST = 200 };

struct book {
    struct nw nw;
    const struct nwlayer_request *request;
    struct source **sources;
    size_t source_count;
    struct definition *definitions, **last_definition;
    struct chunk *buckets[BUCKETS];
    long chapter; // the point
    int marks; // 0 for a milestone
    struct chunk *trail[DEEPEST]; // from the start of the walk to here
    struct chunk **order; // a chunk stands behind all that it uses
    size_t order_count;
    FILE *out;

    // Where the reader stands.
    long row; // line of the pipeline
    struct nw_place at; // in the source
    enum { IN_PROSE,
           WANT_NAME,
           IN_CODE } state;
    struct source *source;
    struct definition *open;
    struct line line; // what has been read of it
};

// For use inside the brackets of a `for`.
#define each_definition(d, book)                \
    struct definition *d = (book)->definitions; \
    d;                                          \
    d = d->later
#define each_alive(d, chunk)               \
    struct definition *d = (chunk)->first; \
    d;                                     \
    d = d->next
#define each(kind, item, array, count)   \
    struct kind *item = (array);         \
    (count) && item < (array) + (count); \
    item++
#define each_line(l, d) each(line, l, (d)->lines, (d)->line_count)
#define each_use(u, d) each(use, u, (d)->uses, (d)->use_count)
#define each_token(t, l) each(token, t, (l)->tokens, (l)->count)

#define problem(book, at, ...) nw_problem(&(book)->nw, at, __VA_ARGS__)
#define append(book, array, count, item) \
    nw_append(&(book)->nw, array, count, item)

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t")] == '\0';
}

// ---------------------------------------------------------------- names

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

static enum language language_of(struct book *book, const char *path)
{
    enum language language = STARS;
    const char *name = base_name(path), *dot = strrchr(name, '.');
    char *suffix = nw_format(&book->nw, " %s ", dot ? dot : name);
    while (language && !strstr(languages[language].suffixes, suffix))
        language--;
    return language;
}

static struct chunk *chunk_named(struct book *book, const char *name)
{
    unsigned hash = 5381;
    for (const char *c = name; *c; c++)
        hash = hash * 33 + (unsigned char)*c;
    struct chunk **chunk = &book->buckets[hash % BUCKETS];
    while (*chunk && strcmp((*chunk)->name, name) != 0)
        chunk = &(*chunk)->next_in_bucket;
    if (*chunk == NULL) {
        *chunk = nw_alloc(&book->nw, sizeof **chunk);
        (*chunk)->name = name;
        (*chunk)->is_path = looks_like_path(name);
    }
    return *chunk;
}

// ----------------------------------------------------------------- read

static bool is_layer(const struct book *book, const char *file)
{
    for (int i = 0; i < book->request->layer_count; i++)
        if (strcmp(book->request->layers[i], file) == 0)
            return true;
    return false;
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
static void check_order(struct book *book, const struct source *source,
                        const struct source *before)
{
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

static void begin_source(struct book *book, char *file)
{
    struct source *source = nw_alloc(&book->nw, sizeof *source);
    book->at = (struct nw_place){file, (int)book->source_count, 1};
    source->at = book->at;
    source->chapter = -1;
    if (!is_layer(book, file)) {
        source->chapter = chapter_number(file);
        check_order(book, source, book->source);
    }
    append(book, book->sources, book->source_count, source);
    book->source = source;
}

// Splits `replace: NAME` and its like into role and name.
static char *split_name(char *name, enum role *role)
{
    static const char *prefix[] = {
        [REPLACE] = "replace:",
        [DELETE] = "delete:",
        [CHECKPOINT] = "checkpoint:",
    };
    for (*role = REPLACE; *role <= CHECKPOINT; ++*role) {
        char *rest = nw_after(name, prefix[*role]);
        if (rest)
            return rest + strspn(rest, " ");
    }
    *role = APPEND;
    return name;
}

static void begin_definition(struct book *book, char *name)
{
    struct definition *d = nw_alloc(&book->nw, sizeof *d);
    name = split_name(name, &d->role);
    if (name[0] == '\0')
        problem(book, book->at,
                "a chunk without a name: write one between << and >>=");
    if (d->role == CHECKPOINT) {
        name = nw_format(&book->nw, "checkpoint: %s", name);
        book->source->marks++;
    }
    d->chunk = chunk_named(book, name);
    d->source = book->source;
    d->at = book->at;
    d->marks = book->source->marks;
    if (d->role != REPLACE && d->role != DELETE && !d->chunk->origin)
        d->chunk->origin = d;
    *book->last_definition = book->open = d;
    book->last_definition = &d->later;
}

static bool malformed(struct book *book, const char *what)
{
    struct nw_place at = {"pipeline", -1, book->row};
    problem(book, at,
            "%s: feed this filter from noweb's markup", what);
    return false;
}

static void read_code(struct book *book, char *raw)
{
    struct token token = {.text = nw_after(raw, "@text ")};
    char *name = nw_after(raw, "@use ");
    if (name) {
        struct use use = {chunk_named(book, name), book->at};
        token = (struct token){"", use.chunk};
        append(book, book->open->uses, book->open->use_count, use);
    }
    if (token.text)
        append(book, book->line.tokens, book->line.count, token);
}

// The line of a definition's name is not part of its body.
static void end_line(struct book *book)
{
    struct definition *d = book->open;
    book->line.number = book->at.line;
    if (book->state == IN_CODE && book->at.line > d->at.line)
        append(book, d->lines, d->line_count, book->line);
    book->line = (struct line){.count = 0};
    book->at.line++;
}

static bool read_line(struct book *book, char *raw)
{
    static const struct {
        const char *keyword;
        int from, to; // states
        const char *wrong;
        void (*act)(struct book *book, char *rest);
    } steps[] = {
        {"@file ", IN_PROSE, IN_PROSE, "a file inside a chunk",
         begin_source},
        {"@begin code", IN_PROSE, WANT_NAME, "a chunk inside a chunk",
         NULL},
        {"@defn ", WANT_NAME, IN_CODE, "@defn out of place",
         begin_definition},
        {"@end code", IN_CODE, IN_PROSE, "@end code out of place", NULL},
    };
    if (raw[0] != '@')
        return malformed(book, "a line without @");
    if (nw_after(raw, "@fatal")) { // the last words of markup
        problem(book, book->at,
                "markup gave up (%s): run nwlint, which shows the place",
                nw_after(raw, "@fatal"));
        return false;
    }
    if (book->source == NULL && !nw_after(raw, "@file "))
        return malformed(book, "text before @file");
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        char *rest = nw_after(raw, steps[i].keyword);
        if (rest == NULL)
            continue;
        if ((int)book->state != steps[i].from)
            return malformed(book, steps[i].wrong);
        book->state = steps[i].to;
        if (steps[i].act)
            steps[i].act(book, rest);
        return true;
    }
    if (book->state == WANT_NAME)
        return malformed(book, "a chunk without @defn");
    if (nw_after(raw, "@nl") || nw_after(raw, "@index nl"))
        end_line(book);
    else if (book->state == IN_CODE)
        read_code(book, raw);
    return true;
}

static bool read_pipeline(struct book *book, char *input, size_t length)
{
    book->at.file = "pipeline";
    if (memchr(input, '\0', length))
        return malformed(book, "a NUL byte");
    while (*input) {
        book->row++;
        if (!read_line(book, strsep(&input, "\n")))
            return false;
        if (input == NULL)
            break;
    }
    if (book->state != IN_PROSE)
        return malformed(book, "the end inside a chunk");
    if (book->source == NULL)
        return malformed(book, "nothing to read");
    return book->nw.count == 0;
}

// ---------------------------------------------------------------- point

// The k-th point of a chapter: its checkpoints, then its milestone.
static bool is_point(struct book *book, const struct source *source,
                     int k, const char **list)
{
    bool milestone = k > source->marks;
    char *point = milestone ? nw_format(&book->nw, "%ld", source->chapter)
                            : nw_format(&book->nw, "%ld.%d",
                                        source->chapter, k);
    *list = nw_format(&book->nw, "%s %s", *list, point);
    book->chapter = source->chapter;
    book->marks = milestone ? 0 : k;
    return strcmp(point, book->request->point) == 0;
}

static void find_point(struct book *book)
{
    struct nw_place at = {"nwlayer", -1, 0};
    const char *list = "";
    for (size_t i = 0; i < book->source_count; i++) {
        struct source *source = book->sources[i];
        for (int k = 1; k <= source->marks + 1; k++)
            if (source->chapter >= 0 && is_point(book, source, k, &list))
                return;
    }
    problem(book, at, "no point %s: take one of%s", book->request->point,
            list);
}

static void find_layer(struct book *book, const char *layer)
{
    struct nw_place at = {"nwlayer", -1, 0};
    for (size_t i = 0; i < book->source_count; i++)
        if (strcmp(book->sources[i]->at.file, layer) == 0)
            return;
    problem(book, at,
            "layer %s is not in the pipeline: name it to markup too, "
            "behind the chapters",
            layer);
}

static void find_request(struct book *book)
{
    if (book->request->what == NWLAYER_CHECKPOINTS)
        book->chapter = LONG_MAX; // all that there is
    else
        find_point(book);
    for (int i = 0; i < book->request->layer_count; i++)
        find_layer(book, book->request->layers[i]);
}

// ---------------------------------------------------------------- layer

static bool same_line(const struct line *a, const struct line *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->tokens[i].used != b->tokens[i].used ||
            strcmp(a->tokens[i].text, b->tokens[i].text) != 0)
            return false;
    return true;
}

static bool changes_nothing(const struct definition *later)
{
    size_t next = 0;
    for (each_alive(old, later->chunk))
        for (each_line(line, old))
            if (next == later->line_count ||
                !same_line(line, &later->lines[next++]))
                return false;
    return next == later->line_count;
}

static void forget(struct chunk *chunk)
{
    chunk->first = NULL;
    chunk->last = &chunk->first;
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
    else if (!deletes && changes_nothing(later))
        problem(book, later->at,
                "the replacement of <<%s>> is what it replaces: change "
                "it, or remove it",
                chunk->name);
    for (each_alive(old, chunk)) {
        old->alive = false;
        old->replaced_by = later;
    }
    forget(chunk);
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
    for (each_definition(d, book)) {
        d->alive = false;
        d->replaced_by = d->next = NULL;
        forget(d->chunk);
    }
    for (each_definition(d, book)) {
        bool layer = d->source->chapter < 0;
        if (whole_book ? layer : !at_point(book, d))
            continue;
        if (d->role == REPLACE || d->role == DELETE)
            supersede(book, d);
        d->alive = d->role == APPEND || d->role == REPLACE;
        if (!d->alive)
            continue;
        *d->chunk->last = d;
        d->chunk->last = &d->next;
    }
}

// --------------------------------------------------------------- reduce

// Is there nothing but blanks in the first tokens of a line?
static bool is_blank_until(const struct line *line, size_t end)
{
    for (size_t i = 0; i < end; i++)
        if (line->tokens[i].used || !is_blank(line->tokens[i].text))
            return false;
    return true;
}

static bool is_blank_line(const struct line *line)
{
    return is_blank_until(line, line->count);
}

static bool has_text(const struct definition *d)
{
    for (each_line(line, d))
        if (!is_blank_line(line))
            return true;
    return false;
}

// Take a place that nothing fills out of its line, with the blanks
// before it; at the start of the line, or without such, those behind.
static void drop_use(struct line *line, size_t i)
{
    struct token *token = &line->tokens[i];
    bool at_start = is_blank_until(line, i);
    char *end = at_start ? "" : strchr(token[-1].text, '\0');
    token->used = NULL;
    if (!at_start && end > token[-1].text && end[-1] == ' ')
        while (end > token[-1].text && end[-1] == ' ')
            *--end = '\0';
    else if (i + 1 < line->count)
        token[1].text += strspn(token[1].text, " ");
}

static void reduce_line(struct line *line)
{
    bool dropped = false;
    for (size_t i = 0; i < line->count; i++)
        if (line->tokens[i].used && !line->tokens[i].used->full) {
            drop_use(line, i);
            dropped = true;
        }
    line->gone = dropped && is_blank_line(line);
}

// Where a place went, two blank lines may meet, or one be left at the
// edge of the chunk: one of them goes too.
static void close_gaps(struct definition *d)
{
    struct line *before = NULL;
    bool gap = false;
    for (each_line(line, d)) {
        bool after_blank = before == NULL || is_blank_line(before);
        if (line->gone) {
            gap = true;
        } else if (gap && after_blank && is_blank_line(line)) {
            line->gone = true;
        } else {
            gap = false;
            before = line;
        }
    }
    if (gap && before && is_blank_line(before))
        before->gone = true;
}

// The definitions of a file are set apart by exactly one blank line.
static void trim_ends(struct definition *d)
{
    struct line *first = d->lines, *last = first + d->line_count - 1;
    while (first <= last && is_blank_line(first))
        first++->gone = true;
    while (last > first && is_blank_line(last))
        last--->gone = true;
}

static void reduce(struct chunk *chunk)
{
    for (each_alive(d, chunk)) {
        for (each_line(line, d))
            reduce_line(line);
        close_gaps(d);
        if (chunk->is_path && d->line_count)
            trim_ends(d);
        chunk->full |= has_text(d);
    }
}

// ---------------------------------------------------------------- check

static void check_checkpoint(struct book *book, struct definition *d)
{
    const char *name = d->chunk->name;
    struct definition *first = d->chunk->origin;
    if (d->source->chapter < 0)
        problem(book, d->at,
                "a checkpoint in a layer: put it into a chapter");
    if (!has_text(d))
        problem(book, d->at,
                "<<%s>> names no console line: write the line that must "
                "appear under it",
                name);
    if (d->use_count)
        problem(book, d->at,
                "<<%s>> uses a chunk: write console lines only (@<< for "
                "<<)",
                name);
    if (d != first)
        problem(book, d->at,
                "<<%s>> exists already, at %s:%ld: choose another name",
                name, first->at.file, first->at.line);
}

static void check_path(struct book *book, struct definition *d)
{
    const char *path = d->chunk->name;
    char *steps = nw_format(&book->nw, "/%s/", path);
    if (nw_after(path, ".tangled"))
        problem(book, d->at,
                "<<%s>> is kept for the list of tangled files: choose "
                "another name",
                path);
    bool bad = strstr(steps, "//") || strstr(steps, "/./") ||
               strstr(steps, "/../") || strstr(steps, "/-");
    if (bad)
        problem(book, d->at,
                "<<%s>> is no path inside the tree: write one like "
                "kernel/main.c",
                path);
    for (const char *end = path; !bad && (end = strchr(end, '/')); end++) {
        char *folder = nw_copy(&book->nw, path, (size_t)(end - path));
        if (chunk_named(book, folder)->origin)
            problem(book, d->at,
                    "<<%s>> lies in %s, which is a file: rename one of "
                    "them",
                    path, folder);
    }
}

static void check_use(struct book *book, struct use *use)
{
    enum role role;
    const char *name = use->chunk->name;
    split_name((char *)name, &role);
    if (role != APPEND)
        problem(book, use->at,
                "<<%s>> inside code: use a chunk by its plain name",
                name);
    else if (use->chunk->origin == NULL)
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

// A definition by itself, alive or not.
static void check_definition(struct book *book, struct definition *d)
{
    if (d->role == CHECKPOINT) {
        check_checkpoint(book, d);
        return;
    }
    if (d->chunk->is_path)
        check_path(book, d);
    if (d->role == DELETE && has_text(d))
        problem(book, d->at,
                "<<delete: %s>> has a body: remove it, or write "
                "`replace:`",
                d->chunk->name);
    for (each_use(use, d))
        check_use(book, use);
}

// The chunks of the trail from one on, in words.
static char *name_loop(struct book *book, struct chunk *from, int depth)
{
    struct chunk **end = &book->trail[depth];
    char *loop = nw_format(&book->nw, "<<%s>>", (*end)->name);
    while (*end != from)
        loop = nw_format(&book->nw, "<<%s>>, %s", (*--end)->name, loop);
    return loop;
}

static void walk(struct book *book, struct chunk *chunk, int depth);

// Goes on to a chunk that the one at the end of the trail uses.
static void follow(struct book *book, struct use *use, int depth)
{
    struct chunk *chunk = book->trail[depth], *used = use->chunk;
    if (used->walked == ON_TRAIL) {
        problem(book, use->at, "a loop: <<%s>> uses %s: break it",
                chunk->name, name_loop(book, used, depth));
    } else if (used->walked == UNSEEN && depth + 1 == DEEPEST) {
        problem(book, use->at,
                "chunks nest more than %d deep: flatten them", DEEPEST);
    } else if (used->walked == UNSEEN) {
        used->file = chunk->file;
        used->language = chunk->language;
        walk(book, used, depth + 1);
    } else if (chunk->file && used->language != chunk->language &&
               used->first) {
        problem(book, used->first->at,
                "<<%s>> goes into %s and %s, whose comments differ: "
                "give each a chunk of its own",
                used->name, used->file->name, chunk->file->name);
    }
}

static void walk(struct book *book, struct chunk *chunk, int depth)
{
    chunk->walked = ON_TRAIL;
    book->trail[depth] = chunk;
    for (each_alive(d, chunk))
        for (each_use(use, d))
            follow(book, use, depth);
    chunk->walked = LEFT;
    reduce(chunk);
    append(book, book->order, book->order_count, chunk);
}

// The files first, so that each chunk knows its file; then what no file
// reaches, which may have loops, too.
static void walk_all(struct book *book)
{
    for (each_definition(d, book))
        if (d->alive && d->chunk->is_path && d == d->chunk->first) {
            d->chunk->file = d->chunk;
            d->chunk->language = language_of(book, d->chunk->name);
            walk(book, d->chunk, 0);
        }
    for (each_definition(d, book))
        if (d->alive && d->chunk->walked == UNSEEN)
            walk(book, d->chunk, 0);
}

// Some definition that uses a chunk: a living one if there is one, else
// one that was replaced, else any.
static struct definition *user_of(struct book *book, struct chunk *chunk)
{
    struct definition *best = NULL;
    for (each_definition(d, book))
        for (each_use(use, d))
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
    if (user == NULL)
        problem(book, d->at,
                "<<%s>> is used nowhere: use it, remove it, or name it "
                "like a path if it is a file",
                name);
    else if (user->replaced_by)
        problem(book, d->at,
                "<<%s>> is used no more since %s:%ld: delete it there "
                "with <<delete: %s>>=",
                name, user->replaced_by->at.file,
                user->replaced_by->at.line, name);
    else if (!user->alive) // else that is unused itself, or in a loop
        problem(book, d->at,
                "<<%s>> is used only at %s:%ld: use it here, or define "
                "it there",
                name, user->at.file, user->at.line);
}

// nt expands no tabs, and the formatter wants none.
static void check_tabs(struct book *book, struct definition *d)
{
    struct nw_place at = d->at;
    for (each_line(line, d)) {
        at.line = line->number;
        for (each_token(token, line))
            if (strchr(token->text, '\t'))
                problem(book, at, "a tab in C: indent with blanks");
    }
}

static void check(struct book *book)
{
    for (each_definition(d, book))
        check_definition(book, d);
    stack_layers(book, true);
    stack_layers(book, false);
    walk_all(book);
    for (each_definition(d, book)) {
        struct chunk *chunk = d->chunk;
        if (d->alive && chunk->language == SLASHES)
            check_tabs(book, d);
        if (d == chunk->first && chunk->origin && !chunk->file &&
            book->marks == 0)
            report_unused(book, d); // a checkpoint is half a chapter
    }
}

// ---------------------------------------------------------------- print

// The use that stands alone on its line, or NULL.
static struct token *lone_use(const struct line *line)
{
    struct token *use = NULL;
    for (each_token(token, line)) {
        if (!is_blank(token->text) || (token->used && use))
            return NULL;
        if (token->used)
            use = token;
    }
    return use;
}

// The name of a chunk as a comment says it: without [[ and ]].
static void print_name(struct book *book, const char *name)
{
    for (; *name; name++)
        if (nw_after(name, "[[") || nw_after(name, "]]"))
            name++;
        else
            putc(*name, book->out);
}

// A file that is nothing but a use of one chunk needs no title.
static bool is_one_use(const struct chunk *chunk)
{
    const struct definition *d = chunk->first;
    return chunk->is_path && d->next == NULL && d->line_count == 1;
}

// `#` marks no comment where a shell quotes, nor in a recipe. There,
// text is indented; so only what stands in the first column of the file
// gets one.
static void print_comment(struct book *book, struct chunk *chunk,
                          const struct line *line)
{
    struct token *use = lone_use(line);
    if (use == NULL || chunk->language == PLAIN || is_one_use(chunk))
        return;
    bool indented = chunk->indented || use > line->tokens;
    if (indented && chunk->language == HASH)
        return;
    fprintf(book->out, "@text %s%s",
            use > line->tokens ? use[-1].text : "",
            languages[chunk->language].open);
    print_name(book, use->used->name);
    fprintf(book->out, "%s\n@nl\n", languages[chunk->language].close);
}

// A chunk that is used inside a line begins there, and so does what it
// begins with itself: neither #line nor a comment can go before it.
// Returns whether the line uses chunks.
static bool print_line(struct book *book, const struct chunk *chunk,
                       const struct line *line, bool inside)
{
    bool uses = false;
    for (each_token(token, line)) {
        struct chunk *used = token->used;
        if (used) {
            used->inlined |= inside;
            used->indented |= chunk->indented || token > line->tokens;
            inside = uses = true;
            fprintf(book->out, "@use %s\n", used->name);
        } else {
            inside |= !is_blank(token->text);
            fprintf(book->out, "@text %s\n", token->text);
        }
    }
    fputs("@nl\n", book->out);
    return uses;
}

// Returns whether a line of the chunk has been printed by now.
static bool print_definition(struct book *book, struct definition *d,
                             bool begun)
{
    struct chunk *chunk = d->chunk;
    bool lost = true; // does the compiler need to hear where we are?
    bool apart = chunk->is_path && begun;
    fprintf(book->out, "@begin code 0\n@defn %s\n@nl\n", chunk->name);
    for (each_line(line, d)) {
        bool inside = chunk->inlined && !begun;
        if (line->gone) {
            lost = true;
            continue;
        }
        if (apart)
            fputs("@text \n@nl\n", book->out);
        if (!book->request->lines && !inside)
            print_comment(book, chunk, line);
        else if (lost && !inside && chunk->language == SLASHES)
            fprintf(book->out, "@text #line %ld \"%s\"\n@nl\n",
                    line->number, d->at.file);
        lost = print_line(book, chunk, line, inside);
        apart = false;
        begun = true;
    }
    fputs("@end code 0\n", book->out);
    return begun;
}

// Users come before what they use, which so knows where it stands.
static void print_tree(struct book *book)
{
    for (size_t i = book->order_count; i-- > 0;) {
        bool begun = false;
        for (each_alive(d, book->order[i]))
            begun = print_definition(book, d, begun);
    }
}

static void print_checkpoint(struct book *book, struct definition *d)
{
    const char *name = nw_after(d->chunk->name, "checkpoint: ");
    for (each_line(line, d)) {
        if (is_blank_line(line))
            continue;
        fprintf(book->out, "%ld.%d\t%s\t", d->source->chapter, d->marks,
                name);
        for (each_token(token, line))
            fputs(token->text, book->out);
        putc('\n', book->out);
    }
}

static void print(struct book *book)
{
    if (book->request->what == NWLAYER_TREE)
        print_tree(book);
    for (each_definition(d, book)) {
        bool first = d == d->chunk->first;
        if (book->request->what == NWLAYER_CHECKPOINTS) {
            if (d->role == CHECKPOINT)
                print_checkpoint(book, d);
        } else if (book->request->what == NWLAYER_ROOTS) {
            if (d->chunk->is_path && first && d->chunk->full)
                fprintf(book->out, "%s\n", d->chunk->name);
        }
    }
}

// ----------------------------------------------------------------- main

bool nwlayer(char *input, size_t length,
             const struct nwlayer_request *request, FILE *out,
             FILE *errors)
{
    struct book book = {.request = request, .out = out};
    book.last_definition = &book.definitions;
    if (read_pipeline(&book, input, length))
        find_request(&book);
    if (book.nw.count == 0)
        check(&book);
    bool good = nw_report(&book.nw, errors);
    if (good)
        print(&book);
    nw_free(&book.nw);
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
    for (int option; (option = getopt(argc, argv, "+Lrk")) != -1;)
        if (option == 'L')
            request.lines = true;
        else if (option == '?')
            return usage();
        else
            request.what = option == 'r' ? NWLAYER_ROOTS
                                         : NWLAYER_CHECKPOINTS;
    if ((request.what == NWLAYER_CHECKPOINTS) != (optind == argc))
        return usage();
    if (optind < argc)
        request.point = argv[optind++];
    request.layers = argv + optind;
    request.layer_count = argc - optind;

    size_t length;
    char *input = nw_read(&nw, stdin, &length);
    if (input == NULL)
        err(1, "standard input");
    bool good = nwlayer(input, length, &request, stdout, stderr);
    nw_free(&nw);
    if (good && (fflush(stdout) != 0 || ferror(stdout)))
        err(1, "standard output");
    return !good;
}

#endif
