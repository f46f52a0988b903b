/*
 * Solving: from the entry of a function, states flow along its blocks in order until nothing new arrives. At loop heads they are joined
 * and widened to invariants (ascending), which are then narrowed to what really arrives, and the last pass states everything
 * with the progress of loop counters.
 *
 * Order: bottom-up. States as bytes, one walk, arrival, passes, loops, calls, the whole.
 */
#include "ebpf/verify/solver.h"

#include "base/text.h"

#include <string.h>

enum pass { PASS_ASCEND, PASS_NARROW, PASS_FINAL };

/* One pass over one context. */
struct sweep {
  struct solver *solver;
  struct context *context;
  struct graph *graph;
  enum pass pass;
  struct node **nodes; /* by block */
  struct node *current;
  uint32_t cursor; /* place in the order; nothing before it is dirty */
  bool failed;     /* a problem that counts */
};

/* --- states as bytes --- */

struct reader packed_reader(const struct packed *p) {
  return (struct reader){p->at, p->at + p->length, false};
}

bool solver_pack(struct solver *s, const struct state *state, struct packed *out) {
  struct writer w = {0};
  write_state(&w, state);
  out->length = (uint32_t)w.length;
  out->at = pool_piece(&s->pool, w.length);
  if (!out->at) {
    s->out_of_memory = true;
    return false;
  }
  w = (struct writer){out->at, w.length, 0};
  write_state(&w, state);
  return true;
}

void solver_unpack(const struct packed *packed, struct state *out) {
  struct reader r = packed_reader(packed);
  (void)read_state(&r, out);
}

static void unpack_give(struct solver *s, struct packed *p) {
  if (p->at)
    pool_give(&s->pool, p->at, p->length);
  *p = (struct packed){0};
}

static bool is_within(const struct state *s, const struct packed *stated) {
  struct refinement nothing;
  struct reader r = packed_reader(stated);
  refine_nothing(&nothing);
  return state_is_inside(s, &nothing, &r);
}

/* --- loops --- */

struct value *candidate_value(struct state *s, const struct candidate *c) {
  uint32_t slot = c->stack_at / 8u;
  if (c->reg != PROOF_IN_STACK)
    return &s->reg[c->reg];
  if (slot >= state_slot_count(s) || s->slot[slot].spill[c->stack_at / 4 % 2] == 0)
    return NULL;
  return &s->pool[s->slot[slot].spill[c->stack_at / 4 % 2] - 1];
}

static struct head *head_of(const struct context *c, uint32_t block) {
  for (uint32_t i = 0; i < c->head_count; i++)
    if (c->heads[i].block == block)
      return &c->heads[i];
  return NULL;
}

static const struct candidate *chosen(const struct head *h) {
  return h && h->chosen < h->candidate_count ? &h->candidates[h->chosen] : NULL;
}

void solver_start(struct context *c, struct state *state, uint32_t block) {
  struct graph *g = c->graph;
  memset(state->direction, LOOP_NONE, sizeof state->direction);
  if (block == NO_BLOCK)
    return;
  for (uint32_t h = g->blocks[block].loop; h != NO_BLOCK; h = g->blocks[h].around) {
    const struct candidate *candidate = chosen(head_of(c, h));
    if (g->blocks[h].level < MBPF_VERIFY_LOOP_LEVELS && candidate)
      state->direction[g->blocks[h].level] = candidate->direction;
  }
  if (!g->blocks[block].is_head || g->blocks[block].level >= MBPF_VERIFY_LOOP_LEVELS)
    return;
  state_drop_levels(state, 1u << g->blocks[block].level);
  const struct candidate *candidate = chosen(head_of(c, block));
  struct value *v = candidate ? candidate_value(state, candidate) : NULL;
  if (v && value_kind_is_movable(v->kind))
    v->ahead[g->blocks[block].level] = 0;
}

/* --- one walk, as the checker does it --- */

bool solver_is_label(const struct context *c, uint32_t block) {
  return block == 0 ? c->graph->blocks[0].is_target : c->graph->blocks[block].is_target;
}

static uint32_t block_at(const struct walk *w, uint32_t slot) {
  const struct graph *g = w->context->graph;
  return slot - g->first_slot < g->slot_count ? g->block_of[slot - g->first_slot] : NO_BLOCK;
}

static bool walk_branch(struct walk *w, bool *goes_on) {
  struct refinement r;
  uint32_t slot = w->machine.slot, target = block_at(w, w->machine.target);
  struct state *other = pool_piece(&w->solver->pool, sizeof *other);
  bool ok = true;
  if (!other) {
    w->solver->out_of_memory = true;
    return false;
  }
  if (refine(&w->state, &w->machine.condition, true, &r)) {
    *other = w->state;
    if (refine_state(&r, other))
      ok = w->arrive(w, other, target, slot, true);
  }
  pool_give(&w->solver->pool, other, sizeof *other);
  *goes_on = refine(&w->state, &w->machine.condition, false, &r) && refine_state(&r, &w->state);
  return ok;
}

bool solver_return(const struct context *callee, uint32_t index, struct state *caller) {
  struct reader r = packed_reader(&callee->posts[index]);
  if (callee->flags & CONTEXT_MOVES_PACKET)
    transfer_packet_moved(caller);
  return state_return(caller, (callee->flags & CONTEXT_SHARES_STACK) != 0, false, &r);
}

bool solver_return_callback(const struct context *callee, struct state *caller) {
  struct reader r = packed_reader(&callee->pre);
  if (callee->flags & CONTEXT_MOVES_PACKET)
    transfer_packet_moved(caller);
  return state_return(caller, (callee->flags & CONTEXT_SHARES_STACK) != 0, true, &r);
}

