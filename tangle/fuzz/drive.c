// A fuzzer that needs no clang: mutates its seeds with a fixed random
// sequence, so that every run is the same.
//
//     drive ROUNDS SEED-FILE...     one input each: drive 0 FILE
//
// A crash leaves its input in ./crash.

#include "fuzz.h"

#include <sanitizer/common_interface_defs.h>
#include <signal.h>
#include <string.h>

enum { LARGEST = 1 << 16,
       MOST_SEEDS = 256 };

static uint8_t *seeds[MOST_SEEDS];
static size_t sizes[MOST_SEEDS];
static int seed_count;
static uint8_t text[LARGEST];
static size_t size;

static size_t any(size_t below)
{
    static uint64_t state = 88172645463325252;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return below ? state % below : 0;
}

static void read_seed(const char *name)
{
    FILE *file = fopen(name, "rb");
    if (file == NULL || seed_count == MOST_SEEDS) {
        fprintf(stderr, "%s: cannot take it as a seed\n", name);
        exit(1);
    }
    uint8_t *seed = malloc(LARGEST);
    sizes[seed_count] = fread(seed, 1, LARGEST / 2, file);
    seeds[seed_count++] = seed;
    fclose(file);
}

static void insert(size_t at, const void *bytes, size_t count)
{
    if (size + count > LARGEST)
        return;
    memmove(text + at + count, text + at, size - at);
    memcpy(text + at, bytes, count);
    size += count;
}

static void insert_word(size_t at)
{
    static const char *words[] = {
        "@", "<<", ">>", ">>=", "[[", "]]", "\n", " ", "\t", "\\", "\"",
        "<<a>>=\n", "@ %def\n", "@<<", "\r", "\xc3\xa9", "\xff", "#if ",
        "@nl\n", "@text ", "@use a\n", "@defn a\n", "@end code 1\n",
        "@begin code 1\n", "@file 1-b.nw\n", "@fatal x\n", "@index nl\n",
        "replace: ", "delete: ", "checkpoint: ", "a.c", "../"};
    const char *word = words[any(sizeof words / sizeof *words)];
    insert(at, word, strlen(word));
}

// Copies a stretch of any seed, whole lines more often than not.
static void splice(size_t at)
{
    size_t from = any((size_t)seed_count);
    const uint8_t *seed = seeds[from];
    size_t first = any(sizes[from]), count = 1 + any(200);
    if (any(4))
        while (first > 0 && seed[first - 1] != '\n')
            first--;
    if (count > sizes[from] - first)
        count = sizes[from] - first;
    insert(at, seed + first, count);
}

static void cut(size_t at)
{
    size_t count = 1 + any(any(4) ? 8 : 400);
    if (count > size - at)
        count = size - at;
    memmove(text + at, text + at + count, size - at - count);
    size -= count;
}

static void mutate(void)
{
    size_t at = any(size + 1);
    switch (any(4)) {
    case 0:
        insert_word(at);
        break;
    case 1:
        splice(at);
        break;
    case 2:
        cut(at);
        break;
    default:
        if (at < size)
            text[at] = (uint8_t)any(256);
    }
}

static void one_round(void)
{
    size_t from = any((size_t)seed_count);
    memcpy(text, seeds[from], sizes[from]);
    size = sizes[from];
    if (size > 0 && any(2))
        text[0] = (uint8_t)any(256); // what the filter is asked for
    for (size_t i = any(6) + 1; i > 0; i--)
        mutate();
}

// Called when a sanitizer or an abort ends the program.
static void keep_input(void)
{
    FILE *file = fopen("crash", "wb");
    if (file == NULL)
        return;
    fwrite(text, 1, size, file);
    fclose(file);
}

static void keep_aborted(int signal_number)
{
    (void)signal_number;
    keep_input();
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 1;
    long rounds = atol(argv[1]);
    for (int i = 2; i < argc; i++)
        read_seed(argv[i]);
    for (int i = 0; i < seed_count; i++)
        LLVMFuzzerTestOneInput(seeds[i], sizes[i]);
    __sanitizer_set_death_callback(keep_input);
    signal(SIGABRT, keep_aborted);
    for (long i = 0; i < rounds; i++) {
        one_round();
        LLVMFuzzerTestOneInput(text, size);
    }
    printf("%d seeds, %ld mutants: no crash\n", seed_count, rounds);
    return 0;
}
