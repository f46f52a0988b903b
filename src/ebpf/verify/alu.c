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

/* The claim of an extent moves with the pointer; for a varying move by the largest one. */
static int32_t extent_moved(int32_t extent, int64_t low, int64_t high) {
  if (extent == EXTENT_NONE || low < -(1 << 24) || high > 1 << 24)
    return EXTENT_NONE;
  int64_t moved = extent - high;
  return moved <= EXTENT_NONE || moved > -(int64_t)EXTENT_NONE ? EXTENT_NONE : (int32_t)moved;
}

/* data + offset + number, where data + number + extent <= end is known. */
static void take_reach(struct value *p, const struct value *number, int64_t offset) {
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

void value_add(struct machine *m, struct value *out, const struct value *a, const struct value *b, bool minus,
               bool narrow) {
  int64_t low, high, by_low = range_smin(b->number.full, 64), by_high = range_smax(b->number.full, 64);
  bool exact = exact_sum(a, b, minus, narrow, &low, &high);
  struct value result = *a;
  result.number = scalar_alu(minus ? ALU_SUB : ALU_ADD, &a->number, &b->number, narrow, 64);
  result.reach = false;
  value_clear_ahead(&result);
  if (narrow) {
    struct value low_half = *b;
    by_low = range_smin(scalar_half(&b->number), 32);
    by_high = range_smax(scalar_half(&b->number), 32);
    low_half.number = scalar_sign_extend(&b->number, 32, false, 64);
    if (range_smin(b->number.full, 64) != by_low || range_smax(b->number.full, 64) != by_high)
      value_unlink(&low_half);
    set_form(&result, exact ? form_sum(m, form_of(a), form_of(&low_half), minus) : (struct form){0});
  } else {
    set_form(&result, form_sum(m, form_of(a), form_of(b), minus));
  }
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
  if (a->kind == VALUE_PACKET || a->kind == VALUE_META)
    result.extent = extent_moved(a->extent, by_low, by_high);
  if (a->kind == VALUE_PACKET && value_is_constant(a) && b->reach && !minus && !narrow)
    take_reach(&result, b, (int64_t)a->number.bits.value);
  if (a->kind == VALUE_SCALAR && a->reach && (exact || !narrow)) {
    result.extent = extent_moved(a->extent, by_low, by_high);
    result.reach = result.extent != EXTENT_NONE;
  }
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
  struct scalar whole = scalar_between(0, MBPF_MAX_PACKET_BYTES, 64);
  if (a->kind == VALUE_PACKET_END && b->kind == VALUE_PACKET) {
    struct value v = value_scalar(scalar_alu(ALU_SUB, &whole, &b->number, false, 64));
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
    x.reach = y.reach = false;
    x.frame = 0;
    value_add(m, out, &x, &y, true, false);
    return STEP_NEXT;
  }
  return transfer_fail(m, VERIFY_POINTER_ARITHMETIC, "the difference of %s and %s says nothing",
                       value_kind_text[a->kind], value_kind_text[b->kind]);
}

/* Frames start at multiples of 8: or-ing a number into zero bits of an address below that is addition. */
static bool or_is_addition(const struct value *p, const struct value *v) {
  uint64_t maybe = v->number.bits.value | v->number.bits.mask;
  return p->kind == VALUE_STACK && maybe < 8 && ((p->number.bits.value | p->number.bits.mask) & maybe) == 0;
}

static enum step pointer_alu(struct machine *m, enum alu op, bool narrow, const struct value *a,
                             const struct value *b) {
  struct value *out = &m->s->reg[m->insn.dst];
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

/* "<<= 32" and then ">>= 32" or "s>>= 32" gives a number back that fits 32 bits, with all it is tied to. */
static bool shifts_back(struct machine *m, enum alu op, const struct value *amount, struct value *out) {
  const struct range *r = &m->unshifted.number.full;
  bool by_32 = value_is_constant(amount) && amount->number.bits.value == 32;
  if (m->shifted_before != m->slot || m->unshifted.aux != m->insn.dst || !by_32)
    return false;
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

static enum step number_alu(struct machine *m, enum alu op, bool narrow, const struct value *a,
                            const struct value *b) {
  struct value *out = &m->s->reg[m->insn.dst];
  struct value result;
  if (op == ALU_ADD || op == ALU_SUB) {
    value_add(m, &result, a, b, op == ALU_SUB, narrow);
    *out = result;
    return STEP_NEXT;
  }
  if (!narrow && shifts_back(m, op, b, out))
    return STEP_NEXT;
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
  if (v.kind == VALUE_UNINIT)
    return transfer_fail(m, VERIFY_UNINIT, "r%u holds nothing here", m->insn.src);
  if (from_width == 64 && !narrow) {
    *out = v;
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
  *out = value_scalar(from_width == to ? scalar_truncate(&v.number, to, 64)
                                       : scalar_sign_extend(&v.number, from_width, narrow, 64));
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
