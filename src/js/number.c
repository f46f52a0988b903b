/* number.c: numbers to text and back. Three parts, each bottom-up: doubles taken apart, formatting, reading.
 *
 * Formatting keeps the number as a fraction r / s of naturals and multiplies digits out of it (Steele and White's
 * method); reading estimates with 64 bits and, when the estimate is too close to the middle between two doubles,
 * compares that middle with the text digit by digit. No tables of powers, so it is small. */
#include "js/number.h"

#include <string.h>

#include "js/bignum.h"
#include "js/config.h"
#include "js/unicode.h"

/* ---- doubles taken apart ---- */

enum { FRACTION_BITS = 52, SMALLEST_EXPONENT = -1074, LARGEST_EXPONENT = 971 };
#define HIDDEN_BIT ((uint64_t)1 << FRACTION_BITS)

static uint64_t bits_of(double number) {
  uint64_t bits;
  memcpy(&bits, &number, sizeof bits);
  return bits;
}

static double from_bits(uint64_t bits) {
  double number;
  memcpy(&number, &bits, sizeof number);
  return number;
}

static bool is_negative(double number) {
  return bits_of(number) >> 63 != 0;
}

static double infinity(void) {
  return from_bits((uint64_t)0x7FF << FRACTION_BITS);
}

static double not_a_number(void) {
  return from_bits((uint64_t)0xFFF << (FRACTION_BITS - 1));
}

static double with_sign(double number, bool negative) {
  return negative ? -number : number;
}

static bool is_finite(double number) {
  return (bits_of(number) >> FRACTION_BITS & 0x7FF) != 0x7FF;
}

/* The finite number is mantissa * 2^exponent. */
struct parts {
  uint64_t mantissa; /* < 2^53 */
  int exponent;
};

static struct parts take_apart(double number) {
  uint64_t bits = bits_of(number);
  int biased = (int)(bits >> FRACTION_BITS & 0x7FF);
  struct parts parts = {bits & (HIDDEN_BIT - 1), SMALLEST_EXPONENT};
  if (biased != 0) {
    parts.mantissa |= HIDDEN_BIT;
    parts.exponent += biased - 1;
  }
  return parts;
}

/* The inverse; the mantissa may be 2^53 and may lack the hidden bit only at the smallest exponent. */
static double put_together(uint64_t mantissa, int exponent) {
  if (mantissa == HIDDEN_BIT << 1) {
    mantissa >>= 1;
    exponent++;
  }
  if (exponent > LARGEST_EXPONENT)
    return infinity();
  if (mantissa < HIDDEN_BIT)
    return from_bits(mantissa);
  return from_bits(mantissa + ((uint64_t)(exponent - SMALLEST_EXPONENT) << FRACTION_BITS));
}

int32_t js_number_to_int32(double number) {
  struct parts parts = take_apart(number);
  uint32_t low;
  if (!is_finite(number) || parts.exponent >= 32 || parts.exponent <= -53)
    return 0;
  low = (uint32_t)(parts.exponent < 0 ? parts.mantissa >> -parts.exponent : parts.mantissa << parts.exponent);
  return (int32_t)(is_negative(number) ? 0 - low : low);
}

bool js_number_is_int32(double number, int32_t *value) {
  int32_t integer = js_number_to_int32(number);
  if ((double)integer != number || (integer == 0 && is_negative(number)))
    return false;
  *value = integer;
  return true;
}

/* ---- formatting ---- */

#if JS_WITH_SHORT_DECIMALS
enum { EXACT_DECIMALS = 15 /* decimals of so many digits are all different doubles */ };
#define EXACT_DECIMAL_LIMIT 1e15
#endif

/* The digits of a number: 0.d1 d2 d3 ... * radix^point. */
struct digits {
  unsigned count;
  int point;
  char text[JS_NUMBER_FIXED_MAX];
};

static char digit_character(unsigned digit) {
  return (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);
}

