/* percpu_array: an array per CPU; a program sees its own CPU's, the host all of them. */
#include "map/array.h"

static void *lookup(struct map *map, const void *key, uint32_t cpu) {
  uint32_t index = array_index(key);
  if (index >= map->def.max_entries)
    return NULL;
  return map->region.base + cpu * map->cpu_plane + (size_t)index * map->region.stride;
}

const struct map_ops map_percpu_array_ops = {
    .limits = {4, 4, 1, MBPF_MAP_MAX_VALUE_BYTES, MBPF_MAP_INNER_MAP},
    .percpu = true,
    .measure = array_measure,
    .init = array_init,
    .lookup = lookup,
    .update = array_update,
    .remove = array_remove,
    .next_key = array_next_key,
    .read = array_read,
};
