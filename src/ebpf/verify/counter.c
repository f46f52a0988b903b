/*
 * Loop counters: which value at a loop's head may count its rounds, and the state a round starts with.
 */
#include "ebpf/verify/solver.h"

#include <string.h>

struct value *candidate_value(struct state *s, const struct candidate *c) {
  uint32_t slot = c->stack_at / 8u;
  if (c->reg != PROOF_IN_STACK)
    return &s->reg[c->reg];
  if (slot >= state_slot_count(s) || s->slot[slot].spill[c->stack_at / 4 % 2] == 0)
    return NULL;
  return &s->pool[s->slot[slot].spill[c->stack_at / 4 % 2] - 1];
}

struct head *head_of(const struct context *c, uint32_t block) {
  for (uint32_t i = 0; i < c->head_count; i++)
    if (c->heads[i].block == block)
      return &c->heads[i];
  return NULL;
}

const struct candidate *head_counter(const struct context *c, uint32_t block) {
  const struct head *h = head_of(c, block);
  return h && h->chosen < h->candidate_count ? &h->candidates[h->chosen] : NULL;
}

void solver_start(struct context *c, struct state *state, uint32_t block) {
  struct graph *g = c->graph;
  memset(state->direction, LOOP_NONE, sizeof state->direction);
  if (block == NO_BLOCK)
    return;
  for (uint32_t h = g->blocks[block].loop; h != NO_BLOCK; h = g->blocks[h].around) {
    const struct candidate *candidate = head_counter(c, h);
    if (g->blocks[h].level < MBPF_VERIFY_LOOP_LEVELS && candidate)
      state->direction[g->blocks[h].level] = candidate->direction;
  }
  if (!g->blocks[block].is_head || g->blocks[block].level >= MBPF_VERIFY_LOOP_LEVELS)
    return;
  state_drop_levels(state, 1u << g->blocks[block].level);
  const struct candidate *candidate = head_counter(c, block);
  struct value *v = candidate ? candidate_value(state, candidate) : NULL;
  if (v && value_kind_is_movable(v->kind))
    v->ahead[g->blocks[block].level] = 0;
}

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

/* Bounds of the counter over the head's invariants. */
static uint64_t rounds_of(const struct head *h, const struct candidate *c) {
  bool clear = c->direction == LOOP_CLEAR;
  struct proof_loop loop = {
      .direction = c->direction, .ahead = 1, .low = clear ? 0 : INT64_MAX, .high = clear ? 0 : INT64_MIN};
  for (uint32_t i = 0; i < h->invariant_count; i++) {
    int64_t low = INT64_MIN, high = clear ? -1 : INT64_MAX;
    struct value v;
    if (packed_value(&h->invariants[i], c->reg, c->stack_at, &v) && value_kind_is_movable(v.kind))
      loop_bounds(&v, c->direction, &low, &high);
    loop.low = low < loop.low ? low : loop.low;
    loop.high = clear ? loop.high | high : high > loop.high ? high : loop.high;
  }
  return loop_rounds(&loop);
}

static bool is_better(const struct candidate *a, const struct candidate *b) {
  return a->unsteady != b->unsteady ? !a->unsteady : a->rounds < b->rounds;
}

/* Keeps the best: what is only ever moved in place first, then fewer rounds. */
static void add_candidate(struct head *h, struct candidate c) {
  uint32_t at = h->candidate_count;
  if (c.rounds == VERIFY_UNBOUNDED)
    return;
  if (at < MAX_CANDIDATES)
    h->candidate_count++;
  else if (!is_better(&c, &h->candidates[--at]))
    return;
  for (; at > 0 && is_better(&c, &h->candidates[at - 1]); at--)
    h->candidates[at] = h->candidates[at - 1];
  h->candidates[at] = c;
}

enum { FEW_ROUNDS = 1 << 20 };

static void add_candidates(struct head *h, const struct value *v, struct candidate c, uint32_t directions) {
  bool still = value_is_constant(v) && h->invariant_count == 1, steady = !c.unsteady;
  if (!value_kind_is_movable(v->kind) || still)
    return;
  for (uint8_t d = LOOP_UP; d < LOOP_DIRECTION_COUNT; d++)
    if ((directions >> d & 1) && (d <= LOOP_DOWN || v->kind == VALUE_SCALAR)) {
      c.direction = d;
      c.rounds = rounds_of(h, &c);
      c.unsteady = !steady || c.rounds > FEW_ROUNDS;
      add_candidate(h, c);
    }
}

/* What the instructions of a loop do to registers. */
struct motion {
  uint32_t directions[STATE_REGISTERS + 1]; /* in place: bits 1 << enum loop_direction */
  uint32_t any;                             /* of all registers */
  uint16_t moved, set;                      /* registers moved in place; written otherwise */
};

static void note_motion(const struct ebpf_insn *insn, struct motion *m) {
  unsigned class = insn->opcode & 7;
  uint32_t directions = moves(insn);
  if (directions != 0) {
    m->directions[insn->dst] |= directions;
    m->any |= directions;
    m->moved |= (uint16_t)(1u << insn->dst);
  } else if (class == 1 || class == 4 || class == 7 || class == 0) {
    m->set |= (uint16_t)(1u << insn->dst);
  } else if (class == 5 && (insn->opcode & 0xf0) == 0x80) {
    m->set |= 0x3f;
  }
}

static void find_motion(const struct solver *solver, const struct graph *g, uint32_t head, struct motion *m) {
  memset(m, 0, sizeof *m);
  for (uint32_t i = 0; i < g->order_count; i++) {
    const struct block *b = &g->blocks[g->by_order[i]];
    if (!graph_in_loop(g, g->by_order[i], head))
      continue;
    for (uint32_t slot = b->first; slot < b->end; slot++) {
      struct ebpf_insn insn = ebpf_image_insn(solver->in->image, slot);
      note_motion(&insn, m);
    }
  }
}

/* Values at the head that instructions of the loop may move. Which one really counts its rounds, the last pass tells. */
void find_candidates(struct solver *solver, struct context *c, struct head *h) {
  struct motion m;
  struct state *s = &solver->other;
  h->candidate_count = 0;
  h->chosen = 0;
  if (h->invariant_count == 0)
    return;
  find_motion(solver, c->graph, h->block, &m);
  solver_unpack(&h->invariants[0], s);
  for (uint8_t i = 0; i < STATE_REGISTERS; i++)
    if ((m.moved | m.set) >> i & 1)
      add_candidates(h, &s->reg[i], (struct candidate){.reg = i, .unsteady = m.set >> i & 1},
                     m.set >> i & 1 ? m.any : m.directions[i]);
  for (uint32_t i = 0, end = state_slot_count(s); i < end; i++)
    for (unsigned which = 0; which < 2; which++)
      if (s->slot[i].spill[which] != 0)
        add_candidates(h, &s->pool[s->slot[i].spill[which] - 1],
                       (struct candidate){.reg = PROOF_IN_STACK,
                                          .stack_at = (uint16_t)(8 * i + 4 * which),
                                          .unsteady = true},
                       m.any);
}
