/* Loading: what is refused and how, that nothing is left of it, and that every handle knows its generation. */
#include "ebpf/image.h"
#include "host.h"
#include "package/maps_section.h"
#include "package/writer.h"
#include "package_builder.h"
#include "unit.h"

#include <mbpf/runtime.h>

static struct host host;
static mbpf_error error;

static const struct program_text pass[] = {
    {.name = "p", .hook_type = MBPF_HOOK_NET_RX, .code = "r0 = 0\nexit\n"}, {0}};

static size_t used(void) {
  size_t bytes, largest;
  mbpf_runtime_memory(host.runtime, &bytes, &largest);
  return bytes;
}

/* Loading this is refused with a status and a message, and takes no memory. */
static void expect_refused(const struct package_text *text, const struct mbpf_load_options *options,
                           mbpf_status status, const char *part) {
  mbpf_package_handle package;
  size_t bytes, before = used();
  uint8_t *image = package_image(text, &bytes);
  EXPECT_ERROR(mbpf_package_load(host.runtime, image, bytes, options, &package, &error), status, part);
  assert_int_equal(used(), before);
  free(image);
}

static void policy_decides(void **state) {
  const struct package_text needs = {.programs = pass, .capabilities = MBPF_CAP_LOG | MBPF_CAP_GPIO};
  const struct package_text plain = {.programs = pass};
  struct mbpf_policy policy = host_policy();
  (void)state;
  policy.capabilities = MBPF_CAP_LOG;
  host_start_with(&host, 1, HOST_ARENA_BYTES, &policy);
  expect_refused(&needs, NULL, MBPF_CAPABILITY_DENIED, "GPIO");
  host_stop(&host);

  policy = host_policy();
  policy.allow_unsigned = false;
  host_start_with(&host, 1, HOST_ARENA_BYTES, &policy);
  expect_refused(&plain, NULL, MBPF_SIGNATURE, "not signed");
  host_stop(&host);

  policy = host_policy();
  policy.allow_unverified = false;
  host_start_with(&host, 1, HOST_ARENA_BYTES, &policy);
  const struct program_text wild[] = {
      {.name = "w", .hook_type = MBPF_HOOK_NET_RX, .code = "r0 = *(u64 *)(r2 + 0)\nexit\n"}, {0}};
  const struct mbpf_load_options checked = {.tier = MBPF_TIER_CHECKED};
  expect_refused(&(struct package_text){.programs = wild}, NULL, MBPF_NOT_VERIFIED, "V01");
  expect_refused(&(struct package_text){.programs = wild}, &checked, MBPF_NOT_VERIFIED, "V01");
  host_stop(&host);

  policy = host_policy();
  policy.max_map_bytes = 1000;
  host_start_with(&host, 1, HOST_ARENA_BYTES, &policy);
  const struct map_text big[] = {{.name = "big", .def = {MBPF_MAP_ARRAY, 4, 8, 200, 0, 0}}, {0}};
  expect_refused(&(struct package_text){.programs = pass, .maps = big}, NULL, MBPF_BUDGET_EXCEEDED, "'big'");
  host_stop(&host);
}

static void budgets_above_the_policy_are_refused_and_defaults_capped(void **state) {
  const struct program_text greedy[] = {{.name = "greedy",
                                         .hook_type = MBPF_HOOK_NET_RX,
                                         .code = "r0 = 0\nexit\n",
                                         .budgets = {.max_steps = 501}},
                                        {0}};
  struct mbpf_policy policy = host_policy();
  struct mbpf_program_info info;
  (void)state;
  policy.max_steps = 500;
  host_start_with(&host, 1, HOST_ARENA_BYTES, &policy);
  expect_refused(&(struct package_text){.programs = greedy}, NULL, MBPF_BUDGET_EXCEEDED, "max_steps 501");
  const struct program_text odd[] = {
      {.name = "odd", .hook_type = MBPF_HOOK_NET_RX, .code = "r0 = 0\nexit\n", .limited_helper = "sing"},
      {0}};
  expect_refused(&(struct package_text){.programs = odd}, NULL, MBPF_NOT_FOUND, "'sing'");
  mbpf_package_handle package = host_load(&host, &(struct package_text){.programs = pass}, NULL);
  EXPECT_OK(mbpf_program_describe(host.runtime, host_program(&host, package, "p"), &info, &error));
  assert_int_equal(info.max_steps, 500);
  assert_int_equal(info.max_helpers, MBPF_DEFAULT_MAX_HELPERS);
  host_stop(&host);
}

