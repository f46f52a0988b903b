/*
 * JSON (RFC 8259) as the form of a manifest that people write: a strict reader of tokens without a copy of
 * anything, and a writer with two blanks of indentation. Reading is left out with MBPF_WITH_JSON_MANIFEST 0.
 */
#include "package/emitter.h"
#include "package/source.h"

#include "base/utf8.h"

#if MBPF_WITH_JSON_MANIFEST

/* --- reading --- */

/* The next byte, or 0 at the end: 0 is no JSON character. */
static uint8_t peek(const struct source *source) {
  return source->position < source->length ? source->at[source->position] : 0;
}

static void skip_blanks(struct source *source) {
  while (peek(source) == ' ' || peek(source) == '\t' || peek(source) == '\n' || peek(source) == '\r')
    source->position++;
}

static bool is_digit(uint8_t c) {
  return c >= '0' && c <= '9';
}

static int hex_digit(uint8_t c) {
  if (is_digit(c))
    return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits of a \u escape, after the u. */
static bool read_unit(struct source *source, unsigned *unit) {
  *unit = 0;
  for (int i = 0; i < 4; i++) {
    int digit = hex_digit(peek(source));
    if (digit < 0)
      return source_problem(source, source->position, "\\u needs four hexadecimal digits");
    *unit = *unit << 4 | (unsigned)digit;
    source->position++;
  }
  return true;
}

/* A \u escape after the u; the two halves of a pair belong together. */
static bool read_code(struct source *source, uint32_t start) {
  unsigned unit;
  if (!read_unit(source, &unit))
    return false;
  if (unit < 0xd800 || unit > 0xdfff)
    return true;
  if (unit < 0xdc00 && peek(source) == '\\') {
    source->position++;
    if (peek(source) == 'u') {
      source->position++;
      if (!read_unit(source, &unit))
        return false;
      if (unit >= 0xdc00 && unit <= 0xdfff)
        return true;
    }
  }
  return source_problem(source, start, "half of a surrogate pair");
}

static bool read_escape(struct source *source) {
  uint32_t start = source->position++;
  uint8_t c = peek(source);
  source->position++;
  switch (c) {
  case '"':
  case '\\':
  case '/':
  case 'b':
  case 'f':
  case 'n':
  case 'r':
  case 't': return true;
  case 'u': return read_code(source, start);
  default: return source_problem(source, start, "not an escape of JSON");
  }
}

static bool read_character(struct source *source) {
  if (peek(source) < 0x20)
    return source_problem(source, source->position,
                          source->position < source->length ? "a control character in a text"
                                                            : "the document ends inside a text");
  unsigned bytes = utf8_length(source->at + source->position, source->length - source->position);
  if (bytes == 0)
    return source_problem(source, source->position, "not UTF-8");
  source->position += bytes;
  return true;
}

static bool read_text(struct source *source, struct value *value) {
  value->kind = VALUE_TEXT;
  value->text.at = (const char *)source->at + ++source->position;
  uint32_t start = source->position;
  while (peek(source) != '"') {
    if (peek(source) == '\\') {
      value->escaped = true;
      if (!read_escape(source))
        return false;
    } else if (!read_character(source))
      return false;
  }
  value->text.length = source->position++ - start;
  return true;
}

/* One or more digits; their value, or huge when it does not fit. */
static bool read_digits(struct source *source, uint64_t *number, bool *huge) {
  if (!is_digit(peek(source)))
    return source_problem(source, source->position, "a digit is expected");
  for (*number = 0; is_digit(peek(source)); source->position++) {
    unsigned digit = peek(source) - (unsigned)'0';
    *huge = *huge || *number > (UINT64_MAX - digit) / 10;
    *number = *number * 10 + digit;
  }
  return true;
}

static bool read_number(struct source *source, struct value *value) {
  bool negative = peek(source) == '-', huge = false, ignored = false;
  uint64_t digits;
  source->position += negative;
  uint32_t start = source->position;
  if (!read_digits(source, &value->number, &huge))
    return false;
  if (source->at[start] == '0' && source->position - start > 1)
    return source_problem(source, start, "a number must not begin with 0");
  value->kind = negative && value->number ? VALUE_NEGATIVE : huge ? VALUE_HUGE : VALUE_NUMBER;
  if (peek(source) == '.') {
    source->position++;
    value->kind = VALUE_FRACTION;
    if (!read_digits(source, &digits, &ignored))
      return false;
  }
  if (peek(source) == 'e' || peek(source) == 'E') {
    source->position++;
    value->kind = VALUE_FRACTION;
    if (peek(source) == '+' || peek(source) == '-')
      source->position++;
    if (!read_digits(source, &digits, &ignored))
      return false;
  }
  return true;
}

static bool read_word(struct source *source, struct value *value) {
  static const struct {
    char text[6];
    uint8_t length, kind, number;
  } words[] = {{"true", 4, VALUE_BOOL, 1}, {"false", 5, VALUE_BOOL, 0}, {"null", 4, VALUE_NULL, 0}};
  for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (source->length - source->position < words[i].length ||
        memcmp(source->at + source->position, words[i].text, words[i].length) != 0)
      continue;
    source->position += words[i].length;
    value->kind = (enum value_kind)words[i].kind;
    value->number = words[i].number;
    return true;
  }
  return source_problem(source, source->position, "a value is expected");
}

