#define THREADS 4

int weave(int threads);