static bool walk_call(struct walk *w, bool *goes_on) {
  uint32_t slot = w->machine.slot, next = w->machine.next;
  struct context *callee = solver_call(w->solver, &w->state, w->machine.callee, false, slot);
  if (!callee || !w->called(w, callee, 1))
    return false;
  *goes_on = callee->post_count > 0;
  if (callee->post_count == 1)
    return solver_return(callee, 0, &w->state);
  for (uint32_t i = 0; i < callee->post_count; i++) {
    struct state *other = pool_piece(&w->solver->pool, sizeof *other);
    bool ok = other != NULL;
    if (!other) {
      w->solver->out_of_memory = true;
      return false;
    }
    *other = w->state;
    ok = solver_return(callee, i, other) && w->arrive(w, other, block_at(w, next), slot, false);
    pool_give(&w->solver->pool, other, sizeof *other);
    if (!ok)
      return false;
  }
  *goes_on = false;
  return true;
}

static bool walk_callback(struct walk *w) {
  uint64_t rounds = w->machine.rounds;
  struct context *callee = solver_call(w->solver, &w->state, w->machine.callee, true, w->machine.slot);
  if (!callee || !w->called(w, callee, rounds) || !solver_return_callback(callee, &w->state))
    return false;
  transfer_after_callback(&w->machine);
  return true;
}

static void note_flags(struct walk *w) {
  if (w->machine.moves_packet)
    w->context->flags |= CONTEXT_MOVES_PACKET;
  if (w->machine.tail_call)
    w->context->flags |= CONTEXT_TAIL_CALLS;
}

static bool fail_complex(struct solver *s, uint32_t slot, const char *what) {
  if (s->problem) {
    memset(s->problem, 0, sizeof *s->problem);
    s->problem->class = VERIFY_COMPLEX;
    s->problem->slot = slot;
    struct text text;
    text_init(&text, s->problem->text, sizeof s->problem->text);
    text_printf(&text, "%s; the analysis was at this instruction", what);
  }
  return false;
}

void solver_walk(struct walk *w, uint32_t slot, bool at_label) {
  struct solver *s = w->solver;
  bool goes_on = true;
  w->steps = 0;
  w->failed = false;
  for (; goes_on && !w->failed; at_label = false) {
    uint32_t block = block_at(w, slot);
    if (!at_label && block != NO_BLOCK && solver_is_label(w->context, block)) {
      w->failed = !w->arrive(w, &w->state, block, w->machine.slot, false);
      return;
    }
    if (s->work++ >= s->limit) {
      s->too_complex = true;
      w->failed = true;
      return;
    }
    enum step step = transfer(&w->machine, slot);
    w->steps++;
    note_flags(w);
    if (w->bitmap && w->machine.access == ACCESS_CONTEXT)
      w->bitmap[w->machine.slot / 8] |= (uint8_t)(1u << (w->machine.slot % 8));
    switch (step) {
    case STEP_FAIL: w->failed = true; break;
    case STEP_NEXT: slot = w->machine.next; break;
    case STEP_GOTO:
      if (w->machine.target <= slot) {
        w->failed = !w->arrive(w, &w->state, block_at(w, w->machine.target), slot, true);
        return;
      }
      slot = w->machine.target;
      break;
    case STEP_BRANCH: {
      uint32_t next = w->machine.next;
      w->failed = !walk_branch(w, &goes_on);
      slot = next;
      break;
    }
    case STEP_CALL: {
      uint32_t next = w->machine.next;
      w->failed = !walk_call(w, &goes_on);
      slot = next;
      break;
    }
    case STEP_CALLBACK: {
      uint32_t next = w->machine.next;
      w->failed = !walk_callback(w);
      slot = next;
      break;
    }
    case STEP_EXIT: w->failed = !w->leave(w); return;
    }
  }
}

/* --- arrival --- */

static void give_node(struct solver *s, struct node *n) {
  unpack_give(s, &n->state);
  pool_give(&s->pool, n, sizeof *n);
}

static void clear_block(struct sweep *run, uint32_t block) {
  struct node *n = run->nodes[block];
  while (n) {
    struct node *next = n->next;
    if (n != run->current)
      give_node(run->solver, n);
    n = next;
  }
  run->nodes[block] = NULL;
}

/* A head's state changed: what followed from the old one is worked out anew. */
static void clear_body(struct sweep *run, uint32_t head) {
  for (uint32_t i = run->graph->blocks[head].order + 1; i < run->graph->order_count; i++) {
    uint32_t b = run->graph->by_order[i];
    if (run->nodes[b] && graph_in_loop(run->graph, b, head))
      clear_block(run, b);
  }
  for (struct node *n = run->nodes[head]; n; n = n->next)
    n->dirty = true;
}

static void wake(struct sweep *run, uint32_t block) {
  uint32_t order = run->graph->blocks[block].order;
  if (order < run->cursor)
    run->cursor = order;
}

static struct node *add_node(struct sweep *run, const struct state *s, uint32_t block, uint32_t slot,
                             bool taken) {
  struct node *n = pool_piece(&run->solver->pool, sizeof *n), **end = &run->nodes[block];
  if (!n) {
    run->solver->out_of_memory = true;
    return NULL;
  }
  *n = (struct node){.block = block,
                     .invariant = UINT32_MAX,
                     .dirty = true,
                     .from = run->current,
                     .from_slot = slot,
                     .from_taken = taken};
  if (!solver_pack(run->solver, s, &n->state))
    return NULL;
  while (*end)
    end = &(*end)->next;
  *end = n;
  wake(run, block);
  return n;
}

static bool replace_state(struct sweep *run, struct node *n, const struct state *s) {
  unpack_give(run->solver, &n->state);
  n->dirty = true;
  wake(run, n->block);
  return solver_pack(run->solver, s, &n->state);
}

static uint32_t count_nodes(const struct node *n) {
  uint32_t count = 0;
  for (; n; n = n->next)
    count++;
  return count;
}

static struct node *covering(struct sweep *run, const struct state *s, uint32_t block) {
  for (struct node *n = run->nodes[block]; n; n = n->next)
    if (is_within(s, &n->state))
      return n;
  return NULL;
}

