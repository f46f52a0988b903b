/*
 * The engine steps, the transfer functions follow. Bottom-up: the engine, what a proof states at labels, costs, calls, one
 * step, a run, two worlds.
 */
#include "follow.h"

#include "dice.h"
#include "ebpf/verify/proof.h"
#include "ebpf/verify/transfer.h"
#include "map/slots.h"
#include "oracle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STEPS = 4000, CODE_BYTES = 1 << 16, MAX_LOOPS = 8, MAX_FACTS_FUNCTIONS = 16 };

struct tally tally;

/* A loop that is being gone through: see "costs". */
struct active_loop {
  uint32_t index;
  uint64_t deadline; /* the steps by which its round must have ended */
  uint64_t rounds;   /* arrivals at its head */
  uint64_t counter;  /* at the last arrival */
};

/* A function that runs, and its caller's state. */
struct level {
  struct proof_context context;
  struct state caller;
  bool callback;
  bool shares;
  bool murky; /* several states stated at one place: which of them counts is the checker's choice */
  uint64_t deadline;
  struct active_loop loops[MAX_LOOPS];
  unsigned loop_count;
};

struct run_of {
  const struct subject *subject;
  struct proof proof;
  struct engine_machine m;
  struct world *w;
  struct violation *violation;
  struct machine t;
  struct state s;
  bool abstract;  /* s is known */
  bool lost;      /* the run is given up */
  bool restarts;  /* from each stated state, as the checker does; else s is carried on */
  uint64_t steps; /* executed */
  unsigned depth; /* levels in use, less one */
  struct level level[MBPF_EBPF_MAX_FRAMES];
};

static bool fail(struct run_of *r, uint32_t slot, const char *format, ...) {
  va_list args;
  if (r->violation->found)
    return false;
  r->violation->found = true;
  r->violation->slot = slot;
  va_start(args, format);
  vsnprintf(r->violation->text, sizeof r->violation->text, format, args);
  va_end(args);
  return false;
}

static bool hold(struct run_of *r, uint32_t slot, const struct state *s, const char *which) {
  struct mismatch mismatch;
  if (oracle_holds(&r->m, r->w, s, &mismatch))
    return true;
  oracle_show(&r->m, s);
  return fail(r, slot, "%s: %s %u %s (%#llx)", which, mismatch.where >= 1000 ? "stack slot" : "r",
              mismatch.where % 1000, mismatch.what, (unsigned long long)mismatch.value);
}

/* --- the engine --- */

static uint32_t slot_of(const struct run_of *r) {
  return (uint32_t)(r->m.pc - r->m.entry->code->ops);
}

/* Exactly one instruction; see the account in machine.h. */
static enum run_end engine_step(struct run_of *r) {
  struct engine_machine *m = &r->m;
  int64_t slots = m->entry->code->slot_count;
  m->counting = true;
  m->bias = slots * MACHINE_STEP;
  m->left = (1 - slots) * MACHINE_STEP + (int64_t)slot_of(r) * MACHINE_STEP;
  memset(&r->w->run.stop, 0, sizeof r->w->run.stop);
  ebpf_checked(m);
  return r->w->run.stop.end;
}

static void engine_start(struct run_of *r, const struct ebpf_entry *entry) {
  struct engine_machine *m = &r->m;
  memset(m, 0, sizeof *m);
  m->run = &r->w->run;
  m->entry = entry;
  m->pc = entry->first;
  m->checked = true;
  m->context = (uintptr_t)&r->w->context;
  m->context_bytes = entry->view->bytes;
  m->stack_low = r->w->stack;
  m->window_bytes = entry->window_bytes;
  m->run->machine = m;
  m->run->may_read = access_readable;
  m->r[1] = m->context;
  m->r[EBPF_FP] = (uintptr_t)r->w->stack + entry->code->stack_bytes;
  if (entry->code->clears_frames)
    memset((void *)(uintptr_t)(m->r[EBPF_FP] - m->window_bytes), 0, m->window_bytes);
}

/* --- costs: what is stated of the steps that are still to come --- */

static uint64_t *deadline_of(struct level *l) {
  return l->loop_count != 0 ? &l->loops[l->loop_count - 1].deadline : &l->deadline;
}

