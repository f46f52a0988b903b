/*
 * Solving one context: from its entry, states flow along its blocks in order until nothing new arrives. At loop heads they are joined
 * and widened to invariants (ascending), which are then narrowed to what really arrives, and the last pass states everything
 * with the progress of loop counters.
 *
 * Order: bottom-up. Nodes, arrival, exits, passes, the context.
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

/* --- arrival --- */

static void give_node(struct solver *s, struct node *n) {
  solver_give(s, &n->state);
  if (n->climbs)
    pool_give(&s->pool, n->climbs, STATE_PLACES);
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

/* Does what the node states follow from that head's state? */
static bool follows(const struct sweep *run, const struct node *n, const struct node *head) {
  uint32_t level = run->graph->blocks[head->block].level;
  return !run->solver->effort.grouped || level >= MBPF_VERIFY_LOOP_LEVELS || n->groups[level] == head->serial;
}

static void clear_following(struct sweep *run, uint32_t block, const struct node *head) {
  struct node **at = &run->nodes[block];
  while (*at) {
    struct node *n = *at;
    if (!follows(run, n, head)) {
      at = &n->next;
      continue;
    }
    *at = n->next;
    if (n != run->current)
      give_node(run->solver, n);
  }
}

/* Which round of the loop around it a state that arrives at the block belongs to; 0: none, or they are not told apart. */
static uint32_t group_of(const struct sweep *run, uint32_t block) {
  const struct graph *g = run->graph;
  uint32_t around = g->blocks[block].is_head ? g->blocks[block].around : g->blocks[block].loop;
  if (!run->solver->effort.grouped || !run->current || around == NO_BLOCK ||
      g->blocks[around].level >= MBPF_VERIFY_LOOP_LEVELS)
    return 0;
  return run->current->block == around ? run->current->serial : run->current->groups[g->blocks[around].level];
}

static void set_groups(const struct sweep *run, struct node *n) {
  uint32_t level = 0;
  n->group = group_of(run, n->block);
  if (!run->current)
    return;
  memcpy(n->groups, run->current->groups, sizeof n->groups);
  level = run->graph->blocks[run->current->block].level;
  if (run->graph->blocks[run->current->block].is_head && level < MBPF_VERIFY_LOOP_LEVELS)
    n->groups[level] = run->current->serial;
}

/* A head's state changed: what followed from the old one is worked out anew. */
static void clear_body(struct sweep *run, const struct node *head) {
  for (uint32_t i = run->graph->blocks[head->block].order + 1; i < run->graph->order_count; i++) {
    uint32_t b = run->graph->by_order[i];
    if (run->nodes[b] && graph_in_loop(run->graph, b, head->block))
      clear_following(run, b, head);
  }
  for (struct node *n = run->nodes[head->block]; n; n = n->next)
    n->dirty = n->dirty || !run->solver->effort.grouped;
}

/* A head that changes by a jump back waits until all of its loop was walked: then it changes once for all jumps back. */
static void wake(struct sweep *run, uint32_t block) {
  uint32_t order = run->graph->blocks[block].order;
  bool waits = run->current && run->graph->blocks[block].is_head &&
               graph_in_loop(run->graph, run->current->block, block);
  if (!waits && order < run->cursor)
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
                     .serial = ++run->solver->serial,
                     .dirty = true,
                     .from = run->current,
                     .from_slot = slot,
                     .from_taken = taken};
  set_groups(run, n);
  if (!solver_pack(run->solver, s, &n->state))
    return NULL;
  while (*end)
    end = &(*end)->next;
  *end = n;
  wake(run, block);
  return n;
}

static bool replace_state(struct sweep *run, struct node *n, const struct state *s) {
  solver_give(run->solver, &n->state);
  n->dirty = true;
  wake(run, n->block);
  return solver_pack(run->solver, s, &n->state);
}

static uint32_t count_nodes(const struct sweep *run, uint32_t block) {
  uint32_t count = 0, group = group_of(run, block);
  for (const struct node *n = run->nodes[block]; n; n = n->next)
    count += n->group == group;
  return count;
}

static struct node *covering(struct sweep *run, const struct state *s, uint32_t block) {
  uint32_t group = group_of(run, block), compared = 0;
  for (struct node *n = run->nodes[block]; n; n = n->next) {
    if (n->group != group)
      continue;
    run->solver->work += compared++ % 8 == 0; /* most differ in the first register */
    if (is_within(s, &n->state))
      return n;
  }
  return NULL;
}

