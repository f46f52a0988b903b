/*
 * devmap: slots for network interfaces, the targets of bpf_redirect_map. A value is u32 ifindex, with 8 bytes
 * also a u32 program (none can be named: it must be 0 or -1). ifindex 0 empties a slot. Set by the host.
 */
#include "base/checked.h"
#include "base/errno.h"
#include "base/error.h"
#include "map/array.h"
#include "map/sync.h"

static uint32_t *slot(const struct map *map, uint32_t index) {
  return (uint32_t *)(void *)((uint8_t *)map->storage + (size_t)index * 8);
}

static mbpf_status check(const struct mbpf_map_def *def, mbpf_error *error) {
  if (def->value_bytes != 4 && def->value_bytes != 8)
    return mbpf_fail(error, MBPF_INVALID_ARG, "devmap map: value_size is %u, must be 4 or 8",
                     (unsigned)def->value_bytes);
  return MBPF_OK;
}

static bool measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes) {
  (void)cpu_count;
  return checked_mul((size_t)def->max_entries, (size_t)8, bytes);
}

static void init(struct map *map) {
  map->region = (struct map_region){
      .base = map->storage, .stride = 8, .count = map->def.max_entries, .value_bytes = map->def.value_bytes};
}

static void *lookup(struct map *map, const void *key, uint32_t cpu) {
  (void)cpu;
  uint32_t index = array_index(key);
  return index < map->def.max_entries && load_acquire(slot(map, index)) != 0 ? slot(map, index) : NULL;
}

static int update(struct map *map, const void *key, const void *value, uint64_t flags, uint32_t cpu) {
  uint32_t fields[2] = {0, 0};
  __builtin_memcpy(fields, value, map->def.value_bytes);
  uint32_t index = array_index(key);
  if (flags > MBPF_EXIST || cpu != MAP_CPU_HOST || (fields[1] != 0 && fields[1] != UINT32_MAX))
    return -E_INVAL;
  if (index >= map->def.max_entries)
    return -E_2BIG;
  if (flags == MBPF_NOEXIST)
    return -E_EXIST;
  store_release(slot(map, index), fields[0]);
  return 0;
}

static int remove_slot(struct map *map, const void *key, uint32_t cpu) {
  uint32_t index = array_index(key);
  if (index >= map->def.max_entries || cpu != MAP_CPU_HOST)
    return -E_INVAL;
  store_release(slot(map, index), 0);
  return 0;
}

static int read(struct map *map, const void *key, void *value) {
  uint32_t index = array_index(key);
  uint32_t fields[2] = {index < map->def.max_entries ? load_acquire(slot(map, index)) : 0, 0};
  __builtin_memcpy(value, fields, map->def.value_bytes);
  return fields[0] == 0 ? -E_NOENT : 0;
}

static uint32_t count(struct map *map) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < map->def.max_entries; i++)
    found += load_acquire(slot(map, i)) != 0;
  return found;
}

const struct map_ops map_devmap_ops = {
    .limits = {4, 4, 4, 8, 0},
    .check = check,
    .measure = measure,
    .init = init,
    .lookup = lookup,
    .update = update,
    .remove = remove_slot,
    .next_key = array_next_key,
    .read = read,
    .count = count,
};
