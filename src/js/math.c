/* math.c: rounding, roots, remainders, exponentials and logarithms. Bottom-up. Trigonometry is in trig.c.
 *
 * The polynomials are minimax approximations, computed for this file with Remez' algorithm in 400-bit arithmetic; the
 * power of two behind each is its largest error. */
#include "js/math.h"

#include <stdbool.h>

#include "js/double_double.h"

#define SIGN_BIT      ((uint64_t)1 << 63)
#define INFINITY_BITS ((uint64_t)0x7FF << 52)

static double infinity(void) {
  return double_from(INFINITY_BITS);
}
static double not_a_number(void) {
  return double_from((uint64_t)0xFFF << 51);
}
static bool is_nan(double x) {
  return x != x;
}
static double magnitude(double x) {
  return double_from(double_bits(x) & ~SIGN_BIT);
}
static bool is_negative(double x) {
  return double_bits(x) >> 63 != 0;
}
static double with_sign(double x, bool negative) {
  return double_from((double_bits(x) & ~SIGN_BIT) | (negative ? SIGN_BIT : 0));
}

/* ---- rounding ---- */

double js_math_trunc(double x) {
  uint64_t bits = double_bits(x);
  int exponent = (int)(bits >> 52 & 0x7FF) - 1023;
  if (exponent >= 52)
    return x;
  if (exponent < 0)
    return double_from(bits & SIGN_BIT);
  return double_from(bits & ~((((uint64_t)1 << 52) - 1) >> exponent));
}

double js_math_floor(double x) {
  double whole = js_math_trunc(x);
  return whole > x ? whole - 1 : whole;
}

double js_math_ceil(double x) {
  double whole = js_math_trunc(x);
  return whole < x ? with_sign(whole + 1, is_negative(x)) : whole;
}

double js_math_round(double x) {
  double whole = js_math_floor(x);
  if (x - whole >= 0.5)
    whole += 1; /* the difference is exact; NaN for infinities, so they stay */
  return with_sign(whole, is_negative(x));
}

/* ---- square root ---- */

#if !defined(JS_MATH_SOFT_SQRT) &&                                                                           \
    (defined(__SSE2__) || defined(__aarch64__) || defined(__s390x__) ||                                      \
     (defined(__riscv_flen) && __riscv_flen >= 64) || (defined(__ARM_FP) && (__ARM_FP & 8)))
double js_math_sqrt(double x) {
  return __builtin_sqrt(x);
} /* one instruction */
#else
/* Digit by digit, so exact: the root of a 54-bit integer that keeps a 53-bit root, and whether there is a rest. */
double js_math_sqrt(double x) {
  uint64_t bits = double_bits(x), rest, root = 0;
  int exponent = (int)(bits >> 52);
  if (is_nan(x) || x == 0 || bits == INFINITY_BITS)
    return x;
  if (is_negative(x))
    return not_a_number();
  if (exponent == 0)
    return js_math_sqrt(x * power_of_two(54)) * power_of_two(-27);
  rest = (bits & (((uint64_t)1 << 52) - 1)) | (uint64_t)1 << 52;
  exponent -= 1023;
  if (exponent & 1) {
    rest <<= 1;
    exponent--;
  }
  /* rest / 2^52 in [1, 4); 53 digits of its root and one more for rounding, the highest worth 1 */
  rest <<= 1;
  for (uint64_t digit = (uint64_t)1 << 53; digit != 0; digit >>= 1) {
    uint64_t test = 2 * root + digit;
    if (rest >= test) {
      rest -= test;
      root += digit;
    }
    rest <<= 1;
  }
  root = (root >> 1) + (root & 1); /* a tie cannot be: a root that short would have had no rest */
  return power_of_two(exponent / 2 - 52) * (double)root;
}
#endif

/* ---- remainder ---- */

/* The finite positive x = mantissa * 2^exponent. */
static uint64_t take_apart(double x, int *exponent) {
  uint64_t bits = double_bits(x), mantissa = bits & (((uint64_t)1 << 52) - 1);
  int biased = (int)(bits >> 52 & 0x7FF);
  *exponent = (biased == 0 ? 1 : biased) - 1075;
  return biased == 0 ? mantissa : mantissa | (uint64_t)1 << 52;
}