static void programs_and_maps_are_checked(void **state) {
  static const struct {
    struct program_text program;
    mbpf_status status;
    const char *part;
  } programs[] = {
      {{.name = "p", .hook_type = 99, .code = "r0 = 0\nexit\n"}, MBPF_INVALID_PACKAGE, "99"},
      {{.name = "p", .hook_type = MBPF_HOOK_TIMER, .context = "xdp_md", .code = "r0 = 0\nexit\n"},
       MBPF_HOOK_MISMATCH,
       "xdp_md"},
      {{.name = "p", .hook_type = MBPF_HOOK_NET_RX, .code = "r0 = 0\n"}, MBPF_INVALID_BYTECODE, ""},
      {{.name = "p", .hook_type = MBPF_HOOK_NET_RX, .code = "call 9999\nexit\n"},
       MBPF_INVALID_BYTECODE,
       "9999"},
      {{.name = "p", .hook_type = MBPF_HOOK_NET_RX, .code = "r10 = 1\nexit\n"}, MBPF_INVALID_BYTECODE, "r10"},
  };
  (void)state;
  host_start(&host, 1);
  for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
    const struct program_text list[] = {programs[i].program, {0}};
    expect_refused(&(struct package_text){.programs = list}, NULL, programs[i].status, programs[i].part);
  }
  const struct map_text odd[] = {{.name = "odd", .def = {MBPF_MAP_ARRAY, 3, 8, 1, 0, 0}}, {0}};
  expect_refused(&(struct package_text){.programs = pass, .maps = odd}, NULL, MBPF_INVALID_ARG, "map 'odd'");
  host_stop(&host);
}

static void options_are_checked_and_the_tier_is_told(void **state) {
  static const enum mbpf_tier asked[] = {MBPF_TIER_DEFAULT, MBPF_TIER_CHECKED, MBPF_TIER_INTERP};
  static const enum mbpf_tier got[] = {MBPF_TIER_INTERP, MBPF_TIER_CHECKED, MBPF_TIER_INTERP};
  struct mbpf_program_info info;
  (void)state;
  host_start(&host, 1);
  expect_refused(&(struct package_text){.programs = pass}, &(struct mbpf_load_options){.tier = 9},
                 MBPF_INVALID_ARG, "9");
  expect_refused(&(struct package_text){.programs = pass}, &(struct mbpf_load_options){.instances = 2},
                 MBPF_INVALID_ARG, "instances");
  for (size_t i = 0; i < 3; i++) {
    const struct mbpf_load_options options = {.tier = asked[i]};
    mbpf_package_handle package = host_load(&host, &(struct package_text){.programs = pass}, &options);
    EXPECT_OK(mbpf_program_describe(host.runtime, host_program(&host, package, NULL), &info, &error));
    assert_int_equal(info.tier, got[i]);
    assert_int_equal(info.verified, asked[i] != MBPF_TIER_CHECKED);
  }
  host_stop(&host);
}

static void entry_points_must_exist(void **state) {
  struct package_part parts[2];
  uint8_t code[] = {1, 0, 0, 0, 1,    0, 0, 0, 1, 0, 0, 0, 2,    0, 0, 0, 1, 0, 0,   0, 0, 0,
                    0, 0, 0, 0, 0,    0, 1, 0, 0, 0, 0, 0, 0,    0, 1, 0, 0, 0, 'q', 0, 0, 0,
                    0, 0, 0, 0, 0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0,   0};
  struct mbpf_manifest *manifest = calloc(1, sizeof *manifest);
  mbpf_package_handle package;
  size_t cbor_length, bytes;
  (void)state;
  host_start(&host, 1);
  build_small_manifest(manifest);
  uint8_t *cbor = build_cbor(manifest, &cbor_length);
  parts[0] = (struct package_part){MBPF_SECTION_MANIFEST, (uint32_t)cbor_length, cbor};
  parts[1] = (struct package_part){MBPF_SECTION_BYTECODE, sizeof code, code};
  uint8_t *image = build_image(parts, 2, &bytes);
  EXPECT_ERROR(mbpf_package_load(host.runtime, image, bytes, NULL, &package, &error), MBPF_MISSING_ENTRY,
               "mbpf_prog");
  free(image);
  image = build_image(parts, 1, &bytes);
  EXPECT_ERROR(mbpf_package_load(host.runtime, image, bytes, NULL, &package, &error), MBPF_MISSING_SECTION,
               "BYTECODE");
  free(image);
  free(cbor);
  free(manifest);
  host_stop(&host);
}