static void set_deadline(const struct run_of *r, uint64_t *deadline, uint64_t cost) {
  uint64_t end = cost_add(r->steps, cost);
  if (end < *deadline)
    *deadline = end;
}

static bool in_time(struct run_of *r, uint32_t slot, uint64_t deadline, const char *what) {
  tally.costs++;
  return r->steps <= deadline || fail(r, slot, "%s took more steps than the proof states", what);
}

static bool is_around(const struct run_of *r, uint32_t outer, uint32_t loop) {
  for (; loop != PROOF_NO_LOOP; loop = proof_loop(&r->proof, loop).parent)
    if (loop == outer)
      return true;
  return false;
}

static bool leave_loops(struct run_of *r, struct level *l, uint32_t slot, uint32_t loop) {
  while (l->loop_count != 0 && !is_around(r, l->loops[l->loop_count - 1].index, loop)) {
    if (!in_time(r, slot, l->loops[l->loop_count - 1].deadline, "the last round of a loop"))
      return false;
    l->loop_count--;
  }
  return true;
}

/* Where the stated state says the counter is. */
static uint64_t counter_of(const struct run_of *r, const struct state *s, const struct proof_loop *loop) {
  uint32_t slot = loop->stack_at / 8, which = loop->stack_at / 4 % 2;
  if (loop->reg < STATE_REGISTERS)
    return r->m.r[loop->reg];
  bool whole = which == 0 && s->slot[slot].spill[1] == 0 && slot_byte(&s->slot[slot], 7) == BYTE_SPILL;
  return oracle_stack(&r->m, s, slot, 4 * which, whole ? 8 : 4);
}

/* Has the counter moved since the last arrival as its direction says? */
static bool has_moved(const struct proof_loop *loop, uint64_t was, uint64_t now) {
  uint64_t by = loop->ahead;
  switch ((enum loop_direction)loop->direction) {
  case LOOP_UP: return (int64_t)now >= (int64_t)(was + by) && (int64_t)(was + by) > (int64_t)was;
  case LOOP_DOWN: return (int64_t)now <= (int64_t)(was - by) && (int64_t)(was - by) < (int64_t)was;
  case LOOP_UP32: return (int32_t)now >= (int64_t)(int32_t)was + (int64_t)by;
  case LOOP_DOWN32: return (int32_t)now <= (int64_t)(int32_t)was - (int64_t)by;
  case LOOP_HALVE: return was != 0 && now <= was >> by;
  case LOOP_CLEAR:
    return (now & ~was) == 0 &&
           (uint64_t)__builtin_popcountll(now) + by <= (uint64_t)__builtin_popcountll(was);
  default: return true;
  }
}

static bool enter_loop(struct run_of *r, struct level *l, uint32_t slot, uint32_t index) {
  struct proof_loop loop = proof_loop(&r->proof, index);
  if (loop.head != slot || l->loop_count == MAX_LOOPS)
    return fail(r, slot, "a loop is entered beside its head");
  set_deadline(r, deadline_of(l), loop_cost(&loop));
  l->loops[l->loop_count++] = (struct active_loop){index, UINT64_MAX, 0, 0};
  tally.directions[loop.direction]++;
  return true;
}

/* One state is stated here: what it says of steps, rounds and counters. */
static bool check_costs(struct run_of *r, uint32_t slot, const struct state *s,
                        const struct proof_label *label) {
  struct level *l = &r->level[r->depth];
  struct proof_loop loop;
  bool entered;
  if (!leave_loops(r, l, slot, label->loop))
    return false;
  if (label->loop == PROOF_NO_LOOP) {
    set_deadline(r, &l->deadline, label->cost);
    return true;
  }
  entered = l->loop_count == 0 || l->loops[l->loop_count - 1].index != label->loop;
  if (entered && !enter_loop(r, l, slot, label->loop))
    return false;
  loop = proof_loop(&r->proof, label->loop);
  struct active_loop *a = &l->loops[l->loop_count - 1];
  if (loop.head != slot) {
    set_deadline(r, &a->deadline, label->cost);
    return true;
  }
  if (!entered && !in_time(r, slot, a->deadline, "a round of a loop"))
    return false;
  if (++a->rounds > loop.rounds)
    return fail(r, slot, "a loop makes more than the %llu rounds that are stated",
                (unsigned long long)loop.rounds);
  uint64_t now = counter_of(r, s, &loop);
  if (!entered && !has_moved(&loop, a->counter, now))
    return fail(r, slot, "a loop's counter went from %#llx to %#llx", (unsigned long long)a->counter,
                (unsigned long long)now);
  a->counter = now;
  a->deadline = cost_add(r->steps, label->cost);
  tally.rounds++;
  return true;
}

