/* A pool: memory for one job of the command, given back whole. Allocation never fails: out of memory ends the process. */
#ifndef TOOL_POOL_H
#define TOOL_POOL_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct pool_block;

struct pool {
  struct pool_block *blocks; /* {0} is an empty pool */
};

/* Zeroed memory, 16-byte aligned, valid until pool_free. */
void *pool_alloc(struct pool *pool, size_t bytes);

/* Zeroed memory for count objects of size bytes. */
void *pool_array(struct pool *pool, size_t count, size_t size);

/* A zero-terminated copy of length bytes of text. */
char *pool_copy(struct pool *pool, const char *text, size_t length);

char *pool_format(struct pool *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Room for one more object in an array that grows: returns the array, moved when it had to, and updates *capacity. The new
 * object is zeroed.
 */
void *pool_grow(struct pool *pool, void *array, size_t count, size_t *capacity, size_t size);

void pool_free(struct pool *pool);

/* Bytes that grow, with malloc's memory: free with buffer_free. */
struct buffer {
  uint8_t *at;
  size_t length;
  size_t capacity;
};

void buffer_add(struct buffer *buffer, const void *bytes, size_t length);
void buffer_free(struct buffer *buffer);

#endif
