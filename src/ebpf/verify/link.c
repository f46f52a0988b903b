/*
 * What the final states of a context mean together: which leads to which, the loops among them, what every part costs, and whether
 * every loop has a counter.
 *
 * Order: edges, loops, counters, costs, the whole.
 */
#include "ebpf/verify/solver.h"

#include <string.h>

enum { TO_EXIT = 0xffffffff, NO_AHEAD = 0 };

/* Node `from` leads to node `to` in this many steps; ahead: what the counter of to's loop moved by then. */
struct edge {
  struct edge *next; /* of the same node */
  uint32_t from, to;
  uint64_t steps;
  uint32_t ahead;
};

/* Work on one context. */
struct linker {
  struct solver *solver;
  struct context *context;
  struct links *links;
  struct edge **first; /* by node; the entry is node_count */
  uint32_t from;       /* node being walked */
  uint64_t call_cost;
  uint32_t *finished; /* nodes, every one behind those it leads to, as far as there are no cycles */
  uint32_t finished_count;
  /* Search for cycles: by node. */
  uint32_t *index, *low, *stack, *path;
  struct edge **at;
  uint8_t *on_stack;
};

/* --- edges --- */

static bool list_nodes(struct solver *s, struct context *c, struct links *links) {
  struct graph *g = c->graph;
  links->node_count = 0;
  for (uint32_t b = 0; b < g->block_count; b++)
    for (struct node *n = c->nodes[b]; n; n = n->next)
      links->node_count++;
  links->nodes = pool_take(&s->pool, (links->node_count + 1u) * sizeof links->nodes[0]);
  if (!links->nodes)
    return false;
  for (uint32_t b = 0, i = 0; b < g->block_count; b++)
    for (struct node *n = c->nodes[b]; n; n = n->next) {
      n->number = i;
      n->loop = PROOF_NO_LOOP;
      n->cost = 0;
      links->nodes[i++] = n;
    }
  return true;
}

static bool add_edge(struct linker *l, uint32_t to, uint64_t steps, uint32_t ahead) {
  struct edge *edge = pool_take(&l->solver->pool, sizeof *edge);
  if (!edge) {
    l->solver->out_of_memory = true;
    return false;
  }
  *edge = (struct edge){l->first[l->from], l->from, to, steps, ahead};
  l->first[l->from] = edge;
  return true;
}

/* The first node of the block that the state lies in, as the last pass took it; NULL: none. */
static struct node *find_node(struct linker *l, const struct state *s, uint32_t block) {
  uint32_t compared = 0;
  for (struct node *n = l->context->nodes[block]; n; n = n->next) {
    l->solver->work += compared++ % 8 == 0; /* most differ in the first register */
    if (is_within(s, &n->state))
      return n;
  }
  return NULL;
}

static bool edge_arrives(struct walk *w, struct state *s, uint32_t block, uint32_t slot, bool taken) {
  struct linker *l = w->user;
  const struct block *b = &l->context->graph->blocks[block];
  const struct candidate *c = b->is_head ? head_counter(l->context, block) : NULL;
  struct value *v = c ? candidate_value(s, c) : NULL;
  struct refinement nothing;
  struct node *n;
  uint32_t ahead;
  (void)slot;
  (void)taken;
  refine_nothing(&nothing);
  ahead = v && b->level < MBPF_VERIFY_LOOP_LEVELS ? loop_advance(s, &nothing, v, c->direction, b->level)
                                                  : NO_AHEAD;
  n = find_node(l, s, block);
  if (n)
    return add_edge(l, n->number, cost_add(w->steps, l->call_cost), ahead);
  transfer_fail(&w->machine, VERIFY_COMPLEX, "the states found here do not cover what arrives");
  return false;
}

static bool edge_leaves(struct walk *w) {
  struct linker *l = w->user;
  return add_edge(l, TO_EXIT, cost_add(w->steps, l->call_cost), NO_AHEAD);
}

static bool note_callee(struct solver *s, struct links *links, struct context *callee) {
  struct callee *entry;
  for (entry = links->callees; entry; entry = entry->next)
    if (entry->context == callee)
      return true;
  entry = pool_take(&s->pool, sizeof *entry);
  if (!entry) {
    s->out_of_memory = true;
    return false;
  }
  *entry = (struct callee){links->callees, callee};
  links->callees = entry;
  return true;
}

