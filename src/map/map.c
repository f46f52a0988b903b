/* Maps: the table of kinds, the check of a definition, and what all kinds have alike. Bottom-up. */
#include "map/map.h"

#include "base/checked.h"
#include "base/error.h"
#include "map/sync.h"

#include <string.h>

/* enum name, file. Every kind's file defines one operations table. */
#define MAP_KINDS(X)                                                                                         \
  X(HASH, hash)                                                                                              \
  X(ARRAY, array)                                                                                            \
  X(PROG_ARRAY, prog_array)                                                                                  \
  X(PERCPU_HASH, percpu_hash)                                                                                \
  X(PERCPU_ARRAY, percpu_array)                                                                              \
  X(LRU_HASH, lru_hash)                                                                                      \
  X(LRU_PERCPU_HASH, lru_percpu_hash)                                                                        \
  X(LPM_TRIE, lpm_trie)                                                                                      \
  X(ARRAY_OF_MAPS, array_of_maps)                                                                            \
  X(HASH_OF_MAPS, hash_of_maps)                                                                              \
  X(DEVMAP, devmap)                                                                                          \
  X(QUEUE, queue)                                                                                            \
  X(STACK, stack)                                                                                            \
  X(RINGBUF, ringbuf)                                                                                        \
  X(BLOOM_FILTER, bloom_filter)

#define DECLARE(name, file) extern const struct map_ops map_##file##_ops;
MAP_KINDS(DECLARE)

/* A kind that the build leaves out is not named, so its object is not linked. */
#define IF_1(ops)              ops
#define IF_0(ops)              NULL
#define IF_EXPANDED(with, ops) IF_##with(ops)
#define IF(with, ops)          IF_EXPANDED(with, ops)
#define ROW(name, file)        [MBPF_MAP_##name] = IF(MBPF_WITH_MAP_##name, &map_##file##_ops),

static const struct map_ops *const kinds[MBPF_MAP_TYPE_COUNT] = {MAP_KINDS(ROW)};

static const char *const names[MBPF_MAP_TYPE_COUNT] = {
#define NAME(name, text, linux_type) [MBPF_MAP_##name] = text,
    MBPF_MAP_TYPE_TABLE(NAME)
#undef NAME
};

const char *mbpf_map_type_name(enum mbpf_map_type type) {
  return (unsigned)type < MBPF_MAP_TYPE_COUNT ? names[type] : "unknown";
}

int mbpf_map_type_find(const char *name, size_t length, enum mbpf_map_type *type) {
  for (unsigned i = 0; i < MBPF_MAP_TYPE_COUNT; i++) {
    size_t at = 0;
    while (at < length && names[i][at] != 0 && names[i][at] == name[at])
      at++;
    if (at == length && names[i][at] == 0) {
      *type = (enum mbpf_map_type)i;
      return 1;
    }
  }
  return 0;
}

const struct map_ops *map_ops_of(enum mbpf_map_type type) {
  return (unsigned)type < MBPF_MAP_TYPE_COUNT ? kinds[type] : NULL;
}

/* --- the check --- */

#define COMMON_FLAGS                                                                                         \
  (MBPF_MAP_NO_PREALLOC | MBPF_MAP_NUMA_NODE | MBPF_MAP_RDONLY_HOST | MBPF_MAP_WRONLY_HOST |                 \
   MBPF_MAP_RDONLY_PROG | MBPF_MAP_WRONLY_PROG)

static bool percpu_twin(enum mbpf_map_type type, enum mbpf_map_type *twin) {
  switch ((int)type) {
  case MBPF_MAP_ARRAY:
  case MBPF_MAP_PERCPU_ARRAY: *twin = MBPF_MAP_PERCPU_ARRAY; return true;
  case MBPF_MAP_HASH:
  case MBPF_MAP_PERCPU_HASH: *twin = MBPF_MAP_PERCPU_HASH; return true;
  case MBPF_MAP_LRU_HASH:
  case MBPF_MAP_LRU_PERCPU_HASH: *twin = MBPF_MAP_LRU_PERCPU_HASH; return true;
  default: return false;
  }
}

