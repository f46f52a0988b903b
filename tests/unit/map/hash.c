/* The hash kinds against a plain list of entries, under random operations from programs and host, on several
 * CPUs in turn. */
#include "maps.h"

#include "map/hash_table.h"

enum { CPUS = 3, MAX_KEYS = 96, MAX_VALUE = 40, MAX_KEY = 23 };

struct entry {
  uint8_t key[MAX_KEY];
  uint8_t value[CPUS][MAX_VALUE];
  uint64_t used; /* larger: later */
};

/* What the map must hold. */
struct model {
  struct entry entries[MAX_KEYS];
  uint32_t count;
  uint64_t clock;
};

static struct entry *model_find(struct model *model, const struct map *map, const uint8_t *key) {
  for (uint32_t i = 0; i < model->count; i++)
    if (memcmp(model->entries[i].key, key, map->def.key_bytes) == 0)
      return &model->entries[i];
  return NULL;
}

static struct entry *model_oldest(struct model *model) {
  struct entry *oldest = &model->entries[0];
  for (uint32_t i = 1; i < model->count; i++)
    if (model->entries[i].used < oldest->used)
      oldest = &model->entries[i];
  return oldest;
}

static void model_drop(struct model *model, struct entry *entry) {
  *entry = model->entries[--model->count];
}

static bool is_lru(const struct map *map) {
  return map->def.type == MBPF_MAP_LRU_HASH || map->def.type == MBPF_MAP_LRU_PERCPU_HASH;
}

/* What update must answer, done to the model. */
static int model_update(struct model *model, const struct map *map, const uint8_t *key, const uint8_t *value,
                        uint64_t flags, uint32_t cpu) {
  struct entry *entry = model_find(model, map, key);
  if (flags > MBPF_EXIST)
    return -E_INVAL;
  if (entry != NULL && flags == MBPF_NOEXIST)
    return -E_EXIST;
  if (entry == NULL && flags == MBPF_EXIST)
    return -E_NOENT;
  if (entry == NULL && model->count == map->def.max_entries) {
    if (!is_lru(map))
      return -E_2BIG;
    model_drop(model, model_oldest(model));
  }
  if (entry == NULL) {
    entry = &model->entries[model->count++];
    memset(entry, 0, sizeof *entry);
    memcpy(entry->key, key, map->def.key_bytes);
  }
  for (uint32_t at = 0; at < CPUS; at++) {
    if (!map->ops->percpu)
      memcpy(entry->value[at], value, map->def.value_bytes);
    else if (cpu == MAP_CPU_HOST)
      memcpy(entry->value[at], value + (size_t)at * map->value_stride, map->def.value_bytes);
    else if (cpu == at)
      memcpy(entry->value[at], value, map->def.value_bytes);
  }
  entry->used = ++model->clock;
  return 0;
}

static void check_host_value(struct map *map, const struct entry *entry, const uint8_t *value) {
  for (uint32_t cpu = 0; cpu < (map->ops->percpu ? CPUS : 1u); cpu++)
    assert_memory_equal(value + (size_t)cpu * map->value_stride, entry->value[cpu], map->def.value_bytes);
}

/* Walks the map: each key of the model once, with its value, and nothing else. */
static void check_walk(struct model *model, struct map *map) {
  uint8_t key[MAX_KEY];
  uint8_t value[CPUS * MAX_VALUE];
  bool seen[MAX_KEYS] = {false};
  uint32_t count = 0;
  for (const uint8_t *previous = NULL; map->ops->next_key(map, previous, key) == 0; previous = key) {
    struct entry *entry = model_find(model, map, key);
    assert_non_null(entry);
    assert_false(seen[entry - model->entries]);
    seen[entry - model->entries] = true;
    assert_int_equal(map->ops->read(map, key, value), 0);
    check_host_value(map, entry, value);
    count++;
  }
  assert_int_equal(count, model->count);
  assert_int_equal(map->ops->count(map), model->count);
}

static void do_lookup(struct model *model, struct map *map, const uint8_t *key, uint32_t cpu) {
  struct entry *entry = model_find(model, map, key);
  uint8_t *value = map->ops->lookup(map, key, cpu);
  assert_int_equal(value != NULL, entry != NULL);
  if (entry == NULL)
    return;
  assert_memory_equal(value, entry->value[cpu], map->def.value_bytes);
  assert_true(map_contains(map, (uintptr_t)value, map->def.value_bytes));
  assert_false(map_contains(map, (uintptr_t)value, map->def.value_bytes + 1u));
  assert_false(map_contains(map, (uintptr_t)value - 1, 2));
  entry->used = ++model->clock;
  if (map->ops->percpu) {
    uint8_t *other = map_lookup_percpu(map, key, cpu, (cpu + 1) % CPUS);
    assert_memory_equal(other, entry->value[(cpu + 1) % CPUS], map->def.value_bytes);
  }
}

