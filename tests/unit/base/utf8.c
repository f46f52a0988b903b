/* UTF-8 checking against a decoder written the plain way, for every sequence of up to three bytes and the
 * edges of four. */
#include "unit.h"

#include "base/utf8.h"

/* Decodes by the bit layout alone, then asks whether the code point needed that many bytes. */
static unsigned plain_length(const uint8_t *at, size_t length) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  unsigned bytes = at[0] < 0x80             ? 1
                   : (at[0] & 0xe0) == 0xc0 ? 2
                   : (at[0] & 0xf0) == 0xe0 ? 3
                   : (at[0] & 0xf8) == 0xf0 ? 4
                                            : 0;
  if (bytes == 0 || bytes > length)
    return 0;
  if (bytes == 1)
    return 1;
  uint32_t code = at[0] & (0x7fu >> bytes);
  for (unsigned i = 1; i < bytes; i++) {
    if ((at[i] & 0xc0) != 0x80)
      return 0;
    code = code << 6 | (at[i] & 0x3f);
  }
  return code < least[bytes] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? 0 : bytes;
}

static void agrees_with_a_plain_decoder(void **state) {
  uint8_t bytes[4];
  (void)state;
  for (uint32_t i = 0; i < 1u << 24; i++) {
    for (unsigned j = 0; j < 3; j++)
      bytes[j] = (uint8_t)(i >> 8 * j);
    bytes[3] = (uint8_t)(i * 0x9e3779b1u >> 24);
    if (utf8_length(bytes, 4) != plain_length(bytes, 4) || utf8_length(bytes, 2) != plain_length(bytes, 2))
      fail_msg("%02x %02x %02x %02x", bytes[0], bytes[1], bytes[2], bytes[3]);
  }
}

static void first_bad_byte_is_found(void **state) {
  (void)state;
  assert_int_equal(utf8_check((const uint8_t *)"a\xc3\xa9\xf0\x9f\x98\x80"
                                               "b",
                              8),
                   8);
  assert_int_equal(utf8_check((const uint8_t *)"a\xc3\xa9\xf0\x9f\x98", 6), 3);
  assert_int_equal(utf8_check((const uint8_t *)"", 0), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(agrees_with_a_plain_decoder),
      cmocka_unit_test(first_bad_byte_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
