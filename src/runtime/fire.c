/*
 * Firing: one event through the programs of a hook point. No lock, no allocation. Bottom-up; mbpf_run at the end is the list
 * of steps.
 */
#include "base/expect.h"
#include "runtime/engine.h"
#include "runtime/run.h"
#include "runtime/runtime.h"

/*
 * One event: what its programs share, and what they have come to. Nothing outside this file sees its address, so that
 * compilers keep it in registers; context and run are apart from it because programs see theirs.
 */
struct fire {
  mbpf_runtime *runtime;
  const struct hook_type *type;
  struct cpu *cpu;
  uint32_t cpu_index;
  struct run_context *context;
  struct run *run;
  struct mbpf_result *result; /* written by finish, but for stop */
  enum mbpf_run_status status;
  int32_t verdict;
  bool decided; /* verdict is a program's, not the default */
  uint32_t programs;
  uint32_t failures;
  uint64_t retval;
  uint64_t steps;
};

static enum mbpf_run_status status_of(enum run_end end) {
  switch (end) {
  case RUN_OK: return MBPF_RUN_OK;
  case RUN_BUDGET_STEPS:
  case RUN_BUDGET_HELPERS:
  case RUN_BUDGET_TIME: return MBPF_RUN_BUDGET;
  case RUN_OUT_OF_MEMORY: return MBPF_RUN_OOM;
  default: return MBPF_RUN_EXCEPTION;
  }
}

/* --- instances --- */

static bool is_running(const struct cpu *cpu, const struct program *program) {
  for (uint32_t i = 0; i + 1 < cpu->depth; i++) {
    if (cpu->running[i] == program)
      return true;
  }
  return false;
}

/*
 * Fewer instances than CPUs: another CPU's run may have to end first. That is waited for, so that no call is dropped.
 */
RARE static struct instance *acquire_shared(const struct mbpf_port *port, const struct program *program,
                                            uint32_t first) {
  for (uint32_t i = first;; i++) {
    struct instance *instance = &program->instances[i % program->instance_count];
    if (__atomic_exchange_n(&instance->busy, 1, __ATOMIC_ACQUIRE) == 0)
      return instance;
    if (port->relax)
      port->relax(port->user);
  }
}

/* A free instance: with one per CPU it is this CPU's. */
static struct instance *acquire(const struct fire *fire, const struct program *program) {
  if (UNLIKELY(program->shares_instances))
    return acquire_shared(fire->runtime->port, program, fire->cpu_index);
  return &program->instances[fire->cpu_index];
}

static void release(struct instance *instance) {
  __atomic_store_n(&instance->busy, 0, __ATOMIC_RELEASE);
}

/* --- what a run came to --- */

/* Keeps the first failure's status: what follows is often its consequence. */
static void note_failure(struct fire *fire, enum mbpf_run_status status) {
  fire->failures++;
  if (fire->status == MBPF_RUN_OK)
    fire->status = status;
}

RARE static void tell_stop(struct mbpf_result *result, const struct run *run) {
  result->stop = (struct mbpf_stop){
      .program = {run->program->package->handle, run->program->index},
      .pc = run->stop.pc,
      .reason = run->stop.end,
      .detail = run->stop.detail,
      .address = run->stop.address,
      .length = run->stop.length,
  };
}

static void note_stop(struct fire *fire, struct stats *stats) {
  enum mbpf_run_status status = status_of(fire->run->stop.end);
  note_failure(fire, status);
  tell_stop(fire->result, fire->run);
  if (status == MBPF_RUN_BUDGET)
    counter_add(&stats->budget, 1);
  else if (status == MBPF_RUN_OOM)
    counter_add(&stats->out_of_memory, 1);
  else
    counter_add(&stats->exceptions, 1);
}

/* The most restrictive verdict wins; observers' are not merged. */
static void merge(struct fire *fire, int32_t verdict) {
  uint32_t (*restrictiveness)(int32_t) = fire->type->restrictiveness;
  if (!restrictiveness)
    return;
  if (LIKELY(!fire->decided) || restrictiveness(verdict) > restrictiveness(fire->verdict))
    fire->verdict = verdict;
  fire->decided = true;
}

/* A program ran to its end. */
static void note_end(struct fire *fire, struct stats *stats, uint64_t returned) {
  int32_t verdict;
  fire->retval = returned;
  fire->programs++;
  if (UNLIKELY(!fire->run->program->entry.view->verdict(fire->context, returned, &verdict))) {
    counter_add(&stats->soft_failures, 1);
    note_failure(fire, MBPF_RUN_OK);
    return;
  }
  counter_add(&stats->successes, 1);
  merge(fire, verdict);
}

/* --- one run --- */

RARE static void limit_helpers(const struct program *program, struct run *run) {
  run->allowances = program->allowances;
  run->helpers_withheld = run->helpers_left;
  run->helpers_left = 0;
  for (uint32_t i = 0; i < program->allowance_count; i++)
    run->helper_calls[i] = 0;
}

/* What is the same for all programs of the event. */
static void start_runs(const struct fire *fire) {
  struct run *run = fire->run;
  run->port = fire->runtime->port;
  run->cpu = fire->cpu_index;
  run->context = fire->context;
}

/* Field by field: clearing the whole struct costs more than an empty program. */
static void start_run(struct run *run, const struct program *program) {
  run->program = program;
  run->tail_calls = 0;
  run->max_steps = program->max_steps;
  run->helpers_left = program->max_helpers;
  run->deadline_ns = 0;
  run->allowance_count = program->allowance_count;
  run->stop.end = RUN_OK; /* the engine fills the rest when it stops */
  if (UNLIKELY(program->allowance_count != 0))
    limit_helpers(program, run);
  if (UNLIKELY(program->max_wall_time_us != 0))
    run->deadline_ns = run->port->now_ns(run->port->user) + program->max_wall_time_us * 1000u;
}