static bool json_value(struct source *source, struct value *value) {
  skip_blanks(source);
  *value = (struct value){.offset = source->position};
  uint8_t c = peek(source);
  if (c == '{' || c == '[') {
    value->kind = c == '{' ? VALUE_MAP : VALUE_ARRAY;
    source->position++;
    return true;
  }
  if (c == '"')
    return read_text(source, value);
  if (c == '-' || is_digit(c))
    return read_number(source, value);
  return read_word(source, value);
}

static bool json_next(struct source *source, struct level *level, bool *more) {
  skip_blanks(source);
  uint8_t c = peek(source);
  *more = c != (level->map ? '}' : ']');
  if (!*more) {
    source->position++;
    source->depth--;
    return true;
  }
  if (level->first) {
    level->first = false;
    return true;
  }
  if (c != ',')
    return source_problem(source, source->position,
                          level->map ? "',' or '}' is expected" : "',' or ']' is expected");
  source->position++;
  return true;
}

static bool json_key(struct source *source, struct level *level, struct value *key) {
  (void)level;
  skip_blanks(source);
  *key = (struct value){.offset = source->position};
  if (peek(source) != '"')
    return source_problem(source, source->position, "a key in double quotes is expected");
  if (!read_text(source, key))
    return false;
  skip_blanks(source);
  if (peek(source) != ':')
    return source_problem(source, source->position, "':' is expected after a key");
  source->position++;
  return true;
}

static bool json_finish(struct source *source) {
  skip_blanks(source);
  return source->position == source->length ||
         source_problem(source, source->position, "something follows the manifest");
}

const struct source_format source_json = {"JSON", json_value, json_next, json_key, json_finish};

#endif

/* --- writing --- */

#define put_literal(out, literal) bytes_write((out), (literal), sizeof(literal) - 1)

static void new_line(struct emitter *emitter) {
  bytes_put(emitter->out, '\n');
  for (unsigned i = 0; i < emitter->depth; i++)
    put_literal(emitter->out, "  ");
}

/* Before an element of an array, or a key of a map. */
static void separate(struct emitter *emitter) {
  if (emitter->filled)
    bytes_put(emitter->out, ',');
  if (emitter->depth > 0)
    new_line(emitter);
  emitter->filled = true;
}

static void put_quoted(struct bytes_out *out, struct mbpf_text text) {
  bytes_put(out, '"');
  for (uint32_t i = 0; i < text.length; i++) {
    uint8_t c = (uint8_t)text.at[i];
    if (c == '"' || c == '\\')
      bytes_put(out, '\\');
    if (c >= 0x20) {
      bytes_put(out, c);
      continue;
    }
    put_literal(out, "\\u00");
    bytes_put(out, (uint8_t)('0' + (c >> 4)));
    bytes_put(out, (uint8_t) "0123456789abcdef"[c & 15]);
  }
  bytes_put(out, '"');
}

static void put_decimal(struct bytes_out *out, uint64_t number) {
  uint8_t digits[20];
  unsigned at = sizeof digits;
  do
    digits[--at] = (uint8_t)('0' + number % 10);
  while ((number /= 10) != 0);
  bytes_write(out, digits + at, sizeof digits - at);
}

static void json_put_key(struct emitter *emitter, struct mbpf_text key) {
  separate(emitter);
  put_quoted(emitter->out, key);
  put_literal(emitter->out, ": ");
  emitter->after_key = true;
}

/* A value after its key stands on the key's line, an element of an array on its own. */
static void place(struct emitter *emitter) {
  if (!emitter->after_key)
    separate(emitter);
  emitter->after_key = false;
}

static void json_put_number(struct emitter *emitter, uint64_t number) {
  place(emitter);
  put_decimal(emitter->out, number);
}

static void json_put_text(struct emitter *emitter, struct mbpf_text text) {
  place(emitter);
  put_quoted(emitter->out, text);
}

static void json_put_bool(struct emitter *emitter, bool truth) {
  place(emitter);
  if (truth)
    put_literal(emitter->out, "true");
  else
    put_literal(emitter->out, "false");
}

static void json_begin(struct emitter *emitter, bool map, uint32_t count) {
  (void)count;
  place(emitter);
  bytes_put(emitter->out, map ? '{' : '[');
  emitter->depth++;
  emitter->filled = false;
}

static void json_end(struct emitter *emitter, bool map) {
  emitter->depth--;
  if (emitter->filled)
    new_line(emitter);
  bytes_put(emitter->out, map ? '}' : ']');
  emitter->filled = true;
}

const struct emitter_format emitter_json = {true,          json_begin,    json_put_key, json_put_number,
                                            json_put_text, json_put_bool, json_end};
