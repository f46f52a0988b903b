/* Summing statistics over CPUs, and the calls that read them. */
#include "runtime/stats.h"

#include "base/error.h"
#include "runtime/runtime.h"

void stats_sum(const struct stats *stats, uint32_t count, struct mbpf_stats *sum) {
  for (uint32_t i = 0; i < count; i++) {
#define SUM(name) sum->name += counter_read(&stats[i].name);
    STATS_TABLE(SUM)
#undef SUM
  }
  sum->invocations =
      sum->successes + sum->soft_failures + sum->exceptions + sum->out_of_memory + sum->budget + sum->nested;
}

void stats_fold(struct stats *to, const struct stats *from, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
#define FOLD(name) counter_add(&to[i].name, counter_read(&from[i].name));
    STATS_TABLE(FOLD)
#undef FOLD
  }
}

/* What its past links left and what its present ones have. */
static void sum_program(const mbpf_runtime *runtime, const struct program *program, struct mbpf_stats *sum) {
  *sum = (struct mbpf_stats){0};
  stats_sum(program->stats, runtime->port->cpu_count, sum);
  for (size_t i = 0; i < MBPF_MAX_LINKS; i++) {
    const struct link *link = runtime->links[i].link;
    if (link && link->program == program)
      stats_sum(link->stats, runtime->port->cpu_count, sum);
  }
}

mbpf_status mbpf_program_stats(mbpf_runtime *runtime, mbpf_program_handle handle, struct mbpf_stats *stats,
                               mbpf_error *error) {
  runtime_lock(runtime);
  const struct program *program = runtime_program(runtime, handle);
  if (program)
    sum_program(runtime, program, stats);
  runtime_unlock(runtime);
  return program ? MBPF_OK : mbpf_fail(error, MBPF_ALREADY_UNLOADED, "stale program handle");
}

mbpf_status mbpf_link_stats(mbpf_runtime *runtime, mbpf_link_handle handle, struct mbpf_stats *stats,
                            mbpf_error *error) {
  uint32_t index = handle_index(handle.id);
  mbpf_status status = MBPF_NOT_ATTACHED;
  runtime_lock(runtime);
  if (index < MBPF_MAX_LINKS && runtime->links[index].generation == handle_generation(handle.id) &&
      runtime->links[index].link) {
    *stats = (struct mbpf_stats){0};
    stats_sum(runtime->links[index].link->stats, runtime->port->cpu_count, stats);
    status = MBPF_OK;
  }
  runtime_unlock(runtime);
  return status == MBPF_OK ? MBPF_OK : mbpf_fail(error, status, "stale link handle");
}