/* A number as the fraction r / s, and m / s, half the distance to the next smaller double. */
struct fraction {
  struct js_big r, s, m;
  unsigned radix;
  bool uneven; /* the next larger double is twice as far away as the next smaller: at powers of two */
  bool closed; /* the middle between two doubles reads back as this one: its mantissa is even */
};

/* Compares r + (half the distance upwards) with s: does the interval reach `s`? */
static bool reaches(const struct fraction *f) {
  struct js_big top = f->m;
  int order;
  js_big_shift(&top, f->uneven ? 1 : 0);
  js_big_add(&top, &f->r);
  order = js_big_compare(&top, &f->s);
  return f->closed ? order >= 0 : order > 0;
}

static void scale_up(struct fraction *f, unsigned exponent) {
  js_big_scale_power(&f->r, f->radix, exponent);
  js_big_scale_power(&f->m, f->radix, exponent);
}

/* How many powers of the radix certainly fit into 2^bits, not many less than truly do. */
static unsigned powers_within(unsigned radix, unsigned bits) {
  uint32_t power = (uint32_t)radix;
  unsigned exponent = 1;
  unsigned power_bits = 1;
  while (power <= UINT32_MAX / radix) {
    power *= (uint32_t)radix;
    exponent++;
  }
  while (power_bits < 32 && (power - 1) >> power_bits != 0)
    power_bits++;
  return bits / power_bits * exponent;
}

/* Brings the fraction to where one more multiplication of r by the radix has already been done and the first digit is
 * the quotient; returns the place of the point. `number` is finite and positive. With `shortest` off m is zero. */
static int prepare(struct fraction *f, double number, unsigned radix, bool shortest) {
  struct parts parts = take_apart(number);
  unsigned extra;
  unsigned jump;
  int magnitude = parts.exponent; /* number >= 2^magnitude, after the loop */
  int point;
  for (uint64_t rest = parts.mantissa; rest > 1; rest >>= 1)
    magnitude++;
  f->radix = radix;
  f->uneven = shortest && parts.mantissa == HIDDEN_BIT && parts.exponent > SMALLEST_EXPONENT;
  f->closed = !shortest || (parts.mantissa & 1) == 0;
  extra = f->uneven ? 2 : 1;
  js_big_set(&f->r, parts.mantissa);
  js_big_set(&f->s, 1);
  js_big_set(&f->m, shortest ? 1 : 0);
  js_big_shift(&f->r, extra + (parts.exponent > 0 ? (unsigned)parts.exponent : 0));
  js_big_shift(&f->m, parts.exponent > 0 ? (unsigned)parts.exponent : 0);
  js_big_shift(&f->s, extra + (parts.exponent < 0 ? (unsigned)-parts.exponent : 0));
  jump = powers_within(radix, (unsigned)(magnitude < 0 ? -magnitude - 1 : magnitude));
  if (magnitude < 0) {
    scale_up(f, jump);
  } else {
    js_big_scale_power(&f->s, radix, jump);
  }
  point = magnitude < 0 ? -(int)jump : (int)jump;
  for (; reaches(f); point++)
    js_big_scale(&f->s, (uint32_t)radix);
  for (scale_up(f, 1); !reaches(f); point--)
    scale_up(f, 1);
  return point;
}

static bool above_half(const struct fraction *f, bool ties) {
  struct js_big twice = f->r;
  int order;
  js_big_shift(&twice, 1);
  order = js_big_compare(&twice, &f->s);
  return order > 0 || (ties && order == 0);
}

/* The shortest digits that lie within the interval of the number, and of those the nearest. */
static void shortest_digits(struct digits *digits, double number, unsigned radix) {
  struct fraction f;
  digits->count = 0;
  digits->point = prepare(&f, number, radix, true);
  for (;;) {
    unsigned digit = js_big_take_quotient(&f.r, &f.s);
    int order = js_big_compare(&f.r, &f.m);
    bool low = f.closed ? order <= 0 : order < 0;
    bool high = reaches(&f);
    if (high && (!low || above_half(&f, (digit & 1) != 0)))
      digit++;
    digits->text[digits->count++] = digit_character(digit);
    if (low || high)
      return;
    scale_up(&f, 1);
  }
}