/* The first state of the same shape, or the last of any shape it can be joined with. */
static struct node *most_alike(struct sweep *run, const struct state *s, uint32_t block, bool any) {
  struct node *found = NULL;
  for (struct node *n = run->nodes[block]; n; n = n->next) {
    struct state *other = &run->solver->other;
    solver_unpack(&n->state, other);
    if (states_alike(other, s))
      return n;
    if (any && other->held == s->held && other->frames == s->frames)
      found = n;
  }
  return found;
}

enum { WIDENINGS = 100 };

/* At first only the constants a register is compared with; none at all when that takes too long. */
static struct thresholds solver_thresholds(const struct solver *s, const struct graph *g, unsigned joins) {
  return (struct thresholds){g->thresholds, s->apart <= 4 ? g->threshold_registers : NULL,
                             joins < WIDENINGS ? g->threshold_count : 0};
}

/* Joins s into n, widening from the third time on; a widened state of related values is sharpened by their relation. */
static bool join_into(struct sweep *run, struct node *n, const struct state *s, bool widening) {
  struct solver *solver = run->solver;
  struct state *old = &solver->other, *out = &solver->joined;
  bool widen_now = widening && n->joins >= 1;
  solver_unpack(&n->state, old);
  struct thresholds thresholds = solver_thresholds(solver, run->graph, n->joins);
  solver->merged = true;
  if (!states_join(old, s, widen_now ? &thresholds : NULL, out))
    return false;
  state_normalise(out, run->graph->blocks[n->block].live);
  n->joins++;
  if (widen_now && n->joins < WIDENINGS) {
    struct state *sharp = &solver->scratch;
    *sharp = *out;
    if (state_relate(sharp)) {
      struct packed trial;
      if (!solver_pack(solver, sharp, &trial))
        return false;
      if (is_within(s, &trial) && is_within(old, &trial))
        *out = *sharp;
      unpack_give(solver, &trial);
    }
  }
  return replace_state(run, n, out);
}

static bool arrive_plain(struct sweep *run, struct state *s, uint32_t block, uint32_t slot, bool taken) {
  struct node *n;
  if (covering(run, s, block))
    return true;
  if (count_nodes(run->nodes[block]) >= run->solver->apart) {
    n = most_alike(run, s, block, true);
    if (n)
      return join_into(run, n, s, n->joins > 4);
    if (count_nodes(run->nodes[block]) > 4 * run->solver->apart + 16) {
      run->solver->too_complex = true;
      return false;
    }
  }
  return add_node(run, s, block, slot, taken) != NULL;
}

static bool arrive_head(struct sweep *run, struct state *s, uint32_t block, uint32_t slot, bool taken) {
  struct node *n;
  if (covering(run, s, block))
    return true;
  n = count_nodes(run->nodes[block]) >= run->solver->unroll
          ? most_alike(run, s, block, count_nodes(run->nodes[block]) >= 6)
          : NULL;
  if (!n)
    return add_node(run, s, block, slot, taken) != NULL;
  if (!join_into(run, n, s, true))
    return false;
  clear_body(run, block);
  return true;
}

/* Narrowing: heads keep their invariant; what arrives is collected to replace it. */
static bool arrive_narrowing(struct sweep *run, struct state *s, struct head *h, uint32_t slot, bool taken) {
  for (uint32_t i = 0; i < h->invariant_count; i++) {
    struct state *joined = &run->solver->joined, *met = &run->solver->other;
    if (!is_within(s, &h->invariants[i]))
      continue;
    if (h->met[i].at) {
      solver_unpack(&h->met[i], met);
      if (!states_join(met, s, NULL, joined))
        return false;
      state_normalise(joined, run->graph->blocks[h->block].live);
      unpack_give(run->solver, &h->met[i]);
    } else {
      struct node *n = add_node(run, s, h->block, slot, taken);
      if (!n)
        return false;
      solver_unpack(&h->invariants[i], met);
      if (!replace_state(run, n, met))
        return false;
      *joined = *s;
    }
    return solver_pack(run->solver, joined, &h->met[i]);
  }
  return arrive_head(run, s, h->block, slot, taken);
}

/* The last pass: the invariant's numbers with the progress of what arrives; less progress later lowers it. */
static bool arrive_final(struct sweep *run, struct state *s, struct head *h, uint32_t slot, bool taken) {
  struct state *stated = &run->solver->joined;
  struct node *n = covering(run, s, h->block);
  if (n)
    return true;
  for (uint32_t i = 0; i < h->invariant_count; i++) {
    struct state *plain = &run->solver->other;
    *plain = *s;
    state_drop_levels(plain, UINT32_MAX);
    if (!is_within(plain, &h->invariants[i]))
      continue;
    solver_unpack(&h->invariants[i], stated);
    state_copy_ahead(stated, s, false);
    for (n = run->nodes[h->block]; n; n = n->next)
      if (n->invariant == i) {
        solver_unpack(&n->state, plain);
        state_copy_ahead(stated, plain, true);
        if (n->joins++ > 6)
          state_drop_levels(stated, UINT32_MAX);
        if (!replace_state(run, n, stated))
          return false;
        clear_body(run, h->block);
        return true;
      }
    n = add_node(run, stated, h->block, slot, taken);
    if (n)
      n->invariant = i;
    return n != NULL;
  }
  return arrive_head(run, s, h->block, slot, taken);
}

/* --- exits --- */

static bool collect_post(struct sweep *run, struct state *s) {
  struct context *c = run->context;
  struct state *out = &run->solver->joined, *old = &run->solver->other;
  state_drop_levels(s, UINT32_MAX);
  s->foreign = 0;
  state_normalise(s, 1);
  for (uint32_t i = 0; i < c->post_count; i++)
    if (is_within(s, &c->posts[i]))
      return true;
  for (uint32_t i = 0; i < c->post_count; i++) {
    solver_unpack(&c->posts[i], old);
    if (!states_alike(old, s) && c->post_count < MAX_POSTS)
      continue;
    if (!states_join(old, s, NULL, out))
      continue;
    out->foreign = 0;
    state_normalise(out, 1);
    unpack_give(run->solver, &c->posts[i]);
    return solver_pack(run->solver, out, &c->posts[i]);
  }
  if (c->post_count == MAX_POSTS) {
    run->solver->too_complex = true;
    return false;
  }
  return solver_pack(run->solver, s, &c->posts[c->post_count++]);
}

