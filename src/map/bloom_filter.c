/*
 * bloom_filter: a set of values that answers "never added" for certain and "added" with a small error. push
 * adds, peek asks. Bits are only ever set, one atomic OR each, so both are wait-free. The bits are the power
 * of two at or above max_entries * hashes * 7/5, which keeps the error near 2^-hashes until max_entries
 * values are in.
 */
#include "base/errno.h"
#include "base/error.h"
#include "map/hash_table.h"

#define MAX_HASHES 15u

struct bloom {
  uint32_t mask; /* of bits */
  uint32_t hashes;
  uint64_t key;
  uint32_t words[];
};

static mbpf_status check(const struct mbpf_map_def *def, mbpf_error *error) {
  if (def->extra > MAX_HASHES)
    return mbpf_fail(error, MBPF_INVALID_ARG,
                     "bloom_filter map: map_extra asks for %llu hash functions, must be 0 (5) to %u",
                     (unsigned long long)def->extra, MAX_HASHES);
  return MBPF_OK;
}

static uint32_t bit_count(const struct mbpf_map_def *def) {
  uint64_t wanted_fifths = (uint64_t)def->max_entries * (uint32_t)def->extra * 7;
  uint32_t bits = 32;
  while ((uint64_t)bits * 5 < wanted_fifths && bits < 1u << 31)
    bits <<= 1;
  return bits;
}

static bool measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes) {
  (void)cpu_count;
  *bytes = sizeof(struct bloom) + bit_count(def) / 8;
  return true;
}

static void init(struct map *map) {
  struct bloom *bloom = map->storage;
  bloom->mask = bit_count(&map->def) - 1;
  bloom->hashes = (uint32_t)map->def.extra;
  bloom->key = hash_secret(map->seed);
}

/* Bit i of a value: double hashing from two independent halves. */
static uint32_t bit_of(const struct bloom *bloom, uint32_t first, uint32_t step, uint32_t i) {
  return (first + i * step) & bloom->mask;
}

static void hash_twice(const struct map *map, const void *value, uint32_t *first, uint32_t *step) {
  const struct bloom *bloom = map->storage;
  *first = hash_of_key(value, map->def.value_bytes, bloom->key);
  *step = hash_of_key(value, map->def.value_bytes, ~bloom->key) | 1;
}

static int push(struct map *map, const void *value, uint64_t flags, uint32_t cpu) {
  (void)cpu;
  struct bloom *bloom = map->storage;
  uint32_t first, step;
  if (flags != MBPF_ANY)
    return -E_INVAL;
  hash_twice(map, value, &first, &step);
  for (uint32_t i = 0; i < bloom->hashes; i++) {
    uint32_t bit = bit_of(bloom, first, step, i);
    __atomic_fetch_or(&bloom->words[bit / 32], 1u << bit % 32, __ATOMIC_RELAXED);
  }
  return 0;
}

static int peek(struct map *map, void *value, uint32_t cpu) {
  (void)cpu;
  const struct bloom *bloom = map->storage;
  uint32_t first, step;
  hash_twice(map, value, &first, &step);
  for (uint32_t i = 0; i < bloom->hashes; i++) {
    uint32_t bit = bit_of(bloom, first, step, i);
    if ((load_relaxed(&bloom->words[bit / 32]) >> bit % 32 & 1) == 0)
      return -E_NOENT;
  }
  return 0;
}

const struct map_ops map_bloom_filter_ops = {
    .limits = {0, 0, 1, MBPF_MAP_MAX_VALUE_BYTES, MBPF_MAP_ZERO_SEED},
    .check = check,
    .measure = measure,
    .init = init,
    .push = push,
    .peek = peek,
};