/* mantissa * 2^exponent, which is a double: mantissa < 2^53, exponent >= -1074. */
static double put_together(uint64_t mantissa, int exponent) {
  if (mantissa == 0)
    return 0;
  while (mantissa >> 52 == 0 && exponent > -1074) {
    mantissa <<= 1;
    exponent--;
  }
  if (mantissa >> 52 == 0)
    return double_from(mantissa);
  return double_from(mantissa + ((uint64_t)(exponent + 1074) << 52));
}

double js_math_fmod(double x, double y) {
  double size = magnitude(x), divisor = magnitude(y);
  uint64_t rest, by;
  int exponent, by_exponent;
  if (is_nan(x) || is_nan(y) || size == infinity() || divisor == 0)
    return not_a_number();
  if (size < divisor)
    return x;
  rest = take_apart(size, &exponent);
  by = take_apart(divisor, &by_exponent);
  rest %= by;
  while (exponent > by_exponent && rest != 0) { /* rest < 2^53: eleven more bits at a time */
    int step = exponent - by_exponent < 11 ? exponent - by_exponent : 11;
    rest = (rest << step) % by;
    exponent -= step;
  }
  return with_sign(put_together(rest, by_exponent), is_negative(x));
}

/* ---- exponentials ---- */

#define INVERSE_LN2 0x1.71547652b82fep+0
#define LN2_HI      0x1.62e42fefa3800p-1 /* 42 bits: a multiple by an exponent is exact */
#define LN2_LO      0x1.ef35793c76730p-45

static const double exp_terms[] = {/* (e^r - 1 - r - r^2 / 2) / r^3 for |r| <= ln2 / 2; 2^-57 */
                                   0x1.5555555555557p-3,  0x1.5555555555558p-5,  0x1.11111111100dbp-7,
                                   0x1.6c16c16c151fep-10, 0x1.a01a01abe825cp-13, 0x1.a01a01acfa9b3p-16,
                                   0x1.71de023130627p-19, 0x1.27e4cccd8578ep-22, 0x1.af4dea330149dp-26,
                                   0x1.1f8b4e60cfa84p-29};

/* x * 2^exponent for 0.5 < x < 2 and -1080 < exponent < 1030. */
static double scale(double x, int exponent) {
  if (exponent > 1023)
    return x * power_of_two(1023) * power_of_two(exponent - 1023);
  if (exponent < -1021)
    return x * power_of_two(exponent + 60) * power_of_two(-60);
  return x * power_of_two(exponent);
}

/* e^(x.hi + x.lo). x = k ln2 + r; of 1 + r + r^2 / 2 + r^3 P(r) all but the last are added without loss. */
static double exp_of(const struct dd *x) {
  struct dd r, square, sum, more;
  double k, tail;
  if (x->hi > 709.79)
    return infinity();
  if (x->hi < -745.2)
    return 0;
  k = js_math_floor(x->hi * INVERSE_LN2 + 0.5);
  dd_sum(&r, x->hi - k * LN2_HI, x->lo - k * LN2_LO);
  dd_product(&square, r.hi, r.hi);
  dd_quick_sum(&sum, 1, r.hi);
  dd_quick_sum(&more, sum.hi, 0.5 * square.hi);
  tail = r.lo * (1 + r.hi) + 0.5 * square.lo +
         r.hi * square.hi * dd_polynomial(exp_terms, COUNT_OF(exp_terms), r.hi);
  return scale(more.hi + (sum.lo + more.lo + tail), (int)k);
}

double js_math_exp(double x) {
  return is_nan(x) ? x : exp_of(&(struct dd){x, 0});
}

/* ---- logarithms ---- */

static const struct dd one = {1, 0};
static const struct dd inverse_ln2 = {INVERSE_LN2, 0x1.777d0ffda0d24p-56};
static const struct dd inverse_ln10 = {0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};
static const struct dd two_thirds = {0x1.5555555555555p-1, 0x1.5555555555555p-55};
static const struct dd two_fifths = {0x1.999999999999ap-2, -0x1.999999999999ap-56};

