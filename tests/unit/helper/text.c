/* Printing, reading numbers and comparing, against the C library and against Linux's documented results. */
#include "unit.h"

#include "base/errno.h"
#include "helper/format.h"
#include "helper_run.h"
#include "random.h"

#include <errno.h>

static struct run *run;

/* Texts and addresses the tests' programs may read: one block. */
static char readable[64];

static bool may_read(const struct run *self, uint64_t address, uint64_t bytes) {
  assert_ptr_equal(self, run);
  uint64_t start = ADDRESS(readable);
  return address >= start && address - start <= sizeof readable &&
         bytes <= sizeof readable - (address - start);
}

static int setup(void **state) {
  (void)state;
  run = helper_run_start();
  run->may_read = may_read;
  memset(readable, 0, sizeof readable);
  return 0;
}

/* snprintf through the helper, with a buffer of exactly size bytes. */
static char *format_sized(uint32_t size, const char *format, const uint64_t *numbers, uint32_t count,
                          uint64_t *result) {
  static char text[1024];
  memset(text, '#', sizeof text);
  *result = CALL(SNPRINTF, ADDRESS(size ? text : NULL), size, ADDRESS(format),
                 ADDRESS(count ? numbers : NULL), count * 8);
  assert_int_equal(text[size], '#');
  return text;
}

static void expect_text(const char *expected, const char *format, uint64_t number) {
  uint64_t result;
  char *text = format_sized(512, format, &number, 1, &result);
  assert_string_equal(text, expected);
  assert_int_equal(result, strlen(expected) + 1);
}

#define EXPECT_LIKE_C(format, number, as)                                                                    \
  do {                                                                                                       \
    char expected_[256];                                                                                     \
    snprintf(expected_, sizeof expected_, format, (as)(number));                                             \
    expect_text(expected_, format, (uint64_t)(number));                                                      \
  } while (0)

static void numbers_are_formatted_as_in_c(void **state) {
  struct test_random random = test_random_seeded("helper/text");
  (void)state;
  for (int i = 0; i < 20000 / (1 + 9 * MBPF_TEST_SLOW); i++) {
    uint64_t n = test_random_next(&random) >> (test_random_next(&random) % 64);
    EXPECT_LIKE_C("%d", n, int);
    EXPECT_LIKE_C("%u", n, unsigned);
    EXPECT_LIKE_C("%x|", n, unsigned);
    EXPECT_LIKE_C("%lld", n, long long);
    EXPECT_LIKE_C("%llu", n, unsigned long long);
    EXPECT_LIKE_C("%llX", n, unsigned long long);
    EXPECT_LIKE_C("[%08d]", n, int);
    EXPECT_LIKE_C("[%-12d]", n, int);
    EXPECT_LIKE_C("[%+i]", n, int);
    EXPECT_LIKE_C("[% 25lld]", n, long long);
    EXPECT_LIKE_C("[%030llx]", n, unsigned long long);
    EXPECT_LIKE_C("[%+025lld]", n, long long);
  }
  EXPECT_LIKE_C("%lld", INT64_MIN, long long);
  EXPECT_LIKE_C("%d", 0, int);
  expect_text("-1 100%", "%ld 100%%", (uint64_t)-1); /* long has 64 bits in eBPF, whatever the host's has */
  expect_text("A|", "%c|", 'A' + 0x100u);
}

static void addresses_are_followed_where_the_program_may_read(void **state) {
  char pointer[32];
  (void)state;
  strcpy(readable, "text");
  memcpy(readable + 8, (uint8_t[]){10, 0, 200, 7}, 4);
  memcpy(readable + 16, (uint8_t[]){0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x3a, 0, 0, 0, 0, 1}, 16);
  expect_text("<text>", "<%s>", ADDRESS(readable));
  expect_text("<    text>", "<%8s>", ADDRESS(readable));
  expect_text("<text    >", "<%-8s>", ADDRESS(readable));
  expect_text("<text>", "<%pks>", ADDRESS(readable));
  expect_text("10.0.200.7!", "%pI4!", ADDRESS(readable + 8));
  expect_text("010.000.200.007!", "%pi4!", ADDRESS(readable + 8));
  expect_text("fe80:0000:0000:0000:0012:3a00:0000:0001", "%pI6", ADDRESS(readable + 16));
  expect_text("fe8000000000000000123a0000000001", "%pi6", ADDRESS(readable + 16));
  /* bad addresses: empty, zeros, and a text that runs into what must not be read */
  expect_text("<>", "<%s>", 8);
  expect_text("<>", "<%s>", 0);
  expect_text("<>", "<%s>", UINT64_MAX);
  expect_text("0.0.0.0", "%pI4", ADDRESS(readable + sizeof readable - 3));
  memset(readable + sizeof readable - 3, 'z', 3);
  expect_text("<zzz>", "<%s>", ADDRESS(readable + sizeof readable - 3));
  run->may_read = NULL;
  expect_text("<>", "<%s>", ADDRESS(readable));
  snprintf(pointer, sizeof pointer, "%0*llx", (int)(2 * sizeof(void *)), 0xbeefull);
  expect_text(pointer, "%p", 0xbeef);
  expect_text(pointer, "%px", 0xbeef);
}

