/* The simple kinds against models, what definitions are refused, and the host's side with its statuses. */
#include "maps.h"

#include "map/slots.h"

enum { CPUS = 3, MAX_VALUE = 24 };

/* --- definitions --- */

static void refused(struct mbpf_map_def def, mbpf_status status, const char *part) {
  mbpf_error error = {.message = ""};
  assert_int_equal(map_check(&def, &error), status);
  if (strstr(error.message, part) == NULL)
    fail_msg("message \"%s\" lacks \"%s\"", error.message, part);
  assert_int_equal(map_check(&def, NULL), status);
}

static struct mbpf_map_def flagged(struct mbpf_map_def def, uint32_t flags, uint64_t extra) {
  def.flags = flags;
  def.extra = extra;
  return def;
}

static void test_refused_definitions(void **state) {
  (void)state;
  refused(DEF(HASH, 0, 4, 8), MBPF_INVALID_ARG, "key_size is 0, must be 1 to 512");
  refused(DEF(HASH, 513, 4, 8), MBPF_INVALID_ARG, "must be 1 to 512");
  refused(DEF(HASH, 4, 0, 8), MBPF_INVALID_ARG, "value_size is 0, must be 1 to");
  refused(DEF(HASH, 4, 4, 0), MBPF_INVALID_ARG, "max_entries is 0, must be 1 to");
  refused(DEF(HASH, 4, 4, MBPF_MAP_MAX_ENTRIES + 1), MBPF_INVALID_ARG, "max_entries");
  refused(DEF(ARRAY, 8, 4, 1), MBPF_INVALID_ARG, "key_size is 8, must be 4");
  refused(DEF(ARRAY, 4, MBPF_MAP_MAX_VALUE_BYTES + 1, 1), MBPF_INVALID_ARG, "value_size");
  refused(DEF(QUEUE, 4, 4, 1), MBPF_INVALID_ARG, "key_size is 4, must be 0");
  refused(DEF(LPM_TRIE, 4, 4, 1), MBPF_INVALID_ARG, "must be 5 to 260");
  refused(DEF(LPM_TRIE, 261, 4, 1), MBPF_INVALID_ARG, "must be 5 to 260");
  refused(DEF(PROG_ARRAY, 4, 8, 1), MBPF_INVALID_ARG, "value_size is 8, must be 4");
  refused(DEF(DEVMAP, 4, 5, 1), MBPF_INVALID_ARG, "must be 4 or 8");
  refused(DEF(RINGBUF, 0, 0, 100), MBPF_INVALID_ARG, "power of two from 64");
  refused(DEF(RINGBUF, 0, 0, 32), MBPF_INVALID_ARG, "power of two from 64");
  refused(DEF(RINGBUF, 4, 0, 64), MBPF_INVALID_ARG, "key_size");
  refused(flagged(DEF(BLOOM_FILTER, 0, 4, 8), 0, 16), MBPF_INVALID_ARG, "0 (5) to 15");
  refused(flagged(DEF(HASH, 4, 4, 8), 0, 1), MBPF_INVALID_ARG, "map_extra");
  refused(flagged(DEF(HASH, 4, 4, 8), 1u << 20, 0), MBPF_INVALID_ARG, "flags 0x100000");
  refused(flagged(DEF(QUEUE, 0, 4, 8), MBPF_MAP_PERCPU, 0), MBPF_INVALID_ARG, "PERCPU");
  refused(flagged(DEF(HASH, 4, 4, 8), MBPF_MAP_RDONLY_PROG | MBPF_MAP_WRONLY_PROG, 0), MBPF_INVALID_ARG,
          "exclude");
  refused(flagged(DEF(HASH, 4, 4, 8), MBPF_MAP_RDONLY_HOST | MBPF_MAP_WRONLY_HOST, 0), MBPF_INVALID_ARG,
          "exclude");
  struct mbpf_map_def none = DEF(HASH, 4, 4, 8);
  none.type = (enum mbpf_map_type)99;
  refused(none, MBPF_INVALID_ARG, "99");
}

