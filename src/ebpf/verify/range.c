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

static struct range sub(struct range a, struct range b, unsigned width) {
  return add(a, negated(b, width), width);
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

static bool mul_unsigned(struct range a, struct range b, unsigned width, struct range *out) {
  uint64_t low = range_umin(a, width) * range_umin(b, width), high;
  if (__builtin_mul_overflow(range_umax(a, width), range_umax(b, width), &high) || high > width_mask(width))
    return false;
  *out = range_between(low, high, width);
  return true;
}

/* A product of two intervals has its extremes at their corners. */
static bool mul_signed(struct range a, struct range b, unsigned width, struct range *out) {
  int64_t x[2] = {range_smin(a, width), range_smax(a, width)};
  int64_t y[2] = {range_smin(b, width), range_smax(b, width)};
  int64_t most = (int64_t)(width_mask(width) >> 1), low = INT64_MAX, high = INT64_MIN, p;
  for (int i = 0; i < 4; i++) {
    if (__builtin_mul_overflow(x[i & 1], y[i >> 1], &p) || p > most || p < -most - 1)
      return false;
    low = p < low ? p : low;
    high = p > high ? p : high;
  }
  *out = range_between((uint64_t)low, (uint64_t)high, width);
  return true;
}

static struct range mul(struct range a, struct range b, unsigned width) {
  struct range out;
  if (b.length == 0 && mul_constant(a, b.start, width, &out))
    return out;
  if (a.length == 0 && mul_constant(b, a.start, width, &out))
    return out;
  if (mul_unsigned(a, b, width, &out) || mul_signed(a, b, width, &out))
    return out;
  return range_full(width);
}

/* Falls with the divisor, rises with the dividend; a zero divisor gives 0. */
static struct range udiv(struct range a, struct range b, unsigned width) {
  uint64_t least = range_umin(b, width), most = range_umax(b, width);
  uint64_t low = least == 0 ? 0 : range_umin(a, width) / most;
  if (most == 0)
    return range_constant(0);
  return range_between(low, range_umax(a, width) / (least == 0 ? 1 : least), width);
}

/* Below the divisor, at most the dividend, which stays itself for a zero divisor or a greater one. */
static struct range umod(struct range a, struct range b, unsigned width) {
  uint64_t least = range_umin(b, width), most = range_umax(b, width);
  uint64_t low = range_umin(a, width), high = range_umax(a, width);
  if (most == 0 || (least > 0 && high < least))
    return a;
  if (least == 0)
    return range_between(0, high, width);
  if (least == most && low / least == high / least)
    return range_between(low % least, high % least, width);
  return range_between(0, high < most - 1 ? high : most - 1, width);
}

static uint64_t magnitude(int64_t v) {
  return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

static uint64_t largest_magnitude(struct range a, unsigned width) {
  uint64_t low = magnitude(range_smin(a, width)), high = magnitude(range_smax(a, width));
  return low > high ? low : high;
}

/* -most to most; full when that is more than the circle. */
static struct range around_zero(uint64_t most, unsigned width) {
  return most >= width_sign(width) ? range_full(width) : range_between(0 - most, most, width);
}

static struct range sdiv_constant(struct range a, int64_t c, unsigned width) {
  int64_t low = range_smin(a, width), high = range_smax(a, width);
  if (c == 0)
    return range_constant(0);
  if (c == -1) /* the most negative number stays itself, as negation on the circle has it */
    return negated(a, width);
  if (c > 0)
    return range_between((uint64_t)(low / c), (uint64_t)(high / c), width);
  return range_between((uint64_t)(high / c), (uint64_t)(low / c), width);
}

/* A quotient is never larger than its dividend; with both non-negative it is the unsigned one. */
static struct range sdiv(struct range a, struct range b, unsigned width) {
  if (b.length == 0)
    return sdiv_constant(a, range_signed(b.start, width), width);
  if (range_smin(a, width) >= 0 && range_smin(b, width) >= 0)
    return udiv(range_between((uint64_t)range_smin(a, width), (uint64_t)range_smax(a, width), width),
                range_between((uint64_t)range_smin(b, width), (uint64_t)range_smax(b, width), width), width);
  return around_zero(largest_magnitude(a, width), width);
}

/* The remainder has the dividend's sign, is at most the dividend and, unless that may be zero, below the divisor. */
static struct range smod(struct range a, struct range b, unsigned width) {
  int64_t low = range_smin(a, width), high = range_smax(a, width);
  uint64_t down = low < 0 ? magnitude(low) : 0, up = high > 0 ? (uint64_t)high : 0;
  if (!range_contains(b, 0, width)) {
    uint64_t most = largest_magnitude(b, width) - 1;
    down = down < most ? down : most;
    up = up < most ? up : most;
  }
  return range_between(0 - down, up, width);
}

/* At most the smaller operand. */
static struct range and (struct range a, struct range b, unsigned width) {
  uint64_t x = range_umax(a, width), y = range_umax(b, width);
  return range_between(0, x < y ? x : y, width);
}

/* All ones up to the highest bit either may have. */
static uint64_t fill(uint64_t v) {
  return v == 0 ? 0 : UINT64_MAX >> __builtin_clzll(v);
}

/* At least the larger operand. */
static struct range or (struct range a, struct range b, unsigned width) {
  uint64_t x = range_umin(a, width), y = range_umin(b, width);
  return range_between(x > y ? x : y, fill(range_umax(a, width) | range_umax(b, width)), width);
}

static struct range xor
    (struct range a, struct range b, unsigned width) {
      return range_between(0, fill(range_umax(a, width) | range_umax(b, width)), width);
    }

    /* The amounts a shift by b may use, both ends below width. */
    static void amounts(struct range b, unsigned width, unsigned *least, unsigned *most) {
  bool plain = range_umax(b, width) < width || b.length == 0;
  *least = plain ? (unsigned)(b.start & (width - 1)) : 0;
  *most = plain ? (unsigned)((b.start + b.length) & (width - 1)) : width - 1;
}

static struct range lsh(struct range a, struct range b, unsigned width) {
  unsigned least, most;
  struct range out;
  amounts(b, width, &least, &most);
  if (least == most)
    return mul_constant(a, (uint64_t)1 << least, width, &out) ? out : range_full(width);
  if (range_umax(a, width) > width_mask(width) >> most)
    return range_full(width);
  return range_between(range_umin(a, width) << least, range_umax(a, width) << most, width);
}

static struct range rsh(struct range a, struct range b, unsigned width) {
  unsigned least, most;
  amounts(b, width, &least, &most);
  return range_between(range_umin(a, width) >> most, range_umax(a, width) >> least, width);
}

/* Shifting moves toward 0 or -1: negative ends are extreme for the smallest amount, others for the largest. */
static struct range arsh(struct range a, struct range b, unsigned width) {
  unsigned least, most;
  int64_t low = range_smin(a, width), high = range_smax(a, width);
  amounts(b, width, &least, &most);
  return range_between((uint64_t)(low >> (low < 0 ? least : most)),
                       (uint64_t)(high >> (high < 0 ? most : least)), width);
}

struct range range_alu(enum alu op, struct range a, struct range b, unsigned width) {
  static struct range (*const operation[])(struct range, struct range, unsigned) = {
      [ALU_ADD] = add,   [ALU_SUB] = sub,   [ALU_MUL] = mul,  [ALU_DIV] = udiv, [ALU_MOD] = umod,
      [ALU_SDIV] = sdiv, [ALU_SMOD] = smod, [ALU_AND] = and,  [ALU_OR] = or,    [ALU_XOR] = xor,
      [ALU_LSH] = lsh,   [ALU_RSH] = rsh,   [ALU_ARSH] = arsh};
  return operation[op](a, b, width);
}