static void malformed_formats_are_refused(void **state) {
  static const char *const bad[] = {"%",    "%z",  "%ld%", "%lld%q", "%h",   "%hd",   "%f",      "%n",
                                    "%lll", "%ls", "%lc",  "%lp",    "%pI5", "%pI",   "%pq",     "%.3d",
                                    "%*d",  "%#x", "%-",   "%5",     "\x01", "a\x7f", "\xc3\xa9"};
  uint64_t result, numbers[FORMAT_MAX_ARGS] = {1, 2, 3};
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    char *text = format_sized(64, bad[i], numbers, 3, &result);
    if (result != (uint64_t)-E_INVAL || text[0] != 0 || text[63] != 0)
      fail_msg("'%s' gave %lld", bad[i], (long long)result);
  }
  format_sized(64, "%d%d", numbers, 1, &result);
  assert_int_equal(result, (uint64_t)-E_INVAL);
  format_sized(64, "%d", numbers, 0, &result);
  assert_int_equal(result, (uint64_t)-E_INVAL);
  assert_string_equal(format_sized(64, "%d", numbers, 3, &result), "1"); /* unused numbers are fine */
}

static void snprintf_cuts_and_counts(void **state) {
  uint64_t result, numbers[13] = {12345};
  (void)state;
  assert_string_equal(format_sized(4, "a%d", numbers, 1, &result), "a12");
  assert_int_equal(result, 7);
  assert_string_equal(format_sized(1, "a%d", numbers, 1, &result), "");
  assert_int_equal(result, 7);
  format_sized(0, "a%d", numbers, 1, &result);
  assert_int_equal(result, 7);
  assert_string_equal(format_sized(64, "%d%d%d%d%d%d%d%d%d%d%d%d", numbers, 12, &result), "1234500000000000");
  assert_int_equal(CALL(SNPRINTF, 0, 0, ADDRESS("x"), ADDRESS(numbers), 7), (uint64_t)-E_INVAL);
  assert_int_equal(CALL(SNPRINTF, 0, 0, ADDRESS("x"), ADDRESS(numbers), 13 * 8), (uint64_t)-E_INVAL);
  assert_int_equal(CALL(SNPRINTF, 0, 0, ADDRESS("x"), 0, 8), (uint64_t)-E_INVAL);
}

static void printing_goes_to_the_log_line_by_line(void **state) {
  uint64_t numbers[4] = {1, 2, 3, 4};
  char wide[] = "%300d";
  (void)state;
  assert_int_equal(CALL(TRACE_PRINTK, ADDRESS("x=%d y=%x\n"), 11, -5, 0xff), 10);
  assert_string_equal(helper_run_log, "p: x=-5 y=ff\n");
  assert_int_equal(CALL(TRACE_VPRINTK, ADDRESS("%d\n%d %d %d"), 12, ADDRESS(numbers), 32), 7);
  assert_string_equal(helper_run_log, "p: x=-5 y=ff\np: 1\np: 2 3 4\n");
  helper_run_log[0] = '\0';
  assert_int_equal(CALL(TRACE_PRINTK, ADDRESS("none"), 4),
                   (uint64_t)-E_INVAL); /* no zero among the 4 bytes */
  assert_int_equal(CALL(TRACE_PRINTK, ADDRESS("%d%d%d%d"), 9), (uint64_t)-E_INVAL);
  assert_int_equal(CALL(TRACE_VPRINTK, ADDRESS("x"), 2, ADDRESS(numbers), 12), (uint64_t)-E_INVAL);
  assert_string_equal(helper_run_log, "");
  assert_int_equal(CALL(TRACE_PRINTK, ADDRESS(""), 1), 0);
  assert_string_equal(helper_run_log, "");
  assert_int_equal(CALL(TRACE_PRINTK, ADDRESS(wide), sizeof wide, 1), 300); /* counted whole, shown cut */
  assert_int_equal(strlen(helper_run_log), MBPF_LOG_LINE_BYTES);
}

/* --- numbers --- */

#define UNTOUCHED 0x5555555555555555u

static void expect_number(bool is_signed, const char *text, uint64_t flags, int64_t result, uint64_t value) {
  uint64_t got = UNTOUCHED;
  size_t length = strlen(text);
  uint8_t *exact = copy_exactly(text, length);
  int64_t returned = (int64_t)(is_signed ? CALL(STRTOL, ADDRESS(exact), length, flags, ADDRESS(&got))
                                         : CALL(STRTOUL, ADDRESS(exact), length, flags, ADDRESS(&got)));
  free(exact);
  if (returned != result || got != (result < 0 ? 0 : value))
    fail_msg("'%s' base %u: %lld, %llu", text, (unsigned)flags, (long long)returned, (unsigned long long)got);
}

