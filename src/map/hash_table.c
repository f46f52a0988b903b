/* The hash table under the hash kinds: storage, writers, host reads and iteration. Bottom-up. */
#include "map/hash_table.h"

#include "base/checked.h"
#include "base/errno.h"
#include "map/lru.h"

#include <string.h>

/* Oldest elements looked at for one whose bucket nobody holds, before the writer lets go and starts again. */
#define EVICT_LOOKS 16
/* --- storage --- */

struct layout {
  size_t buckets, lru, elements, values, end; /* offsets in storage */
  uint32_t bucket_count;
  size_t stride;
  size_t value_offset; /* in an element */
};

static uint32_t power_of_two_at_least(uint32_t n) {
  uint32_t power = 1;
  while (power < n)
    power <<= 1;
  return power;
}

/* Known to be false in a build without LRU kinds. */
static bool has_lru(const struct hash_table *table) {
  return MBPF_HAS_LRU && table->lru != NULL;
}

/* Appends count * each bytes at the next multiple of 16. */
static bool append(size_t *end, size_t *offset, size_t count, size_t each) {
  size_t bytes;
  return checked_align(*end, 16, offset) && checked_mul(count, each, &bytes) &&
         checked_add(*offset, bytes, end);
}

static bool lay_out(const struct mbpf_map_def *def, uint32_t cpu_count, uint32_t value_bytes, bool lru,
                    struct layout *layout) {
  bool percpu = MBPF_HAS_PERCPU_MAPS && map_ops_of(def->type)->percpu;
  size_t lru_bytes = 0;
  size_t values = 0;
  *layout = (struct layout){.end = sizeof(struct hash_table)};
  layout->bucket_count = power_of_two_at_least(def->max_entries) * MBPF_MAP_HASH_SPREAD;
  layout->value_offset = sizeof(struct hash_element) + round_up_8(def->key_bytes);
  layout->stride = layout->value_offset + (percpu ? 0 : round_up_8(value_bytes));
  if (MBPF_HAS_LRU && lru && !lru_measure(def, cpu_count, &lru_bytes))
    return false;
  if (percpu && (!checked_mul((size_t)def->max_entries, (size_t)cpu_count, &values) || values > UINT32_MAX))
    return false;
  return append(&layout->end, &layout->buckets, layout->bucket_count, sizeof(struct hash_bucket)) &&
         append(&layout->end, &layout->lru, 1, lru_bytes) &&
         append(&layout->end, &layout->elements, def->max_entries, layout->stride) &&
         append(&layout->end, &layout->values, values, round_up_8(value_bytes));
}

bool hash_table_measure(const struct mbpf_map_def *def, uint32_t cpu_count, uint32_t value_bytes, bool lru,
                        size_t *bytes) {
  struct layout layout;
  if (!lay_out(def, cpu_count, value_bytes, lru, &layout))
    return false;
  *bytes = layout.end;
  return true;
}

void hash_table_init(struct map *map, uint32_t value_bytes, bool lru) {
  struct layout layout;
  uint8_t *storage = map->storage;
  struct hash_table *table = map->storage;
  (void)lay_out(&map->def, map->cpu_count, value_bytes, lru, &layout);
  bool percpu = MBPF_HAS_PERCPU_MAPS && map->ops->percpu;
  uint32_t entries = map->def.max_entries;
  uint32_t value_stride = round_up_8(value_bytes);
  *table = (struct hash_table){
      .mask = layout.bucket_count - 1,
      .key_bytes = map->def.key_bytes,
      .value_bytes = value_bytes,
      .max_entries = entries,
      .key = hash_secret(map->seed),
      .buckets = (struct hash_bucket *)(void *)(storage + layout.buckets),
      .elements = storage + layout.elements,
      .stride = layout.stride,
      .values = storage + (percpu ? layout.values : layout.elements + layout.value_offset),
      .value_step = percpu ? value_stride : layout.stride,
      .cpu_plane = percpu ? (size_t)entries * value_stride : 0,
      .cpu_count = map->cpu_count,
      .lru = MBPF_HAS_LRU && lru ? (struct lru *)(void *)(storage + layout.lru) : NULL,
  };
  if (has_lru(table))
    lru_init(table->lru, entries);
  map->cpu_plane = table->cpu_plane;
  map->region = (struct map_region){.base = table->values,
                                    .stride = table->value_step,
                                    .count = percpu ? entries * map->cpu_count : entries,
                                    .value_bytes = value_bytes};
}

