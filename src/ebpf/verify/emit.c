/*
 * From final states to a proof: which state leads to which, the loops among them, what every part costs, and the bytes.
 *
 * Order: contexts, edges, loops, costs, bytes.
 */
#include "ebpf/verify/solver.h"

#include "base/bytes.h"

#include <string.h>

enum { TO_EXIT = 0xffffffff, NO_AHEAD = 0 };

/* The state of node `from` leads to that of `to` in this many steps; ahead: what the counter of to's loop moved by then. */
struct edge {
  uint32_t from, to;
  uint64_t steps;
  uint32_t ahead;
  struct edge *next;
};

/* A loop of the proof. */
struct ring {
  uint32_t head_block;
  uint32_t parent; /* number, or PROOF_NO_LOOP */
  struct proof_loop loop;
};

/* One context being written. */
struct emitter {
  struct solver *solver;
  struct context *context;
  uint32_t node_count;
  struct node **nodes; /* by slot */
  struct edge *edges;
  uint32_t from; /* node being walked; node_count: the entry */
  uint64_t call_cost;
  uint32_t callee_depth, callee_stack;
  uint8_t *member; /* [head * node_count + node]: inside that head's loop */
  struct ring *rings;
  uint32_t ring_count;
  uint8_t *bitmap;
  uint64_t entry_cost;
  bool lost;                 /* something arrived outside all states: the solver erred */
  struct context *not_ready; /* a callee whose cost is not known yet */
};

static void walk_from(struct emitter *e, struct walk *w, uint32_t slot, uint32_t block) {
  w->solver = e->solver;
  w->context = e->context;
  w->machine = (struct machine){.in = e->solver->in,
                                .s = &w->state,
                                .problem = e->solver->problem,
                                .op = ISA_COUNT,
                                .shifted_before = NO_SLOT};
  w->user = e;
  w->bitmap = e->bitmap;
  e->call_cost = 0;
  solver_walk(w, slot, block != NO_BLOCK);
  if (w->failed)
    e->lost = true;
}

static void walk_all(struct emitter *e, struct walk *w) {
  struct graph *g = e->context->graph;
  e->from = e->node_count;
  solver_unpack(&e->context->pre, &w->state);
  solver_start(e->context, &w->state, NO_BLOCK);
  walk_from(e, w, g->first_slot, NO_BLOCK);
  for (uint32_t i = 0; i < e->node_count && !e->lost; i++) {
    struct node *n = e->nodes[i];
    e->from = i;
    solver_unpack(&n->state, &w->state);
    solver_start(e->context, &w->state, n->block);
    walk_from(e, w, g->blocks[n->block].first, n->block);
  }
}

static bool list_nodes(struct emitter *e) {
  struct graph *g = e->context->graph;
  e->node_count = 0;
  for (uint32_t b = 0; b < g->block_count; b++)
    for (struct node *n = e->context->nodes[b]; n; n = n->next)
      e->node_count++;
  e->nodes = pool_take(&e->solver->pool, (e->node_count + 1u) * sizeof e->nodes[0]);
  if (!e->nodes)
    return false;
  for (uint32_t b = 0, i = 0; b < g->block_count; b++)
    for (struct node *n = e->context->nodes[b]; n; n = n->next) {
      n->number = i;
      n->loop = PROOF_NO_LOOP;
      n->cost = 0;
      e->nodes[i++] = n;
    }
  return true;
}

/* --- first: which contexts are called --- */

struct context_list {
  struct context **at;
  uint32_t count, capacity;
};

static bool ignore_arrival(struct walk *w, struct state *s, uint32_t block, uint32_t slot, bool taken) {
  (void)w;
  (void)s;
  (void)block;
  (void)slot;
  (void)taken;
  return true;
}
static bool ignore_exit(struct walk *w) {
  (void)w;
  return true;
}

