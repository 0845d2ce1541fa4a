#include <stdio.h>
#include "warp.h"

int main(void)
{
    // talk
    puts("strung 4 threads");
    return weave(THREADS) != 12;
}