static bool edge_called(struct walk *w, struct context *callee, uint64_t rounds) {
  struct linker *l = w->user;
  l->call_cost = cost_add(l->call_cost, cost_multiply(rounds, callee->cost));
  return note_callee(l->solver, l->links, callee);
}

static bool walk_from(struct linker *l, struct walk *w, const struct packed *state, uint32_t slot,
                      uint32_t block) {
  solver_unpack(state, &w->state);
  solver_start(l->context, &w->state, block);
  w->solver = l->solver;
  w->context = l->context;
  w->machine = (struct machine){.in = l->solver->in,
                                .s = &w->state,
                                .problem = l->solver->problem,
                                .op = ISA_COUNT,
                                .shifted_before = NO_SLOT};
  w->arrive = edge_arrives;
  w->leave = edge_leaves;
  w->called = edge_called;
  w->user = l;
  w->bitmap = l->solver->context_accesses;
  l->call_cost = 0;
  solver_walk(w, slot, block != NO_BLOCK);
  return !w->failed;
}

static bool find_edges(struct linker *l, struct walk *w) {
  struct graph *g = l->context->graph;
  struct links *links = l->links;
  memset(l->first, 0, (links->node_count + 1u) * sizeof l->first[0]);
  l->from = links->node_count;
  if (!walk_from(l, w, &l->context->pre, g->first_slot, NO_BLOCK))
    return false;
  for (uint32_t i = 0; i < links->node_count; i++) {
    struct node *n = links->nodes[i];
    l->from = i;
    if (!walk_from(l, w, &n->state, g->blocks[n->block].first, n->block))
      return false;
  }
  return true;
}

/* --- loops --- */

/* Inside `ring` (PROOF_NO_LOOP: the whole function) edges to the ring's own head do not count: what is cyclic without them is inside. */
static bool counts(const struct linker *l, const struct edge *edge, uint32_t ring) {
  return edge->to != TO_EXIT && l->links->nodes[edge->to]->loop == ring &&
         (ring == PROOF_NO_LOOP || l->links->nodes[edge->to]->block != l->links->rings[ring].head_block);
}

static bool leads_to_itself(const struct linker *l, uint32_t node, uint32_t ring) {
  for (const struct edge *edge = l->first[node]; edge; edge = edge->next)
    if (edge->to == node && counts(l, edge, ring))
      return true;
  return false;
}

/* A cycle's head is that of its outermost loop. False: it has none. */
static bool add_ring(struct linker *l, const uint32_t *members, uint32_t count, uint32_t parent) {
  struct links *links = l->links;
  const struct graph *g = l->context->graph;
  uint32_t head = NO_BLOCK;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t b = links->nodes[members[i]]->block;
    if (g->blocks[b].is_head && (head == NO_BLOCK || g->blocks[b].level < g->blocks[head].level))
      head = b;
  }
  if (head == NO_BLOCK)
    return false;
  if (links->ring_count == links->ring_room) {
    uint32_t room = links->ring_room * 2 + 8;
    struct ring *rings = pool_take(&l->solver->pool, room * sizeof rings[0]);
    if (!rings) {
      l->solver->out_of_memory = true;
      return false;
    }
    if (links->ring_count > 0)
      memcpy(rings, links->rings, links->ring_count * sizeof rings[0]);
    links->rings = rings;
    links->ring_room = room;
  }
  links->rings[links->ring_count] = (struct ring){.head_block = head, .parent = parent};
  for (uint32_t i = 0; i < count; i++)
    links->nodes[members[i]]->loop = links->ring_count;
  links->ring_count++;
  return true;
}

