/* bignum.h: the few operations on long naturals that exact number conversion needs. Module-internal to number. */
#ifndef JS_BIGNUM_H
#define JS_BIGNUM_H

#include <stdbool.h>
#include <stdint.h>

/* Every double is m * 2^e with m < 2^53 and -1074 <= e <= 971, so numerators and denominators that are within a factor
 * of 36 of each other stay below 2^1100; one more word takes the product that precedes a digit. */
enum { JS_BIG_WORDS = 36 };

/* Little-endian words, the highest of the `count` not zero; zero has none. */
struct js_big {
  unsigned count;
  uint32_t word[JS_BIG_WORDS];
};

void js_big_set(struct js_big *big, uint64_t value);
void js_big_shift(struct js_big *big, unsigned bits);               /* big *= 2^bits */
void js_big_scale(struct js_big *big, uint32_t factor);             /* big *= factor */
void js_big_add(struct js_big *big, const struct js_big *other);    /* big += other */
int js_big_compare(const struct js_big *a, const struct js_big *b); /* < 0, 0 or > 0 as a is to b */

/* big *= radix^exponent, in steps of the largest power that fits one word. */
void js_big_scale_power(struct js_big *big, unsigned radix, unsigned exponent);

/* Takes the quotient of big and `divisor`, which must be small (as a digit is), and leaves the remainder in big. */
unsigned js_big_take_quotient(struct js_big *big, const struct js_big *divisor);

#endif
