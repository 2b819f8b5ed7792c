// Stands in front of the C library's allocator: an executable's own symbols win over those of shared
// libraries, so that the Swift runtime and the standard library are counted too.

#include "Allocations.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

// glibc exports its allocator under these names for exactly this purpose.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t number, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static _Atomic uint64_t taken;

static void note(void) { atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed); }

uint64_t allocations_count(void) { return atomic_load_explicit(&taken, memory_order_relaxed); }

void *malloc(size_t size) {
    note();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    note();
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    note();
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    note();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **place, size_t alignment, size_t size) {
    note();
    *place = __libc_memalign(alignment, size);
    return *place == NULL ? ENOMEM : 0;
}