/* Any byte of a good package changed, with and without its checksums made right: an error or a load, nothing else. */
static void changed_bytes_never_harm(void **state) {
  static const struct map_text maps[] = {{.name = "m", .def = {MBPF_MAP_ARRAY, 4, 8, 4, 0, 0}}, {0}};
  static const struct record_text records[] = {{0, MAP_RECORD_VALUE, 2, "abcdefgh", 8}, {0}};
  size_t bytes, before;
  mbpf_package_handle package;
  uint32_t loaded = 0;
  (void)state;
  host_start(&host, 1);
  before = used();
  uint8_t *image =
      package_image(&(struct package_text){.programs = pass, .maps = maps, .records = records}, &bytes);
  size_t header_bytes = (size_t)image[6] | (size_t)image[7] << 8;
  for (size_t at = 0; at < bytes; at++) {
    for (unsigned change = 1; change < 256; change = change * 3 + 1) {
      image[at] ^= (uint8_t)change;
      assert_int_not_equal(mbpf_package_load(host.runtime, image, bytes, NULL, &package, &error), MBPF_OK);
      if (at < header_bytes) {
        image[at] ^= (uint8_t)change;
        continue;
      }
      uint8_t *sealed = malloc(bytes);
      memcpy(sealed, image, bytes);
      package_seal(sealed, bytes);
      if (mbpf_package_load(host.runtime, sealed, bytes, NULL, &package, &error) == MBPF_OK) {
        loaded++;
        EXPECT_OK(mbpf_package_unload(host.runtime, package, &error));
      }
      free(sealed);
      image[at] ^= (uint8_t)change;
      assert_int_equal(used(), before);
    }
  }
  assert_true(loaded > 0);
  free(image);
  host_stop(&host);
}

static void too_small_an_arena_says_how_much_is_needed(void **state) {
  const struct map_text maps[] = {{.name = "wide", .def = {MBPF_MAP_ARRAY, 4, 4096, 64, 0, 0}}, {0}};
  struct mbpf_policy policy = host_policy();
  mbpf_runtime *runtime;
  static unsigned char tiny[512];
  (void)state;
  host_start_with(&host, 1, 200000, &policy);
  expect_refused(&(struct package_text){.programs = pass, .maps = maps}, NULL, MBPF_NO_MEM, "needs 26");
  host_load(&host, &(struct package_text){.programs = pass}, NULL);
  struct mbpf_runtime_config config = {.port = &host.port, .arena = tiny, .arena_bytes = sizeof tiny};
  EXPECT_ERROR(mbpf_runtime_create(&config, &runtime, &error), MBPF_NO_MEM, "512");
  host_stop(&host);
}

/* Every arena size from nothing to plenty: an error or a whole load. */
static void every_arena_size(void **state) {
  struct mbpf_policy policy = host_policy();
  size_t bytes;
  int outcomes[2] = {0};
  (void)state;
  uint8_t *image = package_image(&(struct package_text){.programs = pass}, &bytes);
  for (size_t arena = 0; arena < 1200000; arena += arena < 80000 ? 97 : 39877) {
    struct host small = {.now_ns = 1};
    mbpf_package_handle package;
    void *memory = malloc(arena + 1);
    host_start(&host, 1);
    struct mbpf_runtime_config config = {
        .port = &host.port, .arena = memory, .arena_bytes = arena, .policy = policy};
    if (mbpf_runtime_create(&config, &small.runtime, &error) == MBPF_OK) {
      mbpf_status status = mbpf_package_load(small.runtime, image, bytes, NULL, &package, &error);
      if (status != MBPF_OK && status != MBPF_NO_MEM)
        fail_msg("%zu bytes: %s", arena, error.message);
      outcomes[status == MBPF_OK]++;
      mbpf_runtime_destroy(small.runtime);
    }
    host_stop(&host);
    free(memory);
  }
  assert_true(outcomes[0] > 0 && outcomes[1] > 0);
  free(image);
}

