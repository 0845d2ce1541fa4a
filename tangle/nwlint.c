// nwlint: find mistakes in chapter files before noweb meets them.
//
//     nwlint FILE.nw ...
//
// noweb takes almost any text and stops on the rest without much help.
// This reads the raw lines as noweb's markup does (what is prose, what
// is code, where a name begins and ends) and applies one function per
// rule. What needs more than a line to decide is nwlayer's business.

#include "nwlint.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LINES = 40,
       MOST_COLUMNS = 72 };

struct lint {
    struct nw nw;
    const char **names; // defined in any file, sorted
    size_t name_count;
    struct nw_place at; // the line under the lens
    struct nw_place chunk; // where the open chunk began
    bool in_code;
    bool continued; // the line before ended with a backslash
};

#define problem(lint, ...) nw_problem(&(lint)->nw, (lint)->at, __VA_ARGS__)

// ------------------------------------------------- how noweb reads text

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

// The first of a pair of brackets that no @ makes literal.
static const char *find_pair(const char *text, const char *pair)
{
    for (const char *at = strstr(text, pair); at; at = strstr(at, pair)) {
        if (at == text || at[-1] != '@')
            return at;
        at += strlen(pair);
    }
    return NULL;
}

// @@ at the start of a line is a plain @, which protects no bracket.
static const char *skip_literal_at(const char *line)
{
    return nw_after(line, "@@") ? line + 2 : line;
}

// Does a definition begin on this line? Then its name, else NULL.
static char *defined_name(struct lint *lint, const char *line)
{
    const char *end = nw_after(line, "<<") ? find_pair(line + 2, ">>") : NULL;
    if (end == NULL || end[2] != '=' || *skip_blanks(end + 3))
        return NULL;
    return nw_copy(&lint->nw, line + 2, (size_t)(end - line - 2));
}

static bool ends_chunk(const char *line)
{
    return line[0] == '@' && (line[1] == '\0' || line[1] == ' ');
}

