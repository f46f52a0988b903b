/* Packet helpers: bounds and results as Linux has them, each at its edges. */
#include "unit.h"

#include "base/errno.h"
#include "helper_run.h"
#include "hook/hook.h"
#include "map/map.h"
#include "map/sync.h"
#include "random.h"
#include "runtime/program.h"

static struct run *run;

/* Room for a packet: 64 bytes before, 60 of packet holding 0 to 59, 32 after, all else 0xee. */
enum { HEAD = 64, PACKET = 60, TAIL = 32 };
static uint8_t *room;

static int setup(void **state) {
  (void)state;
  run = helper_run_start();
  room = malloc(HEAD + PACKET + TAIL);
  memset(room, 0xee, HEAD + PACKET + TAIL);
  for (unsigned i = 0; i < PACKET; i++)
    room[HEAD + i] = (uint8_t)i;
  run->context->hard_start = room;
  run->context->data = run->context->data_meta = room + HEAD;
  run->context->data_end = room + HEAD + PACKET;
  run->context->hard_end = room + HEAD + PACKET + TAIL;
  return 0;
}

static int teardown(void **state) {
  (void)state;
  free(room);
  return 0;
}

#define FAILS(call, number) assert_int_equal((int64_t)(call), -(number))

static void bytes_are_loaded(void **state) {
  uint8_t out[64];
  (void)state;
  assert_int_equal(CALL(SKB_LOAD_BYTES, 0, 14, ADDRESS(out), 4), 0);
  assert_memory_equal(out, "\x0e\x0f\x10\x11", 4);
  assert_int_equal(CALL(SKB_LOAD_BYTES, 0, PACKET - 4, ADDRESS(out), 4), 0);
  memset(out, 0xaa, sizeof out);
  FAILS(CALL(SKB_LOAD_BYTES, 0, PACKET - 3, ADDRESS(out), 4), E_FAULT);
  assert_memory_equal(out, "\0\0\0\0\xaa", 5);
  FAILS(CALL(SKB_LOAD_BYTES, 0, 0xffffffff, ADDRESS(out), 4), E_FAULT);
  FAILS(CALL(SKB_LOAD_BYTES, 0, 0x80000000, ADDRESS(out), 4), E_FAULT);
  assert_int_equal(CALL(SKB_LOAD_BYTES, 0, 0x100000000, ADDRESS(out), 4), 0); /* offsets have 32 bits */
  run->context->data = run->context->data_end = NULL;
  FAILS(CALL(SKB_LOAD_BYTES, 0, 0, ADDRESS(out), 4), E_FAULT);
  assert_int_equal(CALL(XDP_GET_BUFF_LEN, 0), 0);
}

static void xdp_bytes_are_loaded_and_stored(void **state) {
  static uint8_t out[0x10000];
  (void)state;
  assert_int_equal(CALL(XDP_GET_BUFF_LEN, 0), PACKET);
  assert_int_equal(CALL(XDP_LOAD_BYTES, 0, 58, ADDRESS(out), 2), 0);
  assert_memory_equal(out, "\x3a\x3b", 2);
  memset(out, 0xaa, 3);
  FAILS(CALL(XDP_LOAD_BYTES, 0, 59, ADDRESS(out), 2), E_INVAL);
  assert_memory_equal(out, "\0\0\xaa", 3);
  FAILS(CALL(XDP_LOAD_BYTES, 0, 0x10000, ADDRESS(out), 2), E_FAULT);
  FAILS(CALL(XDP_LOAD_BYTES, 0, 0, ADDRESS(out), 0x10000), E_FAULT);
  FAILS(CALL(XDP_STORE_BYTES, 0, 57, ADDRESS("wxyz"), 4), E_INVAL);
  assert_int_equal(room[HEAD + 57], 57);
  assert_int_equal(CALL(XDP_STORE_BYTES, 0, 56, ADDRESS("wxyz"), 4), 0);
  assert_memory_equal(room + HEAD + 55, "\x37wxyz\xee", 6);
}

static void head_moves_within_its_room(void **state) {
  (void)state;
  FAILS(CALL(XDP_ADJUST_HEAD, 0, -HEAD - 1), E_INVAL);
  FAILS(CALL(XDP_ADJUST_HEAD, 0, PACKET - 13), E_INVAL);
  FAILS(CALL(XDP_ADJUST_HEAD, 0, INT32_MIN), E_INVAL);
  FAILS(CALL(XDP_ADJUST_HEAD, 0, INT32_MAX), E_INVAL);
  assert_ptr_equal(run->context->data, room + HEAD);
  assert_int_equal(CALL(XDP_ADJUST_HEAD, 0, PACKET - 14), 0);
  assert_int_equal(run->context->data[0], PACKET - 14);
  assert_int_equal(CALL(XDP_ADJUST_HEAD, 0, -HEAD - PACKET + 14), 0);
  assert_ptr_equal(run->context->data, room);
  assert_ptr_equal(run->context->data_meta, room);
  assert_int_equal(CALL(XDP_ADJUST_HEAD, 0, 0xffffffff00000002), 0); /* 32 bits count */
  assert_ptr_equal(run->context->data, room + 2);
}

