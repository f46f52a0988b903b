/* The host's side of every map. */
#include "map/host.h"

#include "base/errno.h"
#include "base/error.h"
#include "map/ringbuf.h"

#include <string.h>

/* --- statuses --- */

static mbpf_status fail_missing(const struct map *map, const char *operation, mbpf_error *error) {
  return mbpf_fail(error, MBPF_UNSUPPORTED, "a %s map has no %s", mbpf_map_type_name(map->def.type),
                   operation);
}

static mbpf_status may_read(const struct map *map, mbpf_error *error) {
  if ((map->def.flags & MBPF_MAP_WRONLY_HOST) == 0)
    return MBPF_OK;
  return mbpf_fail(error, MBPF_READ_ONLY, "the map's WRONLY flag keeps the host from reading it");
}

static mbpf_status may_write(const struct map *map, mbpf_error *error) {
  if ((map->def.flags & MBPF_MAP_RDONLY_HOST) == 0)
    return MBPF_OK;
  return mbpf_fail(error, MBPF_READ_ONLY, "the map's RDONLY flag keeps the host from writing it");
}

static mbpf_status fail_limit(const struct map *map, mbpf_error *error) {
  if (map->def.type == MBPF_MAP_ARRAY || map->def.type == MBPF_MAP_PERCPU_ARRAY ||
      map->def.type == MBPF_MAP_DEVMAP)
    return mbpf_fail(error, MBPF_INVALID_ARG, "the index is beyond the last, %u",
                     (unsigned)(map->def.max_entries - 1));
  return mbpf_fail(error, MBPF_FULL, "the map holds its %u entries", (unsigned)map->def.max_entries);
}

/* A negative error number of a map operation as a status. */
static mbpf_status to_status(const struct map *map, int result, mbpf_error *error) {
  switch (result) {
  case 0: return MBPF_OK;
  case -E_NOENT: return mbpf_fail(error, MBPF_NOT_FOUND, "the map has no such entry");
  case -E_EXIST: return mbpf_fail(error, MBPF_EXISTS, "the key is already there and the flag NOEXIST is set");
  case -E_2BIG:
  case -E_NOSPC: return fail_limit(map, error);
  case -E_BUSY: return mbpf_fail(error, MBPF_BUSY, "the map is being changed, try again");
  default:
    return mbpf_fail(error, MBPF_INVALID_ARG, "a %s map does not take this key, value or flag",
                     mbpf_map_type_name(map->def.type));
  }
}

/* Statement form of a check: returns its failure. */
#define TRY(call)                                                                                            \
  do {                                                                                                       \
    mbpf_status status_ = (call);                                                                            \
    if (status_ != MBPF_OK)                                                                                  \
      return status_;                                                                                        \
  } while (0)

static bool holds_pointers(const struct map *map) {
  return map->def.type == MBPF_MAP_ARRAY_OF_MAPS || map->def.type == MBPF_MAP_HASH_OF_MAPS;
}

/* --- entries --- */

mbpf_status map_host_lookup(struct map *map, const void *key, void *value, mbpf_error *error) {
  if (map->ops->read == NULL)
    return fail_missing(map, "lookup by value", error);
  TRY(may_read(map, error));
  return to_status(map, map->ops->read(map, key, value), error);
}

mbpf_status map_host_update(struct map *map, const void *key, const void *value, uint64_t flags,
                            mbpf_error *error) {
  if (map->ops->update == NULL || holds_pointers(map))
    return fail_missing(map, "update by value", error);
  TRY(may_write(map, error));
  if (flags > MBPF_EXIST)
    return mbpf_fail(error, MBPF_INVALID_ARG,
                     "the update flags are %llu, must be 0 (ANY), 1 (NOEXIST) or 2 (EXIST)",
                     (unsigned long long)flags);
  return to_status(map, map->ops->update(map, key, value, flags, MAP_CPU_HOST), error);
}

mbpf_status map_host_remove(struct map *map, const void *key, mbpf_error *error) {
  if (map->ops->remove == NULL || map->def.type == MBPF_MAP_ARRAY || map->def.type == MBPF_MAP_PERCPU_ARRAY)
    return fail_missing(map, "remove", error);
  TRY(may_write(map, error));
  return to_status(map, map->ops->remove(map, key, MAP_CPU_HOST), error);
}

mbpf_status map_host_next_key(struct map *map, const void *previous, void *next, mbpf_error *error) {
  if (map->ops->next_key == NULL)
    return fail_missing(map, "keys", error);
  TRY(may_read(map, error));
  return to_status(map, map->ops->next_key(map, previous, next), error);
}

/* --- batches --- */

