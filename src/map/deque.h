/* What queue and stack share: a ring of values under one lock, filled at the back. */
#ifndef MAP_DEQUE_H
#define MAP_DEQUE_H

#include "map/map.h"

bool deque_measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes);
void deque_init(struct map *map);

/* flags: 0, or EXIST: a full ring loses its oldest value. -E2BIG when full. */
int deque_push(struct map *map, const void *value, uint64_t flags, uint32_t cpu);

/* Takes, or only copies, the value at one end. Empty: -ENOENT and the value is zeroed. */
int deque_take(struct map *map, void *value, bool newest, bool keep, uint32_t cpu);

uint32_t deque_count(struct map *map);

#endif