/* The stack a callback leaves, joined over its exits. */
static bool collect_left(struct sweep *run, struct state *s) {
  struct context *c = run->context;
  struct state *out = &run->solver->joined, *old = &run->solver->other;
  state_normalise(s, 0);
  if (!c->left.at)
    return solver_pack(run->solver, s, &c->left);
  solver_unpack(&c->left, old);
  if (!states_join(old, s, NULL, out))
    return false;
  state_normalise(out, 0);
  unpack_give(run->solver, &c->left);
  return solver_pack(run->solver, out, &c->left);
}

static bool run_leave(struct walk *w) {
  struct sweep *run = w->user;
  struct context *c = run->context;
  bool is_callback = (c->flags & CONTEXT_CALLBACK) != 0;
  if (!transfer_exit(&w->machine, run->solver->depth == 1, is_callback))
    return false;
  if (run->pass != PASS_FINAL || run->solver->depth == 1)
    return true;
  state_pop_frame(&w->state);
  return is_callback ? collect_left(run, &w->state) : collect_post(run, &w->state);
}

static bool run_called(struct walk *w, struct context *callee, uint64_t rounds) {
  (void)rounds;
  w->context->flags |= callee->flags & (CONTEXT_MOVES_PACKET | CONTEXT_TAIL_CALLS);
  return true;
}

/* --- passes --- */

static void note_advance(struct sweep *run, struct state *s, struct head *h) {
  const struct candidate *c = chosen(h);
  uint8_t level = run->graph->blocks[h->block].level;
  const struct value *v = c ? candidate_value(s, c) : NULL;
  if (!run->current || !graph_in_loop(run->graph, run->current->block, h->block))
    return;
  struct refinement nothing;
  refine_nothing(&nothing);
  if (v && level < MBPF_VERIFY_LOOP_LEVELS && loop_advance(s, &nothing, v, c->direction, level) >= 1)
    h->advanced = true;
  else
    h->stuck = true;
}

static bool run_arrive(struct walk *w, struct state *s, uint32_t block, uint32_t slot, bool taken) {
  struct sweep *run = w->user;
  struct head *h = run->graph->blocks[block].is_head ? head_of(run->context, block) : NULL;
  uint32_t stale = 0;
  if (run->pass == PASS_FINAL && h)
    note_advance(run, s, h);
  /* progress in loops that are left, or start anew, means nothing any more */
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++)
    stale |= 1u << k;
  for (uint32_t l = run->graph->blocks[block].loop; l != NO_BLOCK; l = run->graph->blocks[l].around)
    if (run->graph->blocks[l].level < MBPF_VERIFY_LOOP_LEVELS && l != (h ? block : NO_BLOCK))
      stale &= ~(1u << run->graph->blocks[l].level);
  state_drop_levels(s, run->pass == PASS_FINAL ? stale : UINT32_MAX);
  state_normalise(s, run->graph->blocks[block].live);
  if (!h)
    return arrive_plain(run, s, block, slot, taken);
  if (run->pass == PASS_ASCEND)
    return arrive_head(run, s, block, slot, taken);
  return run->pass == PASS_NARROW ? arrive_narrowing(run, s, h, slot, taken)
                                  : arrive_final(run, s, h, slot, taken);
}

/* States of a loop's body are given back when its head changes: is this one still there? */
static bool is_kept(const struct sweep *run, const struct node *wanted) {
  for (uint32_t i = 0; i < run->graph->block_count; i++)
    for (const struct node *n = run->nodes[i]; n; n = n->next)
      if (n == wanted)
        return true;
  return false;
}

/* A walk ended in a problem: the last pass fails with it, others just end the path. */
static void note_problem(struct sweep *run) {
  struct solver *s = run->solver;
  struct verify_problem *p = s->problem;
  uint32_t n = 0;
  if (s->out_of_memory || s->too_complex || s->grow) {
    run->failed = true;
    return;
  }
  if (run->pass != PASS_FINAL)
    return;
  run->failed = true;
  if (!p || p->path_length != 0)
    return;
  for (const struct node *at = run->current; at && at->from_slot != UINT32_MAX && n < VERIFY_PATH;
       at = at->from) {
    p->path[n++] = (struct verify_branch){at->from_slot, at->from_taken};
    if (!is_kept(run, at->from))
      break;
  }
  p->path_length = n;
  for (uint32_t i = 0; i < n / 2; i++) {
    struct verify_branch swap = p->path[i];
    p->path[i] = p->path[n - 1 - i];
    p->path[n - 1 - i] = swap;
  }
}

static void trace(struct sweep *run, struct walk *w, uint32_t slot) {
  char line[512];
  struct text text;
  if (!run->solver->options->trace || run->pass != PASS_FINAL)
    return;
  text_init(&text, line, sizeof line);
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (w->state.reg[i].kind != VALUE_UNINIT) {
      text_printf(&text, "%sr%u: ", text.length ? "; " : "", i);
      describe_value(&text, &w->state.reg[i]);
    }
  run->solver->options->trace(run->solver->options->trace_user, slot, line);
}

