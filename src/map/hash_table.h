/*
 * The hash table under hash, lru_hash, their per-CPU forms and hash_of_maps: chained buckets over a fixed
 * pool of elements.
 *
 *   buckets   MBPF_MAP_HASH_SPREAD * (power of two >= max_entries), each {first element, lock}
 *   elements  {next, hash, key, value}: value here unless per-CPU
 *   values    per-CPU kinds: CPU after CPU, so that two CPUs' values share no cache line but at the seams
 *
 * Elements are named by index + 1 (0: none). A writer holds the lock of the one bucket it changes, then, to
 * take or give an element, the pool's. An element leaves its bucket before the bucket's version moves, and is
 * given to the pool after that: so a reader that missed while elements moved sees another version and looks
 * again, and one that missed with the version unchanged is right. That makes tombstones and grace periods
 * needless.
 */
#ifndef MAP_HASH_TABLE_H
#define MAP_HASH_TABLE_H

#include "base/bytes.h"
#include "map/map.h"
#include "map/sync.h"

struct hash_bucket {
  uint32_t first;
  uint32_t lock;
};

struct hash_element {
  uint32_t next;
  uint32_t hash;
  /* the key; then, 8-byte aligned, the value */
};

struct hash_pool {
  uint32_t lock;
  uint32_t free;  /* chain of elements given back */
  uint32_t fresh; /* elements never taken start here */
  uint32_t used;  /* elements taken now */
};

struct hash_table {
  uint32_t mask; /* of buckets */
  uint32_t key_bytes;
  uint32_t value_bytes; /* stored: a pointer for hash_of_maps */
  uint32_t max_entries;
  uint64_t key; /* of the hash */
  struct hash_bucket *buckets;
  uint8_t *elements;
  size_t stride;   /* of elements */
  uint8_t *values; /* of element 0 on CPU 0 */
  size_t value_step;
  size_t cpu_plane; /* 0: one value for all CPUs */
  uint32_t cpu_count;
  struct lru *lru; /* NULL: a full table refuses */
#if MBPF_MAX_CPUS > 1
  uint8_t apart[64]; /* what lookups read lies in no cache line that writers change */
#endif
  struct hash_pool pool;
};

#ifdef __OPTIMIZE_SIZE__
uint32_t hash_of_key(const uint8_t *key, uint32_t bytes, uint64_t secret);
uint32_t hash_walk(const struct hash_table *table, const struct hash_bucket *bucket, const void *key,
                   uint32_t hash);
#endif

/* Storage for a table whose elements hold value_bytes; lru: with a use list. */
bool hash_table_measure(const struct mbpf_map_def *def, uint32_t cpu_count, uint32_t value_bytes, bool lru,
                        size_t *bytes);
void hash_table_init(struct map *map, uint32_t value_bytes, bool lru);

/* The rest of a lookup that missed: another look when elements moved meanwhile. index + 1, or 0. */
uint32_t hash_table_miss(const struct hash_table *table, const void *key, uint32_t hash);

int hash_table_update(struct map *map, const void *key, const void *value, uint64_t flags, uint32_t cpu);
int hash_table_remove(struct map *map, const void *key, uint32_t cpu);
int hash_table_next_key(struct map *map, const void *previous, void *next);
int hash_table_read(struct map *map, const void *key, void *value);
uint32_t hash_table_count(struct map *map);

static inline struct hash_element *hash_element(const struct hash_table *table, uint32_t index) {
  return (struct hash_element *)(void *)(table->elements + (size_t)index * table->stride);
}

static inline uint8_t *hash_key(struct hash_element *element) {
  return (uint8_t *)(element + 1);
}

static inline uint8_t *hash_value(const struct hash_table *table, uint32_t index, uint32_t cpu) {
  return table->values + (size_t)index * table->value_step + cpu * table->cpu_plane;
}

/*
 * One step of the keyed hash: the halves of (state + word), both unknown to whoever chooses the word, are
 * multiplied into 64 bits; adding the swapped sum keeps a zero half from losing the rest. One 32 x 32 -> 64
 * multiplication: cheap on 32-bit CPUs, and the same result on every CPU.
 */
static inline uint64_t hash_step(uint64_t state, uint64_t word) {
  uint64_t sum = state + word;
  return (uint64_t)(uint32_t)sum * (uint32_t)(sum >> 32) + (sum << 32 | sum >> 32);
}

/* Spreads a map's seed over the 64 bits of the hash's key (a splitmix64 step); neither half of it is 0. */
static inline uint64_t hash_secret(uint64_t seed) {
  seed += 0x9E3779B97F4A7C15u;
  seed = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9u;
  seed = (seed ^ seed >> 27) * 0x94D049BB133111EBu;
  return (seed ^ seed >> 31) | 1u << 31 | (uint64_t)1 << 63;
}

MAP_INLINE uint32_t hash_of_key(const uint8_t *key, uint32_t bytes, uint64_t secret) {
  uint64_t state = secret;
  if (bytes == 4) {
    state = hash_step(state, load_le32(key));
    bytes = 0;
  }
  for (; bytes >= 8; bytes -= 8, key += 8)
    state = hash_step(state, load_le64(key));
  if (bytes >= 4) {
    state = hash_step(state, load_le32(key));
    bytes -= 4, key += 4;
  }
  if (bytes > 0) {
    uint32_t tail = key[0];
    if (bytes > 1)
      tail |= (uint32_t)key[1] << 8;
    if (bytes > 2)
      tail |= (uint32_t)key[2] << 16;
    state = hash_step(state, tail);
  }
  uint32_t hash = ((uint32_t)state ^ (uint32_t)(state >> 32)) * 0x9E3779B1u;
  return hash ^ hash >> 15;
}

/* Walks a bucket's chain; a chain that changes under the walk cannot make it endless. index + 1, or 0. */
MAP_INLINE uint32_t hash_walk(const struct hash_table *table, const struct hash_bucket *bucket,
                              const void *key, uint32_t hash) {
  uint32_t at = load_acquire(&bucket->first);
  for (uint32_t left = table->max_entries; at != 0 && left != 0; left--) {
    struct hash_element *element = hash_element(table, at - 1);
    if (load_acquire(&element->hash) == hash && map_key_equal(hash_key(element), key, table->key_bytes))
      return at;
    at = load_acquire(&element->next);
  }
  return 0;
}

/* Wait-free. index + 1, or 0. */
static inline uint32_t hash_table_find_inline(const struct hash_table *table, const void *key) {
  uint32_t hash = hash_of_key(key, table->key_bytes, table->key);
  const struct hash_bucket *bucket = &table->buckets[hash & table->mask];
  uint32_t version = map_version(&bucket->lock);
  uint32_t found = hash_walk(table, bucket, key, hash);
  if (__builtin_expect(found == 0 && !map_unchanged(&bucket->lock, version), 0))
    return hash_table_miss(table, key, hash);
  return found;
}

#ifdef __OPTIMIZE_SIZE__
uint32_t hash_table_find(const struct hash_table *table, const void *key);
#else
#define hash_table_find hash_table_find_inline
#endif

#endif
