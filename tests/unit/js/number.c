/* number.c: number <-> text against the C library over random doubles, and cases known to be hard. */
#include "js/number.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"

#ifndef ROUNDS
#define ROUNDS 60000
#endif

static char text[JS_NUMBER_RADIX_MAX + 1];

static const char *show(double number, unsigned radix) {
  text[js_number_to_text(number, radix, text)] = 0;
  return text;
}

static uint64_t bits_of(double number) {
  uint64_t bits;
  memcpy(&bits, &number, sizeof bits);
  return bits;
}

static void assert_same(double got, double want, const char *of) {
  if (bits_of(got) != bits_of(want) && !(got != got && want != want)) {
    fail_msg("%s: got %.17g, want %.17g", of, got, want);
  }
}

static void assert_parse(const char *from, double want) {
  assert_same(js_number_parse(from, strlen(from)), want, from);
}

/* The fewest digits with which printf's text reads back. */
static int fewest_digits(double number) {
  char buffer[64];
  for (int precision = 1; precision < 17; precision++) {
    snprintf(buffer, sizeof buffer, "%.*e", precision - 1, number);
    if (strtod(buffer, NULL) == number)
      return precision;
  }
  return 17;
}

static int count_digits(const char *of) {
  char digits[400];
  int count = 0, last = 0;
  for (; *of != 0 && *of != 'e'; of++) {
    if (*of < '0' || *of > '9')
      continue;
    if (count == 0 && *of == '0')
      continue;
    digits[count++] = *of;
  }
  for (int i = 0; i < count; i++) {
    if (digits[i] != '0')
      last = i + 1;
  }
  return last;
}

static void shortest_round_trip(void **state) {
  struct test_random random = test_random_seeded("shortest_round_trip");
  (void)state;
  for (int i = 0; i < ROUNDS; i++) {
    double number = test_random_double(&random);
    if (i % 4 == 1)
      number = (double)(int64_t)test_random_next(&random) / 1e6;
    if (i % 4 == 2)
      number =
          ldexp((double)(test_random_next(&random) >> 60), (int)(test_random_next(&random) % 2140) - 1074);
    if (i % 4 == 3)
      number = (double)(test_random_next(&random) % 1000000) / 1000;
    if (!isfinite(number))
      continue;
    show(number, 10);
    assert_same(strtod(text, NULL), number == 0 ? 0 : number, text);
    assert_same(js_number_parse(text, strlen(text)), number == 0 ? 0 : number, text);
    if (count_digits(text) > fewest_digits(number))
      fail_msg("%s is longer than %.16e needs", text, number);
  }
}

/* True if what follows `digits` places is 5000...: printf rounds that to even, we round it up. */
static bool is_tie(double number, unsigned digits, char form) {
  static char exact[1600];
  const char *at;
  snprintf(exact, sizeof exact, form == 'e' ? "%.1090e" : "%.1090f", number);
  at = strchr(exact, '.') + 1 + digits;
  if (*at++ != '5')
    return false;
  while (*at == '0')
    at++;
  return *at == 0 || *at == 'e';
}

static void fixed_forms_match_printf(void **state) {
  struct test_random random = test_random_seeded("fixed_forms_match_printf");
  char want[512];
  (void)state;
  for (int i = 0; i < ROUNDS / 4; i++) {
    double number = test_random_double(&random);
    unsigned digits = (unsigned)(test_random_next(&random) % 101);
    char *exponent;
    if (i % 2 != 0)
      number =
          ldexp((double)(int64_t)test_random_next(&random), (int)(test_random_next(&random) % 200) - 190);
    if (number == 0)
      continue;
    snprintf(want, sizeof want, "%.*e", (int)digits, number);
    text[js_number_to_exponential(number, (int)digits, text)] = 0;
    exponent = strchr(want, 'e') + 2;
    while (exponent[0] == '0' && exponent[1] != 0)
      memmove(exponent, exponent + 1, strlen(exponent));
    if (!is_tie(number, digits, 'e'))
      assert_string_equal(text, want);
    if (fabs(number) < 1e21) {
      snprintf(want, sizeof want, "%.*f", (int)digits, number);
      text[js_number_to_fixed(number, digits, text)] = 0;
      if (!is_tie(number, digits, 'f'))
        assert_string_equal(text, want);
      assert_true(strlen(text) <= JS_NUMBER_FIXED_MAX);
    }
  }
}