static void run_walk(struct sweep *run, struct walk *w, uint32_t slot, uint32_t block) {
  w->solver = run->solver;
  w->context = run->context;
  w->machine = (struct machine){.in = run->solver->in,
                                .s = &w->state,
                                .problem = run->solver->problem,
                                .op = ISA_COUNT,
                                .shifted_before = NO_SLOT};
  w->arrive = run_arrive;
  w->leave = run_leave;
  w->called = run_called;
  w->user = run;
  w->bitmap = NULL;
  trace(run, w, slot);
  solver_walk(w, slot, block != NO_BLOCK);
  if (w->machine.stack_needed != 0 && w->failed && w->machine.stack_needed > run->graph->frame_bytes) {
    run->graph->frame_bytes = (w->machine.stack_needed + 15u) & ~15u;
    run->solver->grow = true;
  }
  if (w->failed)
    note_problem(run);
}

static struct node *next_dirty(struct sweep *run) {
  for (; run->cursor < run->graph->order_count; run->cursor++)
    for (struct node *n = run->nodes[run->graph->by_order[run->cursor]]; n; n = n->next)
      if (n->dirty)
        return n;
  return NULL;
}

/* One pass: from the entry state until nothing is left to do. */
static bool pass(struct sweep *run, enum pass kind, struct walk *w) {
  struct node *n;
  run->pass = kind;
  run->current = NULL;
  run->cursor = 0;
  run->failed = false;
  for (uint32_t b = 0; b < run->graph->block_count; b++)
    clear_block(run, b);
  solver_unpack(&run->context->pre, &w->state);
  solver_start(run->context, &w->state, NO_BLOCK);
  run_walk(run, w, run->graph->first_slot, NO_BLOCK);
  while (!run->failed && (n = next_dirty(run)) != NULL) {
    n->dirty = false;
    run->current = n;
    solver_unpack(&n->state, &w->state);
    solver_start(run->context, &w->state, n->block);
    run_walk(run, w, run->graph->blocks[n->block].first, n->block);
  }
  return !run->failed;
}

static bool keep_invariants(struct sweep *run) {
  for (uint32_t i = 0; i < run->context->head_count; i++) {
    struct head *h = &run->context->heads[i];
    h->invariant_count = 0;
    for (struct node *n = run->nodes[h->block]; n && h->invariant_count < 8; n = n->next) {
      struct state *s = &run->solver->scratch;
      solver_unpack(&n->state, s);
      h->met[h->invariant_count] = (struct packed){0};
      if (!solver_pack(run->solver, s, &h->invariants[h->invariant_count++]))
        return false;
    }
  }
  return true;
}

static void take_narrowed(struct sweep *run) {
  for (uint32_t i = 0; i < run->context->head_count; i++) {
    struct head *h = &run->context->heads[i];
    for (uint32_t k = 0; k < h->invariant_count; k++) {
      if (!h->met[k].at)
        continue;
      unpack_give(run->solver, &h->invariants[k]);
      h->invariants[k] = h->met[k];
      h->met[k] = (struct packed){0};
    }
  }
}

/* --- counters --- */

/* Which ways can an instruction of the loop move a value? Bits 1 << enum loop_direction. */
static uint32_t moves(const struct ebpf_insn *insn) {
  bool immediate = (insn->opcode & 8) == 0, negative = insn->imm < 0;
  uint32_t up = 1u << LOOP_UP | 1u << LOOP_UP32, down = 1u << LOOP_DOWN | 1u << LOOP_DOWN32,
           halve = 1u << LOOP_HALVE, clear = 1u << LOOP_CLEAR;
  if ((insn->opcode & 7) != 4 && (insn->opcode & 7) != 7)
    return 0;
  switch (insn->opcode & 0xf0) {
  case 0x00: return !immediate ? up | down : negative ? down : up;
  case 0x10: return !immediate ? up | down : negative ? up : down;
  case 0x30:
  case 0x70: return halve | down;
  case 0x50: return down | halve | clear;
  case 0x90: return down;
  default: return 0;
  }
}

static void add_candidates(struct head *h, const struct value *v, uint8_t reg, uint16_t stack_at,
                           uint32_t directions) {
  bool still = value_is_constant(v) && h->invariant_count == 1;
  if (!value_kind_is_movable(v->kind) || still)
    return;
  for (uint8_t d = LOOP_UP; d < LOOP_DIRECTION_COUNT; d++)
    if ((directions >> d & 1) && (d <= LOOP_DOWN || v->kind == VALUE_SCALAR) &&
        h->candidate_count < MAX_CANDIDATES)
      h->candidates[h->candidate_count++] =
          (struct candidate){.reg = reg, .stack_at = stack_at, .direction = d};
}

/* Values at the head that instructions of the loop may move. Which one really counts its rounds, the last pass tells. */
static void find_candidates(struct sweep *run, struct head *h) {
  uint32_t directions = 0, written = 0;
  struct state *s = &run->solver->scratch;
  for (uint32_t i = 0; i < run->graph->order_count; i++) {
    const struct block *b = &run->graph->blocks[run->graph->by_order[i]];
    if (!graph_in_loop(run->graph, run->graph->by_order[i], h->block))
      continue;
    for (uint32_t slot = b->first; slot < b->end; slot++) {
      struct ebpf_insn insn = ebpf_image_insn(run->solver->in->image, slot);
      unsigned class = insn.opcode & 7;
      directions |= moves(&insn);
      if (class == 1 || class == 4 || class == 7 || class == 0)
        written |= 1u << insn.dst;
      if (class == 5 && (insn.opcode & 0xf0) == 0x80)
        written |= 0x3f;
    }
  }
  h->candidate_count = 0;
  h->chosen = 0;
  if (h->invariant_count == 0)
    return;
  solver_unpack(&h->invariants[0], s);
  for (uint8_t i = 0; i < STATE_REGISTERS; i++)
    if (written >> i & 1)
      add_candidates(h, &s->reg[i], i, 0, directions);
  for (uint32_t i = 0, end = state_slot_count(s); i < end; i++)
    for (unsigned which = 0; which < 2; which++)
      if (s->slot[i].spill[which] != 0)
        add_candidates(h, &s->pool[s->slot[i].spill[which] - 1], PROOF_IN_STACK,
                       (uint16_t)(8 * i + 4 * which), directions);
}

