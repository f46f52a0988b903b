/* Arithmetic on numbers, moves and byte order. Bottom-up: forms of products, progress in loops, parts of numbers, instructions. */
#include "ebpf/verify/form.h"
#include "ebpf/verify/unary.h"

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
  form_note_fact(m, &low, v, ALU_AND, false, UINT32_MAX);
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

/* (x & mask) >> by is x >> by when the mask has all bits that x may have from there on: the x, where a register still holds it. */
static const struct value *before_mask(const struct machine *m, const struct value *v, uint64_t by) {
  for (unsigned i = 0; v->id != 0 && i < STATE_FACTS; i++) {
    const struct fact *f = &m->s->facts[i];
    for (unsigned k = 0; f->result == v->id && f->op == ALU_AND && !f->narrow && k < STATE_REGISTERS; k++) {
      const struct value *x = &m->s->reg[k];
      uint64_t may = x->number.bits.value | x->number.bits.mask;
      if (x->kind == VALUE_SCALAR && x->id == f->of && x->scale == f->scale && x->delta == f->delta &&
          !x->gap && v->scale == 1 && v->delta == 0 && !v->gap && (may >> by << by & ~f->constant) == 0)
        return x;
    }
  }
  return v;
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
  if (op == ALU_RSH && value_is_constant(b))
    a = before_mask(m, a, b->number.bits.value & (narrow ? 31 : 63));
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
    form_set(&result, f);
  }
  if ((op == ALU_LSH || op == ALU_RSH) && value_is_constant(b))
    reach_shifted(a, op, b->number.bits.value, &result);
  if (op == ALU_RSH && a->gap != 0 && value_is_constant(b))
    gap_shifted(a, b->number.bits.value, &result);
  else if ((op == ALU_AND || op == ALU_RSH || op == ALU_DIV) && value_is_constant(b))
    form_note_fact(m, &result, a, op, narrow, b->number.bits.value);
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
    return transfer_pointer_alu(m, op, narrow, &a, &b);
  return number_alu(m, op, narrow, &a, &b);
}

/* --- moves and byte order: the operator is one of these --- */

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
