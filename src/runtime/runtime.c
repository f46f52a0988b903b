/* Making and ending a runtime, the default policy, and resolving handles. */
#include "runtime/runtime.h"

#include "base/error.h"

#include <string.h>

void mbpf_policy_default(struct mbpf_policy *policy) {
  *policy = (struct mbpf_policy){
      .max_steps = MBPF_LIMIT_MAX_STEPS,
      .max_helpers = MBPF_LIMIT_MAX_HELPERS,
      .max_wall_time_us = MBPF_DEFAULT_MAX_WALL_TIME_US,
      .max_map_bytes = UINT64_MAX,
      .log_lines_per_second = MBPF_LOG_LINES_PER_SECOND,
  };
}

static mbpf_status check_config(const struct mbpf_runtime_config *config, mbpf_error *error) {
  const struct mbpf_port *port = config->port;
  if (!port || !config->arena)
    return mbpf_fail(error, MBPF_INVALID_ARG, "the runtime needs a port and an arena");
  if ((uintptr_t)config->arena < 4096)
    return mbpf_fail(error, MBPF_INVALID_ARG, "no stack of a program may lie in the first 4 KiB of memory");
  if (!port->cpu_id || !port->now_ns || !port->random)
    return mbpf_fail(error, MBPF_INVALID_ARG, "the port must have cpu_id, now_ns and random");
  if (port->cpu_count == 0 || port->cpu_count > MBPF_MAX_CPUS)
    return mbpf_fail(error, MBPF_INVALID_ARG, "the port has %u CPUs; 1 to %u are possible", port->cpu_count,
                     MBPF_MAX_CPUS);
  if (!port->lock != !port->unlock)
    return mbpf_fail(error, MBPF_INVALID_ARG, "the port has one of lock and unlock; it needs both or none");
  return MBPF_OK;
}

mbpf_status mbpf_runtime_create(const struct mbpf_runtime_config *config, mbpf_runtime **out,
                                mbpf_error *error) {
  struct arena arena;
  mbpf_status status = check_config(config, error);
  if (status != MBPF_OK)
    return status;
  arena_init(&arena, config->arena, config->arena_bytes);
  size_t cpus_bytes = config->port->cpu_count * sizeof(struct cpu) + _Alignof(struct cpu);
  mbpf_runtime *runtime = arena_take(&arena, sizeof *runtime, ARENA_LOW);
  unsigned char *cpus = runtime ? arena_take(&arena, cpus_bytes, ARENA_LOW) : NULL;
  if (!cpus)
    return mbpf_fail(error, MBPF_NO_MEM, "the runtime itself takes about %zu bytes; the arena has %zu",
                     sizeof *runtime + cpus_bytes, config->arena_bytes);
  cpus += (size_t)(0 - (uintptr_t)cpus) % _Alignof(struct cpu);
  runtime->port = config->port;
  runtime->policy = config->policy;
  runtime->arena = arena;
  runtime->cpus = (struct cpu *)(void *)cpus;
  *out = runtime;
  return MBPF_OK;
}

void mbpf_runtime_destroy(mbpf_runtime *runtime) {
  if (!runtime)
    return;
  for (size_t i = 0; i < MBPF_MAX_HOOK_POINTS; i++) {
    if (runtime->points[i].generation % 2 == 1)
      point_remove(runtime, &runtime->points[i]);
  }
  for (size_t i = 0; i < MBPF_MAX_PACKAGES; i++) {
    if (runtime->packages[i].loaded)
      package_remove(runtime, &runtime->packages[i]);
  }
}

void mbpf_runtime_memory(mbpf_runtime *runtime, size_t *used, size_t *largest_free) {
  runtime_lock(runtime);
  *used = arena_used(&runtime->arena);
  *largest_free = arena_largest(&runtime->arena);
  runtime_unlock(runtime);
}

struct loaded *runtime_package(mbpf_runtime *runtime, uint64_t handle) {
  uint32_t index = handle_index(handle);
  if (index >= MBPF_MAX_PACKAGES || handle_generation(handle) % 2 == 0)
    return NULL;
  const struct package_slot *slot = &runtime->packages[index];
  if (__atomic_load_n(&slot->generation, __ATOMIC_SEQ_CST) != handle_generation(handle))
    return NULL;
  return slot->loaded;
}

struct program *runtime_program(mbpf_runtime *runtime, mbpf_program_handle handle) {
  struct loaded *loaded = runtime_package(runtime, handle.package);
  return loaded && handle.index < loaded->program_count ? &loaded->programs[handle.index] : NULL;
}

const char *mbpf_tier_name(enum mbpf_tier tier) {
  switch (tier) {
  case MBPF_TIER_DEFAULT: return "default";
  case MBPF_TIER_CHECKED: return "checked";
  case MBPF_TIER_INTERP: return "interp";
  }
  return "unknown";
}

const char *mbpf_run_status_name(enum mbpf_run_status status) {
  static const char *const names[MBPF_RUN_STATUSES] = {
      [MBPF_RUN_OK] = "ok",
      [MBPF_RUN_NO_PROGRAM] = "no_program",
      [MBPF_RUN_EXCEPTION] = "exception",
      [MBPF_RUN_OOM] = "out_of_memory",
      [MBPF_RUN_BUDGET] = "budget",
      [MBPF_RUN_NESTED] = "nested",
      [MBPF_RUN_ABI_MISMATCH] = "abi_mismatch",
      [MBPF_RUN_BREAKER_OPEN] = "breaker_open",
  };
  return (unsigned)status < MBPF_RUN_STATUSES ? names[status] : "unknown";
}
