#define THREADS 4
// other constants
#define RED 1

// later declarations
int spare(void);

int weave(int threads, int color);