static void test_normalised_definitions(void **state) {
  (void)state;
  struct mbpf_map_def def = flagged(DEF(LRU_HASH, 4, 4, 8), MBPF_MAP_PERCPU | MBPF_MAP_NO_PREALLOC, 0);
  assert_int_equal(map_check(&def, NULL), MBPF_OK);
  assert_int_equal(def.type, MBPF_MAP_LRU_PERCPU_HASH);
  assert_int_equal(def.flags, MBPF_MAP_NO_PREALLOC);
  def = DEF(BLOOM_FILTER, 0, 4, 8);
  assert_int_equal(map_check(&def, NULL), MBPF_OK);
  assert_int_equal(def.extra, 5);
  def = DEF(DEVMAP, 4, 8, 2);
  assert_int_equal(map_check(&def, NULL), MBPF_OK);
  assert_true((def.flags & MBPF_MAP_RDONLY_PROG) != 0);
}

/* The largest definitions either give a size that is no smaller than their values, or are refused. */
static void test_measure_does_not_wrap(void **state) {
  (void)state;
  for (unsigned type = 0; type < MBPF_MAP_TYPE_COUNT; type++) {
    const struct map_ops *ops = map_ops_of((enum mbpf_map_type)type);
    struct mbpf_map_def def = {.type = (enum mbpf_map_type)type,
                               .key_bytes = ops->limits.key_max,
                               .value_bytes = type == MBPF_MAP_DEVMAP ? 8 : ops->limits.value_max,
                               .max_entries = MBPF_MAP_MAX_ENTRIES};
    size_t bytes;
    assert_int_equal(map_check(&def, NULL), MBPF_OK);
    if (map_measure(&def, MBPF_MAX_CPUS, &bytes) && type != MBPF_MAP_BLOOM_FILTER)
      assert_true(bytes >=
                  (uint64_t)def.max_entries * (ops->limits.value_max > 4 ? ops->limits.value_max : 1));
    def.max_entries = 1;
    assert_true(map_measure(&def, 1, &bytes));
    assert_int_equal(bytes % 16, 0);
  }
}

static void test_names(void **state) {
  (void)state;
  enum mbpf_map_type type;
  assert_true(mbpf_map_type_find("lpm_trie", 8, &type));
  assert_int_equal(type, MBPF_MAP_LPM_TRIE);
  assert_true(mbpf_map_type_find("hash_of_maps", 12, &type));
  assert_int_equal(type, MBPF_MAP_HASH_OF_MAPS);
  assert_true(mbpf_map_type_find("hash_of_maps", 4, &type));
  assert_int_equal(type, MBPF_MAP_HASH);
  assert_false(mbpf_map_type_find("has", 3, &type));
  assert_false(mbpf_map_type_find("hashx", 5, &type));
  assert_false(mbpf_map_type_find("", 0, &type));
  assert_string_equal(mbpf_map_type_name(MBPF_MAP_LRU_PERCPU_HASH), "lru_percpu_hash");
  assert_string_equal(mbpf_map_type_name((enum mbpf_map_type)77), "unknown");
}

/* --- arrays --- */

