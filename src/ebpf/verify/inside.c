/* Is a state inside a stated one? Bottom-up: what stated unknowns are, values, stack, the whole. */
#include "ebpf/verify/inside.h"

#include <string.h>

static bool bind(struct bindings *b, uint16_t id, uint8_t kind, uint16_t to, int64_t shift) {
  struct binding *was;
  if (id >= MAX_STATED_IDS)
    return false;
  was = &b->of[id];
  if (!(b->bound >> id & 1)) {
    b->bound |= (uint64_t)1 << id;
    *was = (struct binding){kind, to, shift};
    return true;
  }
  return kind != BOUND_ONCE && was->kind == kind && was->id == to && was->shift == shift;
}

/* scale * X + delta == v for a whole X? */
static bool solve(int32_t scale, int64_t difference, int64_t *x) {
  if (scale == 0 || difference % scale != 0)
    return false;
  *x = difference / scale;
  return true;
}

/*
 * The stated value is scale * X + delta. Is there an X, the same for all values of that id? With the same scale X is the
 * given value's unknown plus a constant; a constant value fixes X; an unrelated value may choose it once.
 */
static bool form_fits(struct bindings *b, const struct value *want, const struct value *have, bool position) {
  int64_t x, difference;
  if (have->id != 0 && have->scale == want->scale) {
    return solve(want->scale, (int64_t)have->delta - want->delta, &x) &&
           bind(b, want->id, BOUND_TO_ID, have->id, x);
  }
  if (position && have->id == 0) /* a gap of a constant position */
    return solve(want->scale, (int64_t)have->delta - want->delta, &x) &&
           bind(b, want->id, BOUND_CONSTANT, 0, x);
  if (!position && value_is_constant(have)) {
    if (__builtin_sub_overflow((int64_t)have->number.bits.value, (int64_t)want->delta, &difference))
      return false;
    return solve(want->scale, difference, &x) && bind(b, want->id, BOUND_CONSTANT, 0, x);
  }
  return !position && want->scale == 1 && bind(b, want->id, BOUND_ONCE, 0, 0);
}

static bool ahead_fits(const struct value *want, const struct value *have) {
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++)
    if (want->ahead[k] != AHEAD_NONE && (have->ahead[k] == AHEAD_NONE || have->ahead[k] < want->ahead[k]))
      return false;
  return true;
}

/* The stated value may be NULL or a checked pointer; all of one id are the same of the two. */
static bool or_null_fits(struct bindings *b, const struct value *want, const struct value *have) {
  static const uint8_t checked[VALUE_KIND_COUNT] = {[VALUE_MAP_VALUE_OR_NULL] = VALUE_MAP_VALUE,
                                                    [VALUE_RECORD_OR_NULL] = VALUE_RECORD,
                                                    [VALUE_MAP_OR_NULL] = VALUE_MAP};
  if (value_is_zero(have))
    return bind(b, want->id, BOUND_NULL, 0, 0);
  if (have->aux != want->aux || have->ref != want->ref || !scalar_include(&want->number, &have->number, 64))
    return false;
  if (have->kind == want->kind)
    return bind(b, want->id, BOUND_TO_ID, have->id, 0);
  return have->kind == checked[want->kind] && bind(b, want->id, BOUND_CHECKED, 0, 0);
}

static bool extent_fits(struct bindings *b, const struct value *want, const struct value *have) {
  if (want->kind == VALUE_SCALAR && want->reach == 0)
    return true;
  if (have->extent < want->extent || (have->reach == REACH_DATA) != (want->reach == REACH_DATA) ||
      (want->reach != 0 && have->reach_shift != want->reach_shift))
    return false;
  return want->kind != VALUE_SCALAR || want->reach == REACH_DATA ||
         (have->reach != 0 && bind(b, want->reach, BOUND_TO_ID, have->reach, 0));
}

