/* Map, ring and loop helpers: results, misuse, and callbacks driven as an engine drives them. */
#include "unit.h"

#include "base/errno.h"
#include "helper_run.h"
#include "map/map.h"
#include "map/ringbuf.h"

static struct run *run;

static int setup(void **state) {
  (void)state;
  run = helper_run_start();
  return 0;
}

#define FAILS(call, number) assert_int_equal((int64_t)(call), -(number))

/* Maps of one test; freed with it. */
static struct map *make_map(enum mbpf_map_type type, uint32_t key, uint32_t value, uint32_t entries,
                            uint32_t flags) {
  struct mbpf_map_def def = {type, key, value, entries, flags, 0};
  struct map *map = malloc(sizeof *map);
  mbpf_error error = {.message = ""};
  size_t bytes;
  EXPECT_OK(map_check(&def, &error));
  assert_true(map_measure(&def, 4, &bytes));
  uint8_t *storage = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
  map_init(map, &def, 4, 0x123456789abcdef0u, storage);
  return map;
}

static void free_map(struct map *map) {
  free(map->storage);
  free(map);
}

static void entries_are_looked_up_changed_and_deleted(void **state) {
  struct map *map = make_map(MBPF_MAP_HASH, 4, 8, 2, 0);
  uint32_t key = 5, other = 6, third = 7;
  uint64_t value = 0x1122334455667788u, *found;
  (void)state;
  assert_int_equal(CALL(MAP_LOOKUP_ELEM, ADDRESS(map), ADDRESS(&key)), 0);
  FAILS(CALL(MAP_UPDATE_ELEM, ADDRESS(map), ADDRESS(&key), ADDRESS(&value), MBPF_EXIST), E_NOENT);
  assert_int_equal(CALL(MAP_UPDATE_ELEM, ADDRESS(map), ADDRESS(&key), ADDRESS(&value), MBPF_NOEXIST), 0);
  FAILS(CALL(MAP_UPDATE_ELEM, ADDRESS(map), ADDRESS(&key), ADDRESS(&value), MBPF_NOEXIST), E_EXIST);
  FAILS(CALL(MAP_UPDATE_ELEM, ADDRESS(map), ADDRESS(&key), ADDRESS(&value), 77), E_INVAL);
  found = (uint64_t *)(uintptr_t)CALL(MAP_LOOKUP_ELEM, ADDRESS(map), ADDRESS(&key));
  assert_int_equal(*found, value);
  assert_int_equal(CALL(MAP_UPDATE_ELEM, ADDRESS(map), ADDRESS(&other), ADDRESS(&value), MBPF_ANY), 0);
  FAILS(CALL(MAP_UPDATE_ELEM, ADDRESS(map), ADDRESS(&third), ADDRESS(&value), MBPF_ANY), E_2BIG);
  assert_int_equal(CALL(MAP_DELETE_ELEM, ADDRESS(map), ADDRESS(&key)), 0);
  FAILS(CALL(MAP_DELETE_ELEM, ADDRESS(map), ADDRESS(&key)), E_NOENT);
  free_map(map);
}

static void flags_bind_programs(void **state) {
  struct map *read_only = make_map(MBPF_MAP_ARRAY, 4, 4, 2, MBPF_MAP_RDONLY_PROG);
  struct map *write_only = make_map(MBPF_MAP_ARRAY, 4, 4, 2, MBPF_MAP_WRONLY_PROG);
  uint32_t key = 1, value = 9;
  (void)state;
  FAILS(CALL(MAP_UPDATE_ELEM, ADDRESS(read_only), ADDRESS(&key), ADDRESS(&value), 0), E_PERM);
  FAILS(CALL(MAP_DELETE_ELEM, ADDRESS(read_only), ADDRESS(&key)), E_PERM);
  assert_int_not_equal(CALL(MAP_LOOKUP_ELEM, ADDRESS(read_only), ADDRESS(&key)), 0);
  assert_int_equal(CALL(MAP_UPDATE_ELEM, ADDRESS(write_only), ADDRESS(&key), ADDRESS(&value), 0), 0);
  assert_int_equal(CALL(MAP_LOOKUP_ELEM, ADDRESS(write_only), ADDRESS(&key)), 0);
  free_map(read_only);
  free_map(write_only);
}

