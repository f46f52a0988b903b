/*
 * What proofs rely on and nobody checks again while a program runs (docs/verifier.md, "What the host must keep"): each point is
 * kept by the runtime, the maps or the helpers.
 */
#include "base/errno.h"
#include "ebpf/asm.h"
#include "ebpf/decode.h"
#include "ebpf/run.h"
#include "helper_run.h"
#include "host.h"
#include "map/map.h"
#include "map/ringbuf.h"
#include "package/maps_section.h"
#include "unit.h"

#include <mbpf/runtime.h>

static struct host host;
static mbpf_error error;

/* --- packets --- */

/* data_end - data, and data itself for the tests that want it. */
static const char length_of[] = "r2 = *(u64 *)(r1 + 24)\nr0 = *(u64 *)(r1 + 32)\nr0 -= r2\nexit\n";

static struct mbpf_result fire(const struct mbpf_net_ctx *ctx, const char *code) {
  struct mbpf_result result;
  host_start(&host, 1);
  mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  host_attach_net(&host, point, code, 0);
  (void)mbpf_run(host.runtime, point, ctx, sizeof *ctx, &result);
  host_stop(&host);
  return result;
}

static void packets_are_cut_to_what_proofs_allow(void **state) {
  static uint8_t frame[MBPF_MAX_PACKET_BYTES + 5000];
  static const uint32_t lengths[] = {1, MBPF_MAX_PACKET_BYTES - 1, MBPF_MAX_PACKET_BYTES,
                                     MBPF_MAX_PACKET_BYTES + 1, MBPF_MAX_PACKET_BYTES + 5000};
  (void)state;
  for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
    struct mbpf_net_ctx ctx = net_ctx(frame, lengths[i]);
    struct mbpf_result result = fire(&ctx, length_of);
    uint32_t seen = lengths[i] < MBPF_MAX_PACKET_BYTES ? lengths[i] : MBPF_MAX_PACKET_BYTES;
    assert_int_equal(result.retval, seen);
    assert_int_equal(result.data_len, seen);
    assert_ptr_equal(result.data, frame);
  }
}

static void packets_do_not_grow_beyond_what_proofs_allow(void **state) {
  static uint8_t room[MBPF_MAX_PACKET_BYTES + 1000];
  struct run *run = helper_run_start();
  struct run_context context = {.hard_start = room, .hard_end = room + sizeof room};
  (void)state;
  run->context = &context;
  context.data = context.data_meta = room + 500;
  context.data_end = context.data + MBPF_MAX_PACKET_BYTES - 5;
  assert_int_equal((int64_t)CALL(XDP_ADJUST_TAIL, 0, 6), -E_INVAL);
  assert_int_equal((int64_t)CALL(XDP_ADJUST_HEAD, 0, (uint64_t)-6), -E_INVAL);
  assert_int_equal(CALL(XDP_ADJUST_TAIL, 0, 2), 0);
  assert_int_equal((int64_t)CALL(XDP_ADJUST_HEAD, 0, (uint64_t)-4), -E_INVAL);
  assert_int_equal(CALL(XDP_ADJUST_HEAD, 0, (uint64_t)-3), 0);
  assert_int_equal(context.data_end - context.data, MBPF_MAX_PACKET_BYTES);
}