/* reach: what is wanted of it is compared here. */
static bool value_fits(struct bindings *b, const struct value *want, const struct value *have, bool reach) {
  if (want->kind == VALUE_UNINIT)
    return true;
  if (value_is_or_null(want))
    return or_null_fits(b, want, have);
  if (have->kind != want->kind || have->aux != want->aux || have->ref != want->ref ||
      have->frame != want->frame || (reach && !extent_fits(b, want, have)) ||
      !scalar_include(&want->number, &have->number, 64) || !ahead_fits(want, have))
    return false;
  if (want->gap && have->gap != want->gap)
    return false;
  if (want->gap && want->id == 0)
    return have->id == 0 && have->delta == want->delta;
  if (!want->gap && have->gap && want->id != 0) /* the given value's form is a position, not its number */
    return want->scale == 1 && bind(b, want->id, BOUND_ONCE, 0, 0);
  return want->id == 0 || form_fits(b, want, have, want->gap);
}

/* NUMBER accepts any number, ZERO only zero, also that of an untouched byte; SPILL is compared as a value. */
static bool byte_fits(const struct state *s, uint32_t slot, unsigned i, unsigned want) {
  bool untouched = slot_byte(&s->slot[slot], i) == BYTE_UNTOUCHED;
  uint32_t bad;
  if (want == BYTE_UNTOUCHED)
    return untouched;
  if (want == BYTE_NUMBER)
    return untouched || state_is_initialised(s, slot * 8 + i, 1, &bad);
  return want != BYTE_ZERO || state_byte_is_zero(s, slot, i);
}

static uint32_t packet_bytes_of(const struct sight *v) {
  return v->refinement->packet_bytes > v->s->packet_bytes ? v->refinement->packet_bytes : v->s->packet_bytes;
}

/* The least length of the packet as all values show it. */
static uint32_t length_shown(const struct sight *v) {
  uint32_t bytes = packet_bytes_of(v), shown;
  struct value refined;
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (refine_value(v->refinement, i, &v->s->reg[i], &refined)) {
      shown = value_packet_bytes(&refined);
      bytes = shown > bytes ? shown : bytes;
    }
  for (uint64_t rest = v->s->pool_used; rest != 0; rest &= rest - 1)
    if (refine_value(v->refinement, NO_REGISTER, &v->s->pool[__builtin_ctzll(rest)], &refined)) {
      shown = value_packet_bytes(&refined);
      bytes = shown > bytes ? shown : bytes;
    }
  return bytes;
}

/* A constant is as far from the packet's end as the packet pointers, or its length, show. */
static void derive_reach(const struct sight *v, uint16_t base, unsigned shift, struct value *have) {
  int32_t extent = INT32_MIN;
  bool known = base == REACH_DATA && value_reach_length(have, length_shown(v), shift, &extent);
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    struct value p;
    if (v->s->reg[i].kind == VALUE_PACKET && refine_value(v->refinement, i, &v->s->reg[i], &p))
      known = value_reach(have, &p, base, shift, &extent) || known;
  }
  if (known) {
    have->reach = base;
    have->reach_shift = (uint8_t)shift;
    have->extent = extent;
  }
}

/* A stack value, once refined, is inside the wanted one. */
static bool spill_fits(struct inclusion *in, const struct value *want, const struct value *kept) {
  const struct sight *v = &in->sight;
  struct value have;
  if (!refine_value(v->refinement, NO_REGISTER, kept, &have))
    return true; /* no concrete state at all */
  if (v->plain)
    value_clear_ahead(&have);
  if (want->reach == REACH_DATA && have.reach == 0)
    derive_reach(v, REACH_DATA, want->reach_shift, &have);
  return value_fits(&in->bindings, want, &have, true);
}

bool inclusion_slot(struct inclusion *in, uint32_t slot, uint32_t bytes, uint8_t spills,
                    const struct value want[2]) {
  const struct state *s = in->sight.s;
  const struct slot *have = &s->slot[slot];
  if (slot >= state_slot_base(s, in->sight.frames)) /* fresh: zeros, of which all that can be said is true */
    return spills == 0;
  for (unsigned i = 0; !slot_has_no_values(have, bytes) && i < 8; i++)
    if (!byte_fits(s, slot, i, bytes >> (4 * i) & 15))
      return false;
  for (unsigned which = 0; which < 2; which++) {
    struct value kept;
    bool whole = which == 0 && spills == 1 && (bytes >> 28 & 15) == BYTE_SPILL;
    if ((spills >> which & 1) &&
        (!state_peek(s, slot, which * 4, whole ? 8 : 4, &kept) || !spill_fits(in, &want[which], &kept)))
      return false;
  }
  return true;
}