/* Marks callees; the list is filled by visit() in the order "callees first". */
static bool mark_called(struct walk *w, struct context *callee, uint64_t rounds) {
  (void)w;
  (void)rounds;
  if (!callee->used) {
    callee->used = true;
    callee->number = UINT32_MAX; /* to be visited */
  }
  return true;
}

static bool find_called(struct solver *s, struct context *c) {
  struct walk *w = pool_piece(&s->pool, sizeof *w);
  struct emitter e = {.solver = s, .context = c};
  if (!w || !list_nodes(&e)) {
    s->out_of_memory = true;
    return false;
  }
  w->arrive = ignore_arrival;
  w->leave = ignore_exit;
  w->called = mark_called;
  walk_all(&e, w);
  pool_give(&s->pool, w, sizeof *w);
  return !e.lost;
}

/* Contexts whose callees are not yet found are worked off until none is left. */
static bool find_contexts(struct solver *s, struct context *entry, uint32_t *count) {
  bool again = true;
  entry->used = true;
  entry->number = UINT32_MAX;
  *count = 0;
  while (again) {
    again = false;
    for (struct context *c = s->contexts; c; c = c->next)
      if (c->used && c->number == UINT32_MAX) {
        c->number = (*count)++;
        again = true;
        if (!find_called(s, c))
          return false;
      }
  }
  return true;
}

/* --- edges --- */

static bool add_edge(struct emitter *e, uint32_t to, uint64_t steps, uint32_t ahead) {
  struct edge *edge = pool_take(&e->solver->pool, sizeof *edge);
  if (!edge) {
    e->solver->out_of_memory = true;
    return false;
  }
  *edge = (struct edge){e->from, to, steps, ahead, e->edges};
  e->edges = edge;
  return true;
}

static const struct candidate *candidate_of(const struct context *c, uint32_t block) {
  for (uint32_t i = 0; i < c->head_count; i++)
    if (c->heads[i].block == block)
      return c->heads[i].chosen < c->heads[i].candidate_count ? &c->heads[i].candidates[c->heads[i].chosen]
                                                              : NULL;
  return NULL;
}

static bool edge_arrives(struct walk *w, struct state *s, uint32_t block, uint32_t slot, bool taken) {
  struct emitter *e = w->user;
  const struct block *b = &e->context->graph->blocks[block];
  const struct candidate *c = b->is_head ? candidate_of(e->context, block) : NULL;
  struct value *v = c ? candidate_value(s, c) : NULL;
  struct refinement nothing;
  uint32_t ahead;
  (void)slot;
  (void)taken;
  refine_nothing(&nothing);
  ahead = v && b->level < MBPF_VERIFY_LOOP_LEVELS ? loop_advance(s, &nothing, v, c->direction, b->level)
                                                  : NO_AHEAD;
  for (struct node *n = e->context->nodes[block]; n; n = n->next) {
    struct reader r = packed_reader(&n->state);
    if (state_is_inside(s, &nothing, &r))
      return add_edge(e, n->number, cost_add(w->steps, e->call_cost), ahead);
  }
  transfer_fail(&w->machine, VERIFY_COMPLEX, "the states found here do not cover what arrives");
  return false;
}

static bool edge_leaves(struct walk *w) {
  struct emitter *e = w->user;
  return add_edge(e, TO_EXIT, cost_add(w->steps, e->call_cost), NO_AHEAD);
}

static bool edge_called(struct walk *w, struct context *callee, uint64_t rounds) {
  struct emitter *e = w->user;
  if (callee->depth == 0) {
    e->not_ready = callee;
    return false;
  }
  e->call_cost = cost_add(e->call_cost, cost_multiply(rounds, callee->cost));
  if (callee->depth > e->callee_depth)
    e->callee_depth = callee->depth;
  if (callee->stack_bytes > e->callee_stack)
    e->callee_stack = callee->stack_bytes;
  return true;
}

/* --- loops --- */

static bool in_region(const struct emitter *e, uint32_t node, uint32_t head_block) {
  return graph_in_loop(e->context->graph, e->nodes[node]->block, head_block);
}

