/* math.c: Math functions against the C library's long double ones, in units in the last place, and special values. */
#include "js/math.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"

#ifndef ROUNDS
#define ROUNDS 40000
#endif

typedef double function(double);
typedef long double reference(long double);

static void assert_same(double got, double want, const char *of, double x) {
  if (memcmp(&got, &want, sizeof got) != 0 && !(got != got && want != want)) {
    fail_msg("%s(%.17g): got %.17g, want %.17g", of, x, got, want);
  }
}

/* Distance of `got` from `want` in units in the last place of a double of that size. */
static double error_of(double got, long double want) {
  int exponent;
  long double unit;
  if ((double)want == got || (isnan(got) && isnan((double)want))) {
    if (isinf(got) || isnan(got))
      return 0;
  }
  if (isinf(got) && fabsl(want) > 1.797e308L)
    return 0;
  if (isinf(got) || isnan(got))
    return 1e9;
  if (want == 0)
    return got == 0 ? 0 : 1e9;
  frexpl(want, &exponent);
  unit = ldexpl(1, (exponent < -1021 ? -1021 : exponent) - 53);
  return (double)(fabsl(want - (long double)got) / unit);
}

/* Uniform between low and high. */
static double argument(struct test_random *random, double low, double high) {
  double unit = (double)(test_random_next(random) >> 11) * 0x1p-53;
  return low + (high - low) * unit;
}

static double any_double(struct test_random *random) {
  return test_random_double(random);
}

#if __LDBL_MANT_DIG__ > 53
#define LIMIT 0.8
#else
#define LIMIT 1.5 /* the reference itself is off by up to half a unit or more */
#endif

static void measure(struct test_random *random, const char *name, function *tested, reference *exact,
                    double low, double high) {
  double worst = 0, worst_at = 0;
  for (int i = 0; i < ROUNDS; i++) {
    double x = low < high ? argument(random, low, high) : any_double(random), error;
    error = error_of(tested(x), exact((long double)x));
    if (error > worst) {
      worst = error;
      worst_at = x;
    }
  }
  printf("%-6s [%g, %g]: %.3f ulp at %.17g\n", name, low, high, worst, worst_at);
  if (worst > LIMIT)
    fail_msg("%s is off by %g units at %.17g", name, worst, worst_at);
}

static void one_argument(void **state) {
  struct test_random random = test_random_seeded("one_argument");
  (void)state;
#define MEASURE(name, low, high) measure(&random, #name, js_math_##name, name##l, low, high)
  MEASURE(exp, -1, 1);
  MEASURE(exp, -745, 710);
  MEASURE(exp, 0, 0);
  MEASURE(log, 0.5, 2);
  MEASURE(log, 0.99, 1.01);
  MEASURE(log, 0, 1e6);
  MEASURE(log2, 0.5, 2);
  MEASURE(log2, 0, 1e300);
  MEASURE(log10, 0.5, 2);
  MEASURE(log10, 0, 1e300);
  MEASURE(sin, -4, 4);
  MEASURE(sin, -1e6, 1e6);
  MEASURE(sin, -1e9, 1e9);
  MEASURE(cos, -4, 4);
  MEASURE(cos, -1e6, 1e6);
  MEASURE(cos, -1e15, 1e15);
  MEASURE(tan, -2, 2);
  MEASURE(tan, -1e6, 1e6);
  MEASURE(tan, -1e9, 1e9);
  MEASURE(asin, -1, 1);
  MEASURE(asin, 0.9999, 1);
  MEASURE(asin, -1e-5, 1e-5);
  MEASURE(acos, -1, 1);
  MEASURE(acos, 0.9999, 1);
  MEASURE(acos, -1, -0.9999);
  MEASURE(atan, -1, 1);
  MEASURE(atan, -10, 10);
  MEASURE(atan, 0, 0);
  MEASURE(sqrt, 0, 1e300);
  /* all doubles */
  MEASURE(sin, 0, 0);
  MEASURE(cos, 0, 0);
  MEASURE(tan, 0, 0);
}