/* Adds one to the last digit, carrying; a carry out of the first digit makes room for itself. */
static void round_up(struct digits *digits) {
  unsigned i = digits->count;
  while (i > 0 && digits->text[i - 1] == '9')
    digits->text[--i] = '0';
  if (i > 0) {
    digits->text[i - 1]++;
    return;
  }
  memmove(digits->text + 1, digits->text, digits->count);
  digits->text[0] = '1';
  digits->count++;
  digits->point++;
}

/* Decimal digits of a positive number down to place `places` after the point, or exactly `count` digits if places < 0;
 * ties go up (as toFixed, toExponential and toPrecision want it: "pick the larger n"). */
static void rounded_digits(struct digits *digits, double number, int places, unsigned count) {
  struct fraction f;
  digits->point = prepare(&f, number, 10, false);
  digits->count = 0;
  if (places >= 0) {
    if (digits->point + places < 0)
      return;
    count = (unsigned)(digits->point + places);
  }
  while (digits->count < count) {
    digits->text[digits->count++] = digit_character(js_big_take_quotient(&f.r, &f.s));
    js_big_scale(&f.r, 10);
  }
  /* r has been multiplied once more than digits were taken */
  js_big_scale(&f.s, 10);
  if (above_half(&f, true))
    round_up(digits);
  if (places < 0)
    digits->count = count;
}

#if JS_WITH_SHORT_DECIMALS
/* Most decimals that programs write have few digits: try number * 10^places == an integer < 10^15. Division and
 * multiplication of exact numbers round correctly, so if the quotient is the number, those are its digits. */
static bool short_decimal(struct digits *digits, double number) {
  double power = 1;
  if (number >= EXACT_DECIMAL_LIMIT || number < 1e-5)
    return false;
  for (int places = 0; places <= EXACT_DECIMALS + 5 && number * power < EXACT_DECIMAL_LIMIT - 1; places++) {
    uint64_t integer = (uint64_t)(number * power + 0.5);
    if ((double)integer / power == number) {
      char reversed[EXACT_DECIMALS + 1];
      unsigned count = 0;
      for (; integer > 0; integer /= 10)
        reversed[count++] = digit_character((unsigned)(integer % 10));
      for (unsigned i = 0; i < count; i++)
        digits->text[i] = reversed[count - 1 - i];
      digits->count = count;
      digits->point = (int)count - places;
      while (digits->count > 1 && digits->text[digits->count - 1] == '0')
        digits->count--;
      return true;
    }
    power *= 10;
  }
  return false;
}
#else
static bool short_decimal(struct digits *digits, double number) {
  (void)digits, (void)number;
  return false;
}
#endif

static char *put(char *out, const char *text, unsigned count) {
  memcpy(out, text, count);
  return out + count;
}

static char *put_zeros(char *out, unsigned count) {
  memset(out, '0', count);
  return out + count;
}

/* NaN, the infinities and the sign; returns false if `*number` (made positive) is still to be written. */
static bool put_special(char **out, double *number) {
  if (*number != *number) {
    *out = put(*out, "NaN", 3);
    return true;
  }
  if (*number < 0) {
    *(*out)++ = '-';
    *number = -*number;
  }
  if (is_finite(*number))
    return false;
  *out = put(*out, "Infinity", 8);
  return true;
}

size_t js_number_from_int32(int32_t value, char *out) {
  char reversed[10];
  unsigned count = 0;
  uint32_t rest = value < 0 ? 0 - (uint32_t)value : (uint32_t)value;
  char *at = out;
  do
    reversed[count++] = (char)('0' + rest % 10);
  while ((rest /= 10) != 0);
  if (value < 0)
    *at++ = '-';
  while (count > 0)
    *at++ = reversed[--count];
  return (size_t)(at - out);
}

