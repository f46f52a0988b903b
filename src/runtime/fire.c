/*
 * Firing: one event through the programs of a hook point. No lock, no allocation. Bottom-up; mbpf_run at the end is the list
 * of steps.
 */
#include "runtime/engine.h"
#include "runtime/run.h"
#include "runtime/runtime.h"

/* What all programs of one event share. */
struct fire {
  mbpf_runtime *runtime;
  struct cpu *cpu;
  uint32_t cpu_index;
  const struct point *point;
  const struct hook_type *type;
  struct run_context context;
  struct mbpf_result *result;
  bool decided; /* result->verdict is a program's, not the default */
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

/* Keeps the first failure's status: what follows is often its consequence. */
static void note_failure(struct mbpf_result *result, enum mbpf_run_status status) {
  result->failures++;
  if (result->status == MBPF_RUN_OK)
    result->status = status;
}

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
static struct instance *acquire_shared(const struct fire *fire, const struct program *program) {
  const struct mbpf_port *port = fire->runtime->port;
  for (uint32_t i = fire->cpu_index;; i++) {
    struct instance *instance = &program->instances[i % program->instance_count];
    if (__atomic_exchange_n(&instance->busy, 1, __ATOMIC_ACQUIRE) == 0)
      return instance;
    if (port->relax)
      port->relax(port->user);
  }
}

/* A free instance: with one per CPU it is this CPU's. */
static struct instance *acquire(const struct fire *fire, const struct program *program) {
  return program->shares_instances ? acquire_shared(fire, program) : &program->instances[fire->cpu_index];
}

static void release(struct instance *instance) {
  __atomic_store_n(&instance->busy, 0, __ATOMIC_RELEASE);
}

static void note_stop(const struct fire *fire, const struct link *link, const struct run *run) {
  const struct program *program = run->program;
  enum mbpf_run_status status = status_of(run->stop.end);
  note_failure(fire->result, status);
  fire->result->stop = (struct mbpf_stop){
      .program = {program->package->handle, program->index},
      .pc = run->stop.pc,
      .reason = run->stop.end,
      .detail = run->stop.detail,
      .address = run->stop.address,
      .length = run->stop.length,
  };
  if (status == MBPF_RUN_BUDGET)
    counter_add(&link->stats[fire->cpu_index].budget, 1);
  else if (status == MBPF_RUN_OOM)
    counter_add(&link->stats[fire->cpu_index].out_of_memory, 1);
  else
    counter_add(&link->stats[fire->cpu_index].exceptions, 1);
}

/* Merges the verdict of a program that ran to its end. */
static void note_end(struct fire *fire, const struct link *link, const struct run *run, uint64_t returned) {
  struct mbpf_result *result = fire->result;
  int32_t verdict;
  result->retval = returned;
  result->programs++;
  if (!run->program->entry.view->verdict(&fire->context, returned, &verdict)) {
    counter_add(&link->stats[fire->cpu_index].soft_failures, 1);
    note_failure(result, MBPF_RUN_OK);
    return;
  }
  counter_add(&link->stats[fire->cpu_index].successes, 1);
  if (!fire->type->restrictiveness)
    return;
  if (!fire->decided || fire->type->restrictiveness(verdict) > fire->type->restrictiveness(result->verdict))
    result->verdict = verdict;
  fire->decided = true;
}

static void limit_helpers(const struct program *program, struct run *run) {
  run->allowances = program->allowances;
  run->helpers_withheld = run->helpers_left;
  run->helpers_left = 0;
  for (uint32_t i = 0; i < program->allowance_count; i++)
    run->helper_calls[i] = 0;
}

/* Field by field: clearing the whole struct costs more than an empty program. */
static void start_run(struct fire *fire, const struct program *program, struct run *run) {
  run->port = fire->runtime->port;
  run->program = program;
  run->cpu = fire->cpu_index;
  run->tail_calls = 0;
  run->context = &fire->context;
  run->callback = NULL;
  run->max_steps = program->max_steps;
  run->steps_used = 0;
  run->helpers_left = program->max_helpers;
  run->deadline_ns = 0;
  run->allowance_count = program->allowance_count;
  run->stop.end = RUN_OK; /* the engine fills the rest when it stops */
  if (program->allowance_count != 0)
    limit_helpers(program, run);
  if (program->max_wall_time_us != 0)
    run->deadline_ns = run->port->now_ns(run->port->user) + program->max_wall_time_us * 1000u;
}

static uint64_t run_clocked(const struct fire *fire, const struct link *link, struct instance *instance,
                            struct run *run) {
  uint64_t started = run->port->now_ns(run->port->user);
  uint64_t returned = link->program->engine->run(link->program, instance, run);
  counter_add(&link->stats[fire->cpu_index].run_time_ns, run->port->now_ns(run->port->user) - started);
  return returned;
}

static void run_link(struct fire *fire, const struct link *link) {
  const struct program *program = link->program;
  struct cpu *cpu = fire->cpu;
  uint64_t returned;
  struct run run;
  if (cpu->depth > 1 && is_running(cpu, program)) {
    counter_add(&link->stats[fire->cpu_index].nested, 1);
    note_failure(fire->result, MBPF_RUN_NESTED);
    return;
  }
  struct instance *instance = acquire(fire, program);
  cpu->running[cpu->depth - 1] = program;
  start_run(fire, program, &run);
  if (fire->runtime->policy.count_run_time)
    returned = run_clocked(fire, link, instance, &run);
  else
    returned = program->engine->run(program, instance, &run);
  if (program->shares_instances)
    release(instance);
  fire->result->steps += run.steps_used;
  counter_add(&link->stats[fire->cpu_index].steps, run.steps_used);
  if (run.stop.end == RUN_OK)
    note_end(fire, link, &run, returned);
  else
    note_stop(fire, link, &run);
}

/* Every context starts with its ABI version. */
static bool context_fits(const struct hook_type *type, const void *ctx, size_t bytes) {
  return ctx && bytes >= type->ctx_bytes && *(const uint32_t *)ctx == MBPF_CTX_ABI_VERSION;
}

static void run_links(struct fire *fire, const struct link_list *list, const void *ctx, size_t bytes) {
  struct mbpf_result *result = fire->result;
  if (!context_fits(fire->type, ctx, bytes) || !fire->type->prepare(ctx, &fire->context)) {
    result->status = MBPF_RUN_ABI_MISMATCH;
    return;
  }
  for (uint32_t i = 0; i < list->count; i++) {
    const struct link *link = __atomic_load_n(&list->links[i], __ATOMIC_ACQUIRE);
    if (link)
      run_link(fire, link);
  }
  result->redirect_ifindex = fire->context.redirect_ifindex;
  result->data = fire->context.data;
  result->data_len = (uint32_t)(fire->context.data_end - fire->context.data);
}

static void start_result(struct mbpf_result *result) {
  result->status = MBPF_RUN_NO_PROGRAM;
  result->verdict = 0;
  result->retval = 0;
  result->steps = 0;
  result->programs = 0;
  result->failures = 0;
  result->redirect_ifindex = 0;
  result->data_len = 0;
  result->data = NULL;
  result->stop.reason = RUN_OK; /* the rest of stop means nothing then */
}

enum mbpf_run_status mbpf_run(mbpf_runtime *runtime, mbpf_point_handle handle, const void *ctx,
                              size_t ctx_bytes, struct mbpf_result *out) {
  struct mbpf_result unwanted;
  struct fire fire;
  uint32_t index = handle_index(handle.id);
  fire.result = out ? out : &unwanted;
  start_result(fire.result);
  if (index >= MBPF_MAX_HOOK_POINTS || handle_generation(handle.id) % 2 == 0)
    return MBPF_RUN_NO_PROGRAM;
  fire.runtime = runtime;
  fire.point = &runtime->points[index];
  fire.type = __atomic_load_n(&fire.point->type, __ATOMIC_RELAXED);
  fire.decided = false;
  fire.cpu = runtime_cpu(runtime);
  if (!fire.type)
    return MBPF_RUN_NO_PROGRAM;
  fire.result->verdict = fire.type->fallback;
  if (!fire.cpu || fire.cpu->depth >= MBPF_MAX_FIRE_DEPTH)
    return fire.result->status = MBPF_RUN_NESTED;
  fire.cpu_index = (uint32_t)(fire.cpu - runtime->cpus);

  epoch_enter(runtime->port, fire.cpu);
  const struct link_list *list = __atomic_load_n(&fire.point->list, __ATOMIC_SEQ_CST);
  if (list && __atomic_load_n(&fire.point->generation, __ATOMIC_SEQ_CST) == handle_generation(handle.id)) {
    fire.result->status = MBPF_RUN_OK;
    run_links(&fire, list, ctx, ctx_bytes);
  }
  epoch_exit(fire.cpu);
  return fire.result->status;
}
