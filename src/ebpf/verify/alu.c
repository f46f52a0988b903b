/* Arithmetic on values: numbers, pointers, and what ties them to others. Bottom-up: linear forms, progress in loops, instructions. */
#include "ebpf/verify/transfer.h"

/* scale * X(id) + delta; id 0: the constant delta. */
struct form {
  bool known;
  uint16_t id;
  int64_t scale, delta;
};

static struct form form_of(const struct value *v) {
  int64_t constant = (int64_t)v->number.bits.value;
  if (v->gap)
    return (struct form){0};
  if (v->id != 0)
    return (struct form){true, v->id, v->scale, v->delta};
  if (!value_is_constant(v) || constant < INT32_MIN || constant > INT32_MAX)
    return (struct form){0};
  return (struct form){true, 0, 0, constant};
}

static bool fits32(int64_t v) {
  return v >= INT32_MIN && v <= INT32_MAX;
}

/* Gives a value its form. A scale of 0 leaves a constant, which the number then is. */
static void set_form(struct value *v, struct form f) {
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

static int16_t ahead_plus(int16_t ahead, int64_t by) {
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

/* out is a op constant: worth remembering when something else shares a's form. */
static void note_fact(struct machine *m, struct value *out, const struct value *a, enum alu op, bool narrow,
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
 * (x & (2^k - 1)) + (x >> k) == x - (2^k - 1) * (x >> k), without wrapping: what a checksum is folded with. It is at most x, and as far
 * ahead of it as that.
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
      least < 0)
    return;
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++)
    if (m->s->direction[k] == LOOP_DOWN && out->ahead[k] < ahead_plus(low->ahead[k], least > 0))
      out->ahead[k] = ahead_plus(low->ahead[k], least > 0);
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
    set_form(&result, exact ? form_sum(m, form_of(a), form_of(&low_half), minus) : (struct form){0});
    if (!exact && !minus && value_is_constant(b))
      note_fact(m, &result, a, ALU_ADD, true, b->number.bits.value);
  } else {
    set_form(&result, form_sum(m, form_of(a), form_of(b), minus));
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

/* --- pointers --- */

static enum step pointer_difference(struct machine *m, const struct value *a, const struct value *b) {
  struct value *out = &m->s->reg[m->insn.dst];
  struct form position = form_of(b);
  struct scalar whole = scalar_between(m->s->packet_bytes, MBPF_MAX_PACKET_BYTES, 64);
  if (a->kind == VALUE_PACKET_END && b->kind == VALUE_PACKET) {
    struct value v = value_scalar(scalar_alu(ALU_SUB, &whole, &b->number, false, 64));
    struct scalar least = scalar_constant((uint64_t)(int64_t)b->extent, 64);
    if (b->extent >= 0)
      (void)scalar_assume(CMP_SLE, &least, &v.number, false, 64);
    v.gap = position.known && fits32(position.delta);
    if (v.gap) {
      v.id = position.id;
      v.scale = (int32_t)position.scale;
      v.delta = (int32_t)position.delta;
    }
    *out = v;
    return STEP_NEXT;
  }
  if (a->kind == VALUE_PACKET && b->kind == VALUE_PACKET_END) {
    *out = value_scalar(scalar_alu(ALU_SUB, &a->number, &whole, false, 64));
    return STEP_NEXT;
  }
  if (a->kind == b->kind && (a->kind == VALUE_PACKET || (a->kind == VALUE_STACK && a->frame == b->frame))) {
    struct value x = *a, y = *b;
    x.kind = y.kind = VALUE_SCALAR;
    x.extent = y.extent = 0;
    x.frame = 0;
    value_add(m, out, &x, &y, true, false);
    return STEP_NEXT;
  }
  return transfer_fail(m, VERIFY_POINTER_ARITHMETIC, "the difference of %s and %s says nothing",
                       value_kind_text[a->kind], value_kind_text[b->kind]);
}

/* Frames start at multiples of 16: or-ing a number into zero bits of an address below that is addition. */
static bool or_is_addition(const struct value *p, const struct value *v) {
  uint64_t maybe = v->number.bits.value | v->number.bits.mask;
  return p->kind == VALUE_STACK && maybe < 16 && ((p->number.bits.value | p->number.bits.mask) & maybe) == 0;
}

/* The low half or the complement of a packet address is good for one thing: a difference that does not tell the address. */
enum { ADDRESS_COMPLEMENT = 0x100 };

static bool is_packet_address(unsigned kind) {
  return kind == VALUE_PACKET || kind == VALUE_META || kind == VALUE_PACKET_END;
}

static struct value part_of_address(const struct value *p, uint32_t flags) {
  struct value v = *p;
  v.kind = VALUE_LOW_HALF;
  v.aux = p->kind | flags;
  v.extent = 0;
  value_clear_ahead(&v);
  return v;
}

/* The pointer whose low half v is; any other value is itself. */
static struct value whole_address(const struct value *v) {
  struct value p = *v;
  if (v->kind == VALUE_LOW_HALF && is_packet_address(v->aux)) {
    p.kind = (uint8_t)v->aux;
    p.aux = 0;
    p.extent = p.kind == VALUE_PACKET || p.kind == VALUE_META ? EXTENT_NONE : 0;
  }
  return p;
}

/* ~p + end == end - p - 1. */
static enum step complement_difference(struct machine *m, const struct value *complement,
                                       const struct value *end) {
  struct value p = *complement, one = value_constant(1), difference;
  p.kind = VALUE_PACKET;
  p.aux = 0;
  p.extent = EXTENT_NONE;
  if (pointer_difference(m, end, &p) == STEP_FAIL)
    return STEP_FAIL;
  difference = m->s->reg[m->insn.dst];
  value_add(m, &m->s->reg[m->insn.dst], &difference, &one, true, false);
  return STEP_NEXT;
}

static enum step pointer_alu(struct machine *m, enum alu op, bool narrow, const struct value *from,
                             const struct value *by) {
  struct value *out = &m->s->reg[m->insn.dst];
  struct value low_from = narrow ? whole_address(from) : *from, low_by = narrow ? whole_address(by) : *by;
  const struct value *a = &low_from, *b = &low_by;
  const struct value *p = a->kind != VALUE_SCALAR ? a : b, *v = a->kind != VALUE_SCALAR ? b : a;
  if (value_is_or_null(a) || value_is_or_null(b))
    return transfer_fail(m, VERIFY_NULL_CHECK,
                         "arithmetic on a pointer that may be NULL: its NULL would no longer be recognised");
  if (narrow && op == ALU_SUB && a->kind != VALUE_SCALAR &&
      b->kind != VALUE_SCALAR) { /* the low half of a difference */
    if (pointer_difference(m, a, b) == STEP_FAIL)
      return STEP_FAIL;
    if (range_umax(out->number.full, 64) > UINT32_MAX)
      *out = value_scalar(scalar_truncate(&out->number, 32, 64));
    return STEP_NEXT;
  }
  if (narrow)
    return transfer_fail(m, VERIFY_POINTER_ARITHMETIC, "32-bit arithmetic cuts off %s",
                         value_kind_text[p->kind]);
  if (op == ALU_XOR && a->kind == VALUE_PACKET && value_is_constant(v) &&
      v->number.bits.value == UINT64_MAX) {
    *out = part_of_address(a, ADDRESS_COMPLEMENT);
    return STEP_NEXT;
  }
  if (op == ALU_ADD && a->kind == VALUE_LOW_HALF && a->aux == (VALUE_PACKET | ADDRESS_COMPLEMENT) &&
      b->kind == VALUE_PACKET_END)
    return complement_difference(m, a, b);
  if (op == ALU_ADD && b->kind == VALUE_LOW_HALF && b->aux == (VALUE_PACKET | ADDRESS_COMPLEMENT) &&
      a->kind == VALUE_PACKET_END)
    return complement_difference(m, b, a);
  if (a->kind != VALUE_SCALAR && b->kind != VALUE_SCALAR)
    return op == ALU_SUB ? pointer_difference(m, a, b)
                         : transfer_fail(m, VERIFY_POINTER_ARITHMETIC, "two pointers can only be subtracted");
  if (!value_kind_is_movable(p->kind))
    return transfer_fail(m, VERIFY_POINTER_ARITHMETIC, "%s cannot be moved", value_kind_text[p->kind]);
  if (op == ALU_ADD || (op == ALU_OR && or_is_addition(p, v))) {
    value_add(m, out, p, v, false, false);
    return STEP_NEXT;
  }
  if (op == ALU_SUB && p == a) {
    value_add(m, out, p, v, true, false);
    return STEP_NEXT;
  }
  return transfer_fail(m, VERIFY_POINTER_ARITHMETIC,
                       "this operation on %s gives neither a pointer nor a number", value_kind_text[p->kind]);
}

/* --- numbers --- */

/* Multiplication by a constant scales the form; exact mod 2^64, and in 32 bits as long as nothing wraps. */
static struct form form_scaled(const struct value *a, const struct value *b, enum alu op, bool narrow) {
  struct form f = form_of(a);
  uint64_t factor =
      op == ALU_LSH ? (uint64_t)1 << (b->number.bits.value & (narrow ? 31 : 63)) : b->number.bits.value;
  uint64_t product;
  f.known = f.known && f.id != 0 && value_is_constant(b) && factor != 0 && factor <= INT32_MAX;
  if (f.known && narrow)
    f.known =
        !__builtin_mul_overflow(range_umax(a->number.full, 64), factor, &product) && product <= UINT32_MAX;
  if (f.known) {
    f.scale *= (int64_t)factor;
    f.delta *= (int64_t)factor;
  }
  return f;
}

/* The low 32 bits of a number, zero-extended; the original remembers. */
static struct value low_half(struct machine *m, const struct value *v) {
  struct value low = value_scalar(scalar_truncate(&v->number, 32, 64));
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++)
    if (m->s->direction[k] == LOOP_UP32 || m->s->direction[k] == LOOP_DOWN32 ||
        m->s->direction[k] == LOOP_CLEAR || m->s->direction[k] == LOOP_HALVE)
      low.ahead[k] = v->ahead[k];
  note_fact(m, &low, v, ALU_AND, false, UINT32_MAX);
  return low;
}

