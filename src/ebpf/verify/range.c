/* Ranges on the circle. Bottom-up: ends, meet and join, then one function per operation and the table of them. */
#include "ebpf/verify/range.h"

extern inline struct range range_constant(uint64_t v);
extern inline struct range range_full(unsigned width);
extern inline bool range_is_full(struct range a, unsigned width);
extern inline uint64_t range_end(struct range a, unsigned width);
extern inline bool range_contains(struct range a, uint64_t v, unsigned width);
extern inline bool range_crosses_zero(struct range a, unsigned width);
extern inline uint64_t range_umin(struct range a, unsigned width);
extern inline uint64_t range_umax(struct range a, unsigned width);
extern inline int64_t range_signed(uint64_t v, unsigned width);
extern inline struct range range_turned(struct range a, unsigned width);
extern inline int64_t range_smin(struct range a, unsigned width);
extern inline int64_t range_smax(struct range a, unsigned width);
extern inline bool range_include(struct range outer, struct range inner, unsigned width);

struct range range_between(uint64_t low, uint64_t high, unsigned width) {
  struct range r = {low & width_mask(width), (high - low) & width_mask(width)};
  return r.length == width_mask(width) ? range_full(width) : r;
}

bool range_meet(struct range a, struct range b, unsigned width, struct range *out) {
  uint64_t top = width_mask(width);
  uint64_t b_in_a = (b.start - a.start) & top;
  uint64_t a_in_b = (a.start - b.start) & top;
  if (range_is_full(a, width) || range_is_full(b, width)) {
    *out = range_is_full(a, width) ? b : a;
    return true;
  }
  if (b_in_a <= a.length) {
    uint64_t rest = a.length - b_in_a;
    if (b.length >
        top - b_in_a) /* b comes round to a's start again: two pieces, so the shorter of the two ranges */
      *out = a.length <= b.length ? a : b;
    else
      *out = (struct range){b.start, b.length < rest ? b.length : rest};
    return true;
  }
  if (a_in_b > b.length)
    return false;
  *out = (struct range){a.start, a.length < b.length - a_in_b ? a.length : b.length - a_in_b};
  return true;
}

/* From a's start through b's end; full when that is more than the circle. */
static struct range span(struct range a, struct range b, unsigned width) {
  uint64_t distance = (b.start - a.start) & width_mask(width);
  if (b.length >= width_mask(width) - distance)
    return range_full(width);
  return (struct range){a.start, distance + b.length};
}

struct range range_join(struct range a, struct range b, unsigned width) {
  struct range ab, ba;
  if (range_include(a, b, width))
    return a;
  if (range_include(b, a, width))
    return b;
  ab = span(a, b, width);
  ba = span(b, a, width);
  if (ab.length != ba.length)
    return ab.length < ba.length ? ab : ba;
  return range_crosses_zero(ab, width) ? ba : ab;
}

/* Exact: sums of two arcs are an arc. */
static struct range add(struct range a, struct range b, unsigned width) {
  uint64_t top = width_mask(width);
  if (b.length >= top - a.length)
    return range_full(width);
  return (struct range){(a.start + b.start) & top, a.length + b.length};
}

static struct range negated(struct range a, unsigned width) {
  if (range_is_full(a, width))
    return a;
  return (struct range){(0 - a.start - a.length) & width_mask(width), a.length};
}

/* An operand with its ends in both orders. */
struct operand {
  struct range arc;
  uint64_t umin, umax;
  int64_t smin, smax;
};

static struct operand operand_of(struct range a, unsigned width) {
  return (struct operand){a, range_umin(a, width), range_umax(a, width), range_smin(a, width),
                          range_smax(a, width)};
}

/* start * c + k * c for k <= length: an arc of length * c, while that is shorter than the circle. */
static bool mul_constant(struct range a, uint64_t c, unsigned width, struct range *out) {
  uint64_t length;
  bool minus = range_signed(c, width) < 0;
  uint64_t factor = minus ? (0 - c) & width_mask(width) : c;
  if (__builtin_mul_overflow(a.length, factor, &length) || length >= width_mask(width))
    return false;
  *out = (struct range){(a.start * factor) & width_mask(width), length};
  if (minus)
    *out = negated(*out, width);
  return true;
}

static bool mul_unsigned(const struct operand *a, const struct operand *b, unsigned width,
                         struct range *out) {
  uint64_t high;
  if (__builtin_mul_overflow(a->umax, b->umax, &high) || high > width_mask(width))
    return false;
  *out = range_between(a->umin * b->umin, high, width);
  return true;
}

/* A product of two intervals has its extremes at their corners. */
static bool mul_signed(const struct operand *a, const struct operand *b, unsigned width, struct range *out) {
  int64_t most = (int64_t)(width_mask(width) >> 1), low = INT64_MAX, high = INT64_MIN, p;
  for (int i = 0; i < 4; i++) {
    if (__builtin_mul_overflow(i & 1 ? a->smax : a->smin, i >> 1 ? b->smax : b->smin, &p) || p > most ||
        p < -most - 1)
      return false;
    low = p < low ? p : low;
    high = p > high ? p : high;
  }
  *out = range_between((uint64_t)low, (uint64_t)high, width);
  return true;
}

static struct range mul(const struct operand *a, const struct operand *b, unsigned width) {
  struct range out;
  const struct operand *constant = b->arc.length == 0 ? b : a, *other = constant == b ? a : b;
  if (constant->arc.length == 0 && mul_constant(other->arc, constant->arc.start, width, &out))
    return out;
  if (mul_unsigned(a, b, width, &out) || mul_signed(a, b, width, &out))
    return out;
  return range_full(width);
}

