/* Join, widening and normal form. Bottom-up: linear forms of two sides, values, slots, states. */
#include "ebpf/verify/merge.h"

#include "ebpf/verify/refine.h"

#include <string.h>

/* A new unknown that stands for one of a and one of b. */
struct pairing {
  uint8_t kind;
  uint16_t a, b;
  int64_t shift;
  uint16_t id;
};
enum { PAIR_IDS, PAIR_CONSTANTS, PAIR_LEFT_CONSTANT, PAIR_NULL };

enum { MAX_PAIRINGS = 40, MAX_COPIES = 12 };

/* Values that are copies of one another on both sides stay copies, whatever becomes of their forms. */
struct copies {
  uint16_t a_id, b_id;
  int32_t a_scale, b_scale;
  int64_t a_rest, b_rest; /* delta, or the constant */
  uint16_t id;
};

struct joiner {
  const struct thresholds *thresholds;
  const struct filled *filled;
  uint16_t place; /* the register being joined, as a bit; all bits for the stack */
  uint32_t at;    /* the same, of STATE_PLACES */
  uint8_t climb;  /* in a hurry: how often its bounds moved before */
  bool in_packet; /* it is a place in the packet */
  const struct state *a, *b;
  struct pairing pairings[MAX_PAIRINGS];
  uint32_t count;
  struct copies copies[MAX_COPIES];
  uint32_t copies_count;
  struct state *out;
};

static uint16_t paired(struct joiner *j, uint8_t kind, uint16_t a, uint16_t b, int64_t shift) {
  for (uint32_t i = 0; i < j->count; i++) {
    struct pairing *p = &j->pairings[i];
    if (p->kind == kind && p->a == a && p->b == b && p->shift == shift)
      return p->id;
  }
  if (j->count == MAX_PAIRINGS)
    return 0;
  j->pairings[j->count] = (struct pairing){kind, a, b, shift, state_new_id(j->out)};
  return j->pairings[j->count++].id;
}

static bool fits32(int64_t v) {
  return v >= INT32_MIN && v <= INT32_MAX;
}

static void set_form(struct value *out, uint16_t id, int64_t scale, int64_t delta) {
  if (id == 0 || scale == 0 || !fits32(scale) || !fits32(delta))
    return;
  out->id = id;
  out->scale = (int32_t)scale;
  out->delta = (int32_t)delta;
}

/*
 * A form both sides fit. Two constants differ by a step: with X 0 on the left and 1 on the right, all constants that change are
 * linear in X (this finds the counters of a loop at its second visit).
 */
static void join_related(struct joiner *j, const struct value *a, const struct value *b, struct value *out) {
  bool ca = value_is_constant(a), cb = value_is_constant(b);
  int64_t va = (int64_t)a->number.bits.value, vb = (int64_t)b->number.bits.value, shift;
  value_unlink(out);
  if (a->gap || b->gap) {
    if (a->gap != b->gap || a->scale != b->scale || a->delta != b->delta || (a->id == 0) != (b->id == 0))
      return;
    out->id = a->id != 0 ? paired(j, PAIR_IDS, a->id, b->id, 0) : 0;
    out->gap = a->id == 0 || out->id != 0 ? a->gap : 0;
    out->scale = out->gap ? a->scale : 0;
    out->delta = out->gap ? a->delta : 0;
    return;
  }
  if (a->id != 0 && b->id != 0 && a->scale == b->scale) {
    if (((int64_t)b->delta - a->delta) % a->scale == 0)
      set_form(out, paired(j, PAIR_IDS, a->id, b->id, ((int64_t)b->delta - a->delta) / a->scale), a->scale,
               a->delta);
  } else if (ca && cb) {
    if (va != vb && !__builtin_sub_overflow(vb, va, &shift) && fits32(shift) && fits32(va))
      set_form(out, paired(j, PAIR_CONSTANTS, 0, 0, 0), shift, va);
  } else if (ca && b->id != 0 && fits32(va)) {
    if ((va - b->delta) % b->scale == 0)
      set_form(out, paired(j, PAIR_LEFT_CONSTANT, 0, b->id, (va - b->delta) / b->scale), b->scale, b->delta);
  } else if (cb && a->id != 0 && fits32(vb)) {
    if ((vb - a->delta) % a->scale == 0)
      set_form(out, paired(j, PAIR_LEFT_CONSTANT, a->id, 0, (vb - a->delta) / a->scale), a->scale, a->delta);
  }
}

