/* Helpers of texts: printing, reading numbers, comparing. */
#include "helper/family.h"
#include "helper/format.h"
#include "runtime/log.h"

#include <string.h>

#if MBPF_WITH_HELPERS_TEXT

/* --- printing --- */

/* One log line for each line of the text; a newline at its very end adds none. */
static void log_lines(struct run *run, const char *text, size_t length) {
  size_t start = 0;
  for (size_t i = 0; i <= length; i++) {
    if (i < length && text[i] != '\n')
      continue;
    if (i < length || i > start)
      run_log(run, MBPF_LOG_INFO, text + start, i - start);
    start = i + 1;
  }
}

/* The length the whole text has, which may be more than a log line shows. */
static uint64_t print_line(struct run *run, const char *format, size_t length, const uint64_t *arguments,
                           uint32_t count) {
  char line[MBPF_LOG_LINE_BYTES];
  struct bytes_out out = {(uint8_t *)line, sizeof line, 0};
  int result = format_write(run, &out, format, length, arguments, count);
  if (result == 0)
    log_lines(run, line, out.length < sizeof line ? out.length : sizeof line);
  return result == 0 ? out.length : helper_result_of(result);
}

uint64_t helper_trace_printk(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                             uint64_t a5) {
  uint64_t arguments[3] = {a3, a4, a5};
  return print_line(run, helper_pointer(a1), (uint32_t)a2, arguments, 3);
}

/* The numbers of a format as programs pass them: an array of u64, perhaps not aligned. */
static bool take_numbers(uint64_t address, uint64_t bytes, uint64_t numbers[FORMAT_MAX_ARGS],
                         uint32_t *count) {
  if (bytes % 8 != 0 || bytes > (uint64_t)8 * FORMAT_MAX_ARGS || (bytes != 0 && address == 0))
    return false;
  if (bytes != 0)
    memcpy(numbers, helper_pointer(address), (size_t)bytes);
  *count = (uint32_t)(bytes / 8);
  return true;
}

uint64_t helper_trace_vprintk(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                              uint64_t a5) {
  uint64_t numbers[FORMAT_MAX_ARGS] = {0};
  uint32_t count;
  (void)a5;
  if (!take_numbers(a3, (uint32_t)a4, numbers, &count))
    return helper_error(E_INVAL);
  return print_line(run, helper_pointer(a1), (uint32_t)a2, numbers, count);
}

/* The text is cut to size - 1 bytes; zeros fill the rest. Size 0 writes nothing. */
uint64_t helper_snprintf(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5) {
  uint64_t numbers[FORMAT_MAX_ARGS] = {0};
  uint32_t count = 0, size = (uint32_t)a2;
  struct bytes_out out = {helper_pointer(a1), size ? size - 1 : 0, 0};
  bool taken = take_numbers(a4, (uint32_t)a5, numbers, &count);
  if (size)
    memset(out.at, 0, size); /* all of it, whatever follows: a program may read it */
  if (!taken)
    return helper_error(E_INVAL);
  int result = format_write(run, &out, helper_pointer(a3), SIZE_MAX / 2, numbers, count);
  if (result != 0)
    return helper_result_of(result);
  if (size && out.length < out.capacity)
    out.at[out.length] = '\0';
  return out.length + 1;
}

/* --- reading numbers --- */

enum { BASE_MASK = 0x1f, MAX_NUMBER_BYTES = 63 };

struct number {
  uint64_t value;
  bool negative;
  uint64_t consumed;
};

static bool is_space(uint8_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0;
}

/* The digit's value, or 255. */
static unsigned digit_of(uint8_t c) {
  if (c >= '0' && c <= '9')
    return c - (unsigned)'0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - (unsigned)'a' + 10 : 255;
}

/* What lies at at[i] of length bytes, or 0 beyond them. */
static uint8_t byte_at(const uint8_t *at, uint64_t length, uint64_t i) {
  return i < length ? at[i] : 0;
}

/* Base 0: 0x and a digit is 16, 0 is 8, else 10. Skips the 0x of base 16. Gives the bytes it took. */
static uint64_t take_prefix(const uint8_t *at, uint64_t length, unsigned *base) {
  bool hex = byte_at(at, length, 0) == '0' && (byte_at(at, length, 1) | 0x20) == 'x';
  if (*base == 0)
    *base = byte_at(at, length, 0) != '0' ? 10 : hex && digit_of(byte_at(at, length, 2)) < 16 ? 16 : 8;
  return *base == 16 && hex ? 2 : 0;
}

/* 0, or why there is no number. A sign is taken; the digits are in value. */
static int take_number(const uint8_t *at, uint64_t length, uint64_t flags, struct number *number) {
  unsigned base = flags & BASE_MASK;
  uint64_t i = 0, digits = 0;
  bool overflow = false;
  *number = (struct number){0};
  if ((flags & ~(uint64_t)BASE_MASK) || (base != 0 && base != 8 && base != 10 && base != 16))
    return E_INVAL;
  while (i < length && is_space(at[i]))
    i++;
  number->negative = byte_at(at, length, i) == '-';
  i += number->negative;
  if (length - i > MAX_NUMBER_BYTES)
    length = i + MAX_NUMBER_BYTES;
  i += take_prefix(at + i, length - i, &base);
  for (unsigned digit; (digit = digit_of(byte_at(at, length, i))) < base; i++, digits++) {
    overflow = overflow || number->value > (UINT64_MAX - digit) / base;
    number->value = number->value * base + digit;
  }
  number->consumed = i;
  return overflow ? E_RANGE : digits == 0 ? E_INVAL : 0;
}

static uint64_t give_number(uint64_t address, uint64_t value, uint64_t consumed) {
  memcpy(helper_pointer(address), &value, sizeof value);
  return consumed;
}

uint64_t helper_strtol(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5) {
  struct number number;
  int error = take_number(helper_pointer(a1), (uint32_t)a2, a3, &number);
  uint64_t most = (uint64_t)INT64_MAX + number.negative;
  (void)run, (void)a5;
  give_number(a4, 0, 0);
  if (error || number.value > most)
    return helper_error(error ? error : E_RANGE);
  return give_number(a4, number.negative ? 0 - number.value : number.value, number.consumed);
}

uint64_t helper_strtoul(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5) {
  struct number number;
  int error = take_number(helper_pointer(a1), (uint32_t)a2, a3, &number);
  (void)run, (void)a5;
  give_number(a4, 0, 0);
  if (error || number.negative)
    return helper_error(error ? error : E_INVAL);
  return give_number(a4, number.value, number.consumed);
}

/* --- comparing --- */

/* Up to a2 bytes, and not beyond the first zero: -1, 0 or 1. */
uint64_t helper_strncmp(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5) {
  const uint8_t *first = helper_pointer(a1), *second = helper_pointer(a3);
  (void)run, (void)a4, (void)a5;
  for (uint32_t i = 0; i < (uint32_t)a2; i++) {
    if (first[i] != second[i])
      return first[i] < second[i] ? (uint64_t)-1 : 1;
    if (first[i] == 0)
      break;
  }
  return 0;
}

#endif
