// Counts what a process takes from the heap, for benchmarks only.

#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

#include <stdint.h>

/// How often memory was taken by any thread since the start; a realloc that moves counts once.
uint64_t allocations_count(void);

#endif