/* "<<= 32" and then ">>= 32" or "s>>= 32" gives a number back that fits 32 bits, with all it is tied to. */
static bool shifts_back(struct machine *m, enum alu op, const struct value *amount, struct value *out) {
  const struct range *r = &m->unshifted.number.full;
  bool by_32 = value_is_constant(amount) && amount->number.bits.value == 32;
  if (m->shifted_before != m->slot || m->unshifted.aux != m->insn.dst || !by_32)
    return false;
  if (op == ALU_RSH && range_umax(*r, 64) > UINT32_MAX) {
    *out = low_half(m, &m->unshifted);
    return true;
  }
  if (op == ALU_RSH ? range_umax(*r, 64) > UINT32_MAX
                    : op != ALU_ARSH || range_smin(*r, 64) < INT32_MIN || range_smax(*r, 64) > INT32_MAX)
    return false;
  *out = m->unshifted;
  out->aux = 0;
  return true;
}

static int16_t larger(int16_t a, int16_t b) {
  return a > b ? a : b;
}

/* x & (x - 1) clears the lowest one of x, if there is one; other ands clear or keep. */
static int16_t ahead_cleared(const struct value *a, const struct value *b, bool narrow, unsigned level) {
  bool tied = a->id != 0 && a->id == b->id && a->scale == b->scale && a->gap == 0 && b->gap == 0;
  int64_t apart = (int64_t)a->delta - b->delta;
  const struct value *x = apart == 1 ? a : b;
  int16_t kept = larger(a->ahead[level], b->ahead[level]);
  if (!tied || (apart != 1 && apart != -1) ||
      (narrow ? range_umin(scalar_half(&x->number), 32) : range_umin(x->number.full, 64)) == 0)
    return kept;
  return larger(kept, ahead_plus(x->ahead[level], 1));
}

