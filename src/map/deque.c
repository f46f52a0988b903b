/* A ring of values under one lock. */
#include "map/deque.h"

#include "base/checked.h"
#include "base/errno.h"
#include "map/sync.h"

#include <string.h>

struct deque {
  uint32_t lock;
  uint32_t oldest; /* index of the oldest value */
  uint32_t count;
  uint32_t zero;
  uint64_t values[]; /* max_entries, value_stride bytes each */
};

static uint8_t *value_at(const struct map *map, uint32_t from_oldest) {
  struct deque *deque = map->storage;
  uint32_t index = deque->oldest + from_oldest; /* both below 2^30 */
  if (index >= map->def.max_entries)
    index -= map->def.max_entries;
  return (uint8_t *)deque->values + (size_t)index * map->value_stride;
}

bool deque_measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes) {
  (void)cpu_count;
  return checked_mul((size_t)def->max_entries, (size_t)round_up_8(def->value_bytes), bytes) &&
         checked_add(*bytes, sizeof(struct deque), bytes);
}

void deque_init(struct map *map) {
  (void)map;
}

static void drop_oldest(const struct map *map, struct deque *deque) {
  deque->oldest = deque->oldest + 1 == map->def.max_entries ? 0 : deque->oldest + 1;
  store_relaxed(&deque->count, deque->count - 1);
}

int deque_push(struct map *map, const void *value, uint64_t flags, uint32_t cpu) {
  struct deque *deque = map->storage;
  int result = 0;
  if (flags != MBPF_ANY && flags != MBPF_EXIST)
    return -E_INVAL;
  if (!map_lock(map, &deque->lock, cpu))
    return -E_BUSY;
  if (deque->count == map->def.max_entries && flags == MBPF_EXIST)
    drop_oldest(map, deque);
  if (deque->count < map->def.max_entries) {
    memcpy(value_at(map, deque->count), value, map->def.value_bytes);
    store_relaxed(&deque->count, deque->count + 1);
  } else {
    result = -E_2BIG;
  }
  map_unlock(&deque->lock);
  return result;
}

int deque_take(struct map *map, void *value, bool newest, bool keep, uint32_t cpu) {
  struct deque *deque = map->storage;
  if (!map_lock(map, &deque->lock, cpu)) {
    memset(value, 0, map->def.value_bytes);
    return -E_BUSY;
  }
  if (deque->count == 0) {
    map_unlock(&deque->lock);
    memset(value, 0, map->def.value_bytes);
    return -E_NOENT;
  }
  memcpy(value, value_at(map, newest ? deque->count - 1 : 0), map->def.value_bytes);
  if (!keep && newest)
    store_relaxed(&deque->count, deque->count - 1);
  else if (!keep)
    drop_oldest(map, deque);
  map_unlock(&deque->lock);
  return 0;
}

uint32_t deque_count(struct map *map) {
  return load_relaxed(&((struct deque *)map->storage)->count);
}
