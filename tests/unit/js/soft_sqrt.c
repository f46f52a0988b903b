/* soft_sqrt.c: the square root for CPUs without an instruction for it, bit for bit. */
#define JS_MATH_SOFT_SQRT
#include "js/math.c"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "random.h"

static void assert_root(double x) {
  double got = js_math_sqrt(x), want = sqrt(x);
  if (memcmp(&got, &want, sizeof got) != 0 && !(got != got && want != want))
    fail_msg("sqrt(%a): got %a, want %a", x, got, want);
}

static void matches_the_instruction(void **state) {
  struct test_random random = test_random_seeded("matches_the_instruction");
  static const double cases[] = {0.0,      -0.0,      1,      2,         3,
                                 4,        0.25,      5e-324, 0x1p-1022, 0x1.fffffffffffffp1023,
                                 INFINITY, -INFINITY, NAN,    -1,        0x0.fffffffffffffp-1022};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_root(cases[i]);
  for (int i = 0; i < 200000; i++) {
    double root = (double)(test_random_next(&random) >> 38);
    assert_root(test_random_double(&random));
    assert_root(root * root); /* exact roots and their neighbours */
    assert_root(nextafter(root * root, 0));
    assert_root(nextafter(root * root, INFINITY));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(matches_the_instruction)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
