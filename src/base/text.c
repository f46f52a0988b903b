/* The core's formatter. Bottom-up: characters, numbers, one directive, the format string. */
#include "base/text.h"

#include <string.h>

void text_init(struct text *text, char *buffer, size_t bytes) {
  text->at = buffer;
  text->bytes = bytes;
  text->length = 0;
  text->cut = false;
  buffer[0] = '\0';
}

/* Marks the end of a text that ran out of room. */
static void cut(struct text *text) {
  size_t dots = text->length < 3 ? text->length : 3;
  memset(text->at + text->length - dots, '.', dots);
  text->cut = true;
}

void text_put(struct text *text, char c) {
  if (text->cut)
    return;
  if (text->length + 1 >= text->bytes) {
    cut(text);
    return;
  }
  text->at[text->length++] = c;
  text->at[text->length] = '\0';
}

void text_write(struct text *text, const char *from, size_t length) {
  for (size_t i = 0; i < length; i++)
    text_put(text, from[i]);
}

static void fill(struct text *text, char c, int count) {
  for (; count > 0; count--)
    text_put(text, c);
}

struct directive {
  bool left, zero, prefix, plus;
  int width;
  int precision; /* -1: none */
  char length;   /* 0, 'H' for hh, 'h', 'l', 'L' for ll, 'z' */
};

static void put_padded(struct text *text, const struct directive *d, const char *from, int length) {
  if (!d->left)
    fill(text, ' ', d->width - length);
  text_write(text, from, (size_t)length);
  if (d->left)
    fill(text, ' ', d->width - length);
}

static void put_number(struct text *text, const struct directive *d, uint64_t value, unsigned base, char sign,
                       bool upper) {
  const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  char buffer[32]; /* a sign or 0x, and at most 20 digits */
  int at = (int)sizeof buffer;
  int prefix = (sign ? 1 : 0) + (d->prefix && base == 16 ? 2 : 0);
  int least = d->precision >= 0 ? d->precision : d->zero && !d->left ? d->width - prefix : 1;
  if (least > 20)
    least = 20;
  for (; value != 0; value /= base)
    buffer[--at] = digits[value % base];
  while ((int)sizeof buffer - at < least)
    buffer[--at] = '0';
  if (d->prefix && base == 16) {
    buffer[--at] = 'x';
    buffer[--at] = '0';
  }
  if (sign)
    buffer[--at] = sign;
  put_padded(text, d, buffer + at, (int)sizeof buffer - at);
}

static void put_string(struct text *text, const struct directive *d, const char *from) {
  int length = 0;
  if (!from)
    from = "(null)";
  while ((d->precision < 0 || length < d->precision) && from[length] != '\0')
    length++;
  put_padded(text, d, from, length);
}

static int64_t take_signed(char length, va_list *args) {
  switch (length) {
  case 'H': return (signed char)va_arg(*args, int);
  case 'h': return (short)va_arg(*args, int);
  case 'l': return va_arg(*args, long);
  case 'L': return va_arg(*args, long long);
  case 'z': return (int64_t)va_arg(*args, size_t);
  default: return va_arg(*args, int);
  }
}

static uint64_t take_unsigned(char length, va_list *args) {
  switch (length) {
  case 'H': return (unsigned char)va_arg(*args, unsigned);
  case 'h': return (unsigned short)va_arg(*args, unsigned);
  case 'l': return va_arg(*args, unsigned long);
  case 'L': return va_arg(*args, unsigned long long);
  case 'z': return va_arg(*args, size_t);
  default: return va_arg(*args, unsigned);
  }
}

static const char *parse_count(const char *at, int *count, va_list *args) {
  if (*at == '*') {
    *count = va_arg(*args, int);
    return at + 1;
  }
  for (*count = 0; *at >= '0' && *at <= '9'; at++)
    *count = *count < 10000 ? *count * 10 + (*at - '0') : *count;
  return at;
}

static const char *parse_directive(const char *at, struct directive *d, va_list *args) {
  *d = (struct directive){.precision = -1};
  for (;; at++) {
    if (*at == '-')
      d->left = true;
    else if (*at == '0')
      d->zero = true;
    else if (*at == '#')
      d->prefix = true;
    else if (*at == '+')
      d->plus = true;
    else
      break;
  }
  at = parse_count(at, &d->width, args);
  if (*at == '.')
    at = parse_count(at + 1, &d->precision, args);
  if (*at == 'h' || *at == 'l' || *at == 'z') {
    d->length = *at++;
    if (d->length == 'h' && *at == 'h') {
      d->length = 'H';
      at++;
    } else if (d->length == 'l' && *at == 'l') {
      d->length = 'L';
      at++;
    }
  }
  return at;
}

static void put_directive(struct text *text, const struct directive *d, char kind, va_list *args) {
  struct directive pointer = {.prefix = true, .precision = -1};
  int64_t number;
  switch (kind) {
  case 'd':
  case 'i':
    number = take_signed(d->length, args);
    put_number(text, d, number < 0 ? 0 - (uint64_t)number : (uint64_t)number, 10,
               number < 0 ? '-'
               : d->plus  ? '+'
                          : '\0',
               false);
    break;
  case 'u': put_number(text, d, take_unsigned(d->length, args), 10, '\0', false); break;
  case 'x': put_number(text, d, take_unsigned(d->length, args), 16, '\0', false); break;
  case 'X': put_number(text, d, take_unsigned(d->length, args), 16, '\0', true); break;
  case 'p': put_number(text, &pointer, (uintptr_t)va_arg(*args, void *), 16, '\0', false); break;
  case 'c': text_put(text, (char)va_arg(*args, int)); break;
  case 's': put_string(text, d, va_arg(*args, const char *)); break;
  case '%': text_put(text, '%'); break;
  default:
    text_put(text, '%');
    text_put(text, kind);
    break;
  }
}

void text_vprintf(struct text *text, const char *format, va_list args) {
  va_list rest;
  struct directive d;
  va_copy(rest, args);
  while (*format != '\0') {
    if (*format != '%') {
      text_put(text, *format++);
      continue;
    }
    format = parse_directive(format + 1, &d, &rest);
    if (*format == '\0')
      break;
    put_directive(text, &d, *format++, &rest);
  }
  va_end(rest);
}

void text_printf(struct text *text, const char *format, ...) {
  va_list args;
  va_start(args, format);
  text_vprintf(text, format, args);
  va_end(args);
}
