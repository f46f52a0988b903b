/*
 * The host's side of every map: whole keys and values, statuses with messages, RDONLY/WRONLY obeyed. From a
 * thread or the kernel's process context, never from inside a run of a program; any number of threads at
 * once. The runtime wraps these with its handles. Every function fills error (may be NULL) when it fails;
 * MBPF_UNSUPPORTED: the kind has no such operation; MBPF_BUSY: another holder did not let go within
 * MBPF_MAP_SPIN_LIMIT looks.
 */
#ifndef MAP_HOST_H
#define MAP_HOST_H

#include "map/map.h"

/* The value under key into map_host_value_bytes() of value; never torn, and no use of an LRU map. NOT_FOUND.
 */
MBPF_WARN_UNUSED mbpf_status map_host_lookup(struct map *map, const void *key, void *value,
                                             mbpf_error *error);

/* Stores map_host_value_bytes() (per-CPU kinds: every CPU's value). flags: MBPF_ANY, _NOEXIST (EXISTS),
 * _EXIST (NOT_FOUND); FULL. */
MBPF_WARN_UNUSED mbpf_status map_host_update(struct map *map, const void *key, const void *value,
                                             uint64_t flags, mbpf_error *error);

/* NOT_FOUND; arrays: UNSUPPORTED. */
MBPF_WARN_UNUSED mbpf_status map_host_remove(struct map *map, const void *key, mbpf_error *error);

/* The key after previous in the map's own order, NULL: the first. NOT_FOUND after the last. See
 * map_ops.next_key. */
MBPF_WARN_UNUSED mbpf_status map_host_next_key(struct map *map, const void *previous, void *next,
                                               mbpf_error *error);

/*
 * Up to *count entries after previous (NULL: from the start): keys one after another key_bytes each, values
 * map_host_value_bytes() each. *count becomes how many; fewer than asked for: that was the end. Continue with
 * the last key.
 */
MBPF_WARN_UNUSED mbpf_status map_host_lookup_batch(struct map *map, const void *previous, void *keys,
                                                   void *values, uint32_t *count, mbpf_error *error);

/* Stores or removes count entries in order; *done is how many succeeded before the first failure, which is
 * returned. */
MBPF_WARN_UNUSED mbpf_status map_host_update_batch(struct map *map, const void *keys, const void *values,
                                                   uint32_t count, uint64_t flags, uint32_t *done,
                                                   mbpf_error *error);
MBPF_WARN_UNUSED mbpf_status map_host_remove_batch(struct map *map, const void *keys, uint32_t count,
                                                   uint32_t *done, mbpf_error *error);

/*
 * Per-CPU kinds: every CPU's value into map_host_value_bytes() of values, 8-byte aligned, and the sums of
 * their u64s (host byte order, modulo 2^64) into value_size bytes of sums. value_size must be a multiple
 * of 8. Each CPU's value is whole; they are of no common instant.
 */
MBPF_WARN_UNUSED mbpf_status map_host_sum(struct map *map, const void *key, void *values, uint64_t *sums,
                                          mbpf_error *error);

/* queue, stack: FULL, EMPTY; flags EXIST: a full map loses its oldest. bloom_filter: push adds, peek asks:
 * NOT_FOUND. */
MBPF_WARN_UNUSED mbpf_status map_host_push(struct map *map, const void *value, uint64_t flags,
                                           mbpf_error *error);
MBPF_WARN_UNUSED mbpf_status map_host_pop(struct map *map, void *value, mbpf_error *error);
MBPF_WARN_UNUSED mbpf_status map_host_peek(struct map *map, void *value, mbpf_error *error);

/* Entries in the map: keys, values, or records of a ring. bloom_filter: UNSUPPORTED. */
MBPF_WARN_UNUSED mbpf_status map_host_count(struct map *map, uint32_t *count, mbpf_error *error);

/* Up to max (0: all) ring records, in order, to fn; *consumed is how many. BUSY: another consumer is at it.
 */
MBPF_WARN_UNUSED mbpf_status map_host_consume(struct map *map, mbpf_ring_record_fn *fn, void *user,
                                              uint32_t max, uint32_t *consumed, mbpf_error *error);
MBPF_WARN_UNUSED mbpf_status map_host_ring_info(struct map *map, struct mbpf_ring_info *info,
                                                mbpf_error *error);

#endif
