/* Scalars: the product of known bits and two ranges. Bottom-up: construction, reduction, arithmetic, comparisons. */
#include "ebpf/verify/scalar.h"

/* Programs have 64 bits; smaller widths are for tests. Where size counts the compiler may know that. */
#ifdef __OPTIMIZE_SIZE__
#define ASSUME_64(width) ((width) == 64 ? (void)0 : __builtin_unreachable())
#else
#define ASSUME_64(width) ((void)0)
#endif

static void set_half(struct scalar *s, struct range r) {
  s->half_start = (uint32_t)r.start;
  s->half_length = (uint32_t)r.length;
}

struct scalar scalar_unknown(unsigned width) {
  ASSUME_64(width);
  struct scalar s = {.bits = bits_unknown(width), .full = range_full(width)};
  set_half(&s, range_full(width / 2));
  return s;
}

struct scalar scalar_constant(uint64_t v, unsigned width) {
  ASSUME_64(width);
  struct scalar s = {.bits = bits_constant(v & width_mask(width)),
                     .full = range_constant(v & width_mask(width))};
  set_half(&s, range_constant(v & width_mask(width / 2)));
  return s;
}

struct scalar scalar_between(uint64_t low, uint64_t high, unsigned width) {
  ASSUME_64(width);
  struct scalar s = scalar_unknown(width);
  s.full = range_between(low, high, width);
  (void)scalar_reduce(&s, width); /* a range is never empty */
  return s;
}

struct scalar scalar_of_bytes(unsigned bytes) {
  return bytes >= 8 ? scalar_unknown(64) : scalar_between(0, width_mask(bytes * 8), 64);
}

/* Has the member at that distance from the range's start the stride? */
static bool on_stride(const struct scalar *s, uint64_t distance) {
  return s->stride <= 1 || distance % s->stride == 0;
}

bool scalar_contain(const struct scalar *s, uint64_t v, unsigned width) {
  ASSUME_64(width);
  return on_stride(s, (v - s->full.start) & width_mask(width)) && bits_contain(s->bits, v) &&
         range_contains(s->full, v, width) &&
         range_contains(scalar_half(s), v & width_mask(width / 2), width / 2);
}

bool scalar_include(const struct scalar *outer, const struct scalar *inner, unsigned width) {
  ASSUME_64(width);
  return bits_include(outer->bits, inner->bits) && range_include(outer->full, inner->full, width) &&
         range_include(scalar_half(outer), scalar_half(inner), width / 2) &&
         on_stride(outer, (inner->full.start - outer->full.start) & width_mask(width)) &&
         (inner->full.length == 0 || outer->stride <= 1 ||
          (inner->stride > 1 && inner->stride % outer->stride == 0));
}

