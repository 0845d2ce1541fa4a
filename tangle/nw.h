// What the tools share: memory that is freed in one go, and a list of
// problems that is sorted and printed at the end of a run.

#ifndef NW_H
#define NW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

// One run of a tool. Start it as { 0 }, end it with nw_free.
struct nw {
    struct nw_block *blocks;
    struct nw_problem *problems;
    size_t count;
};

// A place in a source file. Problems are sorted by order, then line.
struct nw_place {
    const char *file;
    int order; // position of the file among the files of this run
    long line; // 0: the file as a whole
};

// Zeroed memory that lives until nw_free. Never NULL: a tool that runs
// out of memory says so and exits.
void *nw_alloc(struct nw *nw, size_t size);

// Room for one more in an array, which may move.
void *nw_grow(struct nw *nw, void *array, size_t count, size_t size);

#define nw_append(nw, array, count, item)                        \
    ((array) = nw_grow((nw), (array), (count), sizeof *(array)), \
     (array)[(count)++] = (item))

char *nw_copy(struct nw *nw, const char *text, size_t length);

__attribute__((format(printf, 2, 3))) char *
nw_format(struct nw *nw, const char *format, ...);

// Remember a problem: "what is wrong: how to mend it".
void nw_add_problem(struct nw *nw, struct nw_place at, char *text);
#define nw_problem(nw, at, ...) \
    nw_add_problem((nw), (at), nw_format((nw), __VA_ARGS__))

// Print the problems, each once, the first NW_MOST of them.
// True if there were none.
bool nw_report(struct nw *nw, FILE *out);
enum { NW_MOST = 40 };

// A whole stream, with a NUL added behind it; NULL if it cannot be read.
char *nw_read(struct nw *nw, FILE *in, size_t *length);

void nw_free(struct nw *nw);

// What follows a prefix of a text; NULL if it begins otherwise.
char *nw_after(const char *text, const char *prefix);

#endif