static mbpf_status check_range(const struct mbpf_map_def *def, const char *what, unsigned value, unsigned min,
                               unsigned max, mbpf_error *error) {
  if (value >= min && value <= max)
    return MBPF_OK;
  const char *kind = mbpf_map_type_name(def->type);
  if (min == max)
    return mbpf_fail(error, MBPF_INVALID_ARG, "%s map: %s is %u, must be %u", kind, what, value, min);
  return mbpf_fail(error, MBPF_INVALID_ARG, "%s map: %s is %u, must be %u to %u", kind, what, value, min,
                   max);
}

static mbpf_status check_flags(const struct mbpf_map_def *def, uint32_t allowed, mbpf_error *error) {
  const char *kind = mbpf_map_type_name(def->type);
  if ((def->flags & ~allowed) != 0)
    return mbpf_fail(error, MBPF_INVALID_ARG, "%s map: flags 0x%x are not allowed, only 0x%x are", kind,
                     (unsigned)(def->flags & ~allowed), (unsigned)allowed);
  if ((def->flags & MBPF_MAP_RDONLY_PROG) != 0 && (def->flags & MBPF_MAP_WRONLY_PROG) != 0)
    return mbpf_fail(error, MBPF_INVALID_ARG, "%s map: RDONLY_PROG and WRONLY_PROG exclude each other", kind);
  if ((def->flags & MBPF_MAP_RDONLY_HOST) != 0 && (def->flags & MBPF_MAP_WRONLY_HOST) != 0)
    return mbpf_fail(error, MBPF_INVALID_ARG, "%s map: RDONLY and WRONLY exclude each other", kind);
  return MBPF_OK;
}

static mbpf_status check_kind(const struct mbpf_map_def *def, const struct map_ops *ops, mbpf_error *error) {
  const struct map_limits *limits = &ops->limits;
  mbpf_status status = check_range(def, "key_size", def->key_bytes, limits->key_min, limits->key_max, error);
  if (status == MBPF_OK)
    status = check_range(def, "value_size", def->value_bytes, limits->value_min, limits->value_max, error);
  if (status == MBPF_OK)
    status = check_range(def, "max_entries", def->max_entries, 1, MBPF_MAP_MAX_ENTRIES, error);
  if (status == MBPF_OK)
    status = check_flags(def, COMMON_FLAGS | limits->flags, error);
  if (status == MBPF_OK && def->extra != 0 && def->type != MBPF_MAP_BLOOM_FILTER)
    status = mbpf_fail(error, MBPF_INVALID_ARG, "%s map: map_extra must be 0, only bloom_filter has one",
                       mbpf_map_type_name(def->type));
  if (status == MBPF_OK && ops->check != NULL)
    status = ops->check(def, error);
  return status;
}

mbpf_status map_check(struct mbpf_map_def *def, mbpf_error *error) {
  struct mbpf_map_def normal = *def;
  if ((unsigned)normal.type >= MBPF_MAP_TYPE_COUNT)
    return mbpf_fail(error, MBPF_INVALID_ARG, "map type %u does not exist", (unsigned)normal.type);
  if ((normal.flags & MBPF_MAP_PERCPU) != 0) {
    if (!percpu_twin(normal.type, &normal.type))
      return mbpf_fail(error, MBPF_INVALID_ARG,
                       "%s map: the PERCPU flag is for array, hash and lru_hash only",
                       mbpf_map_type_name(normal.type));
    normal.flags &= ~(uint32_t)MBPF_MAP_PERCPU;
  }
  const struct map_ops *ops = map_ops_of(normal.type);
  if (ops == NULL)
    return mbpf_fail(error, MBPF_UNSUPPORTED, "%s maps are not in this build",
                     mbpf_map_type_name(normal.type));
  mbpf_status status = check_kind(&normal, ops, error);
  if (status != MBPF_OK)
    return status;
  if (normal.type == MBPF_MAP_BLOOM_FILTER && normal.extra == 0)
    normal.extra = 5;
  if (normal.type == MBPF_MAP_DEVMAP) /* programs get a pointer to the entry, which redirecting trusts */
    normal.flags |= MBPF_MAP_RDONLY_PROG;
  *def = normal;
  return MBPF_OK;
}

