/* Is a state inside a stated one? Bottom-up: what stated unknowns are, values, stack, the whole. */
#include "ebpf/verify/inside.h"

#include <string.h>

/* What a stated unknown X is in the given state: another unknown plus a constant, a constant, or the number of one value. */
struct binding {
  uint8_t kind; /* enum below */
  uint16_t id;
  int64_t shift;
};
enum { BOUND_NOT, BOUND_TO_ID, BOUND_CONSTANT, BOUND_ONCE, BOUND_NULL, BOUND_CHECKED };

struct bindings {
  struct binding of[MAX_STATED_IDS];
};

static bool bind(struct bindings *b, uint16_t id, uint8_t kind, uint16_t to, int64_t shift) {
  struct binding *was;
  if (id >= MAX_STATED_IDS)
    return false;
  was = &b->of[id];
  if (was->kind == BOUND_NOT) {
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
  if (have->extent < want->extent || (have->reach == REACH_DATA) != (want->reach == REACH_DATA))
    return false;
  return want->kind != VALUE_SCALAR || want->reach == REACH_DATA ||
         (have->reach != 0 && bind(b, want->reach, BOUND_TO_ID, have->reach, 0));
}

static bool value_fits(struct bindings *b, const struct value *want, const struct value *have) {
  if (want->kind == VALUE_UNINIT)
    return true;
  if (value_is_or_null(want))
    return or_null_fits(b, want, have);
  if (have->kind != want->kind || have->aux != want->aux || have->ref != want->ref ||
      have->frame != want->frame || !extent_fits(b, want, have) ||
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

/* How a given state is looked at: as it is, as a callee sees it, or as a caller sees what is left of it. */
struct sight {
  const struct state *s;
  const struct refinement *refinement;
  uint32_t registers;   /* those compared */
  uint32_t frames;      /* of s that count */
  uint32_t frame_slots; /* of a fresh frame after them, when has_fresh */
  bool has_fresh;
  bool plain; /* progress in loops is not carried over */
  uint8_t foreign;
};

/* NUMBER accepts any number, ZERO only zero; SPILL is compared as a value. */
static bool byte_fits(const struct state *s, uint32_t slot, unsigned i, unsigned want) {
  uint32_t bad;
  if (want == BYTE_NUMBER)
    return state_is_initialised(s, slot * 8 + i, 1, &bad);
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
static void derive_reach(const struct sight *v, uint16_t base, struct value *have) {
  int32_t extent = INT32_MIN;
  bool known = base == REACH_DATA && value_reach_length(have, length_shown(v), &extent);
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    struct value p;
    if (v->s->reg[i].kind == VALUE_PACKET && refine_value(v->refinement, i, &v->s->reg[i], &p))
      known = value_reach(have, &p, base, &extent) || known;
  }
  if (known) {
    have->reach = base;
    have->extent = extent;
  }
}

static bool slot_fits(const struct sight *v, struct bindings *b, struct reader *r, uint32_t slot,
                      uint32_t bytes, uint8_t spills) {
  const struct state *s = v->s;
  bool bytes_fit = true;
  for (unsigned i = 0; bytes_fit && i < 8; i++)
    bytes_fit = byte_fits(s, slot, i, bytes >> (2 * i) & 3);
  for (unsigned which = 0; which < 2; which++) {
    struct value want, have, refined;
    bool whole = which == 0 && spills == 1 && (bytes >> 14 & 3) == BYTE_SPILL;
    if (!(spills >> which & 1))
      continue;
    read_value(r, &want);
    if (r->bad || !bytes_fit || !state_peek(s, slot, which * 4, whole ? 8 : 4, &have))
      return false;
    if (!refine_value(v->refinement, NO_REGISTER, &have, &refined))
      continue;
    if (v->plain)
      value_clear_ahead(&refined);
    if (want.reach == REACH_DATA && refined.reach == 0)
      derive_reach(v, REACH_DATA, &refined);
    if (!value_fits(b, &want, &refined))
      return false;
  }
  return bytes_fit;
}

bool state_is_possible(const struct state *s, const struct refinement *refinement) {
  struct value ignored;
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (!refine_value(refinement, i, &s->reg[i], &ignored))
      return false;
  for (uint64_t rest = s->pool_used; rest != 0; rest &= rest - 1)
    if (!refine_value(refinement, NO_REGISTER, &s->pool[__builtin_ctzll(rest)], &ignored))
      return false;
  return true;
}

static bool header_fits(const struct sight *v, const struct frame_header *h) {
  return h->frames == v->frames + (v->has_fresh ? 1u : 0u) && h->packet_bytes <= packet_bytes_of(v) &&
         memcmp(h->slots, v->s->frame_slots, v->frames) == 0 &&
         (!v->has_fresh || h->slots[v->frames] == v->frame_slots) &&
         h->held == (v->s->held & ~v->refinement->released) && (v->foreign & ~h->foreign) == 0;
}

/* What the base of a stated reach is in the given state; 0: not known. */
static uint16_t base_of(const struct bindings *b, uint16_t stated) {
  if (stated == REACH_DATA)
    return stated;
  return b->of[stated].kind == BOUND_TO_ID && b->of[stated].shift == 0 ? b->of[stated].id : 0;
}

/* Reaches counted from an id are compared when all ids are bound. */
struct reach_wanted {
  uint8_t reg;
  uint16_t base;
  int32_t extent;
};
struct reaches {
  uint32_t count;
  struct reach_wanted of[STATE_REGISTERS];
};

static bool register_fits(const struct sight *v, struct bindings *b, struct reaches *later, unsigned reg,
                          struct value *want) {
  struct value have;
  if (want->kind == VALUE_UNINIT || !(v->registers >> reg & 1))
    return want->kind == VALUE_UNINIT;
  if (!refine_value(v->refinement, reg, &v->s->reg[reg], &have))
    return true; /* no concrete state at all */
  if (v->plain)
    value_clear_ahead(&have);
  if (want->reach == REACH_DATA && have.reach == 0)
    derive_reach(v, REACH_DATA, &have);
  if (want->reach != 0 && want->reach != REACH_DATA) {
    later->of[later->count++] = (struct reach_wanted){(uint8_t)reg, want->reach, want->extent};
    want->reach = 0;
    want->extent = 0;
  }
  return value_fits(b, want, &have);
}

static bool reaches_fit(const struct sight *v, const struct bindings *b, const struct reaches *wanted) {
  for (uint32_t i = 0; i < wanted->count; i++) {
    const struct reach_wanted *w = &wanted->of[i];
    uint16_t base = base_of(b, w->base);
    struct value have;
    if (base == 0)
      return false;
    if (!refine_value(v->refinement, w->reg, &v->s->reg[w->reg], &have))
      continue;
    if (have.reach == 0)
      derive_reach(v, base, &have);
    if (have.reach != base || have.extent < w->extent)
      return false;
  }
  return true;
}

static bool fits(const struct sight *v, struct reader *r, bool compare_registers) {
  struct bindings b;
  struct reaches later = {.count = 0};
  struct frame_header h;
  struct slot_cursor cursor;
  struct value want;
  uint32_t index, bytes, known = state_slot_base(v->s, v->frames);
  uint8_t spills;
  if (!read_header(r, &h) || !header_fits(v, &h))
    return false;
  memset(&b, 0, sizeof b);
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    if (!(h.registers >> i & 1))
      continue;
    read_value(r, &want);
    if (r->bad || (compare_registers && !register_fits(v, &b, &later, i, &want)))
      return false;
  }
  cursor = (struct slot_cursor){0, h.total};
  while (read_slot(r, &cursor, &index, &bytes, &spills))
    if (index >= known || !slot_fits(v, &b, r, index, bytes, spills))
      return false;
  return !r->bad && reaches_fit(v, &b, &later);
}

bool state_is_inside(const struct state *s, const struct refinement *refinement, struct reader *r) {
  struct sight v = {
      .s = s, .refinement = refinement, .registers = UINT32_MAX, .frames = s->frames, .foreign = s->foreign};
  return fits(&v, r, true);
}

bool state_enters(const struct state *s, bool shares_stack, uint32_t frame_slots, struct reader *r) {
  struct refinement nothing;
  struct sight v = {.s = s,
                    .refinement = &nothing,
                    .registers = 0x3e,
                    .frames = shares_stack ? s->frames : 0,
                    .frame_slots = frame_slots,
                    .has_fresh = true,
                    .plain = true,
                    .foreign = (uint8_t)(s->held | s->foreign)};
  refine_nothing(&nothing);
  return fits(&v, r, true);
}

bool state_leaves(const struct state *s, bool as_entered, uint32_t frame_slots, struct reader *r) {
  struct refinement nothing;
  struct sight v = {.s = s,
                    .refinement = &nothing,
                    .registers = 1,
                    .frames = s->frames - 1u,
                    .frame_slots = frame_slots,
                    .has_fresh = as_entered,
                    .plain = true,
                    .foreign = as_entered ? s->foreign : 0};
  refine_nothing(&nothing);
  return fits(&v, r, !as_entered);
}