static void near_multiples_of_half_pi(void **state) {
  double worst = 0;
  (void)state;
  for (int i = 1; i < 20000; i++) {
    double x = (double)((long double)i * 1.57079632679489661923132169163975144L);
    double error = error_of(js_math_sin(x), sinl((long double)x));
    double other = error_of(js_math_cos(x), cosl((long double)x));
    if (error > worst)
      worst = error;
    if (other > worst)
      worst = other;
  }
  assert_true(worst < LIMIT);
  /* the double nearest to a multiple of pi/2, 2^-60 away from it */
  assert_true(error_of(js_math_cos(6381956970095103.0 * 0x1p797), -4.68716592425462761112E-19L) < LIMIT);
  assert_same(js_math_sin(1e22), -0.8522008497671888, "sin", 1e22);
  assert_same(js_math_cos(1e300), -0.5753861119575491, "cos", 1e300);
  assert_same(js_math_tan(1.7976931348623157e308), -0.004962015874444895, "tan", 1.7976931348623157e308);
}

static void two_arguments(void **state) {
  struct test_random random = test_random_seeded("two_arguments");
  double worst_pow = 0, worst_atan2 = 0;
  (void)state;
  for (int i = 0; i < ROUNDS * 2; i++) {
    double x = argument(&random, 0, i % 2 != 0 ? 2 : 1e5), y = argument(&random, -300, 300), error;
    if (i % 3 == 0)
      x = fabs(any_double(&random));
    if (i % 5 == 0)
      y = floor(y);
    if (i % 7 == 0) {
      x = 1 + argument(&random, -1, 1) * 0x1p-30;
      y = argument(&random, -1e11, 1e11);
    }
    if (i % 11 == 0)
      y = argument(&random, -2, 2);
    error = error_of(js_math_pow(x, y), powl((long double)x, (long double)y));
    if (error > worst_pow)
      worst_pow = error;
    x = i % 2 != 0 ? any_double(&random) : argument(&random, -5, 5);
    y = i % 4 >= 2 ? any_double(&random) : argument(&random, -5, 5);
    error = error_of(js_math_atan2(y, x), atan2l((long double)y, (long double)x));
    if (error > worst_atan2)
      worst_atan2 = error;
    assert_same(js_math_fmod(x, y), fmod(x, y), "mod", x);
    y = argument(&random, -3, 3);
    assert_same(js_math_fmod(x * 1e5, y), fmod(x * 1e5, y), "mod", x * 1e5);
  }
  printf("pow: %.3f ulp, atan2: %.3f ulp\n", worst_pow, worst_atan2);
  assert_true(worst_pow < LIMIT && worst_atan2 < LIMIT);
}

static void rounding(void **state) {
  struct test_random random = test_random_seeded("rounding");
  (void)state;
  for (int i = 0; i < ROUNDS * 4; i++) {
    double x = i % 2 != 0 ? any_double(&random) : argument(&random, -100, 100);
    if (i % 4 == 0)
      x = floor(x * 2) / 2;
    if (i % 8 == 3)
      x = argument(&random, -0x1p53, 0x1p53);
    assert_same(js_math_floor(x), floor(x), "floor", x);
    assert_same(js_math_ceil(x), ceil(x), "ceil", x);
    assert_same(js_math_trunc(x), trunc(x), "trunc", x);
    assert_same(js_math_sqrt(x), sqrt(x), "sqrt", x);
    if (fabs(x) < 0x1p51)
      assert_same(js_math_round(x),
                  copysign(floor(x * 2 + 1) == x * 2 + 1 ? floor(x + 0.5) : nearbyint(x), x), "round", x);
  }
  assert_same(js_math_round(2.5), 3, "round", 2.5);
  assert_same(js_math_round(-2.5), -2, "round", -2.5);
  assert_same(js_math_round(-0.5), -0.0, "round", -0.5);
  assert_same(js_math_round(-0.2), -0.0, "round", -0.2);
  assert_same(js_math_round(0.49999999999999994), 0, "round", 0.49999999999999994);
  assert_same(js_math_round(4503599627370495.5), 4503599627370496.0, "round", 4503599627370495.5);
  assert_same(js_math_round(9007199254740991.0), 9007199254740991.0, "round", 9007199254740991.0);
  assert_same(js_math_round(-INFINITY), -INFINITY, "round", -INFINITY);
  assert_same(js_math_round(NAN), NAN, "round", NAN);
  assert_same(js_math_round(-0.0), -0.0, "round", -0.0);
}