static void run_array(enum mbpf_map_type type, uint32_t value_bytes, uint32_t entries) {
  struct mbpf_map_def def = {
      .type = type, .key_bytes = 4, .value_bytes = value_bytes, .max_entries = entries};
  struct map *map = map_make(def, CPUS);
  uint8_t(*model)[CPUS][MAX_VALUE] = calloc(entries, sizeof *model);
  uint32_t planes = map->ops->percpu ? CPUS : 1;
  for (int i = 0; i < 3000; i++) {
    uint8_t value[CPUS * MAX_VALUE];
    uint32_t index = random_below(entries + 2);
    uint32_t cpu = random_below(CPUS + 1);
    uint64_t flags = random_below(5) == 0 ? random_below(4) : 0;
    bool inside = index < entries;
    for (size_t b = 0; b < sizeof value; b++)
      value[b] = (uint8_t)random64();
    if (cpu == CPUS)
      cpu = MAP_CPU_HOST;
    int expected = flags > 2 ? -E_INVAL : !inside ? -E_2BIG : flags == 1 ? -E_EXIST : 0;
    assert_int_equal(map->ops->update(map, &index, value, flags, cpu), expected);
    for (uint32_t at = 0; at < planes && expected == 0; at++)
      if (planes == 1 || cpu == at || cpu == MAP_CPU_HOST)
        memcpy(model[index][at], value + (cpu == MAP_CPU_HOST ? (size_t)at * map->value_stride : 0),
               value_bytes);
    index = random_below(entries + 2);
    inside = index < entries;
    uint32_t reader = random_below(CPUS);
    uint8_t *found = map->ops->lookup(map, &index, reader);
    assert_int_equal(found != NULL, inside);
    assert_int_equal(map->ops->read(map, &index, value), inside ? 0 : -E_NOENT);
    if (!inside)
      continue;
    assert_memory_equal(found, model[index][planes == 1 ? 0 : reader], value_bytes);
    assert_true(map_contains(map, (uintptr_t)found, value_bytes));
    assert_false(map_contains(map, (uintptr_t)found, value_bytes + 1u));
    for (uint32_t at = 0; at < planes; at++)
      assert_memory_equal(value + (size_t)at * map->value_stride, model[index][at], value_bytes);
    assert_int_equal(map->ops->remove(map, &index, 0), -E_INVAL);
  }
  uint32_t key, next = 0;
  for (const uint32_t *previous = NULL; map->ops->next_key(map, previous, &key) == 0; previous = &key)
    assert_int_equal(key, next++);
  assert_int_equal(next, entries);
  free(model);
  map_free(map);
}

static void test_arrays(void **state) {
  (void)state;
  random_start("arrays");
  for (int round = 0; round < 12; round++) {
    run_array(MBPF_MAP_ARRAY, 1 + random_below(MAX_VALUE), 1 + random_below(20));
    run_array(MBPF_MAP_PERCPU_ARRAY, 1 + random_below(MAX_VALUE), 1 + random_below(20));
  }
  run_array(MBPF_MAP_ARRAY, 8, 1);
  run_array(MBPF_MAP_PERCPU_ARRAY, 8, 1);
}

static void test_region_edges(void **state) {
  (void)state;
  struct map *map = map_make(DEF(ARRAY, 4, 12, 3), 1); /* values of 12 bytes, 16 apart */
  uint64_t base = (uintptr_t)map->region.base;
  assert_true(map_contains(map, base, 12));
  assert_true(map_contains(map, base + 44, 0));
  assert_true(map_contains(map, base + 32 + 8, 4));
  assert_false(map_contains(map, base + 8, 8));
  assert_false(map_contains(map, base + 12, 1));
  assert_false(map_contains(map, base - 1, 1));
  assert_false(map_contains(map, base + 48, 1));
  assert_false(map_contains(map, base + 4, UINT64_MAX));
  assert_false(map_contains(map, UINT64_MAX, 2));
  map_free(map);
  map = map_make(DEF(QUEUE, 0, 8, 3), 1);
  assert_false(map_contains(map, (uintptr_t)map->storage, 1));
  map_free(map);
}

/* --- queue, stack, bloom_filter --- */

static void run_deque(enum mbpf_map_type type, uint32_t entries) {
  struct mbpf_map_def def = {.type = type, .value_bytes = 5, .max_entries = entries};
  struct map *map = map_make(def, 1);
  uint8_t model[32][5], value[5], zero[5] = {0};
  uint32_t count = 0;
  assert_null(map->ops->lookup);
  for (int i = 0; i < 4000; i++) {
    uint32_t what = random_below(5);
    if (what < 3) {
      uint64_t flags = random_below(4) == 0 ? random_below(4) : 0;
      for (int b = 0; b < 5; b++)
        value[b] = (uint8_t)random64();
      int expected = flags == 1 || flags == 3 ? -E_INVAL : count == entries && flags != 2 ? -E_2BIG : 0;
      assert_int_equal(map->ops->push(map, value, flags, 0), expected);
      if (expected == 0 && count == entries)
        memmove(model[0], model[1], 5u * --count);
      if (expected == 0)
        memcpy(model[count++], value, 5);
    } else {
      uint32_t at = type == MBPF_MAP_STACK && count != 0 ? count - 1 : 0;
      int result = what == 3 ? map->ops->pop(map, value, 0) : map->ops->peek(map, value, 0);
      assert_int_equal(result, count == 0 ? -E_NOENT : 0);
      assert_memory_equal(value, count == 0 ? zero : model[at], 5);
      if (what == 3 && count != 0) {
        count--;
        memmove(model[at], model[at + 1], 5u * (count - at));
      }
    }
    assert_int_equal(map->ops->count(map), count);
  }
  map_free(map);
}

