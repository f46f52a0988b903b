/* bignum.c: long naturals of bounded size, for exact number conversion. Bottom-up. */
#include "js/bignum.h"

static void trim(struct js_big *big) {
  while (big->count > 0 && big->word[big->count - 1] == 0)
    big->count--;
}

static void push(struct js_big *big, uint32_t word) {
  if (word != 0)
    big->word[big->count++] = word;
}

void js_big_set(struct js_big *big, uint64_t value) {
  big->count = 2;
  big->word[0] = (uint32_t)value;
  big->word[1] = (uint32_t)(value >> 32);
  trim(big);
}

void js_big_shift(struct js_big *big, unsigned bits) {
  unsigned words = bits / 32;
  if (big->count == 0)
    return;
  js_big_scale(big, (uint32_t)1 << bits % 32);
  for (unsigned i = big->count; i-- > 0;)
    big->word[i + words] = big->word[i];
  for (unsigned i = 0; i < words; i++)
    big->word[i] = 0;
  big->count += words;
}

void js_big_scale(struct js_big *big, uint32_t factor) {
  uint64_t carry = 0;
  for (unsigned i = 0; i < big->count; i++) {
    carry += (uint64_t)big->word[i] * factor;
    big->word[i] = (uint32_t)carry;
    carry >>= 32;
  }
  push(big, (uint32_t)carry);
}

void js_big_scale_power(struct js_big *big, unsigned radix, unsigned exponent) {
  while (exponent > 0) {
    uint32_t factor = 1;
    while (exponent > 0 && factor <= UINT32_MAX / radix) {
      factor *= (uint32_t)radix;
      exponent--;
    }
    js_big_scale(big, factor);
  }
}

void js_big_add(struct js_big *big, const struct js_big *other) {
  uint64_t carry = 0;
  while (big->count < other->count)
    big->word[big->count++] = 0;
  for (unsigned i = 0; i < big->count; i++) {
    carry += (uint64_t)big->word[i] + (i < other->count ? other->word[i] : 0);
    big->word[i] = (uint32_t)carry;
    carry >>= 32;
  }
  push(big, (uint32_t)carry);
}

int js_big_compare(const struct js_big *a, const struct js_big *b) {
  if (a->count != b->count)
    return a->count < b->count ? -1 : 1;
  for (unsigned i = a->count; i-- > 0;) {
    if (a->word[i] != b->word[i])
      return a->word[i] < b->word[i] ? -1 : 1;
  }
  return 0;
}

/* big -= factor * other, which must not be larger than big. */
static void subtract_multiple(struct js_big *big, const struct js_big *other, uint32_t factor) {
  uint64_t carry = 0; /* of the product and the borrow together: below 2^33 */
  for (unsigned i = 0; i < big->count; i++) {
    uint32_t low;
    if (i < other->count)
      carry += (uint64_t)other->word[i] * factor;
    low = (uint32_t)carry;
    carry = (carry >> 32) + (big->word[i] < low);
    big->word[i] -= low;
  }
  trim(big);
}

unsigned js_big_take_quotient(struct js_big *big, const struct js_big *divisor) {
  unsigned last = divisor->count - 1;
  unsigned quotient = 0;
  uint64_t top;
  if (big->count < divisor->count)
    return 0;
  /* The leading words give a quotient that is never too large; the loop adds what is missing. */
  top = big->word[last] | (big->count > divisor->count ? (uint64_t)big->word[last + 1] << 32 : 0);
  quotient = (unsigned)(top / ((uint64_t)divisor->word[last] + 1));
  if (quotient > 0)
    subtract_multiple(big, divisor, quotient);
  while (js_big_compare(big, divisor) >= 0) {
    subtract_multiple(big, divisor, 1);
    quotient++;
  }
  return quotient;
}