/* Of the states of the same shape the one with the fewest other constants, or the last of any shape it can be joined with. */
static struct node *most_alike(struct sweep *run, const struct state *s, uint32_t block, bool any) {
  struct node *found = NULL, *last = NULL;
  unsigned least = UINT32_MAX;
  uint32_t group = group_of(run, block);
  for (struct node *n = run->nodes[block]; n && least != 0; n = n->next) {
    struct state *other = &run->solver->other;
    if (n->group != group)
      continue;
    packed_copy(&n->state, other);
    if (states_alike(other, s)) {
      unsigned distance = states_distance(other, s);
      if (distance < least) {
        least = distance;
        found = n;
      }
    }
    if (any && other->held == s->held && other->frames == s->frames)
      last = n;
  }
  return found ? found : last;
}

struct thresholds solver_thresholds(const struct solver *s, const struct graph *g, unsigned joins) {
  return (struct thresholds){.at = g->thresholds,
                             .registers =
                                 s->effort.apart <= 4 || s->effort.grouped ? g->threshold_registers : NULL,
                             .count = joins < WIDENINGS ? g->threshold_count : 0,
                             .all_registers = joins > COARSE ? g->threshold_registers : NULL,
                             .compared = g->compared};
}

/* Joins before the bounds of registers that a loop compares with nothing are widened, and of all, where there is time. */
enum { PATIENCE = 20, SHORT_PATIENCE = 6 };

static bool take_climbs(struct sweep *run, struct node *n) {
  if (n->climbs)
    return true;
  n->climbs = pool_piece(&run->solver->pool, STATE_PLACES);
  if (n->climbs)
    memset(n->climbs, 0, STATE_PLACES);
  else
    run->solver->out_of_memory = true;
  return n->climbs != NULL;
}

/* Joins s into n, widening from the third time on; a widened state of related values is sharpened by their relation. */
static bool join_into(struct sweep *run, struct node *n, const struct state *s, bool widening) {
  struct solver *solver = run->solver;
  struct state *old = &solver->other, *out = &solver->joined;
  bool widen_now = widening && n->joins >= (solver->effort.hurried ? 0 : 1);
  solver_unpack(&n->state, old);
  struct thresholds thresholds = solver_thresholds(solver, run->graph, n->joins);
  if (widen_now && solver->effort.hurried && !take_climbs(run, n))
    return false;
  thresholds.climbs = n->climbs;
  if (solver->effort.patient && n->joins < PATIENCE && run->graph->blocks[n->block].is_head)
    thresholds.patient = solver->effort.apart > 4 && n->joins < SHORT_PATIENCE
                             ? UINT16_MAX
                             : (uint16_t)~run->graph->blocks[n->block].steered;
  solver->merged = true;
  if (!states_join(old, s, widen_now ? &thresholds : NULL, &run->graph->filled, out))
    return false;
  state_normalise(out, run->graph->blocks[n->block].needed);
  n->joins++;
  if (widen_now && n->joins < WIDENINGS) {
    struct state *sharp = &solver->scratch;
    state_copy(sharp, out);
    if (state_relate(sharp)) {
      struct packed trial;
      if (!solver_pack(solver, sharp, &trial))
        return false;
      if (is_within(s, &trial) && is_within(old, &trial))
        state_copy(out, sharp);
      solver_give(solver, &trial);
    }
  }
  return replace_state(run, n, out);
}

static bool arrive_plain(struct sweep *run, struct state *s, uint32_t block, uint32_t slot, bool taken) {
  struct node *n;
  if (covering(run, s, block))
    return true;
  if (count_nodes(run, block) >= run->solver->effort.apart) {
    n = most_alike(run, s, block, true);
    if (n)
      return join_into(run, n, s, n->joins > 4);
    if (count_nodes(run, block) > 4 * run->solver->effort.apart + 16) {
      run->solver->too_complex = true;
      return false;
    }
  }
  return add_node(run, s, block, slot, taken) != NULL;
}

