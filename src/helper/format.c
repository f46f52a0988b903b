/* The programs' printf. Bottom-up: padding, numbers, texts, addresses, one directive, the format. */
#include "helper/format.h"

#include "base/errno.h"

#include <string.h>

#if MBPF_WITH_HELPERS_TEXT

/* Most bytes of a %s, as on Linux. */
#define MAX_STRING_BYTES 512u
/* Widest field; a wider one is cut to this. */
#define MAX_WIDTH 512u

struct directive {
  bool left, zero, plus, blank;
  uint32_t width;
  bool wide; /* l or ll: 64 bits */
  char kind; /* d u x X c s p; '4' '6' for dotted addresses, with raw for their lower-case forms */
  bool raw;
};

struct cursor {
  const char *at;
  const char *end; /* the terminating zero */
};

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* --- output --- */

static void fill(struct bytes_out *out, char c, uint32_t count) {
  for (; count > 0; count--)
    bytes_put(out, (uint8_t)c);
}

static void put_padded(struct bytes_out *out, const struct directive *d, const char *text, uint32_t length) {
  uint32_t room = d->width > length ? d->width - length : 0;
  if (!d->left)
    fill(out, ' ', room);
  bytes_write(out, text, length);
  if (d->left)
    fill(out, ' ', room);
}

/* sign is 0 or the character before the digits. */
static void put_number(struct bytes_out *out, const struct directive *d, uint64_t value, unsigned base,
                       char sign) {
  const char *digits = d->kind == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
  char text[24]; /* 20 digits and a sign */
  uint32_t at = sizeof text;
  do
    text[--at] = digits[value % base];
  while ((value /= base) != 0);
  uint32_t length = (uint32_t)sizeof text - at, signs = sign ? 1 : 0;
  if (d->zero && !d->left) {
    if (sign)
      bytes_put(out, (uint8_t)sign);
    fill(out, '0', d->width > length + signs ? d->width - length - signs : 0);
    bytes_write(out, text + at, length);
    return;
  }
  if (sign)
    text[--at] = sign;
  put_padded(out, d, text + at, length + signs);
}

static void put_signed(struct bytes_out *out, const struct directive *d, uint64_t argument) {
  int64_t value = d->wide ? (int64_t)argument : (int32_t)(uint32_t)argument;
  char sign = value < 0 ? '-' : d->plus ? '+' : d->blank ? ' ' : '\0';
  put_number(out, d, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10, sign);
}

static bool may_read(const struct run *run, uint64_t address, uint64_t bytes) {
  return run->may_read && run->may_read(run, address, bytes);
}

/* Up to the zero, the longest %s, or where the program may not read: each byte is asked for. */
static void put_string(const struct run *run, struct bytes_out *out, const struct directive *d,
                       uint64_t address) {
  char text[MAX_STRING_BYTES];
  uint32_t length = 0;
  while (length < sizeof text && may_read(run, address + length, 1)) {
    char c = *(const char *)(uintptr_t)(address + length);
    if (c == '\0')
      break;
    text[length++] = c;
  }
  put_padded(out, d, text, length);
}

/* The bytes of an address, or zeros where the program may not read them. */
static void load_address(const struct run *run, uint64_t address, uint8_t *bytes, uint32_t count) {
  memset(bytes, 0, count);
  if (may_read(run, address, count))
    memcpy(bytes, (const void *)(uintptr_t)address, count);
}

/* "10.0.0.1", raw "010.000.000.001" */
static void put_ip4(const struct run *run, struct bytes_out *out, const struct directive *d,
                    uint64_t address) {
  uint8_t bytes[4];
  char text[16];
  struct bytes_out piece = {(uint8_t *)text, sizeof text, 0};
  struct directive part = {.kind = 'u', .zero = true, .width = d->raw ? 3 : 0};
  load_address(run, address, bytes, sizeof bytes);
  for (unsigned i = 0; i < 4; i++) {
    if (i > 0)
      bytes_put(&piece, '.');
    put_number(&piece, &part, bytes[i], 10, '\0');
  }
  put_padded(out, d, text, (uint32_t)piece.length);
}

/* "fe80:0000:…:0001", raw without colons */
static void put_ip6(const struct run *run, struct bytes_out *out, const struct directive *d,
                    uint64_t address) {
  uint8_t bytes[16];
  char text[40];
  struct bytes_out piece = {(uint8_t *)text, sizeof text, 0};
  struct directive part = {.kind = 'x', .zero = true, .width = 2};
  load_address(run, address, bytes, sizeof bytes);
  for (unsigned i = 0; i < 16; i++) {
    if (i > 0 && i % 2 == 0 && !d->raw)
      bytes_put(&piece, ':');
    put_number(&piece, &part, bytes[i], 16, '\0');
  }
  put_padded(out, d, text, (uint32_t)piece.length);
}

