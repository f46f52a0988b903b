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

void dd_quick_sum(struct dd *sum, double x, double y); /* x + y for |x| >= |y| or x == 0 */
void dd_sum(struct dd *sum, double x, double y);
void dd_product(struct dd *product, double x, double y);
/* These change x. y may be x. */
void dd_add(struct dd *x, const struct dd *y);
void dd_negate(struct dd *x);
void dd_multiply(struct dd *x, const struct dd *y);
void dd_divide(struct dd *x, const struct dd *y);

/* terms[0] + terms[1] x + ... + terms[count - 1] x^(count - 1) */
double dd_polynomial(const double *terms, int count, double x);

#define COUNT_OF(array) ((int)(sizeof(array) / sizeof(array)[0]))

#endif