/* No packet lies where arithmetic on its addresses could wrap; one without data is empty, and not at NULL. */
static void packets_lie_at_addresses_that_do_not_wrap(void **state) {
  static const char is_low[] = "r0 = 1\nr2 = *(u64 *)(r1 + 24)\nr3 = *(u64 *)(r1 + 32)\nr4 = r2\nr4 += 14\n"
                               "if r4 > r3 goto out\nr0 = 0\nout:\nexit\n";
  struct mbpf_net_ctx ctx = net_ctx(NULL, 0);
  (void)state;
  ctx.pkt_len = 60;
  struct mbpf_result result = fire(&ctx, is_low);
  assert_int_equal(result.status, MBPF_RUN_OK);
  assert_int_equal(result.retval, 1);
  assert_int_equal(fire(&ctx, length_of).retval, 0);
  assert_null(result.data);
  assert_int_equal(result.data_len, 0);
  /* With the end brought before the start: a NULL end would wrap to the top and look as if bytes were there. */
  static const char wraps[] =
      "r0 = 0\nr2 = *(u64 *)(r1 + 24)\nr3 = *(u64 *)(r1 + 32)\nr3 += -14\nif r3 < r2 goto out\n"
      "r0 = 1\nout:\nexit\n";
  const struct program_text programs[] = {{.name = "w", .hook_type = MBPF_HOOK_NET_RX, .code = wraps}, {0}};
  mbpf_link_handle link;
  host_start(&host, 1);
  mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  mbpf_package_handle package = host_load(&host, &(struct package_text){.programs = programs},
                                          &(struct mbpf_load_options){.tier = MBPF_TIER_CHECKED});
  EXPECT_OK(mbpf_attach(host.runtime, host_program(&host, package, NULL), point, 0, &link, &error));
  (void)mbpf_run(host.runtime, point, &ctx, sizeof ctx, &result);
  assert_int_equal(result.retval, 0);
  host_stop(&host);

  uint8_t *const low[] = {(uint8_t *)1, (uint8_t *)4095};
  for (size_t i = 0; i < 2; i++) {
    ctx = net_ctx(low[i], 1);
    assert_int_equal(fire(&ctx, length_of).status, MBPF_RUN_ABI_MISMATCH);
  }
  static uint8_t frame[16];
  ctx = net_ctx(frame, sizeof frame);
  ctx.headroom = UINT32_MAX;
  if ((uintptr_t)frame < UINT32_MAX)
    assert_int_equal(fire(&ctx, length_of).status, MBPF_RUN_ABI_MISMATCH);
  ctx = net_ctx((uint8_t *)UINTPTR_MAX - ((uintptr_t)65 << 20), 1);
  ctx.tailroom = UINT32_MAX;
  assert_int_equal(fire(&ctx, length_of).status, MBPF_RUN_ABI_MISMATCH);
  mbpf_runtime *runtime;
  struct mbpf_runtime_config config = {.port = &host.port, .arena = (void *)16, .arena_bytes = 100000};
  EXPECT_ERROR(mbpf_runtime_create(&config, &runtime, &error), MBPF_INVALID_ARG, "first 4 KiB");
}

/* --- memory of maps --- */

static void values_and_records_are_aligned(void **state) {
  static const struct mbpf_map_def defs[] = {
      {MBPF_MAP_ARRAY, 4, 13, 5, 0, 0},   {MBPF_MAP_PERCPU_ARRAY, 4, 13, 5, 0, 0},
      {MBPF_MAP_HASH, 5, 13, 5, 0, 0},    {MBPF_MAP_PERCPU_HASH, 5, 13, 5, 0, 0},
      {MBPF_MAP_LRU_HASH, 3, 1, 5, 0, 0}, {MBPF_MAP_LRU_PERCPU_HASH, 7, 3, 5, 0, 0},
      {MBPF_MAP_LPM_TRIE, 5, 9, 5, 1, 0}, /* NO_PREALLOC, which it wants */
  };
  (void)state;
  for (size_t i = 0; i < sizeof defs / sizeof defs[0]; i++) {
    struct mbpf_map_def def = defs[i];
    struct map map;
    size_t bytes;
    void *storage = NULL;
    EXPECT_OK(map_check(&def, &error));
    assert_true(map_measure(&def, 2, &bytes));
    assert_int_equal(posix_memalign(&storage, 16, bytes), 0);
    map_init(&map, &def, 2, 7, storage);
    for (uint32_t k = 0; k < 5; k++) {
      uint8_t key[8] = {[4] = (uint8_t)k}, value[32] = {1};
      uint32_t first =
          def.type == MBPF_MAP_LPM_TRIE ? 8 : k; /* an index or a prefix length: the host's order */
      memcpy(key, &first, sizeof first);
      if (def.type != MBPF_MAP_ARRAY && def.type != MBPF_MAP_PERCPU_ARRAY)
        assert_int_equal(map.ops->update(&map, key, value, MBPF_ANY, 1), 0);
      const void *found = map.ops->lookup(&map, key, 1);
      assert_non_null(found);
      assert_int_equal((uintptr_t)found % 8, 0);
    }
    free(storage);
  }
  struct mbpf_map_def def = {MBPF_MAP_RINGBUF, 0, 0, 4096, 0, 0};
  struct map ring;
  size_t bytes;
  void *storage = NULL;
  EXPECT_OK(map_check(&def, &error));
  assert_true(map_measure(&def, 2, &bytes));
  assert_int_equal(posix_memalign(&storage, 16, bytes), 0);
  map_init(&ring, &def, 2, 7, storage);
  for (uint32_t length = 1; length < 40; length++) {
    const void *record = ring_reserve(&ring, length, 0);
    assert_non_null(record);
    assert_int_equal((uintptr_t)record % 8, 0);
  }
  free(storage);
}

