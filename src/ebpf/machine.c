/* The machine's slow half. Sections: steps, stopping, registers, frames, callbacks, tail calls, helpers, context, begin and end. */
#include "ebpf/machine.h"

#include "base/errno.h"
#include "base/expect.h"
#include "ebpf/access.h"
#include "map/slots.h"
#include "runtime/program.h"

#include <string.h>

/* --- steps --- */

/* What an operation's number is in the account. */
static int64_t place_of(const struct machine *m, const struct ebpf_op *op) {
  return (const uint8_t *)op - (const uint8_t *)m->entry->code->ops;
}

int64_t machine_remaining(const struct machine *m) {
  return (m->left + m->bias - place_of(m, m->pc)) / MACHINE_STEP;
}

/*
 * Sets the account so that `remaining` steps are left at pc and left turns negative after at most a clock interval, or when fewer
 * than slot_count steps remain. left starts at slot + slice >= 0.
 */
static inline void set_account(struct machine *m, int64_t remaining) {
  int64_t slots = m->entry->code->slot_count;
  int64_t withheld = 0;
  int64_t slice = remaining - slots;
  m->counting = slice < 0;
  if (LIKELY(!m->counting) && UNLIKELY(m->run->deadline_ns != 0) && slice > (int64_t)MBPF_CLOCK_CHECK_STEPS) {
    withheld = slice - (int64_t)MBPF_CLOCK_CHECK_STEPS;
    slice = (int64_t)MBPF_CLOCK_CHECK_STEPS;
  }
  m->bias = (slots + withheld) * MACHINE_STEP;
  m->left = slice * MACHINE_STEP + place_of(m, m->pc);
}

bool machine_refill(struct machine *m) {
  const struct mbpf_port *port = m->run->port;
  if (m->run->deadline_ns != 0 && port->now_ns(port->user) >= m->run->deadline_ns)
    return machine_stop(m, RUN_BUDGET_TIME, "wall time", 0, 0);
  set_account(m, machine_remaining(m));
  return true;
}

bool machine_count(struct machine *m) {
  return machine_remaining(m) > 0 || machine_stop(m, RUN_BUDGET_STEPS, "steps", 0, 0);
}

/* Ends the operation at pc by going to target. */
static bool jump(struct machine *m, const struct ebpf_op *target) {
  m->left += (target - m->pc - 1) * MACHINE_STEP;
  m->pc = target;
  return m->left >= 0 || machine_refill(m);
}

/* Goes on in other code, where the operation at pc was the last one here. */
static bool enter_code(struct machine *m, const struct ebpf_entry *entry, const struct ebpf_op *target) {
  int64_t remaining = machine_remaining(m) - 1;
  m->entry = entry;
  m->context_bytes = m->context != 0 && entry->view ? entry->view->bytes : 0;
  m->run->program = (const struct program *)(const void *)entry;
  m->pc = target;
  set_account(m, remaining);
  return true;
}

/* --- stopping --- */

bool(machine_stop)(struct machine *m, enum run_end end, const char *detail, uint64_t address,
                   uint64_t length) {
  if (m->run->stop.end == RUN_OK)
    m->run->stop = (struct run_stop){.end = end,
                                     .pc = (uint32_t)(place_of(m, m->pc) / MACHINE_STEP),
                                     .detail = detail,
                                     .address = address,
                                     .length = length};
  return false;
}

/* --- registers --- */

/* One by one: a loop costs more than all else an empty program does. */
static inline void set_registers(uint64_t r[EBPF_REGISTERS], uint64_t r1, uint64_t r2, uint64_t fp) {
  r[0] = 0;
  r[1] = r1;
  r[2] = r2;
  r[3] = 0;
  r[4] = 0;
  r[5] = 0;
  r[6] = 0;
  r[7] = 0;
  r[8] = 0;
  r[9] = 0;
  r[EBPF_FP] = fp;
}

/* --- frames --- */

static uint8_t *stack_pointer(uint64_t address) {
  return (uint8_t *)(uintptr_t)address;
}

/* Makes the window of a function whose top is at fp; false when the stack or the frames are used up. */
static bool open_window(struct machine *m, uint64_t fp, uint32_t bytes) {
  uint64_t low = (uintptr_t)m->stack_low;
  if (fp < low || fp - low < bytes)
    return machine_stop(m, RUN_CALL_DEPTH, "stack", fp, bytes);
  m->r[EBPF_FP] = fp;
  m->window_bytes = bytes;
  if (m->entry->code->clears_frames)
    memset(stack_pointer(fp - bytes), 0, bytes);
  return true;
}