static bool applies(const struct joiner *j, uint32_t i) {
  const struct thresholds *t = j->thresholds;
  if (t->all_registers && t->all_registers[i] != UINT16_MAX)
    return false;
  return !t->registers || (t->registers[i] & j->place);
}

static bool is_same(const struct copies *c, const struct copies *k) {
  return c->a_id == k->a_id && c->b_id == k->b_id && c->a_scale == k->a_scale && c->b_scale == k->b_scale &&
         c->a_rest == k->a_rest && c->b_rest == k->b_rest;
}

static void join_copies(struct joiner *j, const struct value *a, const struct value *b, struct value *out) {
  struct copies key = {.a_id = a->id,
                       .b_id = b->id,
                       .a_scale = a->scale,
                       .b_scale = b->scale,
                       .a_rest = a->id ? a->delta : (int64_t)a->number.bits.value,
                       .b_rest = b->id ? b->delta : (int64_t)b->number.bits.value};
  if ((a->id == 0 && !value_is_constant(a)) || (b->id == 0 && !value_is_constant(b)))
    return;
  for (uint32_t i = 0; i < j->copies_count; i++)
    if (is_same(&j->copies[i], &key)) {
      set_form(out, j->copies[i].id, 1, 0);
      return;
    }
  if (j->copies_count == MAX_COPIES)
    return;
  key.id = state_new_id(j->out);
  j->copies[j->copies_count++] = key;
  set_form(out, key.id, 1, 0);
}

static void join_form(struct joiner *j, const struct value *a, const struct value *b, struct value *out) {
  join_related(j, a, b, out);
  if (out->id == 0 && !a->gap && !b->gap && out->kind == VALUE_SCALAR && !value_is_constant(out))
    join_copies(j, a, b, out);
}

static bool is_held_for(const struct joiner *j, unsigned holder) {
  const struct thresholds *t = j->thresholds;
  return (t->holders >> holder & 1) && (t->compared[holder] & j->place);
}

/*
 * In a hurry: first the next constant it is compared with, then the last of those in a row (a bound and what is behind it), then the
 * width of numbers: what moves on is a sum or a hash. What values on the stack are compared with, nobody knows.
 */
enum { PACKET_WIDTH = MBPF_MAX_PACKET_BYTES + 1024 };

static int64_t hurried(const struct joiner *j, int64_t v, int step) {
  int64_t to;
  const struct thresholds *t = j->thresholds;
  uint32_t i = step > 0 ? 0 : t->count, tries = j->at < STATE_REGISTERS ? 2 : 0;
  for (; j->climb < tries && (step > 0 ? i < t->count : i > 0); i += (uint32_t)step) {
    uint32_t k = step > 0 ? i : i - 1;
    bool own = t->registers[k] != UINT16_MAX && (t->registers[k] & j->place);
    if (!own || (step > 0 ? t->at[k] < v : t->at[k] > v))
      continue;
    to = t->at[k];
    for (uint32_t n = k + (uint32_t)step; j->climb > 0 && n < t->count && t->at[n] == to + step;
         n += (uint32_t)step)
      to = t->at[n];
    return to;
  }
  if (step > 0 ? v < 0 : v > 0) /* counts to 0 */
    return -step;
  if (j->in_packet && v >= 0 && v <= PACKET_WIDTH)
    return step > 0 ? PACKET_WIDTH : 0;
  if (step > 0)
    return v <= UINT32_MAX ? UINT32_MAX : INT64_MAX;
  return v == 0 ? 0 : INT64_MIN;
}

static int64_t threshold_below(const struct joiner *j, int64_t v) {
  int64_t best = INT64_MIN;
  if (j->thresholds->climbs)
    return hurried(j, v, -1);
  for (uint32_t i = j->thresholds->count; i-- > 0 && best == INT64_MIN;)
    if (applies(j, i) && j->thresholds->at[i] <= v)
      best = j->thresholds->at[i];
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    for (int64_t d = -1; d <= 1 && is_held_for(j, i); d++)
      if (j->thresholds->held[i] + d <= v && j->thresholds->held[i] + d > best)
        best = j->thresholds->held[i] + d;
  return best;
}

