#include "warp.h"
// headers of the warp
#include <assert.h>

// later helpers
static int twice(int n)
{
    return 2 * n;
}

int weave(int threads /* woven */, int color)
{
    int cloth = 0;

    // go through all threads
    for (int i = 0; i < threads; i++) {
        // weave one thread
        cloth += i << 1;
        (void)color;
    }

    // late cleanup
    // check the cloth
    assert(cloth >= 0);

    return twice(cloth) / 2;
}

int spare(void);
int spare(void)
{
    return 7;
}

// later checks
_Static_assert(THREADS == 4, "four threads");
