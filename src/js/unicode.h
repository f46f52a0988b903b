/* unicode.h: text as the engine keeps it (WTF-8) and as programs see it (UTF-16), and the character classes
 * of the language. Freestanding, no state, no allocation.
 *
 * WTF-8 is UTF-8 in which a surrogate without its partner may also stand, as three bytes. A high surrogate followed by
 * a low one is never written as two times three bytes but as the four bytes of their code point, so that one
 * text has one encoding; js_wtf8_joins says where a concatenation must repair that. */
#ifndef JS_UNICODE_H
#define JS_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  JS_CODE_POINT_MAX = 0x10FFFF,
  JS_WTF8_MAX = 4, /* bytes of one code point at most */
};

/* Reads the code point at `*at` (< end) and moves `*at` behind it. A malformed byte reads as U+FFFD and takes one byte. */
uint32_t js_wtf8_next(const uint8_t **at, const uint8_t *end);

/* Reads the code point that ends at `*at` (> start) and moves `*at` to its first byte. */
uint32_t js_wtf8_previous(const uint8_t **at, const uint8_t *start);

/* Writes `code` (0..JS_CODE_POINT_MAX, surrogates allowed) and returns the number of bytes, 1..4. */
size_t js_wtf8_put(uint8_t *out, uint32_t code);

/* Bytes of the sequence that `first` begins: 1..4; 1 for a byte that begins none. */
size_t js_wtf8_length(uint8_t first);

/* True if all of `text` is well-formed WTF-8 and no surrogate pair is written as two sequences. */
bool js_wtf8_valid(const uint8_t *text, size_t length);

/* True if `left` ends in a high surrogate and `right` begins with a low one: appended, they are one code point. */
bool js_wtf8_joins(const uint8_t *left, size_t left_length, const uint8_t *right, size_t right_length);

/* Number of UTF-16 units of `text`. */
size_t js_utf16_length(const uint8_t *text, size_t length);

/* A place in a text, counted in UTF-16 units: `byte` is where the code point begins; `half` is 1 if the place is
 * between the two halves of a surrogate pair. */
struct js_utf16_place {
  size_t byte;
  size_t half;
};

/* The place of unit `index` (0..number of units). Linear in the text. */
struct js_utf16_place js_utf16_find(const uint8_t *text, size_t length, size_t index);

/* The UTF-16 unit at unit `index`, or -1 when that is at or behind the end. */
int32_t js_utf16_at(const uint8_t *text, size_t length, size_t index);

/* Index in UTF-16 units of the code point that begins at byte `byte`. */
size_t js_utf16_index(const uint8_t *text, size_t byte);

/* White space and line terminators (ECMA-262 12.2, 12.3): what trim, \s and number parsing skip. */
bool js_is_space(uint32_t code);

/* Line terminators alone: LF CR U+2028 U+2029. */
bool js_is_line_end(uint32_t code);

/* First and further characters of an identifier; every non-ASCII character but white space is one. */
bool js_is_identifier_start(uint32_t code);
bool js_is_identifier_part(uint32_t code);

/* Value of a digit 0-9 a-z A-Z (0..35), or 36 for any other character. */
unsigned js_digit_value(uint32_t code);

/* Moves the ends of the text inward over white space. */
void js_trim_start(const uint8_t **start, const uint8_t *end);
void js_trim_end(const uint8_t *start, const uint8_t **end);

#endif
