/* double_double.c: sums and products without loss. Bottom-up. */
#include "js/double_double.h"

void dd_quick_sum(struct dd *sum, double x, double y) {
  sum->hi = x + y;
  sum->lo = y - (sum->hi - x);
}

void dd_sum(struct dd *sum, double x, double y) {
  double part;
  sum->hi = x + y;
  part = sum->hi - x;
  sum->lo = (x - (sum->hi - part)) + (y - part);
}

/* x = hi + lo, of 26 and 27 bits. */
static struct dd split(double x) {
  double shifted = x * 134217729; /* 2^27 + 1 */
  double hi = shifted - (shifted - x);
  return (struct dd){hi, x - hi};
}

void dd_product(struct dd *product, double x, double y) {
  struct dd a = split(x), b = split(y);
  product->hi = x * y;
  product->lo = ((a.hi * b.hi - product->hi) + a.hi * b.lo + a.lo * b.hi) + a.lo * b.lo;
}

void dd_add(struct dd *x, const struct dd *y) {
  double lo = x->lo + y->lo;
  dd_sum(x, x->hi, y->hi);
  dd_quick_sum(x, x->hi, x->lo + lo);
}

void dd_negate(struct dd *x) {
  x->hi = -x->hi;
  x->lo = -x->lo;
}

void dd_multiply(struct dd *x, const struct dd *y) {
  double lo = x->hi * y->lo + x->lo * y->hi;
  dd_product(x, x->hi, y->hi);
  dd_quick_sum(x, x->hi, x->lo + lo);
}

void dd_divide(struct dd *x, const struct dd *y) {
  double quotient = x->hi / y->hi;
  struct dd back;
  dd_product(&back, quotient, y->hi);
  dd_quick_sum(x, quotient, ((((x->hi - back.hi) - back.lo) + x->lo) - quotient * y->lo) / y->hi);
}

double dd_polynomial(const double *terms, int count, double x) {
  double value = terms[--count];
  while (count > 0)
    value = value * x + terms[--count];
  return value;
}
