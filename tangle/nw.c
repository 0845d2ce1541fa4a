#include "nw.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct nw_block {
    struct nw_block *next;
    size_t size;
    max_align_t memory[];
};

struct nw_problem {
    struct nw_place at;
    size_t number; // in the order of finding
    char *text;
};

static void *must(void *memory)
{
    if (memory == NULL) {
        fputs("out of memory: close other programs\n", stderr);
        exit(1);
    }
    return memory;
}

static void add_block(struct nw *nw, size_t size)
{
    size_t room = size > 65536 ? size : 65536;
    struct nw_block *block = must(calloc(1, sizeof *block + room));
    block->next = nw->blocks;
    block->size = room;
    nw->blocks = block;
    nw->room = room;
}

void *nw_alloc(struct nw *nw, size_t size)
{
    size_t unit = sizeof(max_align_t);
    size = (size + unit - 1) / unit * unit;
    if (nw->room < size || nw->blocks == NULL)
        add_block(nw, size);
    char *end = (char *)nw->blocks->memory + nw->blocks->size;
    void *memory = end - nw->room;
    nw->room -= size;
    return memory;
}

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
    char *copy = nw_alloc(nw, length + 1);
    memcpy(copy, text, length);
    return copy;
}

static char *format_list(struct nw *nw, const char *format, va_list list)
{
    va_list again;
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = nw_alloc(nw, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, list);
    return text;
}

char *nw_format(struct nw *nw, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    char *text = format_list(nw, format, list);
    va_end(list);
    return text;
}

void nw_problem(struct nw *nw, struct nw_place at, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    char *text = format_list(nw, format, list);
    va_end(list);
    nw->problems = nw_grow(nw, nw->problems, nw->count,
                           sizeof *nw->problems);
    nw->problems[nw->count] = (struct nw_problem){at, nw->count, text};
    nw->count++;
}

static int by_place(const void *left, const void *right)
{
    const struct nw_problem *a = left, *b = right;
    if (a->at.order != b->at.order)
        return a->at.order < b->at.order ? -1 : 1;
    if (a->at.line != b->at.line)
        return a->at.line < b->at.line ? -1 : 1;
    int order = strcmp(a->text, b->text);
    if (order)
        return order;
    return a->number < b->number ? -1 : a->number > b->number;
}

static bool same(const struct nw_problem *a, const struct nw_problem *b)
{
    return a->at.order == b->at.order && a->at.line == b->at.line &&
           strcmp(a->text, b->text) == 0;
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
    if (nw->count == 0)
        return true;
    qsort(nw->problems, nw->count, sizeof *nw->problems, by_place);
    size_t shown = 0;
    for (size_t i = 0; i < nw->count; i++) {
        struct nw_problem *p = &nw->problems[i];
        if (i > 0 && same(p, p - 1))
            continue;
        if (shown++ < NW_MOST)
            print_problem(p, out);
    }
    if (shown > NW_MOST)
        fprintf(out, "... and %zu more\n", shown - NW_MOST);
    return false;
}

char *nw_read(struct nw *nw, FILE *in, size_t *length)
{
    size_t room = 65536, used = 0, got;
    char *text = nw_alloc(nw, room + 1);
    while ((got = fread(text + used, 1, room - used, in)) > 0) {
        used += got;
        if (used < room)
            continue;
        char *larger = nw_alloc(nw, 2 * room + 1);
        memcpy(larger, text, used);
        text = larger;
        room *= 2;
    }
    *length = used;
    return ferror(in) ? NULL : text;
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
