/* What comparisons teach. Bottom-up: operands, relations between values, the kinds of comparison, application. */
#include "ebpf/verify/refine.h"

#include <string.h>

/*
 * Pointers are compared as addresses. Offsets within these bounds cannot wrap one: no packet, stack or context lies within the first
 * 4 KiB or the last 64 MiB of a 64-bit address space (32-bit addresses are zero-extended and cannot wrap at all).
 */
enum { SANE_OFFSET = 1 << 24, SANE_BELOW = -4096 };

struct value state_register(const struct state *s, unsigned reg) {
  struct value v;
  if (reg < STATE_REGISTERS)
    return s->reg[reg];
  v = value_pointer(VALUE_STACK, 0, 0);
  v.frame = (uint8_t)(s->frames - 1);
  return v;
}

static struct value operand(const struct state *s, const struct condition *c) {
  return c->src == NO_REGISTER ? value_constant(c->immediate) : state_register(s, c->src);
}

static bool is_equality(const struct condition *c) {
  return c->op == CMP_EQ || c->op == CMP_NE;
}

static bool is_order(enum compare op) {
  return op == CMP_LT || op == CMP_LE;
}

static bool in_packet(unsigned kind) {
  return kind == VALUE_PACKET || kind == VALUE_META || kind == VALUE_PACKET_END;
}

const char *condition_problem(const struct state *s, const struct condition *c) {
  struct value a = state_register(s, c->dst), b = operand(s, c);
  if (a.kind == VALUE_SCALAR && b.kind == VALUE_SCALAR)
    return NULL;
  if (c->narrow && !(is_equality(c) && in_packet(a.kind) && in_packet(b.kind)))
    return "only the low 32 bits of a pointer would be compared";
  if (is_equality(c) && (value_is_zero(&a) || value_is_zero(&b)))
    return NULL;
  if (a.kind == VALUE_SCALAR || b.kind == VALUE_SCALAR)
    return "a pointer is compared with a number, which would tell the program its address";
  if (value_is_or_null(&a) || value_is_or_null(&b))
    return is_equality(c) ? "it may be NULL and can only be compared with NULL"
                          : "a value that may be NULL has no order";
  if (in_packet(a.kind) && in_packet(b.kind))
    return NULL;
  return a.kind == b.kind ? NULL : "pointers to different kinds of memory have no order";
}

/* --- relations --- */

static struct scalar shifted(const struct scalar *s, enum alu op, int64_t by) {
  struct scalar c = scalar_constant((uint64_t)by, 64);
  return scalar_alu(op, s, &c, false, 64);
}

/* Keeps of *s what is in t as well. */
static bool meet(struct scalar *s, const struct scalar *t) {
  struct range half, full;
  struct scalar other = *t;
  if (!bits_meet(s->bits, t->bits, &s->bits) || !range_meet(s->full, t->full, 64, &full) ||
      !range_meet(scalar_half(s), scalar_half(t), 32, &half) || !scalar_cut(s, full, 64) ||
      !scalar_cut(&other, full, 64))
    return false;
  if (s->stride <= 1 && other.stride > 1) {
    s->full = other.full;
    s->stride = other.stride;
  }
  s->half_start = (uint32_t)half.start;
  s->half_length = (uint32_t)half.length;
  return scalar_reduce(s, 64);
}

/*
 * d == scale * X + delta is known to be in its number: what is v == scale' * X + delta'? Where scale' is a multiple m of scale,
 * v == m * (d - delta) + delta' holds mod 2^64.
 */
static bool relate_multiple(const struct value *d, struct value *v) {
  int64_t times = (int64_t)v->scale / d->scale;
  struct scalar t;
  if (times == 1 && v->delta == d->delta)
    return meet(&v->number, &d->number);
  if (times == 1) {
    t = shifted(&d->number, ALU_ADD, (int64_t)v->delta - d->delta);
    return meet(&v->number, &t);
  }
  t = shifted(&d->number, ALU_SUB, d->delta);
  t = shifted(&t, ALU_MUL, times);
  t = shifted(&t, ALU_ADD, v->delta);
  return meet(&v->number, &t);
}

static bool within(const struct scalar *s, int64_t low, int64_t high) {
  return range_smin(s->full, 64) >= low && range_smax(s->full, 64) <= high;
}

/*
 * scale is a multiple m of v's, so d - delta == m * x for x == v - delta' mod 2^64: if v says that |x| is at most 2^62 / m, m * x cannot
 * overflow and x lies between the quotients of d - delta. With m below 0 the same holds of -m and -x.
 */
