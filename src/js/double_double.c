/* double_double.c: sums and products without loss. Bottom-up. */
#include "js/double_double.h"

struct dd dd_quick_sum(double x, double y) {
  double sum = x + y;
  return (struct dd){sum, y - (sum - x)};
}

struct dd dd_sum(double x, double y) {
  double sum = x + y, part = sum - x;
  return (struct dd){sum, (x - (sum - part)) + (y - part)};
}

struct dd dd_product(double x, double y) {
  const double split = 134217729; /* 2^27 + 1: cuts 53 bits into 26 and 27 */
  double xs = x * split, ys = y * split;
  double x1 = xs - (xs - x), y1 = ys - (ys - y), x2 = x - x1, y2 = y - y1;
  double product = x * y;
  return (struct dd){product, ((x1 * y1 - product) + x1 * y2 + x2 * y1) + x2 * y2};
}

struct dd dd_add(struct dd x, struct dd y) {
  struct dd sum = dd_sum(x.hi, y.hi);
  return dd_quick_sum(sum.hi, sum.lo + (x.lo + y.lo));
}

struct dd dd_negate(struct dd x) {
  return (struct dd){-x.hi, -x.lo};
}

struct dd dd_multiply(struct dd x, struct dd y) {
  struct dd product = dd_product(x.hi, y.hi);
  return dd_quick_sum(product.hi, product.lo + (x.hi * y.lo + x.lo * y.hi));
}

struct dd dd_divide(struct dd x, struct dd y) {
  double quotient = x.hi / y.hi;
  struct dd back = dd_product(quotient, y.hi);
  double rest = (((x.hi - back.hi) - back.lo) + x.lo) - quotient * y.lo;
  return dd_quick_sum(quotient, rest / y.hi);
}

double dd_polynomial(const double *terms, int count, double x) {
  double value = terms[--count];
  while (count > 0)
    value = value * x + terms[--count];
  return value;
}
