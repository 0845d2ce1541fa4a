#include <stdio.h>
#include "warp.h"

int main(void)
{
    // talk
    puts("woven in color");
    return weave(THREADS, RED) != 12;
}