/* Operations that make a non-negative number smaller: how far they are ahead at least in loops that count down or halve. */
static void ahead_reduced(const struct machine *m, struct value *out, enum alu op, bool narrow,
                          const struct value *a, const struct value *b) {
  struct range br = narrow ? scalar_half(&b->number) : b->number.full;
  unsigned width = narrow ? 32 : 64;
  uint64_t least = range_umin(br, width);
  bool positive = range_smin(a->number.full, 64) >= 0 && range_smin(b->number.full, 64) >= 0;
  bool shift = op == ALU_RSH && range_umax(br, width) < width;
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++) {
    if (m->s->direction[k] == LOOP_HALVE) {
      if (shift)
        out->ahead[k] = ahead_plus(a->ahead[k], (int64_t)least);
      else if (op == ALU_DIV && least >= 1)
        out->ahead[k] = ahead_plus(a->ahead[k], 63 - __builtin_clzll(least));
      else if (op == ALU_AND)
        out->ahead[k] = larger(a->ahead[k], b->ahead[k]);
    }
    if (m->s->direction[k] == LOOP_CLEAR && op == ALU_AND)
      out->ahead[k] = ahead_cleared(a, b, narrow, k);
    if (m->s->direction[k] == LOOP_DOWN && positive) {
      if (op == ALU_AND)
        out->ahead[k] = larger(a->ahead[k], b->ahead[k]);
      else if (op == ALU_MOD) /* below the divisor, at most the dividend */
        out->ahead[k] = larger(a->ahead[k], least >= 1 ? ahead_plus(b->ahead[k], 1) : AHEAD_NONE);
      else if ((op == ALU_RSH && shift) || (op == ALU_DIV && least >= 1))
        out->ahead[k] = ahead_plus(
            a->ahead[k], range_smin(a->number.full, 64) >= 1 && least >= (op == ALU_DIV ? 2 : 1) ? 1 : 0);
    }
  }
}

