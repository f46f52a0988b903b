/* Events through hook points: verdicts, priorities, failures, budgets, nesting limits, statistics. */
#include "host.h"
#include "unit.h"

#include <mbpf/runtime.h>

static struct host host;
static uint8_t frame[64];

static struct mbpf_result fire(mbpf_point_handle point) {
  struct mbpf_net_ctx ctx = net_ctx(frame, sizeof frame);
  struct mbpf_result result;
  enum mbpf_run_status status = mbpf_run(host.runtime, point, &ctx, sizeof ctx, &result);
  assert_int_equal(result.status, status);
  return result;
}

static void most_restrictive_verdict_wins(void **state) {
  static const struct {
    int verdicts[3];
    int merged;
  } cases[] = {
      {{MBPF_NET_PASS, MBPF_NET_DROP, MBPF_NET_PASS}, MBPF_NET_DROP},
      {{MBPF_NET_PASS, MBPF_NET_TX, MBPF_NET_PASS}, MBPF_NET_TX},
      {{MBPF_NET_TX, MBPF_NET_REDIRECT, MBPF_NET_PASS}, MBPF_NET_REDIRECT},
      {{MBPF_NET_DROP, MBPF_NET_REDIRECT, MBPF_NET_TX}, MBPF_NET_DROP},
      {{MBPF_NET_DROP, MBPF_NET_ABORT, MBPF_NET_PASS}, MBPF_NET_ABORT},
      {{MBPF_NET_PASS, MBPF_NET_PASS, MBPF_NET_PASS}, MBPF_NET_PASS},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    host_start(&host, 1);
    mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
    for (int j = 0; j < 3; j++) {
      char code[32];
      snprintf(code, sizeof code, "r0 = %d\nexit\n", cases[i].verdicts[j]);
      host_attach_net(&host, point, code, j);
    }
    struct mbpf_result result = fire(point);
    assert_int_equal(result.status, MBPF_RUN_OK);
    assert_int_equal(result.verdict, cases[i].merged);
    assert_int_equal(result.programs, 3);
    assert_int_equal(result.steps, 6);
    host_stop(&host);
  }
}

/* Each program shifts the packet's first byte and adds its digit: the byte tells the order they ran in. */
#define APPEND(digit)                                                                                        \
  "r0 = 0\n r2 = *(u64 *)(r1 + 24)\n r3 = *(u64 *)(r1 + 32)\n r4 = r2\n r4 += 1\n if r4 > r3 goto out\n"     \
  "r3 = *(u8 *)(r2 + 0)\n r3 <<= 2\n r3 += " digit "\n *(u8 *)(r2 + 0) = r3\n out:\n exit\n"

static void programs_run_by_priority_then_by_age(void **state) {
  (void)state;
  host_start(&host, 1);
  mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  host_attach_net(&host, point, APPEND("3"), 10);
  host_attach_net(&host, point, APPEND("1"), -5);
  mbpf_link_handle second = host_attach_net(&host, point, APPEND("2"), -5);
  frame[0] = 0;
  assert_int_equal(fire(point).status, MBPF_RUN_OK);
  assert_int_equal(frame[0], 1 << 4 | 2 << 2 | 3);
  mbpf_error error;
  EXPECT_OK(mbpf_detach(host.runtime, second, &error));
  frame[0] = 0;
  assert_int_equal(fire(point).programs, 2);
  assert_int_equal(frame[0], 1 << 2 | 3);
  EXPECT_ERROR(mbpf_detach(host.runtime, second, &error), MBPF_NOT_ATTACHED, "stale link");
  host_stop(&host);
}

static void a_failing_program_changes_no_other_verdict(void **state) {
  (void)state;
  host_start(&host, 1);
  mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  host_attach_net(&host, point, "r0 = 1\nexit\n", 0);
  const struct program_text wild[] = {
      {.name = "prog", .hook_type = MBPF_HOOK_NET_RX, .code = "r1 = 64\nr0 = *(u64 *)(r1 + 0)\nexit\n"}, {0}};
  mbpf_package_handle package = host_load(&host, &(struct package_text){.programs = wild},
                                          &(struct mbpf_load_options){.tier = MBPF_TIER_CHECKED});
  mbpf_link_handle bad;
  mbpf_error error;
  EXPECT_OK(mbpf_attach(host.runtime, host_program(&host, package, NULL), point, 1, &bad, &error));
  host_attach_net(&host, point, "r0 = 0\nexit\n", 2);
  struct mbpf_result result = fire(point);
  assert_int_equal(result.status, MBPF_RUN_EXCEPTION);
  assert_int_equal(result.verdict, MBPF_NET_DROP);
  assert_int_equal(result.programs, 2);
  assert_int_equal(result.failures, 1);
  assert_int_equal(result.stop.pc, 1);
  char why[256];
  mbpf_stop_describe(host.runtime, &result.stop, why, sizeof why);
  assert_non_null(strstr(why, "program 'prog' accessed memory"));
  assert_non_null(strstr(why, "pc 1"));
  assert_non_null(strstr(why, "8 bytes at 0x40"));
  struct mbpf_stats stats;
  EXPECT_OK(mbpf_link_stats(host.runtime, bad, &stats, &error));
  assert_int_equal(stats.invocations, 1);
  assert_int_equal(stats.exceptions, 1);
  assert_int_equal(stats.successes, 0);
  assert_int_equal(stats.steps, 1); /* the load that was stopped is none */
  host_stop(&host);
}