/* A node is inside the loop when it leads back to a head node through nodes of the region. */
static bool find_members(struct emitter *e, uint32_t head_block, uint8_t *member) {
  bool any = false;
  for (bool changed = true; changed;) {
    changed = false;
    for (const struct edge *edge = e->edges; edge; edge = edge->next) {
      if (edge->from == e->node_count || edge->to == TO_EXIT || member[edge->from] ||
          !in_region(e, edge->from, head_block))
        continue;
      if (e->nodes[edge->to]->block == head_block || member[edge->to]) {
        member[edge->from] = 1;
        any = changed = true;
      }
    }
  }
  return any;
}

/* Heads that are no loop after all (their rounds were told apart) get no ring. */
static bool is_cyclic(const struct emitter *e, uint32_t head_block, const uint8_t *member) {
  for (uint32_t i = 0; i < e->node_count; i++)
    if (e->nodes[i]->block == head_block && member[i])
      return true;
  return false;
}

/* Takes what v may be into the counter's bounds. */
static void widen_bounds(struct proof_loop *l, const struct value *v) {
  int64_t low, high;
  loop_bounds(v, l->direction, &low, &high);
  if (l->direction == LOOP_CLEAR) {
    l->high |= high;
    return;
  }
  l->low = low < l->low ? low : l->low;
  l->high = high > l->high ? high : l->high;
}

static void set_bounds(struct emitter *e, struct ring *ring, const uint8_t *member) {
  const struct candidate *c = candidate_of(e->context, ring->head_block);
  struct proof_loop *l = &ring->loop;
  struct state *s = &e->solver->scratch;
  l->head = e->context->graph->blocks[ring->head_block].first;
  l->level = e->context->graph->blocks[ring->head_block].level;
  l->direction = c && l->level < MBPF_VERIFY_LOOP_LEVELS ? c->direction : LOOP_NONE;
  l->reg = c ? c->reg : 0;
  l->stack_at = c ? c->stack_at : 0;
  l->low = l->direction == LOOP_CLEAR ? 0 : INT64_MAX;
  l->high = l->direction == LOOP_CLEAR ? 0 : INT64_MIN;
  l->ahead = INT16_MAX;
  for (uint32_t i = 0; i < e->node_count; i++) {
    struct value *v;
    if (e->nodes[i]->block != ring->head_block)
      continue;
    solver_unpack(&e->nodes[i]->state, s);
    v = c ? candidate_value(s, c) : NULL;
    if (!v || !value_kind_is_movable(v->kind)) {
      l->direction = LOOP_NONE;
      continue;
    }
    widen_bounds(l, v);
  }
  for (const struct edge *edge = e->edges; edge; edge = edge->next)
    if (edge->to != TO_EXIT && edge->from != e->node_count && member[edge->from] &&
        e->nodes[edge->to]->block == ring->head_block) {
      if (edge->ahead < l->ahead)
        l->ahead = edge->ahead;
    }
  if (l->ahead == 0)
    l->direction = LOOP_NONE;
  l->rounds = loop_rounds(l);
}