static bool relate_quotient(const struct value *d, struct value *v) {
  struct scalar x = shifted(&v->number, ALU_SUB, v->delta), scaled = shifted(&d->number, ALU_SUB, d->delta);
  int64_t low = range_smin(scaled.full, 64), high = range_smax(scaled.full, 64),
          scale = (int64_t)d->scale / v->scale;
  bool negative = scale < 0;
  struct scalar t;
  if (negative) {
    scale = -scale;
    x = shifted(&x, ALU_MUL, -1);
  }
  if (!within(&x, -((int64_t)1 << 62) / scale, ((int64_t)1 << 62) / scale))
    return true;
  low = low / scale + (low > 0 && low % scale != 0);
  high = high / scale - (high < 0 && high % scale != 0);
  if (low > high)
    return false;
  t = scalar_between((uint64_t)low, (uint64_t)high, 64);
  if (negative)
    t = shifted(&t, ALU_MUL, -1);
  t = shifted(&t, ALU_ADD, v->delta);
  return meet(&v->number, &t);
}

static bool relate(const struct value *d, struct value *v) {
  if (d->kind == VALUE_UNINIT || d->id == 0 || d->id != v->id || d->gap || v->gap || value_is_or_null(d) ||
      value_is_or_null(v))
    return true;
  if (d->scale != 0 && (int64_t)v->scale % d->scale == 0)
    return relate_multiple(d, v);
  if (v->scale != 0 && (int64_t)d->scale % v->scale == 0)
    return relate_quotient(d, v);
  return true;
}

/* --- sums --- */

/* The number of the unknown itself, as some plain value of that id shows it. */
static bool unknown_of(const struct state *s, uint16_t id, struct scalar *x) {
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (s->reg[i].id == id && s->reg[i].scale == 1 && !s->reg[i].gap && !value_is_or_null(&s->reg[i])) {
      *x = shifted(&s->reg[i].number, ALU_SUB, s->reg[i].delta);
      return true;
    }
  for (uint64_t rest = s->pool_used; rest != 0; rest &= rest - 1) {
    const struct value *v = &s->pool[__builtin_ctzll(rest)];
    if (v->id == id && v->scale == 1 && !v->gap && !value_is_or_null(v)) {
      *x = shifted(&v->number, ALU_SUB, v->delta);
      return true;
    }
  }
  return false;
}

static void add_part(struct refinement *r, uint16_t id, int32_t scale, int32_t delta, struct scalar number) {
  if (r->part_count == REFINEMENT_PARTS)
    return;
  struct value *part = &r->part[r->part_count++];
  *part = value_scalar(number);
  part->id = id;
  part->scale = scale;
  part->delta = delta;
}

/* X(a) = X(sum) - X(b): the bound of a sum bounds its parts. */
static void learn_summand(const struct state *s, const struct scalar *sum, uint16_t a, uint16_t b,
                          struct refinement *r) {
  struct scalar other;
  if (unknown_of(s, b, &other))
    add_part(r, a, 1, 0, scalar_alu(ALU_SUB, sum, &other, false, 64));
}

/* What y == x op constant says of x. False: nothing. */
static bool invert(const struct fact *f, const struct scalar *y, struct scalar *x) {
  struct scalar c = scalar_constant(f->constant, 64);
  uint64_t mask = f->narrow ? f->constant & UINT32_MAX : f->constant, low, high;
  *x = scalar_unknown(64);
  switch ((enum alu)f->op) {
  case ALU_ADD: { /* of 32 bits; the high half of x is not known */
    struct scalar half = scalar_alu(ALU_SUB, y, &c, true, 64);
    x->half_start = half.half_start;
    x->half_length = half.half_length;
    return true;
  }
  case ALU_AND:
    x->bits = (struct bits){y->bits.value & mask, y->bits.mask | ~mask};
    if (mask == UINT32_MAX) {
      x->half_start = y->half_start;
      x->half_length = y->half_length;
    }
    return true;
  case ALU_RSH: mask = (uint64_t)1 << (f->constant & (f->narrow ? 31 : 63)); break;
  case ALU_DIV: mask = f->narrow ? (uint32_t)f->constant : f->constant; break;
  default: return false;
  }
  if (f->narrow || mask == 0 || __builtin_mul_overflow(range_umin(y->full, 64), mask, &low) ||
      __builtin_mul_overflow(range_umax(y->full, 64), mask, &high) ||
      __builtin_add_overflow(high, mask - 1, &high))
    return false;
  *x = scalar_between(low, high, 64);
  return true;
}