/* One random operation on map and model. An LRU order is exact for one CPU. */
static void step(struct model *model, struct map *map, uint32_t keys) {
  uint8_t key[MAX_KEY] = {0};
  uint8_t value[CPUS * MAX_VALUE];
  uint32_t cpu = is_lru(map) ? 1 : random_below(CPUS);
  uint32_t number = random_below(keys);
  for (uint32_t i = 0; i < map->def.key_bytes; i++)
    key[i] = (uint8_t)(number >> i % 4 * 8) ^ (uint8_t)(i * 7);
  for (size_t i = 0; i < sizeof value; i++)
    value[i] = (uint8_t)random64();
  switch (random_below(8)) {
  case 0:
  case 1:
  case 2: {
    uint64_t flags = random_below(8) == 0   ? 3 + random_below(5)
                     : random_below(4) == 0 ? 1 + random_below(2)
                                            : 0;
    int expected = model_update(model, map, key, value, flags, cpu);
    assert_int_equal(map->ops->update(map, key, value, flags, cpu), expected);
    break;
  }
  case 3: { /* the host's use of an LRU map overtakes what CPU 1 still buffers: exact for programs only */
    uint32_t writer = is_lru(map) ? cpu : MAP_CPU_HOST;
    assert_int_equal(map->ops->update(map, key, value, 0, writer),
                     model_update(model, map, key, value, 0, writer));
    break;
  }
  case 4: {
    struct entry *entry = model_find(model, map, key);
    assert_int_equal(map->ops->remove(map, key, cpu), entry != NULL ? 0 : -E_NOENT);
    if (entry != NULL)
      model_drop(model, entry);
    break;
  }
  case 5: { /* the host reads: no use */
    struct entry *entry = model_find(model, map, key);
    assert_int_equal(map->ops->read(map, key, value), entry != NULL ? 0 : -E_NOENT);
    if (entry != NULL)
      check_host_value(map, entry, value);
    break;
  }
  default: do_lookup(model, map, key, cpu);
  }
}

static void run(enum mbpf_map_type type, uint32_t key_bytes, uint32_t value_bytes, uint32_t entries,
                uint32_t steps) {
  struct mbpf_map_def def = {
      .type = type, .key_bytes = key_bytes, .value_bytes = value_bytes, .max_entries = entries};
  struct map *map = map_make(def, CPUS);
  struct model *model = calloc(1, sizeof *model);
  uint32_t keys = entries + entries / 2 + 2;
  for (uint32_t i = 0; i < steps; i++) {
    step(model, map, keys);
    if (i % 61 == 0)
      check_walk(model, map);
  }
  check_walk(model, map);
  free(model);
  map_free(map);
}

static void test_against_model(void **state) {
  (void)state;
  static const enum mbpf_map_type types[] = {MBPF_MAP_HASH, MBPF_MAP_PERCPU_HASH, MBPF_MAP_LRU_HASH,
                                             MBPF_MAP_LRU_PERCPU_HASH};
  static const uint32_t sizes[] = {1, 2, 3, 7, 16, 61};
  static const uint32_t key_sizes[] = {1, 2, 3, 4, 5, 8, 12, 13, 16, 23};
  random_start("hash kinds against a list");
  for (size_t t = 0; t < sizeof types / sizeof *types; t++)
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
      for (int round = 0; round < 4; round++)
        run(types[t], key_sizes[random_below(10)], 1 + random_below(MAX_VALUE), sizes[s], 4000);
}

/* The key order of a walk goes on past keys that went away, and a walk that always removes and re-adds ends.
 */
static void test_walk_under_change(void **state) {
  (void)state;
  random_start("walk under change");
  struct map *map = map_make(DEF(HASH, 4, 4, 64), 1);
  uint32_t keys[64], key, steps = 0;
  for (uint32_t i = 0; i < 64; i++) {
    keys[i] = i * 977;
    assert_int_equal(map->ops->update(map, &keys[i], &i, 0, 0), 0);
  }
  for (const uint32_t *previous = NULL; map->ops->next_key(map, previous, &key) == 0; previous = &key) {
    assert_int_equal(map->ops->remove(map, &key, 0), 0);
    assert_true(++steps <= 64);
  }
  assert_int_equal(steps, 64);
  for (uint32_t i = 0; i < 40; i++)
    assert_int_equal(map->ops->update(map, &keys[i], &i, 0, 0), 0);
  steps = 0;
  for (const uint32_t *previous = NULL; map->ops->next_key(map, previous, &key) == 0; previous = &key) {
    assert_int_equal(map->ops->remove(map, &key, 0), 0);
    assert_int_equal(map->ops->update(map, &key, &key, 0, 0), 0);
    assert_true(++steps <= 40);
  }
  assert_int_equal(steps, 40);
  map_free(map);
}