static void when_all_fail_the_default_holds(void **state) {
  (void)state;
  host_start(&host, 1);
  mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  host_attach_net(&host, point, "r0 = 99\nexit\n", 0);
  struct mbpf_result result = fire(point);
  assert_int_equal(result.verdict, MBPF_NET_PASS);
  assert_int_equal(result.failures, 1);
  assert_int_equal(result.retval, 99);
  host_stop(&host);
}

static void budgets_stop_exactly(void **state) {
  static const char loop[] = "r1 = 0\nagain:\nr1 += 1\ngoto again\n";
  (void)state;
  for (uint64_t steps = 1; steps < 12; steps++) {
    const struct program_text programs[] = {
        {.name = "spin", .hook_type = MBPF_HOOK_NET_RX, .code = loop, .budgets = {.max_steps = steps}}, {0}};
    host_start(&host, 1);
    mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
    mbpf_package_handle package = host_load(&host, &(struct package_text){.programs = programs}, NULL);
    mbpf_link_handle link;
    mbpf_error error;
    EXPECT_OK(mbpf_attach(host.runtime, host_program(&host, package, NULL), point, 0, &link, &error));
    struct mbpf_result result = fire(point);
    assert_int_equal(result.status, MBPF_RUN_BUDGET);
    assert_int_equal(result.verdict, MBPF_NET_PASS);
    assert_int_equal(result.steps, steps);
    host_stop(&host);
  }
}

/* Calls helper 8 three times and helper 5 twice. */
static const char five_calls[] = "call 8\ncall 5\ncall 8\ncall 5\ncall 8\nr0 = 1\nexit\n";

static struct mbpf_result fire_limited(uint64_t max_helpers, const char *helper, uint32_t limit,
                                       enum mbpf_tier tier) {
  const struct program_text programs[] = {{.name = "calls",
                                           .hook_type = MBPF_HOOK_NET_RX,
                                           .code = five_calls,
                                           .budgets = {.max_helpers = max_helpers},
                                           .limited_helper = helper,
                                           .helper_limit = limit},
                                          {0}};
  const struct mbpf_load_options options = {.tier = tier};
  mbpf_link_handle link;
  mbpf_error error;
  host_start(&host, 1);
  mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  mbpf_package_handle package =
      host_load(&host, &(struct package_text){.programs = programs, .capabilities = MBPF_CAP_TIME}, &options);
  EXPECT_OK(mbpf_attach(host.runtime, host_program(&host, package, NULL), point, 0, &link, &error));
  struct mbpf_result result = fire(point);
  host_stop(&host);
  return result;
}

static void helper_budgets_stop_exactly(void **state) {
  (void)state;
  for (int tier = MBPF_TIER_CHECKED; tier <= MBPF_TIER_INTERP; tier++) {
    assert_int_equal(fire_limited(5, NULL, 0, (enum mbpf_tier)tier).verdict, MBPF_NET_DROP);
    struct mbpf_result result = fire_limited(3, NULL, 0, (enum mbpf_tier)tier);
    assert_int_equal(result.status, MBPF_RUN_BUDGET);
    assert_int_equal(result.stop.pc, 3);
    assert_int_equal(fire_limited(5, "get_smp_processor_id", 3, (enum mbpf_tier)tier).verdict, MBPF_NET_DROP);
    result = fire_limited(5, "get_smp_processor_id", 2, (enum mbpf_tier)tier);
    assert_int_equal(result.status, MBPF_RUN_BUDGET);
    assert_int_equal(result.stop.pc, 4);
    assert_int_equal(fire_limited(5, "ktime_get_ns", 0, (enum mbpf_tier)tier).stop.pc, 1);
    assert_int_equal(fire_limited(4, "ktime_get_ns", 9, (enum mbpf_tier)tier).stop.pc, 4);
  }
}

static void wall_time_stops_a_loop(void **state) {
  const struct program_text programs[] = {{.name = "spin",
                                           .hook_type = MBPF_HOOK_NET_RX,
                                           .code = "again:\ngoto again\n",
                                           .budgets = {.max_wall_time_us = 50, .max_steps = 100000000}},
                                          {0}};
  (void)state;
  host_start(&host, 1);
  host.clock_step_ns = 10000;
  mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  mbpf_package_handle package = host_load(&host, &(struct package_text){.programs = programs}, NULL);
  mbpf_link_handle link;
  mbpf_error error;
  EXPECT_OK(mbpf_attach(host.runtime, host_program(&host, package, NULL), point, 0, &link, &error));
  struct mbpf_result result = fire(point);
  assert_int_equal(result.status, MBPF_RUN_BUDGET);
  assert_in_range(result.steps, 1, 10 * MBPF_CLOCK_CHECK_STEPS);
  host_stop(&host);
}

