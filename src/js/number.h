/* number.h: numbers to text and back, exactly. Knows nothing of values or the heap; needs about 700 bytes of stack.
 *
 * Both directions are correct to the last digit: text becomes the nearest double (ties to even), and a double becomes
 * the shortest text that reads back as itself. Sources: ECMA-262 6.1.6.1.20 (Number::toString), 7.1.4.1.1
 * (StringToNumber), 19.2.4 (parseFloat), 19.2.5 (parseInt), 21.1.3 (toFixed, toExponential, toPrecision). */
#ifndef JS_NUMBER_H
#define JS_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  JS_NUMBER_DECIMAL_MAX = 26, /* bytes js_number_to_text writes at most with radix 10 */
  JS_NUMBER_RADIX_MAX = 1090, /* ... with any radix (the smallest double has 1,074 binary places) */
  JS_NUMBER_FIXED_MAX = 130,  /* bytes the three formats with a number of digits write at most */
  JS_NUMBER_DIGITS_MAX = 100  /* the largest number of digits that can be asked for */
};

/* What js_number_scan accepts beyond digits, point and exponent. */
enum {
  JS_SCAN_SIGN = 1,      /* a leading + or - */
  JS_SCAN_INFINITY = 2,  /* the word Infinity */
  JS_SCAN_SEPARATOR = 4, /* single _ between digits, as in source text */
};

/* Writes `number` in `radix` (2..36) to `out` and returns the length; nothing ends the text. */
size_t js_number_to_text(double number, unsigned radix, char *out);

/* Number.prototype.toFixed: `digits` (0..100) places after the point. `out` holds JS_NUMBER_FIXED_MAX bytes. */
size_t js_number_to_fixed(double number, unsigned digits, char *out);

/* toExponential: `digits` (0..100) places after the point, or -1 for as many as are needed. */
size_t js_number_to_exponential(double number, int digits, char *out);

/* toPrecision: `digits` (1..100) significant digits. */
size_t js_number_to_precision(double number, unsigned digits, char *out);

/* Writes `value` in decimal and returns the length, at most 11. */
size_t js_number_from_int32(int32_t value, char *out);

/* Texts to read are shorter than 2^27 bytes. */

/* Reads the longest decimal number at the start of `text` into `*value` and returns its length, 0 if there is none. */
size_t js_number_scan(const char *text, size_t length, unsigned accept, double *value);

/* The same for a row of digits of `radix` (2..36), as after 0x; `separators` allows single _ between digits. */
size_t js_number_scan_radix(const char *text, size_t length, unsigned radix, bool separators, double *value);

/* StringToNumber: the whole of `text`, white space around it apart; NaN if it is not a number. */
double js_number_parse(const char *text, size_t length);

/* The global parseFloat and parseInt; `radix` is the second argument after ToInt32, 0 if absent. */
double js_number_parse_float(const char *text, size_t length);
double js_number_parse_int(const char *text, size_t length, int32_t radix);

/* ToInt32: the integer part modulo 2^32, as a signed number; 0 for NaN and infinities. */
int32_t js_number_to_int32(double number);

/* True if `number` is an integer that int32_t can hold and not -0; then `*value` is it. */
bool js_number_is_int32(double number, int32_t *value);

#endif
