#line 14 "chapters/0-warp.nw"
#include "warp.h"
#line 7 "chapters/1-weft.nw"
#include <assert.h>
#line 16 "chapters/0-warp.nw"

#line 21 "chapters/2-cloth.nw"
static int twice(int n)
{
    return 2 * n;
}
#line 18 "chapters/0-warp.nw"

int weave(int threads /* woven */, int color)
#line 20 "chapters/0-warp.nw"
{
    int cloth = 0;

    #line 33 "chapters/0-warp.nw"
    for (int i = 0; i < threads; i++) {
        #line 41 "chapters/0-warp.nw"
        cloth += i << 1;
        #line 42 "chapters/1-weft.nw"
        (void)color;
    #line 35 "chapters/0-warp.nw"
    }
#line 24 "chapters/0-warp.nw"

    #line 10 "chapters/1-weft.nw"
    #line 4 "chapters/2-cloth.nw"
    assert(cloth >= 0);
#line 26 "chapters/0-warp.nw"

    return twice(cloth) / 2;
#line 28 "chapters/0-warp.nw"
}

#line 67 "chapters/0-warp.nw"
int spare(void);
int spare(void)
{
    return 7;
}

#line 33 "chapters/2-cloth.nw"
_Static_assert(THREADS == 4, "four threads");