static void test_queue_and_stack(void **state) {
  (void)state;
  random_start("queue and stack");
  for (uint32_t entries = 1; entries < 9; entries++) {
    run_deque(MBPF_MAP_QUEUE, entries);
    run_deque(MBPF_MAP_STACK, entries);
  }
}

static void test_bloom_filter(void **state) {
  (void)state;
  random_start("bloom_filter");
  struct map *map = map_make(DEF(BLOOM_FILTER, 0, 12, 1000), 1);
  uint64_t value[2] = {0, 0};
  uint32_t false_hits = 0;
  for (uint64_t i = 0; i < 1000; i++) {
    value[0] = i * 3;
    assert_int_equal(map->ops->push(map, value, 0, 0), 0);
  }
  assert_int_equal(map->ops->push(map, value, 1, 0), -E_INVAL);
  for (uint64_t i = 0; i < 1000; i++) {
    value[0] = i * 3;
    assert_int_equal(map->ops->peek(map, value, 0), 0);
  }
  for (uint64_t i = 0; i < 20000; i++) {
    value[0] = i * 3 + 1;
    false_hits += map->ops->peek(map, value, 0) == 0;
  }
  assert_true(false_hits < 20000 / 16); /* 2^-5 by design, here less */
  map_free(map);
}

/* --- slots --- */

static void test_program_slots(void **state) {
  (void)state;
  struct map *map = map_make(DEF(PROG_ARRAY, 4, 4, 3), 1);
  struct program *one = (struct program *)(void *)map; /* any address */
  void *previous = one;
  assert_null(map_program_get(map, 0));
  assert_int_equal(map_slot_set(map, 2, one, &previous), 0);
  assert_null(previous);
  assert_ptr_equal(map_program_get(map, 2), one);
  assert_null(map_program_get(map, 3));
  assert_int_equal(map_slot_set(map, 3, one, NULL), -E_2BIG);
  assert_int_equal(map->ops->count(map), 1);
  assert_int_equal(map_slot_set(map, 2, NULL, &previous), 0);
  assert_ptr_equal(previous, one);
  map_free(map);
}

static void run_map_of_maps(struct mbpf_map_def def) {
  struct map *outer = map_make(def, 1);
  struct map *inner = map_make(DEF(ARRAY, 4, 8, 2), 1);
  struct map *small = map_make(DEF(ARRAY, 4, 8, 1), 1);
  struct map *other = map_make(DEF(HASH, 4, 8, 2), 1);
  struct mbpf_map_def template = DEF(ARRAY, 4, 8, 2);
  mbpf_error error;
  uint32_t key = 1, value = 0;
  outer->inner = &template;
  assert_null(outer->ops->lookup(outer, &key, 0));
  assert_int_equal(map_inner_set(outer, &key, inner, 0, &error), MBPF_OK);
  assert_ptr_equal(outer->ops->lookup(outer, &key, 0), inner);
  assert_ptr_equal(map_inner_get(outer, &key), inner);
  assert_int_equal(map_inner_set(outer, &key, small, 0, &error), MBPF_MAP_INCOMPATIBLE);
  assert_non_null(strstr(error.message, "max_entries is 1, the template says 2"));
  assert_int_equal(map_inner_set(outer, &key, other, 0, &error), MBPF_MAP_INCOMPATIBLE);
  assert_non_null(strstr(error.message, "type is hash, the template says array"));
  assert_int_equal(map_inner_set(outer, &key, outer, 0, &error), MBPF_MAP_INCOMPATIBLE);
  assert_int_equal(map_inner_set(inner, &key, small, 0, &error), MBPF_UNSUPPORTED);
  assert_int_equal(map_inner_set(outer, &key, inner, 7, &error), MBPF_INVALID_ARG);
  assert_int_equal(map_inner_set(outer, &key, inner, MBPF_NOEXIST, &error), MBPF_EXISTS);
  assert_int_equal(outer->ops->update(outer, &key, &value, 0, 0),
                   -E_INVAL); /* programs have no maps to put in */
  assert_int_equal(outer->ops->remove(outer, &key, 0), -E_INVAL);
  assert_int_equal(map_host_update(outer, &key, &value, 0, &error), MBPF_UNSUPPORTED);
  assert_ptr_equal(outer->ops->lookup(outer, &key, 0), inner);
  assert_int_equal(outer->ops->count(outer), 1);
  assert_int_equal(map_host_remove(outer, &key, &error), MBPF_OK);
  assert_null(outer->ops->lookup(outer, &key, 0));
  assert_int_equal(map_host_remove(outer, &key, &error), MBPF_NOT_FOUND);
  key = 5;
  mbpf_status status = map_inner_set(outer, &key, inner, 0, &error);
  assert_int_equal(status, def.type == MBPF_MAP_ARRAY_OF_MAPS ? MBPF_INVALID_ARG : MBPF_OK);
  map_free(outer);
  map_free(inner);
  map_free(small);
  map_free(other);
}