/* Rings from the outside in, each with its members; then parents and the innermost ring of every node. */
static bool find_rings(struct emitter *e) {
  struct context *c = e->context;
  struct graph *g = c->graph;
  size_t size = (size_t)e->node_count;
  e->rings = pool_take(&e->solver->pool, (c->head_count + 1u) * sizeof e->rings[0]);
  e->member = pool_take(&e->solver->pool, (c->head_count + 1u) * size + 8);
  if (!e->rings || !e->member)
    return false;
  e->ring_count = 0;
  for (uint32_t level = 0; level < 32; level++)
    for (uint32_t i = 0; i < c->head_count; i++) {
      uint32_t block = c->heads[i].block;
      uint8_t *member = e->member + e->ring_count * size;
      if (g->blocks[block].level != level || g->blocks[block].order == NO_BLOCK)
        continue;
      memset(member, 0, size);
      if (!find_members(e, block, member) || !is_cyclic(e, block, member))
        continue;
      for (uint32_t n = 0; n < e->node_count; n++)
        if (e->nodes[n]->block == block)
          member[n] = 1;
      struct ring *ring = &e->rings[e->ring_count];
      memset(ring, 0, sizeof *ring);
      ring->head_block = block;
      ring->parent = PROOF_NO_LOOP;
      for (uint32_t outer = 0; outer < e->ring_count; outer++)
        for (uint32_t n = 0; n < e->node_count; n++)
          if (e->nodes[n]->block == block && e->member[outer * size + n])
            ring->parent = outer;
      for (uint32_t n = 0; n < e->node_count; n++)
        if (member[n])
          e->nodes[n]->loop = e->ring_count;
      e->ring_count++;
    }
  for (uint32_t i = 0; i < e->ring_count; i++)
    set_bounds(e, &e->rings[i], e->member + i * size);
  return true;
}

/* Progress is only stated inside the loop it is about. */
static bool strip_progress(struct emitter *e) {
  for (uint32_t i = 0; i < e->node_count; i++) {
    struct node *n = e->nodes[i];
    uint32_t drop = UINT32_MAX;
    struct state *s = &e->solver->scratch;
    for (uint32_t r = n->loop; r != PROOF_NO_LOOP; r = e->rings[r].parent)
      if (e->rings[r].head_block != n->block && e->rings[r].loop.direction != LOOP_NONE)
        drop &= ~(1u << e->rings[r].loop.level);
    solver_unpack(&n->state, s);
    state_drop_levels(s, drop);
    if (!solver_pack(e->solver, s, &n->state))
      return false;
  }
  return true;
}

/* --- costs --- */

/* The ring around (or at) `from` whose parent is target; false when target is not around. */
static bool child_under(const struct emitter *e, uint32_t from, uint32_t target, uint32_t *child) {
  *child = PROOF_NO_LOOP;
  while (from != target) {
    if (from == PROOF_NO_LOOP)
      return false;
    *child = from;
    from = e->rings[from].parent;
  }
  return true;
}

/* What an edge asks of its source's cost; raises `after` of loops it leaves. The same rules as the checker's edge_allowed. */
static uint64_t demand(struct emitter *e, const struct edge *edge, bool *changed) {
  uint32_t from = edge->from == e->node_count ? PROOF_NO_LOOP : e->nodes[edge->from]->loop,
           target = PROOF_NO_LOOP, child;
  uint64_t following = 0;
  if (edge->to != TO_EXIT) {
    const struct node *n = e->nodes[edge->to];
    target = n->loop;
    following = n->cost;
    if (target != PROOF_NO_LOOP && e->rings[target].head_block == n->block) {
      if (child_under(e, from, target, &child))
        return edge->steps;
      following = loop_cost(&e->rings[target].loop);
      target = e->rings[target].parent;
    }
  }
  if (!child_under(e, from, target, &child))
    return VERIFY_UNBOUNDED;
  if (child == PROOF_NO_LOOP)
    return cost_add(edge->steps, following);
  if (e->rings[child].loop.after < following) {
    e->rings[child].loop.after = following;
    *changed = true;
  }
  return edge->steps;
}

/* The least costs that satisfy all edges: a fixed point from below. Edges lie last node first, so it is near after few rounds. */
static bool find_costs(struct emitter *e) {
  bool changed = true;
  e->entry_cost = 0;
  for (uint32_t round = 0; changed; round++) {
    changed = false;
    if (round > 20 + 2 * e->node_count)
      return false;
    for (const struct edge *edge = e->edges; edge; edge = edge->next) {
      uint64_t cost = demand(e, edge, &changed);
      uint64_t *at = edge->from == e->node_count ? &e->entry_cost : &e->nodes[edge->from]->cost;
      if (cost > *at) {
        *at = cost;
        changed = true;
      }
    }
    for (uint32_t i = 0; i < e->node_count; i++) {
      struct node *n = e->nodes[i];
      struct ring *ring = n->loop == PROOF_NO_LOOP ? NULL : &e->rings[n->loop];
      if (!ring || ring->head_block != n->block)
        continue;
      if (n->cost > ring->loop.body) {
        ring->loop.body = n->cost;
        changed = true;
      }
      n->cost = ring->loop.body;
    }
  }
  return true;
}

