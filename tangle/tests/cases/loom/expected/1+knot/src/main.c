#include <stdio.h>
#include "warp.h"

int main(void)
{
    // talk
    puts("a knot");
    // tie it
    puts("tied");
    return weave(THREADS, RED) != 12;
}
