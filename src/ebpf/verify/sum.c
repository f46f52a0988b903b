/*
 * Sums and differences of values, with all they are tied to: linear forms, progress in loops, what is proven of the packet. Bottom-up: forms,
 * progress, packets, what was remembered, the sum.
 */
#include "ebpf/verify/form.h"

struct form form_of(const struct value *v) {
  int64_t constant = (int64_t)v->number.bits.value;
  if (v->gap)
    return (struct form){0};
  if (v->id != 0)
    return (struct form){true, v->id, v->scale, v->delta};
  if (!value_is_constant(v) || constant < INT32_MIN || constant > INT32_MAX)
    return (struct form){0};
  return (struct form){true, 0, 0, constant};
}

void form_set(struct value *v, struct form f) {
  value_unlink(v);
  if (!f.known || !fits32(f.scale) || !fits32(f.delta))
    return;
  if (f.scale == 0) {
    if (scalar_contain(&v->number, (uint64_t)f.delta, 64))
      v->number = scalar_constant((uint64_t)f.delta, 64);
    return;
  }
  v->id = f.id;
  v->scale = (int32_t)f.scale;
  v->delta = (int32_t)f.delta;
}

static struct form form_add(struct form a, struct form b, bool minus) {
  int64_t sign = minus ? -1 : 1;
  struct form f = {a.known && b.known && (a.id == b.id || a.id == 0 || b.id == 0), a.id != 0 ? a.id : b.id,
                   a.scale + sign * b.scale, a.delta + sign * b.delta};
  if (a.id == 0)
    f.scale = sign * b.scale;
  return f;
}

/*
 * The smallest and largest of a (+ or -) b as whole numbers. False: some sum leaves the result's width, so that the instruction
 * wraps. A narrow operation takes b's low half as signed, and a's value as it stands.
 */
static bool exact_sum(const struct value *a, const struct value *b, bool minus, bool narrow, int64_t *low,
                      int64_t *high) {
  int64_t b_low = range_smin(b->number.full, 64), b_high = range_smax(b->number.full, 64);
  if (narrow) {
    b_low = range_smin(scalar_half(&b->number), 32);
    b_high = range_smax(scalar_half(&b->number), 32);
    if (range_umax(a->number.full, 64) > UINT32_MAX)
      return false;
  }
  if (minus ? __builtin_sub_overflow(range_smin(a->number.full, 64), b_high, low) ||
                  __builtin_sub_overflow(range_smax(a->number.full, 64), b_low, high)
            : __builtin_add_overflow(range_smin(a->number.full, 64), b_low, low) ||
                  __builtin_add_overflow(range_smax(a->number.full, 64), b_high, high))
    return false;
  return !narrow || (*low >= 0 && *high <= UINT32_MAX);
}

int16_t ahead_plus(int16_t ahead, int64_t by) {
  int64_t sum;
  if (ahead == AHEAD_NONE || by < -INT16_MAX || __builtin_add_overflow(by, (int64_t)ahead, &sum) ||
      sum <= AHEAD_NONE)
    return AHEAD_NONE;
  return (int16_t)(sum > INT16_MAX ? INT16_MAX : sum);
}

/* a moved by a number between low and high, without wrapping: the least it moved in each loop's direction. */
static void ahead_moved(const struct machine *m, struct value *out, const struct value *a, int64_t low,
                        int64_t high) {
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++) {
    out->ahead[k] = AHEAD_NONE;
    if (m->s->direction[k] == LOOP_UP)
      out->ahead[k] = ahead_plus(a->ahead[k], low);
    else if (m->s->direction[k] == LOOP_DOWN && high != INT64_MIN)
      out->ahead[k] = ahead_plus(a->ahead[k], -high);
  }
}

/* The same of the low halves, whatever becomes of the high ones. */
static void ahead_moved_low(const struct machine *m, struct value *out, const struct value *a,
                            const struct value *b, bool minus) {
  struct range from = scalar_half(&a->number), by = scalar_half(&b->number);
  int64_t low = range_smin(by, 32), high = range_smax(by, 32);
  if (minus) {
    int64_t swap = -low;
    low = -high;
    high = swap;
  }
  if (range_smin(from, 32) + low < INT32_MIN || range_smax(from, 32) + high > INT32_MAX)
    return;
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++) {
    if (m->s->direction[k] == LOOP_UP32)
      out->ahead[k] = ahead_plus(a->ahead[k], low);
    else if (m->s->direction[k] == LOOP_DOWN32)
      out->ahead[k] = ahead_plus(a->ahead[k], -high);
  }
}

