/* Pools and growing buffers of the mbpf command. */
#include "pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Blocks are at least this big, so that small objects share one. */
enum { BLOCK_BYTES = 64 * 1024 };

struct pool_block {
  struct pool_block *next;
  size_t used;
  size_t bytes;
  _Alignas(16) unsigned char at[];
};

static void *must(void *memory, size_t bytes) {
  if (!memory) {
    fprintf(stderr, "mbpf: out of memory (%zu bytes)\n", bytes);
    exit(1);
  }
  return memory;
}

void *pool_alloc(struct pool *pool, size_t bytes) {
  struct pool_block *block = pool->blocks;
  size_t need = bytes > SIZE_MAX / 2 ? SIZE_MAX / 2 : (bytes + 15) & ~(size_t)15;
  if (!block || block->bytes - block->used < need) {
    size_t room = need > BLOCK_BYTES ? need : BLOCK_BYTES;
    block = must(calloc(1, sizeof *block + room), room);
    block->bytes = room;
    block->next = pool->blocks;
    pool->blocks = block;
  }
  void *memory = block->at + block->used;
  block->used += need;
  return memory;
}

void *pool_array(struct pool *pool, size_t count, size_t size) {
  return pool_alloc(pool, count > SIZE_MAX / 2 / size ? SIZE_MAX / 2 : count * size);
}

char *pool_copy(struct pool *pool, const char *text, size_t length) {
  char *copy = pool_alloc(pool, length + 1);
  memcpy(copy, text, length);
  return copy;
}

char *pool_format(struct pool *pool, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  char *text = pool_alloc(pool, (size_t)length + 1);
  va_start(args, format);
  vsnprintf(text, (size_t)length + 1, format, args);
  va_end(args);
  return text;
}

void *pool_grow(struct pool *pool, void *array, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity)
    return array;
  size_t more = *capacity ? *capacity * 2 : 16;
  void *bigger = pool_array(pool, more, size);
  if (count)
    memcpy(bigger, array, count * size);
  *capacity = more;
  return bigger;
}

void pool_free(struct pool *pool) {
  while (pool->blocks) {
    struct pool_block *block = pool->blocks;
    pool->blocks = block->next;
    free(block);
  }
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t length) {
  if (length > buffer->capacity - buffer->length) {
    size_t capacity = (buffer->length + length) * 2;
    buffer->at = must(realloc(buffer->at, capacity), capacity);
    buffer->capacity = capacity;
  }
  if (length)
    memcpy(buffer->at + buffer->length, bytes, length);
  buffer->length += length;
}

void buffer_free(struct buffer *buffer) {
  free(buffer->at);
  *buffer = (struct buffer){0};
}