static bool arrive_head(struct sweep *run, struct state *s, uint32_t block, uint32_t slot, bool taken) {
  const struct effort *effort = &run->solver->effort;
  uint32_t unroll = head_of(run->context, block)->is_outer ? effort->outer : effort->inner, count;
  struct node *n = NULL;
  if (covering(run, s, block))
    return true;
  count = count_nodes(run, block);
  if (count >= unroll)
    n = most_alike(run, s, block, count >= 6 || effort->hurried);
  if (!n)
    return add_node(run, s, block, slot, taken) != NULL;
  if (!join_into(run, n, s, true))
    return false;
  n->changed = true;
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
      if (!states_join(met, s, NULL, &run->graph->filled, joined))
        return false;
      state_normalise(joined, run->graph->blocks[h->block].needed);
      solver_give(run->solver, &h->met[i]);
    } else {
      struct node *n = add_node(run, s, h->block, slot, taken);
      if (!n)
        return false;
      solver_unpack(&h->invariants[i], met);
      if (!replace_state(run, n, met))
        return false;
      state_copy(joined, s);
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
    state_copy(plain, s);
    state_drop_levels(plain, UINT32_MAX);
    if (!is_within(plain, &h->invariants[i]))
      continue;
    solver_unpack(&h->invariants[i], stated);
    state_copy_ahead(stated, s, false);
    for (n = run->nodes[h->block]; n; n = n->next)
      if (n->invariant == i && n->group == group_of(run, h->block)) {
        solver_unpack(&n->state, plain);
        state_copy_ahead(stated, plain, true);
        if (n->joins++ > 6)
          state_drop_levels(stated, UINT32_MAX);
        if (!replace_state(run, n, stated))
          return false;
        n->changed = true;
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
  state_normalise(s, (struct needed){1, 1});
  for (uint32_t i = 0; i < c->post_count; i++)
    if (is_within(s, &c->posts[i]))
      return true;
  for (uint32_t i = 0; i < c->post_count; i++) {
    solver_unpack(&c->posts[i], old);
    if (!states_alike(old, s) && c->post_count < MAX_POSTS)
      continue;
    if (!states_join(old, s, NULL, &run->graph->filled, out))
      continue;
    out->foreign = 0;
    state_normalise(out, (struct needed){1, 1});
    solver_give(run->solver, &c->posts[i]);
    return solver_pack(run->solver, out, &c->posts[i]);
  }
  if (c->post_count == MAX_POSTS) {
    run->solver->too_complex = true;
    return false;
  }
  return solver_pack(run->solver, s, &c->posts[c->post_count++]);
}

/* The stack a callback leaves, joined over its exits. */
static bool collect_left(struct sweep *run, struct state *s, uint32_t slot) {
  struct context *c = run->context;
  struct state *out = &run->solver->joined, *old = &run->solver->other;
  state_normalise(s, (struct needed){0, 0});
  if (!c->left.at)
    return solver_pack(run->solver, s, &c->left);
  solver_unpack(&c->left, old);
  if (!states_join(old, s, NULL, &run->graph->filled, out))
    return solver_fail(run->solver, VERIFY_REFERENCE, slot,
                       "one way out of this callback leaves a record reserved that others do not");
  state_normalise(out, (struct needed){0, 0});
  solver_give(run->solver, &c->left);
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
  return is_callback ? collect_left(run, &w->state, w->machine.slot) : collect_post(run, &w->state);
}

static bool run_called(struct walk *w, struct context *callee, uint64_t rounds) {
  (void)rounds;
  w->context->flags |= callee->flags & (CONTEXT_MOVES_PACKET | CONTEXT_TAIL_CALLS);
  return true;
}

/* --- passes --- */

static bool run_arrive(struct walk *w, struct state *s, uint32_t block, uint32_t slot, bool taken) {
  struct sweep *run = w->user;
  struct head *h = run->graph->blocks[block].is_head ? head_of(run->context, block) : NULL;
  uint32_t stale = 0;
  if (run->pass != PASS_FINAL && !run->graph->blocks[block].meets_loop)
    return true; /* nothing there can change an invariant */
  /* progress in loops that are left, or start anew, means nothing any more */
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++)
    stale |= 1u << k;
  for (uint32_t l = run->graph->blocks[block].loop; l != NO_BLOCK; l = run->graph->blocks[l].around)
    if (run->graph->blocks[l].level < MBPF_VERIFY_LOOP_LEVELS && l != (h ? block : NO_BLOCK))
      stale &= ~(1u << run->graph->blocks[l].level);
  if (run->pass == PASS_FINAL) /* before, nothing is known to count */
    state_drop_levels(s, stale);
  state_normalise(s, run->graph->blocks[block].needed);
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
  solver_walk(w, slot, block != NO_BLOCK);
  if (w->machine.stack_needed != 0 && w->failed && w->machine.stack_needed > run->graph->frame_bytes) {
    run->graph->frame_bytes = (w->machine.stack_needed + 15u) & ~15u;
    run->solver->grow = true;
  }
  if (w->failed)
    note_problem(run);
}

static struct node *first_dirty(struct sweep *run) {
  for (; run->cursor < run->graph->order_count; run->cursor++)
    for (struct node *n = run->nodes[run->graph->by_order[run->cursor]]; n; n = n->next)
      if (n->dirty)
        return n;
  return NULL;
}

