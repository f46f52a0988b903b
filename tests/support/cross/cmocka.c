/* A small test runner behind tests/support/cross/cmocka.h: one test at a time, left by longjmp when it fails. */
#include "cmocka.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum outcome { PASSED, FAILED, SKIPPED };

static jmp_buf end_of_test;

void print_message(const char *format, ...) {
  va_list args;
  va_start(args, format);
  vfprintf(stdout, format, args);
  va_end(args);
}

void print_error(const char *format, ...) {
  va_list args;
  va_start(args, format);
  vfprintf(stderr, format, args);
  va_end(args);
}

void cross_fail(struct cross_place place, const char *format, ...) {
  va_list args;
  fflush(stdout);
  fprintf(stderr, "%s:%d: ", place.file, place.line);
  va_start(args, format);
  vfprintf(stderr, format, args);
  va_end(args);
  fputc('\n', stderr);
  longjmp(end_of_test, FAILED);
}

void cross_skip(struct cross_place place) {
  fprintf(stderr, "%s:%d: skipped\n", place.file, place.line);
  longjmp(end_of_test, SKIPPED);
}

void cross_compare(struct cross_place place, uintmax_t a, uintmax_t b, bool equal) {
  if ((a == b) != equal)
    cross_fail(place, "%#jx %s %#jx", a, equal ? "!=" : "==", b);
}

void cross_compare_string(struct cross_place place, const char *a, const char *b, bool equal) {
  if ((strcmp(a, b) == 0) != equal)
    cross_fail(place, "\"%s\" %s \"%s\"", a, equal ? "!=" : "==", b);
}

void cross_compare_memory(struct cross_place place, const void *a, const void *b, size_t size, bool equal) {
  const unsigned char *left = a, *right = b;
  size_t at = 0;
  if ((memcmp(a, b, size) == 0) == equal)
    return;
  if (!equal)
    cross_fail(place, "%zu bytes are equal", size);
  while (left[at] == right[at])
    at++;
  cross_fail(place, "byte %zu of %zu: %#x != %#x", at, size, left[at], right[at]);
}

void cross_compare_float(struct cross_place place, double a, double b, double epsilon, bool equal) {
  double distance = a > b ? a - b : b - a;
  if ((distance <= epsilon) != equal)
    cross_fail(place, "%g %s %g", a, equal ? "!=" : "==", b);
}

void cross_range(struct cross_place place, uintmax_t value, uintmax_t low, uintmax_t high, bool inside) {
  if ((value >= low && value <= high) != inside)
    cross_fail(place, "%ju is %s %ju..%ju", value, inside ? "outside" : "within", low, high);
}

void cross_set(struct cross_place place, uintmax_t value, const uintmax_t *set, size_t count, bool inside) {
  bool found = false;
  for (size_t i = 0; i < count; i++)
    found |= set[i] == value;
  if (found != inside)
    cross_fail(place, "%ju is %s the set", value, inside ? "not in" : "in");
}

static enum outcome run(const struct CMUnitTest *test, void **state) {
  switch (setjmp(end_of_test)) {
  case PASSED: break;
  case SKIPPED: return SKIPPED;
  default: return FAILED;
  }
  if (test->setup_func && test->setup_func(state) != 0)
    cross_fail((struct cross_place){test->name, 0}, "setup failed");
  test->test_func(state);
  return PASSED;
}

static enum outcome tear_down(const struct CMUnitTest *test, void **state) {
  if (setjmp(end_of_test) != PASSED)
    return FAILED;
  return !test->teardown_func || test->teardown_func(state) == 0 ? PASSED : FAILED;
}

/* A teardown runs whatever became of the test, and may fail it. */
static enum outcome run_and_tear_down(const struct CMUnitTest *test, void *group_state) {
  void *state = test->initial_state ? test->initial_state : group_state;
  enum outcome outcome = run(test, &state);
  enum outcome after = tear_down(test, &state);
  return outcome == FAILED || after == FAILED ? FAILED : outcome;
}

int cross_run_tests(const char *group, const struct CMUnitTest *tests, size_t count, CMFixtureFunction setup,
                    CMFixtureFunction teardown) {
  static const char *const labels[] = {"[       OK ]", "[  FAILED  ]", "[  SKIPPED ]"};
  void *state = NULL;
  int failed = 0;
  printf("[==========] %s: running %zu test(s).\n", group, count);
  if (setup && setup(&state) != 0) {
    printf("[  FAILED  ] %s: group setup\n", group);
    return (int)count;
  }
  for (size_t i = 0; i < count; i++) {
    enum outcome outcome = run_and_tear_down(&tests[i], state);
    failed += outcome == FAILED;
    printf("%s %s\n", labels[outcome], tests[i].name);
    fflush(stdout);
  }
  if (teardown && teardown(&state) != 0)
    failed++;
  printf("[==========] %s: %zu test(s) run, %d failed.\n", group, count, failed);
  return failed;
}