/* Texts of up to 40 digits, and texts at and beside the exact middle between two doubles. */
static void reading_matches_strtod(void **state) {
  struct test_random random = test_random_seeded("reading_matches_strtod");
  char digits[1200];
  (void)state;
  for (int i = 0; i < ROUNDS; i++) {
    int length = 1 + (int)(test_random_next(&random) % 40), point = (int)(test_random_next(&random) % 42);
    int at = 0;
    for (int k = 0; k < length; k++) {
      if (k == point)
        digits[at++] = '.';
      digits[at++] = (char)('0' + test_random_next(&random) % 10);
    }
    snprintf(digits + at, 20, "e%d", (int)(test_random_next(&random) % 700) - 360);
    if (i % 3 == 0)
      digits[at] = 0;
    assert_parse(digits, strtod(digits, NULL));
  }
  for (int i = 0; i < ROUNDS / 20; i++) {
    double number = fabs(test_random_double(&random));
    int places, at;
    if (i % 8 == 0)
      number = ldexp((double)(test_random_next(&random) >> 12), -1074);
    if (i % 3 == 0)
      number = ldexp((double)(test_random_next(&random) >> 11), (int)(test_random_next(&random) % 120) - 60);
    if (number > 1e308)
      continue;
#if __LDBL_MANT_DIG__ > 53
    at = snprintf(digits, sizeof digits, "%.1080Le",
                  ((long double)number + (long double)nextafter(number, INFINITY)) / 2);
#else
    at = snprintf(digits, sizeof digits, "%.1080e", number);
#endif
    assert_true(at > 0 && at < (int)sizeof digits);
    assert_parse(digits, strtod(digits, NULL));
    places = (int)(strchr(digits, 'e') - digits);
    digits[places - 1]++; /* was 0: just above the middle */
    assert_parse(digits, strtod(digits, NULL));
    digits[places - 1]--;
    for (at = places - 1; digits[at] == '0' || digits[at] == '.'; at--) {
    }
    digits[at]--; /* just below */
    assert_parse(digits, strtod(digits, NULL));
  }
}

struct shown {
  double number;
  const char *text;
};