/* --- what is stated --- */

static void read_stated(const struct run_of *r, uint32_t at, struct state *out) {
  struct reader reader = proof_blob(&r->proof, at);
  if (!read_state(&reader, out))
    abort();
}

static void set_state(struct run_of *r, const struct state *s) {
  r->s = *s;
  r->t.shifted_before = NO_SLOT;
  r->abstract = true;
}

/* The states stated at this place: one of them must hold. */
static bool check_labels(struct run_of *r, uint32_t slot) {
  static struct state stated;
  struct level *l = &r->level[r->depth];
  struct mismatch mismatch;
  uint32_t count, first = proof_labels_at(&r->proof, &l->context, slot, &count);
  uint32_t found = count;
  struct proof_label label;
  if (count == 0)
    return true;
  tally.labels++;
  for (uint32_t i = 0; i < count && found == count; i++) {
    label = proof_label(&r->proof, first + i);
    read_stated(r, label.state_at, &stated);
    if (oracle_holds(&r->m, r->w, &stated, &mismatch))
      found = i;
  }
  if (found == count)
    return hold(r, slot, &stated, "the state that is stated");
  if (r->restarts || !r->abstract) {
    tally.restarts++;
    set_state(r, &stated);
  }
  l->murky = l->murky || count > 1;
  return l->murky || check_costs(r, slot, &stated, &label);
}

/* --- calls --- */

static bool push_level(struct run_of *r, uint32_t slot, const struct proof_context *context, bool callback,
                       bool shares) {
  uint64_t bytes = 0;
  if (++r->depth >= MBPF_EBPF_MAX_FRAMES || r->depth + 1 > r->subject->result.frames)
    return fail(r, slot, "more frames than the proof states");
  struct level *l = &r->level[r->depth];
  l->context = *context;
  l->caller = r->s;
  l->callback = callback;
  l->shares = shares;
  for (unsigned i = 0; i <= r->depth; i++)
    bytes += r->level[i].context.frame_bytes;
  return bytes <= r->subject->result.stack_bytes || fail(r, slot, "more stack than the proof states");
}

/* The context of the proof that covers the call in s, as the checker finds it. */
static bool find_context(const struct run_of *r, bool callback, bool shares, struct proof_context *found) {
  for (uint32_t i = 0; i < r->proof.contexts; i++) {
    struct proof_context c = proof_context(&r->proof, i);
    struct reader reader = proof_blob(&r->proof, c.pre_at);
    if (c.function != r->t.callee || ((c.flags & CONTEXT_CALLBACK) != 0) != callback ||
        ((c.flags & CONTEXT_SHARES_STACK) != 0) != shares || c.depth >= r->level[r->depth].context.depth)
      continue;
    if (state_enters(&r->s, shares, c.frame_bytes / 8, &reader)) {
      *found = c;
      return true;
    }
  }
  return false;
}

/* The function begins to run: its entry state holds. */
static bool begin_function(struct run_of *r, uint32_t slot) {
  static struct state pre;
  struct level *l = &r->level[r->depth];
  read_stated(r, l->context.pre_at, &pre);
  l->deadline = cost_add(r->steps, l->context.cost);
  l->loop_count = 0;
  l->murky = false;
  tally.shared += l->shares;
  if (!hold(r, slot, &pre, "the state a function is entered with"))
    return false;
  if (r->restarts || l->callback)
    set_state(r, &pre);
  else {
    transfer_enter(&l->caller, l->shares, l->context.frame_bytes, &pre);
    if (!r->subject->result.clears_frames)
      state_forget_untouched(&pre);
    set_state(r, &pre);
  }
  return true;
}