static bool push_frame(struct machine *m, struct callback *callback) {
  if (m->depth == MBPF_EBPF_MAX_FRAMES - 1)
    return machine_stop(m, RUN_CALL_DEPTH, "frames", 0, 0);
  struct machine_frame *frame = &m->frames[m->depth];
  frame->return_pc = m->pc + 1;
  frame->entry = m->entry;
  frame->callback = callback;
  memcpy(frame->saved, &m->r[6], sizeof frame->saved);
  frame->fp = m->r[EBPF_FP];
  frame->window_bytes = m->window_bytes;
  m->depth++;
  return true;
}

/* Restores the caller's registers and window, but not its place: a call is over. */
static const struct machine_frame *pop_frame(struct machine *m) {
  const struct machine_frame *frame = &m->frames[--m->depth];
  memcpy(&m->r[6], frame->saved, sizeof frame->saved);
  m->r[EBPF_FP] = frame->fp;
  m->window_bytes = frame->window_bytes;
  machine_forget(m->r);
  return frame;
}

bool machine_call(struct machine *m) {
  const struct ebpf_code_function *callee = &m->entry->code->functions[m->pc->imm];
  uint64_t fp = m->r[EBPF_FP] - m->window_bytes;
  return push_frame(m, NULL) && open_window(m, fp, callee->stack_bytes) &&
         jump(m, m->entry->code->ops + callee->first_slot);
}

/* --- callbacks --- */

#if MBPF_WITH_HELPERS_LOOP

/* The function of a code address; NULL when it is none. */
static const struct ebpf_code_function *function_of(const struct machine *m, uint64_t address) {
  return ebpf_code_function_at(m->entry->code, address ^ EBPF_CODE_ADDRESS);
}

static uint64_t key_room(const struct callback *callback) {
  return callback->map ? EBPF_STACK_ALIGNED(callback->map->def.key_bytes) : 0;
}

/* Calls the function once more with what next() says, or ends the helper. pc is the call or the function's exit. */
static bool step_callback(struct machine *m, const struct machine_frame *frame, uint64_t returned) {
  struct callback *callback = frame->callback;
  const struct ebpf_code_function *function = function_of(m, callback->function);
  uint64_t arguments[5] = {0};
  if (!callback->next(m->run, callback, arguments, returned)) {
    pop_frame(m);
    m->r[0] = callback->result;
    return jump(m, frame->return_pc);
  }
  if (!function)
    return machine_stop(m, RUN_BAD_ARGUMENT, "callback is no function", callback->function, 0);
  memcpy(&m->r[1], arguments, sizeof arguments);
  uint64_t fp = (uintptr_t)callback - key_room(callback);
  return open_window(m, fp, function->stack_bytes) && jump(m, m->entry->code->ops + function->first_slot);
}

/* The callback's state lies below the caller's window, the map key below it, then the function's window. */
static bool call_with_callback(struct machine *m, const struct helper *helper) {
  uint64_t low = (uintptr_t)m->stack_low, at = m->r[EBPF_FP] - m->window_bytes;
  if (at < low || at - low < EBPF_CALLBACK_BYTES)
    return machine_stop(m, RUN_CALL_DEPTH, "stack", at, EBPF_CALLBACK_BYTES);
  at -= EBPF_CALLBACK_BYTES;
  struct callback *callback = (struct callback *)(void *)stack_pointer(at);
  *callback = (struct callback){0};
  m->run->callback = callback;
  m->r[0] = helper->call(m->run, m->r[1], m->r[2], m->r[3], m->r[4], m->r[5]);
  if (!callback->next) {
    machine_forget(m->r);
    return jump(m, m->pc + 1);
  }
  if (at - low < key_room(callback))
    return machine_stop(m, RUN_CALL_DEPTH, "stack", at, key_room(callback));
  callback->key = stack_pointer(at - key_room(callback));
  return push_frame(m, callback) && step_callback(m, &m->frames[m->depth - 1], 0);
}

#else

/* No helper calls back. */
static bool step_callback(struct machine *m, const struct machine_frame *frame, uint64_t returned) {
  return (void)m, (void)frame, (void)returned, false;
}
static bool call_with_callback(struct machine *m, const struct helper *helper) {
  return (void)m, (void)helper, false;
}

#endif

