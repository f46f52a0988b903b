/* regexp.c: pattern text to regular expression program, in one pass without recursion. Bottom-up.
 *
 * Code is emitted as the pattern is read. When a quantifier or a | turns up behind a piece, the piece is moved up to make
 * room for the instruction that belongs before it; all targets are distances, so moved code stays right. The same pass
 * with nowhere to write measures. */
#include <string.h>

#include "js/regexp/op.h"
#include "js/regexp/regexp.h"
#include "js/unicode.h"

enum { LITERAL_MAX = 255, GROUPS_MAX = 0x7FFF, END = -1 };

/* An open parenthesis, or the pattern itself. */
struct group {
  uint16_t start;       /* where its code begins */
  uint16_t alternative; /* where the code of the current alternative begins */
  uint16_t exits;    /* the last of the jumps to its end, each holding the place of the one before; 0: none */
  uint16_t capture;  /* number of a capturing group, else 0 */
  uint16_t captures; /* capturing groups opened before this */
  uint16_t look;     /* where the LOOK instruction of a look-ahead is, else 0 */
  bool consumes;     /* the current alternative takes at least one character */
  bool all_consume;  /* so do all before it */
};

struct compiler {
  const uint8_t *pattern, *at, *end;
  uint8_t *code;
  size_t capacity, size;
  size_t peak; /* the largest size so far: x{0} takes code away */
  struct js_regexp_error *error;
  unsigned flags;
  unsigned captures, all_captures; /* capturing groups opened so far, in the whole pattern */
  unsigned registers;              /* given out so far */
  size_t literal;                  /* the LITERAL that ends the code and may grow, or 0 */
  unsigned literal_length;
  unsigned depth;
  struct group groups[JS_REGEXP_NESTING_MAX + 1];
};

struct quantifier {
  uint32_t min, max;
  bool greedy;
};

/* ---- errors and the text ---- */

static bool refuse_at(struct compiler *c, const uint8_t *at, const char *message) {
  if (c->error->message == NULL) {
    c->error->message = message;
    c->error->at = (size_t)(at - c->pattern);
  }
  return false;
}

static bool refuse(struct compiler *c, const char *message) {
  return refuse_at(c, c->at, message);
}

static bool failed(const struct compiler *c) {
  return c->error->message != NULL;
}

static int peek(const struct compiler *c, size_t ahead) {
  return (size_t)(c->end - c->at) > ahead ? c->at[ahead] : END;
}

static bool accept(struct compiler *c, char expected) {
  if (peek(c, 0) != expected)
    return false;
  c->at++;
  return true;
}

static bool has_flag(const struct compiler *c, unsigned flag) {
  return (c->flags & flag) != 0;
}

static bool is_digit(int byte) {
  return byte >= '0' && byte <= '9';
}

static bool is_letter(uint32_t code) {
  return code < 0x80 && (code | 0x20) >= 'a' && (code | 0x20) <= 'z';
}

/* The place of `code` in `characters`, or -1. */
static int find(const char *characters, uint32_t code) {
  for (int i = 0; characters[i] != 0; i++) {
    if ((uint32_t)characters[i] == code)
      return i;
  }
  return -1;
}

static bool is_syntax(uint32_t code) {
  return find("^$\\.*+?()[]{}|/", code) >= 0;
}

/* ---- code ---- */

/* Makes room for `count` bytes at `where`; the code behind moves up. False if there is none (nor when measuring). */
static bool make_room(struct compiler *c, size_t where, size_t count) {
  if (c->size + count > JS_REGEXP_PROGRAM_MAX)
    return refuse(c, "regular expression too large");
  if (c->code != NULL && c->size + count > c->capacity)
    return refuse(c, "no room for the regular expression");
  c->size += count;
  if (c->size > c->peak)
    c->peak = c->size;
  if (c->code == NULL)
    return false;
  memmove(c->code + where + count, c->code + where, c->size - count - where);
  return true;
}

static void put8(struct compiler *c, size_t where, unsigned value) {
  if (c->code != NULL && where < c->size)
    c->code[where] = (uint8_t)value;
}