static void put_pointer(struct bytes_out *out, const struct directive *d, uint64_t argument) {
  struct directive number = *d;
  number.kind = 'x';
  number.zero = true;
  number.width = d->width > 2 * sizeof(void *) ? d->width : (uint32_t)(2 * sizeof(void *));
  put_number(out, &number, argument, 16, '\0');
}

static void put_directive(const struct run *run, struct bytes_out *out, const struct directive *d,
                          uint64_t argument) {
  char c = (char)argument;
  uint64_t number = d->wide ? argument : (uint32_t)argument;
  switch (d->kind) {
  case 'd': put_signed(out, d, argument); break;
  case 'u': put_number(out, d, number, 10, '\0'); break;
  case 'x':
  case 'X': put_number(out, d, number, 16, '\0'); break;
  case 'c': put_padded(out, d, &c, 1); break;
  case 's': put_string(run, out, d, argument); break;
  case '4': put_ip4(run, out, d, argument); break;
  case '6': put_ip6(run, out, d, argument); break;
  default: put_pointer(out, d, argument); break;
  }
}

/* --- the format --- */

/* After "%p": what kind of pointer. Letters and digits behind it belong to it, as on Linux. */
static bool take_pointer(struct cursor *c, struct directive *d) {
  d->kind = 'p';
  if ((*c->at == 'i' || *c->at == 'I')) {
    if (c->at[1] != '4' && c->at[1] != '6')
      return false;
    d->raw = *c->at == 'i';
    d->kind = c->at[1];
  } else if ((*c->at == 'k' || *c->at == 'u') && c->at[1] == 's') {
    d->kind = 's';
  } else if (is_letter(*c->at) || is_digit(*c->at)) {
    if (*c->at != 'K' && *c->at != 'x' && *c->at != 's' && *c->at != 'S' && *c->at != 'B')
      return false;
  }
  while (is_letter(*c->at) || is_digit(*c->at))
    c->at++;
  return true;
}

static bool take_kind(struct cursor *c, struct directive *d) {
  char kind = *c->at++;
  switch (kind) {
  case 'p': return !d->wide && take_pointer(c, d);
  case 'c':
  case 's': d->kind = kind; return !d->wide;
  case 'd':
  case 'i': d->kind = 'd'; return true;
  case 'u':
  case 'x':
  case 'X': d->kind = kind; return true;
  default: return false; /* the zero too: at is then beyond end, and nobody looks again */
  }
}

/* One directive, after its '%'. */
static bool take_directive(struct cursor *c, struct directive *d) {
  *d = (struct directive){0};
  for (;; c->at++) {
    if (*c->at == '-')
      d->left = true;
    else if (*c->at == '0')
      d->zero = true;
    else if (*c->at == '+')
      d->plus = true;
    else if (*c->at == ' ')
      d->blank = true;
    else
      break;
  }
  for (; is_digit(*c->at); c->at++)
    d->width = d->width < MAX_WIDTH ? d->width * 10 + (uint32_t)(*c->at - '0') : MAX_WIDTH;
  d->width = d->width < MAX_WIDTH ? d->width : MAX_WIDTH;
  for (unsigned i = 0; i < 2 && *c->at == 'l'; i++, c->at++)
    d->wide = true;
  return take_kind(c, d);
}

/* Writes the format; false when it is malformed. */
static bool walk(const struct run *run, struct bytes_out *out, struct cursor c, const uint64_t *arguments,
                 uint32_t count) {
  struct directive d;
  uint32_t used = 0;
  while (c.at < c.end) {
    char next = *c.at++;
    if (next != '%') {
      bytes_put(out, (uint8_t)next);
    } else if (*c.at == '%') {
      bytes_put(out, (uint8_t)*c.at++);
    } else {
      if (used == count || !take_directive(&c, &d))
        return false;
      put_directive(run, out, &d, arguments[used++]);
    }
  }
  return true;
}

/* The zero among the first length bytes, or NULL. */
static const char *find_end(const char *format, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (format[i] == '\0')
      return format + i;
  return NULL;
}

static bool is_allowed(char c) {
  return (c >= 0x20 && c < 0x7f) || (c >= '\t' && c <= '\r');
}

int format_write(const struct run *run, struct bytes_out *out, const char *format, size_t length,
                 const uint64_t *arguments, uint32_t count) {
  static const struct run nobody; /* reads nothing: the first pass only checks */
  struct bytes_out nowhere = {0};
  struct cursor c = {format, find_end(format, length)};
  if (!c.end)
    return -E_INVAL;
  for (const char *at = c.at; at < c.end; at++)
    if (!is_allowed(*at))
      return -E_INVAL;
  if (!walk(&nobody, &nowhere, c, arguments, count))
    return -E_INVAL;
  walk(run, out, c, arguments, count);
  return 0;
}

#endif