static const double log_terms[] = {/* 2/7 + 2/9 z + ... for 0 <= z <= 0.0295; 2^-59 */
                                   0x1.2492492492492p-2, 0x1.c71c71c71c825p-3, 0x1.745d1745a3895p-3,
                                   0x1.3b13b16b9d284p-3, 0x1.1110f7e610850p-3, 0x1.e1f006fc1c40bp-4,
                                   0x1.acf71382ddb20p-4, 0x1.b2ec7bde56b0cp-4};

/* The logarithm of a finite x > 0 to about 70 bits. x = 2^k m, sqrt(1/2) < m < sqrt(2); with s = (m - 1) / (m + 1) and
 * z = s^2, log m = 2 s + s^3 (2/3 + 2/5 z + z^2 P(z)): P in doubles is 2^-18 of the whole, so loses nothing. */
static void log_of(struct dd *out, double x) {
  const uint64_t fraction = ((uint64_t)1 << 52) - 1;
  struct dd s, z, sum, whole;
  double m;
  int k = 0;
  if (x < power_of_two(-1022)) {
    x *= power_of_two(54);
    k = -54;
  }
  k += (int)(double_bits(x) >> 52) - 1023;
  m = double_from((double_bits(x) & fraction) | (uint64_t)1023 << 52);
  if (m > 0x1.6a09e6p+0) {
    m *= 0.5;
    k++;
  }
  s = (struct dd){m - 1, 0};
  dd_sum(&sum, m, 1);
  dd_divide(&s, &sum);
  z = s;
  dd_multiply(&z, &s);
  sum = (struct dd){z.hi * dd_polynomial(log_terms, COUNT_OF(log_terms), z.hi), 0};
  dd_add(&sum, &two_fifths);
  dd_multiply(&sum, &z);
  dd_add(&sum, &two_thirds);
  dd_multiply(&z, &s);
  dd_multiply(&z, &sum);
  dd_sum(&whole, k * LN2_HI, k * LN2_LO);
  *out = (struct dd){2 * s.hi, 2 * s.lo};
  dd_add(out, &z);
  dd_add(out, &whole);
}

/* log x * factor, with the values of logarithms where log_of has none. */
static double logarithm(double x, const struct dd *factor) {
  struct dd log;
  if (is_nan(x) || double_bits(x) == INFINITY_BITS)
    return x;
  if (x == 0)
    return -infinity();
  if (is_negative(x))
    return not_a_number();
  log_of(&log, x);
  dd_multiply(&log, factor);
  return log.hi;
}

double js_math_log(double x) {
  return logarithm(x, &one);
}
double js_math_log2(double x) {
  return logarithm(x, &inverse_ln2);
}
double js_math_log10(double x) {
  return logarithm(x, &inverse_ln10);
}

/* ---- powers ---- */

static bool is_odd(double y) {
  return magnitude(y) < 0x1p53 && js_math_fmod(y, 2) != 0 && js_math_trunc(y) == y;
}

double js_math_pow(double x, double y) {
  double size = magnitude(x);
  bool negative = is_negative(x) && is_odd(y);
  struct dd exponent;
  if (y == 0)
    return 1;
  if (is_nan(x) || is_nan(y))
    return not_a_number();
  if (magnitude(y) == infinity()) {
    if (size == 1)
      return not_a_number();
    return (size > 1) == (y > 0) ? infinity() : 0;
  }
  if (size == 0 || size == infinity())
    return with_sign((size == 0) == (y > 0) ? 0 : infinity(), negative);
  if (x < 0 && js_math_trunc(y) != y)
    return not_a_number();
  if (y == 2)
    return x * x;
  /* beyond 2^64 every x but 1 gives 0 or infinity: the logarithm of its neighbour is 2^-53 */
  if (magnitude(y) > 0x1p64)
    y = with_sign(0x1p64, is_negative(y));
  log_of(&exponent, size);
  dd_multiply(&exponent, &(struct dd){y, 0});
  return with_sign(exp_of(&exponent), negative);
}