static uint64_t common_divisor(uint64_t a, uint64_t b) {
  while (b != 0) {
    uint64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/* A constant goes with every stride: it counts as 0. */
static uint64_t stride_of(const struct scalar *s) {
  return s->full.length == 0 ? 0 : s->stride > 1 ? s->stride : 1;
}

/* The stride of a range all of whose ends and steps are multiples of it away from its start. */
static void set_stride(struct scalar *s, uint64_t stride) {
  s->stride = stride > 1 && stride <= UINT32_MAX && s->full.length % stride == 0 ? (uint32_t)stride : 0;
}

/* Both starts lie on the range joined, which begins at one of them: what divides their distances divides all. */
static void join_stride(const struct scalar *a, const struct scalar *b, struct scalar *out, unsigned width) {
  uint64_t apart_a = (a->full.start - out->full.start) & width_mask(width),
           apart_b = (b->full.start - out->full.start) & width_mask(width);
  if (out->full.length == width_mask(width) || apart_a > out->full.length || apart_b > out->full.length ||
      out->full.length - apart_a < a->full.length || out->full.length - apart_b < b->full.length)
    return;
  set_stride(out,
             common_divisor(common_divisor(stride_of(a), stride_of(b)), common_divisor(apart_a, apart_b)));
}

bool scalar_cut(struct scalar *s, struct range r, unsigned width) {
  ASSUME_64(width);
  struct range was = s->full;
  uint64_t first = (r.start - was.start) & width_mask(width), skip;
  s->full = r;
  if (s->stride <= 1)
    return true;
  if (first > was.length ||
      was.length - first <
          r.length) { /* not one piece of what was: its steps are not counted from r's start */
    s->stride = 0;
    return true;
  }
  skip = first % s->stride == 0 ? 0 : s->stride - first % s->stride;
  if (skip > r.length)
    return false;
  s->full = (struct range){(r.start + skip) & width_mask(width), r.length - skip};
  s->full.length -= s->full.length % s->stride;
  return true;
}

struct scalar scalar_join(const struct scalar *a, const struct scalar *b, unsigned width) {
  ASSUME_64(width);
  struct scalar s = {.bits = bits_join(a->bits, b->bits), .full = range_join(a->full, b->full, width)};
  set_half(&s, range_join(scalar_half(a), scalar_half(b), width / 2));
  join_stride(a, b, &s, width);
  return s;
}

/* Members of known bits lie between value and value + mask; with the top bit unknown the signed order says another arc. */
static bool range_from_bits(struct range *r, struct bits b, unsigned width) {
  struct range hull = {b.value, b.mask};
  if (!range_meet(*r, hull, width, r))
    return false;
  if ((b.mask & width_sign(width)) == 0)
    return true;
  hull.start |= width_sign(width);
  return range_meet(*r, hull, width, r);
}

/* A range that crosses the seam says nothing of bits. High bits of a half are known nowhere: `above` is theirs. */
static bool bits_from_range(struct bits *b, struct range r, unsigned width, uint64_t above) {
  struct bits known = bits_of_range(range_umin(r, width), range_umax(r, width));
  known.mask |= above;
  return bits_meet(*b, known, b);
}

/*
 * The first and last number of the range whose low half is in half: what lies before and after can go. From a number whose
 * low half is not in half the next one that is, is where half starts; backwards, where it ends.
 */
static bool trim_to_half(struct range *r, struct range half, unsigned width) {
  uint64_t low_mask = width_mask(width / 2);
  uint64_t skip;
  if (!range_contains(half, r->start & low_mask, width / 2)) {
    skip = (half.start - r->start) & low_mask;
    if (skip > r->length)
      return false;
    *r = (struct range){(r->start + skip) & width_mask(width), r->length - skip};
  }
  if (!range_contains(half, range_end(*r, width) & low_mask, width / 2)) {
    skip = (range_end(*r, width) - half.start - half.length) & low_mask;
    if (skip > r->length)
      return false;
    r->length -= skip;
  }
  return true;
}

/* Where the lowest bits are known, the ends move to the nearest numbers that have them. */
static bool trim_to_low_bits(struct range *r, struct bits b, unsigned width) {
  uint64_t low_mask = b.mask == 0 ? 0 : (b.mask & (0 - b.mask)) - 1;
  uint64_t first = (b.value - r->start) & low_mask;
  if (first > r->length)
    return false;
  *r = (struct range){(r->start + first) & width_mask(width), r->length - first};
  r->length -= (range_end(*r, width) - b.value) & low_mask;
  return true;
}

static bool reduce_once(struct scalar *s, unsigned width) {
  uint64_t low_mask = width_mask(width / 2);
  struct range half = scalar_half(s), low, full = s->full;
  struct bits low_bits = {s->bits.value & low_mask, s->bits.mask & low_mask};
  if (!range_from_bits(&full, s->bits, width) || !range_from_bits(&half, low_bits, width / 2))
    return false;
  low = (struct range){full.start & low_mask, full.length};
  if (low.length < low_mask && !range_meet(half, low, width / 2, &half))
    return false;
  if (!trim_to_low_bits(&half, low_bits, width / 2) || !trim_to_low_bits(&full, s->bits, width))
    return false;
  set_half(s, half);
  return trim_to_half(&full, half, width) && scalar_cut(s, full, width) &&
         bits_from_range(&s->bits, s->full, width, 0) &&
         bits_from_range(&s->bits, half, width / 2, width_mask(width) & ~low_mask);
}

static bool is_constant_part(const struct scalar *s) {
  return s->bits.mask == 0 || s->full.length == 0;
}

static bool is_same(const struct scalar *a, const struct scalar *b) {
  return a->bits.value == b->bits.value && a->bits.mask == b->bits.mask && a->full.start == b->full.start &&
         a->full.length == b->full.length && a->half_start == b->half_start &&
         a->half_length == b->half_length && a->stride == b->stride;
}

/* Most numbers are: nothing is known, or a range from 0 up that fits the half, and nothing else. No part can sharpen another. */
static bool is_plain(const struct scalar *s, unsigned width) {
  uint64_t low = width_mask(width / 2), end = s->full.start + s->full.length;
  struct bits bits;
  if (s->full.length == width_mask(width))
    return s->bits.mask == width_mask(width) && s->half_length == low;
  if (s->stride > 1 || s->full.start > low || s->full.length > low - s->full.start ||
      s->half_start != s->full.start || s->half_length != s->full.length)
    return false;
  bits = bits_of_range(s->full.start, end);
  return s->bits.value == bits.value && s->bits.mask == bits.mask;
}

/* Two rounds carry news from any part to any other. A constant in one part is one in all. */
bool scalar_reduce(struct scalar *s, unsigned width) {
  ASSUME_64(width);
  struct scalar was;
  if (is_plain(s, width))
    return true;
  for (int round = 0; round < 2 && !is_constant_part(s); round++) {
    was = *s;
    if (!reduce_once(s, width))
      return false;
    if (is_same(s, &was))
      return true;
  }
  if (is_constant_part(s)) {
    uint64_t v = s->bits.mask == 0 ? s->bits.value : s->full.start;
    if (!scalar_contain(s, v, width))
      return false;
    *s = scalar_constant(v, width);
  }
  return true;
}

/* --- arithmetic --- */

static struct bits shift_bits(enum alu op, struct bits a, unsigned shift, unsigned width) {
  if (op == ALU_LSH)
    return bits_lsh(a, shift, width);
  return op == ALU_RSH ? bits_rsh(a, shift) : bits_arsh(a, shift, width);
}

/* Known bits of a op b; unknown where the ranges know better. Shift amounts count modulo width (a power of two). */
static struct bits bits_alu(enum alu op, struct bits a, struct bits b, unsigned width) {
  switch (op) {
  case ALU_ADD: return bits_add(a, b, width);
  case ALU_SUB: return bits_sub(a, b, width);
  case ALU_MUL: return bits_mul(a, b, width);
  case ALU_AND: return bits_and(a, b);
  case ALU_OR: return bits_or(a, b);
  case ALU_XOR: return bits_xor(a, b);
  case ALU_LSH:
  case ALU_RSH:
  case ALU_ARSH:
    if ((b.mask & (width - 1)) == 0)
      return shift_bits(op, a, (unsigned)(b.value & (width - 1)), width);
    return bits_unknown(width);
  case ALU_MOD: /* by a power of two it is a mask */
    if (b.mask == 0 && b.value != 0 && (b.value & (b.value - 1)) == 0)
      return bits_and(a, bits_constant(b.value - 1));
    return bits_unknown(width);
  default: return bits_unknown(width);
  }
}

/* Is the low half of the result a function of the low halves alone? */
static bool low_half_closed(enum alu op) {
  return op == ALU_ADD || op == ALU_SUB || op == ALU_MUL || op == ALU_AND || op == ALU_OR || op == ALU_XOR;
}

static struct bits low_bits(struct bits b, unsigned width) {
  return (struct bits){b.value & width_mask(width), b.mask & width_mask(width)};
}

static struct scalar zero_extended(struct bits b, struct range half, unsigned width) {
  struct scalar s = {.bits = b,
                     .full = range_between(range_umin(half, width / 2), range_umax(half, width / 2), width)};
  set_half(&s, half);
  return s;
}

/* Is nothing known of the number, or of its low half? */
static bool is_unknown(const struct scalar *s, bool narrow, unsigned width) {
  uint64_t low = width_mask(width / 2);
  if (s->half_length != low || (s->bits.mask & low) != low)
    return false;
  return narrow || (s->full.length == width_mask(width) && s->bits.mask == width_mask(width));
}

/*
 * The stride of a op b, where no result wraps: sums step as their parts do, products with a constant by multiples. *out has the range
 * of the result at full width already; the ends of both operands are members.
 */
static void step_result(enum alu op, const struct scalar *a, const struct scalar *b, struct scalar *out,
                        unsigned width) {
  uint64_t factor = b->full.start, stride = 0;
  if (op == ALU_LSH)
    factor = b->full.start < 32 ? (uint64_t)1 << b->full.start : 0;
  if (out->full.length == width_mask(width))
    return;
  if (op == ALU_ADD || op == ALU_SUB) {
    if (a->full.length + b->full.length == out->full.length && out->full.length >= a->full.length)
      stride = common_divisor(stride_of(a), stride_of(b));
  } else if ((op == ALU_MUL || op == ALU_LSH) && b->full.length == 0 && factor <= UINT32_MAX &&
             !__builtin_mul_overflow(a->full.length, factor, &stride) && stride == out->full.length) {
    stride = stride_of(a) * factor;
  }
  set_stride(out, stride);
}

/* The low half alone; it has the stride of the whole when it is the same arc. */
static struct scalar half_alone(const struct scalar *s, unsigned width) {
  struct scalar half = {.full = scalar_half(s)};
  if (half.full.length == s->full.length && half.full.start == (s->full.start & width_mask(width / 2)))
    half.stride = s->stride;
  return half;
}

struct scalar scalar_alu(enum alu op, const struct scalar *a, const struct scalar *b, bool narrow,
                         unsigned width) {
  ASSUME_64(width);
  unsigned half = width / 2;
  struct scalar s = scalar_unknown(width);
  bool absorbs = op == ALU_ADD || op == ALU_SUB || op == ALU_XOR;
  if (absorbs && (is_unknown(a, narrow, width) || is_unknown(b, narrow, width)))
    return narrow ? scalar_between(0, width_mask(half), width) : s;
  if (narrow) {
    s = zero_extended(bits_alu(op, low_bits(a->bits, half), low_bits(b->bits, half), half),
                      range_alu(op, scalar_half(a), scalar_half(b), half), width);
    struct scalar x = half_alone(a, width), y = half_alone(b, width);
    step_result(op, &x, &y, &s, half);
  } else {
    s.bits = bits_alu(op, a->bits, b->bits, width);
    s.full = range_alu(op, a->full, b->full, width);
    step_result(op, a, b, &s, width);
    if (low_half_closed(op))
      set_half(&s, range_alu(op, scalar_half(a), scalar_half(b), half));
  }
  if (!scalar_reduce(&s, width)) /* cannot be: operands are never empty and each part covers the result */
    s = scalar_unknown(width);
  return s;
}

struct scalar scalar_truncate(const struct scalar *a, unsigned to, unsigned width) {
  ASSUME_64(width);
  struct scalar s = scalar_unknown(width);
  uint64_t mask = width_mask(to);
  if (to == width)
    return *a;
  s.bits = low_bits(a->bits, to);
  s.full = range_between(0, mask, width);
  if (to == width / 2)
    set_half(&s, scalar_half(a));
  if (range_umax(a->full, width) <= mask) {
    s.full = a->full;
    s.stride = a->stride;
  }
  return scalar_reduce(&s, width) ? s : scalar_unknown(width);
}

struct scalar scalar_sign_extend(const struct scalar *a, unsigned from, bool narrow, unsigned width) {
  ASSUME_64(width);
  unsigned to = narrow ? width / 2 : width;
  struct scalar low = scalar_truncate(a, from, width), s = scalar_unknown(width);
  struct range r = {low.full.start, low.full.length};
  if (from == width)
    return *a;
  if (from == width / 2)
    r = scalar_half(&low);
  /* as a from-bit arc, between its signed ends */
  r = range_between((uint64_t)range_smin(r, from), (uint64_t)range_smax(r, from), to);
  if (narrow) {
    s = zero_extended(bits_sign_extend(low.bits, from, to), r, width);
  } else {
    s.bits = bits_sign_extend(low.bits, from, to);
    s.full = r;
  }
  return scalar_reduce(&s, width) ? s : scalar_unknown(width);
}

static uint64_t swap_bytes(uint64_t v, unsigned size) {
  return __builtin_bswap64(v) >> (64 - size);
}

struct scalar scalar_swap(const struct scalar *a, unsigned size) {
  struct scalar s = scalar_of_bytes(size / 8);
  s.bits = (struct bits){swap_bytes(a->bits.value, size), swap_bytes(a->bits.mask, size)};
  return scalar_reduce(&s, 64) ? s : scalar_unknown(64);
}

/* --- comparisons --- */

enum compare compare_inverse(enum compare op, bool *swap) {
  static const enum compare inverse[] = {
      [CMP_EQ] = CMP_NE,   [CMP_NE] = CMP_EQ,   [CMP_LT] = CMP_LE,     [CMP_LE] = CMP_LT,
      [CMP_SLT] = CMP_SLE, [CMP_SLE] = CMP_SLT, [CMP_SET] = CMP_CLEAR, [CMP_CLEAR] = CMP_SET};
  *swap = op >= CMP_LT && op <= CMP_SLE;
  return inverse[op];
}

/* a < b or, with gap 0, a <= b in unsigned order: a stays below b's greatest, b above a's least. */
static bool assume_order(struct range *a, struct range *b, uint64_t gap, unsigned width) {
  uint64_t least = range_umin(*a, width), most = range_umax(*b, width), top = width_mask(width);
  if (most < gap || least > top - gap)
    return false;
  return range_meet(*a, range_between(0, most - gap, width), width, a) &&
         range_meet(*b, range_between(least + gap, top, width), width, b);
}

/* The signed order is the unsigned one after half a turn. */
static bool assume_signed_order(struct range *a, struct range *b, uint64_t gap, unsigned width) {
  struct range x = range_turned(*a, width), y = range_turned(*b, width);
  if (!assume_order(&x, &y, gap, width))
    return false;
  *a = range_turned(x, width);
  *b = range_turned(y, width);
  return true;
}

/* Takes one number off an end of a. */
static bool assume_not(struct range *a, uint64_t v, unsigned width) {
  if (a->length == 0)
    return a->start != v;
  if (range_is_full(*a, width)) {
    *a = (struct range){(v + 1) & width_mask(width), a->length - 1};
  } else if (a->start == v) {
    *a = (struct range){(v + 1) & width_mask(width), a->length - 1};
  } else if (range_end(*a, width) == v) {
    a->length--;
  }
  return true;
}

static bool assume_ranges(enum compare op, struct range *a, struct range *b, unsigned width) {
  struct range was = *a;
  switch (op) {
  case CMP_EQ:
    if (!range_meet(*a, *b, width, a))
      return false;
    *b = *a;
    return true;
  case CMP_NE:
    return (b->length != 0 || assume_not(a, b->start, width)) &&
           (was.length != 0 || assume_not(b, was.start, width));
  case CMP_LT: return assume_order(a, b, 1, width);
  case CMP_LE: return assume_order(a, b, 0, width);
  case CMP_SLT: return assume_signed_order(a, b, 1, width);
  case CMP_SLE: return assume_signed_order(a, b, 0, width);
  default: return true;
  }
}

/* a & c != 0 with one bit in c: it is 1. a & c == 0: all of c's ones are 0 in a. */
static bool assume_masked(enum compare op, struct bits *a, struct bits b, uint64_t width) {
  uint64_t one = b.value & width;
  if (op == CMP_SET && ((a->value | a->mask) & (b.value | b.mask) & width) == 0)
    return false;
  if (op == CMP_SET && (b.mask & width) == 0 && (one & (one - 1)) == 0) {
    a->value |= one;
    a->mask &= ~one;
  }
  if (op == CMP_CLEAR) {
    if ((a->value & one) != 0)
      return false;
    a->mask &= ~one;
  }
  return true;
}

static bool assume_bits(enum compare op, struct bits *a, struct bits *b, uint64_t mask) {
  struct bits was = *a, met, x = {a->value & mask, a->mask & mask}, y = {b->value & mask, b->mask & mask};
  switch (op) {
  case CMP_EQ:
    if (!bits_meet(x, y, &met))
      return false;
    *a = (struct bits){(a->value & ~mask) | met.value, (a->mask & ~mask) | met.mask};
    *b = (struct bits){(b->value & ~mask) | met.value, (b->mask & ~mask) | met.mask};
    return true;
  case CMP_SET:
  case CMP_CLEAR: return assume_masked(op, a, *b, mask) && assume_masked(op, b, was, mask);
  default: return true;
  }
}

bool scalar_assume(enum compare op, struct scalar *a, struct scalar *b, bool narrow, unsigned width) {
  ASSUME_64(width);
  unsigned part = narrow ? width / 2 : width;
  struct range x = narrow ? scalar_half(a) : a->full, y = narrow ? scalar_half(b) : b->full;
  if (!assume_bits(op, &a->bits, &b->bits, width_mask(part)) || !assume_ranges(op, &x, &y, part))
    return false;
  if (narrow) {
    set_half(a, x);
    set_half(b, y);
  } else if (!scalar_cut(a, x, width) || !scalar_cut(b, y, width)) {
    return false;
  }
  return scalar_reduce(a, width) && scalar_reduce(b, width);
}
