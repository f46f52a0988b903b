/* ringbuf: records in order and whole, full rings, fillers at the end, discarded and unfinished records. */
#include "maps.h"

#include "map/ringbuf.h"

struct expected {
  uint32_t length;
  uint64_t seed;
};

struct queue {
  struct expected records[4096];
  uint32_t first, end;
};

static void fill(uint8_t *bytes, const struct expected *record) {
  for (uint32_t i = 0; i < record->length; i++)
    bytes[i] = (uint8_t)(record->seed >> i % 8 * 8) ^ (uint8_t)i;
}

static int take_expected(void *user, const void *bytes, size_t length) {
  struct queue *queue = user;
  assert_true(queue->first != queue->end);
  const struct expected *record = &queue->records[queue->first++ % 4096];
  uint8_t content[512];
  assert_int_equal(length, record->length);
  assert_int_equal((uintptr_t)bytes % 8, 0);
  fill(content, record);
  assert_memory_equal(bytes, content, length);
  return 0;
}

static void test_random_records(void **state) {
  (void)state;
  random_start("random records");
  for (uint32_t size = 64; size <= 1024; size *= 2) {
    struct map *map = map_make(DEF(RINGBUF, 0, 0, size), 2);
    struct queue *queue = calloc(1, sizeof *queue);
    struct mbpf_ring_info info;
    size_t dropped = 0;
    for (int i = 0; i < 20000; i++) {
      struct expected record = {random_below(size / 2 - 7), random64()};
      ring_info(map, &info);
      uint8_t *bytes = ring_reserve(map, record.length, random_below(2));
      if (bytes == NULL) {
        assert_true(info.avail_bytes != 0); /* such a record always fits an empty ring */
        ring_info(map, &info);
        assert_int_equal(info.dropped, ++dropped);
        int64_t waiting = queue->end - queue->first;
        uint32_t max = random_below(4);
        int64_t taken = ring_consume(map, take_expected, queue, max);
        assert_int_equal(taken, max == 0 || max > waiting ? waiting : max);
        continue;
      }
      assert_int_equal(ring_record_bytes(bytes), record.length);
      fill(bytes, &record);
      if (random_below(5) == 0) {
        ring_discard(bytes);
      } else {
        ring_submit(bytes);
        queue->records[queue->end++ % 4096] = record;
      }
      assert_int_equal(ring_count(map), queue->end - queue->first);
    }
    size_t length = 0;
    (void)ring_consume(map, take_expected, queue, 0);
    assert_int_equal(queue->first, queue->end);
    assert_null(ring_peek(map, &length));
    ring_info(map, &info);
    assert_int_equal(info.avail_bytes, 0);
    assert_int_equal(info.ring_bytes, size);
    free(queue);
    map_free(map);
  }
}

static int count_up(void *user, const void *bytes, size_t length) {
  (void)bytes, (void)length;
  return ++*(int *)user == 3;
}

/* An unfinished record holds back those after it; a callback can stop; queries. */
static void test_order_and_queries(void **state) {
  (void)state;
  struct map *map = map_make(DEF(RINGBUF, 0, 0, 256), 1);
  int count = 0;
  uint64_t value = 5;
  size_t length = 0;
  void *first = ring_reserve(map, 8, 0);
  assert_int_equal(ring_output(map, &value, 8, 0, 0), 0);
  assert_int_equal(ring_consume(map, count_up, &count, 0), 0);
  assert_null(ring_peek(map, &length));
  assert_int_equal(ring_query(map, RING_AVAIL_DATA), 32);
  assert_int_equal(ring_query(map, RING_SIZE), 256);
  assert_int_equal(ring_query(map, RING_PRODUCER), 32);
  assert_int_equal(ring_query(map, RING_CONSUMER), 0);
  assert_int_equal(ring_query(map, 4), 0);
  ring_discard(first);
  assert_int_equal(*(const uint64_t *)ring_peek(map, &length), 5);
  assert_int_equal(length, 8);
  assert_int_equal(ring_output(map, &value, 8, 4, 0), -E_INVAL);
  for (int i = 0; i < 4; i++)
    assert_int_equal(ring_output(map, &value, 8, RING_NO_WAKEUP, 0), 0);
  assert_int_equal(ring_consume(map, count_up, &count, 0), 3);
  assert_int_equal(ring_count(map), 2);
  map_free(map);
}

/* A record of more than half the ring: refused at an unlucky position once, taken after the consumer has
 * passed. */
static void test_long_record(void **state) {
  (void)state;
  struct map *map = map_make(DEF(RINGBUF, 0, 0, 128), 1);
  int count = 10;
  uint8_t bytes[128] = {1};
  assert_null(ring_reserve(map, 121, 0));
  assert_null(ring_reserve(map, UINT64_MAX, 0));
  assert_null(ring_reserve(map, UINT32_MAX, 0));
  assert_int_equal(ring_output(map, bytes, 120, 0, 0), 0);
  assert_int_equal(ring_output(map, bytes, 0, 0, 0), -E_AGAIN);
  assert_int_equal(ring_consume(map, count_up, &count, 0), 1);
  assert_int_equal(ring_output(map, bytes, 24, 0, 0), 0);
  assert_int_equal(ring_consume(map, count_up, &count, 0), 1);
  assert_int_equal(ring_output(map, bytes, 112, 0, 0), -E_AGAIN);
  assert_int_equal(ring_consume(map, count_up, &count, 0), 0); /* passes the filler */
  assert_int_equal(ring_output(map, bytes, 112, 0, 0), 0);
  assert_int_equal(ring_consume(map, count_up, &count, 0), 1);
  struct mbpf_ring_info info;
  mbpf_error error;
  assert_int_equal(map_host_ring_info(map, &info, &error), MBPF_OK);
  assert_int_equal(info.dropped, 5);
  map_free(map);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_random_records),
      cmocka_unit_test(test_order_and_queries),
      cmocka_unit_test(test_long_record),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
