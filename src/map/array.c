/* array: max_entries values in a row, all there from the start. Bottom-up. */
#include "map/array.h"

#include "base/checked.h"
#include "base/errno.h"
#include "map/sync.h"

static uint32_t planes(const struct map *map) {
  return MBPF_HAS_PERCPU_MAPS && map->ops->percpu ? map->cpu_count : 1;
}

/* cpu: of a per-CPU array; else 0. */
static uint8_t *value_at(const struct map *map, uint32_t index, uint32_t cpu) {
  return (uint8_t *)map->storage + cpu * map->cpu_plane + (size_t)index * map->value_stride;
}

static uint32_t *lock_of(const struct map *map, uint32_t index, uint32_t cpu) {
  uint32_t *locks = (uint32_t *)(void *)((uint8_t *)map->storage + map->region.stride * map->region.count);
  return &locks[(index + cpu) % MAP_STRIPES];
}

bool array_measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes) {
  size_t stride = round_up_8(def->value_bytes);
  size_t count = def->max_entries;
  return (!MBPF_HAS_PERCPU_MAPS || !map_ops_of(def->type)->percpu ||
          checked_mul(count, (size_t)cpu_count, &count)) &&
         count <= UINT32_MAX && checked_mul(count, stride, bytes) &&
         checked_add(*bytes, MAP_STRIPES * sizeof(uint32_t), bytes);
}

void array_init(struct map *map) {
  uint32_t entries = map->def.max_entries;
  if (MBPF_HAS_PERCPU_MAPS && map->ops->percpu)
    map->cpu_plane = (size_t)entries * map->value_stride;
  map->region = (struct map_region){.base = map->storage,
                                    .stride = map->value_stride,
                                    .count = entries * planes(map),
                                    .value_bytes = map->def.value_bytes};
}

static void *lookup(struct map *map, const void *key, uint32_t cpu) {
  (void)cpu;
  uint32_t index = array_index(key);
  return index < map->def.max_entries ? value_at(map, index, 0) : NULL;
}

/* The host writes every CPU's value of a per-CPU array. */
static int write_all(struct map *map, uint32_t index, const uint8_t *values) {
  for (uint32_t cpu = 0; cpu < planes(map); cpu++) {
    int result = map_value_write(map, lock_of(map, index, cpu), value_at(map, index, cpu),
                                 values + (size_t)cpu * map->value_stride, MAP_CPU_HOST);
    if (result != 0)
      return result;
  }
  return 0;
}

int array_update(struct map *map, const void *key, const void *value, uint64_t flags, uint32_t cpu) {
  uint32_t index = array_index(key);
  if (flags > MBPF_EXIST)
    return -E_INVAL;
  if (index >= map->def.max_entries)
    return -E_2BIG;
  if (flags == MBPF_NOEXIST)
    return -E_EXIST;
  if (cpu == MAP_CPU_HOST)
    return write_all(map, index, value);
  uint32_t plane = MBPF_HAS_PERCPU_MAPS && map->ops->percpu ? cpu : 0;
  if (map->def.value_bytes == sizeof(map_word)) { /* the commonest: one store */
    map_copy_in(value_at(map, index, plane), value, sizeof(map_word));
    return 0;
  }
  return map_value_write(map, lock_of(map, index, plane), value_at(map, index, plane), value, cpu);
}

int array_remove(struct map *map, const void *key, uint32_t cpu) {
  (void)map, (void)key, (void)cpu;
  return -E_INVAL;
}

int array_next_key(struct map *map, const void *previous, void *next) {
  uint32_t index = previous == NULL ? UINT32_MAX : array_index(previous);
  if (index != UINT32_MAX && index >= map->def.max_entries - 1)
    return -E_NOENT;
  index++;
  __builtin_memcpy(next, &index, sizeof index);
  return 0;
}

int array_read(struct map *map, const void *key, void *value) {
  uint32_t index = array_index(key);
  if (index >= map->def.max_entries)
    return -E_NOENT;
  for (uint32_t cpu = 0; cpu < planes(map); cpu++) {
    int result =
        map_value_read(map, lock_of(map, index, cpu), (uint8_t *)value + (size_t)cpu * map->value_stride,
                       value_at(map, index, cpu));
    if (result != 0)
      return result;
  }
  return 0;
}

const struct map_ops map_array_ops = {
    .limits = {4, 4, 1, MBPF_MAP_MAX_VALUE_BYTES, MBPF_MAP_MMAPABLE | MBPF_MAP_INNER_MAP},
    .measure = array_measure,
    .init = array_init,
    .lookup = lookup,
    .update = array_update,
    .remove = array_remove,
    .next_key = array_next_key,
    .read = array_read,
};