bool machine_return(struct machine *m) {
  if (m->depth == 0)
    return m->reference_count == 0 ||
           machine_stop(m, RUN_REFERENCE_LEAK, "a reserved record is neither submitted nor discarded",
                        m->references[0].address, m->references[0].bytes);
  const struct machine_frame *frame = &m->frames[m->depth - 1];
  if (frame->entry != m->entry) {
    pop_frame(m);
    if (!frame->callback)
      return enter_code(m, frame->entry, frame->return_pc);
    return machine_stop(m, RUN_BAD_INSTRUCTION, "tail call inside a callback", 0, 0);
  }
  if (MBPF_WITH_HELPERS_LOOP && frame->callback)
    return step_callback(m, frame, m->r[0]);
  pop_frame(m);
  return jump(m, frame->return_pc);
}

/* --- tail calls --- */

/*
 * r1 context, r2 program array, r3 index. What cannot be called falls through with a negative r0: an empty slot, and a program of
 * another context, which would read its fields from this one's memory.
 */
static bool tail_call(struct machine *m) {
  struct map *map = (struct map *)(uintptr_t)m->r[2];
  uint32_t index = (uint32_t)m->r[3];
  const struct ebpf_entry *target = NULL;
  if (map->def.type != MBPF_MAP_PROG_ARRAY)
    return machine_stop(m, RUN_BAD_ARGUMENT, "helper argument 2 is no program array", m->r[2], 0);
  if (index < map->def.max_entries && m->run->tail_calls < MBPF_EBPF_MAX_TAIL_CALLS)
    target = (const struct ebpf_entry *)(const void *)map_program_get(map, index); /* its first member */
  if (!target || target->view != m->entry->view) {
    m->r[0] = 0 - (uint64_t)E_NOENT;
    machine_forget(m->r);
    return jump(m, m->pc + 1);
  }
  m->run->tail_calls++;
  enter_code(m, target, target->first);
  set_registers(m->r, m->r[1], 0, m->r[EBPF_FP]);
  return open_window(m, m->r[EBPF_FP], target->window_bytes);
}

/* --- helpers --- */

const struct helper *machine_op_helper(const struct ebpf_op *op) {
  const struct helper *helper;
  memcpy(&helper, op->pointer, sizeof helper);
  return helper;
}

static void release_reference(struct machine *m, uint64_t address) {
  for (uint32_t i = 0; i < m->reference_count; i++)
    if (m->references[i].address == address) {
      m->references[i] = m->references[--m->reference_count];
      return;
    }
}

static void note_references(struct machine *m, const struct helper *helper, const uint64_t arguments[5]) {
  for (unsigned i = 0; i < 5; i++)
    if (helper->args[i] == ARG_RING_RECORD)
      release_reference(m, arguments[i]);
  if (helper->result == RESULT_RING_RECORD_OR_NULL && m->r[0] != 0)
    m->references[m->reference_count++] = (struct machine_reference){m->r[0], arguments[1]};
}

static bool plain_call(struct machine *m, const struct helper *helper) {
  uint64_t arguments[5];
  memcpy(arguments, &m->r[1], sizeof arguments);
  if (helper->result == RESULT_RING_RECORD_OR_NULL && m->reference_count == MBPF_EBPF_MAX_REFERENCES)
    m->r[0] = 0; /* as if the ring were full */
  else
    m->r[0] = helper->call(m->run, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]);
  machine_forget(m->r);
  note_references(m, helper, arguments);
  return jump(m, m->pc + 1);
}

/* A call of a program that limits single helpers. */
static bool admit_limited(struct run *run, uint32_t id) {
  if (run->allowance_count == 0 || run->helpers_withheld == 0)
    return false;
  for (uint32_t i = 0; i < run->allowance_count; i++)
    if (run->allowances[i].id == id && run->helper_calls[i]++ >= run->allowances[i].calls)
      return false;
  run->helpers_withheld--;
  return true;
}

static bool admit(struct run *run, uint32_t id) {
  if (run->helpers_left == 0)
    return admit_limited(run, id);
  run->helpers_left--;
  return true;
}

bool machine_helper(struct machine *m, const struct helper *helper) {
#if MBPF_WITH_CHECKED_TIER
  if (m->checked && !access_arguments(m, helper))
    return false;
#endif
  if (!admit(m->run, helper->id))
    return machine_stop(m, RUN_BUDGET_HELPERS, "helper calls", helper->id, 0);
  if (helper->flags & HELPER_TAIL_CALL)
    return tail_call(m);
  if (MBPF_WITH_HELPERS_LOOP && (helper->flags & HELPER_CALLS_BACK))
    return call_with_callback(m, helper);
  return plain_call(m, helper);
}

/* --- context and packet --- */