/* Falls with the divisor, rises with the dividend; a zero divisor gives 0. */
static struct range udiv(const struct operand *a, const struct operand *b, unsigned width) {
  uint64_t low = b->umin == 0 ? 0 : a->umin / b->umax;
  if (b->umax == 0)
    return range_constant(0);
  return range_between(low, a->umax / (b->umin == 0 ? 1 : b->umin), width);
}

/* Below the divisor, at most the dividend, which stays itself for a zero divisor or a greater one. */
static struct range umod(const struct operand *a, const struct operand *b, unsigned width) {
  uint64_t least = b->umin, most = b->umax, low = a->umin, high = a->umax;
  if (most == 0 || (least > 0 && high < least))
    return a->arc;
  if (least == 0)
    return range_between(0, high, width);
  if (least == most && low / least == high / least)
    return range_between(low % least, high % least, width);
  return range_between(0, high < most - 1 ? high : most - 1, width);
}

static uint64_t magnitude(int64_t v) {
  return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

static uint64_t largest_magnitude(const struct operand *a) {
  uint64_t low = magnitude(a->smin), high = magnitude(a->smax);
  return low > high ? low : high;
}

/* -most to most; full when that is more than the circle. */
static struct range around_zero(uint64_t most, unsigned width) {
  return most >= width_sign(width) ? range_full(width) : range_between(0 - most, most, width);
}

static struct range sdiv_constant(const struct operand *a, int64_t c, unsigned width) {
  int64_t from = c > 0 ? a->smin : a->smax, to = c > 0 ? a->smax : a->smin;
  if (c == 0)
    return range_constant(0);
  if (c == -1) /* the most negative number stays itself, as negation on the circle has it */
    return negated(a->arc, width);
  return range_between((uint64_t)(from / c), (uint64_t)(to / c), width);
}

/* A quotient is never larger than its dividend; with both non-negative it is the unsigned one. */
static struct range sdiv(const struct operand *a, const struct operand *b, unsigned width) {
  if (b->arc.length == 0)
    return sdiv_constant(a, b->smin, width);
  if (a->smin >= 0 && b->smin >= 0)
    return udiv(a, b, width);
  return around_zero(largest_magnitude(a), width);
}

/* The remainder has the dividend's sign, is at most the dividend and, unless that may be zero, below the divisor. */
static struct range smod(const struct operand *a, const struct operand *b, unsigned width) {
  uint64_t down = a->smin < 0 ? magnitude(a->smin) : 0, up = a->smax > 0 ? (uint64_t)a->smax : 0;
  if (!range_contains(b->arc, 0, width)) {
    uint64_t most = largest_magnitude(b) - 1;
    down = down < most ? down : most;
    up = up < most ? up : most;
  }
  return range_between(0 - down, up, width);
}

/* At most the smaller operand. */
static struct range and_(const struct operand *a, const struct operand *b, unsigned width) {
  return range_between(0, a->umax < b->umax ? a->umax : b->umax, width);
}

/* All ones up to the highest bit either may have. */
static uint64_t fill(const struct operand *a, const struct operand *b) {
  uint64_t v = a->umax | b->umax;
  return v == 0 ? 0 : UINT64_MAX >> __builtin_clzll(v);
}

/* At least the larger operand. */
static struct range or_(const struct operand *a, const struct operand *b, unsigned width) {
  return range_between(a->umin > b->umin ? a->umin : b->umin, fill(a, b), width);
}

static struct range xor_(const struct operand *a, const struct operand *b, unsigned width) {
  return range_between(0, fill(a, b), width);
}

/* The amounts a shift by b may use, both ends below width. */
static void amounts(const struct operand *b, unsigned width, unsigned *least, unsigned *most) {
  bool plain = b->umax < width || b->arc.length == 0;
  *least = plain ? (unsigned)(b->arc.start & (width - 1)) : 0;
  *most = plain ? (unsigned)((b->arc.start + b->arc.length) & (width - 1)) : width - 1;
}

static struct range lsh(const struct operand *a, const struct operand *b, unsigned width) {
  unsigned least, most;
  struct range out;
  amounts(b, width, &least, &most);
  if (least == most)
    return mul_constant(a->arc, (uint64_t)1 << least, width, &out) ? out : range_full(width);
  if (a->umax > width_mask(width) >> most)
    return range_full(width);
  return range_between(a->umin << least, a->umax << most, width);
}

static struct range rsh(const struct operand *a, const struct operand *b, unsigned width) {
  unsigned least, most;
  amounts(b, width, &least, &most);
  return range_between(a->umin >> most, a->umax >> least, width);
}

/* Shifting moves toward 0 or -1: negative ends are extreme for the smallest amount, others for the largest. */
static struct range arsh(const struct operand *a, const struct operand *b, unsigned width) {
  unsigned least, most;
  amounts(b, width, &least, &most);
  return range_between((uint64_t)(a->smin >> (a->smin < 0 ? least : most)),
                       (uint64_t)(a->smax >> (a->smax < 0 ? most : least)), width);
}

struct range range_alu(enum alu op, struct range a, struct range b, unsigned width) {
  static struct range (*const operation[])(const struct operand *, const struct operand *, unsigned) = {
      [ALU_MUL] = mul,   [ALU_DIV] = udiv, [ALU_MOD] = umod, [ALU_SDIV] = sdiv,
      [ALU_SMOD] = smod, [ALU_AND] = and_, [ALU_OR] = or_,   [ALU_XOR] = xor_,
      [ALU_LSH] = lsh,   [ALU_RSH] = rsh,  [ALU_ARSH] = arsh};
  struct operand x, y;
  if (op == ALU_ADD || op == ALU_SUB)
    return add(a, op == ALU_SUB ? negated(b, width) : b, width);
  x = operand_of(a, width);
  y = operand_of(b, width);
  return operation[op](&x, &y, width);
}
