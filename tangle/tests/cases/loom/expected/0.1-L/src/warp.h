#line 6 "chapters/0-warp.nw"
#define THREADS 4
#line 8 "chapters/0-warp.nw"

#line 11 "chapters/0-warp.nw"
int weave(int threads);
