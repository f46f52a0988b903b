/* Where random choices come from: a fuzzer's bytes as long as there are some, then a generator with a seed. */
#ifndef SOUNDNESS_DICE_H
#define SOUNDNESS_DICE_H

#include <stddef.h>
#include <stdint.h>

struct dice {
  const uint8_t *bytes;
  size_t left;
  uint64_t seed; /* never 0 */
};

extern struct dice dice;

static inline uint64_t dice_number(void) {
  dice.seed ^= dice.seed << 13;
  dice.seed ^= dice.seed >> 7;
  dice.seed ^= dice.seed << 17;
  return dice.seed * 0x2545F4914F6CDD1Du;
}

/* 0 to n - 1, n up to 65536. */
static inline unsigned below(unsigned n) {
  if (dice.left == 0 || n < 2)
    return n < 2 ? 0 : (unsigned)((dice_number() >> 20) % n);
  unsigned v = *dice.bytes++;
  dice.left--;
  if (n > 256 && dice.left != 0) {
    v = v << 8 | *dice.bytes++;
    dice.left--;
  }
  return v % n;
}

/* Once in n times. */
static inline int once_in(unsigned n) {
  return below(n) == n - 1;
}

#endif
