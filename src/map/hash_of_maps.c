/* hash_of_maps: a hash whose values are maps. A program's lookup gives the inner map; only the host puts maps
 * in. */
#include "base/errno.h"
#include "map/hash_table.h"

static bool measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes) {
  return hash_table_measure(def, cpu_count, sizeof(struct map *), false, bytes);
}

static void init(struct map *map) {
  hash_table_init(map, sizeof(struct map *), false);
  map->region = (struct map_region){0};
}

static void *lookup(struct map *map, const void *key, uint32_t cpu) {
  (void)cpu;
  struct hash_table *table = map->storage;
  uint32_t at = hash_table_find(table, key);
  return at == 0
             ? NULL
             : (void *)__atomic_load_n((map_word *)(void *)hash_value(table, at - 1, 0), __ATOMIC_ACQUIRE);
}

/* value: a pointer to the pointer. */
static int update(struct map *map, const void *key, const void *value, uint64_t flags, uint32_t cpu) {
  return cpu == MAP_CPU_HOST ? hash_table_update(map, key, value, flags, cpu) : -E_INVAL;
}

static int remove_key(struct map *map, const void *key, uint32_t cpu) {
  return cpu == MAP_CPU_HOST ? hash_table_remove(map, key, cpu) : -E_INVAL;
}

const struct map_ops map_hash_of_maps_ops = {
    .limits = {1, MBPF_MAP_MAX_KEY_BYTES, 4, 4, MBPF_MAP_ZERO_SEED},
    .measure = measure,
    .init = init,
    .lookup = lookup,
    .update = update,
    .remove = remove_key,
    .next_key = hash_table_next_key,
    .count = hash_table_count,
};