/* --- the pool; its lock is held --- */

/* index + 1, or 0 when every element is taken. */
static uint32_t pool_take(struct hash_table *table) {
  struct hash_pool *pool = &table->pool;
  uint32_t at = pool->free;
  if (at != 0)
    pool->free = load_relaxed(&hash_element(table, at - 1)->next);
  else if (pool->fresh < table->max_entries)
    at = ++pool->fresh;
  else
    return 0;
  store_relaxed(&pool->used, pool->used + 1);
  return at;
}

static void pool_give(struct hash_table *table, uint32_t at) {
  struct hash_pool *pool = &table->pool;
  store_release(&hash_element(table, at - 1)->next, pool->free);
  pool->free = at;
  store_relaxed(&pool->used, pool->used - 1);
}

/* --- chains; the bucket's lock is held --- */

static void chain_add(struct hash_table *table, struct hash_bucket *bucket, uint32_t at) {
  store_release(&hash_element(table, at - 1)->next, load_relaxed(&bucket->first));
  store_release(&bucket->first, at);
}

static void chain_remove(struct hash_table *table, struct hash_bucket *bucket, uint32_t at) {
  uint32_t *link = &bucket->first;
  while (load_relaxed(link) != at)
    link = &hash_element(table, load_relaxed(link) - 1)->next;
  store_release(link, load_relaxed(&hash_element(table, at - 1)->next));
}

/* --- writers --- */

/* Writes a value; a fresh element's values on other CPUs become 0. The host gives the values of all CPUs. */
static void put_value(struct hash_table *table, uint32_t index, const uint8_t *value, bool fresh,
                      uint32_t cpu) {
  uint32_t bytes = table->value_bytes;
  if (table->cpu_plane == 0) {
    map_copy_in(hash_value(table, index, 0), value, bytes);
    return;
  }
  for (uint32_t at = 0; at < table->cpu_count; at++) {
    if (cpu == MAP_CPU_HOST)
      map_copy_in(hash_value(table, index, at), value + (size_t)at * round_up_8(bytes), bytes);
    else if (at == cpu)
      map_copy_in(hash_value(table, index, at), value, bytes);
    else if (fresh)
      map_fill_zero(hash_value(table, index, at), bytes);
  }
}

/*
 * Takes the least recently used element out of its bucket: index + 1; -E_AGAIN when the oldest ones' buckets
 * are all held, -E_BUSY when all by runs this one interrupted. The writer holds `held` and the pool. Only a
 * try for the other bucket's lock: its holder may be waiting for the pool.
 */
static int64_t evict(struct hash_table *table, const struct hash_bucket *held, uint32_t cpu) {
  int result = -E_BUSY;
  uint32_t at = lru_oldest(table);
  for (int looks = 0; at != 0 && looks < EVICT_LOOKS; looks++, at = lru_newer(table, at)) {
    struct hash_bucket *bucket =
        &table->buckets[load_relaxed(&hash_element(table, at - 1)->hash) & table->mask];
    if (bucket != held && !map_trylock(&bucket->lock, cpu)) {
      if (!map_held_by(&bucket->lock, cpu))
        result = -E_AGAIN;
      continue;
    }
    chain_remove(table, bucket, at);
    if (bucket != held)
      map_unlock(&bucket->lock);
    lru_drop(table, at - 1);
    return at;
  }
  return result;
}

/* An element for a new key in the bucket the writer holds: index + 1, or a negative error number; -E_AGAIN:
 * try anew. */
static int64_t take_element(const struct map *map, const struct hash_bucket *held, uint32_t hash,
                            uint32_t cpu) {
  struct hash_table *table = map->storage;
  if (!map_lock(map, &table->pool.lock, cpu))
    return -E_BUSY;
  if (has_lru(table))
    lru_sort(table, cpu);
  int64_t at = pool_take(table);
  if (at == 0)
    at = has_lru(table) ? evict(table, held, cpu) : -E_2BIG;
  if (at > 0) {
    store_release(&hash_element(table, (uint32_t)at - 1)->hash, hash);
    if (has_lru(table))
      lru_add(table, (uint32_t)at - 1);
  }
  map_unlock(&table->pool.lock);
  return at;
}