/* A call of a function whose proof is there; the abstract state is of its caller. */
static bool enter_function(struct run_of *r, uint32_t slot, bool callback) {
  struct proof_context context;
  bool shares = transfer_shares_stack(&r->s);
  if (!r->subject->proof) {
    r->abstract = false;
    return true;
  }
  if (!find_context(r, callback, shares, &context)) {
    r->lost = true; /* what is carried on may be of another shape than what is stated */
    return r->restarts && fail(r, slot, "no context of the proof covers this call");
  }
  if (context.flags & CONTEXT_MOVES_PACKET)
    transfer_packet_moved(&r->s);
  return push_level(r, slot, &context, callback, shares);
}

/* Back in the caller: some stated exit holds, and is what its state goes on with. */
static bool return_to_caller(struct run_of *r, uint32_t slot) {
  static struct state back;
  struct level *l = &r->level[r->depth];
  struct reader reader = proof_blob(&r->proof, l->context.post_at);
  struct mismatch mismatch;
  r->depth--;
  tally.posts += l->context.post_count > 1;
  for (uint32_t i = 0; i < l->context.post_count; i++) {
    uint32_t length = read_below(&reader, r->proof.bytes);
    struct reader post = {reader.at, reader.at + length, false};
    back = l->caller;
    reader.at += length;
    if (state_return(&back, l->shares, false, &post) && oracle_holds(&r->m, r->w, &back, &mismatch)) {
      set_state(r, &back);
      return true;
    }
  }
  if (l->context.post_count == 0)
    return fail(r, slot, "a function returns that is stated not to");
  return hold(r, slot, &back, "what a function leaves");
}

static bool end_callbacks(struct run_of *r, uint32_t slot) {
  struct level *l = &r->level[r->depth];
  struct reader reader = proof_blob(&r->proof, l->context.pre_at);
  static struct state back;
  back = l->caller;
  if (!state_return(&back, l->shares, true, &reader))
    return fail(r, slot, "a malformed state after a callback");
  r->depth--;
  set_state(r, &back);
  transfer_after_callback(&r->t);
  return true;
}

static bool leave_function(struct run_of *r, uint32_t slot) {
  struct level *l = &r->level[r->depth];
  for (unsigned i = 0; i < l->loop_count && !l->murky; i++)
    if (!in_time(r, slot, l->loops[i].deadline, "the round a function was left from"))
      return false;
  return in_time(r, slot, l->deadline, "a function");
}

/* --- one step --- */

static void count_values(const struct run_of *r) {
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    tally.kinds[r->s.reg[i].kind]++;
    tally.reaches += r->s.reg[i].reach != 0;
    tally.gaps += r->s.reg[i].gap != 0;
  }
  for (unsigned i = 0; i < STATE_SUMS; i++)
    tally.sums += r->s.sums[i].sum != 0;
  for (unsigned i = 0; i < STATE_FACTS; i++)
    tally.facts += r->s.facts[i].result != 0;
}

static void count_step(const struct run_of *r) {
  uint32_t count;
  const struct helper *table = helper_table(&count), *helper;
  tally.instructions++;
  tally.rows[r->t.op]++;
  count_values(r);
  if (r->t.op != ISA_CALL_HELPER)
    return;
  helper = helper_find((uint32_t)r->t.insn.imm);
  tally.helpers[helper - table]++;
}

static bool is_stop(enum run_end end) {
  return end == RUN_BAD_ACCESS || end == RUN_BAD_ARGUMENT || end == RUN_BAD_INSTRUCTION ||
         end == RUN_CALL_DEPTH || end == RUN_REFERENCE_LEAK || end == RUN_OUT_OF_MEMORY ||
         end == RUN_EXCEPTION;
}

/* What the branch that was taken, or not, teaches. */
static bool take_branch(struct run_of *r, uint32_t from, uint32_t to) {
  struct refinement refinement;
  bool taken = to == r->t.target;
  if (r->t.target == r->t.next)
    return true;
  if (refine(&r->s, &r->t.condition, taken, &refinement) && refine_state(&refinement, &r->s))
    return true;
  oracle_show(&r->m, &r->s);
  return fail(r, from, "the branch that is %s is thought impossible", taken ? "taken" : "not taken");
}