/* --- bytes --- */

struct image {
  uint8_t *at;
  size_t bytes;
  size_t contexts_at, labels_at, loops_at, blob_at;
  uint32_t labels, loops;
  struct writer blob;
};

static bool fail(struct solver *s, enum verify_class class, uint32_t slot, const char *text) {
  struct machine m = {.in = s->in, .problem = s->problem, .slot = slot, .op = ISA_COUNT};
  transfer_fail(&m, class, "%s", text);
  return false;
}

static uint32_t put_state(struct image *image, const struct packed *p, bool with_length) {
  uint32_t at = (uint32_t)image->blob.length;
  if (with_length)
    write_number(&image->blob, p->length);
  for (uint32_t i = 0; i < p->length; i++)
    write_byte(&image->blob, p->at[i]);
  return at;
}

static void put_context(struct image *image, const struct context *c, uint32_t first_label,
                        uint32_t label_count) {
  uint8_t *r = image->at + image->contexts_at + (size_t)c->number * PROOF_CONTEXT_BYTES;
  uint32_t pre = put_state(image, &c->pre, false), posts = (uint32_t)image->blob.length;
  for (uint32_t i = 0; i < c->post_count; i++)
    (void)put_state(image, &c->posts[i], true);
  store_le32(r, c->function);
  store_le16(r + 4, (uint16_t)c->graph->frame_bytes);
  r[6] = (uint8_t)c->depth;
  r[7] = (uint8_t)c->flags;
  store_le32(r + 8, c->stack_bytes);
  store_le32(r + 12, first_label);
  store_le32(r + 16, label_count);
  store_le32(r + 20, pre);
  store_le32(r + 24, posts);
  store_le32(r + 28, c->post_count);
  store_le64(r + 32, c->cost);
}

static void put_label(struct image *image, const struct emitter *e, const struct node *n,
                      uint32_t first_loop) {
  uint8_t *r = image->at + image->labels_at + (size_t)image->labels++ * PROOF_LABEL_BYTES;
  store_le32(r, e->context->graph->blocks[n->block].first);
  store_le32(r + 4, put_state(image, &n->state, false));
  store_le32(r + 8, n->loop == PROOF_NO_LOOP ? PROOF_NO_LOOP : first_loop + n->loop);
  store_le32(r + 12, 0);
  store_le64(r + 16, n->cost);
}

static void put_loop(struct image *image, const struct emitter *e, const struct ring *ring,
                     uint32_t first_loop) {
  uint8_t *r = image->at + image->loops_at + (size_t)image->loops++ * PROOF_LOOP_BYTES;
  const struct proof_loop *l = &ring->loop;
  store_le32(r, e->context->number);
  store_le32(r + 4, l->head);
  store_le32(r + 8, ring->parent == PROOF_NO_LOOP ? PROOF_NO_LOOP : first_loop + ring->parent);
  r[12] = (uint8_t)l->level;
  r[13] = (uint8_t)l->direction;
  r[14] = (uint8_t)l->reg;
  r[15] = 0;
  store_le16(r + 16, (uint16_t)l->stack_at);
  store_le16(r + 18, 0);
  store_le32(r + 20, l->ahead);
  store_le64(r + 24, l->rounds);
  store_le64(r + 32, (uint64_t)l->low);
  store_le64(r + 40, (uint64_t)l->high);
  store_le64(r + 48, l->body);
  store_le64(r + 56, l->after);
}