// `replace: NAME` defines nothing, but its NAME exists.
static const char *without_role(const char *name)
{
    const char *rest = nw_after(name, "replace: ");
    return rest ? rest : name;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static bool is_defined(const struct lint *lint, const char *name)
{
    return lint->name_count &&
           bsearch(&name, lint->names, lint->name_count,
                   sizeof *lint->names, by_name);
}

// ------------------------------------------------------ rules for bytes

// The length of a character, 0 if it is none.
static size_t utf8_length(const unsigned char *c)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = c[0] < 0xc0 ? 1 : c[0] < 0xe0 ? 2
                                  : c[0] < 0xf0   ? 3
                                                  : 4;
    unsigned code = c[0] & (length == 1 ? 0x7f : 0x7f >> length);
    for (size_t i = 1; i < length; i++) {
        if ((c[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (c[i] & 0x3f);
    }
    bool surrogate = code >= 0xd800 && code < 0xe000;
    bool stray = c[0] >= 0x80 && (length == 1 || c[0] >= 0xf8);
    bool bad = code < least[length] || code > 0x10ffff;
    return stray || bad || surrogate ? 0 : length;
}

static void check_bytes(struct lint *lint, const char *line)
{
    size_t length = 1;
    for (; *line && length; line += length)
        length = utf8_length((const unsigned char *)line);
    if (length == 0)
        problem(lint, "a byte that is not UTF-8: save the file as UTF-8");
}

// ------------------------------------------------------ rules for names

static char last_of(const char *text)
{
    size_t length = strlen(text);
    return length ? text[length - 1] : '\0';
}

static bool has_loose_ends(const char *name)
{
    return name[0] == '\0' || name[0] == ' ' || last_of(name) == ' ';
}

static void check_name(struct lint *lint, const char *name)
{
    if (has_loose_ends(name))
        problem(lint, "<<%s>>= begins or ends with a blank: noweb would "
                      "take it for another name; remove it",
                name);
    else if (strstr(name, "  ") || strchr(name, '\t'))
        problem(lint, "<<%s>> has blanks in a row: noweb would take it "
                      "for another name; leave one",
                name);
    else if (strstr(name, "*/") || last_of(name) == '\\')
        problem(lint, "<<%s>> would spoil the comment that it becomes: "
                      "drop the `*/` or the last `\\`",
                name);
    else if (strstr(name, "<<"))
        problem(lint, "<<%s>> has a << inside: close the name before it",
                name);
}

static bool follows_operand(const char *line, const char *use)
{
    while (use > line && (use[-1] == ' ' || use[-1] == '\t'))
        use--;
    return use > line && (isalnum((unsigned char)use[-1]) ||
                          strchr("_)]", use[-1]));
}

static bool is_accident(const struct lint *lint, const char *line,
                        const char *use, const char *name)
{
    if (has_loose_ends(name))
        return true;
    return follows_operand(line, use) && !is_defined(lint, name);
}

// ------------------------------------------------------- rules for code

static void check_width(struct lint *lint, const char *line)
{
    long columns = 0;
    for (const char *c = line; *c; c++)
        if (*c == '\t')
            columns += 8 - columns % 8;
        else if (nw_after(c, "@<<") || nw_after(c, "@>>"))
            continue; // the @ is not printed
        else if (((unsigned char)*c & 0xc0) != 0x80)
            columns++;
    if (columns > MOST_COLUMNS)
        problem(lint, "a line of %ld columns: break it before column %d",
                columns, MOST_COLUMNS + 1);
}

static bool inside_string(const char *line, const char *use)
{
    bool inside = false;
    for (const char *c = line; c < use; c++)
        if (*c == '\\' && c + 1 < use)
            c++;
        else if (!inside && nw_after(c, "'\"'"))
            c += 2;
        else if (*c == '"')
            inside = !inside;
    return inside;
}

static bool is_directive(const char *line)
{
    static const char *words[] = {
        "define", "elif", "else", "endif", "error", "if", "include",
        "line", "pragma", "undef", "warning"};
    line = skip_blanks(line);
    if (*line != '#')
        return false;
    line = skip_blanks(line + 1);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (nw_after(line, words[i]))
            return true;
    return false;
}

static void check_use(struct lint *lint, const char *line,
                      const char *use, const char *name)
{
    if (is_accident(lint, line, use, name))
        problem(lint, "noweb would take <<%s>> for a chunk: write @<< "
                      "where no chunk is meant",
                name);
    else if (inside_string(line, use))
        problem(lint, "<<%s>> inside a string: end the string first, or "
                      "write @<<",
                name);
    else if (is_directive(line))
        problem(lint, "<<%s>> on a preprocessor line: its text may have "
                      "several lines; write it out, or put the use on a "
                      "line of its own",
                name);
    else if (last_of(line) == '\\' || lint->continued)
        problem(lint, "<<%s>> on a line continued with \\: its text may "
                      "have several lines; write it out",
                name);
    else
        check_name(lint, name);
}

static void check_uses(struct lint *lint, const char *line)
{
    const char *use = skip_literal_at(line), *end;
    while ((use = find_pair(use, "<<")) != NULL) {
        if ((end = find_pair(use + 2, ">>")) == NULL)
            return;
        check_use(lint, line, use,
                  nw_copy(&lint->nw, use + 2, (size_t)(end - use - 2)));
        use = end + 2;
    }
}

// A line that means to define a chunk, but does not. Prose or code.
static bool check_failed_definition(struct lint *lint, const char *line)
{
    const char *start = skip_blanks(line);
    const char *end = strstr(start, ">>=");
    if (!nw_after(start, "<<"))
        return false;
    if (start == line && strstr(line, ">>") == NULL)
        problem(lint, "<< without >>: close the name, or write @<<");
    else if (end && start == line)
        problem(lint, "text after >>=: noweb would see no definition; "
                      "begin the code on the next line");
    else if (end && *skip_blanks(end + 3) == '\0')
        problem(lint, "a definition must begin in column 1: remove the "
                      "blanks before <<");
    else
        return false;
    return true;
}

static void check_code_line(struct lint *lint, const char *line)
{
    check_width(lint, line);
    if (!check_failed_definition(lint, line))
        check_uses(lint, line);
    lint->continued = last_of(line) == '\\';
}

// ------------------------------------------------------ rules for prose

// Quoted code may name a chunk; shifts in it may look like one.
static void check_quote(struct lint *lint, const char *text, size_t size)
{
    char *quote = nw_copy(&lint->nw, text, size);
    const char *use = find_pair(quote, "<<"), *end = NULL;
    if (use)
        end = find_pair(use + 2, ">>");
    if (end && (use[2] == ' ' || end[-1] == ' '))
        problem(lint, "noweb would take this << for a chunk: write @<< "
                      "where no chunk is meant");
}

static void check_prose_line(struct lint *lint, const char *line)
{
    if (ends_chunk(line))
        problem(lint, "noweb would take this @ for the start of a chunk: "
                      "write @@, or remove it");
    if (check_failed_definition(lint, line))
        return;
    line = skip_literal_at(line);
    for (;;) {
        const char *open = find_pair(line, "[[");
        const char *shift = find_pair(line, "<<");
        if (shift && (open == NULL || shift < open)) {
            problem(lint, "<< in prose: write @<<, even in backticks");
            return;
        }
        if (open == NULL)
            return;
        line = strstr(open, "]]");
        if (line == NULL) {
            problem(lint, "[[ without ]] on its line: close it, or "
                          "write @[[");
            return;
        }
        check_quote(lint, open, (size_t)(line - open));
        line += 2;
    }
}

// ------------------------------------------------------------ the chunk

static void close_chunk(struct lint *lint, const char *line)
{
    long lines = lint->at.line - lint->chunk.line - 1;
    if (lines > MOST_LINES)
        nw_problem(&lint->nw, lint->chunk,
                   "a chunk of %ld lines: split it (at most %d)", lines,
                   MOST_LINES);
    if (line && nw_after(line, "@ "))
        problem(lint, "text after the @ that ends a chunk: write it on "
                      "the next line%s",
                nw_after(line, "@ %def") ? ", and without %def" : "");
    lint->in_code = lint->continued = false;
}

static void check_line(struct lint *lint, const char *line)
{
    const char *name = defined_name(lint, line);
    check_bytes(lint, line);
    if (name) {
        if (lint->in_code) {
            nw_problem(&lint->nw, lint->chunk,
                       "a chunk without an end: write @ alone on a "
                       "line ahead of line %ld",
                       lint->at.line);
            close_chunk(lint, NULL);
        }
        check_name(lint, name);
        lint->in_code = true;
        lint->chunk = lint->at;
    } else if (lint->in_code && ends_chunk(line)) {
        close_chunk(lint, line);
    } else if (lint->in_code) {
        check_code_line(lint, line);
    } else {
        check_prose_line(lint, line);
    }
}

// ------------------------------------------------------------- the file

// Calls `act` on each line of a file.
static void each_line(struct lint *lint, const struct nwlint_file *file,
                      void act(struct lint *lint, const char *line))
{
    const char *line = file->text;
    for (lint->at.line = 1; *line; lint->at.line++) {
        size_t length = strcspn(line, "\n");
        act(lint, nw_copy(&lint->nw, line, length));
        line += length + (line[length] == '\n');
    }
}

static void remember_name(struct lint *lint, const char *line)
{
    const char *name = defined_name(lint, line);
    if (name)
        nw_append(&lint->nw, lint->names, lint->name_count,
                  without_role(name));
}

static void check_file(struct lint *lint, const struct nwlint_file *file)
{
    const char *text = file->text;
    if (text == NULL) {
        problem(lint, "cannot be read: check name and permissions");
    } else if (memchr(text, '\0', file->length)) {
        problem(lint, "a NUL byte: save the file as text");
    } else if (strchr(text, '\r')) {
        problem(lint, "carriage returns: save the file with Unix line "
                      "ends");
    } else {
        each_line(lint, file, check_line);
        if (lint->in_code)
            close_chunk(lint, NULL);
        lint->at.line--;
        if (*text && last_of(text) != '\n')
            problem(lint, "no newline at the end of the file: add one");
    }
}

bool nwlint(const struct nwlint_file *files, int count, FILE *errors)
{
    struct lint lint = {.in_code = false};
    for (int i = 0; i < count; i++)
        if (files[i].text)
            each_line(&lint, &files[i], remember_name);
    if (lint.name_count)
        qsort(lint.names, lint.name_count, sizeof *lint.names, by_name);
    for (int i = 0; i < count; i++) {
        lint.at = (struct nw_place){files[i].name, i, 0};
        check_file(&lint, &files[i]);
    }
    bool good = nw_report(&lint.nw, errors);
    nw_free(&lint.nw);
    return good;
}

#ifndef NW_LIBRARY

int main(int argc, char **argv)
{
    struct nw nw = {0};
    if (argc < 2) {
        fputs("usage: nwlint FILE.nw ...\n", stderr);
        return 1;
    }
    struct nwlint_file *files =
        nw_alloc(&nw, (size_t)argc * sizeof *files);
    for (int i = 1; i < argc; i++) {
        files[i - 1].name = argv[i];
        FILE *in = fopen(argv[i], "rb");
        if (in == NULL)
            continue;
        files[i - 1].text = nw_read(&nw, in, &files[i - 1].length);
        fclose(in);
    }
    bool good = nwlint(files, argc - 1, stderr);
    nw_free(&nw);
    return !good;
}

#endif
