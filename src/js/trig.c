/* trig.c: trigonometric functions and their inverses. Bottom-up. See math.c on the polynomials. */
#include <stdbool.h>

#include "js/double_double.h"
#include "js/math.h"

static const struct dd pi = {0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53};
static const struct dd half_pi = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54};
static const struct dd quarter_pi = {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55};

static double magnitude(double x) {
  return double_from(double_bits(x) & ~((uint64_t)1 << 63));
}
static bool is_negative(double x) {
  return double_bits(x) >> 63 != 0;
}

/* x = y - x */
static void subtract_from(struct dd *x, const struct dd *y) {
  dd_negate(x);
  dd_add(x, y);
}

/* ---- reduction: x = quadrant * pi/2 + rest, |rest| <= pi/4 ---- */

struct angle {
  unsigned quadrant; /* modulo 4 */
  struct dd rest;
};

#define SMALL 0x1p-27 /* below it x, sin x, tan x, asin x and atan x round to the same */
#define NEAR  0x1p20  /* below it the multiple of pi/2 has at most 20 bits */

/* Cody and Waite: pi/2 in three parts of at most 33 bits, whose multiples are exact, and the rest. */
static void reduce_near(struct angle *angle, double x) {
  struct dd a, b;
  double k = js_math_floor(x * 0x1.45f306dc9c883p-1 + 0.5);
  dd_sum(&a, x - k * 0x1.921fb54400000p+0, -(k * 0x1.0b4611a600000p-34));
  dd_sum(&b, a.hi, -(k * 0x1.3198a2e000000p-69));
  dd_sum(&angle->rest, b.hi, (b.lo + a.lo) - k * 0x1.b839a252049c1p-104);
  angle->quadrant = (unsigned)(int)k;
}

enum { PRODUCT_WORDS = 7 };

/* 2/pi after the binary point, 32 bits each. */
static const uint32_t two_over_pi[] = {
    0xA2F9836E, 0x4E441529, 0xFC2757D1, 0xF534DDC0, 0xDB629599, 0x3C439041, 0xFE5163AB, 0xDEBBC561,
    0xB7246E3A, 0x424DD2E0, 0x06492EEA, 0x09D1921C, 0xFE1DEB1C, 0xB129A73E, 0xE88235F5, 0x2EBB4484,
    0xE99C7026, 0xB45F7E41, 0x3991D639, 0x835339F4, 0x9C845F8B, 0xBDF9283B, 0x1FF897FF, 0xDE05980F,
    0xEF2F118B, 0x5A0A6D1F, 0x6D367ECF, 0x27CB09B7, 0x4F463F66, 0x9E5FEA2D, 0x7527BAC7, 0xEBE5F17B,
    0x3D0739F7, 0x8A5292EA, 0x6BFB5FB1, 0x1F8D5D08, 0x56033046};

/* words (highest first) += mantissa * two_over_pi[first...], aligned so that the last word of both is the same; what
 * overflows the first word is a multiple of 4 quadrants. */
static void multiply_two_over_pi(uint32_t words[PRODUCT_WORDS], uint64_t mantissa, int first) {
  uint32_t low = (uint32_t)mantissa, high = (uint32_t)(mantissa >> 32);
  uint64_t carry = 0;
  uint32_t behind = 0; /* the word of 2/pi one place lower */
  for (int i = PRODUCT_WORDS - 1; i >= 0; i--) {
    /* e <= 971 for the largest double, so first + i <= 36, the last word. */
    // NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign)
    uint32_t word = first + i >= 0 ? two_over_pi[first + i] : 0;
    uint64_t sum = (uint64_t)word * low + (uint32_t)carry;
    uint64_t other = (uint64_t)behind * high + (uint32_t)sum;
    words[i] = (uint32_t)other;
    carry = (carry >> 32) + (sum >> 32) + (other >> 32);
    behind = word;
  }
}