static void handles_know_their_generation(void **state) {
  mbpf_link_handle link;
  struct mbpf_stats stats;
  mbpf_map_handle map;
  (void)state;
  host_start(&host, 1);
  size_t before = used();
  mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  mbpf_package_handle package = host_load(&host, &(struct package_text){.programs = pass}, NULL);
  mbpf_program_handle program = host_program(&host, package, "p");
  EXPECT_OK(mbpf_attach(host.runtime, program, point, 0, &link, &error));
  EXPECT_ERROR(mbpf_attach(host.runtime, program, point, 0, &link, &error), MBPF_ALREADY_ATTACHED, "'p'");
  EXPECT_ERROR(mbpf_package_unload(host.runtime, package, &error), MBPF_STILL_ATTACHED, "net_rx/t0");
  EXPECT_OK(mbpf_detach(host.runtime, link, &error));
  EXPECT_OK(mbpf_package_unload(host.runtime, package, &error));
  assert_int_equal(used(), before);
  EXPECT_ERROR(mbpf_package_unload(host.runtime, package, &error), MBPF_ALREADY_UNLOADED, "stale");
  EXPECT_ERROR(mbpf_attach(host.runtime, program, point, 0, &link, &error), MBPF_INVALID_ARG,
               "program handle");
  EXPECT_ERROR(mbpf_program_stats(host.runtime, program, &stats, &error), MBPF_ALREADY_UNLOADED, "stale");
  EXPECT_ERROR(mbpf_link_stats(host.runtime, link, &stats, &error), MBPF_NOT_ATTACHED, "stale");
  EXPECT_ERROR(mbpf_map_find(host.runtime, package, "m", &map, &error), MBPF_ALREADY_UNLOADED, "stale");
  mbpf_package_handle again = host_load(&host, &(struct package_text){.programs = pass}, NULL);
  assert_true(again.id != package.id);
  EXPECT_ERROR(mbpf_package_unload(host.runtime, package, &error), MBPF_ALREADY_UNLOADED, "stale");
  EXPECT_ERROR(mbpf_package_unload(host.runtime, (mbpf_package_handle){0}, &error), MBPF_ALREADY_UNLOADED,
               "stale");
  host_stop(&host);
}

static void hook_types_must_match(void **state) {
  mbpf_link_handle link;
  mbpf_point_handle other;
  (void)state;
  host_start(&host, 1);
  mbpf_point_handle timer = host_point(&host, "timer/1", MBPF_HOOK_TIMER);
  mbpf_package_handle package = host_load(&host, &(struct package_text){.programs = pass}, NULL);
  EXPECT_ERROR(mbpf_attach(host.runtime, host_program(&host, package, "p"), timer, 0, &link, &error),
               MBPF_HOOK_MISMATCH, "timer/1");
  EXPECT_ERROR(mbpf_point_create(host.runtime, "timer/1", MBPF_HOOK_TIMER, &other, &error), MBPF_EXISTS,
               "timer/1");
  EXPECT_ERROR(mbpf_point_create(host.runtime, "x", 77, &other, &error), MBPF_INVALID_ARG, "77");
  EXPECT_ERROR(mbpf_point_create(host.runtime, "", MBPF_HOOK_TIMER, &other, &error), MBPF_INVALID_ARG, "0");
  EXPECT_ERROR(mbpf_point_find(host.runtime, "nowhere", &other, &error), MBPF_NOT_FOUND, "nowhere");
  EXPECT_OK(mbpf_point_find(host.runtime, "timer/1", &other, &error));
  assert_true(other.id == timer.id);
  host_stop(&host);
}