static void put16(struct compiler *c, size_t where, unsigned value) {
  put8(c, where, value);
  put8(c, where + 1, value >> 8);
}

static void put32(struct compiler *c, size_t where, uint32_t value) {
  put16(c, where, (unsigned)(value & 0xFFFF));
  put16(c, where + 2, (unsigned)(value >> 16));
}

/* An instruction of `size` bytes at `where`, its operands zero; returns `where`. */
static size_t insert(struct compiler *c, size_t where, unsigned op, size_t size) {
  c->literal = 0;
  if (!make_room(c, where, size))
    return where;
  memset(c->code + where, 0, size);
  c->code[where] = (uint8_t)op;
  return where;
}

static size_t append(struct compiler *c, unsigned op, size_t size) {
  return insert(c, c->size, op, size);
}

static void append_with(struct compiler *c, unsigned op, unsigned operand) {
  size_t where = append(c, op, 3);
  put16(c, where + 1, operand);
}

/* Makes the target of the instruction at `from`, whose operand is at `operand`, `to`. */
static void aim(struct compiler *c, size_t from, size_t operand, size_t to) {
  put16(c, operand, (unsigned)(to - from));
}

/* ---- sets ---- */

static void add_bit(struct compiler *c, size_t set, uint32_t code) {
  size_t byte = set + SET_BITS + (code >> 3);
  if (c->code != NULL && byte < c->size)
    c->code[byte] |= (uint8_t)(1u << (code & 7));
}

static void add_flag(struct compiler *c, size_t set, unsigned flag) {
  if (c->code != NULL && set < c->size)
    c->code[set + SET_FLAGS] |= (uint8_t)flag;
}

/* Adds the characters first..last to the set that ends the code. */
static void add_range(struct compiler *c, size_t set, uint32_t first, uint32_t last) {
  for (; first < 0x80 && first <= last; first++) {
    add_bit(c, set, first);
    if (has_flag(c, JS_REGEXP_IGNORE_CASE) && is_letter(first))
      add_bit(c, set, first ^ 0x20);
  }
  if (first <= last) {
    size_t where = c->size;
    if (!make_room(c, where, SET_RANGE_SIZE))
      return;
    put16(c, where, first & 0xFFFF);
    put8(c, where + 2, first >> 16);
    put16(c, where + 3, last & 0xFFFF);
    put8(c, where + 5, last >> 16);
    put16(c, set + SET_COUNT, op_read16(c->code + set + SET_COUNT) + 1);
  }
}

static bool in_class(int letter, uint32_t code) {
  switch (letter) {
  case 'd': return code >= '0' && code <= '9';
  case 'w': return js_digit_value(code) < 36 || code == '_';
  default: return js_is_space(code);
  }
}

static bool is_class_letter(int letter) {
  int lower = letter | 0x20;
  return lower == 'd' || lower == 'w' || lower == 's';
}

/* Adds \d \D \w \W \s or \S. */
static void add_class(struct compiler *c, size_t set, int letter) {
  int lower = letter | 0x20;
  bool negative = letter != lower;
  for (uint32_t code = 0; code < 0x80; code++) {
    if (in_class(lower, code) != negative)
      add_bit(c, set, code);
  }
  if (lower == 's') {
    add_flag(c, set, negative ? SET_NOT_SPACES : SET_SPACES);
  } else if (negative) {
    add_flag(c, set, SET_HIGH);
  }
}

/* ---- characters ---- */

/* Reads `count` hexadecimal digits, or as many as there are up to a } if count is 0; END if they are not there. */
static int32_t read_hex(struct compiler *c, unsigned count) {
  const uint8_t *at = c->at;
  uint32_t value = 0;
  bool braces = count == 0;
  unsigned digits = 0;
  for (; at < c->end && js_digit_value(*at) < 16 && (braces || digits < count); at++, digits++) {
    value = value << 4 | js_digit_value(*at);
    if (value > JS_CODE_POINT_MAX)
      return END;
  }
  if (digits == 0 || (braces ? at == c->end || *at++ != '}' : digits < count))
    return END;
  c->at = at;
  return (int32_t)value;
}