static int insert(const struct map *map, struct hash_bucket *bucket, const void *key, uint32_t hash,
                  const void *value, uint32_t cpu) {
  struct hash_table *table = map->storage;
  int64_t taken = take_element(map, bucket, hash, cpu);
  if (taken < 0)
    return (int)taken;
  uint32_t at = (uint32_t)taken;
  map_copy_in(hash_key(hash_element(table, at - 1)), key, table->key_bytes);
  put_value(table, at - 1, value, true, cpu);
  chain_add(table, bucket, at);
  return 0;
}

/* A program's use goes into its buffer; the host has none, and its use counts if nobody is at the list. */
static void note_use(struct hash_table *table, uint32_t index, uint32_t cpu) {
  if (cpu != MAP_CPU_HOST) {
    lru_touch(table, index, cpu);
  } else if (map_trylock(&table->pool.lock, cpu)) {
    lru_move(table, index);
    map_unlock(&table->pool.lock);
  }
}

static int store(const struct map *map, const void *key, uint32_t hash, const void *value, uint64_t flags,
                 uint32_t cpu) {
  struct hash_table *table = map->storage;
  struct hash_bucket *bucket = &table->buckets[hash & table->mask];
  int result = 0;
  if (!map_lock(map, &bucket->lock, cpu))
    return -E_BUSY;
  uint32_t at = hash_walk(table, bucket, key, hash);
  if (at != 0 && flags == MBPF_NOEXIST) {
    result = -E_EXIST;
  } else if (at != 0) {
    put_value(table, at - 1, value, false, cpu);
    if (has_lru(table))
      note_use(table, at - 1, cpu);
  } else if (flags == MBPF_EXIST) {
    result = -E_NOENT;
  } else {
    result = insert(map, bucket, key, hash, value, cpu);
  }
  map_unlock(&bucket->lock);
  return result;
}

int hash_table_update(struct map *map, const void *key, const void *value, uint64_t flags, uint32_t cpu) {
  struct hash_table *table = map->storage;
  if (flags > MBPF_EXIST)
    return -E_INVAL;
  uint32_t hash = hash_of_key(key, table->key_bytes, table->key);
  int result = store(map, key, hash, value, flags, cpu);
  for (uint32_t look = 0; result == -E_AGAIN && look < MBPF_MAP_SPIN_LIMIT; look++) {
    map_relax(map, look);
    result = store(map, key, hash, value, flags, cpu);
  }
  return result == -E_AGAIN ? -E_BUSY : result;
}

int hash_table_remove(struct map *map, const void *key, uint32_t cpu) {
  struct hash_table *table = map->storage;
  uint32_t hash = hash_of_key(key, table->key_bytes, table->key);
  struct hash_bucket *bucket = &table->buckets[hash & table->mask];
  if (!map_lock(map, &bucket->lock, cpu))
    return -E_BUSY;
  uint32_t at = hash_walk(table, bucket, key, hash);
  if (at == 0 || !map_lock(map, &table->pool.lock, cpu)) {
    map_unlock(&bucket->lock);
    return at == 0 ? -E_NOENT : -E_BUSY;
  }
  if (has_lru(table)) {
    lru_sort(table, cpu);
    lru_drop(table, at - 1);
  }
  chain_remove(table, bucket, at);
  map_unlock(&bucket->lock); /* before the element can be taken again: see hash_table.h */
  pool_give(table, at);
  map_unlock(&table->pool.lock);
  return 0;
}

/* --- readers --- */

#ifdef __OPTIMIZE_SIZE__
uint32_t hash_table_find(const struct hash_table *table, const void *key) {
  return hash_table_find_inline(table, key);
}
#endif

uint32_t hash_table_miss(const struct hash_table *table, const void *key, uint32_t hash) {
  const struct hash_bucket *bucket = &table->buckets[hash & table->mask];
  uint32_t found = 0;
  for (int tries = 0; tries < MAP_READ_TRIES && found == 0; tries++) {
    uint32_t version = map_version(&bucket->lock);
    found = hash_walk(table, bucket, key, hash);
    if (map_unchanged(&bucket->lock, version))
      break;
  }
  return found;
}

uint32_t hash_table_count(struct map *map) {
  return load_relaxed(&((struct hash_table *)map->storage)->pool.used);
}

/* A bucket is read by a function that says what it found; the result stands when the bucket did not change
 * meanwhile. */
