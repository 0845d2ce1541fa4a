// The linter for raw chapter files.

#ifndef NWLINT_H
#define NWLINT_H

#include "nw.h"

struct nwlint_file {
    const char *name;
    const char *text; // NUL-terminated; NULL if it cannot be read
    size_t length;
};

// True if all is well; otherwise `errors` says what is not.
bool nwlint(const struct nwlint_file *files, int count, FILE *errors);

#endif