static int64_t threshold_above(const struct joiner *j, int64_t v) {
  int64_t best = INT64_MAX;
  if (j->thresholds->climbs)
    return hurried(j, v, 1);
  for (uint32_t i = 0; i < j->thresholds->count && best == INT64_MAX; i++)
    if (applies(j, i) && j->thresholds->at[i] >= v)
      best = j->thresholds->at[i];
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    for (int64_t d = -1; d <= 1 && is_held_for(j, i); d++)
      if (j->thresholds->held[i] + d >= v && j->thresholds->held[i] + d < best)
        best = j->thresholds->held[i] + d;
  return best;
}

/* Constants both sides hold in the same place bound loops as constants in the program do. */
static void find_held(struct thresholds *t, const struct state *a, const struct state *b) {
  t->holders = 0;
  for (unsigned i = 0; t->count > 0 && i < STATE_REGISTERS; i++) {
    const struct value *v = &a->reg[i], *w = &b->reg[i];
    int64_t n = (int64_t)v->number.bits.value;
    if (v->kind != VALUE_SCALAR || w->kind != VALUE_SCALAR || !value_is_constant(v) ||
        !value_is_constant(w) || w->number.bits.value != v->number.bits.value || n == INT64_MIN ||
        n == INT64_MAX)
      continue;
    t->held[i] = n;
    t->holders |= (uint16_t)(1u << i);
  }
}

static int64_t clamp32(int64_t v) {
  return v < INT32_MIN ? INT32_MIN : v > INT32_MAX ? INT32_MAX : v;
}

/* The low half, as signed numbers: a counter that starts at -1 goes on at 0 there. */
static struct range widen_half(const struct joiner *j, struct range was, struct range now) {
  int64_t low = range_smin(now, 32), high = range_smax(now, 32);
  if (range_include(was, now, 32))
    return now;
  if (low < range_smin(was, 32))
    low = clamp32(threshold_below(j, low));
  if (high > range_smax(was, 32))
    high = threshold_above(j, high);
  if (j->thresholds->climbs && high > INT32_MAX)
    return range_full(32);
  high = clamp32(high);
  now = range_between((uint64_t)low & UINT32_MAX, (uint64_t)high & UINT32_MAX, 32);
  return range_is_full(now, 32) ? range_full(32) : now;
}

/* The range's ends become low and high, or the last that lie on its stride. */
static void move_ends(struct scalar *s, int64_t low, int64_t high) {
  struct range was = s->full;
  s->full = range_between((uint64_t)low, (uint64_t)high, 64);
  if (s->stride > 1 && range_smin(was, 64) == (int64_t)was.start) {
    s->full.start = was.start - (was.start - (uint64_t)low) / s->stride * s->stride;
    s->full.length = ((uint64_t)high - s->full.start) / s->stride * s->stride;
    return;
  }
  s->stride = 0;
  if (range_is_full(s->full, 64))
    s->full = range_full(64);
}

/* Bounds that moved go to the next threshold; of the bits only the low known zeros stay. */
static void widen(struct joiner *j, const struct scalar *was, struct scalar *s) {
  int64_t low = range_smin(s->full, 64), high = range_smax(s->full, 64);
  struct range half;
  if (scalar_include(was, s, 64))
    return;
  if (j->thresholds->climbs)
    j->climb = j->thresholds->climbs[j->at]++;
  half = widen_half(j, scalar_half(was), scalar_half(s));
  if (!range_include(was->full, s->full, 64)) {
    if (low < range_smin(was->full, 64))
      low = threshold_below(j, low);
    if (high > range_smax(was->full, 64))
      high = threshold_above(j, high);
    move_ends(s, low, high);
  }
  if (range_umax(s->full, 64) <= UINT32_MAX &&
      range_umax(s->full, 64) - range_umin(s->full, 64) < half.length)
    half =
        (struct range){(uint32_t)range_umin(s->full, 64), range_umax(s->full, 64) - range_umin(s->full, 64)};
  if (half.length == UINT32_MAX)
    half.start = 0;
  s->half_start = (uint32_t)half.start;
  s->half_length = (uint32_t)half.length;
  if (!bits_include(was->bits, s->bits)) {
    uint64_t known = s->bits.mask == 0 ? UINT64_MAX : (s->bits.mask & (0 - s->bits.mask)) - 1;
    s->bits = (struct bits){s->bits.value & known, ~known};
  }
}

