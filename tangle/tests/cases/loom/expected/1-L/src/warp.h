#line 6 "chapters/0-warp.nw"
#define THREADS 4
#line 39 "chapters/1-weft.nw"
#define RED 1
#line 8 "chapters/0-warp.nw"

#line 11 "chapters/0-warp.nw"
int weave(int threads, int color);