static void test_maps_of_maps(void **state) {
  (void)state;
  run_map_of_maps(DEF(ARRAY_OF_MAPS, 4, 4, 3));
  run_map_of_maps(DEF(HASH_OF_MAPS, 4, 4, 3));
}

static void test_devmap(void **state) {
  (void)state;
  struct map *map = map_make(DEF(DEVMAP, 4, 8, 2), 1);
  uint32_t key = 1, value[2] = {7, UINT32_MAX}, out[2];
  assert_null(map->ops->lookup(map, &key, 0));
  assert_int_equal(map->ops->read(map, &key, out), -E_NOENT);
  assert_int_equal(map->ops->update(map, &key, value, 0, MAP_CPU_HOST), 0);
  assert_int_equal(*(uint32_t *)map->ops->lookup(map, &key, 0), 7);
  assert_int_equal(map->ops->update(map, &key, value, 0, 0), -E_INVAL);
  value[1] = 3; /* a program */
  assert_int_equal(map->ops->update(map, &key, value, 0, MAP_CPU_HOST), -E_INVAL);
  assert_int_equal(map->ops->count(map), 1);
  assert_int_equal(map->ops->remove(map, &key, MAP_CPU_HOST), 0);
  assert_null(map->ops->lookup(map, &key, 0));
  key = 2;
  assert_int_equal(map->ops->update(map, &key, out, 0, MAP_CPU_HOST), -E_2BIG);
  map_free(map);
}

/* --- the host --- */

