/* lru_percpu_hash: an lru_hash with one value per CPU under each key. */
#include "map/hash_table.h"
#include "map/lru.h"

static bool measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes) {
  return hash_table_measure(def, cpu_count, def->value_bytes, true, bytes);
}

static void init(struct map *map) {
  hash_table_init(map, map->def.value_bytes, true);
}

static void *lookup(struct map *map, const void *key, uint32_t cpu) {
  struct hash_table *table = map->storage;
  uint32_t at = hash_table_find(table, key);
  if (at == 0)
    return NULL;
  lru_touch(table, at - 1, cpu);
  return hash_value(table, at - 1, cpu);
}

const struct map_ops map_lru_percpu_hash_ops = {
    .limits = {1, MBPF_MAP_MAX_KEY_BYTES, 1, MBPF_MAP_MAX_VALUE_BYTES,
               MBPF_MAP_ZERO_SEED | MBPF_MAP_NO_COMMON_LRU},
    .percpu = true,
    .measure = measure,
    .init = init,
    .lookup = lookup,
    .update = hash_table_update,
    .remove = hash_table_remove,
    .next_key = hash_table_next_key,
    .read = hash_table_read,
    .count = hash_table_count,
};