/* Positional notation with at least `places` places after the point. */
static char *put_positional(char *out, const struct digits *digits, unsigned places) {
  unsigned before = digits->point > 0 ? (unsigned)digits->point : 0;
  unsigned taken = digits->count < before ? digits->count : before;
  unsigned after = digits->point < 0 ? (unsigned)-digits->point : 0;
  if (before == 0)
    *out++ = '0';
  out = put(out, digits->text, taken);
  out = put_zeros(out, before - taken);
  if (taken == digits->count && places == 0)
    return out;
  *out++ = '.';
  if (places > 0 && after > places)
    after = places; /* all digits are zeros: see js_number_to_fixed */
  out = put_zeros(out, after);
  out = put(out, digits->text + taken, digits->count - taken);
  after += digits->count - taken;
  return after < places ? put_zeros(out, places - after) : out;
}

/* d.ddde+x with all the digits there are. */
static char *put_exponential(char *out, const struct digits *digits) {
  int exponent = digits->point - 1;
  *out++ = digits->text[0]; // NOLINT(clang-analyzer-core.uninitialized.Assign): there is always a first digit
  if (digits->count > 1) {
    *out++ = '.';
    out = put(out, digits->text + 1, digits->count - 1);
  }
  *out++ = 'e';
  *out++ = exponent < 0 ? '-' : '+';
  return out + js_number_from_int32(exponent < 0 ? -exponent : exponent, out);
}

size_t js_number_to_text(double number, unsigned radix, char *out) {
  struct digits digits;
  char *at = out;
  int32_t integer;
  if (radix == 10 && js_number_is_int32(number, &integer))
    return js_number_from_int32(integer, out);
  if (put_special(&at, &number))
    return (size_t)(at - out);
  if (number == 0) {
    *at++ = '0';
    return (size_t)(at - out);
  }
  if (radix != 10 || !short_decimal(&digits, number))
    shortest_digits(&digits, number, radix);
  if (radix == 10 && (digits.point < -5 || digits.point > 21)) {
    at = put_exponential(at, &digits);
  } else {
    at = put_positional(at, &digits, 0);
  }
  return (size_t)(at - out);
}

size_t js_number_to_fixed(double number, unsigned digits_wanted, char *out) {
  struct digits digits = {.count = 0, .point = 0};
  char *at = out;
  if (!(number < 1e21 && number > -1e21))
    return js_number_to_text(number, 10, out);
  if (put_special(&at, &number))
    return (size_t)(at - out);
  if (number > 0)
    rounded_digits(&digits, number, (int)digits_wanted, 0);
  return (size_t)(put_positional(at, &digits, digits_wanted) - out);
}

/* `count` digits of a number >= 0; zero has zeros. */
static void significant_digits(struct digits *digits, double number, unsigned count) {
  if (number > 0) {
    rounded_digits(digits, number, -1, count);
    return;
  }
  memset(digits->text, '0', count);
  digits->count = count;
  digits->point = 1;
}

size_t js_number_to_exponential(double number, int digits_wanted, char *out) {
  struct digits digits;
  char *at = out;
  if (put_special(&at, &number))
    return (size_t)(at - out);
  if (digits_wanted < 0 && number > 0) {
    shortest_digits(&digits, number, 10);
  } else {
    significant_digits(&digits, number, digits_wanted < 0 ? 1 : (unsigned)digits_wanted + 1);
  }
  return (size_t)(put_exponential(at, &digits) - out);
}

size_t js_number_to_precision(double number, unsigned digits_wanted, char *out) {
  struct digits digits;
  char *at = out;
  if (put_special(&at, &number))
    return (size_t)(at - out);
  significant_digits(&digits, number, digits_wanted);
  if (digits.point < -5 || digits.point > (int)digits_wanted)
    return (size_t)(put_exponential(at, &digits) - out);
  return (size_t)(put_positional(at, &digits, 0) - out);
}

/* ---- reading ---- */

/* A row of digits found in a text, with its point and separators: value = d1.d2d3... * radix^exponent, d1 not zero. */
struct row {
  const char *first; /* the first digit that is not zero; == stop if all are */
  const char *stop;
  int32_t exponent;
  unsigned radix;
};

static bool is_digit(const char *at, const char *end, unsigned radix) {
  return at < end && js_digit_value((uint8_t)*at) < radix;
}