static void test_host_statuses(void **state) {
  (void)state;
  mbpf_error error;
  struct map *map = map_make(DEF(HASH, 4, 8, 2), 1);
  uint32_t key = 1, count = 0;
  uint64_t value = 11, out = 0;
  assert_int_equal(map_host_lookup(map, &key, &out, &error), MBPF_NOT_FOUND);
  assert_int_equal(map_host_update(map, &key, &value, MBPF_EXIST, &error), MBPF_NOT_FOUND);
  assert_int_equal(map_host_update(map, &key, &value, MBPF_NOEXIST, &error), MBPF_OK);
  assert_int_equal(map_host_update(map, &key, &value, MBPF_NOEXIST, &error), MBPF_EXISTS);
  assert_int_equal(map_host_update(map, &key, &value, 3, &error), MBPF_INVALID_ARG);
  key = 2;
  assert_int_equal(map_host_update(map, &key, &value, 0, NULL), MBPF_OK);
  key = 3;
  assert_int_equal(map_host_update(map, &key, &value, 0, &error), MBPF_FULL);
  assert_string_equal(error.message, "the map holds its 2 entries");
  assert_int_equal(map_host_count(map, &count, &error), MBPF_OK);
  assert_int_equal(count, 2);
  assert_int_equal(map_host_push(map, &value, 0, &error), MBPF_UNSUPPORTED);
  assert_int_equal(map_host_sum(map, &key, &out, &out, &error), MBPF_UNSUPPORTED);
  assert_int_equal(map_host_remove(map, &key, &error), MBPF_NOT_FOUND);
  map->def.flags |= MBPF_MAP_RDONLY_HOST;
  assert_int_equal(map_host_update(map, &key, &value, 0, &error), MBPF_READ_ONLY);
  assert_int_equal(map_host_remove(map, &key, &error), MBPF_READ_ONLY);
  map->def.flags = MBPF_MAP_WRONLY_HOST;
  assert_int_equal(map_host_lookup(map, &key, &out, &error), MBPF_READ_ONLY);
  assert_int_equal(map_host_next_key(map, NULL, &key, &error), MBPF_READ_ONLY);
  map_free(map);

  map = map_make(DEF(QUEUE, 0, 8, 1), 1);
  assert_int_equal(map_host_pop(map, &out, &error), MBPF_EMPTY);
  assert_int_equal(map_host_push(map, &value, 0, &error), MBPF_OK);
  assert_int_equal(map_host_push(map, &value, 0, &error), MBPF_FULL);
  assert_int_equal(map_host_peek(map, &out, &error), MBPF_OK);
  assert_int_equal(out, 11);
  assert_int_equal(map_host_lookup(map, &key, &out, &error), MBPF_UNSUPPORTED);
  map_free(map);

  map = map_make(DEF(ARRAY, 4, 8, 4), 1);
  key = 4;
  assert_int_equal(map_host_update(map, &key, &value, 0, &error), MBPF_INVALID_ARG);
  assert_string_equal(error.message, "the index is beyond the last, 3");
  assert_int_equal(map_host_remove(map, &key, &error), MBPF_UNSUPPORTED);
  map_free(map);
}

static void test_host_batches(void **state) {
  (void)state;
  random_start("host batches");
  mbpf_error error;
  struct map *map = map_make(DEF(PERCPU_HASH, 4, 16, 10), CPUS);
  uint32_t keys[12], out_keys[4], done, count;
  uint64_t values[12][CPUS][2], out[4][CPUS][2], sums[2];
  for (uint32_t i = 0; i < 12; i++) {
    keys[i] = i * 5;
    for (uint32_t cpu = 0; cpu < CPUS; cpu++)
      values[i][cpu][0] = i + cpu * 100, values[i][cpu][1] = UINT64_MAX;
  }
  assert_int_equal(map_host_update_batch(map, keys, values, 12, 0, &done, &error), MBPF_FULL);
  assert_int_equal(done, 10);
  uint32_t seen = 0, last = 0, total = 0;
  do {
    count = 4;
    assert_int_equal(map_host_lookup_batch(map, total == 0 ? NULL : &last, out_keys, out, &count, &error),
                     MBPF_OK);
    for (uint32_t i = 0; i < count; i++) {
      seen |= 1u << out_keys[i] / 5;
      assert_memory_equal(out[i], values[out_keys[i] / 5], sizeof out[i]);
    }
    total += count;
    last = count != 0 ? out_keys[count - 1] : 0;
  } while (count == 4);
  assert_int_equal(total, 10);
  assert_int_equal(seen, 0x3ff);
  assert_int_equal(map_host_sum(map, &keys[7], out, sums, &error), MBPF_OK);
  assert_int_equal(sums[0], 7 * 3 + 300);
  assert_true(sums[1] == UINT64_MAX - 2);
  assert_int_equal(map_host_remove_batch(map, keys, 12, &done, &error), MBPF_NOT_FOUND);
  assert_int_equal(done, 10);
  map_free(map);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_refused_definitions),
      cmocka_unit_test(test_normalised_definitions),
      cmocka_unit_test(test_measure_does_not_wrap),
      cmocka_unit_test(test_names),
      cmocka_unit_test(test_arrays),
      cmocka_unit_test(test_region_edges),
      cmocka_unit_test(test_queue_and_stack),
      cmocka_unit_test(test_bloom_filter),
      cmocka_unit_test(test_program_slots),
      cmocka_unit_test(test_maps_of_maps),
      cmocka_unit_test(test_devmap),
      cmocka_unit_test(test_host_statuses),
      cmocka_unit_test(test_host_batches),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