/* --- what all kinds have alike --- */

bool map_measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes) {
  const struct map_ops *ops = map_ops_of(def->type);
  size_t exact;
  return ops != NULL && ops->measure(def, cpu_count, &exact) && checked_align(exact, 16, bytes) &&
         *bytes <= PTRDIFF_MAX;
}

void map_init(struct map *map, const struct mbpf_map_def *def, uint32_t cpu_count, uint64_t seed,
              void *storage) {
  size_t bytes = 0;
  (void)map_measure(def, cpu_count, &bytes);
  memset(storage, 0, bytes);
  *map = (struct map){
      .ops = map_ops_of(def->type),
      .def = *def,
      .cpu_count = cpu_count,
      .value_stride = round_up_8(def->value_bytes),
      .seed = (def->flags & MBPF_MAP_ZERO_SEED) != 0 ? 0 : seed,
      .storage = storage,
  };
  map->ops->init(map);
}

size_t map_host_value_bytes(const struct map *map) {
  return MBPF_HAS_PERCPU_MAPS && map->ops->percpu ? (size_t)map->cpu_count * map->value_stride
                                                  : map->def.value_bytes;
}

bool map_contains(const struct map *map, uint64_t address, uint64_t length) {
  const struct map_region *region = &map->region;
  uint64_t base = (uintptr_t)region->base;
  if (region->count == 0 || address < base || length > region->value_bytes)
    return false;
  uint64_t far = address - base;
  if (far >= (uint64_t)region->stride * region->count)
    return false;
  size_t inside = (size_t)far % region->stride;
  return inside + (size_t)length <= region->value_bytes;
}

void *map_lookup_percpu(struct map *map, const void *key, uint32_t cpu, uint32_t target) {
  if (!map->ops->percpu || target >= map->cpu_count)
    return NULL;
  uint8_t *value = map->ops->lookup(map, key, cpu);
  return value == NULL ? NULL : value - cpu * map->cpu_plane + target * map->cpu_plane;
}

mbpf_status map_check_inner(const struct map *outer, const struct map *candidate, mbpf_error *error) {
  const struct mbpf_map_def *want = outer->inner;
  const struct mbpf_map_def *have = &candidate->def;
  if (!MBPF_HAS_MAPS_OF_MAPS || want == NULL)
    return MBPF_OK;
  if (want->type != have->type)
    return mbpf_fail(error, MBPF_MAP_INCOMPATIBLE, "inner map: type is %s, the template says %s",
                     mbpf_map_type_name(have->type), mbpf_map_type_name(want->type));
  const struct {
    const char *name;
    unsigned have, want;
    bool compared;
  } fields[] = {
      {"key_size", have->key_bytes, want->key_bytes, true},
      {"value_size", have->value_bytes, want->value_bytes, true},
      {"flags", have->flags, want->flags, true},
      {"max_entries", have->max_entries, want->max_entries,
       (have->type == MBPF_MAP_ARRAY || have->type == MBPF_MAP_PERCPU_ARRAY) &&
           (want->flags & MBPF_MAP_INNER_MAP) == 0},
  };
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (fields[i].compared && fields[i].have != fields[i].want)
      return mbpf_fail(error, MBPF_MAP_INCOMPATIBLE, "inner map: %s is %u, the template says %u",
                       fields[i].name, fields[i].have, fields[i].want);
  return MBPF_OK;
}