/* The next digit of the row at or behind *at, or -1 at its end. */
static int next_digit(const struct row *row, const char **at) {
  while (*at < row->stop && (**at == '.' || **at == '_'))
    ++*at;
  return *at < row->stop ? (int)js_digit_value((uint8_t) * (*at)++) : -1;
}

/* Moves over digits and, if allowed, single separators between them; counts the digits. */
static const char *skip_digits(const char *at, const char *end, unsigned radix, bool separators,
                               int32_t *count) {
  *count = 0;
  while (is_digit(at, end, radix)) {
    at++;
    ++*count;
    if (separators && at < end && *at == '_' && is_digit(at + 1, end, radix))
      at++;
  }
  return at;
}

/* The number f * 2^e, f with its top bit set: exact but for a few units of f. */
struct estimate {
  uint64_t f;
  int e;
};

/* Every step below is off by at most 2^-62 of its result: 1 + 3 + 7 + 15 such steps for the factors of a power up to
 * radix^1200 (the first 64 bits are exact), 10 for its products and 2 for the last one, in units of f four times as many;
 * and 36 units for digits that did not fit into 64 bits. */
enum { ESTIMATE_ERROR = 256 };

static struct estimate normalized(uint64_t f, int e) {
  struct estimate result = {f, e};
  while (result.f >> 63 == 0) {
    result.f <<= 1;
    result.e--;
  }
  return result;
}

static struct estimate product(struct estimate a, struct estimate b) {
  uint64_t a1 = a.f >> 32, a0 = (uint32_t)a.f, b1 = b.f >> 32, b0 = (uint32_t)b.f;
  uint64_t middle = a1 * b0 + (a0 * b0 >> 32); /* <= (2^32-1)^2 + 2^32-1 < 2^64 */
  uint64_t other = a0 * b1 + (uint32_t)middle; /* likewise */
  return normalized(a1 * b1 + (middle >> 32) + (other >> 32), a.e + b.e + 64);
}

static struct estimate quotient(struct estimate a, struct estimate b) {
  uint64_t rest = a.f; /* < 2 * b.f, its 65th bit is `carry` */
  uint64_t f = 0;
  bool carry = false;
  for (int bit = 0; bit < 64; bit++) {
    f <<= 1;
    if (carry || rest >= b.f) {
      rest -= b.f;
      f |= 1;
    }
    carry = rest >> 63 != 0;
    rest <<= 1;
  }
  return normalized(f, a.e - b.e - 63);
}

static struct estimate power(unsigned radix, unsigned exponent) {
  struct estimate result = normalized(1, 0);
  struct estimate factor = normalized(radix, 0);
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1)
      result = product(result, factor);
    factor = product(factor, factor);
  }
  return result;
}

static struct estimate estimate(const struct row *row) {
  const char *at = row->first;
  const uint64_t limit = (UINT64_MAX - 35) / row->radix;
  uint64_t mantissa = 0;
  int exponent = (int)row->exponent + 1;
  struct estimate result;
  for (int digit; mantissa <= limit && (digit = next_digit(row, &at)) >= 0; exponent--) {
    mantissa = mantissa * row->radix + (unsigned)digit;
  }
  result = normalized(mantissa, 0);
  if (exponent < 0)
    return quotient(result, power(row->radix, (unsigned)-exponent));
  return product(result, power(row->radix, (unsigned)exponent));
}

/* Compares the row with mantissa * 2^exponent, which is near it: < 0, 0 or > 0 as the row is smaller, equal, larger. */
static int compare_row(const struct row *row, uint64_t mantissa, int exponent) {
  struct js_big r, s;
  const char *at = row->first;
  int digit;
  js_big_set(&r, mantissa);
  js_big_set(&s, 1);
  js_big_scale_power(row->exponent < 0 ? &r : &s, row->radix,
                     (unsigned)(row->exponent < 0 ? -row->exponent : row->exponent));
  js_big_shift(exponent < 0 ? &s : &r, (unsigned)(exponent < 0 ? -exponent : exponent));
  while ((digit = next_digit(row, &at)) >= 0) {
    unsigned expected = js_big_take_quotient(&r, &s);
    if ((unsigned)digit != expected)
      return (unsigned)digit < expected ? -1 : 1;
    js_big_scale(&r, (uint32_t)row->radix);
  }
  return r.count == 0 ? 0 : -1;
}