/* Of the heads that wait, the innermost one whose loop does not contain the block. */
static struct node *waiting_head(const struct sweep *run, uint32_t block) {
  struct node *found = NULL;
  uint32_t place = 0;
  for (uint32_t i = 0; i < run->context->head_count; i++) {
    uint32_t head = run->context->heads[i].block;
    if ((block != NO_BLOCK && graph_in_loop(run->graph, block, head)) ||
        (found && run->graph->blocks[head].order < place))
      continue;
    for (struct node *n = run->nodes[head]; n; n = n->next)
      if (n->dirty) {
        found = n;
        place = run->graph->blocks[head].order;
      }
  }
  return found;
}

/* In order, but a loop is walked again until it is stable before what follows it. */
static struct node *next_dirty(struct sweep *run) {
  struct node *first = first_dirty(run), *head = waiting_head(run, first ? first->block : NO_BLOCK);
  struct node *n = first;
  if (head && run->graph->blocks[head->block].order < run->cursor) {
    run->cursor = run->graph->blocks[head->block].order;
    n = head;
  }
  if (n && n->changed) {
    n->changed = false;
    clear_body(run, n);
  }
  return n;
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
    for (struct node *n = run->nodes[h->block]; n && h->invariant_count < MAX_INVARIANTS; n = n->next) {
      struct state *s = &run->solver->scratch;
      solver_unpack(&n->state, s);
      h->met[h->invariant_count] = (struct packed){0};
      if (!solver_pack(run->solver, s, &h->invariants[h->invariant_count++]))
        return false;
    }
  }
  return true;
}

/* False: nothing became narrower. */
static bool take_narrowed(struct sweep *run) {
  bool narrower = false;
  for (uint32_t i = 0; i < run->context->head_count; i++) {
    struct head *h = &run->context->heads[i];
    for (uint32_t k = 0; k < h->invariant_count; k++) {
      if (!h->met[k].at)
        continue;
      packed_copy(&h->invariants[k], &run->solver->scratch);
      narrower = narrower || !is_within(&run->solver->scratch, &h->met[k]);
      solver_give(run->solver, &h->invariants[k]);
      h->invariants[k] = h->met[k];
      h->met[k] = (struct packed){0};
    }
  }
  return narrower;
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

static void note_stuck(struct context *c) {
  for (uint32_t i = 0; i < c->head_count; i++)
    c->heads[i].stuck = false;
  for (uint32_t i = 0; i < c->links.ring_count; i++)
    if (c->links.rings[i].loop.direction == LOOP_NONE)
      head_of(c, c->links.rings[i].head_block)->stuck = true;
}

/* Other counters for loops in which some round did not advance. False: there is none to try. */
static bool choose_others(struct sweep *run) {
  bool again = false;
  for (uint32_t i = 0; i < run->context->head_count; i++) {
    struct head *h = &run->context->heads[i];
    if (!h->stuck || h->chosen >= h->candidate_count || has_stuck_inside(run, h))
      continue;
    h->chosen++;
    again = true;
  }
  return again;
}

/* The last pass, again until every loop has a counter or there is none. */
static bool final_passes(struct sweep *run, struct walk *w) {
  struct context *c = run->context;
  do {
    c->post_count = 0;
    c->left = (struct packed){0};
    if (!pass(run, PASS_FINAL, w) || !link_context(run->solver, c))
      return false;
    note_stuck(c);
  } while (choose_others(run));
  for (uint32_t i = 0; i < c->head_count; i++)
    if (c->heads[i].stuck && !run->solver->metered)
      return fail_loop(run, &c->heads[i]);
  return link_finish(run->solver, c);
}

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
  for (uint32_t i = 0; i < c->head_count; i++) {
    uint32_t around = c->graph->blocks[c->heads[i].block].around;
    if (around != NO_BLOCK)
      head_of(c, around)->is_outer = true;
  }
  return true;
}

static bool solve_passes(struct sweep *run, struct walk *w) {
  struct context *c = run->context;
  if (c->head_count > 0) {
    if (!pass(run, PASS_ASCEND, w) || !keep_invariants(run))
      return false;
    bool narrower = run->solver->effort.inner <= 2 && !run->solver->effort.grouped;
    for (unsigned i = 0; i < 2 && narrower; i++) {
      if (!pass(run, PASS_NARROW, w))
        return false;
      narrower = take_narrowed(run);
    }
    for (uint32_t i = 0; i < c->head_count; i++)
      find_candidates(run->solver, c, &c->heads[i]);
  }
  return final_passes(run, w);
}

bool solve_context(struct solver *s, struct context *c) {
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