/* What is known already of scale * X(id) + delta: some value shows it. False: none does. */
static bool known_of(const struct state *s, const struct fact *f, struct scalar *x) {
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    const struct value *v = &s->reg[i];
    if (v->id == f->of && v->scale == f->scale && !v->gap && !value_is_or_null(v)) {
      *x = shifted(&v->number, ALU_ADD, (int64_t)f->delta - v->delta);
      return true;
    }
  }
  return false;
}

static void learn_by_fact(const struct state *s, const struct fact *f, uint16_t id,
                          const struct scalar *unknown, struct refinement *r) {
  struct scalar c = scalar_constant(f->constant, 64), x, was;
  if (f->of == id) {
    x = shifted(unknown, ALU_MUL, f->scale);
    x = shifted(&x, ALU_ADD, f->delta);
    add_part(r, f->result, 1, 0,
             f->op == ALU_AND && f->constant == UINT32_MAX
                 ? scalar_truncate(&x, 32, 64)
                 : scalar_alu((enum alu)f->op, &x, &c, f->narrow, 64));
  } else if (f->result == id && invert(f, unknown, &x)) {
    if (known_of(s, f, &was) ? meet(&x, &was) : scalar_reduce(&x, 64))
      add_part(r, f->of, f->scale, f->delta, x);
  }
}

/* d was compared: what that says of unknowns its own was computed from, or that were computed from it. */
static void learn_parts(const struct state *s, const struct value *d, struct refinement *r) {
  struct scalar unknown;
  if (d->kind != VALUE_SCALAR || d->id == 0 || d->scale != 1 || d->gap)
    return;
  unknown = shifted(&d->number, ALU_SUB, d->delta);
  for (unsigned i = 0; i < STATE_SUMS; i++)
    if (s->sums[i].sum == d->id) {
      learn_summand(s, &unknown, s->sums[i].a, s->sums[i].b, r);
      learn_summand(s, &unknown, s->sums[i].b, s->sums[i].a, r);
    }
  for (unsigned i = 0; i < STATE_FACTS; i++)
    if (s->facts[i].result != 0)
      learn_by_fact(s, &s->facts[i], d->id, &unknown, r);
}

/* --- packets --- */

/* Where a packet pointer or gap stands relative to the unknown of its form; false when its form says nothing. */
static bool position_of(const struct value *v, int64_t *position) {
  if (v->gap || v->id != 0) {
    *position = v->delta;
    return true;
  }
  *position = (int64_t)v->number.full.start;
  return value_is_constant(v);
}

static void learn_extent(struct refinement *r, const struct value *v, unsigned kind, int64_t extent) {
  int64_t position;
  if (extent < -SANE_OFFSET || extent > SANE_OFFSET || !position_of(v, &position))
    return;
  r->packet = (struct packet_fact){(uint8_t)kind, v->id, v->scale, position, extent};
}

static void learn_length(struct refinement *r, int64_t bytes) {
  if (bytes > 0 && bytes <= (int64_t)MBPF_MAX_PACKET_BYTES && bytes > (int64_t)r->packet_bytes)
    r->packet_bytes = (uint32_t)bytes;
}

static void learn_summands(const struct state *s, struct refinement *r) {
  for (unsigned i = 0; i < STATE_SUMS; i++)
    if (r->packet.kind == VALUE_PACKET && r->packet.id != 0 && r->packet.scale == 1 &&
        s->sums[i].sum == r->packet.id) {
      r->summand[0] = s->sums[i].a;
      r->summand[1] = s->sums[i].b;
    }
}

/* A refined gap says that many bytes follow its position. */
static void learn_from_gap(struct refinement *r, const struct value *v) {
  int64_t least = range_smin(v->number.full, 64);
  if (v->kind != VALUE_SCALAR || v->gap == 0 || least <= 0 || least > SANE_OFFSET)
    return;
  least <<= v->gap - 1;
  learn_extent(r, v, VALUE_PACKET, least);
  if (v->id == 0)
    learn_length(r, v->delta + least);
}

static bool is_small(const struct value *v, unsigned shift) {
  return within(&v->number, 0, SANE_OFFSET >> shift);
}