/* What is read-only for programs and host stays what the verifier read; a value stated twice could be read in two ways. */
static void constants_stay_what_they_were(void **state) {
  static const struct program_text programs[] = {
      {.name = "p", .hook_type = MBPF_HOOK_NET_RX, .code = "r0 = 0\nexit\n"}, {0}};
  static const struct map_text maps[] = {
      {.name = "text", .def = {MBPF_MAP_ARRAY, 4, 8, 1, MBPF_MAP_RDONLY_PROG | MBPF_MAP_RDONLY_HOST, 0}},
      {0}};
  static const struct record_text once[] = {{0, MAP_RECORD_VALUE, 0, "abc", 4}, {0}};
  static const struct record_text twice[] = {
      {0, MAP_RECORD_VALUE, 0, "abcdefgh", 8}, {0, MAP_RECORD_VALUE, 0, "x", 2}, {0}};
  uint32_t key = 0;
  size_t bytes;
  (void)state;
  host_start(&host, 1);
  mbpf_package_handle package =
      host_load(&host, &(struct package_text){.programs = programs, .maps = maps, .records = once}, NULL);
  EXPECT_ERROR(mbpf_map_update(host.runtime, host_map(&host, package, "text"), &key, "12345678", 0, &error),
               MBPF_READ_ONLY, "RDONLY");
  uint8_t *image =
      package_image(&(struct package_text){.programs = programs, .maps = maps, .records = twice}, &bytes);
  EXPECT_ERROR(mbpf_package_load(host.runtime, image, bytes, NULL, &package, &error), MBPF_INVALID_PACKAGE,
               "entry 0 of map 'text' is stated twice");
  free(image);
  host_stop(&host);
}

/* --- helpers --- */

/* Calls with output filled with one pattern and then with another give the same bytes: all of it was written. */
#define WRITES_WHOLE(bytes, call)                                                                            \
  do {                                                                                                       \
    uint8_t first_[64], *out = room;                                                                         \
    memset(room, 0x5a, sizeof room);                                                                         \
    (void)(call);                                                                                            \
    memcpy(first_, room, sizeof first_);                                                                     \
    memset(room, 0xa5, sizeof room);                                                                         \
    (void)(call);                                                                                            \
    assert_memory_equal(first_, room, bytes);                                                                \
    assert_int_equal(room[bytes], 0xa5);                                                                     \
  } while (0)

static void output_memory_is_written_whole(void **state) {
  static uint8_t room[64], packet[32] = {1, 2, 3};
  static const char format[] = "%d", bad[] = "%q", digits[] = "12x", none[] = "x";
  struct run *run = helper_run_start();
  struct run_context context = {.data = packet, .data_end = packet + sizeof packet, .data_meta = packet};
  uint64_t number = 42;
  (void)state;
  run->context = &context;
  WRITES_WHOLE(16, CALL(SKB_LOAD_BYTES, 0, 1, ADDRESS(out), 16));
  WRITES_WHOLE(16, CALL(SKB_LOAD_BYTES, 0, 30, ADDRESS(out), 16));
  WRITES_WHOLE(16, CALL(XDP_LOAD_BYTES, 0, 1, ADDRESS(out), 16));
  WRITES_WHOLE(16, CALL(XDP_LOAD_BYTES, 0, 30, ADDRESS(out), 16));
  WRITES_WHOLE(16, CALL(XDP_LOAD_BYTES, 0, 0x10000, ADDRESS(out), 16));
  WRITES_WHOLE(40, CALL(SNPRINTF, ADDRESS(out), 40, ADDRESS(format), ADDRESS(&number), 8));
  WRITES_WHOLE(40, CALL(SNPRINTF, ADDRESS(out), 40, ADDRESS(bad), ADDRESS(&number), 8));
  WRITES_WHOLE(40, CALL(SNPRINTF, ADDRESS(out), 40, ADDRESS(format), ADDRESS(&number), 7));
  WRITES_WHOLE(1, CALL(SNPRINTF, ADDRESS(out), 1, ADDRESS(format), ADDRESS(&number), 8));
  WRITES_WHOLE(8, CALL(STRTOL, ADDRESS(digits), 3, 0, ADDRESS(out)));
  WRITES_WHOLE(8, CALL(STRTOL, ADDRESS(none), 1, 0, ADDRESS(out)));
  WRITES_WHOLE(8, CALL(STRTOUL, ADDRESS(none), 1, 99, ADDRESS(out)));
}