/* The claim of an extent moves with the pointer; for a varying move by the largest one. */
static int32_t extent_moved(int32_t extent, int64_t low, int64_t high) {
  if (extent == EXTENT_NONE || low < -(1 << 24) || high > 1 << 24)
    return EXTENT_NONE;
  int64_t moved = extent - high;
  return moved <= EXTENT_NONE || moved > -(int64_t)EXTENT_NONE ? EXTENT_NONE : (int32_t)moved;
}

/* a + number, where base + number + extent <= end is known and a is base + offset. */
static void take_reach(struct value *p, const struct value *a, const struct value *number) {
  int64_t offset = a->delta;
  if (number->reach_shift != 0)
    return;
  if (number->reach == REACH_DATA && value_is_constant(a))
    offset = (int64_t)a->number.bits.value;
  else if (number->reach == REACH_DATA || a->id != number->reach || a->scale != 1)
    return;
  int32_t extent = extent_moved(number->extent, offset, offset);
  if (extent > p->extent)
    p->extent = extent;
}

/* Two different unknowns make a third, which is remembered. */
static struct form form_sum(struct machine *m, struct form a, struct form b, bool minus) {
  struct form f;
  if (!a.known || !b.known || a.id == 0 || b.id == 0 || a.id == b.id || a.scale != 1 || b.scale != 1)
    return form_add(a, b, minus);
  f = (struct form){true, state_sum_id(m->s, a.id, b.id, minus), 1,
                    minus ? a.delta - b.delta : a.delta + b.delta};
  f.known = f.id != 0;
  return f;
}

/* (end - position) + c == end - (position - c). */
static bool gap_moved(const struct value *a, const struct value *b, bool minus, bool exact,
                      struct value *out) {
  int64_t by = (int64_t)b->number.bits.value, delta;
  if (!exact || by < -(1 << 24) || by > 1 << 24)
    return false;
  delta = a->delta + (minus ? by : -by);
  if (!fits32(delta))
    return false;
  out->delta = (int32_t)delta;
  out->extent = 0;
  return true;
}

void form_note_fact(struct machine *m, struct value *out, const struct value *a, enum alu op, bool narrow,
                    uint64_t constant) {
  if (a->kind == VALUE_SCALAR && a->id != 0 && a->gap == 0 && out->id == 0 && out->gap == 0)
    state_note_fact(m->s, out, a, op, narrow, constant);
}

/* The form of v's low half, where one was remembered. */
static struct form low_form(const struct machine *m, const struct value *v) {
  for (unsigned i = 0; i < STATE_FACTS; i++) {
    const struct fact *f = &m->s->facts[i];
    if (f->result != 0 && f->of == v->id && f->scale == v->scale && f->delta == v->delta &&
        f->op == ALU_AND && f->constant == UINT32_MAX)
      return (struct form){true, f->result, 1, 0};
  }
  return form_of(v);
}

/* Which of the remembered facts says that v is of something, with this operation? */
static const struct fact *fact_of(const struct machine *m, const struct value *v, enum alu op) {
  for (unsigned i = 0; i < STATE_FACTS; i++)
    if (m->s->facts[i].result != 0 && m->s->facts[i].result == v->id && m->s->facts[i].op == op &&
        v->scale == 1 && v->delta == 0 && !v->gap)
      return &m->s->facts[i];
  return NULL;
}

/*
 * (x & (2^k - 1)) + (x >> k) == x - (2^k - 1) * (x >> k), without wrapping: what a checksum is folded with. Of a number not below 0 it is
 * at most that number, and so far ahead of it.
 */
static void take_fold(const struct machine *m, struct value *out, const struct value *a,
                      const struct value *b) {
  const struct fact *low = fact_of(m, a, ALU_AND), *high = fact_of(m, b, ALU_RSH);
  int64_t least = range_smin(b->number.full, 64);
  if (!low || !high) {
    low = fact_of(m, b, ALU_AND);
    high = fact_of(m, a, ALU_RSH);
    least = range_smin(a->number.full, 64);
  }
  if (!low || !high || low->of != high->of || low->scale != high->scale || low->delta != high->delta ||
      high->constant == 0 || high->constant > 31 || low->constant != ((uint64_t)1 << high->constant) - 1 ||
      least < 0 || !low->positive)
    return;
  int64_t moved = least > 0 ? (int64_t)low->constant : 0;
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++)
    if (m->s->direction[k] == LOOP_DOWN && out->ahead[k] < ahead_plus(low->ahead[k], moved))
      out->ahead[k] = ahead_plus(low->ahead[k], moved);
}