/* v reaches so far: taken where that is more than was known, and told to all numbers of its form. */
static void take_reach(struct refinement *r, struct value *v, uint16_t base, unsigned shift, int64_t extent) {
  if (extent < -SANE_OFFSET || extent > SANE_OFFSET || !is_small(v, shift) || v->gap)
    return;
  if (v->reach == 0 || (v->reach == base && v->reach_shift == shift && v->extent < extent)) {
    v->reach = base;
    v->reach_shift = (uint8_t)shift;
    v->extent = (int32_t)extent;
  }
  if (v->id != 0)
    r->reach = (struct reach_fact){v->id, base, (uint8_t)shift, v->scale, v->delta, (int32_t)extent};
}

/*
 * a < b or a <= b. Where b reaches, a reaches as far and by the difference further. Where b is (end - position) >> shift, so many units of
 * 1 << shift bytes fit behind the position.
 */
static void learn_reach(struct refinement *r, enum compare op, struct value *a, const struct value *b) {
  int64_t more = op == CMP_LT ? 1 : 0;
  unsigned shift = b->gap ? b->gap - 1u : b->reach_shift;
  if ((op != CMP_LT && op != CMP_LE) || a->kind != VALUE_SCALAR || b->kind != VALUE_SCALAR ||
      shift >= MAX_GAP || !is_small(b, shift))
    return;
  if (b->gap && (b->id == 0 || b->scale == 1))
    take_reach(r, a, b->id == 0 ? REACH_DATA : b->id, shift, b->delta + (more << shift));
  else if (!b->gap && b->reach != 0)
    take_reach(r, a, b->reach, shift, b->extent + (more << shift));
}

static void apply_reach(const struct reach_fact *f, struct value *v) {
  int64_t extent = f->extent + (((int64_t)f->delta - v->delta) * ((int64_t)1 << f->shift));
  if (f->id == 0 || v->kind != VALUE_SCALAR || v->id != f->id || v->scale != f->scale || v->gap ||
      !is_small(v, f->shift) || extent < -SANE_OFFSET || extent > SANE_OFFSET ||
      (v->reach != 0 && (v->reach != f->base || v->reach_shift != f->shift || v->extent >= extent)))
    return;
  v->reach = f->base;
  v->reach_shift = f->shift;
  v->extent = (int32_t)extent;
}

/* data + X(base) + v + extent <= end, where data + X(base) + X(v) + ... was compared. */
static void apply_summand(const struct refinement *r, struct value *v) {
  uint16_t base = v->id == r->summand[0] ? r->summand[1] : v->id == r->summand[1] ? r->summand[0] : 0;
  int64_t extent = r->packet.position + r->packet.extent - v->delta;
  if (base == 0 || v->kind != VALUE_SCALAR || v->id == 0 || v->scale != 1 || v->gap ||
      !within(&v->number, 0, SANE_OFFSET) || extent < -SANE_OFFSET || extent > SANE_OFFSET ||
      (v->reach != 0 && (v->reach != base || v->reach_shift != 0 || v->extent >= extent)))
    return;
  v->reach = base;
  v->reach_shift = 0;
  v->extent = (int32_t)extent;
}

static bool apply_extent(const struct packet_fact *fact, struct value *v) {
  int64_t position, extent;
  struct scalar bound;
  bool number = fact->kind == VALUE_PACKET && v->kind == VALUE_SCALAR && v->id != 0 && !v->gap;
  if (number && !within(&v->number, 0, SANE_OFFSET))
    return true;
  if (fact->kind == 0 || (v->kind != fact->kind && !number) || v->id != fact->id ||
      (v->id != 0 && v->scale != fact->scale) || !position_of(v, &position))
    return true;
  extent = fact->position + fact->extent - position;
  if (position < -SANE_OFFSET || position > SANE_OFFSET ||
      (extent <= v->extent && (!number || (v->reach == REACH_DATA && v->reach_shift == 0))))
    return true;
  v->extent = (int32_t)extent;
  v->reach = number ? REACH_DATA : 0;
  v->reach_shift = 0;
  /* data + number + extent <= end <= data + MBPF_MAX_PACKET_BYTES */
  if ((v->kind != VALUE_PACKET && !number) || !within(&v->number, 0, SANE_OFFSET))
    return true;
  if (extent > (int64_t)MBPF_MAX_PACKET_BYTES)
    return false;
  bound = scalar_between(0, (uint64_t)((int64_t)MBPF_MAX_PACKET_BYTES - extent), 64);
  return meet(&v->number, &bound);
}