mbpf_status map_host_lookup_batch(struct map *map, const void *previous, void *keys, void *values,
                                  uint32_t *count, mbpf_error *error) {
  size_t value_bytes = map_host_value_bytes(map);
  uint8_t *key = keys;
  uint8_t *value = values;
  uint32_t wanted = *count;
  *count = 0;
  if (map->ops->next_key == NULL || map->ops->read == NULL)
    return fail_missing(map, "batch lookup", error);
  TRY(may_read(map, error));
  while (*count < wanted) {
    int result = map->ops->next_key(map, previous, key);
    if (result == -E_NOENT)
      return MBPF_OK;
    if (result != 0)
      return to_status(map, result, error);
    previous = key;
    result = map->ops->read(map, key, value);
    if (result == -E_NOENT) { /* removed meanwhile, or an empty slot: the next one takes its place */
      continue;
    }
    if (result != 0)
      return to_status(map, result, error);
    key += map->def.key_bytes;
    value += value_bytes;
    ++*count;
  }
  return MBPF_OK;
}

mbpf_status map_host_update_batch(struct map *map, const void *keys, const void *values, uint32_t count,
                                  uint64_t flags, uint32_t *done, mbpf_error *error) {
  size_t value_bytes = map_host_value_bytes(map);
  for (*done = 0; *done < count; ++*done)
    TRY(map_host_update(map, (const uint8_t *)keys + (size_t)*done * map->def.key_bytes,
                        (const uint8_t *)values + *done * value_bytes, flags, error));
  return MBPF_OK;
}

mbpf_status map_host_remove_batch(struct map *map, const void *keys, uint32_t count, uint32_t *done,
                                  mbpf_error *error) {
  for (*done = 0; *done < count; ++*done)
    TRY(map_host_remove(map, (const uint8_t *)keys + (size_t)*done * map->def.key_bytes, error));
  return MBPF_OK;
}

/* --- per-CPU values --- */

mbpf_status map_host_sum(struct map *map, const void *key, void *values, uint64_t *sums, mbpf_error *error) {
  uint32_t words = map->def.value_bytes / 8;
  if (!map->ops->percpu)
    return fail_missing(map, "per-CPU values", error);
  if (map->def.value_bytes % 8 != 0)
    return mbpf_fail(error, MBPF_INVALID_ARG, "value_size is %u, a sum of u64s needs a multiple of 8",
                     (unsigned)map->def.value_bytes);
  TRY(map_host_lookup(map, key, values, error));
  const uint64_t *all = values;
  for (uint32_t word = 0; word < words; word++) {
    sums[word] = 0;
    for (uint32_t cpu = 0; cpu < map->cpu_count; cpu++)
      sums[word] += all[(size_t)cpu * words + word];
  }
  return MBPF_OK;
}

/* --- values without keys --- */

mbpf_status map_host_push(struct map *map, const void *value, uint64_t flags, mbpf_error *error) {
  if (map->ops->push == NULL)
    return fail_missing(map, "push", error);
  TRY(may_write(map, error));
  return to_status(map, map->ops->push(map, value, flags, MAP_CPU_HOST), error);
}

/* -ENOENT of queue and stack means that they are empty. */
static mbpf_status taken(const struct map *map, int result, mbpf_error *error) {
  if (result == -E_NOENT && map->def.type != MBPF_MAP_BLOOM_FILTER)
    return mbpf_fail(error, MBPF_EMPTY, "the %s is empty", mbpf_map_type_name(map->def.type));
  return to_status(map, result, error);
}

mbpf_status map_host_pop(struct map *map, void *value, mbpf_error *error) {
  if (map->ops->pop == NULL)
    return fail_missing(map, "pop", error);
  TRY(may_read(map, error));
  TRY(may_write(map, error));
  return taken(map, map->ops->pop(map, value, MAP_CPU_HOST), error);
}

mbpf_status map_host_peek(struct map *map, void *value, mbpf_error *error) {
  if (map->ops->peek == NULL)
    return fail_missing(map, "peek", error);
  TRY(may_read(map, error));
  return taken(map, map->ops->peek(map, value, MAP_CPU_HOST), error);
}

mbpf_status map_host_count(struct map *map, uint32_t *count, mbpf_error *error) {
  if (map->def.type == MBPF_MAP_BLOOM_FILTER)
    return fail_missing(map, "count", error);
  TRY(may_read(map, error));
  *count = map->ops->count != NULL ? map->ops->count(map) : map->def.max_entries;
  return MBPF_OK;
}

/* --- rings --- */

mbpf_status map_host_consume(struct map *map, mbpf_ring_record_fn *fn, void *user, uint32_t max,
                             uint32_t *consumed, mbpf_error *error) {
  *consumed = 0;
  if (!MBPF_WITH_MAP_RINGBUF || map->def.type != MBPF_MAP_RINGBUF)
    return fail_missing(map, "records", error);
  TRY(may_read(map, error));
  int64_t count = ring_consume(map, fn, user, max);
  if (count < 0)
    return mbpf_fail(error, MBPF_BUSY, "another consumer is at the ring, try again");
  *consumed = (uint32_t)count;
  return MBPF_OK;
}

mbpf_status map_host_ring_info(struct map *map, struct mbpf_ring_info *info, mbpf_error *error) {
  if (!MBPF_WITH_MAP_RINGBUF || map->def.type != MBPF_MAP_RINGBUF)
    return fail_missing(map, "records", error);
  TRY(may_read(map, error));
  ring_info(map, info);
  return MBPF_OK;
}
