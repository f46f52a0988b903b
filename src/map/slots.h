/* Arrays of pointers to programs or maps: prog_array and array_of_maps; and the setters of hash_of_maps. */
#ifndef MAP_SLOTS_H
#define MAP_SLOTS_H

#include "map/array.h"

struct program;

bool slots_measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes);
void slots_init(struct map *map);
int slots_remove(struct map *map, const void *key, uint32_t cpu);
uint32_t slots_count(struct map *map);

/* The pointer in a slot, or NULL for an empty slot or an index beyond the last. Wait-free. */
static inline void *map_slot_get(const struct map *map, uint32_t index) {
  void *const *slots = map->storage;
  return index < map->def.max_entries ? __atomic_load_n(&slots[index], __ATOMIC_ACQUIRE) : NULL;
}

/*
 * Puts a pointer into a slot, NULL to empty it, and gives the one that was there in previous (may be NULL).
 * -E2BIG beyond the last slot. Who puts something in keeps it alive until it is out and a grace period has
 * passed.
 */
int map_slot_set(struct map *map, uint32_t index, void *pointer, void **previous);

/* prog_array. */
static inline struct program *map_program_get(const struct map *map, uint32_t index) {
  return map_slot_get(map, index);
}

/*
 * array_of_maps, hash_of_maps: puts inner under key with Linux's update flags after map_check_inner
 * (MAP_INCOMPATIBLE). A map of maps must not hold a map of maps.
 */
MBPF_WARN_UNUSED mbpf_status map_inner_set(struct map *outer, const void *key, struct map *inner,
                                           uint64_t flags, mbpf_error *error);

/* The map under key, for the host too; NULL when there is none. */
struct map *map_inner_get(struct map *outer, const void *key);

#endif
