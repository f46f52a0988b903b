/*
 * ns per map operation through the operations tables, beside the same work in plain C: the lines of the bar.
 * Best of several rounds; keys in an order that does not repeat soon.
 */
#include "map/map.h"
#include "map/ringbuf.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 9, OPERATIONS = 200000, ENTRIES = 10000, LPM_ENTRIES = 1000 };

static uint64_t state = 0x9E3779B97F4A7C15u;
static uint64_t random64(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static struct map *make(enum mbpf_map_type type, uint32_t key, uint32_t value, uint32_t entries) {
  struct mbpf_map_def def = {.type = type, .key_bytes = key, .value_bytes = value, .max_entries = entries};
  struct map *map = malloc(sizeof *map);
  mbpf_error error;
  size_t bytes;
  if (map == NULL || map_check(&def, &error) != MBPF_OK || !map_measure(&def, 4, &bytes))
    abort();
  void *storage = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (storage == NULL)
    abort();
  map_init(map, &def, 4, 0x1234567, storage);
  return map;
}

static uint64_t keys[ENTRIES * 2];
static uint32_t order[OPERATIONS];
static volatile uint64_t sink;

static void report(const char *name, double best, int per) {
  printf("%-44s %7.2f ns\n", name, best / OPERATIONS / per);
}

/* Times statement OPERATIONS times with i counting and key an entry of the map; prints the best round. */
#define TIME(name, ...)                                                                                      \
  do {                                                                                                       \
    double best_ = 1e18;                                                                                     \
    for (int round_ = 0; round_ < ROUNDS; round_++) {                                                        \
      double start_ = now_ns();                                                                              \
      for (uint32_t i = 0; i < OPERATIONS; i++) {                                                            \
        const uint64_t *key = &keys[order[i]];                                                               \
        (void)key;                                                                                           \
        __VA_ARGS__;                                                                                         \
      }                                                                                                      \
      double took_ = now_ns() - start_;                                                                      \
      best_ = took_ < best_ ? took_ : best_;                                                                 \
    }                                                                                                        \
    report(name, best_, 1);                                                                                  \
  } while (0)

static void bench_array(void) {
  struct map *map = make(MBPF_MAP_ARRAY, 4, 8, 256);
  static uint64_t plain[256];
  uint64_t sum = 0;
  TIME("plain C: array element read", sum += plain[order[i] & 255]);
  TIME("array lookup, through the table", {
    uint32_t index = order[i] & 255;
    sum += *(uint64_t *)map->ops->lookup(map, &index, 0);
  });
  TIME("array lookup, inlined", {
    uint32_t index = order[i] & 255;
    if (index < map->def.max_entries)
      sum += *(uint64_t *)(void *)(map->region.base + (size_t)index * map->region.stride);
  });
  TIME("plain C: array element write", *(volatile uint64_t *)&plain[order[i] & 255] = i);
  TIME("array update", {
    uint32_t index = order[i] & 255;
    uint64_t value = i;
    sum += (uint64_t)map->ops->update(map, &index, &value, 0, 0);
  });
  sink = sum;
}

static void bench_hash(enum mbpf_map_type type, uint32_t key_bytes, uint32_t entries) {
  assert(entries > 0);
  struct map *map = make(type, key_bytes, 8, entries);
  const char *kind = mbpf_map_type_name(type);
  char name[80];
  uint64_t sum = 0;
  int failed = 0;
  for (uint32_t i = 0; i < entries; i++)
    failed |= map->ops->update(map, &keys[i], &keys[i], 0, 0);
  for (uint32_t i = 0; i < OPERATIONS; i++)
    order[i] = (uint32_t)(random64() % entries);
#define NAME(what)                                                                                           \
  (snprintf(name, sizeof name, "%s (%u keys of %u) %s", kind, entries, key_bytes, what), name)
  TIME(NAME("lookup hit, few keys"), sum += *(uint64_t *)map->ops->lookup(map, &keys[i & 7], 0));
  TIME(NAME("update, few keys"), failed |= map->ops->update(map, &keys[i & 7], key, 0, 0));
  TIME(NAME("delete+insert, few keys"), {
    failed |= map->ops->remove(map, &keys[i & 7], 0);
    failed |= map->ops->update(map, &keys[i & 7], key, 0, 0);
  });
  TIME(NAME("lookup hit"), sum += *(uint64_t *)map->ops->lookup(map, key, 0));
  TIME(NAME("lookup miss"), sum += map->ops->lookup(map, key + ENTRIES, 0) != NULL);
  TIME(NAME("update"), failed |= map->ops->update(map, key, key, 0, 0));
  TIME(NAME("delete+insert"), {
    failed |= map->ops->remove(map, key, 0);
    failed |= map->ops->update(map, key, key, 0, 0);
  });
  if (type == MBPF_MAP_LRU_HASH)
    TIME(NAME("update, new key (evicts)"), {
      uint64_t fresh = (uint64_t)i * 0x9E3779B97F4A7C15u + (uint64_t)round_;
      failed |= map->ops->update(map, &fresh, key, 0, 0);
    });
  if (failed != 0)
    abort();
  sink = sum;
}

/* The least a hash of our kind could cost: open addressing without deletion, locks or key lengths. */
static void bench_plain_hash(void) {
  static uint64_t slots[32768][2];
  uint64_t sum = 0;
  for (uint32_t i = 0; i < ENTRIES; i++) {
    uint32_t at = (uint32_t)(keys[i] * 0x9E3779B97F4A7C15u >> 49);
    while (slots[at][0] != 0)
      at = (at + 1) & 32767;
    slots[at][0] = keys[i];
  }
  for (uint32_t i = 0; i < OPERATIONS; i++)
    order[i] = (uint32_t)(random64() % ENTRIES);
  TIME("plain C: open addressing lookup, u64", {
    uint32_t at = (uint32_t)(*key * 0x9E3779B97F4A7C15u >> 49);
    while (slots[at][0] != *key)
      at = (at + 1) & 32767;
    sum += slots[at][1];
  });
  static uint32_t lock;
  TIME("plain C: one uncontended lock and unlock", {
    while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE) != 0)
      continue;
    __atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
  });
  sink = sum;
}

