/* Verification at load: proofs from the package and found on the spot, what is refused, and the policy's word on termination. */
#include "host.h"
#include "package/writer.h"
#include "unit.h"

#include <mbpf/package.h>
#include <mbpf/runtime.h>

static struct host host;
static mbpf_error error;
static mbpf_package_handle package;
static uint8_t frame[64];

static size_t used(void) {
  size_t bytes, largest;
  mbpf_runtime_memory(host.runtime, &bytes, &largest);
  return bytes;
}

static struct mbpf_program_info info_of(const char *name) {
  struct mbpf_program_info info;
  EXPECT_OK(mbpf_program_describe(host.runtime, host_program(&host, package, name), &info, &error));
  return info;
}

static struct mbpf_policy strict(void) {
  struct mbpf_policy policy = host_policy();
  policy.allow_unverified = false;
  policy.metered_hooks = 0;
  return policy;
}

static void start_strict(void) {
  struct mbpf_policy policy = strict();
  host_start_with(&host, 1, HOST_ARENA_BYTES, &policy);
}

/* Reads a byte of the packet, through a function with a frame of its own. */
static const char reads[] =
    "r0 = 0\nr2 = *(u64 *)(r1 + 24)\nr3 = *(u64 *)(r1 + 32)\nr4 = r2\nr4 += 4\n"
    "if r4 > r3 goto out\nr0 = *(u8 *)(r2 + 3)\n*(u64 *)(r10 - 8) = r0\nr0 &= 1\nout:\nexit\n";

static const struct program_text one[] = {{.name = "reads", .hook_type = MBPF_HOOK_NET_RX, .code = reads},
                                          {0}};

static void verified_programs_run_without_checks_in_small_windows(void **state) {
  (void)state;
  start_strict();
  size_t before = used(), bytes, proven_bytes;
  uint8_t *image = package_image(&(struct package_text){.programs = one}, &bytes);
  uint8_t *proven = package_proven(image, bytes, &proven_bytes);
  EXPECT_OK(mbpf_package_load(host.runtime, proven, proven_bytes, NULL, &package, &error));
  struct mbpf_program_info info = info_of("reads");
  assert_int_equal(info.tier, MBPF_TIER_INTERP);
  assert_true(info.verified);
  assert_int_equal(info.worst_steps, 10);
  assert_int_equal(info.stack_bytes, 16);
  size_t with_proof = used();
  EXPECT_OK(mbpf_package_unload(host.runtime, package, &error));
  assert_int_equal(used(), before);

  /* Solved on the spot: the same result, and nothing is kept of the work. */
  EXPECT_OK(mbpf_package_load(host.runtime, image, bytes, NULL, &package, &error));
  assert_int_equal(info_of("reads").worst_steps, 10);
  assert_int_equal(used(), with_proof);
  free(proven);
  free(image);
  host_stop(&host);
}

/* Each byte of a proof changed: it is refused with a reason, or it still proves the program; what runs goes on running. */
static void changed_proofs_are_refused_or_still_true(void **state) {
  unsigned refused = 0, loaded = 0;
  size_t bytes, proven_bytes;
  (void)state;
  start_strict();
  uint8_t *image = package_image(&(struct package_text){.programs = one}, &bytes);
  uint8_t *proven = package_proven(image, bytes, &proven_bytes);
  mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  host_attach_net(&host, point, "r0 = 1\nexit\n", 0);
  size_t before = used();
  struct mbpf_package parsed;
  EXPECT_OK(mbpf_package_open(proven, proven_bytes, &parsed, &error));
  for (size_t at = parsed.sections[parsed.section_count - 1].offset; at < proven_bytes; at++)
    for (unsigned change = 1; change < 256; change = change * 5 + 1) {
      proven[at] ^= (uint8_t)change;
      package_seal(proven, proven_bytes);
      mbpf_status status = mbpf_package_load(host.runtime, proven, proven_bytes, NULL, &package, &error);
      if (status == MBPF_OK) {
        loaded++;
        assert_true(info_of("reads").worst_steps >= 10);
        EXPECT_OK(mbpf_package_unload(host.runtime, package, &error));
      } else {
        refused++;
        assert_true(status == MBPF_NOT_VERIFIED || status == MBPF_BUDGET_EXCEEDED);
        assert_non_null(strstr(error.message, "'reads'"));
      }
      assert_int_equal(used(), before);
      proven[at] ^= (uint8_t)change;
    }
  struct mbpf_net_ctx ctx = net_ctx(frame, sizeof frame);
  struct mbpf_result result;
  assert_int_equal(mbpf_run(host.runtime, point, &ctx, sizeof ctx, &result), MBPF_RUN_OK);
  assert_int_equal(result.verdict, MBPF_NET_DROP);
  assert_true(refused > 100 && refused > loaded);
  free(proven);
  free(image);
  host_stop(&host);
}