static void values_popped_are_written_whole(void **state) {
  static uint8_t room[64];
  static const uint8_t value[12] = {9, 8, 7};
  struct run *run = helper_run_start();
  struct mbpf_map_def def = {MBPF_MAP_QUEUE, 0, 12, 2, 0, 0};
  struct map map;
  size_t bytes;
  void *storage = NULL;
  (void)state;
  EXPECT_OK(map_check(&def, &error));
  assert_true(map_measure(&def, 2, &bytes));
  assert_int_equal(posix_memalign(&storage, 16, bytes), 0);
  map_init(&map, &def, 2, 7, storage);
  WRITES_WHOLE(12, CALL(MAP_PEEK_ELEM, ADDRESS(&map), ADDRESS(out)));
  WRITES_WHOLE(12, CALL(MAP_POP_ELEM, ADDRESS(&map), ADDRESS(out)));
  assert_int_equal(CALL(MAP_PUSH_ELEM, ADDRESS(&map), ADDRESS(value), 0), 0);
  WRITES_WHOLE(12, CALL(MAP_PEEK_ELEM, ADDRESS(&map), ADDRESS(out)));
  free(storage);
}

/* --- the stack --- */

/* Frames start at multiples of 16 whatever was proven to be needed: the function returns r10 % 16 of both frames. */
static void frames_are_aligned(void **state) {
  static const char code[] =
      "r6 = r10\nr6 &= 15\ncall inner\nr0 |= r6\nexit\ninner:\nr0 = r10\nr0 &= 15\nexit\n";
  static uint8_t insns[64 * 8], functions[4 * EBPF_IMAGE_FUNCTION_BYTES],
      stack[256] __attribute__((aligned(16)));
  static uint64_t memory[512] __attribute__((aligned(16)));
  const struct mbpf_port port = {.cpu_count = 1};
  struct ebpf_image image;
  uint32_t slots;
  (void)state;
  EXPECT_OK(ebpf_assemble(code, strlen(code), insns, 64, &slots, &error));
  EXPECT_OK(ebpf_image_from_insns(insns, slots * 8, functions, 4, &image, &error));
  assert_int_equal(image.function_count, 2);
  for (uint16_t bytes = 0; bytes < 64; bytes++) {
    const uint16_t frames[2] = {bytes, (uint16_t)(bytes / 2)};
    const uint8_t none[8] = {0};
    const struct ebpf_facts facts = {.stack_bytes = frames,
                                     .chain_bytes =
                                         EBPF_STACK_ALIGNED(frames[0]) + EBPF_STACK_ALIGNED(frames[1]),
                                     .context = none};
    assert_true(ebpf_code_bytes(&image) <= sizeof memory);
    const struct ebpf_code *built = ebpf_code_build(&image, NULL, 0, 0, &facts, memory);
    const struct ebpf_entry entry = ebpf_entry_make(built, 0, NULL);
    struct run_context context = {0};
    struct run run = {.port = &port, .context = &context, .max_steps = 100};
    assert_int_equal(ebpf_run(&entry, MBPF_TIER_INTERP, &run, 0, 0, stack), 0);
    assert_int_equal(run.stop.end, RUN_OK);
  }
}