/* Behind \u. A pair of surrogate escapes is one character. */
static int32_t read_unicode_escape(struct compiler *c) {
  const uint8_t *behind;
  int32_t high, low;
  if (peek(c, 0) == '{' && has_flag(c, JS_REGEXP_UNICODE)) {
    c->at++;
    return read_hex(c, 0);
  }
  high = read_hex(c, 4);
  if (high < 0xD800 || high > 0xDBFF || peek(c, 0) != '\\' || peek(c, 1) != 'u')
    return high;
  behind = c->at;
  c->at += 2;
  low = read_hex(c, 4);
  if (low >= 0xDC00 && low <= 0xDFFF)
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
  c->at = behind;
  return high;
}

/* Up to three octal digits, at most \377 (ECMA-262 B.1.2). */
static int32_t read_octal(struct compiler *c) {
  int32_t value = 0;
  for (int byte; value < 32 && (byte = peek(c, 0)) >= '0' && byte <= '7'; c->at++)
    value = value * 8 + (byte - '0');
  return value;
}

/* Without the flag u an escape that means nothing stands for its character, and \c for a backslash (B.1.2). */
static int32_t read_loose_escape(struct compiler *c, const uint8_t *start, int32_t code, bool in_set) {
  int next;
  c->at = start + 1;
  if (code >= '0' && code <= '7') {
    c->at = start;
    return read_octal(c);
  }
  if (code != 'c')
    return code;
  next = peek(c, 0);
  if (in_set && (is_digit(next) || next == '_'))
    return *c->at++ & 0x1F;
  c->at = start;
  return '\\';
}

/* Behind a backslash: an escape that stands for one character. END, with an error, if it does not. */
static int32_t read_escape(struct compiler *c, bool in_set) {
  const uint8_t *start = c->at;
  int32_t code, written;
  if (start == c->end) {
    refuse(c, "\\ at the end of the pattern");
    return END;
  }
  written = code = (int32_t)js_wtf8_next(&c->at, c->end);
  switch (code) {
  case 't': return '\t';
  case 'n': return '\n';
  case 'v': return '\v';
  case 'f': return '\f';
  case 'r': return '\r';
  case 'b':
    if (in_set)
      return '\b';
    break;
  case '-':
    if (in_set || !has_flag(c, JS_REGEXP_UNICODE))
      return code;
    break;
  case '0':
    if (!is_digit(peek(c, 0)))
      return 0;
    break;
  case 'c':
    if (peek(c, 0) != END && is_letter((uint32_t)peek(c, 0)))
      return *c->at++ & 0x1F;
    break;
  case 'x':
  case 'u':
    code = code == 'x' ? read_hex(c, 2) : read_unicode_escape(c);
    if (code != END)
      return code;
    break;
  case 'p':
  case 'P':
    if (peek(c, 0) == '{' || has_flag(c, JS_REGEXP_UNICODE)) {
      refuse_at(c, start, "\\p is not supported: list the characters in a class");
      return END;
    }
    break;
  case 'k':
    if (peek(c, 0) == '<' || has_flag(c, JS_REGEXP_UNICODE)) {
      refuse_at(c, start, "named groups are not supported: use \\1, \\2, ...");
      return END;
    }
    break;
  default:
    if (is_syntax((uint32_t)code) || (code >= 0x80 && !has_flag(c, JS_REGEXP_UNICODE)))
      return code;
  }
  if (!has_flag(c, JS_REGEXP_UNICODE))
    return read_loose_escape(c, start, written, in_set);
  refuse_at(c, start, "unknown escape");
  return END;
}

/* ---- quantifiers ---- */

/* A decimal number; stays at REPEAT_FOREVER when it is larger than any text. */
static bool read_count(const uint8_t **at, const uint8_t *end, uint32_t *count) {
  const uint8_t *start = *at;
  uint64_t value = 0;
  for (; *at < end && is_digit(**at); ++*at) {
    value = value * 10 + (uint64_t)(**at - '0');
    if (value > REPEAT_FOREVER)
      value = REPEAT_FOREVER;
  }
  *count = (uint32_t)value;
  return *at > start;
}