/* Payne and Hanek: for x = m 2^e only the bits of 2/pi from weight 2^(1 - e) down matter to m 2^e 2/pi modulo 4. */
static void reduce_far(struct angle *angle, double x) {
  uint64_t bits = double_bits(x);
  uint64_t mantissa = (bits & (((uint64_t)1 << 52) - 1)) | (uint64_t)1 << 52;
  int e = (int)(bits >> 52 & 0x7FF) - 1075; /* x is at least 2^20, so e >= -32 */
  int first, shift;
  uint32_t words[PRODUCT_WORDS];
  struct dd sum = {0, 0}, part;
  bool round_up;
  if ((e & 31) == 1) { /* so that at least two bits of words[0] are whole quadrants */
    mantissa <<= 1;
    e--;
  }
  first = (e + 62) / 32 - 2; /* the word of 2/pi with weight 2^(1 - e): floor((e - 2) / 32) */
  shift = e - 32 * first;    /* 2..32: bits of words[0] that are whole quadrants */
  multiply_two_over_pi(words, mantissa, first);
  angle->quadrant = shift == 32 ? words[0] : words[0] >> (32 - shift);
  for (int i = 0; i < PRODUCT_WORDS; i++) { /* moves the binary point to the front */
    uint64_t two = (uint64_t)words[i] << 32 | (i + 1 < PRODUCT_WORDS ? words[i + 1] : 0);
    words[i] = (uint32_t)(two << shift >> 32);
  }
  round_up = words[0] >> 31 != 0;
  angle->quadrant += round_up;
  for (int i = 0; i < PRODUCT_WORDS - 1; i++) { /* one's complement: off by 2^-192 */
    dd_sum(&part, sum.hi, (double)(round_up ? ~words[i] : words[i]) * power_of_two(-32 * (i + 1)));
    sum = (struct dd){part.hi, part.lo + sum.lo};
  }
  dd_quick_sum(&angle->rest, sum.hi, sum.lo);
  dd_multiply(&angle->rest, &half_pi);
  if (round_up)
    dd_negate(&angle->rest);
}

static void reduce(struct angle *angle, double x) {
  *angle = (struct angle){0, {x, 0}};
  if (magnitude(x) <= 0x1.921fb54442d18p-1)
    return;
  if (magnitude(x) < NEAR) {
    reduce_near(angle, x);
    return;
  }
  reduce_far(angle, magnitude(x));
  if (x < 0) {
    angle->quadrant = 0 - angle->quadrant;
    dd_negate(&angle->rest);
  }
}

/* ---- sine, cosine, tangent ---- */

static const double sin_terms[] = {/* (sin r / r - 1) / r^2 for |r| <= pi/4; 2^-55 */
                                   -0x1.5555555555555p-3, 0x1.1111111110bb0p-7,   -0x1.a01a019e83135p-13,
                                   0x1.71de3795bc673p-19, -0x1.ae600a2510ed8p-26, 0x1.5e0ac803dd80fp-33};

static const double cos_terms[] = {/* (cos r - 1 + r^2 / 2) / r^4; 2^-59 */
                                   0x1.5555555555555p-5,   -0x1.6c16c16c16966p-10, 0x1.a01a019f4e611p-16,
                                   -0x1.27e4fa176f8efp-22, 0x1.1eeb6877034f2p-29,  -0x1.907d4f3cb46b6p-37};

/* r^3 / 6 is up to a tenth of r, so its error counts: two doubles from the last step of the polynomial on. */
static void sin_near(struct dd *out, const struct dd *r) {
  struct dd tail, factor;
  double square;
  dd_product(&tail, r->hi, r->hi);
  square = tail.hi;
  dd_quick_sum(&factor, sin_terms[0], square * dd_polynomial(sin_terms + 1, COUNT_OF(sin_terms) - 1, square));
  dd_multiply(&tail, &factor);
  dd_multiply(&tail, &(struct dd){r->hi, 0});
  dd_quick_sum(out, r->hi, tail.hi);
  dd_quick_sum(out, out->hi, out->lo + (tail.lo + r->lo * (1 - 0.5 * square)));
}

static void cos_near(struct dd *out, const struct dd *r) {
  struct dd square;
  double tail;
  dd_product(&square, r->hi, r->hi);
  dd_quick_sum(out, 1, -0.5 * square.hi);
  tail = square.hi * square.hi * dd_polynomial(cos_terms, COUNT_OF(cos_terms), square.hi) - r->hi * r->lo;
  dd_quick_sum(out, out->hi, out->lo + (tail - 0.5 * square.lo));
}

/* The sine of the angle plus `quadrants` right angles. */
static void sin_of(struct dd *out, const struct angle *angle, unsigned quadrants) {
  unsigned quadrant = angle->quadrant + quadrants;
  if ((quadrant & 1) != 0) {
    cos_near(out, &angle->rest);
  } else {
    sin_near(out, &angle->rest);
  }
  if ((quadrant & 2) != 0)
    dd_negate(out);
}

/* The sine of x plus `quadrants` right angles; the tangent of x with TANGENT. */
enum { TANGENT = 4 };

static double wave(double x, unsigned what) {
  struct angle angle;
  struct dd value, other;
  if (!(x - x == 0)) /* NaN and infinities */
    return x - x;
  if (what != 1 && magnitude(x) < SMALL)
    return x;
  reduce(&angle, x);
  sin_of(&value, &angle, what);
  if (what == TANGENT) {
    sin_of(&other, &angle, 1);
    dd_divide(&value, &other);
  }
  return value.hi;
}

double js_math_sin(double x) {
  return wave(x, 0);
}

double js_math_cos(double x) {
  return wave(x, 1);
}

double js_math_tan(double x) {
  return wave(x, TANGENT);
}

/* ---- the inverses: all are the angle of a point ---- */

