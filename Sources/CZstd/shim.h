// The functions that take an allocator are in the part that zstd calls experimental; they exist
// unchanged since its version 1.0, and shared libraries export them.
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>
