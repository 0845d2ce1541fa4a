#define THREADS 4
// other constants
#define RED 1

int weave(int threads, int color);
