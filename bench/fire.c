/*
 * The way of one event: an empty program through mbpf_run, alone and beside others, on one thread and on two; and that firing
 * allocates nothing. Best of several rounds, beside an indirect call of a C function that does as little.
 */
#include "host.h"

#include <mbpf/mbpf.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { EVENTS = 5000, ROUNDS = 3000 };

static struct host host;
static uint8_t frame[64];

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static double fire_many(mbpf_point_handle point) {
  struct mbpf_net_ctx ctx = net_ctx(frame, sizeof frame);
  struct mbpf_result result;
  double start = now_ns();
  for (int i = 0; i < EVENTS; i++)
    mbpf_run(host.runtime, point, &ctx, sizeof ctx, &result);
  return (now_ns() - start) / EVENTS;
}

static void *fire_thread(void *point) {
  double *ns = malloc(sizeof *ns);
  *ns = fire_many(*(mbpf_point_handle *)point);
  return ns;
}

/* A point with count empty programs of a tier. */
static mbpf_point_handle point_with(int count, const struct mbpf_load_options *options) {
  static const struct program_text programs[] = {
      {.name = "empty", .hook_type = MBPF_HOOK_NET_RX, .code = "r0 = 0\nexit\n"}, {0}};
  mbpf_point_handle point = host_point(&host, "net_rx/bench", MBPF_HOOK_NET_RX);
  for (int i = 0; i < count; i++) {
    mbpf_link_handle link;
    mbpf_package_handle package = host_load(&host, &(struct package_text){.programs = programs}, options);
    if (mbpf_attach(host.runtime, host_program(&host, package, "empty"), point, 0, &link, NULL) != MBPF_OK)
      abort();
  }
  return point;
}

static void measure(const char *name, int count, enum mbpf_tier tier) {
  const struct mbpf_load_options options = {.tier = tier};
  double best = 1e9;
  size_t before, after, largest;
  host_start_posix(&host, 2);
  mbpf_point_handle point = point_with(count, &options);
  mbpf_runtime_memory(host.runtime, &before, &largest);
  for (int i = 0; i < ROUNDS; i++) {
    double ns = fire_many(point);
    best = ns < best ? ns : best;
  }
  mbpf_runtime_memory(host.runtime, &after, &largest);
  printf("  %-44s %7.2f ns, %zu bytes allocated\n", name, best, after - before);
  host_stop(&host);
}

static void measure_two_threads(void) {
  const struct mbpf_load_options options = {.tier = MBPF_TIER_INTERP};
  double best = 1e9;
  host_start_posix(&host, 4);
  mbpf_point_handle point = point_with(1, &options);
  for (int i = 0; i < ROUNDS; i++) {
    pthread_t threads[2];
    double worst = 0;
    for (int j = 0; j < 2; j++) {
      if (pthread_create(&threads[j], NULL, fire_thread, &point) != 0)
        abort();
    }
    for (int j = 0; j < 2; j++) {
      void *ns;
      pthread_join(threads[j], &ns);
      worst = *(double *)ns > worst ? *(double *)ns : worst;
      free(ns);
    }
    best = worst < best ? worst : best;
  }
  printf("  %-44s %7.2f ns on each\n", "1 empty program, interp, two threads", best);
  host_stop(&host);
}

static int32_t empty(void *context) {
  (void)context;
  return 0;
}

static void measure_native(void) {
  int32_t (*volatile call)(void *) = empty;
  int32_t sum = 0;
  double start = now_ns();
  for (int i = 0; i < EVENTS; i++)
    sum += call(frame);
  printf("  %-44s %7.2f ns\n", "native: indirect call of an empty function",
         (now_ns() - start) / EVENTS + sum);
}

int main(void) {
  printf("fire: one event through mbpf_run\n");
  measure_native();
  measure("no program", 0, MBPF_TIER_INTERP);
  measure("1 empty program, interp", 1, MBPF_TIER_INTERP);
  measure("1 empty program, checked", 1, MBPF_TIER_CHECKED);
  measure("4 empty programs, interp", 4, MBPF_TIER_INTERP);
  measure_two_threads();
  return 0;
}