/* Has a no ones outside the mask, so that the and changes nothing? */
static bool keeps_all(const struct value *a, uint64_t mask, bool narrow) {
  uint64_t may = a->number.bits.value | a->number.bits.mask;
  return (may & ~(narrow ? mask & UINT32_MAX : mask)) == 0;
}

/* (v << by) << shift == v << (by + shift); (v >> by) << by is at most v. */
static void reach_shifted(const struct value *a, enum alu op, uint64_t by, struct value *out) {
  if (a->reach == 0 || range_umax(a->number.full, 64) > 1 << 24 || by > MAX_GAP ||
      (op == ALU_LSH ? by > a->reach_shift : by + a->reach_shift >= MAX_GAP))
    return;
  out->reach = a->reach;
  out->extent = a->extent;
  out->reach_shift = (uint8_t)(op == ALU_LSH ? a->reach_shift - by : a->reach_shift + by);
}

static void gap_shifted(const struct value *a, uint64_t by, struct value *out) {
  if (by > MAX_GAP || a->gap + by > MAX_GAP || range_umax(a->number.full, 64) > MBPF_MAX_PACKET_BYTES)
    return;
  out->gap = (uint8_t)(a->gap + by);
  out->id = a->id;
  out->scale = a->scale;
  out->delta = a->delta;
}

