#line 27 "chapters/1-weft.nw"
#include <stdio.h>
#include "warp.h"

int main(void)
{
    #line 2 "chapters/solutions/1.1-knot.nw"
    puts("a knot");
    #line 6 "chapters/solutions/1.1-knot.nw"
    puts("tied");
#line 33 "chapters/1-weft.nw"
    return weave(THREADS, RED) != 12;
}
