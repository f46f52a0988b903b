/* Events on many threads while programs come and go. Run under the thread sanitizer by ./dev test. */
#include "host.h"
#include "unit.h"

#include <mbpf/runtime.h>
#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 4, FIRES = 20000, CHANGES = 300 };

static struct host host;
static mbpf_point_handle point;
static atomic_bool stop;

/* Adds one to the first number of map 0. */
static const char count_one[] = "r1 = value[0] + 0 ll\nr2 = 1\nlock *(u64 *)(r1 + 0) += r2\nr0 = 1\nexit\n";

static mbpf_package_handle load_counter(void) {
  static const struct program_text programs[] = {
      {.name = "count", .hook_type = MBPF_HOOK_NET_RX, .code = count_one}, {0}};
  static const struct map_text maps[] = {{.name = "hits", .def = {MBPF_MAP_ARRAY, 4, 8, 1, 0, 0}}, {0}};
  return host_load(&host,
                   &(struct package_text){.programs = programs,
                                          .maps = maps,
                                          .capabilities = MBPF_CAP_MAP_READ | MBPF_CAP_MAP_WRITE},
                   NULL);
}

static uint64_t hits(mbpf_package_handle package) {
  mbpf_error error;
  uint32_t key = 0;
  uint64_t value = 0;
  EXPECT_OK(mbpf_map_lookup(host.runtime, host_map(&host, package, "hits"), &key, &value, &error));
  return value;
}

/* Fires FIRES events; each must have run at least one program and been dropped by it. */
static void *fire_all(void *failures) {
  uint8_t frame[64] = {0};
  struct mbpf_net_ctx ctx = net_ctx(frame, sizeof frame);
  for (int i = 0; i < FIRES; i++) {
    struct mbpf_result result;
    mbpf_run(host.runtime, point, &ctx, sizeof ctx, &result);
    if (result.status != MBPF_RUN_OK || result.verdict != MBPF_NET_DROP)
      atomic_fetch_add((atomic_uint *)failures, 1);
  }
  return NULL;
}

static void run_threads(atomic_uint *failures) {
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, fire_all, failures), 0);
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(pthread_join(threads[i], NULL), 0);
}

static void attach(mbpf_package_handle package, int32_t priority, mbpf_link_handle *link) {
  mbpf_error error;
  EXPECT_OK(mbpf_attach(host.runtime, host_program(&host, package, "count"), point, priority, link, &error));
}

static void no_call_is_dropped(void **state) {
  atomic_uint failures = 0;
  mbpf_link_handle link;
  struct mbpf_stats stats;
  mbpf_error error;
  (void)state;
  host_start_posix(&host, THREADS + 1);
  point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  mbpf_package_handle package = load_counter();
  attach(package, 0, &link);
  run_threads(&failures);
  assert_int_equal(failures, 0);
  assert_int_equal(hits(package), THREADS * FIRES);
  EXPECT_OK(mbpf_link_stats(host.runtime, link, &stats, &error));
  assert_int_equal(stats.successes, THREADS * FIRES);
  assert_int_equal(stats.steps, (uint64_t)THREADS * FIRES * 5);
  host_stop(&host);
}

static void shared_instances_drop_nothing_either(void **state) {
  static const struct program_text programs[] = {
      {.name = "count",
       .hook_type = MBPF_HOOK_NET_RX,
       .code = "*(u64 *)(r10 - 8) = 1\nr0 = *(u64 *)(r10 - 8)\nexit\n"},
      {0}};
  const struct mbpf_load_options one = {.instances = 1};
  atomic_uint failures = 0;
  mbpf_link_handle link;
  (void)state;
  host_start_posix(&host, THREADS + 1);
  point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  attach(host_load(&host, &(struct package_text){.programs = programs}, &one), 0, &link);
  run_threads(&failures);
  assert_int_equal(failures, 0);
  host_stop(&host);
}

/* Loads, attaches, detaches and unloads a second program as fast as it can. */
static void *change(void *changes) {
  mbpf_error error;
  while (!atomic_load(&stop) || atomic_load((atomic_uint *)changes) < CHANGES) {
    mbpf_link_handle link;
    mbpf_package_handle package = load_counter();
    attach(package, -1, &link);
    (void)hits(package);
    EXPECT_OK(mbpf_detach(host.runtime, link, &error));
    EXPECT_OK(mbpf_package_unload(host.runtime, package, &error));
    atomic_fetch_add((atomic_uint *)changes, 1);
  }
  return NULL;
}

static void programs_come_and_go_under_fire(void **state) {
  atomic_uint failures = 0, changes = 0;
  mbpf_link_handle link;
  pthread_t changer;
  size_t before, after, largest;
  (void)state;
  host_start_posix(&host, THREADS + 2);
  point = host_point(&host, "net_rx/t0", MBPF_HOOK_NET_RX);
  mbpf_package_handle package = load_counter();
  attach(package, 0, &link);
  mbpf_runtime_memory(host.runtime, &before, &largest);
  atomic_store(&stop, false);
  assert_int_equal(pthread_create(&changer, NULL, change, &changes), 0);
  run_threads(&failures);
  atomic_store(&stop, true);
  assert_int_equal(pthread_join(changer, NULL), 0);
  mbpf_runtime_memory(host.runtime, &after, &largest);
  assert_int_equal(failures, 0);
  assert_int_equal(hits(package), THREADS * FIRES);
  assert_in_range(after, before, before + 16); /* the list may keep an empty place */
  assert_true(changes >= CHANGES);
  host_stop(&host);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_call_is_dropped),
      cmocka_unit_test(shared_instances_drop_nothing_either),
      cmocka_unit_test(programs_come_and_go_under_fire),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
