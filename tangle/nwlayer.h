// The filter between noweb's `markup` and its tangler.

#ifndef NWLAYER_H
#define NWLAYER_H

#include "nw.h"

struct nwlayer_request {
    enum { NWLAYER_TREE, // the pipeline of that point
           NWLAYER_ROOTS, // its paths, one a line
           NWLAYER_CHECKPOINTS // N.k, name and console line
    } what;
    bool lines; // #line instead of comments
    const char *point; // "N" or "N.k"; not for NWLAYER_CHECKPOINTS
    char **layers; // names of the files to put on top
    int layer_count;
};

// Filters `input` (NUL-terminated; it is written to). True if all is
// well; otherwise nothing is written to `out`, and `errors` says why.
bool nwlayer(char *input, size_t length,
             const struct nwlayer_request *request, FILE *out,
             FILE *errors);

#endif