static void bench_lpm(void) {
  struct map *map = make(MBPF_MAP_LPM_TRIE, 8, 8, LPM_ENTRIES);
  static uint32_t prefixes[LPM_ENTRIES][2];
  uint64_t sum = 0;
  for (uint32_t i = 0; i < LPM_ENTRIES; i++) {
    prefixes[i][0] = 8 + (uint32_t)(random64() >> 20) % 25;
    prefixes[i][1] = (uint32_t)(random64() >> 16);
    if (map->ops->update(map, prefixes[i], &keys[i], 0, 0) != 0)
      abort();
  }
  for (uint32_t i = 0; i < OPERATIONS; i++)
    order[i] = (uint32_t)(random64() % LPM_ENTRIES);
  TIME("lpm_trie, 1000 IPv4 prefixes, lookup hit", {
    uint32_t address[2] = {32, prefixes[order[i]][1]};
    sum += *(uint64_t *)map->ops->lookup(map, address, 0);
  });
  TIME("lpm_trie, 1000 IPv4 prefixes, any address", {
    uint32_t address[2] = {32, (uint32_t)(i * 2654435761u)};
    sum += map->ops->lookup(map, address, 0) != NULL;
  });
  sink = sum;
}

static int count_record(void *user, const void *bytes, size_t length) {
  (void)bytes;
  *(uint64_t *)user += length;
  return 0;
}

static void bench_ring(void) {
  struct map *map = make(MBPF_MAP_RINGBUF, 0, 0, 1u << 23);
  uint64_t sum = 0;
  double best = 1e18;
  double best_consume = 1e18;
  for (int round = 0; round < ROUNDS; round++) {
    double start = now_ns();
    for (uint32_t i = 0; i < OPERATIONS; i++) {
      uint64_t *record = ring_reserve(map, 16, 0);
      if (record == NULL)
        abort();
      record[0] = i;
      record[1] = i;
      ring_submit(record);
    }
    double took = now_ns() - start;
    best = took < best ? took : best;
    start = now_ns();
    if (ring_consume(map, count_record, &sum, 0) != OPERATIONS)
      abort();
    took = now_ns() - start;
    best_consume = took < best_consume ? took : best_consume;
  }
  report("ringbuf reserve+submit, 16 bytes", best, 1);
  report("ringbuf consume, 16 bytes", best_consume, 1);
  sink = sum;
}

int main(void) {
  for (uint32_t i = 0; i < ENTRIES * 2; i++)
    keys[i] = random64();
  for (uint32_t i = 0; i < OPERATIONS; i++)
    order[i] = (uint32_t)(random64() % ENTRIES);
  bench_array();
  bench_plain_hash();
  bench_hash(MBPF_MAP_HASH, 4, 1000);
  bench_hash(MBPF_MAP_HASH, 8, 1000);
  bench_hash(MBPF_MAP_HASH, 8, ENTRIES);
  bench_hash(MBPF_MAP_PERCPU_HASH, 8, 1000);
  bench_hash(MBPF_MAP_LRU_HASH, 8, 1000);
  bench_hash(MBPF_MAP_LRU_HASH, 8, ENTRIES);
  bench_lpm();
  bench_ring();
  return 0;
}