bool machine_context_load(struct machine *m, uint64_t offset, uint32_t bytes, uint64_t *value) {
  struct view_access access;
  if (!view_find_load(m->entry->view, offset, bytes, &access))
    return machine_stop(m, RUN_BAD_ACCESS, "context read", offset, bytes);
  *value = view_load(&access, m->run->context);
  return true;
}

bool machine_context_store(struct machine *m, uint64_t offset, uint32_t bytes, uint64_t value) {
  struct view_access access;
  if (!view_find_store(m->entry->view, offset, bytes, &access))
    return machine_stop(m, RUN_BAD_ACCESS, "context write", offset, bytes);
  view_store(&access, m->run->context, value);
  return true;
}

bool machine_packet_load(struct machine *m, uint64_t offset, uint32_t bytes) {
  const struct run_context *context = m->run->context;
  uint64_t length = context && context->data ? (uint64_t)(context->data_end - context->data) : 0;
  uint64_t value = 0;
  if (m->checked && (m->context == 0 || m->r[6] != m->context))
    return machine_stop(m, RUN_BAD_ARGUMENT, "r6 is not the context", m->r[6], 0);
  if (offset > length || bytes > length - offset) {
    m->r[0] = 0;
    return false;
  }
  for (uint32_t i = 0; i < bytes; i++)
    value = value << 8 | context->data[offset + i];
  m->r[0] = value;
  return true;
}

/* --- begin and end --- */

/* Most verified code reads no stack it did not write. */
RARE static void clear_window(const struct machine *m) {
  memset(stack_pointer(m->r[EBPF_FP] - m->window_bytes), 0, m->window_bytes);
}

static void start(struct machine *m, const struct ebpf_entry *entry, struct run *run, uint64_t r1,
                  uint64_t r2, uint8_t *stack) {
  const struct ebpf_code *code = entry->code;
  m->run = run;
  m->entry = entry;
  m->pc = entry->first;
  m->context = (uintptr_t)run->context;
  m->context_bytes = LIKELY(run->context) && LIKELY(entry->view) ? entry->view->bytes : 0;
  m->depth = 0;
  m->stack_low = stack;
  m->reference_count = 0;
  m->window_bytes = entry->window_bytes;
  set_registers(m->r, r1, r2, (uintptr_t)stack + code->stack_bytes);
  if (UNLIKELY(code->clears_frames))
    clear_window(m);
  set_account(m, run->max_steps < INT64_MAX / 64 ? (int64_t)run->max_steps : INT64_MAX / 64);
#if MBPF_WITH_CHECKED_TIER
  run->machine = m;
  run->may_read = access_readable;
#endif
}

enum { NO_WAKEUP = 1 }; /* BPF_RB_NO_WAKEUP */

RARE static void discard_references(struct machine *m) {
  const struct helper *discard = helper_find(HELPER_ID_RINGBUF_DISCARD);
  for (uint32_t i = 0; discard && i < m->reference_count; i++)
    discard->call(m->run, m->references[i].address, NO_WAKEUP, 0, 0, 0);
}

/* Releases what is held, writes steps_used; returns r0, or 0 after a stop. */
static inline uint64_t finish(struct machine *m) {
  struct run *run = m->run;
  if (UNLIKELY(m->reference_count != 0))
    discard_references(m);
  run->steps_used = run->max_steps - (uint64_t)machine_remaining(m);
  if (UNLIKELY(run->stop.end != RUN_OK))
    return 0;
  run->steps_used++; /* the exit at pc */
  return m->r[0];
}

/* Inline: a firing counts its jumps. */
static inline uint64_t run_entry(const struct ebpf_entry *entry, enum mbpf_tier tier, struct run *run,
                                 uint64_t r1, uint64_t r2, void *stack) {
  struct machine m;
  m.checked = MBPF_WITH_CHECKED_TIER && tier == MBPF_TIER_CHECKED;
  start(&m, entry, run, r1, r2, stack);
#if MBPF_WITH_CHECKED_TIER
  if (UNLIKELY(m.checked))
    ebpf_checked(&m);
  else
#endif
    ebpf_interp(&m);
  return finish(&m);
}

uint64_t ebpf_run(const struct ebpf_entry *entry, enum mbpf_tier tier, struct run *run, uint64_t r1,
                  uint64_t r2, void *stack) {
  return run_entry(entry, tier, run, r1, r2, stack);
}

uint64_t ebpf_run_program(const struct program *program, struct instance *instance, struct run *run) {
  return run_entry(&program->entry, program->tier, run, (uintptr_t)run->context, 0, instance->stack);
}
