#line 27 "chapters/1-weft.nw"
#include <stdio.h>
#include "warp.h"

int main(void)
{
    #line 15 "chapters/1-weft.nw"
    puts("woven in color");
#line 33 "chapters/1-weft.nw"
    return weave(THREADS, RED) != 12;
}