/* Bounds of the counter over the head's invariants give the rounds; fewer are better. */
static void rate_candidates(struct sweep *run, struct head *h) {
  for (uint32_t i = 0; i < h->candidate_count; i++) {
    struct candidate *c = &h->candidates[i];
    bool clear = c->direction == LOOP_CLEAR;
    struct proof_loop loop = {
        .direction = c->direction, .ahead = 1, .low = clear ? 0 : INT64_MAX, .high = clear ? 0 : INT64_MIN};
    for (uint32_t k = 0; k < h->invariant_count; k++) {
      struct state *s = &run->solver->scratch;
      solver_unpack(&h->invariants[k], s);
      struct value *v = candidate_value(s, c);
      int64_t low = INT64_MIN, high = INT64_MAX;
      if (v)
        loop_bounds(v, c->direction, &low, &high);
      else if (clear)
        high = -1;
      loop.low = low < loop.low ? low : loop.low;
      loop.high = clear ? loop.high | high : high > loop.high ? high : loop.high;
    }
    c->rounds = loop_rounds(&loop);
  }
  for (uint32_t i = 1; i < h->candidate_count; i++)
    for (uint32_t k = i; k > 0 && h->candidates[k].rounds < h->candidates[k - 1].rounds; k--) {
      struct candidate swap = h->candidates[k];
      h->candidates[k] = h->candidates[k - 1];
      h->candidates[k - 1] = swap;
    }
  while (h->candidate_count > 0 && h->candidates[h->candidate_count - 1].rounds == VERIFY_UNBOUNDED)
    h->candidate_count--;
}

static bool fail_loop(struct sweep *run, const struct head *h) {
  struct verify_problem *p = run->solver->problem;
  struct text text;
  if (!p)
    return false;
  memset(p, 0, sizeof *p);
  p->class = VERIFY_LOOP;
  p->slot = run->graph->blocks[h->block].first;
  text_init(&text, p->text, sizeof p->text);
  if (run->graph->blocks[h->block].level >= MBPF_VERIFY_LOOP_LEVELS)
    text_printf(&text, "the loop that begins here is nested more than %u deep", MBPF_VERIFY_LOOP_LEVELS);
  else
    text_printf(&text, "nothing in the loop that begins here moves one way to a bound in every round%s",
                h->candidate_count == 0 ? ": no bounded value changes" : "");
  return false;
}

/* An inner loop that may still find its counter comes first: until then the outer one's progress can be lost in it. */
static bool has_stuck_inside(const struct sweep *run, const struct head *h) {
  for (uint32_t i = 0; i < run->context->head_count; i++) {
    const struct head *k = &run->context->heads[i];
    if (k != h && k->stuck && k->chosen < k->candidate_count && graph_in_loop(run->graph, k->block, h->block))
      return true;
  }
  return false;
}

/* The last pass, again with other counters for loops in which some round did not advance. */
static bool final_passes(struct sweep *run, struct walk *w) {
  for (;;) {
    bool again = false;
    run->context->post_count = 0;
    run->context->left = (struct packed){0};
    for (uint32_t i = 0; i < run->context->head_count; i++)
      run->context->heads[i].advanced = run->context->heads[i].stuck = false;
    if (!pass(run, PASS_FINAL, w))
      return false;
    for (uint32_t i = 0; i < run->context->head_count; i++) {
      struct head *h = &run->context->heads[i];
      if (!h->stuck || h->chosen >= h->candidate_count || has_stuck_inside(run, h))
        continue;
      h->chosen++;
      again = true;
    }
    if (again)
      continue;
    for (uint32_t i = 0; i < run->context->head_count; i++)
      if (run->context->heads[i].stuck && !run->solver->options->allow_metered)
        return fail_loop(run, &run->context->heads[i]);
    return true;
  }
}

/* --- contexts --- */

static bool make_heads(struct solver *s, struct context *c) {
  uint32_t count = 0;
  for (uint32_t b = 0; b < c->graph->block_count; b++)
    count += c->graph->blocks[b].is_head;
  c->heads = pool_take(&s->pool, count * sizeof c->heads[0] + 8);
  if (!c->heads)
    return false;
  memset(c->heads, 0, count * sizeof c->heads[0]);
  for (uint32_t b = 0; b < c->graph->block_count; b++)
    if (c->graph->blocks[b].is_head)
      c->heads[c->head_count++].block = b;
  return true;
}

static bool solve_passes(struct sweep *run, struct walk *w) {
  struct context *c = run->context;
  if (c->head_count > 0) {
    if (!pass(run, PASS_ASCEND, w) || !keep_invariants(run))
      return false;
    for (unsigned i = 0; i < 2; i++) {
      if (!pass(run, PASS_NARROW, w))
        return false;
      take_narrowed(run);
    }
    for (uint32_t i = 0; i < c->head_count; i++) {
      find_candidates(run, &c->heads[i]);
      rate_candidates(run, &c->heads[i]);
    }
  }
  return final_passes(run, w);
}

static bool solve_context(struct solver *s, struct context *c) {
  struct sweep *run = pool_piece(&s->pool, sizeof *run);
  struct walk *w = pool_piece(&s->pool, sizeof *w);
  bool ok = false;
  c->status = CONTEXT_BUSY;
  c->graph = solver_graph(s, c->function);
  c->nodes = c->graph ? pool_take(&s->pool, c->graph->block_count * sizeof c->nodes[0]) : NULL;
  if (!run || !w || !c->nodes || !make_heads(s, c)) {
    s->out_of_memory = true;
    return false;
  }
  memset(c->nodes, 0, c->graph->block_count * sizeof c->nodes[0]);
  *run = (struct sweep){.solver = s, .context = c, .graph = c->graph, .nodes = c->nodes};
  s->depth++;
  ok = solve_passes(run, w);
  s->depth--;
  pool_give(&s->pool, w, sizeof *w);
  pool_give(&s->pool, run, sizeof *run);
  c->status = ok ? CONTEXT_SOLVED : CONTEXT_FAILED;
  return ok;
}