RARE static uint64_t run_clocked(struct run *run, struct instance *instance, struct stats *stats) {
  uint64_t started = run->port->now_ns(run->port->user);
  uint64_t returned = run->program->engine->run(run->program, instance, run);
  counter_add(&stats->run_time_ns, run->port->now_ns(run->port->user) - started);
  return returned;
}

static void run_link(struct fire *fire, struct link *link) {
  const struct program *program = link->program;
  struct stats *stats = &link->stats[fire->cpu_index];
  struct run *run = fire->run;
  struct cpu *cpu = fire->cpu;
  uint64_t returned;
  if (UNLIKELY(cpu->depth > 1) && is_running(cpu, program)) {
    counter_add(&stats->nested, 1);
    note_failure(fire, MBPF_RUN_NESTED);
    return;
  }
  struct instance *instance = acquire(fire, program);
  cpu->running[cpu->depth - 1] = program;
  start_run(run, program);
  if (UNLIKELY(fire->runtime->policy.count_run_time))
    returned = run_clocked(run, instance, stats);
  else
    returned = program->engine->run(program, instance, run);
  if (UNLIKELY(program->shares_instances))
    release(instance);
  fire->steps += run->steps_used;
  counter_add(&stats->steps, run->steps_used);
  if (LIKELY(run->stop.end == RUN_OK))
    note_end(fire, stats, returned);
  else
    note_stop(fire, stats);
}

/* --- one event --- */

/* Every context starts with its ABI version. */
static bool context_fits(const struct hook_type *type, const void *ctx, size_t bytes) {
  return ctx && bytes >= type->ctx_bytes && *(const uint32_t *)ctx == MBPF_CTX_ABI_VERSION;
}

static void run_links(struct fire *fire, const struct link_list *list, const void *ctx, size_t bytes) {
  if (UNLIKELY(!context_fits(fire->type, ctx, bytes)) || UNLIKELY(!fire->type->prepare(ctx, fire->context))) {
    fire->status = MBPF_RUN_ABI_MISMATCH;
    return;
  }
  start_runs(fire);
  for (uint32_t i = 0; i < list->count; i++) {
    struct link *link = __atomic_load_n(&list->links[i], __ATOMIC_ACQUIRE);
    if (LIKELY(link))
      run_link(fire, link);
  }
  fire->result->redirect_ifindex = fire->context->redirect_ifindex;
  bool has_data = fire->context->data != (const uint8_t *)fire->context; /* else nothing: see prepare_data */
  fire->result->data = has_data ? fire->context->data : NULL;
  fire->result->data_len = (uint32_t)(fire->context->data_end - fire->context->data);
}

static enum mbpf_run_status finish(const struct fire *fire) {
  struct mbpf_result *result = fire->result;
  result->status = fire->status;
  result->verdict = fire->verdict;
  result->retval = fire->retval;
  result->steps = fire->steps;
  result->programs = fire->programs;
  result->failures = fire->failures;
  return fire->status;
}

/* What the point's programs make of the event: fire->status and what follows it. */
static void run_point(struct fire *fire, const struct point *point, uint32_t generation, const void *ctx,
                      size_t bytes) {
  fire->cpu = runtime_cpu(fire->runtime);
  fire->verdict = fire->type->fallback;
  fire->status = MBPF_RUN_NESTED;
  if (UNLIKELY(!fire->cpu) || UNLIKELY(fire->cpu->depth >= MBPF_MAX_FIRE_DEPTH))
    return;
  fire->cpu_index = (uint32_t)(fire->cpu - fire->runtime->cpus);
  fire->status = MBPF_RUN_NO_PROGRAM;
  epoch_enter(fire->runtime->port, fire->cpu);
  const struct link_list *list = __atomic_load_n(&point->list, __ATOMIC_SEQ_CST);
  if (LIKELY(list) && LIKELY(__atomic_load_n(&point->generation, __ATOMIC_SEQ_CST) == generation)) {
    fire->status = MBPF_RUN_OK;
    run_links(fire, list, ctx, bytes);
  }
  epoch_exit(fire->cpu);
}

enum mbpf_run_status mbpf_run(mbpf_runtime *runtime, mbpf_point_handle handle, const void *ctx,
                              size_t ctx_bytes, struct mbpf_result *out) {
  struct mbpf_result unwanted;
  struct run_context context;
  struct run run;
  struct fire fire = {.runtime = runtime,
                      .context = &context,
                      .run = &run,
                      .result = out ? out : &unwanted,
                      .status = MBPF_RUN_NO_PROGRAM};
  uint32_t index = handle_index(handle.id);
  fire.result->redirect_ifindex = 0;
  fire.result->data_len = 0;
  fire.result->data = NULL;
  fire.result->stop.reason = RUN_OK; /* the rest of stop means nothing then */
  if (LIKELY(index < MBPF_MAX_HOOK_POINTS) && LIKELY(handle_generation(handle.id) % 2 == 1)) {
    const struct point *point = &runtime->points[index];
    fire.type = __atomic_load_n(&point->type, __ATOMIC_RELAXED);
    if (LIKELY(fire.type))
      run_point(&fire, point, handle_generation(handle.id), ctx, ctx_bytes);
  }
  return finish(&fire);
}
