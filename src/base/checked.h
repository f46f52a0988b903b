/* Arithmetic on sizes that come from outside: each returns false instead of wrapping. */
#ifndef BASE_CHECKED_H
#define BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define checked_add(a, b, out) (!__builtin_add_overflow((a), (b), (out)))
#define checked_mul(a, b, out) (!__builtin_mul_overflow((a), (b), (out)))

/* Rounds up to a power of two alignment. */
static inline bool checked_align(size_t value, size_t alignment, size_t *out) {
  if (!checked_add(value, alignment - 1, out))
    return false;
  *out &= ~(alignment - 1);
  return true;
}

/* Is [offset, offset + length) inside [0, total)? Wrap-safe. */
static inline bool range_fits(uint64_t offset, uint64_t length, uint64_t total) {
  return offset <= total && length <= total - offset;
}

#endif