static bool is_checked(unsigned kind, unsigned or_null) {
  return (kind == VALUE_MAP_VALUE && or_null == VALUE_MAP_VALUE_OR_NULL) ||
         (kind == VALUE_MAP && or_null == VALUE_MAP_OR_NULL) ||
         (kind == VALUE_RECORD && or_null == VALUE_RECORD_OR_NULL);
}

static uint8_t or_null_of(unsigned kind) {
  return kind == VALUE_MAP_VALUE || kind == VALUE_MAP_VALUE_OR_NULL ? VALUE_MAP_VALUE_OR_NULL
         : kind == VALUE_MAP || kind == VALUE_MAP_OR_NULL           ? VALUE_MAP_OR_NULL
                                                                    : VALUE_UNINIT;
}

/* NULL on one side and a pointer on the other: a pointer that may be NULL. Records keep their obligation, so they do not mix. */
static bool join_or_null(struct joiner *j, const struct value *a, const struct value *b, struct value *out) {
  const struct value *p = value_is_zero(a) ? b : a, *q = p == a ? b : a;
  uint16_t qa;
  if (!value_is_or_null(a) && !value_is_or_null(b) &&
      !(value_is_zero(q) && or_null_of(p->kind) != VALUE_UNINIT))
    return false;
  *out = value_uninit(LOST_MERGED);
  if (a->kind != b->kind && !value_is_zero(q) && !is_checked(q->kind, p->kind) &&
      !is_checked(p->kind, q->kind))
    return true;
  if (!value_is_zero(q) && (a->aux != b->aux || a->ref != b->ref))
    return true;
  if (or_null_of(p->kind) == VALUE_UNINIT && a->kind != b->kind)
    return true;
  *out = value_is_or_null(p) ? *p : value_is_or_null(q) ? *q : *p;
  if (!value_is_or_null(out))
    out->kind = or_null_of(p->kind);
  out->number = value_is_zero(q) ? p->number : scalar_join(&a->number, &b->number, 64);
  value_clear_ahead(out);
  qa = value_is_or_null(a) ? a->id : 0;
  value_unlink(out);
  out->id = paired(j, PAIR_NULL, qa, value_is_or_null(b) ? b->id : 0,
                   (value_is_zero(a) ? 1 : 0) | (value_is_zero(b) ? 2 : 0));
  if (out->id == 0)
    *out = value_uninit(LOST_MERGED);
  return true;
}

/* What the packet pointers and the packet's length show of a constant, counted from base. */
static void derive_reach(const struct state *s, struct value *v, uint16_t base, unsigned shift) {
  int32_t extent = INT32_MIN;
  bool known = base == REACH_DATA && value_reach_length(v, state_packet_bytes(s), shift, &extent);
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    known = value_reach(v, &s->reg[i], base, shift, &extent) || known;
  if (known) {
    v->reach = base;
    v->reach_shift = (uint8_t)shift;
    v->extent = extent;
  }
}

static bool is_position(const struct value *v) {
  return v->kind == VALUE_PACKET && v->id != 0 && v->scale == 1;
}

/* The base on side a that stands for the base on side b: the id of the same packet pointer. 0: none. */
static uint16_t counterpart(const struct state *a, const struct state *b, uint16_t base) {
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (is_position(&b->reg[i]) && b->reg[i].id == base && is_position(&a->reg[i]) &&
        a->reg[i].delta == b->reg[i].delta)
      return a->reg[i].id;
  return 0;
}

/* An index that starts to move, with both sides constant: the base from which both reach equally far moves with it. */
static void derive_both(const struct joiner *j, struct value *x, struct value *y) {
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    struct value u = *x, v = *y;
    if (!is_position(&j->a->reg[i]) || !is_position(&j->b->reg[i]) ||
        j->a->reg[i].delta != j->b->reg[i].delta)
      continue;
    derive_reach(j->a, &u, j->a->reg[i].id, 0);
    derive_reach(j->b, &v, j->b->reg[i].id, 0);
    if (u.reach != 0 && v.reach != 0 && u.extent == v.extent && u.extent > 0) {
      *x = u;
      *y = v;
      return;
    }
  }
  derive_reach(j->a, x, REACH_DATA, 0);
  derive_reach(j->b, y, REACH_DATA, 0);
}

