/* unicode.c: WTF-8 and UTF-16 counting, and the character classes of the language. Bottom-up. */
#include "js/unicode.h"

#include <string.h>

enum { MALFORMED = 0xFFFD };

static bool is_continuation(uint8_t byte) {
  return (byte & 0xC0) == 0x80;
}

size_t js_wtf8_length(uint8_t first) {
  if (first < 0xC2)
    return 1;
  if (first < 0xE0)
    return 2;
  if (first < 0xF0)
    return 3;
  return first < 0xF5 ? 4 : 1;
}

/* The code point of a sequence of `length` bytes that lies in the text, or -1 if it is malformed. */
static int32_t decode(const uint8_t *at, size_t length) {
  static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  uint32_t code;
  if (length == 1)
    return at[0] < 0x80 ? at[0] : -1;
  code = at[0] & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; i++) {
    if (!is_continuation(at[i]))
      return -1;
    code = code << 6 | (at[i] & 0x3Fu);
  }
  return code < smallest[length] || code > JS_CODE_POINT_MAX ? -1 : (int32_t)code;
}

uint32_t js_wtf8_next(const uint8_t **at, const uint8_t *end) {
  const uint8_t *start = *at;
  size_t length = js_wtf8_length(*start);
  int32_t code;
  if (*start < 0x80) {
    *at = start + 1;
    return *start;
  }
  code = length <= (size_t)(end - start) ? decode(start, length) : -1;
  *at = start + (code < 0 ? 1 : length);
  return code < 0 ? MALFORMED : (uint32_t)code;
}

uint32_t js_wtf8_previous(const uint8_t **at, const uint8_t *start) {
  const uint8_t *end = *at;
  const uint8_t *first = end - 1;
  const uint8_t *read;
  uint32_t code;
  while (first > start && end - first < JS_WTF8_MAX && is_continuation(*first))
    first--;
  read = first;
  code = js_wtf8_next(&read, end);
  if (read != end) { /* a malformed byte stands alone, as it does going forward */
    *at = end - 1;
    return MALFORMED;
  }
  *at = first;
  return code;
}

size_t js_wtf8_put(uint8_t *out, uint32_t code) {
  if (code < 0x80) {
    out[0] = (uint8_t)code;
    return 1;
  }
  if (code < 0x800) {
    out[0] = (uint8_t)(0xC0 | code >> 6);
    out[1] = (uint8_t)(0x80 | (code & 0x3F));
    return 2;
  }
  if (code < 0x10000) {
    out[0] = (uint8_t)(0xE0 | code >> 12);
    out[1] = (uint8_t)(0x80 | (code >> 6 & 0x3F));
    out[2] = (uint8_t)(0x80 | (code & 0x3F));
    return 3;
  }
  out[0] = (uint8_t)(0xF0 | code >> 18);
  out[1] = (uint8_t)(0x80 | (code >> 12 & 0x3F));
  out[2] = (uint8_t)(0x80 | (code >> 6 & 0x3F));
  out[3] = (uint8_t)(0x80 | (code & 0x3F));
  return 4;
}

static bool is_high_surrogate(int32_t code) {
  return code >= 0xD800 && code < 0xDC00;
}
static bool is_low_surrogate(int32_t code) {
  return code >= 0xDC00 && code < 0xE000;
}

bool js_wtf8_valid(const uint8_t *text, size_t length) {
  bool after_high = false;
  for (size_t i = 0; i < length;) {
    size_t step = js_wtf8_length(text[i]);
    int32_t code = step <= length - i ? decode(text + i, step) : -1;
    if (code < 0 || (after_high && is_low_surrogate(code)))
      return false;
    after_high = is_high_surrogate(code);
    i += step;
  }
  return true;
}

bool js_wtf8_joins(const uint8_t *left, size_t left_length, const uint8_t *right, size_t right_length) {
  if (left_length < 3 || right_length < 3)
    return false;
  return left[left_length - 3] == 0xED && (left[left_length - 2] & 0xF0) == 0xA0 && right[0] == 0xED &&
         (right[1] & 0xF0) == 0xB0;
}

size_t js_utf16_length(const uint8_t *text, size_t length) {
  return js_utf16_index(text, length);
}

/* Each sequence of up to three bytes is one unit and has one byte that continues nothing; four bytes are two units. */
size_t js_utf16_index(const uint8_t *text, size_t byte) {
  size_t units = 0, i = 0;
  for (; i + 4 <= byte;
       i += 4) { /* four at a time: bit 0 of each byte of `more` and `fewer` says what it changes */
    uint32_t word, more, fewer;
    memcpy(&word, text + i, 4);
    more = word >> 7 & word >> 6 & word >> 5 & word >> 4 & 0x01010101u;
    fewer = word >> 7 & ~word >> 6 & 0x01010101u;
    units += 4 + ((more * 0x01010101u) >> 24) - ((fewer * 0x01010101u) >> 24);
  }
  for (; i < byte; i++)
    units += (size_t)!is_continuation(text[i]) + (text[i] >= 0xF0);
  return units;
}

struct js_utf16_place js_utf16_find(const uint8_t *text, size_t length, size_t index) {
  struct js_utf16_place place = {0, 0};
  while (index > 0 && place.byte < length) {
    size_t step = js_wtf8_length(text[place.byte]);
    if (step == 4 && index == 1) {
      place.half = 1;
      return place;
    }
    index -= step == 4 ? 2 : 1;
    place.byte += step;
  }
  return place;
}

int32_t js_utf16_at(const uint8_t *text, size_t length, size_t index) {
  struct js_utf16_place place = js_utf16_find(text, length, index);
  const uint8_t *at = text + place.byte;
  uint32_t code;
  if (place.byte >= length)
    return -1;
  code = js_wtf8_next(&at, text + length);
  if (code < 0x10000)
    return (int32_t)code;
  code -= 0x10000;
  return (int32_t)(place.half ? 0xDC00 | (code & 0x3FF) : 0xD800 | code >> 10);
}

bool js_is_line_end(uint32_t code) {
  return code == 0x0A || code == 0x0D || code == 0x2028 || code == 0x2029;
}

bool js_is_space(uint32_t code) {
  if (code <= 0x20)
    return code == 0x20 || (code >= 0x09 && code <= 0x0D);
  if (code < 0xA0)
    return false;
  return code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
         code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000 || code == 0xFEFF;
}

bool js_is_identifier_start(uint32_t code) {
  if (code < 0x80)
    return ((code | 0x20) >= 'a' && (code | 0x20) <= 'z') || code == '$' || code == '_';
  return !js_is_space(code);
}

bool js_is_identifier_part(uint32_t code) {
  return js_is_identifier_start(code) || (code >= '0' && code <= '9');
}

unsigned js_digit_value(uint32_t code) {
  uint32_t lower = code | 0x20;
  if (code >= '0' && code <= '9')
    return (unsigned)(code - '0');
  return code < 0x80 && lower >= 'a' && lower <= 'z' ? (unsigned)(lower - 'a' + 10) : 36;
}

void js_trim_start(const uint8_t **start, const uint8_t *end) {
  while (*start < end) {
    const uint8_t *next = *start;
    if (!js_is_space(js_wtf8_next(&next, end)))
      return;
    *start = next;
  }
}

void js_trim_end(const uint8_t *start, const uint8_t **end) {
  while (*end > start) {
    const uint8_t *previous = *end;
    if (!js_is_space(js_wtf8_previous(&previous, start)))
      return;
    *end = previous;
  }
}
