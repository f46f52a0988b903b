/*
 * Soundness: random programs run on random packets, and everything the verifier says of them is held against what happens
 * (tests/support/soundness). MBPF_SEED and MBPF_ROUNDS choose others and more; MBPF_COVERAGE=1 prints what was exercised how often.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "soundness/trial.h"

static void random_programs_do_what_the_verifier_says(void **state) {
  const char *given = getenv("MBPF_SEED"), *many = getenv("MBPF_ROUNDS");
  unsigned rounds = many ? (unsigned)atoi(many) : MBPF_TEST_SLOW ? 60 : 600;
  uint64_t seed = given ? strtoull(given, NULL, 0) : 0x5eed5eed5eed1234u;
  (void)state;
  print_message("MBPF_SEED=%#llx\n", (unsigned long long)seed);
  for (unsigned i = 0; i < rounds; i++) {
    if (!trial(seed))
      fail_msg("MBPF_SEED=%#llx MBPF_ROUNDS=1 shows it", (unsigned long long)seed);
    seed = trial_next(seed);
  }
  trial_report(getenv("MBPF_COVERAGE") != NULL);
  if (!given && !many && !MBPF_TEST_SLOW)
    assert_true(trial_is_complete());
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_programs_do_what_the_verifier_says),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