static const double atan_terms[] = {/* (atan t / t - 1) / t^2 for |t| <= tan(pi/8); 2^-55 */
                                    -0x1.5555555555555p-2, 0x1.99999999993a1p-3,  -0x1.249249243a17fp-3,
                                    0x1.c71c718786e0dp-4,  -0x1.745d0b7e594dap-4, 0x1.3b126a3b86602p-4,
                                    -0x1.10fad6341daebp-4, 0x1.dfec47ada92dap-5,  -0x1.a0b7023aecd5ep-5,
                                    0x1.41b298be30cbap-5,  -0x1.3aea0a72d061cp-6};

#define TAN_EIGHTH_PI 0.41421356237309503

static void atan_near(struct dd *t) {
  double z = t->hi * t->hi;
  dd_quick_sum(t, t->hi, t->hi * z * dd_polynomial(atan_terms, COUNT_OF(atan_terms), z) + t->lo * (1 - z));
}

/* Makes y the angle of the point (x, y) of the first quadrant, neither both zero nor too far apart for dd_divide. */
static void angle_of(struct dd *y, const struct dd *x) {
  struct dd other = *x, sum = *x;
  if (y->hi > x->hi) {
    angle_of(&other, y);
    subtract_from(&other, &half_pi);
    *y = other;
  } else if (y->hi <= TAN_EIGHTH_PI * x->hi) {
    dd_divide(y, x);
    atan_near(y);
  } else {
    dd_add(&sum, y);
    subtract_from(&other, y);
    dd_divide(&other, &sum);
    atan_near(&other);
    *y = quarter_pi;
    dd_add(y, &other);
  }
}

static double with_sign_of(double size, double sign) {
  return is_negative(sign) ? -size : size;
} /* size >= +0 */

double js_math_atan(double x) {
  double size = magnitude(x);
  struct dd angle = {0, 0};
  if (x != x || size < SMALL)
    return x;
  if (size > 0x1p60)
    return with_sign_of(half_pi.hi, x);
  angle.hi = size;
  angle_of(&angle, &(struct dd){1, 0});
  return with_sign_of(angle.hi, x);
}

/* atan2 for a ratio y / x that is 0, infinite or so far from 1 that only its size counts. */
static double atan2_far(double y, double x) {
  double ratio = magnitude(y) / magnitude(x);
  if (ratio > 1)
    return with_sign_of(half_pi.hi, y);
  if (!(ratio <= 1))
    ratio = y == 0 ? 0 : quarter_pi.hi; /* 0 / 0, infinity / infinity */
  if (!is_negative(x))
    return with_sign_of(ratio, y);
  return with_sign_of(ratio == quarter_pi.hi ? 0x1.2d97c7f3321d2p+1 : pi.hi, y);
}

double js_math_atan2(double y, double x) {
  int y_exponent = (int)(double_bits(y) >> 52 & 0x7FF), x_exponent = (int)(double_bits(x) >> 52 & 0x7FF);
  struct dd angle;
  double scale;
  if (x != x || y != y)
    return x + y;
  if (y_exponent - x_exponent > 60 || x_exponent - y_exponent > 60 || y == 0 || x == 0 || !(x - x == 0) ||
      !(y - y == 0)) {
    return atan2_far(y, x);
  }
  scale = x_exponent > 1023 ? 0x1p-600 : x_exponent < 500 ? 0x1p600 : 1;
  angle = (struct dd){magnitude(y) * scale, 0};
  angle_of(&angle, &(struct dd){magnitude(x) * scale, 0});
  if (x < 0)
    subtract_from(&angle, &pi);
  return with_sign_of(angle.hi, y);
}

/* The square root of 1 - x^2 for |x| <= 1: one step of Newton's method beyond double precision. */
static void leg(struct dd *out, double x) {
  struct dd square, back;
  double root;
  dd_sum(&square, 1, -x);
  dd_sum(&back, 1, x);
  dd_multiply(&square, &back);
  root = js_math_sqrt(square.hi);
  *out = (struct dd){0, 0};
  if (root == 0)
    return;
  dd_product(&back, root, root);
  dd_quick_sum(out, root, ((square.hi - back.hi) - back.lo + square.lo) / (2 * root));
}

double js_math_asin(double x) {
  struct dd angle = {magnitude(x), 0}, other;
  if (!(angle.hi <= 1))
    return (x - x) / (x - x);
  if (angle.hi < SMALL)
    return x;
  leg(&other, angle.hi);
  angle_of(&angle, &other);
  return with_sign_of(angle.hi, x);
}

double js_math_acos(double x) {
  struct dd angle;
  if (!(magnitude(x) <= 1))
    return (x - x) / (x - x);
  if (x == 1)
    return 0;
  leg(&angle, x);
  angle_of(&angle, &(struct dd){magnitude(x), 0});
  if (x < 0)
    subtract_from(&angle, &pi);
  return angle.hi;
}