/* The proof of one program does not do for another, and one that lacks is named. */
static void proofs_are_of_their_program(void **state) {
  static const struct program_text other[] = {
      {.name = "reads",
       .hook_type = MBPF_HOOK_NET_RX,
       .code =
           "r0 = 0\nr2 = *(u64 *)(r1 + 24)\nr3 = *(u64 *)(r1 + 32)\nr4 = r2\nr4 += 4\nif r4 > r3 goto out\n"
           "r0 = *(u8 *)(r2 + 4)\n*(u64 *)(r10 - 8) = r0\nr0 &= 1\nout:\nexit\n"},
      {0}};
  size_t bytes, proven_bytes, other_bytes;
  struct mbpf_package from, to;
  struct package_part parts[MBPF_MAX_SECTIONS];
  (void)state;
  start_strict();
  uint8_t *image = package_image(&(struct package_text){.programs = one}, &bytes);
  uint8_t *proven = package_proven(image, bytes, &proven_bytes);
  uint8_t *wrong = package_image(&(struct package_text){.programs = other}, &other_bytes);
  EXPECT_OK(mbpf_package_open(proven, proven_bytes, &from, &error));
  EXPECT_OK(mbpf_package_open(wrong, other_bytes, &to, &error));
  uint32_t count = to.section_count;
  for (uint32_t i = 0; i < count; i++)
    parts[i] =
        (struct package_part){to.sections[i].type, to.sections[i].length, wrong + to.sections[i].offset};
  const struct mbpf_section *proof = &from.sections[from.section_count - 1];
  uint8_t section[4096];
  memcpy(section, proven + proof->offset, proof->length);
  parts[count] = (struct package_part){MBPF_SECTION_PROOF, proof->length, section};
  static uint8_t mixed[16384];
  size_t mixed_bytes;
  EXPECT_OK(package_write(parts, count + 1, mixed, sizeof mixed, &mixed_bytes, &error));
  EXPECT_ERROR(mbpf_package_load(host.runtime, mixed, mixed_bytes, NULL, &package, &error), MBPF_NOT_VERIFIED,
               "V03 packet-bounds at slot 6");
  memset(section + 16, 0, 8);
  EXPECT_OK(package_write(parts, count + 1, mixed, sizeof mixed, &mixed_bytes, &error));
  EXPECT_ERROR(mbpf_package_load(host.runtime, mixed, mixed_bytes, NULL, &package, &error), MBPF_NOT_VERIFIED,
               "no proof for it");
  memcpy(section + 16, "\x18\0\0\0\4\0\0\0", 8);
  EXPECT_OK(package_write(parts, count + 1, mixed, sizeof mixed, &mixed_bytes, &error));
  EXPECT_ERROR(mbpf_package_load(host.runtime, mixed, mixed_bytes, NULL, &package, &error), MBPF_NOT_VERIFIED,
               "V19");
  free(wrong);
  free(proven);
  free(image);
  host_stop(&host);
}