static void tables_fill_up_with_an_error(void **state) {
  struct mbpf_policy policy = host_policy();
  mbpf_package_handle package;
  mbpf_point_handle point;
  size_t bytes;
  (void)state;
  host_start_with(&host, 1, 8u << 20, &policy);
  uint8_t *image = package_image(&(struct package_text){.programs = pass}, &bytes);
  for (uint32_t i = 0; i < MBPF_MAX_PACKAGES; i++)
    EXPECT_OK(mbpf_package_load(host.runtime, image, bytes, NULL, &package, &error));
  EXPECT_ERROR(mbpf_package_load(host.runtime, image, bytes, NULL, &package, &error), MBPF_FULL, "packages");
  for (uint32_t i = 0; i < MBPF_MAX_HOOK_POINTS; i++) {
    char name[16];
    snprintf(name, sizeof name, "p%u", i);
    EXPECT_OK(mbpf_point_create(host.runtime, name, MBPF_HOOK_NET_RX, &point, &error));
  }
  EXPECT_ERROR(mbpf_point_create(host.runtime, "more", MBPF_HOOK_NET_RX, &point, &error), MBPF_FULL,
               "hook points");
  free(image);
  host_stop(&host);
}

static void maps_start_with_their_contents(void **state) {
  static const struct map_text maps[] = {{.name = "numbers", .def = {MBPF_MAP_ARRAY, 4, 8, 4, 0, 0}},
                                         {.name = "names", .def = {MBPF_MAP_HASH, 4, 4, 8, 0, 0}},
                                         {0}};
  static const struct record_text records[] = {
      {0, MAP_RECORD_VALUE, 2, "abcde", 5}, {1, MAP_RECORD_ENTRY, 0, "key1val1", 8}, {0}};
  char value[8];
  uint32_t slot = 2, count;
  struct mbpf_map_info info;
  (void)state;
  host_start(&host, 1);
  mbpf_package_handle package =
      host_load(&host, &(struct package_text){.programs = pass, .maps = maps, .records = records}, NULL);
  mbpf_map_handle numbers = host_map(&host, package, "numbers");
  mbpf_map_handle names = host_map(&host, package, "names");
  EXPECT_OK(mbpf_map_lookup(host.runtime, numbers, &slot, value, &error));
  assert_memory_equal(value, "abcde\0\0\0", 8);
  EXPECT_OK(mbpf_map_lookup(host.runtime, names, "key1", value, &error));
  assert_memory_equal(value, "val1", 4);
  EXPECT_ERROR(mbpf_map_lookup(host.runtime, names, "key2", value, &error), MBPF_NOT_FOUND, "");
  EXPECT_OK(mbpf_map_count(host.runtime, names, &count, &error));
  assert_int_equal(count, 1);
  EXPECT_OK(mbpf_map_describe(host.runtime, names, &info, &error));
  assert_string_equal(info.name, "names");
  assert_int_equal(info.value_bytes, 4);
  EXPECT_ERROR(mbpf_map_at(host.runtime, package, 2, &names, &error), MBPF_NOT_FOUND, "2");
  EXPECT_OK(mbpf_package_unload(host.runtime, package, &error));
  EXPECT_ERROR(mbpf_map_lookup(host.runtime, numbers, &slot, value, &error), MBPF_ALREADY_UNLOADED, "stale");
  host_stop(&host);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(policy_decides),
      cmocka_unit_test(budgets_above_the_policy_are_refused_and_defaults_capped),
      cmocka_unit_test(programs_and_maps_are_checked),
      cmocka_unit_test(options_are_checked_and_the_tier_is_told),
      cmocka_unit_test(entry_points_must_exist),
      cmocka_unit_test(changed_bytes_never_harm),
      cmocka_unit_test(too_small_an_arena_says_how_much_is_needed),
      cmocka_unit_test(every_arena_size),
      cmocka_unit_test(handles_know_their_generation),
      cmocka_unit_test(hook_types_must_match),
      cmocka_unit_test(tables_fill_up_with_an_error),
      cmocka_unit_test(maps_start_with_their_contents),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
