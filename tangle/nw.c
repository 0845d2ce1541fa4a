#include "nw.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct nw_block {
    struct nw_block *next;
    max_align_t memory[];
};

struct nw_problem {
    struct nw_place at;
    char *text;
};

void *nw_alloc(struct nw *nw, size_t size)
{
    struct nw_block *block = calloc(1, sizeof *block + size);
    if (block == NULL) {
        fputs("out of memory: close other programs\n", stderr);
        exit(1);
    }
    block->next = nw->blocks;
    nw->blocks = block;
    return block->memory;
}

// Acts when count is 0 or a power of two.
void *nw_grow(struct nw *nw, void *array, size_t count, size_t size)
{
    if (count & (count - 1))
        return array;
    void *larger = nw_alloc(nw, (count ? 2 * count : 1) * size);
    if (count)
        memcpy(larger, array, count * size);
    return larger;
}

char *nw_copy(struct nw *nw, const char *text, size_t length)
{
    return memcpy(nw_alloc(nw, length + 1), text, length);
}

char *nw_format(struct nw *nw, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    size_t size = (size_t)vsnprintf(NULL, 0, format, list) + 1;
    char *text = nw_alloc(nw, size);
    vsnprintf(text, size, format, again);
    va_end(again);
    va_end(list);
    return text;
}

void nw_add_problem(struct nw *nw, struct nw_place at, char *text)
{
    struct nw_problem problem = {at, text};
    nw_append(nw, nw->problems, nw->count, problem);
}

static int by_place(const void *left, const void *right)
{
    const struct nw_problem *a = left, *b = right;
    if (a->at.order != b->at.order)
        return a->at.order < b->at.order ? -1 : 1;
    if (a->at.line != b->at.line)
        return a->at.line < b->at.line ? -1 : 1;
    return strcmp(a->text, b->text);
}

static void print_problem(const struct nw_problem *p, FILE *out)
{
    if (p->at.line)
        fprintf(out, "%s:%ld: %s\n", p->at.file, p->at.line, p->text);
    else
        fprintf(out, "%s: %s\n", p->at.file, p->text);
}

bool nw_report(struct nw *nw, FILE *out)
{
    size_t shown = 0;
    if (nw->count)
        qsort(nw->problems, nw->count, sizeof *nw->problems, by_place);
    for (size_t i = 0; i < nw->count; i++) {
        struct nw_problem *p = &nw->problems[i];
        if (i > 0 && by_place(p, p - 1) == 0)
            continue;
        if (shown++ < NW_MOST)
            print_problem(p, out);
    }
    if (shown > NW_MOST)
        fprintf(out, "... and %zu more\n", shown - NW_MOST);
    return nw->count == 0;
}

char *nw_read(struct nw *nw, FILE *in, size_t *length)
{
    char *text = NULL;
    *length = 0;
    for (int c; (c = getc(in)) != EOF;)
        nw_append(nw, text, *length, (char)c);
    return ferror(in) ? NULL : nw_copy(nw, text ? text : "", *length);
}

void nw_free(struct nw *nw)
{
    while (nw->blocks) {
        struct nw_block *next = nw->blocks->next;
        free(nw->blocks);
        nw->blocks = next;
    }
    *nw = (struct nw){0};
}

char *nw_after(const char *text, const char *prefix)
{
    size_t length = strlen(prefix);
    bool begins = strncmp(text, prefix, length) == 0;
    return begins ? (char *)text + length : NULL;
}