/* Writes a context; *first is set, and nothing written, when that callee must be written before. */
static bool emit_context(struct solver *s, struct image *image, struct context *c, struct context **first) {
  struct emitter e = {.solver = s, .context = c, .bitmap = image->at + PROOF_HEADER_BYTES};
  struct walk *w = pool_piece(&s->pool, sizeof *w);
  uint32_t first_label = image->labels, first_loop = image->loops;
  uint32_t slot = c->graph->first_slot;
  if (!w || !list_nodes(&e))
    return false;
  w->arrive = edge_arrives;
  w->leave = edge_leaves;
  w->called = edge_called;
  walk_all(&e, w);
  pool_give(&s->pool, w, sizeof *w);
  *first = e.not_ready;
  if (e.lost || !find_rings(&e))
    return false;
  if (!strip_progress(&e))
    return false;
  if (!find_costs(&e))
    return fail(s, VERIFY_LOOP, slot, "a cycle that is entered in more than one place has no loop head");
  c->cost = e.entry_cost;
  c->depth = e.callee_depth + 1;
  c->stack_bytes = c->graph->frame_bytes + e.callee_stack;
  put_context(image, c, first_label, e.node_count);
  for (uint32_t i = 0; i < e.node_count; i++)
    put_label(image, &e, e.nodes[i], first_loop);
  for (uint32_t i = 0; i < e.ring_count; i++)
    put_loop(image, &e, &e.rings[i], first_loop);
  return true;
}

static void count_records(struct solver *s, uint32_t *labels, uint32_t *loops) {
  *labels = *loops = 0;
  for (struct context *c = s->contexts; c; c = c->next) {
    if (!c->used)
      continue;
    *loops += c->head_count;
    for (uint32_t b = 0; b < c->graph->block_count; b++)
      for (struct node *n = c->nodes[b]; n; n = n->next)
        ++*labels;
  }
}

/* Callees first. Calls nest at most MBPF_EBPF_MAX_FRAMES deep. */
static bool emit_with_callees(struct solver *s, struct image *image, struct context *c) {
  struct context *callee = NULL;
  while (c->depth == 0) {
    if (emit_context(s, image, c, &callee))
      return true;
    if (!callee || !emit_with_callees(s, image, callee))
      return false;
  }
  return true;
}

bool emit_proof(struct solver *s, struct context *entry, uint8_t *proof, size_t *proof_bytes) {
  struct image image = {.at = proof, .bytes = *proof_bytes};
  uint32_t contexts, labels, loops;
  size_t bitmap = ((size_t)s->in->image->slot_count + 63) / 64 * 8, tables;
  if (!find_contexts(s, entry, &contexts))
    return false;
  count_records(s, &labels, &loops);
  image.contexts_at = PROOF_HEADER_BYTES + bitmap;
  image.labels_at = image.contexts_at + (size_t)contexts * PROOF_CONTEXT_BYTES;
  image.loops_at = image.labels_at + (size_t)labels * PROOF_LABEL_BYTES;
  tables = image.loops_at + (size_t)loops * PROOF_LOOP_BYTES;
  if (tables > *proof_bytes) {
    s->out_of_memory = true;
    return false;
  }
  memset(proof, 0, tables);
  image.blob = (struct writer){proof + tables, *proof_bytes - tables, 0};
  for (struct context *c = s->contexts; c; c = c->next)
    if (c->used && !emit_with_callees(s, &image, c))
      return false;
  if (image.blob.length > image.blob.bytes) {
    s->out_of_memory = true;
    return false;
  }
  /* heads without a loop left records unused: close the gap */
  size_t loops_end = image.loops_at + (size_t)image.loops * PROOF_LOOP_BYTES;
  memmove(proof + loops_end, proof + tables, image.blob.length);
  *proof_bytes = loops_end + image.blob.length;
  store_le32(proof, PROOF_VERSION);
  store_le32(proof + 4, (uint32_t)*proof_bytes);
  store_le32(proof + 8, s->in->image->slot_count);
  store_le32(proof + 12, contexts);
  store_le32(proof + 16, image.labels);
  store_le32(proof + 20, image.loops);
  return true;
}