/* Sequential, strided and high-bit keys must spread: no chain much longer than chance makes it. */
static void test_hash_spreads(void **state) {
  (void)state;
  random_start("hash spreads");
  enum { BUCKETS = 4096 };
  static uint16_t fill[BUCKETS];
  static const uint64_t strides[] = {
      1, 2, 4096, 65536, (uint64_t)1 << 32, (uint64_t)1 << 48, 0x0101010101010101u};
  for (uint32_t round = 0; round < 40; round++)
    for (size_t s = 0; s < sizeof strides / sizeof *strides; s++)
      for (uint32_t bytes = 4; bytes <= 16; bytes += 4) {
        uint64_t secret = hash_secret(round == 0 ? 0 : random64());
        memset(fill, 0, sizeof fill);
        uint32_t longest = 0;
        for (uint64_t i = 0; i < BUCKETS; i++) {
          uint64_t wide[2] = {i * strides[s], bytes >= 12 ? ~i : 0};
          uint32_t narrow = (uint32_t)(i << s * 3); /* 4096 different keys each */
          const uint8_t *key = bytes == 4 ? (const uint8_t *)&narrow : (const uint8_t *)wide;
          uint32_t slot = hash_of_key(key, bytes, secret) & (BUCKETS - 1);
          if (++fill[slot] > longest)
            longest = fill[slot];
        }
        if (longest > 14)
          fail_msg("stride 0x%llx, %u bytes, secret 0x%llx: a chain of %u", (unsigned long long)strides[s],
                   bytes, (unsigned long long)secret, longest);
      }
}

/* The host's updates are uses of an LRU map, its reads are not; a program's lookup is, also right before an
 * eviction. */
static void test_lru_uses(void **state) {
  (void)state;
  random_start("uses of lru_hash");
  struct map *map = map_make(DEF(LRU_HASH, 4, 4, 3), 2);
  uint32_t keys[5] = {10, 11, 12, 13, 14}, out;
  for (int i = 0; i < 3; i++)
    assert_int_equal(map->ops->update(map, &keys[i], &keys[i], 0, MAP_CPU_HOST), 0);
  assert_int_equal(map->ops->update(map, &keys[0], &keys[4], 0, MAP_CPU_HOST), 0);
  assert_int_equal(map->ops->read(map, &keys[1], &out), 0); /* 1 stays the oldest */
  assert_int_equal(map->ops->update(map, &keys[3], &keys[3], 0, 1), 0);
  assert_int_equal(map->ops->read(map, &keys[1], &out), -E_NOENT);
  assert_non_null(map->ops->lookup(map, &keys[2], 1)); /* then 0 is the oldest */
  assert_int_equal(map->ops->update(map, &keys[4], &keys[4], 0, 1), 0);
  assert_int_equal(map->ops->read(map, &keys[0], &out), -E_NOENT);
  assert_int_equal(map->ops->read(map, &keys[2], &out), 0);
  assert_int_equal(map->ops->read(map, &keys[3], &out), 0);
  assert_int_equal(map->ops->count(map), 3);
  map_free(map);
}

/* A lock held by this CPU (an interrupted run) is refused at once; content stays. */
static void test_interrupted_writer(void **state) {
  (void)state;
  random_start("interrupted writer");
  struct map *map = map_make(DEF(HASH, 4, 4, 1), 2);
  struct hash_table *table = map->storage;
  uint32_t key = 5, value = 6, out = 0;
  assert_int_equal(map->ops->update(map, &key, &value, 0, 0), 0);
  for (uint32_t i = 0; i <= table->mask; i++)
    assert_true(map_lock(map, &table->buckets[i].lock, 1));
  value = 7;
  assert_int_equal(map->ops->update(map, &key, &value, 0, 1), -E_BUSY);
  assert_int_equal(map->ops->remove(map, &key, 1), -E_BUSY);
  uint32_t *found = map->ops->lookup(map, &key, 1);
  assert_int_equal(*found, 6);
  key = 8;
  assert_null(map->ops->lookup(map, &key, 1));
  for (uint32_t i = 0; i <= table->mask; i++)
    map_unlock(&table->buckets[i].lock);
  key = 5;
  assert_int_equal(map->ops->read(map, &key, &out), 0);
  assert_int_equal(out, 6);
  assert_true(map_lock(map, &table->pool.lock, 0));
  assert_int_equal(map->ops->remove(map, &key, 0), -E_BUSY);
  map_unlock(&table->pool.lock);
  assert_int_equal(map->ops->remove(map, &key, 0), 0);
  map_free(map);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_against_model), cmocka_unit_test(test_walk_under_change),
      cmocka_unit_test(test_hash_spreads),  cmocka_unit_test(test_interrupted_writer),
      cmocka_unit_test(test_lru_uses),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