static struct context *new_context(struct solver *s, uint32_t function, uint32_t flags,
                                   const struct state *pre) {
  struct context *c = pool_take(&s->pool, sizeof *c), **end = &s->contexts;
  if (!c) {
    s->out_of_memory = true;
    return NULL;
  }
  memset(c, 0, sizeof *c);
  c->function = function;
  c->flags = flags;
  if (!solver_pack(s, pre, &c->pre))
    return NULL;
  while (*end)
    end = &(*end)->next;
  *end = c;
  return c;
}

struct graph *solver_graph(struct solver *s, uint32_t function) {
  struct graph *g = &s->graphs[function];
  if (!g->blocks && !graph_build(g, s->in->image, function, &s->pool)) {
    s->out_of_memory = true;
    return NULL;
  }
  return g;
}

static bool fail_call(struct solver *s, uint32_t slot, enum verify_class class, const char *text) {
  struct machine m = {.in = s->in, .problem = s->problem, .slot = slot, .op = ISA_COUNT};
  transfer_fail(&m, class, "%s", text);
  return false;
}

static bool check_depth(struct solver *s, const struct state *state, uint32_t function, uint32_t slot) {
  for (struct context *c = s->contexts; c; c = c->next)
    if (c->status == CONTEXT_BUSY && c->function == function)
      return fail_call(s, slot, VERIFY_RECURSION,
                       "this call leads back into a function that is still running");
  if (s->depth >= MBPF_EBPF_MAX_FRAMES || state->frames >= MBPF_EBPF_MAX_FRAMES)
    return fail_call(s, slot, VERIFY_CALL_DEPTH, "this call would need a ninth frame; 8 are allowed");
  return true;
}

enum { CONTEXTS_APART = 8 };

/* Many calls of one function: later ones are joined with an earlier one, so that contexts stay few. */
static bool generalise(struct solver *s, struct state *enter, uint32_t function, uint32_t flags) {
  struct context *last = NULL;
  uint32_t count = 0;
  struct state *old = &s->other, *out = &s->joined;
  for (struct context *c = s->contexts; c; c = c->next)
    if (c->function == function && (c->flags & (CONTEXT_CALLBACK | CONTEXT_SHARES_STACK)) == flags) {
      count++;
      solver_unpack(&c->pre, old);
      if (states_alike(old, enter))
        last = c;
    }
  if (count < CONTEXTS_APART || !last)
    return true;
  solver_unpack(&last->pre, old);
  struct thresholds thresholds =
      solver_thresholds(s, &s->graphs[function], count > 2 * CONTEXTS_APART ? WIDENINGS : 0);
  if (!states_join(old, enter, &thresholds, out))
    return true;
  state_normalise(out, s->graphs[function].blocks[0].live);
  *enter = *out;
  return true;
}

static bool pack_enter(struct solver *s, const struct state *state, uint32_t function, bool callback,
                       struct state *enter, uint32_t *flags) {
  struct graph *g = solver_graph(s, function);
  bool shares = transfer_shares_stack(state);
  if (!g)
    return false;
  *flags = (callback ? CONTEXT_CALLBACK : 0u) | (shares ? CONTEXT_SHARES_STACK : 0u);
  transfer_enter(state, shares, g->frame_bytes, enter);
  if (state_slot_count(enter) > STACK_SLOTS)
    return false;
  state_normalise(enter, g->blocks[0].live);
  return true;
}

/* Is the call in state covered by the context? */
static bool covers(const struct solver *s, const struct context *c, const struct state *state) {
  struct reader r = packed_reader(&c->pre);
  return state_enters(state, (c->flags & CONTEXT_SHARES_STACK) != 0, s->graphs[c->function].frame_bytes / 8,
                      &r);
}

static struct context *find_solved(struct solver *s, const struct state *state, uint32_t function,
                                   uint32_t flags) {
  for (struct context *c = s->contexts; c; c = c->next)
    if (c->function == function && (c->flags & (CONTEXT_CALLBACK | CONTEXT_SHARES_STACK)) == flags &&
        c->status == CONTEXT_SOLVED && covers(s, c, state))
      return c;
  return NULL;
}

/* A callback runs again on the stack it left: its entry state grows until that is inside. */
static struct context *solve_callback(struct solver *s, struct state *enter, uint32_t function,
                                      uint32_t flags) {
  for (unsigned round = 0; round < 12; round++) {
    struct context *c = new_context(s, function, flags, enter);
    struct state *left, *out;
    struct reader r;
    bool stable;
    if (!c || !solve_context(s, c))
      return NULL;
    if (!c->left.at) /* never returns */
      return c;
    left = &s->other;
    solver_unpack(&c->left, left);
    left->frames++;
    left->frame_slots[left->frames - 1] = enter->frame_slots[enter->frames - 1];
    r = packed_reader(&c->pre);
    stable = state_leaves(left, true, enter->frame_slots[enter->frames - 1], &r);
    if (stable)
      return c;
    for (unsigned i = 0; i < STATE_REGISTERS; i++)
      left->reg[i] = enter->reg[i];
    left->foreign = enter->foreign;
    out = &s->joined;
    struct thresholds thresholds = solver_thresholds(s, &s->graphs[function], round < 6 ? 0 : WIDENINGS);
    if (!states_join(enter, left, round < 2 ? NULL : &thresholds, out)) {
      fail_call(s, s->graphs[function].first_slot, VERIFY_REFERENCE,
                "each round of this callback leaves another number of reserved records");
      return NULL;
    }
    state_normalise(out, s->graphs[function].blocks[0].live);
    *enter = *out;
    c->status = CONTEXT_FAILED; /* superseded */
  }
  fail_call(s, s->graphs[function].first_slot, VERIFY_COMPLEX,
            "the stack this callback leaves does not settle");
  return NULL;
}

