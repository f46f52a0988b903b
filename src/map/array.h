/*
 * What array and percpu_array share. Storage: the values, CPU after CPU, each value rounded up to 8 bytes;
 * then the locks that guard values of more than a word against torn reads.
 */
#ifndef MAP_ARRAY_H
#define MAP_ARRAY_H

#include "map/map.h"

bool array_measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes);
void array_init(struct map *map);
int array_update(struct map *map, const void *key, const void *value, uint64_t flags, uint32_t cpu);
int array_remove(struct map *map, const void *key, uint32_t cpu);
int array_read(struct map *map, const void *key, void *value);

/* Also of the slot kinds, whose keys are indices, too. */
int array_next_key(struct map *map, const void *previous, void *next);

static inline uint32_t array_index(const void *key) {
  uint32_t index;
  __builtin_memcpy(&index, key, sizeof index);
  return index;
}

#endif