/* Tarjan's search from a node among those of a ring; every cycle it finds becomes a ring inside it. */
static bool search_from(struct linker *l, uint32_t root, uint32_t ring, uint32_t *time) {
  uint32_t depth = 0, on = 0;
  l->path[depth++] = root;
  l->index[root] = l->low[root] = ++*time;
  l->at[root] = l->first[root];
  l->stack[on++] = root;
  l->on_stack[root] = 1;
  while (depth > 0) {
    uint32_t n = l->path[depth - 1];
    struct edge *edge = l->at[n];
    if (edge) {
      l->at[n] = edge->next;
      if (!counts(l, edge, ring))
        continue;
      if (l->index[edge->to] == 0) {
        l->path[depth++] = edge->to;
        l->index[edge->to] = l->low[edge->to] = ++*time;
        l->at[edge->to] = l->first[edge->to];
        l->stack[on++] = edge->to;
        l->on_stack[edge->to] = 1;
      } else if (l->on_stack[edge->to] && l->index[edge->to] < l->low[n]) {
        l->low[n] = l->index[edge->to];
      }
      continue;
    }
    depth--;
    if (ring == PROOF_NO_LOOP)
      l->finished[l->finished_count++] = n;
    if (depth > 0 && l->low[n] < l->low[l->path[depth - 1]])
      l->low[l->path[depth - 1]] = l->low[n];
    if (l->low[n] != l->index[n])
      continue;
    uint32_t end = on;
    do
      l->on_stack[l->stack[--on]] = 0;
    while (l->stack[on] != n);
    if ((end - on > 1 || leads_to_itself(l, n, ring)) && !add_ring(l, l->stack + on, end - on, ring))
      return false;
  }
  return true;
}

static bool search_inside(struct linker *l, uint32_t ring) {
  uint32_t time = 0, count = l->links->node_count;
  memset(l->index, 0, count * sizeof l->index[0]);
  for (uint32_t i = 0; i < count; i++)
    if (l->links->nodes[i]->loop == ring && l->index[i] == 0 && !search_from(l, i, ring, &time))
      return false;
  return true;
}

/* Does the node lead into the middle of a ring inside `parent`, not to its head? That ring, or PROOF_NO_LOOP. */
static uint32_t leads_into(const struct linker *l, uint32_t node, uint32_t parent) {
  const struct links *links = l->links;
  for (const struct edge *edge = l->first[node]; edge; edge = edge->next) {
    const struct node *to = edge->to == TO_EXIT ? NULL : links->nodes[edge->to];
    if (to && to->loop != PROOF_NO_LOOP && links->rings[to->loop].parent == parent &&
        links->rings[to->loop].head_block != to->block &&
        graph_in_loop(l->context->graph, links->nodes[node]->block, links->rings[to->loop].head_block))
      return to->loop;
  }
  return PROOF_NO_LOOP;
}

/* First rounds that are told apart but share what follows with later ones belong to the ring as well. */
static void pull_in(struct linker *l, uint32_t parent) {
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < l->links->node_count; i++) {
      uint32_t ring = l->links->nodes[i]->loop == parent ? leads_into(l, i, parent) : PROOF_NO_LOOP;
      if (ring != PROOF_NO_LOOP) {
        l->links->nodes[i]->loop = ring;
        changed = true;
      }
    }
  }
}

/* From the outside in: rings are added while they are searched. */
static bool find_rings(struct linker *l) {
  uint32_t before = 0;
  if (!search_inside(l, PROOF_NO_LOOP))
    return false;
  pull_in(l, PROOF_NO_LOOP);
  for (uint32_t ring = 0; ring < l->links->ring_count; ring++) {
    before = l->links->ring_count;
    if (!search_inside(l, ring))
      return false;
    if (l->links->ring_count > before)
      pull_in(l, ring);
  }
  return true;
}

/* --- counters --- */

/* Is the node in the ring, or in one inside it? */
static bool is_member(const struct links *links, uint32_t node, uint32_t ring) {
  uint32_t at = links->nodes[node]->loop;
  while (at != PROOF_NO_LOOP && at != ring)
    at = links->rings[at].parent;
  return at == ring;
}

/* Takes what v may be into the counter's bounds. */
static void widen_bounds(struct proof_loop *loop, const struct value *v) {
  int64_t low, high;
  loop_bounds(v, loop->direction, &low, &high);
  if (loop->direction == LOOP_CLEAR) {
    loop->high |= high;
    return;
  }
  loop->low = low < loop->low ? low : loop->low;
  loop->high = high > loop->high ? high : loop->high;
}

