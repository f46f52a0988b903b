/* unicode.c: WTF-8 iteration both ways, UTF-16 places, validity and the character classes. */
#include "js/unicode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"

static const uint8_t *bytes(const char *text) {
  return (const uint8_t *)text;
}

static void every_code_point_round_trips(void **state) {
  uint8_t buffer[JS_WTF8_MAX];
  (void)state;
  for (uint32_t code = 0; code <= JS_CODE_POINT_MAX; code++) {
    size_t length = js_wtf8_put(buffer, code);
    const uint8_t *at = buffer;
    assert_int_equal(js_wtf8_next(&at, buffer + length), code);
    assert_ptr_equal(at, buffer + length);
    assert_int_equal(js_wtf8_previous(&at, buffer), code);
    assert_ptr_equal(at, buffer);
    assert_int_equal(js_wtf8_length(buffer[0]), length);
    assert_true(js_wtf8_valid(buffer, length));
    if (length > 1)
      assert_false(js_wtf8_valid(buffer, length - 1));
    assert_int_equal(js_utf16_length(buffer, length), code < 0x10000 ? 1 : 2);
  }
}

static void malformed_bytes_stand_alone(void **state) {
  static const char *const malformed[] = {"\x80",
                                          "\xC0\x80",
                                          "\xC1\xBF",
                                          "\xE0\x80\x80",
                                          "\xF0\x80\x80\x80",
                                          "\xF4\x90\x80\x80",
                                          "\xF5\x80\x80\x80",
                                          "\xFF",
                                          "\xE2\x82",
                                          "\xE2\x28\xA1",
                                          "\xC3"};
  (void)state;
  for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
    const uint8_t *start = bytes(malformed[i]);
    const uint8_t *end = start + strlen(malformed[i]);
    const uint8_t *at = start;
    assert_false(js_wtf8_valid(start, (size_t)(end - start)));
    assert_int_equal(js_wtf8_next(&at, end), 0xFFFD);
    assert_ptr_equal(at, start + 1);
  }
  assert_false(js_wtf8_valid(bytes("\xED\xA0\xBD\xED\xB8\x80"), 6));
  assert_true(js_wtf8_valid(bytes("\xED\xB8\x80\xED\xA0\xBD"), 6));
}

/* Any bytes: forward and backward see the same sequences and never leave the text. */
static void both_directions_agree(void **state) {
  struct test_random random = test_random_seeded("both_directions_agree");
  (void)state;
  for (int round = 0; round < 20000; round++) {
    uint8_t text[16];
    const uint8_t *places[20];
    size_t count = 0, length = test_random_next(&random) % sizeof text;
    const uint8_t *at = text;
    for (size_t i = 0; i < length; i++) {
      static const uint8_t often[] = {'a', 0x80, 0xBF, 0xC3, 0xE2, 0xED, 0xF0, 0xF4};
      text[i] = (test_random_next(&random) & 1) != 0 ? often[test_random_next(&random) % 8]
                                                     : (uint8_t)test_random_next(&random);
    }
    while (at < text + length) {
      places[count++] = at;
      js_wtf8_next(&at, text + length);
      assert_true(at <= text + length);
    }
    if (!js_wtf8_valid(text, length))
      continue;
    while (count > 0) {
      js_wtf8_previous(&at, text);
      assert_ptr_equal(at, places[--count]);
    }
  }
}

static void utf16_places(void **state) {
  const uint8_t *text = bytes("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z\xED\xA0\xBD"); /* a é € 😀 z lone-high */
  static const int32_t units[] = {'a', 0xE9, 0x20AC, 0xD83D, 0xDE00, 'z', 0xD83D, -1, -1};
  static const size_t starts[] = {0, 1, 3, 6, 6, 10, 11, 14};
  (void)state;
  assert_int_equal(js_utf16_length(text, 14), 7);
  for (size_t i = 0; i < 9; i++)
    assert_int_equal(js_utf16_at(text, 14, i), units[i]);
  for (size_t i = 0; i < 8; i++) {
    struct js_utf16_place place = js_utf16_find(text, 14, i);
    assert_int_equal(place.byte, starts[i]);
    assert_int_equal(place.half, i == 4);
    if (i != 4)
      assert_int_equal(js_utf16_index(text, place.byte), i);
  }
  assert_int_equal(js_utf16_find(text, 14, 99).byte, 14);
}

static void surrogates_join(void **state) {
  (void)state;
  assert_true(js_wtf8_joins(bytes("x\xED\xA0\xBD"), 4, bytes("\xED\xB8\x80y"), 4));
  assert_false(js_wtf8_joins(bytes("\xED\xB8\x80"), 3, bytes("\xED\xA0\xBD"), 3));
  assert_false(js_wtf8_joins(bytes("\xA0\xBD"), 2, bytes("\xED\xB8\x80"), 3));
  assert_false(js_wtf8_joins(bytes("\xED\xA0\xBD"), 3, bytes(""), 0));
}

static void classes(void **state) {
  static const uint32_t spaces[] = {9,      10,     11,     12,     13,     32,     0xA0,   0x1680,
                                    0x2000, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF};
  unsigned count = 0;
  (void)state;
  for (uint32_t code = 0; code <= JS_CODE_POINT_MAX; code++)
    count += js_is_space(code);
  assert_int_equal(count, 25);
  for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++)
    assert_true(js_is_space(spaces[i]));
  for (uint32_t code = 0; code < 0x80; code++) {
    const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_";
    bool letter = code != 0 && strchr(letters, (int)code) != NULL;
    assert_int_equal(js_is_identifier_start(code), letter);
    assert_int_equal(js_is_identifier_part(code), letter || (code >= '0' && code <= '9'));
  }
  assert_true(js_is_identifier_start(0xE9) && js_is_identifier_part(0x1F600));
  assert_false(js_is_identifier_start(0xFEFF) || js_is_identifier_part(0x2028));
  assert_int_equal(js_digit_value('z'), 35);
  assert_int_equal(js_digit_value('Z'), 35);
  assert_int_equal(js_digit_value('@'), 36);
  assert_int_equal(js_digit_value('['), 36);
  assert_int_equal(js_digit_value('`'), 36);
  assert_int_equal(js_digit_value(0x130), 36);
}

static void trimming(void **state) {
  const uint8_t *start = bytes(" \xC2\xA0x y\xE3\x80\x80\n");
  const uint8_t *end = start + strlen((const char *)start);
  const uint8_t *all = bytes("\xEF\xBB\xBF ");
  const uint8_t *all_end = all + 4;
  (void)state;
  js_trim_start(&start, end);
  js_trim_end(start, &end);
  assert_int_equal(end - start, 3);
  assert_memory_equal(start, "x y", 3);
  js_trim_end(all, &all_end);
  assert_ptr_equal(all, all_end);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_code_point_round_trips),
      cmocka_unit_test(malformed_bytes_stand_alone),
      cmocka_unit_test(both_directions_agree),
      cmocka_unit_test(utf16_places),
      cmocka_unit_test(surrogates_join),
      cmocka_unit_test(classes),
      cmocka_unit_test(trimming),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