/* The double nearest to the row. */
static double row_value(const struct row *row) {
  struct estimate near;
  unsigned drop = 63 - FRACTION_BITS; /* low bits of near.f that the double does not have */
  uint64_t mantissa, middle, distance;
  if (row->first == row->stop || row->exponent < -1100)
    return 0;
  if (row->exponent > 1100)
    return infinity();
  near = estimate(row);
  if (near.e + (int)drop > LARGEST_EXPONENT)
    return infinity();
  if (near.e + (int)drop < SMALLEST_EXPONENT)
    drop = (unsigned)(SMALLEST_EXPONENT - near.e);
  if (drop > 65)
    return 0;
  mantissa = drop < 64 ? near.f >> drop : 0;
  middle =
      drop < 65 ? (uint64_t)1 << (drop - 1) : 0; /* 2^64 for drop == 65, where f - 2^64 is the distance */
  distance = near.f - (drop < 64 ? mantissa << drop : 0) - middle;
  if (distance <= ESTIMATE_ERROR || distance >= (uint64_t)0 - ESTIMATE_ERROR) {
    int order = compare_row(row, mantissa * 2 + 1, near.e + (int)drop - 1);
    mantissa += order > 0 || (order == 0 && (mantissa & 1) != 0);
  } else {
    mantissa += distance >> 63 == 0;
  }
  return put_together(mantissa, near.e + (int)drop);
}

#if JS_WITH_SHORT_DECIMALS
/* Up to 15 digits and powers of ten up to 22 are exact doubles: one rounding, so the nearest. */
static bool exact_value(const struct row *row, double *value) {
  double integer = 0, power_of_ten = 1;
  const char *at = row->first;
  int count = 0;
  int32_t exponent;
  if (row->radix != 10)
    return false;
  for (int digit; count <= EXACT_DECIMALS && (digit = next_digit(row, &at)) >= 0; count++) {
    integer = integer * 10 + digit;
  }
  exponent = row->exponent + 1 - count;
  if (count > EXACT_DECIMALS || exponent > 22 || exponent < -22)
    return false;
  for (int32_t i = exponent < 0 ? -exponent : exponent; i > 0; i--)
    power_of_ten *= 10;
  *value = exponent < 0 ? integer / power_of_ten : integer * power_of_ten;
  return true;
}
#else
static bool exact_value(const struct row *row, double *value) {
  (void)row, (void)value;
  return false;
}
#endif

/* Moves row->first to the first digit that is not zero. `exponent` is that of the first digit. */
static void skip_zeros(struct row *row, int32_t exponent) {
  const char *at = row->first;
  row->exponent = exponent + 1;
  do {
    row->first = at;
    row->exponent--;
  } while (next_digit(row, &at) == 0);
  while (row->first < row->stop && (*row->first == '.' || *row->first == '_'))
    row->first++;
}

/* The exponent part, if there is a whole one at `at`: e, sign, digits. Stops growing where any text is shorter. */
static const char *scan_exponent(const char *at, const char *end, bool separators, int32_t *exponent) {
  const char *digits = at + 1;
  bool negative = false;
  int32_t value = 0, count;
  const char *stop;
  if (at == end || (*at | 0x20) != 'e')
    return at;
  if (digits < end && (*digits == '+' || *digits == '-'))
    negative = *digits++ == '-';
  stop = skip_digits(digits, end, 10, separators, &count);
  if (count == 0)
    return at;
  for (; digits < stop; digits++) {
    if (*digits != '_' && value < 1 << 27)
      value = value * 10 + (*digits - '0');
  }
  *exponent = negative ? -value : value;
  return stop;
}