/* Refused as a program that takes worst steps with a budget of max_steps, or loaded when part is NULL. */
static void expect_admission(const struct mbpf_policy *policy, const char *code, uint64_t max_steps,
                             mbpf_status status, const char *part) {
  const struct program_text programs[] = {
      {.name = "p", .hook_type = MBPF_HOOK_NET_RX, .code = code, .budgets = {.max_steps = max_steps}}, {0}};
  size_t bytes;
  host_start_with(&host, 1, HOST_ARENA_BYTES, policy);
  size_t before = used();
  uint8_t *image = package_image(&(struct package_text){.programs = programs}, &bytes);
  mbpf_status got = mbpf_package_load(host.runtime, image, bytes, NULL, &package, &error);
  if (part) {
    EXPECT_ERROR(got, status, part);
    assert_int_equal(used(), before);
  } else {
    EXPECT_OK(got);
  }
  free(image);
}

static void termination_is_proven_or_metered_as_the_policy_says(void **state) {
  static const char straight[] = "r1 = 1\nr2 = 2\nr0 = 0\nexit\n";
  static const char endless[] = "r0 = 0\nagain:\nr0 += 1\nif r0 != 0 goto again\nexit\n";
  struct mbpf_policy policy = strict();
  struct mbpf_result result;
  mbpf_link_handle link;
  (void)state;
  expect_admission(&policy, straight, 4, MBPF_OK, NULL);
  host_stop(&host);
  expect_admission(&policy, straight, 3, MBPF_BUDGET_EXCEEDED, "may take 4 steps; its max_steps is 3");
  host_stop(&host);
  expect_admission(&policy, endless, 0, MBPF_NOT_VERIFIED, "V16 loop at slot 1");
  host_stop(&host);
  policy.metered_hooks = MBPF_HOOK_BIT(MBPF_HOOK_NET_TX) | MBPF_HOOK_BIT(MBPF_HOOK_TIMER);
  expect_admission(&policy, straight, 3, MBPF_BUDGET_EXCEEDED, "its max_steps is 3");
  host_stop(&host);
  policy.metered_hooks = MBPF_HOOK_BIT(MBPF_HOOK_NET_RX);
  expect_admission(&policy, straight, 3, MBPF_OK, NULL);
  assert_int_equal(info_of("p").worst_steps, 4);
  host_stop(&host);

  /* A metered run stops at its budget, exactly. */
  expect_admission(&policy, endless, 777, MBPF_OK, NULL);
  assert_int_equal(info_of("p").worst_steps, UINT64_MAX);
  mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  EXPECT_OK(mbpf_attach(host.runtime, host_program(&host, package, "p"), point, 0, &link, &error));
  struct mbpf_net_ctx ctx = net_ctx(frame, sizeof frame);
  assert_int_equal(mbpf_run(host.runtime, point, &ctx, sizeof ctx, &result), MBPF_RUN_BUDGET);
  assert_int_equal(result.steps, 777);
  host_stop(&host);
}

/* A package whose proof leaves a loop to be counted is refused where termination has to be proven. */
static void metered_proofs_are_for_metered_hooks(void **state) {
  static const struct program_text endless[] = {
      {.name = "spin",
       .hook_type = MBPF_HOOK_NET_RX,
       .code = "r0 = 0\nagain:\nr0 += 1\nif r0 != 0 goto again\nexit\n"},
      {0}};
  size_t bytes, proven_bytes;
  (void)state;
  uint8_t *image = package_image(&(struct package_text){.programs = endless}, &bytes);
  uint8_t *proven = package_proven(image, bytes, &proven_bytes);
  start_strict();
  EXPECT_ERROR(mbpf_package_load(host.runtime, proven, proven_bytes, NULL, &package, &error),
               MBPF_NOT_VERIFIED,
               "nothing proves that the loop at slot 1 ends; the policy wants it proven on net_rx hooks");
  host_stop(&host);
  host_start(&host, 1);
  EXPECT_OK(mbpf_package_load(host.runtime, proven, proven_bytes, NULL, &package, &error));
  host_stop(&host);
  free(proven);
  free(image);
}

