/*
 * The arena: all memory a runtime has, given once by the host. Blocks are few and large (a package each), so a first-fit list
 * in address order is enough: freeing joins neighbours, and "does it fit" is one look for the largest hole.
 * Not thread-safe: callers hold the port's lock.
 */
#ifndef RUNTIME_ARENA_H
#define RUNTIME_ARENA_H

#include "base/cpu.h"

#include <stddef.h>

/* Of blocks: enough for every type, and for what CPUs write apart from each other. */
enum { ARENA_ALIGNMENT = CPU_ALIGNMENT > 16 ? CPU_ALIGNMENT : 16 };

struct arena {
  unsigned char *base; /* aligned */
  size_t bytes;
};

enum arena_end { ARENA_LOW, ARENA_HIGH };

/* Takes over the memory; alignment may cost a few bytes. A too small one is an empty arena. */
void arena_init(struct arena *arena, void *memory, size_t bytes);

/*
 * A block of at least bytes, zeroed, aligned to ARENA_ALIGNMENT; NULL when no hole is large enough. ARENA_LOW takes the first
 * hole, for what stays; ARENA_HIGH the end of the last one, for what goes soon.
 */
void *arena_take(struct arena *arena, size_t bytes, enum arena_end end);

/* Gives a block back whole. NULL is ignored. */
void arena_give(struct arena *arena, void *block);

/* Bytes of a block given by arena_take. */
size_t arena_block_bytes(const void *block);

/* The largest block arena_take could give now. */
size_t arena_largest(const struct arena *arena);

/* Bytes in blocks, with their headers. */
size_t arena_used(const struct arena *arena);

#endif