/*
 * What a comparison proved of both sides. Two constants that differ are an index that starts to move: what packet pointers prove of
 * them is kept with it. In widening an extent that shrinks is given up.
 */
static void join_extent(struct joiner *j, const struct value *a, const struct value *b, struct value *out) {
  struct value x = *a, y = *b;
  bool constants =
      value_is_constant(a) && value_is_constant(b) && a->number.bits.value != b->number.bits.value;
  if (a->kind == VALUE_SCALAR) {
    if (a->reach == 0 && b->reach == 0 && constants)
      derive_both(j, &x, &y);
    else if (a->reach == 0 && b->reach != 0)
      derive_reach(j->a, &x, b->reach == REACH_DATA ? REACH_DATA : counterpart(j->a, j->b, b->reach),
                   b->reach_shift);
    else if (b->reach == 0 && a->reach != 0)
      derive_reach(j->b, &y, a->reach == REACH_DATA ? REACH_DATA : counterpart(j->b, j->a, a->reach),
                   a->reach_shift);
  }
  out->extent = x.extent < y.extent ? x.extent : y.extent;
  out->reach = 0;
  out->reach_shift = x.reach_shift;
  if (x.reach != 0 && y.reach != 0 && x.reach_shift != y.reach_shift)
    out->reach = 0;
  else if (x.reach == REACH_DATA && y.reach == REACH_DATA)
    out->reach = REACH_DATA;
  else if (x.reach != 0 && y.reach != 0 && x.reach != REACH_DATA && y.reach != REACH_DATA)
    out->reach = paired(j, PAIR_IDS, x.reach, y.reach, 0);
  if (a->reach == 0 && out->extent <= 0)
    out->reach = 0;
  if (j->thresholds && out->extent < x.extent) {
    out->reach = 0;
    out->extent = out->kind == VALUE_PACKET || out->kind == VALUE_META ? EXTENT_NONE : 0;
  }
}

static void join_value(struct joiner *j, const struct value *a, const struct value *b, struct value *out) {
  if (a->kind == VALUE_UNINIT || b->kind == VALUE_UNINIT) {
    *out = a->kind == VALUE_UNINIT ? *a : *b;
    return;
  }
  if (join_or_null(j, a, b, out))
    return;
  if (a->kind != b->kind || a->aux != b->aux || a->ref != b->ref || a->frame != b->frame) {
    *out = value_uninit(LOST_MERGED);
    return;
  }
  *out = *a;
  join_extent(j, a, b, out);
  if (out->kind == VALUE_SCALAR && !out->reach)
    out->extent = 0;
  out->number = scalar_join(&a->number, &b->number, 64);
  j->in_packet = a->kind == VALUE_PACKET || a->reach != 0 || b->reach != 0;
  if (j->thresholds && (j->place == UINT16_MAX || !(j->thresholds->patient & j->place)))
    widen(j, &a->number, &out->number);
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++)
    if (b->ahead[k] < out->ahead[k])
      out->ahead[k] = j->thresholds ? AHEAD_NONE : b->ahead[k];
  if (value_kind_is_movable(a->kind)) {
    join_form(j, a, b, out);
    if (out->kind == VALUE_PACKET || out->kind == VALUE_META)
      state_name_value(j->out, out);
  }
}

/* --- slots --- */

static unsigned spill_width(const struct slot *slot, unsigned which) {
  if (slot->spill[which] == 0)
    return 0;
  return which == 0 && slot->spill[1] == 0 && slot_byte(slot, 7) == BYTE_SPILL ? 8 : 4;
}

/* Does an untouched byte of the slot count as a written one? Callers' frames are filled through pointers. */
static bool is_filled(const struct joiner *j, uint32_t slot, unsigned byte) {
  uint32_t end = state_slot_count(j->a), base = state_slot_base(j->a, j->a->frames - 1u);
  uint32_t below = 8 * (end - slot) - byte - 1;
  return j->filled && (slot < base || (j->filled->bits[below / 64] >> below % 64 & 1));
}

