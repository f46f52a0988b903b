/* double_double.h: numbers as the unevaluated sum of two doubles, about 106 bits. Private to the mathematics.
 *
 * The sums and products of Dekker and Knuth, exact for round-to-nearest without overflow: arguments stay within
 * 2^+-400 here. A normalized pair has |lo| <= ulp(hi) / 2. */
#ifndef JS_DOUBLE_DOUBLE_H
#define JS_DOUBLE_DOUBLE_H

#include <stdint.h>
#include <string.h>

struct dd {
  double hi, lo;
};

static inline uint64_t double_bits(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline double double_from(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* 2^exponent for a normal exponent: -1022..1023. */
static inline double power_of_two(int exponent) {
  return double_from((uint64_t)(exponent + 1023) << 52);
}

struct dd dd_quick_sum(double x, double y); /* x + y for |x| >= |y| or x == 0 */
struct dd dd_sum(double x, double y);
struct dd dd_product(double x, double y);
struct dd dd_add(struct dd x, struct dd y);
struct dd dd_negate(struct dd x);
struct dd dd_multiply(struct dd x, struct dd y);
struct dd dd_divide(struct dd x, struct dd y);

/* terms[0] + terms[1] x + ... + terms[count - 1] x^(count - 1) */
double dd_polynomial(const double *terms, int count, double x);

#define COUNT_OF(array) ((int)(sizeof(array) / sizeof(array)[0]))

#endif