struct context *solver_call(struct solver *s, const struct state *state, uint32_t function, bool callback,
                            uint32_t slot) {
  struct context *c;
  struct state *enter;
  uint32_t flags =
      (callback ? CONTEXT_CALLBACK : 0u) | (transfer_shares_stack(state) ? CONTEXT_SHARES_STACK : 0u);
  if (!solver_graph(s, function))
    return NULL;
  c = find_solved(s, state, function, flags);
  if (c)
    return c;
  if (!check_depth(s, state, function, slot))
    return NULL;
  enter = pool_piece(&s->pool, sizeof *enter);
  if (!enter) {
    s->out_of_memory = true;
    return NULL;
  }
  if (!pack_enter(s, state, function, callback, enter, &flags)) {
    fail_call(s, slot, VERIFY_STACK, "the stack frames of this call chain together exceed the stack");
  } else if (generalise(s, enter, function, flags)) {
    if (callback) {
      c = solve_callback(s, enter, function, flags);
    } else {
      c = new_context(s, function, flags, enter);
      if (c && !solve_context(s, c))
        c = NULL;
    }
  }
  pool_give(&s->pool, enter, sizeof *enter);
  return c;
}

/* --- the whole --- */

/* How patient to be, from quick to thorough. */
static const struct { uint32_t apart, unroll; } efforts[] = {{4, 1}, {12, 2}, {40, 2000}};

static bool solve_once(struct solver *s, uint8_t *proof, size_t *proof_bytes) {
  struct context *entry;
  struct graph *g = solver_graph(s, s->in->entry);
  struct state *start = g ? pool_piece(&s->pool, sizeof *start) : NULL;
  if (!start)
    return false;
  transfer_entry_state(start, g->frame_bytes);
  entry = new_context(s, s->in->entry, 0, start);
  return entry && solve_context(s, entry) && emit_proof(s, entry, proof, proof_bytes);
}

static void reset(struct solver *s, size_t keep) {
  s->pool.used = keep;
  memset(s->pool.pieces, 0, sizeof s->pool.pieces);
  s->contexts = NULL;
  s->depth = 0;
  s->out_of_memory = s->too_complex = s->grow = false;
}

/* With larger frames as they turn out to be needed. */
static bool solve_with_effort(struct solver *s, unsigned effort, uint8_t *proof, size_t *proof_bytes,
                              size_t capacity) {
  size_t base = s->pool.used;
  uint32_t functions = s->in->image->function_count;
  uint32_t frames[8] = {0}, grown[8] = {0};
  unsigned known = 0;
  s->apart = efforts[effort].apart;
  s->unroll = efforts[effort].unroll;
  for (unsigned round = 0; round < 8; round++) {
    reset(s, base);
    s->graphs = pool_take(&s->pool, functions * sizeof s->graphs[0]);
    if (!s->graphs) {
      s->out_of_memory = true;
      return false;
    }
    memset(s->graphs, 0, functions * sizeof s->graphs[0]);
    for (unsigned i = 0; i < known; i++)
      if (solver_graph(s, grown[i]) && s->graphs[grown[i]].frame_bytes < frames[i])
        s->graphs[grown[i]].frame_bytes = frames[i];
    *proof_bytes = capacity;
    if (solve_once(s, proof, proof_bytes))
      return true;
    if (!s->grow)
      return false;
    known = 0;
    for (uint32_t f = 0; f < functions && known < 8; f++)
      if (s->graphs[f].blocks) {
        grown[known] = f;
        frames[known++] = s->graphs[f].frame_bytes;
      }
  }
  return false;
}

bool verify_solve(const struct verify_input *in, const struct verify_options *options, void *memory,
                  size_t memory_bytes, uint8_t *proof, size_t *proof_bytes, struct verify_result *result,
                  struct verify_problem *problem) {
  static const struct verify_options defaults;
  size_t capacity = *proof_bytes;
  struct solver *s;
  struct pool pool = {.at = memory, .bytes = memory_bytes};
  struct verify_problem *first;
  memset(problem, 0, sizeof *problem);
  memset(result, 0, sizeof *result);
  s = pool_take(&pool, sizeof *s);
  first = s ? pool_take(&pool, sizeof *first) : NULL;
  if (!first || in->entry >= in->image->function_count) {
    problem->class = VERIFY_COMPLEX;
    return false;
  }
  memset(s, 0, sizeof *s);
  s->in = in;
  s->options = options ? options : &defaults;
  s->problem = problem;
  s->pool = pool;
  s->limit =
      s->options->work_limit ? s->options->work_limit : 200000 + 1000 * (uint64_t)in->image->slot_count;
  size_t base = s->pool.used;
  for (unsigned effort = 0; effort < sizeof efforts / sizeof efforts[0]; effort++) {
    s->pool.used = base;
    s->work = 0;
    s->merged = false;
    memset(problem, 0, sizeof *problem);
    if (solve_with_effort(s, effort, proof, proof_bytes, capacity)) {
      void *checker = pool_take(&s->pool, MBPF_VERIFY_CHECKER_BYTES);
      size_t peak = s->pool.peak;
      uint64_t work = s->work;
      if (checker && verify_check(in, proof, *proof_bytes, checker, result, problem)) {
        result->solver_peak_bytes = (uint32_t)peak;
        result->work = work;
        return true;
      }
    } else if (s->out_of_memory) {
      fail_complex(s, problem->slot, "the memory given is not enough");
    } else if (s->too_complex) {
      fail_complex(s, problem->slot, "too many different states");
    }
    /* the first effort's problem is about the plainest analysis; later ones only count when they succeed */
    if (effort == 0)
      *first = *problem;
    if (!s->merged)
      break;
    if (first->class == VERIFY_CAPABILITY || first->class == VERIFY_RECURSION ||
        first->class == VERIFY_STACK || first->class == VERIFY_CALL_DEPTH)
      break;
  }
  *problem = *first;
  return false;
}