static void metadata_moves_with_the_head(void **state) {
  (void)state;
  FAILS(CALL(XDP_ADJUST_META, 0, 4), E_INVAL);
  FAILS(CALL(XDP_ADJUST_META, 0, -HEAD - 4), E_INVAL);
  FAILS(CALL(XDP_ADJUST_META, 0, -3), E_ACCES);
  assert_int_equal(CALL(XDP_ADJUST_META, 0, -8), 0);
  memcpy(run->context->data_meta, "metadata", 8);
  FAILS(CALL(XDP_ADJUST_HEAD, 0, -HEAD + 7), E_INVAL); /* no room for the metadata before it */
  assert_int_equal(CALL(XDP_ADJUST_HEAD, 0, -HEAD + 8), 0);
  assert_ptr_equal(run->context->data_meta, room);
  assert_memory_equal(room, "metadata\xee", 9);
  assert_int_equal(CALL(XDP_ADJUST_HEAD, 0, 4), 0);
  assert_memory_equal(room + 4, "metadata", 8);
  assert_int_equal(CALL(XDP_ADJUST_META, 0, 8), 0);
  assert_ptr_equal(run->context->data_meta, run->context->data);
}

static void metadata_has_at_most_255_bytes(void **state) {
  uint8_t large[400] = {0};
  (void)state;
  run->context->hard_start = large;
  run->context->data = run->context->data_meta = large + 300;
  run->context->data_end = run->context->hard_end = large + 400;
  FAILS(CALL(XDP_ADJUST_META, 0, -256), E_ACCES);
  assert_int_equal(CALL(XDP_ADJUST_META, 0, -252), 0);
}

static void tail_moves_and_new_bytes_are_zero(void **state) {
  (void)state;
  FAILS(CALL(XDP_ADJUST_TAIL, 0, TAIL + 1), E_INVAL);
  FAILS(CALL(XDP_ADJUST_TAIL, 0, -PACKET + 13), E_INVAL);
  FAILS(CALL(XDP_ADJUST_TAIL, 0, INT32_MIN), E_INVAL);
  assert_int_equal(CALL(XDP_ADJUST_TAIL, 0, -1), 0);
  assert_int_equal(CALL(XDP_ADJUST_TAIL, 0, 5), 0);
  assert_int_equal(CALL(XDP_GET_BUFF_LEN, 0), PACKET + 4);
  assert_memory_equal(room + HEAD + PACKET - 2, "\x3a\0\0\0\0\0\xee", 7);
  assert_int_equal(CALL(XDP_ADJUST_TAIL, 0, TAIL - 4), 0);
  assert_ptr_equal(run->context->data_end, run->context->hard_end);
  assert_int_equal(CALL(XDP_ADJUST_TAIL, 0, -TAIL - PACKET + 14), 0);
  assert_int_equal(CALL(XDP_GET_BUFF_LEN, 0), 14);
}

static void helpers_without_a_packet_fail(void **state) {
  (void)state;
  memset(run->context, 0, sizeof *run->context);
  FAILS(CALL(XDP_ADJUST_HEAD, 0, 0), E_INVAL);
  FAILS(CALL(XDP_ADJUST_META, 0, 0), E_INVAL);
  FAILS(CALL(XDP_ADJUST_TAIL, 0, 0), E_INVAL);
}

static struct map *make_map(struct mbpf_map_def def) {
  static struct map map;
  static _Alignas(16) uint8_t storage[4096];
  size_t bytes;
  assert_int_equal(map_check(&def, NULL), MBPF_OK);
  assert_true(map_measure(&def, 4, &bytes) && bytes <= sizeof storage);
  map_init(&map, &def, 4, 12345, storage);
  return &map;
}

