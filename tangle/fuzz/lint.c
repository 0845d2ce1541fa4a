// Fuzz the linter with a chapter file.

#include "fuzz.h"
#include "../nwlint.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = calloc(1, size + 1);
    struct fuzz_streams streams = fuzz_open();
    memcpy(text, data, size);
    struct nwlint_file files[] = {
        {"0-a.nw", text, size},
        {"1-b.nw", "<<known>>=\n", 11},
    };
    fuzz_close(&streams, nwlint(files, 2, streams.errors));
    free(text);
    return 0;
}
