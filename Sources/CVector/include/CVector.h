// The one vector instruction that Swift cannot name: a bit per lane of a comparison. Header only.
#ifndef MATGLAS_CVECTOR_H
#define MATGLAS_CVECTOR_H
#include <stdint.h>

typedef int8_t cvector_lanes16 __attribute__((ext_vector_type(16)));

// One bit for each of 16 lanes that are 0 or -1, the first lane lowest.
static inline __attribute__((always_inline)) uint32_t cvector_bits(cvector_lanes16 lanes) {
#if defined(__SSE2__)
    typedef char bytes __attribute__((vector_size(16)));
    return (uint32_t)__builtin_ia32_pmovmskb128((bytes)lanes);
#else
    typedef _Bool bits __attribute__((ext_vector_type(16)));
    return __builtin_bit_cast(uint16_t, __builtin_convertvector(lanes != 0, bits));
#endif
}
#endif