/* p op bound, unsigned. Only "p <= bound" and "p < bound" say that bytes may be accessed: the bound's, if it is another pointer. */
static void learn_packet(struct refinement *r, enum compare op, const struct value *low,
                         const struct value *high) {
  bool to_end = low->kind == VALUE_PACKET && high->kind == VALUE_PACKET_END;
  bool to_other = low->kind == VALUE_PACKET && high->kind == VALUE_PACKET && high->extent > EXTENT_NONE &&
                  within(&high->number, 0, SANE_OFFSET);
  bool to_data = low->kind == VALUE_META && high->kind == VALUE_PACKET && value_is_constant(high) &&
                 high->number.bits.value == 0;
  if (!is_order(op) || !(to_end || to_data || to_other) || !within(&low->number, 0, SANE_OFFSET))
    return;
  learn_extent(r, low, low->kind, (to_other ? high->extent : 0) + (op == CMP_LT ? 1 : 0));
  if (to_end)
    learn_length(r, range_smin(low->number.full, 64) + (op == CMP_LT ? 1 : 0));
}

/* --- the kinds of comparison --- */

static void learn_null(struct refinement *r, const struct value *v, bool is_null) {
  r->null_id = v->id;
  r->is_null = is_null;
  if (is_null && v->kind == VALUE_RECORD_OR_NULL)
    r->released = (uint8_t)(1u << (v->ref - 1u));
}

/* Is the distance of two pointers the difference of their numbers? Two values of one map may be different ones. */
static bool same_region(const struct value *a, const struct value *b) {
  return a->kind == b->kind && (a->kind == VALUE_STACK ? a->frame == b->frame
                                                       : a->kind == VALUE_PACKET || a->kind == VALUE_META ||
                                                             a->kind == VALUE_CONTEXT);
}

static bool compare_numbers(enum compare op, bool swapped, bool narrow, struct value *a, struct value *b) {
  return swapped ? scalar_assume(op, &b->number, &a->number, narrow, 64)
                 : scalar_assume(op, &a->number, &b->number, narrow, 64);
}

/* Keeps of b (of its low half) the numbers to which adding d wraps, or those to which it does not. 0 < d. */
static bool keep_wrapping(bool wraps, bool narrow, uint64_t d, struct value *b) {
  unsigned width = narrow ? 32 : 64;
  uint64_t top = width_mask(width);
  struct range keep = wraps ? range_between(0 - d, top, width) : range_between(0, top - d, width), met;
  if (!range_meet(narrow ? scalar_half(&b->number) : b->number.full, keep, width, &met))
    return false;
  if (!narrow)
    return scalar_cut(&b->number, met, 64) && scalar_reduce(&b->number, 64);
  b->number.half_start = (uint32_t)met.start;
  b->number.half_length = (uint32_t)met.length;
  return scalar_reduce(&b->number, 64);
}

/* a op b is true of numbers a constant d apart, a == b + d: a < b just where b + d wraps, and then a + (0 - d) == b does not. */
static bool compare_apart(enum compare op, bool narrow, struct value *a, struct value *b) {
  uint64_t mask = width_mask(narrow ? 32 : 64), d = (uint64_t)((int64_t)a->delta - b->delta) & mask;
  if (a->id == 0 || a->id != b->id || a->scale != b->scale || a->gap || b->gap || d == 0 || !is_order(op))
    return true;
  return keep_wrapping(true, narrow, d, b) && keep_wrapping(false, narrow, (0 - d) & mask, a);
}

void refine_nothing(struct refinement *r) {
  r->dst_reg = r->src_reg = NO_REGISTER;
  r->null_id = 0;
  r->is_null = false;
  r->released = 0;
  r->packet = (struct packet_fact){0};
  r->reach = (struct reach_fact){0};
  r->packet_bytes = 0;
  r->summand[0] = r->summand[1] = 0;
  r->part_count = 0;
}

static bool compare_pointers(struct refinement *r, enum compare op, bool swapped) {
  bool near =
      within(&r->dst.number, SANE_BELOW, SANE_OFFSET) && within(&r->src.number, SANE_BELOW, SANE_OFFSET);
  if (swapped)
    learn_packet(r, op, &r->src, &r->dst);
  else
    learn_packet(r, op, &r->dst, &r->src);
  if (!same_region(&r->dst, &r->src) || !near)
    return true;
  /* offsets compare as signed numbers where addresses compare as unsigned ones */
  if (is_order(op))
    op = op == CMP_LT ? CMP_SLT : CMP_SLE;
  else if (op != CMP_EQ && op != CMP_NE)
    return true;
  return compare_numbers(op, swapped, false, &r->dst, &r->src);
}

