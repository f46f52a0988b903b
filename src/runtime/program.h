/*
 * A loaded package and its programs. All of it lies in the package's one arena block and does not change until the block is
 * given back, but for instances, statistics, map contents and log limits.
 */
#ifndef RUNTIME_PROGRAM_H
#define RUNTIME_PROGRAM_H

#include <mbpf/runtime.h>

#include "ebpf/code.h"
#include "hook/hook.h"
#include "map/map.h"
#include "package/debug_section.h"
#include "runtime/log.h"
#include "runtime/stats.h"

struct engine;

/* What a program runs in on one CPU. */
struct instance {
  uint32_t busy; /* atomic: 1 while a run is in it */
  void *stack;   /* eBPF: entry.code->stack_bytes */
};

struct program {
  struct ebpf_entry entry; /* first: slots of program arrays point here */
  struct loaded *package;
  uint32_t index; /* in the manifest */
  const char *name;
  const char *attach;
  const struct engine *engine;
  enum mbpf_tier tier;
  const struct hook_type *type;
  bool verified;
  uint64_t worst_steps; /* proven; UINT64_MAX: not known */
  uint64_t max_steps;
  uint64_t max_helpers;
  uint64_t max_wall_time_us;
  uint32_t allowance_count; /* limits on single helpers */
  const struct helper_allowance *allowances;
  uint32_t instance_count;
  bool shares_instances; /* fewer than CPUs */
  struct instance *instances;
  struct stats *stats; /* one per CPU: of links that are gone; the others have their own */
  struct log_limit log_limit;
};

struct loaded {
  mbpf_runtime *runtime;
  uint64_t handle;
  uint32_t program_count;
  struct program *programs;
  uint32_t map_count;
  struct map **maps; /* in manifest order; templates are maps without storage */
  bool has_debug;
  struct debug_info debug; /* of the eBPF code */
};

#endif