/* Every helper with every kind of map its row does not list: an error or NULL, and nothing touched. */
static void wrong_kinds_of_map_are_refused(void **state) {
  static const uint32_t ids[] = {
      HELPER_ID_MAP_LOOKUP_ELEM,        HELPER_ID_MAP_UPDATE_ELEM,   HELPER_ID_MAP_DELETE_ELEM,
      HELPER_ID_MAP_PUSH_ELEM,          HELPER_ID_MAP_POP_ELEM,      HELPER_ID_MAP_PEEK_ELEM,
      HELPER_ID_MAP_LOOKUP_PERCPU_ELEM, HELPER_ID_FOR_EACH_MAP_ELEM, HELPER_ID_RINGBUF_OUTPUT,
      HELPER_ID_RINGBUF_RESERVE,        HELPER_ID_RINGBUF_QUERY};
  uint8_t bytes[64] = {0};
  struct callback callback = {0};
  (void)state;
  run->callback = &callback;
  for (unsigned type = 0; type < MBPF_MAP_TYPE_COUNT; type++) {
    struct map map = {
        .def = {.type = (enum mbpf_map_type)type, .key_bytes = 4, .value_bytes = 4, .max_entries = 1},
        .cpu_count = 4};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
      const struct helper *row = helper_find(ids[i]);
      if (helper_takes_map(row, map.def.type))
        continue;
      uint64_t result = row->call(run, ADDRESS(&map), ADDRESS(bytes),
                                  ids[i] == HELPER_ID_MAP_LOOKUP_PERCPU_ELEM ? 1 : ADDRESS(bytes), 0, 0);
      bool gives_value = row->result != RESULT_INTEGER || ids[i] == HELPER_ID_RINGBUF_QUERY;
      assert_int_equal(result, gives_value ? 0 : (uint64_t)-E_INVAL);
      assert_null(callback.next);
    }
  }
}

static void other_cpus_values_are_reached(void **state) {
  struct map *map = make_map(MBPF_MAP_PERCPU_ARRAY, 4, 8, 2, 0);
  uint32_t key = 1, beyond = 2;
  (void)state;
  uint64_t own = CALL(MAP_LOOKUP_ELEM, ADDRESS(map), ADDRESS(&key));
  assert_int_equal(CALL(MAP_LOOKUP_PERCPU_ELEM, ADDRESS(map), ADDRESS(&key), 1), own);
  for (uint64_t cpu = 0; cpu < 4; cpu++)
    assert_true((CALL(MAP_LOOKUP_PERCPU_ELEM, ADDRESS(map), ADDRESS(&key), cpu) == own) == (cpu == 1));
  assert_int_equal(CALL(MAP_LOOKUP_PERCPU_ELEM, ADDRESS(map), ADDRESS(&key), 4), 0);
  assert_int_equal(CALL(MAP_LOOKUP_PERCPU_ELEM, ADDRESS(map), ADDRESS(&beyond), 0), 0);
  free_map(map);
}

