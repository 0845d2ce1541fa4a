#line 14 "chapters/0-warp.nw"
#include "warp.h"
#line 16 "chapters/0-warp.nw"

#line 19 "chapters/0-warp.nw"
int weave(int threads)
{
    int cloth = 0;

    #line 33 "chapters/0-warp.nw"
    for (int i = 0; i < threads; i++) {
    #line 35 "chapters/0-warp.nw"
    }
#line 24 "chapters/0-warp.nw"

#line 27 "chapters/0-warp.nw"
    return;
}
