/* UTF-8 checking by the table of RFC 3629 section 4: the first byte fixes the length and the range of the
 * second. */
#include "base/utf8.h"

#include <stdbool.h>

static bool tail(uint8_t byte) {
  return (byte & 0xc0) == 0x80;
}

unsigned utf8_length(const uint8_t *at, size_t length) {
  if (length == 0)
    return 0;
  uint8_t first = at[0];
  if (first < 0x80)
    return 1;
  unsigned bytes = first >= 0xc2 && first <= 0xdf   ? 2u
                   : (first & 0xf0) == 0xe0         ? 3u
                   : first >= 0xf0 && first <= 0xf4 ? 4u
                                                    : 0u;
  if (bytes == 0 || bytes > length)
    return 0;
  uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;  /* shorter forms exist below */
  uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf; /* surrogates; beyond U+10FFFF */
  if (at[1] < low || at[1] > high)
    return 0;
  for (unsigned i = 2; i < bytes; i++)
    if (!tail(at[i]))
      return 0;
  return bytes;
}

size_t utf8_check(const uint8_t *at, size_t length) {
  size_t i = 0;
  while (i < length) {
    unsigned bytes = utf8_length(at + i, length - i);
    if (bytes == 0)
      break;
    i += bytes;
  }
  return i;
}