/* The abstract half of a step that the engine has made, from slot to where it is now. */
static bool follow_step(struct run_of *r, uint32_t slot, enum step step, unsigned depth) {
  uint32_t now = slot_of(r);
  bool deeper = r->m.depth > depth;
  switch (step) {
  case STEP_BRANCH: return take_branch(r, slot, now);
  case STEP_CALL: tally.calls++; return !r->abstract || !r->subject->proof || begin_function(r, now);
  case STEP_CALLBACK:
    tally.callbacks++;
    if (!r->abstract || !r->subject->proof)
      return true;
    return deeper ? begin_function(r, now) : end_callbacks(r, now);
  case STEP_EXIT:
    if (!r->subject->proof)
      return true;
    if (!r->level[r->depth].callback)
      return return_to_caller(r, now);
    return r->m.depth == depth ? begin_function(r, now) : end_callbacks(r, now);
  default: return true;
  }
}

static void note_case(const struct run_of *r, uint32_t slot) {
  struct ebpf_insn insn = ebpf_image_insn(r->subject->image, slot);
  struct value a = state_register(&r->s, insn.dst), b = state_register(&r->s, insn.src);
  tally.cases[isa_find(&insn)][a.kind][b.kind] = 1;
}

/* Before the engine's step: what the instruction does to the state. *step: STEP_FAIL when nothing is known. */
static bool transfer_step(struct run_of *r, uint32_t slot, enum step *step) {
  static struct verify_problem problem;
  *step = STEP_FAIL;
  if (!r->abstract)
    return true;
  if (!hold(r, slot, &r->s, r->restarts ? "the state from the last stated one" : "the state carried along"))
    return false;
  r->t.problem = &problem;
  note_case(r, slot);
  *step = transfer(&r->t, slot);
  if (*step == STEP_EXIT && !transfer_exit(&r->t, r->depth == 0, r->level[r->depth].callback))
    *step = STEP_FAIL;
  if (*step == STEP_FAIL) {
    r->abstract = false;
    /* what is carried on may hold what the stated states forgot, and must not be done with it what with nothing may */
    return !r->subject->proof || !r->restarts || fail(r, slot, "of an accepted program: %s", problem.text);
  }
  count_step(r);
  if (*step == STEP_CALL || *step == STEP_CALLBACK)
    return enter_function(r, slot, *step == STEP_CALLBACK);
  return true;
}

/* False: the run is over, or something is wrong. */
static bool step_once(struct run_of *r, const struct ebpf_code *code) {
  uint32_t slot = slot_of(r);
  unsigned depth = r->m.depth;
  enum step step;
  enum run_end end;
  if (r->subject->proof && !check_labels(r, slot))
    return false;
  bool was_abstract = r->abstract;
  if (!transfer_step(r, slot, &step))
    return false;
  end = engine_step(r);
  r->steps++;
  if (is_stop(end)) {
    if (step == STEP_FAIL && was_abstract && !r->subject->proof)
      return false; /* both say so */
    if (was_abstract || r->subject->proof)
      return fail(r, slot, "the checked tier stops it: %s",
                  r->w->run.stop.detail ? r->w->run.stop.detail : "");
    return false;
  }
  if (step == STEP_EXIT && r->subject->proof && !leave_function(r, slot))
    return false;
  if (end != RUN_BUDGET_STEPS)
    return false; /* the end of the program */
  if (r->m.entry->code != code) {
    tally.tail_calls++;
    return false;
  }
  return follow_step(r, slot, step, depth);
}

/* --- a run --- */

/* What a slot of PROGRAMS holds: a program that returns at once. */
static struct program *tail_target(const struct view *view) {
  static const uint8_t insns[] = {0xb7, 0, 0, 0, 5, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0};
  static _Alignas(16) uint8_t memory[1024];
  static uint8_t functions[EBPF_IMAGE_FUNCTION_BYTES];
  static struct program program;
  static struct ebpf_code *code;
  struct ebpf_entry entry;
  struct ebpf_image image;
  if (!code) {
    if (ebpf_image_from_insns(insns, sizeof insns, functions, 1, &image, NULL) != MBPF_OK ||
        ebpf_code_bytes(&image) > sizeof memory)
      abort();
    code = ebpf_code_build(&image, NULL, 0, UINT32_MAX, NULL, memory);
  }
  entry = ebpf_entry_make(code, 0, view);
  world_make_program(&program, &entry);
  return &program;
}