static void queues_stacks_and_filters(void **state) {
  struct map *queue = make_map(MBPF_MAP_QUEUE, 0, 4, 2, 0), *stack = make_map(MBPF_MAP_STACK, 0, 4, 2, 0);
  struct map *bloom = make_map(MBPF_MAP_BLOOM_FILTER, 0, 4, 100, 0);
  uint32_t value, one = 1, two = 2, three = 3;
  (void)state;
  FAILS(CALL(MAP_POP_ELEM, ADDRESS(queue), ADDRESS(&value)), E_NOENT);
  FAILS(CALL(MAP_PEEK_ELEM, ADDRESS(stack), ADDRESS(&value)), E_NOENT);
  struct map *both[] = {queue, stack};
  for (int i = 0; i < 2; i++) {
    assert_int_equal(CALL(MAP_PUSH_ELEM, ADDRESS(both[i]), ADDRESS(&one), 0), 0);
    assert_int_equal(CALL(MAP_PUSH_ELEM, ADDRESS(both[i]), ADDRESS(&two), 0), 0);
    FAILS(CALL(MAP_PUSH_ELEM, ADDRESS(both[i]), ADDRESS(&three), 0), E_2BIG);
    FAILS(CALL(MAP_PUSH_ELEM, ADDRESS(both[i]), ADDRESS(&three), 1), E_INVAL);
    assert_int_equal(CALL(MAP_PEEK_ELEM, ADDRESS(both[i]), ADDRESS(&value)), 0);
    assert_int_equal(value, i == 0 ? 1 : 2);
    assert_int_equal(CALL(MAP_POP_ELEM, ADDRESS(both[i]), ADDRESS(&value)), 0);
    assert_int_equal(value, i == 0 ? 1 : 2);
  }
  assert_int_equal(CALL(MAP_PUSH_ELEM, ADDRESS(bloom), ADDRESS(&three), 0), 0);
  assert_int_equal(CALL(MAP_PEEK_ELEM, ADDRESS(bloom), ADDRESS(&three)), 0);
  FAILS(CALL(MAP_PEEK_ELEM, ADDRESS(bloom), ADDRESS(&one)), E_NOENT);
  FAILS(CALL(MAP_POP_ELEM, ADDRESS(bloom), ADDRESS(&one)), E_INVAL);
  free_map(queue);
  free_map(stack);
  free_map(bloom);
}

static void ring_records(void **state) {
  struct map *ring = make_map(MBPF_MAP_RINGBUF, 0, 0, 4096, 0);
  size_t length;
  (void)state;
  assert_int_equal(CALL(RINGBUF_QUERY, ADDRESS(ring), RING_SIZE), 4096);
  assert_int_equal(CALL(RINGBUF_QUERY, ADDRESS(ring), 99), 0);
  assert_int_equal(CALL(RINGBUF_OUTPUT, ADDRESS(ring), ADDRESS("event"), 5, 0), 0);
  FAILS(CALL(RINGBUF_OUTPUT, ADDRESS(ring), ADDRESS("event"), 5, 1u << 20), E_INVAL);
  assert_int_equal(CALL(RINGBUF_RESERVE, ADDRESS(ring), 16, 1), 0);
  assert_int_equal(CALL(RINGBUF_RESERVE, ADDRESS(ring), 1u << 20, 0), 0);
  uint64_t record = CALL(RINGBUF_RESERVE, ADDRESS(ring), 16, 0);
  assert_int_not_equal(record, 0);
  assert_int_equal(CALL(RINGBUF_SUBMIT, record, 0), 0);
  record = CALL(RINGBUF_RESERVE, ADDRESS(ring), 16, 0);
  assert_int_equal(CALL(RINGBUF_DISCARD, record, 0), 0);
  assert_memory_equal(ring_peek(ring, &length), "event", 5);
  assert_int_equal(length, 5);
  assert_int_equal(ring_count(ring), 2);
  free_map(ring);
}

/* --- callbacks --- */

struct seen {
  unsigned calls;
  uint64_t arguments[64][4];
  uint32_t keys[64];
};

/* What an engine does with a helper that calls back; the function returns 1 in call number stop_at, else 0. */
static uint64_t drive(uint32_t id, uint64_t a1, uint64_t context, unsigned stop_at, struct seen *seen) {
  struct callback callback = {0};
  uint64_t arguments[5], key[8], returned = 0;
  run->callback = &callback;
  uint64_t result = helper_run_call(run, id, a1, 0xf00d, context, 0, 0);
  memset(seen, 0, sizeof *seen);
  if (!callback.next)
    return result;
  assert_int_equal(callback.function, 0xf00d);
  callback.key = key;
  while (callback.next(run, &callback, arguments, returned)) {
    assert_true(seen->calls < 64);
    memcpy(seen->arguments[seen->calls], arguments, sizeof seen->arguments[0]);
    if (callback.map)
      memcpy(&seen->keys[seen->calls], (const void *)(uintptr_t)arguments[1], 4);
    returned = ++seen->calls == stop_at;
  }
  return callback.result;
}