/* {n}, {n,} or {n,m} at c->at. */
static bool read_braces(struct compiler *c, struct quantifier *quantifier) {
  const uint8_t *at = c->at + 1;
  if (!read_count(&at, c->end, &quantifier->min))
    return false;
  quantifier->max = quantifier->min;
  if (at < c->end && *at == ',') {
    at++;
    if (!read_count(&at, c->end, &quantifier->max))
      quantifier->max = REPEAT_FOREVER;
  }
  if (at == c->end || *at != '}')
    return false;
  c->at = at + 1;
  return true;
}

/* Reads a quantifier, if one is next. */
static bool read_quantifier(struct compiler *c, struct quantifier *quantifier) {
  const uint8_t *start = c->at;
  int byte = peek(c, 0);
  quantifier->min = byte == '+';
  quantifier->max = byte == '?' ? 1 : REPEAT_FOREVER;
  if (byte == '{') {
    if (!read_braces(c, quantifier))
      return false;
  } else if (byte == '*' || byte == '+' || byte == '?') {
    c->at++;
  } else {
    return false;
  }
  quantifier->greedy = !accept(c, '?');
  if (quantifier->max < quantifier->min)
    refuse_at(c, start, "numbers out of order in {} quantifier");
  return true;
}

/* ---- pieces ---- */

static struct group *innermost(struct compiler *c) {
  return &c->groups[c->depth];
}

static void repeat_character(struct compiler *c, size_t start, const struct quantifier *quantifier) {
  insert(c, start, quantifier->greedy ? OP_REPEAT_GREEDY : OP_REPEAT_LAZY, SIZE_REPEAT_GREEDY);
  put32(c, start + 1, quantifier->min);
  put32(c, start + 5, quantifier->max);
}

static void repeat_piece(struct compiler *c, size_t start, const struct quantifier *quantifier,
                         unsigned captures_before, bool consumes) {
  size_t begin = insert(c, start, OP_LOOP_BEGIN, SIZE_LOOP_BEGIN);
  size_t loop = insert(c, begin + SIZE_LOOP_BEGIN, OP_LOOP, LOOP_BODY);
  size_t next = append(c, OP_LOOP_NEXT, SIZE_LOOP_NEXT);
  aim(c, next, next + 1, loop);
  put16(c, begin + 1, c->registers);
  put8(c, loop + LOOP_FLAGS, (quantifier->greedy ? LOOP_GREEDY : 0u) | (consumes ? 0u : LOOP_MAY_BE_EMPTY));
  put16(c, loop + LOOP_REGISTER, c->registers);
  put32(c, loop + LOOP_MIN, quantifier->min);
  put32(c, loop + LOOP_MAX, quantifier->max);
  aim(c, loop, loop + LOOP_EXIT, c->size);
  put16(c, loop + LOOP_UNSET, 2 * (captures_before + 1));
  put16(c, loop + LOOP_UNSET + 2, 2 * (c->captures - captures_before));
  c->registers += 2;
}

/* The piece whose code begins at `start` is complete: applies the quantifier behind it, if any. */
static void end_piece(struct compiler *c, size_t start, bool character, unsigned captures_before,
                      bool consumes) {
  struct quantifier quantifier;
  if (!read_quantifier(c, &quantifier)) {
    quantifier = (struct quantifier){1, 1, true};
  } else {
    c->literal = 0;
    if (quantifier.max == 0) {
      c->size = start;
    } else if (quantifier.min != 1 || quantifier.max != 1) {
      if (character) {
        repeat_character(c, start, &quantifier);
      } else {
        repeat_piece(c, start, &quantifier, captures_before, consumes);
      }
    }
  }
  if (consumes && quantifier.min > 0)
    innermost(c)->consumes = true;
}

