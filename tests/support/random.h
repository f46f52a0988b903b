/* random.h: repeatable random numbers for tests. The seed is printed and can be given in MBPF_SEED. */
#ifndef TESTS_RANDOM_H
#define TESTS_RANDOM_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct test_random {
  uint64_t state;
};

/* xorshift64*; the state must not be zero. */
static inline uint64_t test_random_next(struct test_random *random) {
  random->state ^= random->state >> 12;
  random->state ^= random->state << 25;
  random->state ^= random->state >> 27;
  return random->state * UINT64_C(0x2545F4914F6CDD1D);
}

static inline struct test_random test_random_seeded(const char *what) {
  const char *given = getenv("MBPF_SEED");
  struct test_random random = {given != NULL ? strtoull(given, NULL, 0) : UINT64_C(0x6d62706673656564)};
  if (random.state == 0)
    random.state = 1;
  printf("%s: MBPF_SEED=%" PRIu64 "\n", what, random.state);
  return random;
}

/* Any finite double, all bit patterns alike. */
static inline double test_random_double(struct test_random *random) {
  for (;;) {
    uint64_t bits = test_random_next(random);
    double number;
    memcpy(&number, &bits, sizeof number);
    if ((bits >> 52 & 0x7FF) != 0x7FF)
      return number;
  }
}

#endif