static void start_ring(const struct linker *l, struct ring *ring) {
  const struct candidate *c = head_counter(l->context, ring->head_block);
  const struct block *head = &l->context->graph->blocks[ring->head_block];
  bool clear = c && c->direction == LOOP_CLEAR;
  ring->loop = (struct proof_loop){
      .head = head->first,
      .level = head->level,
      .direction = c && head->level < MBPF_VERIFY_LOOP_LEVELS ? c->direction : LOOP_NONE,
      .reg = c ? c->reg : 0,
      .stack_at = c ? c->stack_at : 0,
      .low = clear ? 0 : INT64_MAX,
      .high = clear ? 0 : INT64_MIN,
      .ahead = INT16_MAX,
  };
}

static void bound_by_node(struct linker *l, const struct node *n) {
  struct ring *ring = n->loop == PROOF_NO_LOOP ? NULL : &l->links->rings[n->loop];
  struct state *s = &l->solver->scratch;
  const struct candidate *c;
  struct value *v;
  if (!ring || ring->head_block != n->block || ring->loop.direction == LOOP_NONE)
    return;
  c = head_counter(l->context, ring->head_block);
  solver_unpack(&n->state, s);
  v = c ? candidate_value(s, c) : NULL;
  if (!v || !value_kind_is_movable(v->kind))
    ring->loop.direction = LOOP_NONE;
  else
    widen_bounds(&ring->loop, v);
}

static void bound_by_edge(struct linker *l, const struct edge *edge) {
  struct node *to = edge->to == TO_EXIT ? NULL : l->links->nodes[edge->to];
  struct ring *ring = !to || to->loop == PROOF_NO_LOOP ? NULL : &l->links->rings[to->loop];
  if (ring && ring->head_block == to->block && edge->from != l->links->node_count &&
      is_member(l->links, edge->from, to->loop) && edge->ahead < ring->loop.ahead)
    ring->loop.ahead = edge->ahead;
}

static void bound_rings(struct linker *l) {
  struct links *links = l->links;
  for (uint32_t i = 0; i < links->ring_count; i++)
    start_ring(l, &links->rings[i]);
  for (uint32_t i = 0; i < links->node_count; i++)
    bound_by_node(l, links->nodes[i]);
  for (uint32_t i = 0; i < links->node_count; i++)
    for (const struct edge *edge = l->first[i]; edge; edge = edge->next)
      bound_by_edge(l, edge);
  for (uint32_t i = 0; i < links->ring_count; i++) {
    struct proof_loop *loop = &links->rings[i].loop;
    if (loop->ahead == 0)
      loop->direction = LOOP_NONE;
    loop->rounds = loop_rounds(loop);
    if (loop->rounds == VERIFY_UNBOUNDED)
      loop->direction = LOOP_NONE;
  }
}

/* --- costs --- */

/* The ring around (or at) `from` whose parent is target; false when target is not around. */
static bool child_under(const struct links *links, uint32_t from, uint32_t target, uint32_t *child) {
  *child = PROOF_NO_LOOP;
  while (from != target) {
    if (from == PROOF_NO_LOOP)
      return false;
    *child = from;
    from = links->rings[from].parent;
  }
  return true;
}

/* What an edge asks of its source's cost; raises `after` of loops it leaves. The same rules as the checker's edge_allowed. */
static uint64_t demand(struct linker *l, const struct edge *edge, bool *changed) {
  struct links *links = l->links;
  uint32_t from = edge->from == links->node_count ? PROOF_NO_LOOP : links->nodes[edge->from]->loop,
           target = PROOF_NO_LOOP, child;
  uint64_t following = 0;
  if (edge->to != TO_EXIT) {
    const struct node *n = links->nodes[edge->to];
    target = n->loop;
    following = n->cost;
    if (target != PROOF_NO_LOOP && links->rings[target].head_block == n->block) {
      if (child_under(links, from, target, &child))
        return edge->steps;
      following = loop_cost(&links->rings[target].loop);
      target = links->rings[target].parent;
    }
  }
  if (!child_under(links, from, target, &child))
    return VERIFY_UNBOUNDED;
  if (child == PROOF_NO_LOOP)
    return cost_add(edge->steps, following);
  if (links->rings[child].loop.after < following) {
    links->rings[child].loop.after = following;
    *changed = true;
  }
  return edge->steps;
}

static bool raise(uint64_t *at, uint64_t to) {
  if (*at >= to)
    return false;
  *at = to;
  return true;
}