/* One character as it is written: joined to a literal before it unless a quantifier follows. */
static void character_piece(struct compiler *c, uint32_t code) {
  uint8_t bytes[JS_WTF8_MAX];
  size_t start = c->size, literal = c->literal;
  unsigned length = (unsigned)js_wtf8_put(bytes, code), joined = c->literal_length;
  int next = peek(c, 0);
  if (has_flag(c, JS_REGEXP_IGNORE_CASE) && is_letter(code)) {
    append(c, OP_LETTER, SIZE_LETTER);
    put8(c, start + 1, code | 0x20);
    end_piece(c, start, true, 0, true);
    return;
  }
  if (literal != 0 && joined + length <= LITERAL_MAX && next != '*' && next != '+' && next != '?' &&
      next != '{') {
    if (make_room(c, start, length))
      memcpy(c->code + start, bytes, length);
    c->literal_length = joined + length;
    put8(c, literal + 1, c->literal_length);
    innermost(c)->consumes = true;
    return;
  }
  append(c, OP_LITERAL, SIZE_LITERAL);
  put8(c, start + 1, length);
  if (make_room(c, c->size, length))
    memcpy(c->code + start + SIZE_LITERAL, bytes, length);
  c->literal = start;
  c->literal_length = length;
  end_piece(c, start, true, 0, true);
}

static void class_piece(struct compiler *c, int letter) {
  size_t start = append(c, OP_SET, SIZE_SET);
  add_class(c, start, letter);
  end_piece(c, start, true, 0, true);
}

static void simple_piece(struct compiler *c, unsigned op) {
  end_piece(c, append(c, op, 1), true, 0, true);
}

static void assertion(struct compiler *c, unsigned op) {
  struct quantifier quantifier;
  const uint8_t *behind = c->at;
  append(c, op, 1);
  if (read_quantifier(c, &quantifier))
    refuse_at(c, behind, "nothing to repeat");
}

/* Behind \: a group number, or without the flag u a character's if there is no such group. */
static void back_reference(struct compiler *c) {
  const uint8_t *digits = c->at;
  size_t start = c->size;
  uint32_t number;
  read_count(&c->at, c->end, &number);
  if (number > c->all_captures) {
    if (has_flag(c, JS_REGEXP_UNICODE))
      refuse_at(c, digits, "back reference to a group that does not exist");
    else
      character_piece(c, (uint32_t)read_loose_escape(c, digits, *digits, false));
    return;
  }
  append_with(c, has_flag(c, JS_REGEXP_IGNORE_CASE) ? OP_BACK_FOLD : OP_BACK, (unsigned)number);
  end_piece(c, start, false, c->captures, false);
}

static void escape(struct compiler *c) {
  int letter = peek(c, 0);
  int32_t code;
  if (letter == 'b' || letter == 'B') {
    c->at++;
    assertion(c, letter == 'b' ? OP_WORD_EDGE : OP_NO_WORD_EDGE);
  } else if (letter >= '1' && letter <= '9') {
    back_reference(c);
  } else if (letter != END && is_class_letter(letter)) {
    c->at++;
    class_piece(c, letter);
  } else if ((code = read_escape(c, false)) != END) {
    character_piece(c, (uint32_t)code);
  }
}

/* ---- classes ---- */

/* One member of a class: a character, or END and its letter in *class_letter for \d and the like. */
static int32_t read_member(struct compiler *c, int *class_letter) {
  *class_letter = 0;
  if (!accept(c, '\\'))
    return (int32_t)js_wtf8_next(&c->at, c->end);
  if (peek(c, 0) == END || !is_class_letter(peek(c, 0)))
    return read_escape(c, true);
  *class_letter = *c->at++;
  return END;
}

/* A member and, if a - follows, the range it begins. */
static bool read_members(struct compiler *c, size_t set) {
  const uint8_t *start = c->at;
  int class_letter, last_class_letter;
  int32_t first = read_member(c, &class_letter), last;
  if (failed(c))
    return false;
  if (class_letter != 0)
    add_class(c, set, class_letter);
  if (peek(c, 0) != '-' || peek(c, 1) == ']' || peek(c, 1) == END) {
    if (class_letter == 0)
      add_range(c, set, (uint32_t)first, (uint32_t)first);
    return !failed(c);
  }
  c->at++;
  last = read_member(c, &last_class_letter);
  if (failed(c))
    return false;
  if (class_letter == 0 && last_class_letter == 0) {
    if (last < first)
      return refuse_at(c, start, "range out of order in class");
    add_range(c, set, (uint32_t)first, (uint32_t)last);
    return !failed(c);
  }
  if (has_flag(c, JS_REGEXP_UNICODE))
    return refuse_at(c, start, "a range cannot begin or end with a class");
  add_range(c, set, '-', '-');
  if (class_letter == 0)
    add_range(c, set, (uint32_t)first, (uint32_t)first);
  if (last_class_letter != 0)
    add_class(c, set, last_class_letter);
  if (last_class_letter == 0)
    add_range(c, set, (uint32_t)last, (uint32_t)last);
  return !failed(c);
}