static void contexts_of_the_wrong_size_or_version_do_not_run(void **state) {
  (void)state;
  host_start(&host, 1);
  mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  host_attach_net(&host, point, "r0 = 1\nexit\n", 0);
  struct mbpf_net_ctx ctx = net_ctx(frame, sizeof frame);
  struct mbpf_result result;
  assert_int_equal(mbpf_run(host.runtime, point, &ctx, sizeof ctx - 1, &result), MBPF_RUN_ABI_MISMATCH);
  assert_int_equal(result.verdict, MBPF_NET_PASS);
  assert_int_equal(mbpf_run(host.runtime, point, NULL, sizeof ctx, &result), MBPF_RUN_ABI_MISMATCH);
  ctx.abi_version++;
  assert_int_equal(mbpf_run(host.runtime, point, &ctx, sizeof ctx, &result), MBPF_RUN_ABI_MISMATCH);
  ctx.abi_version--;
  ctx.data = NULL;
  assert_int_equal(mbpf_run(host.runtime, point, &ctx, sizeof ctx, &result), MBPF_RUN_ABI_MISMATCH);
  ctx.data = frame;
  assert_int_equal(mbpf_run(host.runtime, point, &ctx, sizeof ctx, NULL), MBPF_RUN_OK);
  host_stop(&host);
}

static void stale_and_empty_points_answer_no_program(void **state) {
  mbpf_error error;
  (void)state;
  host_start(&host, 1);
  mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  assert_int_equal(fire(point).status, MBPF_RUN_NO_PROGRAM);
  host_attach_net(&host, point, "r0 = 1\nexit\n", 0);
  assert_int_equal(fire(point).verdict, MBPF_NET_DROP);
  EXPECT_OK(mbpf_point_destroy(host.runtime, point, &error));
  assert_int_equal(fire(point).status, MBPF_RUN_NO_PROGRAM);
  assert_int_equal(fire((mbpf_point_handle){0}).status, MBPF_RUN_NO_PROGRAM);
  assert_int_equal(fire((mbpf_point_handle){UINT64_MAX}).status, MBPF_RUN_NO_PROGRAM);
  mbpf_point_handle again = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  assert_true(again.id != point.id);
  assert_int_equal(fire(point).status, MBPF_RUN_NO_PROGRAM);
  host_stop(&host);
}

static void a_thread_without_a_cpu_number_gets_the_default(void **state) {
  (void)state;
  host_start(&host, 2);
  mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  host_attach_net(&host, point, "r0 = 1\nexit\n", 0);
  host.cpu = 1;
  assert_int_equal(fire(point).verdict, MBPF_NET_DROP);
  host.cpu = 2;
  struct mbpf_result result = fire(point);
  assert_int_equal(result.status, MBPF_RUN_NESTED);
  assert_int_equal(result.verdict, MBPF_NET_PASS);
  host.cpu = 0;
  host_stop(&host);
}

static void xdp_codes_become_verdicts(void **state) {
  static const int verdicts[] = {MBPF_NET_ABORT, MBPF_NET_DROP,     MBPF_NET_PASS,
                                 MBPF_NET_TX,    MBPF_NET_REDIRECT, MBPF_NET_ABORT};
  (void)state;
  for (int code = 0; code < 6; code++) {
    char text[32];
    snprintf(text, sizeof text, "r0 = %d\nexit\n", code);
    const struct program_text programs[] = {
        {.name = "x", .hook_type = MBPF_HOOK_NET_RX, .context = "xdp_md", .code = text}, {0}};
    host_start(&host, 1);
    mbpf_point_handle point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
    mbpf_package_handle package = host_load(&host, &(struct package_text){.programs = programs}, NULL);
    mbpf_link_handle link;
    mbpf_error error;
    EXPECT_OK(mbpf_attach(host.runtime, host_program(&host, package, NULL), point, 0, &link, &error));
    assert_int_equal(fire(point).verdict, verdicts[code]);
    host_stop(&host);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(most_restrictive_verdict_wins),
      cmocka_unit_test(programs_run_by_priority_then_by_age),
      cmocka_unit_test(a_failing_program_changes_no_other_verdict),
      cmocka_unit_test(when_all_fail_the_default_holds),
      cmocka_unit_test(budgets_stop_exactly),
      cmocka_unit_test(helper_budgets_stop_exactly),
      cmocka_unit_test(wall_time_stops_a_loop),
      cmocka_unit_test(contexts_of_the_wrong_size_or_version_do_not_run),
      cmocka_unit_test(stale_and_empty_points_answer_no_program),
      cmocka_unit_test(a_thread_without_a_cpu_number_gets_the_default),
      cmocka_unit_test(xdp_codes_become_verdicts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