static void known_texts(void **state) {
  static const struct shown cases[] = {
      {0, "0"},
      {-0.0, "0"},
      {1, "1"},
      {-1, "-1"},
      {0.1, "0.1"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1e21, "1e+21"},
      {1e20, "100000000000000000000"},
      {123456789012345680000.0, "123456789012345680000"},
      {1e-6, "0.000001"},
      {1e-7, "1e-7"},
      {1.5e-7, "1.5e-7"},
      {5e-324, "5e-324"},
      {2.2250738585072014e-308, "2.2250738585072014e-308"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {9007199254740993.0, "9007199254740992"},
      {4294967296.0, "4294967296"},
      {-2147483648.0, "-2147483648"},
      {2147483648.0, "2147483648"},
      {9.5367431640625e-7, "9.5367431640625e-7"},
      {2e-44, "2e-44"},
      {9e15, "9000000000000000"},
      {1e23, "1e+23"},
      {8.41e21, "8.41e+21"},
      {0.000035, "0.000035"},
      {123.456, "123.456"},
      {5e-5, "0.00005"},
      {-1.5e300, "-1.5e+300"},
      {9007199254740991.0, "9007199254740991"},
      {999999999999999.9, "999999999999999.9"},
      {NAN, "NaN"},
      {INFINITY, "Infinity"},
      {-INFINITY, "-Infinity"},
      {4.35, "4.35"},
      {1e15, "1000000000000000"},
      {0.000001234, "0.000001234"},
      {4.9406564584124654e-310, "4.94065645841247e-310"},
      {6.631236846766476e-316, "6.63123685e-316"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_string_equal(show(cases[i].number, 10), cases[i].text);
}

static void other_radixes(void **state) {
  struct test_random random = test_random_seeded("other_radixes");
  (void)state;
  assert_string_equal(show(255, 16), "ff");
  assert_string_equal(show(-255, 2), "-11111111");
  assert_string_equal(show(0.5, 2), "0.1");
  assert_string_equal(show(0.1, 2), "0.0001100110011001100110011001100110011001100110011001101");
  assert_string_equal(show(35, 36), "z");
  assert_string_equal(show(NAN, 16), "NaN");
  assert_string_equal(show(-INFINITY, 7), "-Infinity");
  assert_string_equal(show(0, 3), "0");
  assert_string_equal(show(4294967295.0, 36), "1z141z3");
  assert_string_equal(show(9007199254740991.0, 32), "7vvvvvvvvvv");
  assert_string_equal(show(1.0 / 3, 3), "0.1");
  assert_string_equal(show(255.5, 16), "ff.8");
  assert_int_equal(strlen(show(1.7976931348623157e308, 2)), 1024);
  assert_int_equal(strlen(show(-5e-324, 2)), 1077);
  assert_int_equal(js_number_to_text(-2.2250738585072011e-308, 2, text) <= JS_NUMBER_RADIX_MAX, 1);
  for (int i = 0; i < ROUNDS / 8; i++) {
    unsigned radix = 2 + (unsigned)(test_random_next(&random) % 35);
    double number =
        floor(fabs(ldexp((double)test_random_next(&random), (int)(test_random_next(&random) % 1020) - 60)));
    double value;
    size_t length;
    if (!isfinite(number) || radix == 10)
      continue;
    length = js_number_to_text(number, radix, text);
    assert_int_equal(js_number_scan_radix(text, length, radix, false, &value), length);
    assert_same(value, number, "radix round trip");
    number = test_random_double(&random);
    if (fabs(number) > 1e15 || fabs(number) < 1e-15)
      number = (double)test_random_next(&random) / 1e18;
    show(number, radix);
    {
      long double sum = 0, unit = 1;
      char *point = strchr(text, '.');
      for (char *at = text[0] == '-' ? text + 1 : text; *at != 0; at++) {
        if (*at == '.')
          continue;
        if (point != NULL && at > point)
          unit /= radix;
        sum = sum * (point != NULL && at > point ? 1 : radix) +
              (*at <= '9' ? *at - '0' : *at - 'a' + 10) * (point != NULL && at > point ? unit : 1);
      }
      assert_true(fabsl(sum - fabsl((long double)number)) <= fabsl((long double)number) * 0x1p-52L);
    }
  }
}

static void ties_go_up(void **state) {
  static const struct {
    double number;
    unsigned digits;
    const char *text;
  } cases[] = {
      {0.5, 0, "1"},
      {1.5, 0, "2"},
      {2.5, 0, "3"},
      {-2.5, 0, "-3"},
      {1.45, 1, "1.4"},
      {1.005, 2, "1.00"},
      {0.000001, 7, "0.0000010"},
      {123.456, 2, "123.46"},
      {0, 2, "0.00"},
      {-0.0, 2, "0.00"},
      {-0.0000001, 2, "-0.00"},
      {9.995, 2, "9.99"},
      {99.99, 1, "100.0"},
      {0.05, 1, "0.1"},
      {0.04, 1, "0.0"},
      {1e21, 2, "1e+21"},
      {1e20, 2, "100000000000000000000.00"},
      {1.25, 1, "1.3"},
      {0.49999999999999994, 0, "0"},
      {10.235, 2, "10.23"},
      {1000000000000000128.0, 1, "1000000000000000128.0"},
      {NAN, 3, "NaN"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    text[js_number_to_fixed(cases[i].number, cases[i].digits, text)] = 0;
    assert_string_equal(text, cases[i].text);
  }
}

static void exponential_and_precision(void **state) {
  (void)state;
  static const struct {
    double number;
    int exponential;
    unsigned precision;
    const char *text;
  } cases[] = {
      {123456, 2, 0, "1.23e+5"},    {123456, -1, 0, "1.23456e+5"}, {0, -1, 0, "0e+0"},
      {0, 3, 0, "0.000e+0"},        {0.00015, 0, 0, "1e-4"},       {-1.5, 0, 0, "-2e+0"},
      {INFINITY, 2, 0, "Infinity"}, {9.99, 1, 0, "1.0e+1"},        {25, 0, 0, "3e+1"},
      {12345, 3, 0, "1.235e+4"},    {123.456, -2, 4, "123.5"},     {0.000123, -2, 2, "0.00012"},
      {1e21, -2, 3, "1.00e+21"},    {123456, -2, 2, "1.2e+5"},     {0, -2, 3, "0.00"},
      {1.25, -2, 2, "1.3"},         {1e-7, -2, 2, "1.0e-7"},       {99.99, -2, 3, "100"},
      {99.99, -2, 2, "1.0e+2"},     {35, -2, 1, "4e+1"},           {1e-6, -2, 1, "0.000001"},
      {-0.0, -2, 1, "0"},           {NAN, -2, 5, "NaN"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    size_t length = cases[i].exponential >= -1
                        ? js_number_to_exponential(cases[i].number, cases[i].exponential, text)
                        : js_number_to_precision(cases[i].number, cases[i].precision, text);
    text[length] = 0;
    assert_string_equal(text, cases[i].text);
  }
  assert_true(js_number_to_precision(-1.2345e-6, 100, text) <= JS_NUMBER_FIXED_MAX);
  assert_true(js_number_to_exponential(-5e-324, 100, text) <= JS_NUMBER_FIXED_MAX);
}

static void string_to_number(void **state) {
  (void)state;
  assert_parse("", 0);
  assert_parse(" \t\n\r\v\f\xC2\xA0\xEF\xBB\xBF\xE2\x80\xA8 42 \xE3\x80\x80", 42);
  assert_parse("0x1F", 31);
  assert_parse("0B101", 5);
  assert_parse("0o17", 15);
  assert_parse("-0x1F", NAN);
  assert_parse("0x", NAN);
  assert_parse("0xg", NAN);
  assert_parse("+.5e1", 5);
  assert_parse("5.", 5);
  assert_parse("-0", -0.0);
  assert_parse(".", NAN);
  assert_parse("+", NAN);
  assert_parse("e5", NAN);
  assert_parse(".e5", NAN);
  assert_parse("1e", NAN);
  assert_parse("1e+", NAN);
  assert_parse("1_000", NAN);
  assert_parse("1 2", NAN);
  assert_parse("Infinity", INFINITY);
  assert_parse("-Infinity", -INFINITY);
  assert_parse("infinity", NAN);
  assert_parse("Infinityx", NAN);
  assert_parse("12px", NAN);
  assert_parse("010", 10);
  assert_parse("1e1000", INFINITY);
  assert_parse("-1e-1000", -0.0);
  assert_parse("1e99999999999999999999999", INFINITY);
  assert_parse("1e-99999999999999999999999", 0);
  assert_parse("0e99999999999999999999999", 0);
  assert_parse("1.7976931348623158e308", 1.7976931348623157e308);
  assert_parse("1.7976931348623159e308", INFINITY);
  assert_parse("2.4703282292062327e-324", 0);
  assert_parse("2.4703282292062328e-324", 5e-324);
  assert_parse("2.2250738585072011e-308", 2.2250738585072011e-308);
  assert_parse("9007199254740993", 9007199254740992.0);
  assert_parse("9007199254740993.00000000000000000000000000000000000001", 9007199254740994.0);
  assert_parse("0x20000000000001", 9007199254740992.0);
  assert_parse("0x20000000000003", 9007199254740996.0);
  assert_parse("0x200000000000010000000000000000000001", 0x1.0000000000001p141);
}

static void long_texts(void **state) {
  enum { LONG = 1000000 };
  char *digits = malloc(LONG + 20);
  (void)state;
  assert_non_null(digits);
  memset(digits, '0', LONG);
  memcpy(digits, "0.", 2);
  memcpy(digits + LONG, "1e1000000", 10);
  assert_parse(digits, 10);
  memset(digits, '9', LONG);
  digits[LONG] = 0;
  assert_parse(digits, INFINITY);
  memcpy(digits + LONG, "e-1000000", 10);
  assert_parse(digits, 1);
  digits[0] = '.';
  assert_same(js_number_parse(digits, LONG), 1, "0.999...");
  memset(digits, '3', LONG);
  assert_same(js_number_parse_int(digits, LONG, 4), INFINITY, "333... in radix 4");
  free(digits);
}

static double parse_int(const char *from, int32_t radix) {
  return js_number_parse_int(from, strlen(from), radix);
}
static double parse_float(const char *from) {
  return js_number_parse_float(from, strlen(from));
}

static void parse_functions(void **state) {
  (void)state;
  assert_same(parse_int("  -42abc", 0), -42, "-42abc");
  assert_same(parse_int("0x1f", 0), 31, "0x1f");
  assert_same(parse_int("-0X1f", 16), -31, "-0X1f");
  assert_same(parse_int("0x1f", 10), 0, "0x1f radix 10");
  assert_same(parse_int("0x", 0), NAN, "0x");
  assert_same(parse_int("9", 8), NAN, "9 radix 8");
  assert_same(parse_int("79", 8), 7, "79 radix 8");
  assert_same(parse_int("z", 36), 35, "z");
  assert_same(parse_int("1", 1), NAN, "radix 1");
  assert_same(parse_int("1", 37), NAN, "radix 37");
  assert_same(parse_int("1", -2), NAN, "radix -2");
  assert_same(parse_int("-0", 0), -0.0, "-0");
  assert_same(parse_int("", 0), NAN, "empty");
  assert_same(parse_int("12e3", 0), 12, "12e3");
  assert_same(parse_int("1_0", 0), 1, "1_0");
  assert_same(parse_int("100000000000000000000000", 0), 1e23, "1e23");
  assert_same(parse_float("1e"), 1, "1e");
  assert_same(parse_float("1e+"), 1, "1e+");
  assert_same(parse_float("  3.25xyz"), 3.25, "3.25xyz");
  assert_same(parse_float("-.5."), -0.5, "-.5.");
  assert_same(parse_float("0x10"), 0, "0x10");
  assert_same(parse_float("-Infinityx"), -INFINITY, "-Infinityx");
  assert_same(parse_float("."), NAN, ".");
  assert_same(parse_float("-"), NAN, "-");
  assert_same(parse_float("1_0"), 1, "1_0");
}

static void source_literals(void **state) {
  double value;
  (void)state;
  assert_int_equal(js_number_scan("1_000.2_5e1_0x", 14, JS_SCAN_SEPARATOR, &value), 13);
  assert_same(value, 1000.25e10, "1_000.2_5e1_0");
  assert_int_equal(js_number_scan("1__0", 4, JS_SCAN_SEPARATOR, &value), 1);
  assert_int_equal(js_number_scan("1_", 2, JS_SCAN_SEPARATOR, &value), 1);
  assert_int_equal(js_number_scan("_1", 2, JS_SCAN_SEPARATOR, &value), 0);
  assert_int_equal(js_number_scan("-1", 2, 0, &value), 0);
  assert_int_equal(js_number_scan("1..toString", 11, 0, &value), 2);
  assert_int_equal(js_number_scan_radix("dead_beefg", 10, 16, true, &value), 9);
  assert_same(value, 3735928559.0, "0xdead_beef");
}

static void integers(void **state) {
  int32_t value;
  (void)state;
  assert_int_equal(js_number_to_int32(4294967296.0 * 3 + 5), 5);
  assert_int_equal(js_number_to_int32(2147483648.0), INT32_MIN);
  assert_int_equal(js_number_to_int32(-2147483649.0), INT32_MAX);
  assert_int_equal(js_number_to_int32(-1.9), -1);
  assert_int_equal(js_number_to_int32(0x1p83 + 0x1p32), 0);
  assert_int_equal(js_number_to_int32(0x1p52 + 7), 7);
  assert_int_equal(js_number_to_int32(0x1.8p53), 0);
  assert_int_equal(js_number_to_int32(0x1.fffffffffffffp83), INT32_MIN);
  assert_int_equal(js_number_to_int32(NAN), 0);
  assert_int_equal(js_number_to_int32(-INFINITY), 0);
  assert_int_equal(js_number_to_int32(0.9), 0);
  assert_true(js_number_is_int32(-2147483648.0, &value) && value == INT32_MIN);
  assert_false(js_number_is_int32(2147483648.0, &value));
  assert_false(js_number_is_int32(-0.0, &value));
  assert_false(js_number_is_int32(0.5, &value));
  assert_false(js_number_is_int32(NAN, &value));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_texts),
      cmocka_unit_test(other_radixes),
      cmocka_unit_test(ties_go_up),
      cmocka_unit_test(exponential_and_precision),
      cmocka_unit_test(string_to_number),
      cmocka_unit_test(long_texts),
      cmocka_unit_test(parse_functions),
      cmocka_unit_test(source_literals),
      cmocka_unit_test(integers),
      cmocka_unit_test(shortest_round_trip),
      cmocka_unit_test(fixed_forms_match_printf),
      cmocka_unit_test(reading_matches_strtod),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