static void special_values(void **state) {
  static const struct {
    const char *name;
    function *tested;
    double x, want;
  } cases[] = {
      {"exp", js_math_exp, INFINITY, INFINITY},
      {"exp", js_math_exp, -INFINITY, 0},
      {"exp", js_math_exp, -0.0, 1},
      {"exp", js_math_exp, 1e-300, 1},
      {"exp", js_math_exp, -745, 5e-324},
      {"exp", js_math_exp, 709.782712893384, 1.7976931348622732e308},
      {"exp", js_math_exp, 1, 2.718281828459045},
      {"log", js_math_log, 0, -INFINITY},
      {"log", js_math_log, -0.0, -INFINITY},
      {"log", js_math_log, 1, 0},
      {"log", js_math_log, -1, NAN},
      {"log", js_math_log, INFINITY, INFINITY},
      {"log", js_math_log, -INFINITY, NAN},
      {"log", js_math_log, 5e-324, -744.4400719213812},
      {"log2", js_math_log2, 8, 3},
      {"log2", js_math_log2, 5e-324, -1074},
      {"log2", js_math_log2, 0x1p1023, 1023},
      {"log10", js_math_log10, 1000, 3},
      {"log10", js_math_log10, 1e22, 22},
      {"log10", js_math_log10, 0.001, -3},
      {"sqrt", js_math_sqrt, -0.0, -0.0},
      {"sqrt", js_math_sqrt, -1, NAN},
      {"sqrt", js_math_sqrt, INFINITY, INFINITY},
      {"sin", js_math_sin, -0.0, -0.0},
      {"sin", js_math_sin, INFINITY, NAN},
      {"sin", js_math_sin, 5e-324, 5e-324},
      {"cos", js_math_cos, -0.0, 1},
      {"cos", js_math_cos, -INFINITY, NAN},
      {"tan", js_math_tan, -0.0, -0.0},
      {"tan", js_math_tan, NAN, NAN},
      {"asin", js_math_asin, -0.0, -0.0},
      {"asin", js_math_asin, 1, 1.5707963267948966},
      {"asin", js_math_asin, -1, -1.5707963267948966},
      {"asin", js_math_asin, 1.0000000000000002, NAN},
      {"asin", js_math_asin, 0.5, 0.5235987755982989},
      {"acos", js_math_acos, 1, 0},
      {"acos", js_math_acos, -1, 3.141592653589793},
      {"acos", js_math_acos, 0, 1.5707963267948966},
      {"acos", js_math_acos, 2, NAN},
      {"acos", js_math_acos, 0.5, 1.0471975511965979},
      {"atan", js_math_atan, -0.0, -0.0},
      {"atan", js_math_atan, INFINITY, 1.5707963267948966},
      {"atan", js_math_atan, -INFINITY, -1.5707963267948966},
      {"atan", js_math_atan, 1, 0.7853981633974483},
      {"floor", js_math_floor, -0.0, -0.0},
      {"ceil", js_math_ceil, -0.5, -0.0},
      {"trunc", js_math_trunc, -0.5, -0.0},
      {"floor", js_math_floor, NAN, NAN},
  };
  static const double pows[][3] = {
      {NAN, 0, 1},
      {0, 0, 1},
      {1, INFINITY, NAN},
      {-1, -INFINITY, NAN},
      {1, NAN, NAN},
      {2, INFINITY, INFINITY},
      {0.5, INFINITY, 0},
      {2, -INFINITY, 0},
      {0.5, -INFINITY, INFINITY},
      {INFINITY, 2, INFINITY},
      {INFINITY, -1, 0},
      {-INFINITY, 3, -INFINITY},
      {-INFINITY, 2, INFINITY},
      {-INFINITY, -3, -0.0},
      {-INFINITY, -2, 0},
      {-INFINITY, 0.5, INFINITY},
      {-0.0, 3, -0.0},
      {-0.0, 2, 0},
      {-0.0, -3, -INFINITY},
      {-0.0, -2, INFINITY},
      {0, -1, INFINITY},
      {-8, 1.0 / 3, NAN},
      {-2, 3, -8},
      {-2, -2, 0.25},
      {10, 22, 1e22},
      {10, -5, 1e-5},
      {2, -1074, 5e-324},
      {2, 1024, INFINITY},
      {2, -1076, 0},
      {-2, 1023, -0x1p1023},
      {1.0000000000000002, 1e300, INFINITY},
      {0.9999999999999999, 1e300, 0},
      {-1, 9007199254740992.0, 1},
      {-1, 9007199254740991.0, -1},
      {4, 0.5, 2},
      {3, 4, 81},
      {5, 5e-324, 1},
      {7, 20, 79792266297612001.0},
      {1, 5, 1},
  };
  static const double atan2s[][3] = {
      {0, 0, 0},
      {-0.0, 0, -0.0},
      {0, -0.0, 3.141592653589793},
      {-0.0, -0.0, -3.141592653589793},
      {0, -1, 3.141592653589793},
      {-0.0, 1, -0.0},
      {1, 0, 1.5707963267948966},
      {-1, -0.0, -1.5707963267948966},
      {INFINITY, INFINITY, 0.7853981633974483},
      {INFINITY, -INFINITY, 2.356194490192345},
      {-INFINITY, 1, -1.5707963267948966},
      {1, INFINITY, 0},
      {1, -INFINITY, 3.141592653589793},
      {-1, INFINITY, -0.0},
      {5e-324, 1, 5e-324},
      {5e-324, -5e-324, 2.356194490192345},
      {1e308, 1e308, 0.7853981633974483},
      {1e-300, 1e300, 0},
      {1e300, 1e-300, 1.5707963267948966},
      {NAN, 1, NAN},
      {1, NAN, NAN},
      {-1, -1, -2.356194490192345},
  };
  static const double mods[][3] = {
      {5, 3, 2},       {-5, 3, -2},        {5, -3, 2},          {-6, 3, -0.0},
      {5, 0, NAN},     {INFINITY, 3, NAN}, {5, INFINITY, 5},    {-0.0, 5, -0.0},
      {5.5, 2.5, 0.5}, {1e308, 3, 2},      {5e-324, 5e-324, 0}, {1.7976931348623157e308, 5e-324, 0},
      {NAN, 1, NAN},   {1, NAN, NAN},      {-1, INFINITY, -1},  {0.3, 0.1, 0.09999999999999998},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_same(cases[i].tested(cases[i].x), cases[i].want, cases[i].name, cases[i].x);
  for (size_t i = 0; i < sizeof pows / sizeof pows[0]; i++)
    assert_same(js_math_pow(pows[i][0], pows[i][1]), pows[i][2], "pow", pows[i][0]);
  for (size_t i = 0; i < sizeof atan2s / sizeof atan2s[0]; i++)
    assert_same(js_math_atan2(atan2s[i][0], atan2s[i][1]), atan2s[i][2], "atan2", atan2s[i][0]);
  for (size_t i = 0; i < sizeof mods / sizeof mods[0]; i++)
    assert_same(js_math_fmod(mods[i][0], mods[i][1]), mods[i][2], "mod", mods[i][0]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(special_values), cmocka_unit_test(rounding),
      cmocka_unit_test(one_argument),   cmocka_unit_test(near_multiples_of_half_pi),
      cmocka_unit_test(two_arguments),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
