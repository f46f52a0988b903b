/* Statistics of a program or a link: one set per CPU, written by that CPU alone, summed by readers. */
#ifndef RUNTIME_STATS_H
#define RUNTIME_STATS_H

#include <mbpf/runtime.h>

#include "base/counter.h"
#include "base/cpu.h"

/* Each field of struct mbpf_stats that is counted; invocations are the sum of their outcomes. */
#define STATS_TABLE(X)                                                                                       \
  X(successes)                                                                                               \
  X(soft_failures)                                                                                           \
  X(exceptions)                                                                                              \
  X(out_of_memory)                                                                                           \
  X(budget)                                                                                                  \
  X(nested)                                                                                                  \
  X(run_time_ns)                                                                                             \
  X(steps)

struct stats {
#define STATS_FIELD(name) struct counter name;
  _Alignas(CPU_ALIGNMENT) STATS_TABLE(STATS_FIELD)
#undef STATS_FIELD
};

/* Adds count CPUs' numbers to sum. */
void stats_sum(const struct stats *stats, uint32_t count, struct mbpf_stats *sum);

/* Adds from's numbers to to's, CPU by CPU; nobody else may write either. */
void stats_fold(struct stats *to, const struct stats *from, uint32_t count);

#endif
