/*
 * A map: one operations table per kind, one object, storage given by the caller. src/map/<kind>.c holds a
 * kind; the table in map.c lists them. The same operations serve programs (through helpers) and the host
 * (through map/host.h).
 *
 * Results are 0 or a negative errno.h number with Linux's values (base/errno.h), because programs see them.
 */
#ifndef MAP_MAP_H
#define MAP_MAP_H

#include <mbpf/map.h>
#include <mbpf/port.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map;

/*
 * Who calls: the CPU number of a program's run, or this for the host. A lock remembers its holder by it, so
 * that a program that interrupted another one on the same CPU inside a map gets -EBUSY instead of waiting for
 * ever. For per-CPU kinds the host's update means the values of all CPUs.
 */
#define MAP_CPU_HOST 254u

/*
 * Where a map's values lie, for run-time checks and for inlined lookups: count values of value_bytes each,
 * stride apart. A program may touch a byte range exactly when it lies inside one value. count is 0 for maps
 * without program-visible values.
 */
struct map_region {
  uint8_t *base;
  size_t stride;
  uint32_t count; /* per-CPU kinds: entries times CPUs, all of CPU 0 first */
  uint32_t value_bytes;
};

/* What a kind allows; map_check turns a violation into a message with the range in it. */
struct map_limits {
  uint32_t key_min, key_max;
  uint32_t value_min, value_max;
  uint32_t flags; /* beyond those every kind takes */
};

/* One kind. A NULL operation answers -EINVAL (MBPF_UNSUPPORTED at the host's side). */
struct map_ops {
  struct map_limits limits;
  bool percpu; /* one value per CPU */
  /* Rules beyond the limits, or NULL. Fills error (may be NULL) with what is wrong and what is allowed. */
  mbpf_status (*check)(const struct mbpf_map_def *def, mbpf_error *error);
  /* Bytes of storage, to be 16-byte aligned; false when they do not fit a size_t. def passed map_check. */
  bool (*measure)(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes);
  /* Makes an empty map of zeroed storage; every other field of map is set. Cannot fail. */
  void (*init)(struct map *map);

  /* --- the program's side: any firing context, any number of CPUs at once. cpu: see MAP_CPU_HOST --- */
  /* The value of key for this CPU (of a map of maps: the inner struct map), or NULL. The pointer stays valid
   * memory as long as the map lives. Wait-free but for lpm_trie. Not for the host: use read. */
  void *(*lookup)(struct map *map, const void *key, uint32_t cpu);
  int (*update)(struct map *map, const void *key, const void *value, uint64_t flags, uint32_t cpu);
  int (*remove)(struct map *map, const void *key, uint32_t cpu);
  int (*push)(struct map *map, const void *value, uint64_t flags, uint32_t cpu);
  int (*pop)(struct map *map, void *value, uint32_t cpu);
  int (*peek)(struct map *map, void *value, uint32_t cpu);

  /*
   * The key after previous in the map's own fixed order of keys, or the first when previous is NULL; -ENOENT
   * after the last. previous need not be in the map (any more). So a walk ends whatever happens meanwhile,
   * and sees each key that stays exactly once. next may be previous.
   */
  int (*next_key)(struct map *map, const void *previous, void *next);

  /* --- the host's side: a whole value, never torn; per-CPU kinds move map_host_value_bytes() --- */
  int (*read)(struct map *map, const void *key, void *value);
  /* Entries (queue, stack) or keys in the map. NULL: max_entries. */
  uint32_t (*count)(struct map *map);
};

struct map {
  const struct map_ops *ops;
  struct mbpf_map_def def; /* normalised: array + PERCPU flag is PERCPU_ARRAY */
  uint32_t cpu_count;
  uint32_t value_stride; /* value_bytes rounded up to 8 */
  size_t cpu_plane; /* per-CPU kinds: bytes from a CPU's value to the next CPU's of the same key; others 0 */
  uint64_t seed;    /* of the keyed hash */
  struct map_region region;
  const char *name; /* in the package block; NULL for none */
  uint32_t name_length;
  uint32_t index;               /* in the package's map table */
  const struct mbpf_port *port; /* whose relax is called while another CPU holds a lock; may be NULL */
  const struct mbpf_map_def
      *inner;    /* array_of_maps, hash_of_maps: what a map in a slot must be; NULL: anything */
  void *storage; /* measure() bytes, 16-byte aligned */
};

/* The kind's operations, or NULL when the build leaves it out. */
const struct map_ops *map_ops_of(enum mbpf_map_type type);

/* Checks a definition and normalises it (PERCPU flag to the percpu_ type, bloom_filter's extra); error says
 * what is wrong. */
MBPF_WARN_UNUSED mbpf_status map_check(struct mbpf_map_def *def, mbpf_error *error);

/* Bytes of storage for a checked definition; false when they do not fit. cpu_count is 1 to MBPF_MAX_CPUS. */
bool map_measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes);

/*
 * Makes an empty map in caller's memory: storage is map_measure() bytes, 16-byte aligned, any content. name,
 * index, inner and port are zero afterwards; the caller sets them.
 */
void map_init(struct map *map, const struct mbpf_map_def *def, uint32_t cpu_count, uint64_t seed,
              void *storage);

/* Bytes the host reads or writes for one entry: value_bytes, or cpu_count * value_stride for per-CPU kinds.
 */
size_t map_host_value_bytes(const struct map *map);

/* Is [address, address + length) inside one value of the map? */
bool map_contains(const struct map *map, uint64_t address, uint64_t length);

/* The value of key on CPU target for a program that runs on cpu, or NULL: helper 195. Wait-free. */
void *map_lookup_percpu(struct map *map, const void *key, uint32_t cpu, uint32_t target);

/*
 * May candidate go into a slot of outer? MAP_INCOMPATIBLE names the field that differs from outer->inner:
 * type, key_size, value_size, flags, and max_entries for an array without the INNER_MAP flag.
 */
MBPF_WARN_UNUSED mbpf_status map_check_inner(const struct map *outer, const struct map *candidate,
                                             mbpf_error *error);

#endif