static bool is_possible(const struct refinement *refinement, unsigned reg, const struct value *v) {
  struct value ignored;
  return !refine_touches(refinement, reg, v) || refine_value(refinement, reg, v, &ignored);
}

bool state_is_possible(const struct state *s, const struct refinement *refinement) {
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (!is_possible(refinement, i, &s->reg[i]))
      return false;
  for (uint64_t rest = s->pool_used; rest != 0; rest &= rest - 1)
    if (!is_possible(refinement, NO_REGISTER, &s->pool[__builtin_ctzll(rest)]))
      return false;
  return true;
}

bool inclusion_start(struct inclusion *in, const struct frame_header *h) {
  const struct sight *v = &in->sight;
  in->bindings.bound = 0;
  in->later_count = 0;
  memcpy(in->sums, h->sums, sizeof in->sums);
  return h->frames == v->frames + (v->has_fresh ? 1u : 0u) && h->packet_bytes <= packet_bytes_of(v) &&
         memcmp(h->slots, v->s->frame_slots, v->frames) == 0 &&
         (!v->has_fresh || h->slots[v->frames] == v->frame_slots) &&
         h->held == (v->s->held & ~v->refinement->released) && (v->foreign & ~h->foreign) == 0;
}

enum { MAX_SHIFT = 1 << 24 };

/*
 * What the base of a stated reach is in the given state, where X(stated) is X(base) + *shift; 0: not known. Both lie near the packet's start,
 * where nothing wraps.
 */
static uint16_t base_of(const struct bindings *b, uint16_t stated, int64_t *shift) {
  const struct binding *bound = &b->of[stated < MAX_STATED_IDS ? stated : 0];
  *shift = 0;
  if (stated >= MAX_STATED_IDS || !(b->bound >> stated & 1) || bound->kind != BOUND_TO_ID ||
      bound->shift < -MAX_SHIFT || bound->shift > MAX_SHIFT)
    return 0;
  *shift = bound->shift;
  return bound->id;
}

bool inclusion_register(struct inclusion *in, unsigned reg, const struct value *want) {
  const struct sight *v = &in->sight;
  const struct value *have = &v->s->reg[reg];
  struct value refined;
  bool from_id = want->reach != 0 && want->reach != REACH_DATA;
  if (want->kind == VALUE_UNINIT || !(v->registers >> reg & 1))
    return want->kind == VALUE_UNINIT;
  if (have->kind == VALUE_UNINIT)
    return false;
  if (refine_touches(v->refinement, reg, have) || v->plain || want->reach != 0) {
    if (!refine_value(v->refinement, reg, have, &refined))
      return true; /* no concrete state at all */
    if (v->plain)
      value_clear_ahead(&refined);
    if (want->reach == REACH_DATA && refined.reach == 0)
      derive_reach(v, REACH_DATA, want->reach_shift, &refined);
    have = &refined;
  }
  if (from_id)
    in->later[in->later_count++] =
        (struct reach_wanted){(uint8_t)reg, want->reach_shift, want->reach, want->extent};
  return value_fits(&in->bindings, want, have, !from_id);
}

/* What a stated unknown is: X(*id) + *shift, or *shift alone. False: nothing that could be added up. */
static bool bound_to(const struct bindings *b, uint16_t stated, uint16_t *id, int64_t *shift) {
  const struct binding *k = &b->of[stated % MAX_STATED_IDS];
  if (!(b->bound >> stated % MAX_STATED_IDS & 1) || (k->kind != BOUND_TO_ID && k->kind != BOUND_CONSTANT))
    return false;
  *id = k->kind == BOUND_TO_ID ? k->id : 0;
  *shift = k->shift;
  return true;
}

