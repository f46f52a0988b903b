/* Arrays of pointers, and putting maps into maps. */
#include "map/slots.h"

#include "base/checked.h"
#include "base/errno.h"
#include "base/error.h"

bool slots_measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes) {
  (void)cpu_count;
  return checked_mul((size_t)def->max_entries, sizeof(void *), bytes);
}

void slots_init(struct map *map) {
  (void)map;
}

int map_slot_set(struct map *map, uint32_t index, void *pointer, void **previous) {
  void **slots = map->storage;
  if (index >= map->def.max_entries)
    return -E_2BIG;
  void *old = __atomic_exchange_n(&slots[index], pointer, __ATOMIC_ACQ_REL);
  if (previous != NULL)
    *previous = old;
  return 0;
}

int slots_remove(struct map *map, const void *key, uint32_t cpu) {
  (void)cpu;
  void *old = NULL;
  int result = map_slot_set(map, array_index(key), NULL, &old);
  return result == 0 && old == NULL ? -E_NOENT : result;
}

uint32_t slots_count(struct map *map) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < map->def.max_entries; i++)
    count += map_slot_get(map, i) != NULL;
  return count;
}

static bool is_map_of_maps(const struct map *map) {
  return MBPF_HAS_MAPS_OF_MAPS &&
         (map->def.type == MBPF_MAP_ARRAY_OF_MAPS || map->def.type == MBPF_MAP_HASH_OF_MAPS);
}

/* Both kinds take a pointer to the pointer as the value. */
mbpf_status map_inner_set(struct map *outer, const void *key, struct map *inner, uint64_t flags,
                          mbpf_error *error) {
  if (!is_map_of_maps(outer))
    return mbpf_fail(error, MBPF_UNSUPPORTED, "a %s map holds no maps", mbpf_map_type_name(outer->def.type));
  if (is_map_of_maps(inner))
    return mbpf_fail(error, MBPF_MAP_INCOMPATIBLE, "inner map: %s maps cannot be inside another map",
                     mbpf_map_type_name(inner->def.type));
  mbpf_status status = map_check_inner(outer, inner, error);
  if (status != MBPF_OK)
    return status;
  switch (outer->ops->update(outer, key, &inner, flags, MAP_CPU_HOST)) {
  case 0: return MBPF_OK;
  case -E_2BIG:
    return outer->def.type == MBPF_MAP_HASH_OF_MAPS
               ? mbpf_fail(error, MBPF_FULL, "the map holds its %u entries", (unsigned)outer->def.max_entries)
               : mbpf_fail(error, MBPF_INVALID_ARG, "slot %u is beyond the last, %u",
                           (unsigned)array_index(key), (unsigned)(outer->def.max_entries - 1));
  case -E_EXIST: return mbpf_fail(error, MBPF_EXISTS, "the key is already there and the flag NOEXIST is set");
  case -E_NOENT: return mbpf_fail(error, MBPF_NOT_FOUND, "the key is not there and the flag EXIST is set");
  case -E_BUSY: return mbpf_fail(error, MBPF_BUSY, "the map is being changed, try again");
  default:
    return mbpf_fail(error, MBPF_INVALID_ARG, "the update flags must be 0 (ANY), 1 (NOEXIST) or 2 (EXIST)");
  }
}

struct map *map_inner_get(struct map *outer, const void *key) {
  return is_map_of_maps(outer) ? outer->ops->lookup(outer, key, MAP_CPU_HOST) : NULL;
}
