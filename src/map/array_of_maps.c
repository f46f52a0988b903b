/* array_of_maps: slots for maps. A program's lookup gives the inner map; only the loader and the host put
 * maps in. */
#include "map/slots.h"

#include "base/errno.h"

static void *lookup(struct map *map, const void *key, uint32_t cpu) {
  (void)cpu;
  return map_slot_get(map, array_index(key));
}

/* value: the host's pointer to the pointer. Programs have no maps to put in; theirs is 4 bytes. */
static int update(struct map *map, const void *key, const void *value, uint64_t flags, uint32_t cpu) {
  void *inner;
  if (flags > MBPF_EXIST || cpu != MAP_CPU_HOST)
    return -E_INVAL;
  if (array_index(key) >= map->def.max_entries)
    return -E_2BIG;
  if (flags == MBPF_NOEXIST)
    return -E_EXIST;
  __builtin_memcpy(&inner, value, sizeof inner);
  return map_slot_set(map, array_index(key), inner, NULL);
}

static int remove_slot(struct map *map, const void *key, uint32_t cpu) {
  return cpu == MAP_CPU_HOST ? slots_remove(map, key, cpu) : -E_INVAL;
}

const struct map_ops map_array_of_maps_ops = {
    .limits = {4, 4, 4, 4, 0},
    .measure = slots_measure,
    .init = slots_init,
    .lookup = lookup,
    .update = update,
    .remove = remove_slot,
    .next_key = array_next_key,
    .count = slots_count,
};
