// What the fuzzers share: a tool must speak if and only if it fails,
// and then it must not write anything else.

#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct fuzz_streams {
    FILE *out, *errors;
};

static inline FILE *fuzz_stream(void)
{
    static char scratch[2][1 << 22];
    static int next;
    char *buffer = scratch[next++ % 2];
    FILE *stream = fopen("/dev/null", "w");
    if (stream == NULL)
        abort();
    setvbuf(stream, buffer, _IOFBF, sizeof scratch[0]);
    return stream;
}

static inline struct fuzz_streams fuzz_open(void)
{
    return (struct fuzz_streams){fuzz_stream(), fuzz_stream()};
}

static inline void fuzz_close(struct fuzz_streams *s, bool good)
{
    bool wrote = ftell(s->out) > 0, spoke = ftell(s->errors) > 0;
    if (good == spoke || (!good && wrote))
        abort();
    fclose(s->out);
    fclose(s->errors);
}

#endif
