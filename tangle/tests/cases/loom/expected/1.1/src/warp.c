#include "warp.h"
// headers of the warp
#include <assert.h>

int weave(int threads, int color)
{
    int cloth = 0;

    // go through all threads
    for (int i = 0; i < threads; i++) {
        // weave one thread
        cloth += i << 1;
    }

    return cloth;
}

int spare(void);
int spare(void)
{
    return 7;
}
