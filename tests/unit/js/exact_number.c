/* exact_number.c: numbers and text where the short ways for decimals of few digits are left out, as in small builds. */
#define JS_WITH_SHORT_DECIMALS 0
#include "js/number.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "random.h"

static void assert_reads(const char *from) {
  double got = js_number_parse(from, strlen(from)), want = strtod(from, NULL);
  if (memcmp(&got, &want, sizeof got) != 0)
    fail_msg("%s: got %.17g, want %.17g", from, got, want);
}

static void assert_shows(double number, const char *want) {
  char text[JS_NUMBER_DECIMAL_MAX + 1];
  text[js_number_to_text(number, 10, text)] = 0;
  assert_string_equal(text, want);
}

static void short_decimals(void **state) {
  (void)state;
  assert_shows(0.1, "0.1");
  assert_shows(-1234.5, "-1234.5");
  assert_shows(1e21, "1e+21");
  assert_shows(123456789012345680000.0, "123456789012345680000");
  assert_shows(1e-6, "0.000001");
  assert_shows(1.5e-7, "1.5e-7");
  assert_reads("0.1");
  assert_reads("1e22");
  assert_reads("123456789012345e-22");
  assert_reads("9007199254740993");
}

static void random_numbers(void **state) {
  struct test_random random = test_random_seeded("random_numbers");
  (void)state;
  for (int i = 0; i < (MBPF_TEST_SLOW ? 3000 : 30000); i++) {
    char text[JS_NUMBER_DECIMAL_MAX + 1], few[40];
    double number = test_random_double(&random), back;
    if (number != number || number - number != 0)
      continue;
    text[js_number_to_text(number, 10, text)] = 0;
    back = strtod(text, NULL);
    if (back != number)
      fail_msg("%.17g is shown as %s", number, text);
    assert_reads(text);
    /* few digits: what the short ways would have taken */
    sprintf(few, "%llu.%llu", (unsigned long long)(test_random_next(&random) >> 45),
            (unsigned long long)(test_random_next(&random) >> 40));
    assert_reads(few);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(short_decimals), cmocka_unit_test(random_numbers)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