static const struct ebpf_entry *build(const struct subject *subject, struct world *w, void *memory) {
  static uint16_t stack_bytes[MAX_FACTS_FUNCTIONS];
  static uint8_t context[CODE_BYTES / 8];
  struct ebpf_facts facts = {
      .clears_frames = subject->result.clears_frames, .stack_bytes = stack_bytes, .context = context};
  if (ebpf_code_bytes(subject->image) > CODE_BYTES)
    abort();
  memset(stack_bytes, 0, sizeof stack_bytes);
  memset(context, 0, sizeof context);
  if (subject->proof)
    verify_facts(subject->proof, subject->proof_bytes, subject->image, stack_bytes, context);
  facts.chain_bytes = STACK_BYTES - 1024;
  struct ebpf_code *code = ebpf_code_build(subject->image, w->table, WORLD_MAPS, UINT32_MAX,
                                           subject->proof ? &facts : NULL, memory);
  if (code->stack_bytes > STACK_BYTES)
    abort();
  struct ebpf_entry entry = ebpf_entry_make(code, 0, subject->view);
  world_make_program(&w->program, &entry);
  (void)map_slot_set(&w->maps[WORLD_PROGRAMS], 1, tail_target(subject->view), NULL);
  return &w->program.entry;
}

static void start(struct run_of *r) {
  const struct subject *subject = r->subject;
  memset(&r->level[0], 0, sizeof r->level[0]);
  r->level[0].deadline = UINT64_MAX;
  r->t = (struct machine){.in = subject->in, .s = &r->s, .op = ISA_COUNT, .shifted_before = NO_SLOT};
  if (subject->proof) {
    if (!proof_open(subject->proof, subject->proof_bytes, subject->image->slot_count, &r->proof))
      abort();
    r->level[0].context = proof_context(&r->proof, 0);
    r->level[0].deadline = r->level[0].context.cost;
    if (r->restarts)
      read_stated(r, r->level[0].context.pre_at, &r->s);
  }
  if (!subject->proof || !r->restarts)
    transfer_entry_state(&r->s, subject->proof ? r->level[0].context.frame_bytes : MBPF_EBPF_STACK_BYTES);
  if (subject->proof && !subject->result.clears_frames)
    state_forget_untouched(&r->s);
  r->abstract = true;
}

/* The same program, not watched. */
static uint64_t run_plainly(const struct ebpf_entry *entry, struct world *w) {
  return ebpf_run(entry, MBPF_TIER_CHECKED, &w->run, (uintptr_t)&w->context, 0, w->stack);
}

bool follow(const struct subject *subject, const struct event *event, struct violation *violation) {
  static struct world worlds[2];
  static _Alignas(16) uint8_t memory[2][CODE_BYTES];
  static struct run_of r;
  r.subject = subject;
  r.violation = violation;
  r.w = &worlds[0];
  r.steps = 0;
  r.depth = 0;
  r.lost = false;
  r.restarts = below(3) != 0;
  violation->found = false;
  tally.runs++;
  world_reset(&worlds[0], event, 0xa5);
  const struct ebpf_entry *entry = build(subject, &worlds[0], memory[0]);
  engine_start(&r, entry);
  start(&r);
  while (r.steps < MAX_STEPS && step_once(&r, entry->code)) {
  }
  if (violation->found)
    return false;
  if (!subject->proof || r.lost || r.steps >= MAX_STEPS || r.m.entry->code != entry->code)
    return true;
  if (r.steps > subject->result.max_steps)
    return fail(&r, 0, "%llu steps, at most %llu were proven", (unsigned long long)r.steps,
                (unsigned long long)subject->result.max_steps);
  world_reset(&worlds[1], event, 0x5a);
  const struct ebpf_entry *other = build(subject, &worlds[1], memory[1]);
  worlds[1].run.max_steps = r.steps;
  uint64_t result = run_plainly(other, &worlds[1]);
  if (worlds[1].run.stop.end != RUN_OK || worlds[1].run.steps_used != r.steps)
    return fail(&r, worlds[1].run.stop.pc, "elsewhere it ends differently: %s",
                worlds[1].run.stop.detail ? worlds[1].run.stop.detail : "steps");
  if (result != r.m.r[0])
    return fail(&r, 0, "the result depends on addresses or on what was never set: %#llx, %#llx",
                (unsigned long long)r.m.r[0], (unsigned long long)result);
  return worlds_agree(&worlds[0], &worlds[1]) ||
         fail(&r, 0, "packet or maps depend on addresses or on what was never set");
}