static enum byte_kind join_byte(const struct joiner *j, uint32_t slot, unsigned i) {
  enum byte_kind p = slot_byte(&j->a->slot[slot], i), q = slot_byte(&j->b->slot[slot], i);
  uint32_t bad;
  bool a = state_is_initialised(j->a, 8 * slot + i, 1, &bad),
       b = state_is_initialised(j->b, 8 * slot + i, 1, &bad);
  if (p == BYTE_UNTOUCHED && q == BYTE_UNTOUCHED)
    return BYTE_UNTOUCHED;
  if ((p == BYTE_UNTOUCHED || q == BYTE_UNTOUCHED) && is_filled(j, slot, i))
    a = a || p == BYTE_UNTOUCHED, b = b || q == BYTE_UNTOUCHED;
  if (!a || !b)
    return BYTE_UNINIT;
  return p == BYTE_ZERO && q == BYTE_ZERO ? BYTE_ZERO : BYTE_NUMBER;
}

/* Where both hold one value of the same place, that is joined; else bytes are. */
static void join_slot(struct joiner *j, const struct state *a, const struct state *b, uint32_t index) {
  const struct slot *x = &a->slot[index], *y = &b->slot[index];
  if (slot_has_no_values(x, y->bytes) && slot_has_no_values(y, x->bytes)) {
    j->out->slot[index].bytes = x->bytes;
    return;
  }
  for (unsigned i = 0; i < 8; i++)
    slot_set_byte(&j->out->slot[index], i, join_byte(j, index, i));
  for (unsigned which = 0; which < 2; which++) {
    unsigned width = spill_width(x, which), other = spill_width(y, which);
    struct value u, v, joined;
    if (width == 0)
      width = other;
    if (width == 0 || (other != 0 && other != width) ||
        (which == 1 && (spill_width(x, 0) == 8 || spill_width(y, 0) == 8)))
      continue;
    if (!state_peek(a, index, which * 4, width, &u) || !state_peek(b, index, which * 4, width, &v))
      continue;
    j->at = STATE_REGISTERS + 2 * index + which;
    join_value(j, &u, &v, &joined);
    state_store(j->out, 8 * index + 4 * which, width, &joined);
  }
}

static const struct pairing *paired_as(const struct joiner *j, uint16_t a, uint16_t b) {
  for (uint32_t i = 0; i < j->count; i++)
    if (j->pairings[i].kind == PAIR_IDS && j->pairings[i].a == a && j->pairings[i].b == b)
      return &j->pairings[i];
  return NULL;
}

/* What is X on the left is X + shift on the right: a sum of both sides holds if the shifts add up. */
static bool join_sum(struct joiner *j, const struct sum *x, uint16_t a, uint16_t b, uint16_t sum) {
  const struct pairing *p = paired_as(j, x->a, a), *q = paired_as(j, x->b, b), *r = paired_as(j, x->sum, sum);
  if (!p || !q || !r || p->shift + q->shift != r->shift)
    return false;
  j->out->sums[j->out->next_sum++ % STATE_SUMS] = (struct sum){p->id, q->id, r->id};
  return true;
}

static void join_sums(struct joiner *j) {
  for (uint32_t i = 0; i < STATE_SUMS; i++)
    for (uint32_t k = 0; k < STATE_SUMS; k++) {
      const struct sum *x = &j->a->sums[i], *y = &j->b->sums[k];
      if (x->sum != 0 && y->sum != 0 &&
          (join_sum(j, x, y->a, y->b, y->sum) || join_sum(j, x, y->b, y->a, y->sum)))
        break;
    }
}

/* Is a register of the same unknown widened? Then this one is as well, or it would hold that one back. */
static bool is_tied(const struct joiner *j, unsigned reg) {
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (!(j->thresholds->patient >> i & 1) && j->out->reg[i].id == j->out->reg[reg].id)
      return j->out->reg[reg].id != 0;
  return false;
}

static void widen_tied(struct joiner *j) {
  for (unsigned i = 0; j->thresholds && i < STATE_REGISTERS; i++)
    if ((j->thresholds->patient >> i & 1) && j->out->reg[i].kind != VALUE_UNINIT && is_tied(j, i)) {
      j->place = (uint16_t)(1u << i);
      j->at = i;
      widen(j, &j->a->reg[i].number, &j->out->reg[i].number);
    }
}

