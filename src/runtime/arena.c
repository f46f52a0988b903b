/*
 * The arena as a row of blocks:  | header, bytes | header, bytes | … |  covering it from end to end. A header says how long its
 * block is and whether it is in use; walking the headers is the free list.
 */
#include "runtime/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/assert.h"
#include "base/checked.h"

struct block {
  _Alignas(ARENA_ALIGNMENT) size_t bytes; /* with this header */
  size_t used;                            /* bool; size_t keeps the header one alignment unit on 64 bits */
};

enum { HEADER = sizeof(struct block) };
_Static_assert(sizeof(struct block) % ARENA_ALIGNMENT == 0, "blocks stay aligned");

static struct block *block_at(const struct arena *arena, size_t offset) {
  return (struct block *)(void *)(arena->base + offset);
}

static struct block *header_of(const void *memory) {
  union {
    const unsigned char *constant;
    unsigned char *writable;
  } at = {.constant = (const unsigned char *)memory - HEADER};
  return (struct block *)(void *)at.writable;
}

void arena_init(struct arena *arena, void *memory, size_t bytes) {
  size_t skip = (size_t)(0 - (uintptr_t)memory) % ARENA_ALIGNMENT;
  *arena = (struct arena){0};
  if (!memory || bytes < skip + HEADER)
    return;
  arena->base = (unsigned char *)memory + skip;
  arena->bytes = (bytes - skip) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
  *block_at(arena, 0) = (struct block){.bytes = arena->bytes};
}

/* Splits a free block so that its first part is exactly bytes long. */
static void split(const struct arena *arena, size_t offset, size_t bytes) {
  struct block *block = block_at(arena, offset);
  if (block->bytes == bytes)
    return;
  *block_at(arena, offset + bytes) = (struct block){.bytes = block->bytes - bytes};
  block->bytes = bytes;
}

void *arena_take(struct arena *arena, size_t bytes, enum arena_end end) {
  size_t found = SIZE_MAX;
  size_t need;
  if (!checked_add(bytes, (size_t)HEADER, &need) || !checked_align(need, ARENA_ALIGNMENT, &need))
    return NULL;
  for (size_t at = 0; at < arena->bytes; at += block_at(arena, at)->bytes) {
    const struct block *block = block_at(arena, at);
    if (block->used || block->bytes < need)
      continue;
    found = at;
    if (end == ARENA_LOW)
      break;
  }
  if (found == SIZE_MAX)
    return NULL;
  if (end == ARENA_HIGH && block_at(arena, found)->bytes > need) {
    size_t keep = block_at(arena, found)->bytes - need;
    split(arena, found, keep);
    found += keep;
  }
  split(arena, found, need);
  block_at(arena, found)->used = true;
  return memset(arena->base + found + HEADER, 0, need - HEADER);
}

/* Joins every run of free neighbours. */
static void join(struct arena *arena) {
  for (size_t at = 0; at < arena->bytes; at += block_at(arena, at)->bytes) {
    struct block *block = block_at(arena, at);
    while (!block->used && at + block->bytes < arena->bytes && !block_at(arena, at + block->bytes)->used)
      block->bytes += block_at(arena, at + block->bytes)->bytes;
  }
}

void arena_give(struct arena *arena, void *block) {
  if (!block)
    return;
  struct block *header = header_of(block);
  ASSERT(header->used);
#ifndef NDEBUG
  memset(block, 0xdb, header->bytes - HEADER);
#endif
  header->used = false;
  join(arena);
}

size_t arena_block_bytes(const void *block) {
  return header_of(block)->bytes - HEADER;
}

size_t arena_largest(const struct arena *arena) {
  size_t largest = HEADER;
  for (size_t at = 0; at < arena->bytes; at += block_at(arena, at)->bytes) {
    const struct block *block = block_at(arena, at);
    if (!block->used && block->bytes > largest)
      largest = block->bytes;
  }
  return largest - HEADER;
}

size_t arena_used(const struct arena *arena) {
  size_t used = 0;
  for (size_t at = 0; at < arena->bytes; at += block_at(arena, at)->bytes)
    used += block_at(arena, at)->used ? block_at(arena, at)->bytes : 0;
  return used;
}