static void redirection_names_an_interface(void **state) {
  (void)state;
  assert_int_equal(CALL(REDIRECT, 7, 1), 0);
  assert_int_equal(run->context->redirect_ifindex, 0);
  assert_int_equal(CALL(REDIRECT, 7, 0), 4);
  assert_int_equal(run->context->redirect_ifindex, 7);
  assert_int_equal(run->context->redirect_flags, 0);

  struct program classifier = *run->program; /* traffic control has its own codes, and a flag */
  const struct program *other = run->program;
  classifier.entry.view = view_find("tc", 2);
  run->program = &classifier;
  assert_int_equal(CALL(REDIRECT, 8, 2), 2);
  assert_int_equal(CALL(REDIRECT, 8, (uint64_t)1 << 32), 2);
  assert_int_equal(run->context->redirect_ifindex, 7);
  assert_int_equal(CALL(REDIRECT, 8, 1), 7);
  assert_int_equal(run->context->redirect_ifindex, 8);
  assert_int_equal(run->context->redirect_flags, 1);
  run->program = other;

  struct map *map = make_map(
      (struct mbpf_map_def){.type = MBPF_MAP_DEVMAP, .key_bytes = 4, .value_bytes = 4, .max_entries = 3});
  uint32_t key = 2, ifindex = 11;
  assert_int_equal(map->ops->update(map, &key, &ifindex, 0, MAP_CPU_HOST), 0);
  assert_int_equal(CALL(REDIRECT_MAP, ADDRESS(map), 2, 0), 4);
  assert_int_equal(run->context->redirect_ifindex, 11);
  assert_int_equal(CALL(REDIRECT_MAP, ADDRESS(map), 1, 2), 2); /* empty slot: the code in the flags */
  assert_int_equal(CALL(REDIRECT_MAP, ADDRESS(map), 3, 1), 1);
  assert_int_equal(CALL(REDIRECT_MAP, ADDRESS(map), 2, 4), 0);
  assert_int_equal(CALL(REDIRECT_MAP, ADDRESS(map), 2, 8), 0);
  map = make_map(
      (struct mbpf_map_def){.type = MBPF_MAP_ARRAY, .key_bytes = 4, .value_bytes = 4, .max_entries = 3});
  assert_int_equal(CALL(REDIRECT_MAP, ADDRESS(map), 2, 2), 0);
}

/* The checksum of RFC 1071 over big pieces, the plain way. */
static uint16_t checksum(const uint8_t *at, size_t bytes, uint32_t sum) {
  for (size_t i = 0; i < bytes; i += 2) {
    uint16_t word;
    memcpy(&word, at + i, 2);
    sum += word;
  }
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)sum;
}

static bool same_sum(uint64_t a, uint64_t b) {
  return a % 0xffff == b % 0xffff && a <= 0xffff && b <= 0xffff;
}

static void checksums_follow_a_change(void **state) {
  struct test_random random = test_random_seeded("helper/net");
  uint8_t before[64], after[64];
  (void)state;
  for (int round = 0; round < 5000; round++) {
    for (unsigned i = 0; i < 64; i++) {
      before[i] = (uint8_t)test_random_next(&random);
      after[i] = (uint8_t)test_random_next(&random);
    }
    uint32_t from = (uint32_t)(test_random_next(&random) >> 60) * 4,
             to = (uint32_t)(test_random_next(&random) >> 60) * 4;
    uint16_t rest = (uint16_t)test_random_next(&random);
    uint64_t got = CALL(CSUM_DIFF, ADDRESS(before), from, ADDRESS(after), to, checksum(before, from, rest));
    assert_true(same_sum(got, checksum(after, to, rest)));
  }
  /* which zero: 0 only when nothing but zeros went in */
  memset(before, 0, sizeof before);
  assert_int_equal(CALL(CSUM_DIFF, 0, 0, ADDRESS(before), 8, 0), 0);
  assert_int_equal(CALL(CSUM_DIFF, ADDRESS(before), 8, 0, 0, 0), 0);
  assert_int_equal(CALL(CSUM_DIFF, ADDRESS(after), 8, ADDRESS(after), 8, 0), 0xffff);
  assert_int_equal(CALL(CSUM_DIFF, 0, 0, 0, 0, 0x12345678), 0x12345678 % 0xffff);
  FAILS(CALL(CSUM_DIFF, ADDRESS(before), 6, ADDRESS(after), 8, 0), E_INVAL);
  FAILS(CALL(CSUM_DIFF, ADDRESS(before), 8, ADDRESS(after), 1, 0), E_INVAL);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(bytes_are_loaded),
      TEST(xdp_bytes_are_loaded_and_stored),
      TEST(head_moves_within_its_room),
      TEST(metadata_moves_with_the_head),
      TEST(metadata_has_at_most_255_bytes),
      TEST(tail_moves_and_new_bytes_are_zero),
      TEST(helpers_without_a_packet_fail),
      TEST(redirection_names_an_interface),
      TEST(checksums_follow_a_change),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