/* A store at a computed place may have missed the slot that is read: then it holds what the frame began with, which must be 0. */
static void filled_frames_begin_with_zeros(void **state) {
  static const char code[] =
      "r2 = *(u64 *)(r1 + 24)\nr3 = *(u64 *)(r1 + 32)\nr3 -= r2\nif r3 > 100 goto dirty\n"
      "r3 &= 8\nr4 = r10\nr4 += -16\nr4 += r3\n*(u64 *)(r4 + 0) = 1\n"
      "r0 = *(u64 *)(r10 - 16)\nexit\n"
      "dirty:\n*(u64 *)(r10 - 16) = -1\n*(u64 *)(r10 - 8) = -1\nr0 = 9\nexit\n";
  static uint8_t packet[128];
  static const struct { uint32_t bytes, result; } runs[] = {{120, 9}, {0, 1}, {120, 9}, {8, 0}, {7, 1}};
  struct mbpf_result result;
  (void)state;
  host_start(&host, 1);
  mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  host_attach_net(&host, point, code, 0);
  for (unsigned i = 0; i < sizeof runs / sizeof runs[0]; i++) {
    struct mbpf_net_ctx ctx = net_ctx(packet, runs[i].bytes);
    (void)mbpf_run(host.runtime, point, &ctx, sizeof ctx, &result);
    assert_int_equal(result.retval, runs[i].result);
  }
  host_stop(&host);
}

/* --- other programs --- */

/* A tail call into a program of another context would read that context's fields from this one's memory: it falls through. */
static void tail_calls_stay_in_their_context(void **state) {
  static const char calls[] = "r2 = map[0] ll\nr3 = 0\ncall 12\nr0 = 1\nexit\n";
  static const struct program_text programs[] = {
      {.name = "net", .hook_type = MBPF_HOOK_NET_RX, .code = calls},
      {.name = "tick", .hook_type = MBPF_HOOK_TIMER, .code = "r0 = 2\nexit\n"},
      {.name = "xdp", .hook_type = MBPF_HOOK_NET_RX, .context = "xdp_md", .code = "r0 = 3\nexit\n"},
      {.name = "same", .hook_type = MBPF_HOOK_NET_RX, .code = "r0 = 4\nexit\n"},
      {0}};
  static const struct map_text maps[] = {{.name = "next", .def = {MBPF_MAP_PROG_ARRAY, 4, 4, 2, 0, 0}}, {0}};
  static const uint8_t numbers[][4] = {{1}, {2}, {3}};
  static const uint64_t returned[] = {1, 1, 4};
  static uint8_t frame[64];
  (void)state;
  for (int tier = MBPF_TIER_CHECKED; tier <= MBPF_TIER_INTERP; tier++)
    for (size_t i = 0; i < 3; i++) {
      const struct record_text records[] = {{0, MAP_RECORD_PROGRAM, 0, numbers[i], 4}, {0}};
      const struct mbpf_load_options options = {.tier = (enum mbpf_tier)tier};
      struct mbpf_net_ctx ctx = net_ctx(frame, sizeof frame);
      struct mbpf_result result;
      mbpf_link_handle link;
      host_start(&host, 1);
      mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
      mbpf_package_handle package = host_load(
          &host, &(struct package_text){.programs = programs, .maps = maps, .records = records}, &options);
      EXPECT_OK(mbpf_attach(host.runtime, host_program(&host, package, "net"), point, 0, &link, &error));
      (void)mbpf_run(host.runtime, point, &ctx, sizeof ctx, &result);
      assert_int_equal(result.retval, returned[i]);
      host_stop(&host);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(packets_are_cut_to_what_proofs_allow),
      cmocka_unit_test(packets_do_not_grow_beyond_what_proofs_allow),
      cmocka_unit_test(packets_lie_at_addresses_that_do_not_wrap),
      cmocka_unit_test(values_and_records_are_aligned),
      cmocka_unit_test(constants_stay_what_they_were),
      cmocka_unit_test(output_memory_is_written_whole),
      cmocka_unit_test(values_popped_are_written_whole),
      cmocka_unit_test(frames_are_aligned),
      cmocka_unit_test(filled_frames_begin_with_zeros),
      cmocka_unit_test(tail_calls_stay_in_their_context),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