struct bucket_reader {
  int (*read)(const struct hash_table *table, const struct hash_bucket *bucket, struct bucket_reader *reader);
  const void *key; /* sought, or the previous one; NULL: none */
  uint32_t hash;
  void *out;
};

static int read_bucket(const struct map *map, struct hash_bucket *bucket, struct bucket_reader *reader) {
  const struct hash_table *table = map->storage;
  for (int tries = 0; tries < MAP_READ_TRIES; tries++) {
    uint32_t version = map_version(&bucket->lock);
    if (map_held(version))
      continue;
    int result = reader->read(table, bucket, reader);
    if (map_unchanged(&bucket->lock, version))
      return result;
  }
  if (!map_lock(map, &bucket->lock, MAP_CPU_HOST))
    return -E_BUSY;
  int result = reader->read(table, bucket, reader);
  map_unlock(&bucket->lock);
  return result;
}

static int read_value(const struct hash_table *table, const struct hash_bucket *bucket,
                      struct bucket_reader *reader) {
  uint32_t at = hash_walk(table, bucket, reader->key, reader->hash);
  if (at == 0)
    return -E_NOENT;
  uint32_t count = MBPF_HAS_PERCPU_MAPS && table->cpu_plane != 0 ? table->cpu_count : 1;
  for (uint32_t cpu = 0; cpu < count; cpu++)
    map_copy_out((uint8_t *)reader->out + (size_t)cpu * round_up_8(table->value_bytes),
                 hash_value(table, at - 1, cpu), table->value_bytes);
  return 0;
}

int hash_table_read(struct map *map, const void *key, void *value) {
  struct hash_table *table = map->storage;
  uint32_t hash = hash_of_key(key, table->key_bytes, table->key);
  struct bucket_reader reader = {.read = read_value, .key = key, .hash = hash, .out = value};
  return read_bucket(map, &table->buckets[hash & table->mask], &reader);
}

/* --- iteration: by bucket, then hash, then key bytes; an order that does not depend on what is in the table
 * --- */

/* Is (hash, key) a before (hash, key) b? Either may be map memory. */
static bool before(const struct hash_table *table, uint32_t hash_a, const uint8_t *a, uint32_t hash_b,
                   const uint8_t *b) {
  if (hash_a != hash_b)
    return hash_a < hash_b;
  for (uint32_t i = 0; i < table->key_bytes; i++) {
    uint8_t byte_a = __atomic_load_n(a + i, __ATOMIC_ACQUIRE);
    uint8_t byte_b = __atomic_load_n(b + i, __ATOMIC_ACQUIRE);
    if (byte_a != byte_b)
      return byte_a < byte_b;
  }
  return false;
}

/* The first key of the bucket that comes after reader->key. */
static int read_next(const struct hash_table *table, const struct hash_bucket *bucket,
                     struct bucket_reader *reader) {
  struct hash_element *best = NULL;
  uint32_t at = load_acquire(&bucket->first);
  for (uint32_t left = table->max_entries; at != 0 && left != 0; left--) {
    struct hash_element *element = hash_element(table, at - 1);
    uint32_t hash = load_acquire(&element->hash);
    bool after = reader->key == NULL || before(table, reader->hash, reader->key, hash, hash_key(element));
    if (after &&
        (best == NULL || before(table, hash, hash_key(element), load_acquire(&best->hash), hash_key(best))))
      best = element;
    at = load_acquire(&element->next);
  }
  if (best == NULL)
    return -E_NOENT;
  map_copy_out(reader->out, hash_key(best), table->key_bytes);
  return 0;
}

int hash_table_next_key(struct map *map, const void *previous, void *next) {
  struct hash_table *table = map->storage;
  uint8_t sought[MBPF_MAP_MAX_KEY_BYTES]; /* next may be previous, and a read may have to start again */
  struct bucket_reader reader = {.read = read_next, .out = next};
  uint32_t at = 0;
  if (previous != NULL) {
    memcpy(sought, previous, table->key_bytes);
    reader.key = sought;
    reader.hash = hash_of_key(sought, table->key_bytes, table->key);
    at = reader.hash & table->mask;
  }
  for (;; at++, reader.key = NULL) {
    int result = read_bucket(map, &table->buckets[at], &reader);
    if (result != -E_NOENT || at == table->mask)
      return result;
  }
}
