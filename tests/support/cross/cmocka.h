/*
 * The part of cmocka's interface our tests use, for CPUs Debian's cross compilers have no cmocka for. Native builds
 * use the real one, so a test has to compile with both; an assertion missing here is one macro away.
 */
#ifndef CROSS_CMOCKA_H
#define CROSS_CMOCKA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef void (*CMUnitTestFunction)(void **state);
typedef int (*CMFixtureFunction)(void **state);

struct CMUnitTest {
  const char *name;
  CMUnitTestFunction test_func;
  CMFixtureFunction setup_func;
  CMFixtureFunction teardown_func;
  void *initial_state;
};

#define cmocka_unit_test(f)                                                                                  \
  { #f, f, NULL, NULL, NULL }
#define cmocka_unit_test_setup(f, setup)                                                                     \
  { #f, f, setup, NULL, NULL }
#define cmocka_unit_test_teardown(f, teardown)                                                               \
  { #f, f, NULL, teardown, NULL }
#define cmocka_unit_test_setup_teardown(f, setup, teardown)                                                  \
  { #f, f, setup, teardown, NULL }
#define cmocka_unit_test_prestate(f, state)                                                                  \
  { #f, f, NULL, NULL, state }
#define cmocka_unit_test_prestate_setup_teardown(f, setup, teardown, state)                                  \
  { #f, f, setup, teardown, state }

#define cmocka_run_group_tests(tests, setup, teardown)                                                       \
  cross_run_tests(#tests, tests, sizeof(tests) / sizeof((tests)[0]), setup, teardown)
#define cmocka_run_group_tests_name(name, tests, setup, teardown)                                            \
  cross_run_tests(name, tests, sizeof(tests) / sizeof((tests)[0]), setup, teardown)

/* Runs the group and prints as cmocka does; returns the number of failed tests. */
int cross_run_tests(const char *group, const struct CMUnitTest *tests, size_t count, CMFixtureFunction setup,
                    CMFixtureFunction teardown);

struct cross_place {
  const char *file;
  int line;
};
#define CROSS_HERE ((struct cross_place){__FILE__, __LINE__})

/* Ends the running test with a message. */
_Noreturn void cross_fail(struct cross_place place, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
_Noreturn void cross_skip(struct cross_place place);
void cross_compare(struct cross_place place, uintmax_t a, uintmax_t b, bool equal);
void cross_compare_string(struct cross_place place, const char *a, const char *b, bool equal);
void cross_compare_memory(struct cross_place place, const void *a, const void *b, size_t size, bool equal);
void cross_compare_float(struct cross_place place, double a, double b, double epsilon, bool equal);
void cross_range(struct cross_place place, uintmax_t value, uintmax_t low, uintmax_t high, bool inside);
void cross_set(struct cross_place place, uintmax_t value, const uintmax_t *set, size_t count, bool inside);
void print_message(const char *format, ...) __attribute__((format(printf, 1, 2)));
void print_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define fail()        cross_fail(CROSS_HERE, "fail()")
#define fail_msg(...) cross_fail(CROSS_HERE, __VA_ARGS__)
#define skip()        cross_skip(CROSS_HERE)

#define CROSS_CHECK(holds, text) ((holds) ? (void)0 : cross_fail(CROSS_HERE, "%s", text))
#define assert_true(c)           CROSS_CHECK(c, #c)
#define assert_false(c)          CROSS_CHECK(!(c), "!(" #c ")")
#define assert_null(p)           CROSS_CHECK((p) == NULL, #p " is not NULL")
#define assert_non_null(p)       CROSS_CHECK((p) != NULL, #p " is NULL")
#define assert_return_code(rc, error)                                                                        \
  ((rc) >= 0 ? (void)0 : cross_fail(CROSS_HERE, "%s < 0, errno %d", #rc, (int)(error)))

#define assert_int_equal(a, b)                cross_compare(CROSS_HERE, (uintmax_t)(a), (uintmax_t)(b), true)
#define assert_int_not_equal(a, b)            cross_compare(CROSS_HERE, (uintmax_t)(a), (uintmax_t)(b), false)
#define assert_ptr_equal(a, b)                cross_compare(CROSS_HERE, (uintptr_t)(a), (uintptr_t)(b), true)
#define assert_ptr_not_equal(a, b)            cross_compare(CROSS_HERE, (uintptr_t)(a), (uintptr_t)(b), false)
#define assert_float_equal(a, b, epsilon)     cross_compare_float(CROSS_HERE, a, b, epsilon, true)
#define assert_float_not_equal(a, b, epsilon) cross_compare_float(CROSS_HERE, a, b, epsilon, false)
#define assert_string_equal(a, b)             cross_compare_string(CROSS_HERE, a, b, true)
#define assert_string_not_equal(a, b)         cross_compare_string(CROSS_HERE, a, b, false)
#define assert_memory_equal(a, b, size)       cross_compare_memory(CROSS_HERE, a, b, size, true)
#define assert_memory_not_equal(a, b, size)   cross_compare_memory(CROSS_HERE, a, b, size, false)
#define assert_in_range(v, low, high)                                                                        \
  cross_range(CROSS_HERE, (uintmax_t)(v), (uintmax_t)(low), (uintmax_t)(high), true)
#define assert_not_in_range(v, low, high)                                                                    \
  cross_range(CROSS_HERE, (uintmax_t)(v), (uintmax_t)(low), (uintmax_t)(high), false)
#define assert_in_set(v, set, count)     cross_set(CROSS_HERE, (uintmax_t)(v), set, count, true)
#define assert_not_in_set(v, set, count) cross_set(CROSS_HERE, (uintmax_t)(v), set, count, false)

#endif