bool refine(const struct state *s, const struct condition *c, bool taken, struct refinement *r) {
  bool swapped = c->swapped, change;
  enum compare op = c->op;
  refine_nothing(r);
  if (!taken) {
    op = compare_inverse(op, &change);
    swapped ^= change;
  }
  r->dst_reg = c->dst;
  r->src_reg = c->src;
  r->dst = state_register(s, c->dst);
  r->src = operand(s, c);
  if (value_is_or_null(&r->dst) || value_is_or_null(&r->src)) {
    learn_null(r, value_is_or_null(&r->dst) ? &r->dst : &r->src, op == CMP_EQ);
    r->dst_reg = r->src_reg = NO_REGISTER;
    return true;
  }
  if (r->dst.kind != VALUE_SCALAR && r->src.kind != VALUE_SCALAR) {
    if (c->dst == c->src)
      return true;
    if (!compare_pointers(r, op, swapped))
      return false;
    learn_summands(s, r);
    return true;
  }
  if (r->dst.kind != VALUE_SCALAR || r->src.kind != VALUE_SCALAR || c->dst == c->src)
    return true;
  if (!compare_numbers(op, swapped, c->narrow, &r->dst, &r->src))
    return false;
  if (!c->narrow ||
      (range_umax(r->dst.number.full, 64) <= UINT32_MAX && range_umax(r->src.number.full, 64) <= UINT32_MAX))
    learn_reach(r, op, swapped ? &r->src : &r->dst, swapped ? &r->dst : &r->src);
  if (!relate(&r->dst, &r->src) || !relate(&r->src, &r->dst) ||
      !compare_apart(op, c->narrow, swapped ? &r->src : &r->dst, swapped ? &r->dst : &r->src))
    return false;
  learn_from_gap(r, &r->dst);
  if (r->packet.kind == 0)
    learn_from_gap(r, &r->src);
  learn_parts(s, &r->dst, r);
  learn_parts(s, &r->src, r);
  return true;
}

/* --- application --- */

static void decide_null(const struct refinement *r, struct value *v) {
  static const uint8_t checked[VALUE_KIND_COUNT] = {[VALUE_MAP_VALUE_OR_NULL] = VALUE_MAP_VALUE,
                                                    [VALUE_RECORD_OR_NULL] = VALUE_RECORD,
                                                    [VALUE_MAP_OR_NULL] = VALUE_MAP};
  if (r->is_null) {
    *v = value_constant(0);
    return;
  }
  v->kind = checked[v->kind];
  v->id = 0;
}

static void take_compared(const struct value *compared, struct value *out) {
  out->number = compared->number;
  if (out->kind == VALUE_SCALAR) {
    out->reach = compared->reach;
    out->reach_shift = compared->reach_shift;
    out->extent = compared->extent;
  }
}

bool refine_value(const struct refinement *r, unsigned reg, const struct value *in, struct value *out) {
  *out = *in;
  if (reg != NO_REGISTER && reg == r->dst_reg)
    take_compared(&r->dst, out);
  if (reg != NO_REGISTER && reg == r->src_reg)
    take_compared(&r->src, out);
  if (value_is_or_null(out)) {
    if (r->null_id != 0 && out->id == r->null_id)
      decide_null(r, out);
    return true;
  }
  for (unsigned i = 0; i < r->part_count; i++)
    if (!relate(&r->part[i], out))
      return false;
  if (r->summand[0] != 0)
    apply_summand(r, out);
  apply_reach(&r->reach, out);
  return (r->dst_reg == NO_REGISTER || relate(&r->dst, out)) &&
         (r->src_reg == NO_REGISTER || relate(&r->src, out)) && apply_extent(&r->packet, out);
}

static bool refine_place(const struct refinement *r, unsigned reg, struct value *place) {
  struct value was;
  if (!refine_touches(r, reg, place))
    return true;
  was = *place;
  return refine_value(r, reg, &was, place);
}

bool refine_state(const struct refinement *r, struct state *s) {
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (!refine_place(r, i, &s->reg[i]))
      return false;
  for (uint64_t rest = s->pool_used; rest != 0; rest &= rest - 1)
    if (!refine_place(r, NO_REGISTER, &s->pool[__builtin_ctzll(rest)]))
      return false;
  s->held &= (uint8_t)~r->released;
  if (r->packet_bytes > s->packet_bytes)
    s->packet_bytes = r->packet_bytes;
  return true;
}