/* Behind [. */
static void class_in_brackets(struct compiler *c) {
  const uint8_t *start = c->at - 1;
  size_t set = append(c, OP_SET, SIZE_SET);
  if (accept(c, '^'))
    add_flag(c, set, SET_INVERTED);
  while (!accept(c, ']')) {
    if (c->at == c->end) {
      refuse_at(c, start, "[ without ]");
      return;
    }
    if (!read_members(c, set))
      return;
  }
  end_piece(c, set, true, 0, true);
}

/* ---- groups ---- */

static struct group *open_group(struct compiler *c) {
  struct group *group;
  if (c->depth == JS_REGEXP_NESTING_MAX) {
    refuse(c, "groups nested too deeply");
    return NULL;
  }
  group = &c->groups[++c->depth];
  *group = (struct group){.start = (uint16_t)c->size, .captures = (uint16_t)c->captures, .all_consume = true};
  return group;
}

static void open_look(struct compiler *c, bool negative) {
  struct group *group = open_group(c);
  size_t look;
  if (group == NULL)
    return;
  look = append(c, OP_LOOK, SIZE_LOOK);
  put8(c, look + LOOK_NEGATIVE, negative);
  put16(c, look + LOOK_REGISTER, c->registers++);
  group->look = (uint16_t)look;
}

static void open_capture(struct compiler *c) {
  struct group *group = open_group(c);
  if (group == NULL)
    return;
  group->capture = (uint16_t)++c->captures; /* <= all_captures, which counted them the same way */
  append_with(c, OP_SAVE, 2 * c->captures);
}

/* Behind (. */
static void open(struct compiler *c) {
  const uint8_t *start = c->at;
  int kind;
  if (!accept(c, '?')) {
    open_capture(c);
  } else {
    kind = peek(c, 0);
    c->at++;
    if (kind == ':') {
      open_group(c);
    } else if (kind == '=' || kind == '!') {
      open_look(c, kind == '!');
    } else if (kind == '<' && (peek(c, 0) == '=' || peek(c, 0) == '!')) {
      refuse_at(c, start, "look-behind is not supported: match the text before as a group");
    } else if (kind == '<') {
      refuse_at(c, start, "named groups are not supported: use (...) and \\1, \\2, ...");
    } else {
      refuse_at(c, start, "unknown kind of group");
    }
  }
  if (failed(c))
    return;
  innermost(c)->alternative = (uint16_t)c->size;
  c->literal = 0;
}

/* At the end of the pattern or a group: all exits lead here. */
static void close_alternatives(struct compiler *c) {
  struct group *group = innermost(c);
  c->literal = 0;
  while (group->exits != 0 && c->code != NULL) {
    size_t jump = group->exits;
    group->exits = (uint16_t)op_read16(c->code + jump + 1);
    aim(c, jump, jump + 1, c->size);
  }
}

static void next_alternative(struct compiler *c) {
  struct group *group = innermost(c);
  size_t split = insert(c, group->alternative, OP_SPLIT, SIZE_SPLIT);
  size_t jump = append(c, OP_JUMP, SIZE_JUMP);
  if (failed(c))
    return;
  put16(c, jump + 1, group->exits);
  aim(c, split, split + 1, c->size);
  group->exits = (uint16_t)jump;
  group->alternative = (uint16_t)c->size;
  group->all_consume = group->all_consume && group->consumes;
  group->consumes = false;
}