/* Does X(a) + X(b) == X(sum) hold in the given state? An id 0 is the number 0. */
static bool adds_up(const struct state *s, uint16_t a, uint16_t b, uint16_t sum) {
  if ((a == 0 && b == sum) || (b == 0 && a == sum))
    return true;
  for (unsigned i = 0; i < STATE_SUMS; i++)
    if (s->sums[i].sum != 0 && s->sums[i].sum == sum &&
        ((s->sums[i].a == a && s->sums[i].b == b) || (s->sums[i].a == b && s->sums[i].b == a)))
      return true;
  return false;
}

static bool sum_fits(const struct inclusion *in, const struct sum *want) {
  uint16_t a, b, sum;
  int64_t x, y, z;
  return bound_to(&in->bindings, want->a, &a, &x) && bound_to(&in->bindings, want->b, &b, &y) &&
         bound_to(&in->bindings, want->sum, &sum, &z) && (uint64_t)x + (uint64_t)y == (uint64_t)z &&
         adds_up(in->sight.s, a, b, sum);
}

bool inclusion_end(const struct inclusion *in) {
  for (uint32_t i = 0; i < STATE_SUMS; i++)
    if (in->sums[i].sum != 0 && !sum_fits(in, &in->sums[i]))
      return false;
  for (uint32_t i = 0; i < in->later_count; i++) {
    const struct reach_wanted *w = &in->later[i];
    int64_t shift;
    uint16_t base = base_of(&in->bindings, w->base, &shift);
    struct value have;
    if (base == 0)
      return false;
    if (!refine_value(in->sight.refinement, w->reg, &in->sight.s->reg[w->reg], &have))
      continue;
    if (have.reach == 0)
      derive_reach(&in->sight, base, w->shift, &have);
    if (have.reach != base || have.reach_shift != w->shift || have.extent < w->extent + shift)
      return false;
  }
  return true;
}

static bool fits(struct inclusion *in, struct reader *r, bool compare_registers) {
  struct frame_header h;
  struct slot_cursor cursor;
  struct value want[2];
  uint32_t index, bytes;
  uint8_t spills;
  if (!read_header(r, &h) || !inclusion_start(in, &h))
    return false;
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    if (!(h.registers >> i & 1))
      continue;
    read_value(r, &want[0]);
    if (r->bad || (compare_registers && !inclusion_register(in, i, &want[0])))
      return false;
  }
  cursor = (struct slot_cursor){.total = h.total};
  while (read_slot(r, &cursor, &index, &bytes, &spills)) {
    for (unsigned which = 0; which < 2; which++)
      if (spills >> which & 1)
        read_value(r, &want[which]);
    if (r->bad || !inclusion_slot(in, index, bytes, spills, want))
      return false;
  }
  return !r->bad && inclusion_end(in);
}

struct sight sight_of(const struct state *s, const struct refinement *refinement) {
  return (struct sight){
      .s = s, .refinement = refinement, .registers = UINT32_MAX, .frames = s->frames, .foreign = s->foreign};
}

bool state_is_inside(const struct state *s, const struct refinement *refinement, struct reader *r) {
  struct inclusion in;
  in.sight = sight_of(s, refinement);
  return fits(&in, r, true);
}

bool state_enters(const struct state *s, bool shares_stack, uint32_t frame_slots, struct reader *r) {
  struct refinement nothing;
  struct inclusion in;
  in.sight = (struct sight){.s = s,
                            .refinement = &nothing,
                            .registers = 0x3e,
                            .frames = shares_stack ? s->frames : 0,
                            .frame_slots = frame_slots,
                            .has_fresh = true,
                            .plain = true,
                            .foreign = (uint8_t)(s->held | s->foreign)};
  refine_nothing(&nothing);
  return fits(&in, r, true);
}

bool state_leaves(const struct state *s, bool as_entered, uint32_t frame_slots, struct reader *r) {
  struct refinement nothing;
  struct inclusion in;
  in.sight = (struct sight){.s = s,
                            .refinement = &nothing,
                            .registers = 1,
                            .frames = s->frames - 1u,
                            .frame_slots = frame_slots,
                            .has_fresh = as_entered,
                            .plain = true,
                            .foreign = as_entered ? s->foreign : 0};
  refine_nothing(&nothing);
  return fits(&in, r, !as_entered);
}