static void cost_node(struct linker *l, uint32_t node, bool *changed) {
  struct links *links = l->links;
  uint64_t *cost = node == links->node_count ? &l->context->cost : &links->nodes[node]->cost;
  for (const struct edge *edge = l->first[node]; edge; edge = edge->next)
    *changed = raise(cost, demand(l, edge, changed)) || *changed;
  if (node == links->node_count)
    return;
  struct node *n = links->nodes[node];
  struct ring *ring = n->loop == PROOF_NO_LOOP ? NULL : &links->rings[n->loop];
  if (!ring || ring->head_block != n->block)
    return;
  *changed = raise(&ring->loop.body, n->cost) || *changed;
  n->cost = ring->loop.body;
}

/* The least costs that satisfy all edges: a fixed point from below, near after few rounds since what follows comes first. */
static bool find_costs(struct linker *l) {
  bool changed = true;
  l->context->cost = 0;
  for (uint32_t round = 0; changed; round++) {
    changed = false;
    if (round > 64 + l->links->ring_count)
      return false;
    for (uint32_t i = 0; i < l->finished_count; i++)
      cost_node(l, l->finished[i], &changed);
    cost_node(l, l->links->node_count, &changed);
  }
  return true;
}

/* --- the whole --- */

static bool take_memory(struct linker *l) {
  struct pool *pool = &l->solver->pool;
  size_t count = l->links->node_count + 1u;
  l->first = pool_take(pool, count * sizeof l->first[0]);
  l->at = pool_take(pool, count * sizeof l->at[0]);
  l->finished = pool_take(pool, count * 5 * sizeof l->finished[0]);
  l->on_stack = pool_take(pool, count);
  if (!l->first || !l->at || !l->finished || !l->on_stack) {
    l->solver->out_of_memory = true;
    return false;
  }
  l->index = l->finished + count;
  l->low = l->index + count;
  l->stack = l->low + count;
  l->path = l->stack + count;
  memset(l->on_stack, 0, count);
  return true;
}

static void sum_up(struct context *c) {
  uint32_t depth = 0, stack = 0;
  for (const struct callee *k = c->links.callees; k; k = k->next) {
    depth = k->context->depth > depth ? k->context->depth : depth;
    stack = k->context->stack_bytes > stack ? k->context->stack_bytes : stack;
  }
  c->depth = depth + 1;
  c->stack_bytes = c->graph->frame_bytes + stack;
}

/* Progress is only stated inside the loop it is about. */
static bool strip_progress(struct solver *s, struct links *links) {
  for (uint32_t i = 0; i < links->node_count; i++) {
    struct node *n = links->nodes[i];
    uint32_t drop = UINT32_MAX;
    for (uint32_t r = n->loop; r != PROOF_NO_LOOP; r = links->rings[r].parent)
      if (links->rings[r].head_block != n->block && links->rings[r].loop.direction != LOOP_NONE)
        drop &= ~(1u << links->rings[r].loop.level);
    solver_unpack(&n->state, &s->scratch);
    state_drop_levels(&s->scratch, drop);
    solver_give(s, &n->state);
    if (!solver_pack(s, &s->scratch, &n->state))
      return false;
  }
  return true;
}

bool link_context(struct solver *s, struct context *c) {
  struct linker l = {.solver = s, .context = c, .links = &c->links};
  struct walk *w = pool_piece(&s->pool, sizeof *w);
  bool ok;
  c->links = (struct links){0};
  if (!w || !list_nodes(s, c, &c->links) || !take_memory(&l)) {
    s->out_of_memory = true;
    return false;
  }
  ok = find_edges(&l, w);
  pool_give(&s->pool, w, sizeof *w);
  if (!ok)
    return false;
  if (!find_rings(&l))
    return s->out_of_memory ? false
                            : solver_fail(s, VERIFY_LOOP, c->graph->first_slot,
                                          "a cycle that is entered in more than one place has no loop head");
  bound_rings(&l);
  if (!find_costs(&l))
    return solver_fail(s, VERIFY_COMPLEX, c->graph->first_slot, "the costs of this function do not settle");
  sum_up(c);
  return true;
}

bool link_finish(struct solver *s, struct context *c) {
  return strip_progress(s, &c->links);
}
