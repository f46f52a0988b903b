/*
 * A map: one operations table per kind, one object, storage given by the caller. src/map/<kind>.c holds a kind; the table
 * in map.c lists them. The same operations serve programs (through helpers) and the host (through <mbpf/map.h>).
 *
 * Results are 0 or a negative errno.h number with Linux's values (base/errno.h), because programs see them.
 */
#ifndef MAP_MAP_H
#define MAP_MAP_H

#include <mbpf/map.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map;

/*
 * Where a map's values lie, for run-time checks and for inlined lookups: count values of value_bytes each, stride apart.
 * A program may touch a byte range exactly when it lies inside one value. count is 0 for maps without program-visible values.
 */
struct map_region {
  uint8_t *base;
  size_t stride;
  uint32_t count; /* per-CPU kinds: entries times CPUs */
  uint32_t value_bytes;
};

/* One kind. A NULL operation answers -EINVAL (-EOPNOTSUPP at the host's side). */
struct map_ops {
  /* Are the sizes and flags allowed? Fills error (may be NULL) with what is wrong and what is allowed. */
  mbpf_status (*check)(const struct mbpf_map_def *def, mbpf_error *error);
  /* Bytes of storage behind struct map, 16-byte aligned; false when they do not fit a size_t. def passed check. */
  bool (*measure)(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes);
  /* Makes an empty map of zeroed storage; map->def, cpu_count and seed are set. Cannot fail. */
  void (*init)(struct map *map);

  /* --- the program's side: any firing context, any number of CPUs at once --- */
  /* The value of key for this CPU, or NULL. Wait-free. The pointer stays valid memory as long as the map lives. */
  void *(*lookup)(struct map *map, const void *key, uint32_t cpu);
  int (*update)(struct map *map, const void *key, const void *value, uint64_t flags, uint32_t cpu);
  int (*remove)(struct map *map, const void *key);
  int (*push)(struct map *map, const void *value, uint64_t flags);
  int (*pop)(struct map *map, void *value);
  int (*peek)(struct map *map, void *value);

  /* --- iteration: previous NULL or gone starts over; -ENOENT after the last. Never loops, may repeat or skip --- */
  int (*next_key)(struct map *map, const void *previous, void *next);

  /* --- the host's side: whole values, never torn; per-CPU kinds move map_host_value_bytes() --- */
  int (*read)(struct map *map, const void *key, void *value);
  int (*write)(struct map *map, const void *key, const void *value, uint64_t flags);
};

struct map {
  const struct map_ops *ops;
  struct mbpf_map_def def; /* normalised: array + PERCPU flag is PERCPU_ARRAY */
  uint32_t cpu_count;
  uint32_t value_stride; /* value_bytes rounded up to 8 */
  uint64_t seed;         /* of the keyed hash */
  struct map_region region;
  const char *name; /* in the package block */
  uint32_t name_length;
  uint32_t index; /* in the package's map table */
  void *storage;  /* measure() bytes, 16-byte aligned */
};

/* The kind's operations, or NULL when the build leaves it out. */
const struct map_ops *map_ops_of(enum mbpf_map_type type);

/* Checks a definition and normalises it; error says what is wrong. */
MBPF_WARN_UNUSED mbpf_status map_check(struct mbpf_map_def *def, mbpf_error *error);

/* Bytes of storage for a checked definition; false when they do not fit. */
bool map_measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes);

/* Makes an empty map in caller's memory: storage is map_measure() bytes, 16-byte aligned, any content. */
void map_init(struct map *map, const struct mbpf_map_def *def, uint32_t cpu_count, uint64_t seed, void *storage);

/* Bytes the host reads or writes for one entry: value_bytes, or cpu_count * value_stride for per-CPU kinds. */
size_t map_host_value_bytes(const struct map *map);

/* Is [address, address + length) inside one value of the map? */
bool map_contains(const struct map *map, uint64_t address, uint64_t length);

#endif