static void close(struct compiler *c) {
  struct group group;
  bool consumes;
  close_alternatives(c);
  group = *innermost(c);
  c->depth--;
  consumes = group.consumes && group.all_consume;
  if (group.look != 0) {
    size_t done = append(c, OP_LOOK_DONE, SIZE_LOOK_DONE);
    aim(c, done, done + 1, group.look);
    aim(c, group.look, group.look + LOOK_END, c->size);
    consumes = false;
  }
  if (group.look != 0 && has_flag(c, JS_REGEXP_UNICODE))
    return; /* cannot be quantified: * will be refused */
  if (group.capture != 0)
    append_with(c, OP_SAVE, 2u * group.capture + 1);
  end_piece(c, group.start, false, group.captures, consumes);
}

/* ---- the pattern ---- */

/* Number of capturing groups, for back references forward. */
static unsigned count_captures(const struct compiler *c) {
  unsigned count = 0;
  bool in_set = false;
  for (const uint8_t *at = c->pattern; at < c->end; at++) {
    if (*at == '\\')
      at++;
    else if (*at == '[')
      in_set = true;
    else if (*at == ']')
      in_set = false;
    else if (*at == '(' && !in_set && (c->end - at < 2 || at[1] != '?'))
      count++;
  }
  return count;
}

static void syntax_piece(struct compiler *c, int byte) {
  struct quantifier quantifier;
  const uint8_t *start = c->at;
  if (byte == '*' || byte == '+' || byte == '?' || (byte == '{' && read_quantifier(c, &quantifier))) {
    refuse_at(c, start, "nothing to repeat");
  } else if (has_flag(c, JS_REGEXP_UNICODE)) {
    refuse(c, byte == '{' ? "{ that is no quantifier: write \\{" : "unmatched bracket: write it with a \\");
  } else {
    c->at = start + 1;
    character_piece(c, (uint32_t)byte);
  }
}

static void piece(struct compiler *c) {
  int byte = *c->at++;
  switch (byte) {
  case '(': open(c); break;
  case ')':
    if (c->depth == 0) {
      refuse_at(c, c->at - 1, ") without (");
    } else {
      close(c);
    }
    break;
  case '|': next_alternative(c); break;
  case '[': class_in_brackets(c); break;
  case '\\': escape(c); break;
  case '.': simple_piece(c, has_flag(c, JS_REGEXP_DOT_ALL) ? OP_ALL : OP_ANY); break;
  case '^': assertion(c, has_flag(c, JS_REGEXP_MULTILINE) ? OP_LINE_START : OP_TEXT_START); break;
  case '$': assertion(c, has_flag(c, JS_REGEXP_MULTILINE) ? OP_LINE_END : OP_TEXT_END); break;
  case '*':
  case '+':
  case '?':
  case '{':
  case '}':
  case ']':
    c->at--;
    syntax_piece(c, byte);
    break;
  default: c->at--; character_piece(c, js_wtf8_next(&c->at, c->end));
  }
}

size_t js_regexp_compile(const uint8_t *pattern, size_t length, unsigned flags, uint8_t *program,
                         size_t capacity, struct js_regexp_error *error) {
  struct compiler c = {.pattern = pattern,
                       .at = pattern,
                       .end = pattern + length,
                       .code = program,
                       .capacity = capacity,
                       .error = error,
                       .flags = flags};
  *error = (struct js_regexp_error){NULL, 0};
  c.all_captures = count_captures(&c);
  if (c.all_captures > GROUPS_MAX)
    refuse(&c, "too many groups");
  c.registers = 2 * (c.all_captures + 1); /* the bounds of the groups come first */
  make_room(&c, 0, HEADER_SIZE);
  c.groups[0] = (struct group){.start = HEADER_SIZE, .alternative = HEADER_SIZE, .all_consume = true};
  while (!failed(&c) && c.at < c.end)
    piece(&c);
  if (!failed(&c) && c.depth > 0)
    refuse(&c, "( without )");
  if (failed(&c))
    return 0;
  close_alternatives(&c);
  append(&c, OP_MATCH, SIZE_MATCH);
  put8(&c, HEADER_FLAGS, flags);
  put16(&c, HEADER_GROUPS, c.all_captures + 1);
  put16(&c, HEADER_REGISTERS, c.registers);
  if (failed(&c))
    return 0;
  return program == NULL ? c.peak : c.size;
}