static const char *scan_decimal(const char *text, const char *end, bool separators, double *value) {
  struct row row = {.first = text, .radix = 10};
  int32_t before, after = 0, exponent = 0;
  const char *at = skip_digits(text, end, 10, separators, &before);
  if (at < end && *at == '.' && (before > 0 || is_digit(at + 1, end, 10))) {
    at = skip_digits(at + 1, end, 10, separators, &after);
  }
  if (before + after == 0)
    return text;
  row.stop = at;
  at = scan_exponent(at, end, separators, &exponent);
  skip_zeros(&row, before - 1 + exponent);
  if (!exact_value(&row, value))
    *value = row_value(&row);
  return at;
}

size_t js_number_scan(const char *text, size_t length, unsigned accept, double *value) {
  const char *end = text + length;
  const char *at = text;
  const char *stop;
  bool negative = false;
  if ((accept & JS_SCAN_SIGN) != 0 && at < end && (*at == '+' || *at == '-'))
    negative = *at++ == '-';
  if ((accept & JS_SCAN_INFINITY) != 0 && end - at >= 8 && memcmp(at, "Infinity", 8) == 0) {
    *value = with_sign(infinity(), negative);
    return (size_t)(at + 8 - text);
  }
  stop = scan_decimal(at, end, (accept & JS_SCAN_SEPARATOR) != 0, value);
  if (stop == at)
    return 0;
  *value = with_sign(*value, negative);
  return (size_t)(stop - text);
}

size_t js_number_scan_radix(const char *text, size_t length, unsigned radix, bool separators, double *value) {
  struct row row = {.first = text, .radix = radix};
  int32_t count;
  row.stop = skip_digits(text, text + length, radix, separators, &count);
  if (count == 0)
    return 0;
  skip_zeros(&row, count - 1);
  if (!exact_value(&row, value))
    *value = row_value(&row);
  return (size_t)(row.stop - text);
}

/* The radix of a 0x, 0o or 0b prefix, or 0. */
static unsigned prefix_radix(const char *text, const char *end) {
  if (end - text < 2 || text[0] != '0')
    return 0;
  switch (text[1] | 0x20) {
  case 'x': return 16;
  case 'o': return 8;
  case 'b': return 2;
  default: return 0;
  }
}

static void trim(const char **text, const char **end) {
  const uint8_t *first = (const uint8_t *)*text;
  const uint8_t *last = (const uint8_t *)*end;
  js_trim_start(&first, last);
  js_trim_end(first, &last);
  *text = (const char *)first;
  *end = (const char *)last;
}

double js_number_parse(const char *text, size_t length) {
  const char *end = text + length;
  double value = 0;
  size_t used;
  unsigned radix;
  trim(&text, &end);
  if (text == end)
    return 0;
  radix = prefix_radix(text, end);
  if (radix != 0) {
    text += 2;
    used = js_number_scan_radix(text, (size_t)(end - text), radix, false, &value);
  } else {
    used = js_number_scan(text, (size_t)(end - text), JS_SCAN_SIGN | JS_SCAN_INFINITY, &value);
  }
  return used > 0 && text + used == end ? value : not_a_number();
}

double js_number_parse_float(const char *text, size_t length) {
  const char *end = text + length;
  double value;
  trim(&text, &end);
  if (js_number_scan(text, (size_t)(end - text), JS_SCAN_SIGN | JS_SCAN_INFINITY, &value) == 0)
    return not_a_number();
  return value;
}

double js_number_parse_int(const char *text, size_t length, int32_t radix) {
  const char *end = text + length;
  bool negative = false;
  double value;
  trim(&text, &end);
  if (text < end && (*text == '+' || *text == '-'))
    negative = *text++ == '-';
  if (radix != 0 && (radix < 2 || radix > 36))
    return not_a_number();
  if ((radix == 0 || radix == 16) && prefix_radix(text, end) == 16) {
    text += 2;
    radix = 16;
  }
  if (radix == 0)
    radix = 10;
  if (js_number_scan_radix(text, (size_t)(end - text), (unsigned)radix, false, &value) == 0)
    return not_a_number();
  return with_sign(value, negative);
}
