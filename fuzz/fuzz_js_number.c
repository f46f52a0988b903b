/* fuzz_js_number.c: any text read as a number, against strtod where both accept it; any double written and read back. */
#include <stdlib.h>
#include <string.h>

#include "js/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_reading(const char *text, size_t length) {
  double value = 0;
  size_t used = js_number_scan(text, length, JS_SCAN_SIGN, &value);
  char *copy = malloc(used + 1);
  memcpy(copy, text, used);
  copy[used] = 0;
  if (used > 0 && strtod(copy, NULL) != value)
    abort();
  free(copy);
  js_number_parse(text, length);
  js_number_parse_float(text, length);
  for (int32_t radix = 0; radix <= 36; radix += 9)
    js_number_parse_int(text, length, radix);
}

static void check_writing(double number, unsigned radix, unsigned digits) {
  char *text = malloc(JS_NUMBER_RADIX_MAX); /* on the heap, so that sanitizers see its ends */
  char *fixed = malloc(JS_NUMBER_FIXED_MAX);
  char *decimal = malloc(JS_NUMBER_DECIMAL_MAX);
  size_t length = js_number_to_text(number, 10, decimal);
  double back = js_number_parse(decimal, length);
  if (back != number && (back == back || number == number))
    abort();
  js_number_to_text(number, radix, text);
  js_number_to_fixed(number, digits, fixed);
  js_number_to_exponential(number, (int)digits - 1, fixed);
  js_number_to_precision(number, digits == 0 ? 1 : digits, fixed);
  free(text);
  free(fixed);
  free(decimal);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  double number;
  if (size >= sizeof number + 2) {
    memcpy(&number, data, sizeof number);
    check_writing(number, 2 + data[8] % 35, data[9] % (JS_NUMBER_DIGITS_MAX + 1));
  }
  check_reading((const char *)data, size);
  return 0;
}
