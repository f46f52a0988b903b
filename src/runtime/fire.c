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
 * A free instance. With one per CPU it is this CPU's; with fewer, another CPU's run may have to end first: that is waited for, so
 * that no call is dropped.
 */
static struct instance *acquire(const struct fire *fire, const struct program *program) {
  if (program->instance_count > fire->cpu_index && program->instance_count == fire->runtime->port->cpu_count)
    return &program->instances[fire->cpu_index];
  for (uint32_t i = fire->cpu_index;; i++) {
    struct instance *instance = &program->instances[i % program->instance_count];
    if (__atomic_exchange_n(&instance->busy, 1, __ATOMIC_ACQUIRE) == 0)
      return instance;
    if (fire->runtime->port->relax)
      fire->runtime->port->relax(fire->runtime->port->user);
  }
}

static void release(struct instance *instance) {
  __atomic_store_n(&instance->busy, 0, __ATOMIC_RELEASE);
}

/* Adds to a counter of the program and of the link. */
#define COUNT(fire, link, name, amount)                                                                      \
  do {                                                                                                       \
    counter_add(&(link)->program->stats[(fire)->cpu_index].name, (amount));                                  \
    counter_add(&(link)->stats[(fire)->cpu_index].name, (amount));                                           \
  } while (0)

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
    COUNT(fire, link, budget, 1);
  else if (status == MBPF_RUN_OOM)
    COUNT(fire, link, out_of_memory, 1);
  else
    COUNT(fire, link, exceptions, 1);
}

/* Merges the verdict of a program that ran to its end. */
static void note_end(struct fire *fire, const struct link *link, const struct run *run, uint64_t returned) {
  struct mbpf_result *result = fire->result;
  int32_t verdict;
  result->retval = returned;
  result->programs++;
  if (!run->program->entry.view->verdict(&fire->context, returned, &verdict)) {
    COUNT(fire, link, soft_failures, 1);
    note_failure(result, MBPF_RUN_OK);
    return;
  }
  COUNT(fire, link, successes, 1);
  if (!fire->type->restrictiveness)
    return;
  if (!fire->decided || fire->type->restrictiveness(verdict) > fire->type->restrictiveness(result->verdict))
    result->verdict = verdict;
  fire->decided = true;
}

static void start_run(struct fire *fire, const struct program *program, struct run *run) {
  *run = (struct run){
      .port = fire->runtime->port,
      .program = program,
      .cpu = fire->cpu_index,
      .context = &fire->context,
      .max_steps = program->max_steps,
      .helpers_left = program->max_helpers,
  };
  if (program->max_wall_time_us != 0)
    run->deadline_ns = run->port->now_ns(run->port->user) + program->max_wall_time_us * 1000u;
}

static void run_link(struct fire *fire, const struct link *link) {
  const struct program *program = link->program;
  bool clocked = fire->runtime->policy.count_run_time;
  struct run run;
  COUNT(fire, link, invocations, 1);
  if (is_running(fire->cpu, program)) {
    COUNT(fire, link, nested, 1);
    note_failure(fire->result, MBPF_RUN_NESTED);
    return;
  }
  struct instance *instance = acquire(fire, program);
  fire->cpu->running[fire->cpu->depth - 1] = program;
  start_run(fire, program, &run);
  uint64_t started = clocked ? run.port->now_ns(run.port->user) : 0;
  uint64_t returned = program->engine->run(program, instance, &run);
  if (clocked)
    COUNT(fire, link, run_time_ns, run.port->now_ns(run.port->user) - started);
  fire->cpu->running[fire->cpu->depth - 1] = NULL;
  release(instance);
  fire->result->steps += run.steps_used;
  COUNT(fire, link, steps, run.steps_used);
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

enum mbpf_run_status mbpf_run(mbpf_runtime *runtime, mbpf_point_handle handle, const void *ctx,
                              size_t ctx_bytes, struct mbpf_result *out) {
  struct mbpf_result unwanted;
  struct fire fire;
  uint32_t index = handle_index(handle.id);
  fire.result = out ? out : &unwanted;
  *fire.result = (struct mbpf_result){.status = MBPF_RUN_NO_PROGRAM};
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
