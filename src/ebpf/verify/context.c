/* Contexts: the ways functions are called, each solved once. Bottom-up: making one, covering calls, callbacks, calls. */
#include "ebpf/verify/solver.h"

#include <string.h>

struct context *context_new(struct solver *s, uint32_t function, uint32_t flags, const struct state *pre) {
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
  if (!g->blocks && !graph_build(g, s->in->image, function, function != s->in->entry, &s->pool)) {
    s->out_of_memory = true;
    return NULL;
  }
  return g;
}

static bool check_depth(struct solver *s, const struct state *state, uint32_t function, uint32_t slot) {
  for (struct context *c = s->contexts; c; c = c->next)
    if (c->status == CONTEXT_BUSY && c->function == function)
      return solver_fail(s, VERIFY_RECURSION, slot,
                         "this call leads back into a function that is still running");
  if (s->depth >= MBPF_EBPF_MAX_FRAMES || state->frames >= MBPF_EBPF_MAX_FRAMES)
    return solver_fail(s, VERIFY_CALL_DEPTH, slot, "this call would need a ninth frame; 8 are allowed");
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
  if (!states_join(old, enter, &thresholds, &s->graphs[function].filled, out))
    return true;
  state_normalise(out, s->graphs[function].blocks[0].needed);
  state_copy(enter, out);
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
  if (!s->untouched)
    state_forget_untouched(enter);
  state_forget_sums(enter);
  state_normalise(enter, g->blocks[0].needed);
  return true;
}

/* Is the call in state covered by the context? */
static bool covers(struct solver *s, struct context *c, const struct state *state) {
  struct reader r;
  return packed_reader(s, &c->pre, &r) && state_enters(state, (c->flags & CONTEXT_SHARES_STACK) != 0,
                                                       s->graphs[c->function].frame_bytes / 8, &r);
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
    struct context *c = context_new(s, function, flags, enter);
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
    if (!packed_reader(s, &c->pre, &r))
      return NULL;
    stable = state_leaves(left, true, enter->frame_slots[enter->frames - 1], &r);
    if (stable)
      return c;
    for (unsigned i = 0; i < STATE_REGISTERS; i++)
      left->reg[i] = enter->reg[i];
    left->foreign = enter->foreign;
    out = &s->joined;
    struct thresholds thresholds = solver_thresholds(s, &s->graphs[function], round < 6 ? 0 : WIDENINGS);
    if (!states_join(enter, left, round < 2 ? NULL : &thresholds, &s->graphs[function].filled, out)) {
      solver_fail(s, VERIFY_REFERENCE, s->graphs[function].first_slot,
                  "each round of this callback leaves another number of reserved records");
      return NULL;
    }
    state_normalise(out, s->graphs[function].blocks[0].needed);
    state_copy(enter, out);
    c->status = CONTEXT_FAILED; /* superseded */
  }
  solver_fail(s, VERIFY_COMPLEX, s->graphs[function].first_slot,
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
    solver_fail(s, VERIFY_STACK, slot, "the stack frames of this call chain together exceed the stack");
  } else if (generalise(s, enter, function, flags)) {
    if (callback) {
      c = solve_callback(s, enter, function, flags);
    } else {
      c = context_new(s, function, flags, enter);
      if (c && !solve_context(s, c))
        c = NULL;
    }
  }
  pool_give(&s->pool, enter, sizeof *enter);
  return c;
}