bool states_join(const struct state *a, const struct state *b, struct thresholds *thresholds,
                 const struct filled *filled, struct state *out) {
  struct joiner j;
  if (a->frames != b->frames || memcmp(a->frame_slots, b->frame_slots, sizeof a->frame_slots) != 0 ||
      a->held != b->held)
    return false;
  state_init(out, 0);
  out->frames = a->frames;
  memcpy(out->frame_slots, a->frame_slots, sizeof out->frame_slots);
  memcpy(out->direction, a->direction, sizeof out->direction);
  out->held = a->held;
  out->packet_bytes = a->packet_bytes < b->packet_bytes ? a->packet_bytes : b->packet_bytes;
  out->foreign = a->foreign | b->foreign;
  if (thresholds)
    find_held(thresholds, a, b);
  j.thresholds = thresholds;
  j.climb = 0;
  j.filled = filled;
  j.count = 0;
  j.copies_count = 0;
  j.out = out;
  j.a = a;
  j.b = b;
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    j.place = (uint16_t)(1u << i);
    j.at = i;
    join_value(&j, &a->reg[i], &b->reg[i], &out->reg[i]);
  }
  j.place = UINT16_MAX;
  for (uint32_t i = 0, end = state_slot_count(a); i < end; i++)
    join_slot(&j, a, b, i);
  join_sums(&j);
  widen_tied(&j);
  return true;
}

static bool kinds_alike(const struct value *a, const struct value *b) {
  if (a->kind == VALUE_SCALAR && b->kind == VALUE_SCALAR)
    return true;
  return a->kind == b->kind &&
         (a->kind == VALUE_UNINIT || (a->aux == b->aux && a->ref == b->ref && a->frame == b->frame));
}

/* A bit for every byte that holds something. */
static uint32_t written_bytes(const struct slot *slot) {
  return (slot->bytes | slot->bytes >> 1 | slot->bytes >> 2) & EVERY_BYTE;
}

bool states_alike(const struct state *a, const struct state *b) {
  if (a->frames != b->frames || memcmp(a->frame_slots, b->frame_slots, sizeof a->frame_slots) != 0 ||
      a->held != b->held)
    return false;
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (!kinds_alike(&a->reg[i], &b->reg[i]))
      return false;
  for (uint32_t i = 0, end = state_slot_count(a); i < end; i++) {
    struct value u, v;
    if (written_bytes(&a->slot[i]) != written_bytes(&b->slot[i]))
      return false;
    bool p = spill_width(&a->slot[i], 0) == 8 && a->pool[a->slot[i].spill[0] - 1].kind != VALUE_SCALAR;
    bool q = spill_width(&b->slot[i], 0) == 8 && b->pool[b->slot[i].spill[0] - 1].kind != VALUE_SCALAR;
    if ((p || q) && (!state_peek(a, i, 0, 8, &u) || !state_peek(b, i, 0, 8, &v) || !kinds_alike(&u, &v)))
      return false;
  }
  return true;
}

unsigned states_distance(const struct state *a, const struct state *b) {
  unsigned distance = 0;
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    const struct value *v = &a->reg[i], *w = &b->reg[i];
    if (v->kind == VALUE_SCALAR && w->kind == VALUE_SCALAR)
      distance += value_is_constant(v) != value_is_constant(w) ||
                  (value_is_constant(v) && v->number.bits.value != w->number.bits.value);
  }
  return distance;
}

/* --- normal form --- */

struct usage {
  uint16_t from[64]; /* old id of each new one */
  uint8_t uses[64];
  unsigned count;
};

static unsigned find_use(const struct usage *u, uint16_t id) {
  unsigned i = 0;
  while (i < u->count && u->from[i] != id)
    i++;
  return i;
}

static void count_id(struct usage *u, uint16_t id) {
  unsigned i;
  if (id == 0)
    return;
  i = find_use(u, id);
  if (i == u->count && u->count < 40) {
    u->from[u->count] = id;
    u->uses[u->count++] = 0;
  }
  if (i < u->count && u->uses[i] < 255)
    u->uses[i]++;
}

static void count_use(struct value *v, void *user) {
  count_id(user, v->id);
  if (v->reach != REACH_DATA)
    count_id(user, v->reach);
}