static void numbers_are_read_as_linux_reads_them(void **state) {
  (void)state;
  expect_number(true, "42", 0, 2, 42);
  expect_number(true, "42", 10, 2, 42);
  expect_number(true, " \t\n-42xyz", 0, 6, (uint64_t)-42);
  expect_number(true, "0x1fG", 0, 4, 0x1f);
  expect_number(true, "0X1F", 16, 4, 0x1f);
  expect_number(true, "1f", 16, 2, 0x1f);
  expect_number(true, "017", 0, 3, 15);
  expect_number(true, "0", 0, 1, 0);
  expect_number(true, "09", 0, 1, 0); /* base 8 by its prefix: the 9 ends it */
  expect_number(true, "0x", 0, 1, 0); /* no digit after the prefix: base 8 */
  expect_number(true, "0x", 16, -E_INVAL, 0);
  expect_number(true, "789", 8, 1, 7);
  expect_number(true, "9223372036854775807", 10, 19, INT64_MAX);
  expect_number(true, "9223372036854775808", 10, -E_RANGE, 0);
  expect_number(true, "-9223372036854775808", 10, 20, (uint64_t)INT64_MIN);
  expect_number(true, "-9223372036854775809", 10, -E_RANGE, 0);
  expect_number(true, "18446744073709551616", 10, -E_RANGE, 0);
  expect_number(true, "99999999999999999999999999999999999999", 10, -E_RANGE, 0);
  expect_number(true, "", 10, -E_INVAL, 0);
  expect_number(true, "   ", 10, -E_INVAL, 0);
  expect_number(true, "-", 10, -E_INVAL, 0);
  expect_number(true, "+1", 10, -E_INVAL, 0);
  expect_number(true, "x", 10, -E_INVAL, 0);
  expect_number(true, "1", 2, -E_INVAL, 0);
  expect_number(true, "1", 10 | 32, -E_INVAL, 0);
  expect_number(true, "1", (uint64_t)1 << 40, -E_INVAL, 0);
  expect_number(false, "18446744073709551615", 10, 20, UINT64_MAX);
  expect_number(false, "18446744073709551616", 10, -E_RANGE, 0);
  expect_number(false, "0xffffffffffffffff", 0, 18, UINT64_MAX);
  expect_number(false, "0x10000000000000000", 0, -E_RANGE, 0);
  expect_number(false, "-1", 10, -E_INVAL, 0);
  expect_number(false, "  7 ", 0, 3, 7);
  /* only 63 characters after blanks and sign are looked at */
  expect_number(false, "0000000000000000000000000000000000000000000000000000000000000001234", 10, 63, 0);
}

static void random_numbers_read_back(void **state) {
  struct test_random random = test_random_seeded("helper/text/strtol");
  char text[64];
  (void)state;
  for (int i = 0; i < 20000 / (1 + 9 * MBPF_TEST_SLOW); i++) {
    uint64_t n = test_random_next(&random) >> (test_random_next(&random) % 64);
    int length = snprintf(text, sizeof text, "%lld", (long long)n);
    expect_number(true, text, 10, length, n);
    length = snprintf(text, sizeof text, "0x%llx", (unsigned long long)n);
    expect_number(false, text, 0, length, n);
    length = snprintf(text, sizeof text, "%llo", (unsigned long long)n);
    expect_number(false, text, 8, length, n);
  }
}

static void texts_are_compared(void **state) {
  (void)state;
  assert_int_equal(CALL(STRNCMP, ADDRESS("abc"), 3, ADDRESS("abc")), 0);
  assert_int_equal(CALL(STRNCMP, ADDRESS("abcX"), 3, ADDRESS("abcY")), 0);
  assert_int_equal((int64_t)CALL(STRNCMP, ADDRESS("abb"), 4, ADDRESS("abc")), -1);
  assert_int_equal((int64_t)CALL(STRNCMP, ADDRESS("ab\xff"), 4, ADDRESS("abc")), 1);
  assert_int_equal(CALL(STRNCMP, ADDRESS("ab\0x"), 4, ADDRESS("ab\0y")), 0);
  assert_int_equal((int64_t)CALL(STRNCMP, ADDRESS("ab"), 3, ADDRESS("abc")), -1);
  assert_int_equal((int64_t)CALL(STRNCMP, ADDRESS("abc"), 4, ADDRESS("ab")), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(numbers_are_formatted_as_in_c, setup),
      cmocka_unit_test_setup(addresses_are_followed_where_the_program_may_read, setup),
      cmocka_unit_test_setup(malformed_formats_are_refused, setup),
      cmocka_unit_test_setup(snprintf_cuts_and_counts, setup),
      cmocka_unit_test_setup(printing_goes_to_the_log_line_by_line, setup),
      cmocka_unit_test_setup(numbers_are_read_as_linux_reads_them, setup),
      cmocka_unit_test_setup(random_numbers_read_back, setup),
      cmocka_unit_test_setup(texts_are_compared, setup),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