/* Then or and exclusive or are addition. With 0 they are nothing at all. */
static bool have_no_common_bit(const struct value *a, const struct value *b) {
  uint64_t x = a->number.bits.value | a->number.bits.mask, y = b->number.bits.value | b->number.bits.mask;
  return (x & y) == 0;
}

static enum step number_alu(struct machine *m, enum alu op, bool narrow, const struct value *a,
                            const struct value *b) {
  struct value *out = &m->s->reg[m->insn.dst];
  struct value result;
  if (op == ALU_ADD || op == ALU_SUB || ((op == ALU_OR || op == ALU_XOR) && have_no_common_bit(a, b))) {
    value_add(m, &result, a, b, op == ALU_SUB, narrow);
    *out = result;
    return STEP_NEXT;
  }
  if (!narrow && shifts_back(m, op, b, out))
    return STEP_NEXT;
  if (op == ALU_AND && value_is_constant(b) && keeps_all(a, b->number.bits.value, narrow)) {
    *out = *a;
    return STEP_NEXT;
  }
  result = value_scalar(scalar_alu(op, &a->number, &b->number, narrow, 64));
  if (op == ALU_LSH && !narrow && value_is_constant(b) && b->number.bits.value == 32) {
    m->shifted_before = m->next;
    m->unshifted = *a;
    m->unshifted.aux = m->insn.dst; /* the register it was in: a number has no other use for aux */
  }
  if (op == ALU_MUL || op == ALU_LSH) {
    struct form f = form_scaled(a, b, op, narrow);
    if (!f.known && op == ALU_MUL)
      f = form_scaled(b, a, op, narrow);
    set_form(&result, f);
  }
  if ((op == ALU_LSH || op == ALU_RSH) && value_is_constant(b))
    reach_shifted(a, op, b->number.bits.value, &result);
  if (op == ALU_RSH && a->gap != 0 && value_is_constant(b))
    gap_shifted(a, b->number.bits.value, &result);
  else if ((op == ALU_AND || op == ALU_RSH || op == ALU_DIV) && value_is_constant(b))
    note_fact(m, &result, a, op, narrow, b->number.bits.value);
  ahead_reduced(m, &result, op, narrow, a, b);
  *out = result;
  return STEP_NEXT;
}

enum step transfer_alu(struct machine *m, unsigned operator_, bool narrow, bool immediate) {
  enum alu op = (enum alu)operator_;
  /* what is added gets a name, so that adding it again gives something known to be the same */
  if (!immediate && (op == ALU_ADD || op == ALU_SUB) && m->insn.src < STATE_REGISTERS &&
      m->insn.src != m->insn.dst)
    state_name_value(m->s, &m->s->reg[m->insn.src]);
  struct value a = m->s->reg[m->insn.dst];
  struct value b =
      immediate ? value_constant((uint64_t)(int64_t)m->insn.imm) : state_register(m->s, m->insn.src);
  if (a.kind == VALUE_UNINIT || b.kind == VALUE_UNINIT)
    return transfer_fail(m, VERIFY_UNINIT, "r%u holds nothing here",
                         a.kind == VALUE_UNINIT ? m->insn.dst : m->insn.src);
  if (!immediate && m->insn.src == m->insn.dst && (op == ALU_XOR || op == ALU_SUB) &&
      a.kind == VALUE_SCALAR) {
    m->s->reg[m->insn.dst] = value_constant(0);
    return STEP_NEXT;
  }
  if (a.kind != VALUE_SCALAR || b.kind != VALUE_SCALAR)
    return pointer_alu(m, op, narrow, &a, &b);
  return number_alu(m, op, narrow, &a, &b);
}

/* --- moves and byte order: the operator is one of these --- */

#include "ebpf/verify/unary.h"

