#include <stdio.h>
#include "warp.h"

int main(void)
{
    // talk
    puts("strung 4 threads");
    puts("woven");
    return weave(THREADS) != 12;
}