/* The worst case of a run with tail calls: the program, then 33 times the longest there is. */
static void tail_calls_count_into_the_worst_case(void **state) {
  static const struct map_text maps[] = {{.name = "next", .def = {MBPF_MAP_PROG_ARRAY, 4, 4, 2, 0, 0}}, {0}};
  static const struct program_text programs[] = {
      {.name = "first",
       .hook_type = MBPF_HOOK_NET_RX,
       .code = "r2 = map[0] ll\nr3 = 0\ncall 12\nr0 = 0\nexit\n"},
      {.name = "second",
       .hook_type = MBPF_HOOK_NET_RX,
       .code = "r1 = 0\nr2 = 0\nr3 = 0\nr4 = 0\nr5 = 0\nr0 = 0\nexit\n"},
      {0}};
  (void)state;
  start_strict();
  package = host_load(&host, &(struct package_text){.programs = programs, .maps = maps}, NULL);
  assert_int_equal(info_of("first").worst_steps, 5 + MBPF_EBPF_MAX_TAIL_CALLS * 7);
  assert_int_equal(info_of("second").worst_steps, 7);
  host_stop(&host);
}

/* Programs of one package that share a function: their proofs are checked together. */
static void several_programs_are_verified_together(void **state) {
  static const struct program_text programs[] = {
      {.name = "reads", .hook_type = MBPF_HOOK_NET_RX, .code = reads},
      {.name = "tick", .hook_type = MBPF_HOOK_TIMER, .code = "r0 = *(u64 *)(r10 - 8)\nexit\n"},
      {0}};
  size_t bytes;
  (void)state;
  start_strict();
  uint8_t *image = package_image(&(struct package_text){.programs = programs}, &bytes);
  EXPECT_ERROR(mbpf_package_load(host.runtime, image, bytes, NULL, &package, &error), MBPF_NOT_VERIFIED,
               "program 'tick' is rejected: V01 uninitialised at slot 10");
  free(image);
  host_stop(&host);
}

static void the_checked_tier_needs_host_and_policy(void **state) {
  static const struct program_text wild[] = {
      {.name = "w", .hook_type = MBPF_HOOK_NET_RX, .code = "r0 = *(u64 *)(r2 + 0)\nexit\n"}, {0}};
  const struct mbpf_load_options checked = {.tier = MBPF_TIER_CHECKED};
  size_t bytes;
  (void)state;
  uint8_t *image = package_image(&(struct package_text){.programs = wild}, &bytes);
  start_strict();
  EXPECT_ERROR(mbpf_package_load(host.runtime, image, bytes, &checked, &package, &error), MBPF_NOT_VERIFIED,
               "V01");
  package = host_load(&host, &(struct package_text){.programs = one}, &checked);
  assert_int_equal(info_of("reads").tier, MBPF_TIER_CHECKED);
  assert_true(info_of("reads").verified);
  host_stop(&host);
  host_start(&host, 1);
  EXPECT_ERROR(mbpf_package_load(host.runtime, image, bytes, NULL, &package, &error), MBPF_NOT_VERIFIED,
               "V01");
  EXPECT_OK(mbpf_package_load(host.runtime, image, bytes, &checked, &package, &error));
  assert_false(info_of("w").verified);
  host_stop(&host);
  free(image);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(verified_programs_run_without_checks_in_small_windows),
      cmocka_unit_test(changed_proofs_are_refused_or_still_true),
      cmocka_unit_test(proofs_are_of_their_program),
      cmocka_unit_test(termination_is_proven_or_metered_as_the_policy_says),
      cmocka_unit_test(metered_proofs_are_for_metered_hooks),
      cmocka_unit_test(tail_calls_count_into_the_worst_case),
      cmocka_unit_test(several_programs_are_verified_together),
      cmocka_unit_test(the_checked_tier_needs_host_and_policy),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