static enum step move(struct machine *m, unsigned from_width, bool narrow) {
  struct value *out = &m->s->reg[m->insn.dst], v;
  unsigned to = narrow ? 32 : 64;
  if (m->insn.src < STATE_REGISTERS)
    state_name_value(m->s, &m->s->reg[m->insn.src]);
  v = state_register(m->s, m->insn.src);
  if (from_width == to && (v.kind == VALUE_UNINIT || !narrow)) {
    *out = v; /* a copy of nothing holds nothing, and says where it was made */
    if (v.kind == VALUE_UNINIT && v.number.bits.value == 0)
      out->number.bits.value = m->slot + 1u;
    return STEP_NEXT;
  }
  if (v.kind == VALUE_UNINIT)
    return transfer_fail(m, VERIFY_UNINIT, "r%u holds nothing here", m->insn.src);
  if (from_width == to && is_packet_address(v.kind)) {
    *out = part_of_address(&v, 0);
    return STEP_NEXT;
  }
  if (v.kind != VALUE_SCALAR)
    return transfer_fail(m, VERIFY_POINTER_ARITHMETIC, "part of %s is copied as a number",
                         value_kind_text[v.kind]);
  /* a number that fits keeps its value and all it is tied to */
  if (from_width == to ? range_umax(v.number.full, 64) <= width_mask(to)
                       : range_umax(v.number.full, 64) <= width_mask(from_width - 1)) {
    *out = v;
    return STEP_NEXT;
  }
  *out = from_width == to ? low_half(m, &v)
                          : value_scalar(scalar_sign_extend(&v.number, from_width, narrow, 64));
  return STEP_NEXT;
}

static enum step negate(struct machine *m, bool narrow) {
  struct value a = m->s->reg[m->insn.dst], zero = value_constant(0);
  if (a.kind != VALUE_SCALAR)
    return transfer_fail(m, a.kind == VALUE_UNINIT ? VERIFY_UNINIT : VERIFY_POINTER_ARITHMETIC,
                         "the negative of %s", value_kind_text[a.kind]);
  value_add(m, &m->s->reg[m->insn.dst], &zero, &a, true, narrow);
  return STEP_NEXT;
}

static enum step byte_order(struct machine *m, unsigned size, bool swap) {
  struct value *v = &m->s->reg[m->insn.dst];
  if (v->kind != VALUE_SCALAR)
    return transfer_fail(m, v->kind == VALUE_UNINIT ? VERIFY_UNINIT : VERIFY_POINTER_ARITHMETIC,
                         "the byte order of %s", value_kind_text[v->kind]);
  if (swap)
    *v = value_scalar(scalar_swap(&v->number, size));
  else if (range_umax(v->number.full, 64) > width_mask(size))
    *v = value_scalar(scalar_truncate(&v->number, size, 64));
  return STEP_NEXT;
}

enum step transfer_unary(struct machine *m, unsigned operator_, bool narrow) {
  switch ((enum unary)operator_) {
  case UNARY_MOV: return move(m, narrow ? 32 : 64, narrow);
  case UNARY_MOVSX8: return move(m, 8, narrow);
  case UNARY_MOVSX16: return move(m, 16, narrow);
  case UNARY_MOVSX32: return move(m, 32, narrow);
  case UNARY_NEG: return negate(m, narrow);
  case UNARY_LE16: return byte_order(m, 16, m->in->big_endian);
  case UNARY_LE32: return byte_order(m, 32, m->in->big_endian);
  case UNARY_LE64: return byte_order(m, 64, m->in->big_endian);
  case UNARY_BE16: return byte_order(m, 16, !m->in->big_endian);
  case UNARY_BE32: return byte_order(m, 32, !m->in->big_endian);
  case UNARY_BE64: return byte_order(m, 64, !m->in->big_endian);
  case UNARY_BSWAP16: return byte_order(m, 16, true);
  case UNARY_BSWAP32: return byte_order(m, 32, true);
  case UNARY_BSWAP64: return byte_order(m, 64, true);
  }
  return transfer_fail(m, VERIFY_UNSUPPORTED, "unknown operation");
}