static void loop_counts_its_calls(void **state) {
  struct seen seen;
  struct callback callback = {0};
  (void)state;
  assert_int_equal(drive(HELPER_ID_LOOP, 5, 0xc0ffee, 0, &seen), 5);
  assert_int_equal(seen.calls, 5);
  for (unsigned i = 0; i < 5; i++) {
    assert_int_equal(seen.arguments[i][0], i);
    assert_int_equal(seen.arguments[i][1], 0xc0ffee);
  }
  assert_int_equal(drive(HELPER_ID_LOOP, 5, 0, 3, &seen), 3);
  assert_int_equal(drive(HELPER_ID_LOOP, 5, 0, 1, &seen), 1);
  assert_int_equal(drive(HELPER_ID_LOOP, 5, 0, 5, &seen), 5);
  assert_int_equal(drive(HELPER_ID_LOOP, 0, 0, 0, &seen), 0);
  assert_int_equal(seen.calls, 0);
  FAILS(drive(HELPER_ID_LOOP, 8388609, 0, 0, &seen), E_2BIG);
  run->callback = &callback;
  FAILS(CALL(LOOP, 1, 0xf00d, 0, 1), E_INVAL);
  assert_null(callback.next);
  FAILS(CALL(FOR_EACH_MAP_ELEM, 0, 0xf00d, 0, 1), E_INVAL);
}

static void each_entry_is_visited(void **state) {
  struct map *hash = make_map(MBPF_MAP_HASH, 4, 4, 20, 0),
             *array = make_map(MBPF_MAP_PERCPU_ARRAY, 4, 4, 3, 0);
  struct seen seen;
  uint32_t keys = 0;
  (void)state;
  assert_int_equal(drive(HELPER_ID_FOR_EACH_MAP_ELEM, ADDRESS(hash), 0, 0, &seen), 0);
  for (uint32_t key = 0; key < 20; key++) {
    uint32_t value = key * 3;
    assert_int_equal(CALL(MAP_UPDATE_ELEM, ADDRESS(hash), ADDRESS(&key), ADDRESS(&value), 0), 0);
  }
  assert_int_equal(drive(HELPER_ID_FOR_EACH_MAP_ELEM, ADDRESS(hash), 0xc0ffee, 0, &seen), 20);
  for (unsigned i = 0; i < 20; i++) {
    keys |= 1u << seen.keys[i];
    assert_int_equal(seen.arguments[i][0], ADDRESS(hash));
    assert_memory_equal((const void *)(uintptr_t)seen.arguments[i][2], &(uint32_t){seen.keys[i] * 3}, 4);
    assert_int_equal(seen.arguments[i][3], 0xc0ffee);
  }
  assert_int_equal(keys, (1u << 20) - 1);
  assert_int_equal(drive(HELPER_ID_FOR_EACH_MAP_ELEM, ADDRESS(hash), 0, 7, &seen), 7);
  assert_int_equal(drive(HELPER_ID_FOR_EACH_MAP_ELEM, ADDRESS(array), 0, 0, &seen), 3);
  assert_int_equal(seen.keys[2], 2);
  assert_int_equal(seen.arguments[2][2], CALL(MAP_LOOKUP_ELEM, ADDRESS(array), ADDRESS(&seen.keys[2])));
  free_map(hash);
  free_map(array);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(entries_are_looked_up_changed_and_deleted, setup),
      cmocka_unit_test_setup(flags_bind_programs, setup),
      cmocka_unit_test_setup(wrong_kinds_of_map_are_refused, setup),
      cmocka_unit_test_setup(other_cpus_values_are_reached, setup),
      cmocka_unit_test_setup(queues_stacks_and_filters, setup),
      cmocka_unit_test_setup(ring_records, setup),
      cmocka_unit_test_setup(loop_counts_its_calls, setup),
      cmocka_unit_test_setup(each_entry_is_visited, setup),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