/* x - d * (x / d) is the remainder. */
static void take_remainder(const struct machine *m, struct value *out, const struct value *a,
                           const struct value *b, bool narrow) {
  struct form x = narrow && range_umax(a->number.full, 64) > UINT32_MAX ? low_form(m, a) : form_of(a);
  if (!x.known || x.id == 0 || b->gap != 0 || b->delta != 0 || b->scale < 2)
    return;
  for (unsigned i = 0; i < STATE_FACTS; i++) {
    const struct fact *f = &m->s->facts[i];
    uint64_t divisor = f->op == ALU_DIV   ? f->constant
                       : f->op == ALU_RSH ? (uint64_t)1 << (f->constant & 63)
                                          : 0;
    if (f->result == 0 || f->result != b->id || f->of != x.id || f->scale != x.scale || f->delta != x.delta ||
        divisor != (uint64_t)b->scale || (narrow && range_umax(b->number.full, 64) > UINT32_MAX))
      continue;
    if (range_umax(out->number.full, 64) >= divisor)
      out->number = scalar_between(0, divisor - 1, 64);
  }
}

void value_add(struct machine *m, struct value *out, const struct value *a, const struct value *b, bool minus,
               bool narrow) {
  int64_t low, high, by_low = range_smin(b->number.full, 64), by_high = range_smax(b->number.full, 64);
  bool exact = exact_sum(a, b, minus, narrow, &low, &high);
  struct value result = *a;
  result.number = scalar_alu(minus ? ALU_SUB : ALU_ADD, &a->number, &b->number, narrow, 64);
  result.reach = 0;
  value_clear_ahead(&result);
  if (a->gap == 1 && value_is_constant(b) && gap_moved(a, b, minus, !narrow || exact, &result)) {
    *out = result;
    return;
  }
  if (narrow) {
    struct value low_half = *b;
    by_low = range_smin(scalar_half(&b->number), 32);
    by_high = range_smax(scalar_half(&b->number), 32);
    low_half.number = scalar_sign_extend(&b->number, 32, false, 64);
    if (range_smin(b->number.full, 64) != by_low || range_smax(b->number.full, 64) != by_high)
      value_unlink(&low_half);
    form_set(&result, exact ? form_sum(m, form_of(a), form_of(&low_half), minus) : (struct form){0});
    if (!exact && !minus && value_is_constant(b))
      form_note_fact(m, &result, a, ALU_ADD, true, b->number.bits.value);
  } else {
    form_set(&result, form_sum(m, form_of(a), form_of(b), minus));
  }
  if (minus)
    take_remainder(m, &result, a, b, narrow);
  if (minus && by_low == INT64_MIN) {
    exact = false;
    by_low = -INT64_MAX;
    by_high = by_high < by_low ? by_low : by_high;
  }
  if (minus) {
    int64_t swap = -by_low;
    by_low = -by_high;
    by_high = swap;
  }
  if (exact)
    ahead_moved(m, &result, a, by_low, by_high);
  if (a->kind == VALUE_SCALAR)
    ahead_moved_low(m, &result, a, b, minus);
  if (exact && !minus && a->kind == VALUE_SCALAR)
    take_fold(m, &result, a, b);
  if (a->kind == VALUE_PACKET || a->kind == VALUE_META)
    result.extent = extent_moved(a->extent, by_low, by_high);
  if (a->kind == VALUE_PACKET && b->reach != 0 && !minus && !narrow)
    take_reach(&result, a, b);
  if (a->kind == VALUE_SCALAR && a->reach != 0 && (exact || !narrow)) {
    int64_t unit = (int64_t)1 << a->reach_shift;
    bool small = by_low >= -(1 << 24) && by_high <= 1 << 24;
    result.extent = small ? extent_moved(a->extent, by_low * unit, by_high * unit) : EXTENT_NONE;
    result.reach = result.extent != EXTENT_NONE ? a->reach : 0;
  }
  if (result.kind == VALUE_SCALAR && value_is_constant(&result)) /* what is proven of the packet shows it */
    result.reach = 0;
  if (result.kind == VALUE_SCALAR && !result.reach)
    result.extent = 0;
  *out = result;
  if (out->kind == VALUE_PACKET || out->kind == VALUE_META)
    state_name_value(m->s, out);
}
