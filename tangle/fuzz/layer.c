// Fuzz the filter. The first byte says what to ask for; the rest is the
// pipeline.

#include "fuzz.h"
#include "../nwlayer.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *points[] = {"0", "0.1", "1", "1.1", "2", "x"};
    static char *layers[] = {"chapters/solutions/1.1-knot.nw"};
    if (size == 0)
        return 0;
    struct nwlayer_request request = {
        .what = data[0] % 3,
        .lines = data[0] / 3 % 2,
        .point = points[data[0] / 6 % 6],
        .layers = layers,
        .layer_count = data[0] / 36 % 2,
    };
    char *input = calloc(1, size);
    struct fuzz_streams streams = fuzz_open();
    memcpy(input, data + 1, size - 1);
    bool good = nwlayer(input, size - 1, &request, streams.out,
                        streams.errors);
    fuzz_close(&streams, good);
    free(input);
    return 0;
}
