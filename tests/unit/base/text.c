/* The core's formatter against the C library's, and at the end of its buffer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

#define SAME(...)                                                                                            \
  do {                                                                                                       \
    char ours[128], theirs[128];                                                                             \
    struct text text;                                                                                        \
    text_init(&text, ours, sizeof ours);                                                                     \
    text_printf(&text, __VA_ARGS__);                                                                         \
    snprintf(theirs, sizeof theirs, __VA_ARGS__);                                                            \
    assert_string_equal(ours, theirs);                                                                       \
    assert_int_equal(text.length, strlen(theirs));                                                           \
  } while (0)

static void formats_as_the_c_library(void **state) {
  (void)state;
  SAME("plain");
  SAME("%d %i %u", -7, 2147483647, 4294967295u);
  SAME("%lld %llu", (long long)INT64_MIN, (unsigned long long)UINT64_MAX);
  SAME("%x %#x %X %08x %#010x", 0xbeefu, 0xbeefu, 0xbeefu, 0xbeefu, 0xbeefu);
  SAME("[%5d] [%-5d] [%05d]", -42, -42, -42);
  SAME("[%6s] [%-6s] [%.2s] [%.*s]", "abc", "abc", "abc", 1, "abc");
  SAME("%c%c %%", 'o', 'k');
  SAME("%zu %hhu %hd", (size_t)99, (unsigned char)200, (short)-3);
  SAME("%.3d", 7);
  SAME("%+d %+lld %+05d [%+6d]", 7, -8LL, 9, 10);
}

static void cuts_with_dots_and_terminates(void **state) {
  char buffer[8];
  struct text text;
  (void)state;
  memset(buffer, 'x', sizeof buffer);
  text_init(&text, buffer, 7);
  text_printf(&text, "%s", "abcdefghij");
  assert_string_equal(buffer, "abc...");
  assert_true(text.cut);
  assert_int_equal(buffer[7], 'x');
  text_put(&text, '!');
  assert_string_equal(buffer, "abc...");
}

static void one_byte_buffer_stays_empty(void **state) {
  char buffer[2] = {'x', 'y'};
  struct text text;
  (void)state;
  text_init(&text, buffer, 1);
  text_printf(&text, "%d", 12345);
  assert_string_equal(buffer, "");
  assert_int_equal(buffer[1], 'y');
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(formats_as_the_c_library),
      cmocka_unit_test(cuts_with_dots_and_terminates),
      cmocka_unit_test(one_byte_buffer_stays_empty),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
