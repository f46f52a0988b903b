/*
 * Laying out a package's one block: the same function walks the parts twice, first to measure, then to place. Measured and
 * placed sizes cannot differ, because they are one piece of code.
 */
#ifndef RUNTIME_LAYOUT_H
#define RUNTIME_LAYOUT_H

#include "base/checked.h"

#include <stdbool.h>
#include <stddef.h>

struct layout {
  unsigned char *base; /* NULL while measuring */
  size_t used;
  bool overflow; /* the sum does not fit a size_t: the block can never exist */
};

/* Inline where it is short, once per file where size counts. */
#ifdef __OPTIMIZE_SIZE__
#define LAYOUT_INLINE static __attribute__((noinline, unused))
#else
#define LAYOUT_INLINE static inline
#endif

/* Room for bytes at an alignment (a power of two, at most ARENA_ALIGNMENT); NULL while measuring. */
LAYOUT_INLINE void *layout_take(struct layout *layout, size_t bytes, size_t alignment) {
  size_t start;
  if (!checked_align(layout->used, alignment, &start) || !checked_add(start, bytes, &layout->used)) {
    layout->overflow = true;
    return NULL;
  }
  return layout->base ? layout->base + start : NULL;
}

/* Room for count objects of a type. */
#define layout_array(layout, count, type)                                                                    \
  ((type *)layout_take_array((layout), (count), sizeof(type), _Alignof(type)))

LAYOUT_INLINE void *layout_take_array(struct layout *layout, size_t count, size_t bytes, size_t alignment) {
  size_t total;
  if (!checked_mul(count, bytes, &total)) {
    layout->overflow = true;
    return NULL;
  }
  return layout_take(layout, total, alignment);
}

#endif