static void renumber(struct value *v, void *user) {
  const struct usage *u = user;
  unsigned i = find_use(u, v->id);
  bool needed = value_is_or_null(v) || v->kind == VALUE_PACKET || v->kind == VALUE_META || v->gap;
  if (v->reach != 0 && v->reach != REACH_DATA) {
    unsigned base = find_use(u, v->reach);
    v->reach = base < u->count && u->uses[base] > 1 ? (uint16_t)(base + 1) : 0;
    v->extent = v->reach != 0 ? v->extent : 0;
  }
  if (v->id == 0)
    return;
  if (i < u->count && (u->uses[i] > 1 || needed)) {
    v->id = (uint16_t)(i + 1);
    return;
  }
  if (value_is_or_null(v))
    *v = value_uninit(LOST_MERGED);
  else
    value_unlink(v);
}

/* A sum is kept while all three of its unknowns are somebody's: then it ties them together. */
static void keep_sums(struct state *s, struct usage *u) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < STATE_SUMS; i++) {
    const struct sum k = s->sums[i];
    unsigned a = find_use(u, k.a), b = find_use(u, k.b), sum = find_use(u, k.sum);
    s->sums[i] = (struct sum){0};
    if (k.sum == 0 || a == u->count || b == u->count || sum == u->count)
      continue;
    count_id(u, k.a);
    count_id(u, k.b);
    count_id(u, k.sum);
    s->sums[kept++] = (struct sum){(uint16_t)(a + 1), (uint16_t)(b + 1), (uint16_t)(sum + 1)};
  }
  s->next_sum = (uint8_t)kept;
}

void state_normalise(struct state *s, struct needed needed) {
  struct usage u = {.count = 0};
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (!(needed.live >> i & 1) && s->reg[i].kind != VALUE_UNINIT)
      s->reg[i] = value_uninit(LOST_MERGED);
    else if (!(needed.matter >> i & 1) && s->reg[i].kind == VALUE_SCALAR)
      s->reg[i] = value_scalar(scalar_unknown(64));
  state_each(s, count_use, &u);
  keep_sums(s, &u);
  state_each(s, renumber, &u);
  state_drop_void_spills(s);
  state_forget_facts(s);
  s->next_id = (uint16_t)(u.count + 1);
}

bool state_relate(struct state *s) {
  struct refinement r;
  refine_nothing(&r);
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    if (s->reg[i].id == 0 || value_is_or_null(&s->reg[i]))
      continue;
    r.dst = s->reg[i];
    r.dst_reg = (uint8_t)i;
    if (!refine_state(&r, s))
      return false;
  }
  for (uint64_t rest = s->pool_used; rest != 0; rest &= rest - 1) {
    struct value *v = &s->pool[__builtin_ctzll(rest)];
    if (v->id == 0 || value_is_or_null(v))
      continue;
    r.dst = *v;
    r.dst_reg = STATE_REGISTERS + 1;
    if (!refine_state(&r, s))
      return false;
  }
  return true;
}

/* lower: what is less than before is given up, so that this ends. */
static void take_ahead(struct value *to, const struct value *from, bool lower) {
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++)
    to->ahead[k] = !lower ? from->ahead[k] : from->ahead[k] <= to->ahead[k] ? from->ahead[k] : AHEAD_NONE;
}

void state_copy_ahead(struct state *to, const struct state *from, bool lower) {
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    take_ahead(&to->reg[i], &from->reg[i], lower);
  for (uint32_t i = 0, end = state_slot_count(to); i < end; i++)
    for (unsigned which = 0; which < 2; which++)
      if (spill_width(&to->slot[i], which) != 0) {
        struct value *v = &to->pool[to->slot[i].spill[which] - 1], other;
        if (state_peek(from, i, 4 * which, spill_width(&to->slot[i], which), &other))
          take_ahead(v, &other, lower);
        else
          value_clear_ahead(v);
      }
}

static void drop_levels(struct value *v, void *user) {
  const uint32_t *levels = user;
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++)
    if (*levels >> k & 1)
      v->ahead[k] = AHEAD_NONE;
}

void state_drop_levels(struct state *s, uint32_t levels) {
  state_each(s, drop_levels, &levels);
}
