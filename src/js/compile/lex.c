// The lexer (ECMA-262 clause 12), work memory, names, and error messages with their place.
#include "js/compile/compiler.h"
#include "js/number.h"
#include "js/unicode.h"

// ---- errors ------------------------------------------------------------------------------------------------------

// Lines and columns are found by walking from the last place looked up, in either direction.
static void walk_back(js_compiler *c, uint32_t offset) {
  bool crossed = false;
  while (c->place > offset) {
    c->place--;
    if (c->source[c->place] == '\n') {
      c->line--;
      crossed = true;
    } else if ((c->source[c->place] & 0xc0u) != 0x80u) {
      c->column--;
    }
  }
  if (!crossed)
    return;
  c->column = 1;
  for (uint32_t i = c->place; i > 0 && c->source[i - 1] != '\n'; i--)
    c->column += (c->source[i - 1] & 0xc0u) != 0x80u;
}

void js_c_locate(js_compiler *c, uint32_t offset, uint32_t *line, uint32_t *column) {
  walk_back(c, offset);
  for (; c->place < offset && c->place < c->bytes; c->place++) {
    if (c->source[c->place] == '\n') {
      c->line++;
      c->column = 1;
    } else {
      c->column += (c->source[c->place] & 0xc0u) != 0x80u;
    }
  }
  *line = c->line;
  *column = c->column;
}

typedef struct {
  char *at, *end;
} writer;

static void put(writer *w, const void *text, size_t n) {
  size_t room = (size_t)(w->end - w->at);
  n = n < room ? n : room;
  memcpy(w->at, text, n);
  w->at += n;
}

static void put_string(writer *w, const char *s) {
  while (*s)
    put(w, s++, 1);
}

static void put_number(writer *w, uint32_t n) {
  char text[12];
  put(w, text, js_number_from_int32((int32_t)n, text));
}

// The line of the error, cut to what is near, and a caret under the place.
static void put_excerpt(js_compiler *c, writer *w, uint32_t offset) {
  uint32_t end = offset < c->bytes ? offset : c->bytes, start = end;
  while (start > 0 && end - start < 60 && c->source[start - 1] != '\n')
    start--;
  while (start < end && (c->source[start] & 0xc0u) == 0x80u)
    start++;
  uint32_t caret = end;
  while (end < c->bytes && c->source[end] != '\n' && c->source[end] != '\r' && end - start < 76)
    end++;
  while (end > caret && end < c->bytes && (c->source[end] & 0xc0u) == 0x80u)
    end--;
  put(w, "\n  ", 3);
  for (uint32_t i = start; i < end; i++)
    put(w, c->source[i] < ' ' ? (const uint8_t *)" " : &c->source[i], 1);
  put(w, "\n  ", 3);
  for (uint32_t i = start; i < caret; i++)
    if ((c->source[i] & 0xc0u) != 0x80u)
      put(w, " ", 1);
  put(w, "^", 1);
}

// The source looks ended.
static void end_tokens(js_compiler *c) {
  c->token.kind = T_END;
  c->token.symbol = NO_SYMBOL;
}

uint32_t js_c_fail(js_compiler *c, uint32_t offset, const char *what, const char *detail) {
  if (c->failed)
    return 0;
  c->failed = true;
  end_tokens(c);
  js_c_locate(c, offset, &c->error->line, &c->error->column);
  writer w = {c->error->message, c->error->message + JS_COMPILE_MESSAGE - 1};
  put_string(&w, c->file);
  put(&w, ":", 1);
  put_number(&w, c->error->line);
  put(&w, ":", 1);
  put_number(&w, c->error->column);
  put(&w, ": ", 2);
  for (; *what; what++)
    if (what[0] == '%' && what[1] == 's')
      put_string(&w, detail ? detail : ""), what++;
    else
      put(&w, what, 1);
  put_excerpt(c, &w, offset);
  *w.at = 0;
  return 0;
}

uint32_t js_c_fail_here(js_compiler *c, const char *what) {
  return js_c_fail(c, c->token.start, what, NULL);
}

uint32_t js_c_fail_name(js_compiler *c, uint32_t offset, const char *what, name_ref name) {
  char text[64];
  uint32_t n = js_c_name(c, name)->bytes;
  n = n < sizeof text - 1 ? n : sizeof text - 1;
  memcpy(text, js_c_text(c, name), n);
  text[n] = 0;
  return js_c_fail(c, offset, what, text);
}

uint32_t js_c_no_memory(js_compiler *c, size_t words) {
  if (c->failed)
    return 0;
  size_t used = (size_t)c->low * 4;
  js_c_fail_here(c, "out of memory while compiling");
  c->error->needed_bytes = (used + words * 4) * 2;
  return 0;
}

// ---- work memory -------------------------------------------------------------------------------------------------

// The first words are a place to write to when memory is out; node 0 and name 0 mean none.
uint32_t js_c_take(js_compiler *c, uint32_t words) {
  if (words > c->high - c->low)
    return js_c_no_memory(c, words);
  uint32_t at = c->low;
  c->low += words;
  return at;
}

void js_c_append(js_compiler *c, table *t, uint32_t value) {
  if (t->count == t->capacity) {
    uint32_t more = t->capacity < 8 ? 8 : t->capacity / 2;
    if (t->capacity && t->at + t->capacity == c->low) { // the last thing in memory: grows where it is
      if (!js_c_take(c, more))
        return;
    } else {
      uint32_t at = js_c_take(c, t->capacity + more);
      if (!at)
        return;
      memcpy(&c->memory[at], &c->memory[t->at], t->count * sizeof(uint32_t));
      t->at = at;
    }
    t->capacity += more;
  }
  c->memory[t->at + t->count++] = value;
}

// ---- names -------------------------------------------------------------------------------------------------------

const uint8_t *js_c_text(const js_compiler *c, name_ref n) {
  const name_record *r = js_c_name(c, n);
  return r->flags & NAME_IN_MEMORY ? (const uint8_t *)c->memory + r->text : c->source + r->text;
}

static uint32_t hash(const uint8_t *text, size_t bytes) {
  uint32_t h = (uint32_t)bytes;
  for (size_t i = 0; i < bytes; i++)
    h = (h ^ text[i]) * 16777619u;
  return h ^ (h >> 15);
}

static void rehash(js_compiler *c) {
  table old = c->buckets;
  uint32_t count = old.count ? old.count * 4 : 16;
  uint32_t at = js_c_take(c, count);
  if (!at)
    return;
  memset(&c->memory[at], 0, count * sizeof(uint32_t));
  for (uint32_t i = 0; i < old.count; i++)
    for (name_ref n = c->memory[old.at + i], next; n; n = next) {
      name_record *r = js_c_name(c, n);
      next = r->chain;
      uint32_t *head = &c->memory[at + (hash(js_c_text(c, n), r->bytes) & (count - 1))];
      r->chain = *head;
      *head = n;
    }
  c->buckets = (table){at, count, count};
}

name_ref js_c_name_of(js_compiler *c, const uint8_t *text, size_t bytes) {
  if (c->name_count >= c->buckets.count * 2)
    rehash(c);
  if (c->failed)
    return 0;
  uint32_t h = hash(text, bytes);
  name_ref *head = &c->memory[c->buckets.at + (h & (c->buckets.count - 1))];
  for (name_ref n = *head; n; n = js_c_name(c, n)->chain)
    if (js_c_name(c, n)->bytes == bytes && memcmp(js_c_text(c, n), text, bytes) == 0)
      return n;
  name_ref n = js_c_take(c, sizeof(name_record) / 4);
  if (!n)
    return 0;
  bool in_source = text >= c->source && text <= c->source + c->bytes;
  uint32_t at = in_source ? 0 : js_c_take(c, (uint32_t)(bytes + 3) / 4 + 1);
  if (c->failed)
    return 0;
  if (!in_source)
    memcpy(&c->memory[at], text, bytes);
  uint8_t high = 0;
  for (size_t i = 0; i < bytes; i++)
    high |= text[i];
  *js_c_name(c, n) = (name_record){
      .text = in_source ? (uint32_t)(text - c->source) : at * 4,
      .bytes = (uint32_t)bytes & 0xffffffu,
      .chain = *head,
      .flags = ((in_source ? 0u : NAME_IN_MEMORY) | (high < 0x80 ? NAME_ASCII : 0u)) & 0xffu,
  };
  *head = n;
  c->name_count++;
  return n;
}

void js_c_forget_uses(js_compiler *c) {
  for (uint32_t i = 0; i < c->buckets.count; i++)
    for (name_ref n = *js_c_at(c, &c->buckets, i); n; n = js_c_name(c, n)->chain)
      js_c_name(c, n)->use = 0;
}

bool js_c_is_name(const js_compiler *c, name_ref n, const char *text) {
  const name_record *r = js_c_name(c, n);
  size_t length = 0;
  while (length <= r->bytes && text[length])
    length++;
  return n && r->bytes == length && memcmp(js_c_text(c, n), text, length) == 0;
}

// ---- characters --------------------------------------------------------------------------------------------------

static int peek(const js_compiler *c, uint32_t at) {
  return at < c->bytes ? c->source[at] : -1;
}

static uint32_t code_point(const js_compiler *c, uint32_t at, uint32_t *next) {
  const uint8_t *p = c->source + at;
  uint32_t code = js_wtf8_next(&p, c->source + c->bytes);
  *next = (uint32_t)(p - c->source);
  return code;
}

static bool is_line_end_at(const js_compiler *c, uint32_t at, uint32_t *next) {
  int b = peek(c, at);
  *next = at + 1;
  if (b == '\n' || b == '\r')
    return true;
  if (b != 0xe2)
    return false;
  uint32_t code = code_point(c, at, next);
  return js_is_line_end(code);
}

static uint32_t skip_line_comment(js_compiler *c, uint32_t at) {
  uint32_t next;
  while (at < c->bytes && !is_line_end_at(c, at, &next))
    at = next;
  return at;
}

static uint32_t skip_block_comment(js_compiler *c, uint32_t at) {
  uint32_t start = at - 2, next;
  for (; at < c->bytes; at = next) {
    if (c->source[at] == '*' && peek(c, at + 1) == '/')
      return at + 2;
    c->token.after_newline |= is_line_end_at(c, at, &next);
  }
  js_c_fail(c, start, "comment is not closed; add */", NULL);
  return c->bytes;
}

// Skips white space and comments; notes line ends in the token.
static uint32_t skip_space(js_compiler *c, uint32_t at) {
  while (at < c->bytes && !c->failed) {
    uint8_t b = c->source[at];
    uint32_t next = at + 1;
    if (b == ' ' || b == '\t' || b == 11 || b == 12) {
      at++;
    } else if (b == '\n' || b == '\r') {
      c->token.after_newline = true;
      at++;
    } else if (b == '/' && peek(c, at + 1) == '/') {
      at = skip_line_comment(c, at + 2);
    } else if (b == '/' && peek(c, at + 1) == '*') {
      at = skip_block_comment(c, at + 2);
    } else if (b >= 0x80) {
      uint32_t code = code_point(c, at, &next);
      if (!js_is_space(code))
        return at;
      c->token.after_newline |= js_is_line_end(code);
      at = next;
    } else {
      return at;
    }
  }
  return at;
}

// ---- words and numbers -------------------------------------------------------------------------------------------

static const char word_texts[] =
#define X(name) #name "\0"
    WORDS(X)
#undef X
    ;

// The reserved word that this is, or NO_SYMBOL.
static uint32_t word_of(const uint8_t *text, size_t bytes) {
  enum { SHORTEST = 2, LONGEST = 10 };
  const char *s = word_texts;
  if (bytes < SHORTEST || bytes > LONGEST)
    return NO_SYMBOL;
  for (uint32_t w = W_await; w != NO_SYMBOL && (uint8_t)*s <= text[0]; w++) { // they are in order
    size_t i = 0;
    while (i < bytes && (uint8_t)s[i] == text[i])
      i++;
    if (i == bytes && !s[i])
      return w;
    while (*s++) {
    }
  }
  return NO_SYMBOL;
}

static void lex_name(js_compiler *c) {
  uint32_t at = c->token.start, next = at;
  while (at < c->bytes) {
    uint32_t code = code_point(c, at, &next);
    if (code == 0xfffd && c->source[at] >= 0x80 && c->source[at] != 0xef)
      js_c_fail(c, at, "source is not well-formed UTF-8", NULL);
    if (!js_is_identifier_part(code))
      break;
    at = next;
  }
  if (peek(c, at) == '\\')
    js_c_fail(c, at, "escapes in identifiers are not supported; write the character", NULL);
  c->token.end = at;
  const uint8_t *text = c->source + c->token.start;
  size_t bytes = at - c->token.start;
  c->token.symbol = word_of(text, bytes);
  c->token.kind = c->token.symbol != NO_SYMBOL ? T_WORD : T_NAME;
  c->token.name = js_c_name_of(c, text, bytes);
}

static void lex_number(js_compiler *c) {
  uint32_t at = c->token.start;
  const char *text = (const char *)c->source + at;
  size_t room = c->bytes - at, length;
  int second = peek(c, at + 1) | 0x20;
  unsigned radix = c->source[at] != '0' ? 10
                   : second == 'x'      ? 16
                   : second == 'o'      ? 8
                   : second == 'b'      ? 2
                                        : 10;
  if (radix != 10) {
    length = js_number_scan_radix(text + 2, room - 2, radix, true, &c->token.number);
    length = length ? length + 2 : 0;
  } else {
    int digit = peek(c, at + 1);
    if (c->source[at] == '0' && ((digit >= '0' && digit <= '9') || digit == '_'))
      js_c_fail(c, at, "a number cannot start with 0; write octal numbers as 0o17", NULL);
    length = js_number_scan(text, room, JS_SCAN_SEPARATOR, &c->token.number);
  }
  if (length == 0)
    js_c_fail(c, at, "malformed number", NULL);
  c->token.kind = T_NUMBER;
  c->token.end = at + (uint32_t)length;
  uint32_t next;
  if (peek(c, c->token.end) == 'n')
    js_c_fail(c, c->token.end, "BigInt is not supported; use numbers, or [lo, hi] pairs for 64 bits", NULL);
  else if (c->token.end < c->bytes &&
           (js_is_identifier_part(code_point(c, c->token.end, &next)) || c->source[c->token.end] == '\\'))
    js_c_fail(c, c->token.end, "malformed number", NULL);
}

// ---- strings and templates ---------------------------------------------------------------------------------------

// Text being unescaped: at the low end of work memory, not taken until it is a name.
typedef struct {
  uint32_t bytes;
  uint32_t high; // a high surrogate that waits for its partner, at the end of the text
} unescaped;

static void add_bytes(js_compiler *c, unescaped *u, const uint8_t *text, size_t n) {
  if ((size_t)(c->high - c->low) * 4 < u->bytes + n + 64) {
    js_c_no_memory(c, u->bytes / 4 + 64);
    return;
  }
  memcpy((uint8_t *)&c->memory[c->low] + u->bytes, text, n);
  u->bytes += (uint32_t)n;
}

static void add_code(js_compiler *c, unescaped *u, uint32_t code) {
  uint8_t text[4];
  if (u->high && code >= 0xdc00 && code <= 0xdfff) {
    u->bytes -= 3;
    code = 0x10000 + ((u->high - 0xd800) << 10) + (code - 0xdc00);
  }
  u->high = code >= 0xd800 && code <= 0xdbff ? code : 0;
  add_bytes(c, u, text, js_wtf8_put(text, code));
}

static name_ref take_text(js_compiler *c, unescaped *u) {
  if (c->failed)
    return 0;
  // The text lies where the record may go: keep it out of the way.
  uint32_t words = (u->bytes + 3) / 4 + 1,
           gap = (uint32_t)sizeof(name_record) / 4 + c->buckets.count * 8 + 64;
  if (words * 2 + gap > c->high - c->low)
    return js_c_no_memory(c, words * 2 + gap);
  uint8_t *far = (uint8_t *)&c->memory[c->high - words];
  memmove(far, &c->memory[c->low], u->bytes);
  return js_c_name_of(c, far, u->bytes);
}

// Digits of an escape; -1 when they are not there.
static int32_t hex(const js_compiler *c, uint32_t at, uint32_t count) {
  uint32_t code = 0;
  for (uint32_t i = 0; i < count; i++) {
    unsigned digit = at + i < c->bytes ? js_digit_value(c->source[at + i]) : 36;
    if (digit >= 16)
      return -1;
    code = code * 16 + digit;
  }
  return (int32_t)code;
}

static int32_t braced_hex(const js_compiler *c, uint32_t at, uint32_t *end) {
  uint32_t code = 0, i = at + 1;
  for (; i < c->bytes && c->source[i] != '}'; i++) {
    unsigned digit = js_digit_value(c->source[i]);
    if (digit >= 16 || (code = code * 16 + digit) > 0x10ffff)
      return -1;
  }
  *end = i + 1;
  return i < c->bytes && i > at + 1 ? (int32_t)code : -1;
}

// The escape at `at` (after the backslash): its code point, -1 if malformed, -2 if it stands for nothing.
static int32_t escape(const js_compiler *c, uint32_t at, uint32_t *end) {
  uint32_t next = at + 1;
  int b = peek(c, at);
  *end = at + 1;
  switch (b) {
  case 'n': return '\n';
  case 't': return '\t';
  case 'r': return '\r';
  case 'b': return '\b';
  case 'f': return '\f';
  case 'v': return '\v';
  case 'x': *end = at + 3; return hex(c, at + 1, 2);
  case 'u':
    if (peek(c, at + 1) == '{')
      return braced_hex(c, at + 1, end);
    *end = at + 5;
    return hex(c, at + 1, 4);
  case '0':
    if (peek(c, at + 1) < '0' || peek(c, at + 1) > '9')
      return 0;
    return -1;
  case -1: return -1;
  default: break;
  }
  if (b >= '1' && b <= '9')
    return -1;
  if (is_line_end_at(c, at, &next)) {
    *end = b == '\r' && peek(c, at + 1) == '\n' ? at + 2 : next;
    return -2;
  }
  return (int32_t)code_point(c, at, end);
}

static void lex_string(js_compiler *c) {
  uint8_t quote = c->source[c->token.start];
  uint32_t at = c->token.start + 1, next;
  unescaped u = {0, 0};
  c->token.kind = T_STRING;
  while (at < c->bytes && c->source[at] >= ' ' && c->source[at] < 0x80 && c->source[at] != quote &&
         c->source[at] != '\\')
    at++;
  if (peek(c, at) == quote) { // as it stands
    c->token.end = at + 1;
    c->token.plain = true;
    c->token.name = js_c_name_of(c, c->source + c->token.start + 1, at - c->token.start - 1);
    return;
  }
  add_bytes(c, &u, c->source + c->token.start + 1, at - c->token.start - 1);
  bool plain = true;
  while (!c->failed) {
    int b = peek(c, at);
    if (b < 0 || b == '\n' || b == '\r') {
      js_c_fail_here(c, "string is not closed before the end of the line");
    } else if (b == quote) {
      break;
    } else if (b == '\\') {
      int32_t code = escape(c, at + 1, &next);
      if (code == -1)
        js_c_fail(c, at, "malformed escape; octal ones are not supported, use \\xHH", NULL);
      else if (code >= 0)
        add_code(c, &u, (uint32_t)code);
      plain = false;
      at = next;
    } else {
      add_code(c, &u, code_point(c, at, &next));
      at = next;
    }
  }
  c->token.plain = plain;
  c->token.end = at + 1;
  c->token.name = take_text(c, &u);
}

void js_c_next_template(js_compiler *c, uint32_t from) {
  uint32_t at = from, next;
  unescaped cooked = {0, 0};
  bool bad = false, done = false;
  c->token.kind = T_TEMPLATE;
  c->token.symbol = NO_SYMBOL;
  c->token.start = from;
  while (!c->failed && !done) {
    int b = peek(c, at);
    if (b < 0) {
      js_c_fail(c, from, "template is not closed; add `", NULL);
    } else if (b == '`' || (b == '$' && peek(c, at + 1) == '{')) {
      done = true;
    } else if (b == '\\') {
      int32_t code = escape(c, at + 1, &next);
      bad |= code == -1;
      if (code >= 0)
        add_code(c, &cooked, (uint32_t)code);
      at = code == -1 ? at + 2 : next;
      if (at > c->bytes)
        at = c->bytes;
    } else if (b == '\r') { // line ends are \n
      add_code(c, &cooked, '\n');
      at += peek(c, at + 1) == '\n' ? 2 : 1;
    } else {
      add_code(c, &cooked, code_point(c, at, &next));
      at = next;
    }
  }
  if (c->failed)
    return;
  c->token.last = c->source[at] == '`';
  c->token.end = at + (c->token.last ? 1 : 2);
  c->token.name = bad ? 0 : take_text(c, &cooked);
  unescaped raw = {0, 0};
  for (uint32_t i = from; i < at && !c->failed; i = next)
    if (c->source[i] == '\r') {
      add_code(c, &raw, '\n');
      next = i + (peek(c, i + 1) == '\n' ? 2 : 1);
    } else {
      add_code(c, &raw, code_point(c, i, &next));
    }
  c->token.extra = take_text(c, &raw);
}

void js_c_next_regexp(js_compiler *c) {
  uint32_t at = c->token.start + 1, next, end;
  bool in_class = false;
  unescaped u = {0, 0};
  for (;; at = next) {
    if (at >= c->bytes || is_line_end_at(c, at, &next)) {
      js_c_fail_here(c, "regular expression is not closed; add /");
      return;
    }
    uint8_t b = c->source[at];
    if (b == '/' && !in_class)
      break;
    in_class = b == '[' || (in_class && b != ']');
    if (b == '\\' && at + 1 < c->bytes && !is_line_end_at(c, at + 1, &end)) {
      add_code(c, &u, b);
      at++;
    }
    add_code(c, &u, code_point(c, at, &next));
    if (c->failed)
      return;
  }
  c->token.name = take_text(c, &u);
  for (end = at + 1; end < c->bytes && js_is_identifier_part(code_point(c, end, &next)); end = next) {
  }
  c->token.extra = js_c_name_of(c, c->source + at + 1, end - at - 1);
  c->token.kind = T_REGEXP;
  c->token.symbol = NO_SYMBOL;
  c->token.end = end;
  if (c->failed)
    end_tokens(c);
}

// ---- tokens ------------------------------------------------------------------------------------------------------

const char js_c_punctuators[] =
#define X(name, text, is) text "\0"
    PUNCTUATORS(X)
#undef X
    ;

// The list has longer ones before their beginnings.
static void lex_punctuator(js_compiler *c) {
  uint32_t at = c->token.start;
  const char *s = js_c_punctuators;
  for (uint32_t p = 0; p < P_COUNT; p++) {
    uint32_t n = 0;
    while (s[n] && peek(c, at + n) == s[n])
      n++;
    int after = peek(c, at + n);
    if (!s[n] && !(p == P_OPTIONAL && after >= '0' && after <= '9')) { // a?.5:b
      c->token.kind = T_PUNCTUATOR;
      c->token.symbol = p;
      c->token.end = at + n;
      return;
    }
    while (*s++) {
    }
  }
  if (c->source[at] == '#')
    js_c_fail(c, at, "private names are not supported; use ordinary properties", NULL);
  else if (c->source[at] == '@')
    js_c_fail(c, at, "decorators are not supported", NULL);
  else if (c->source[at] == '\\')
    js_c_fail(c, at, "escapes in identifiers are not supported; write the character", NULL);
  else
    js_c_fail(c, at, "unexpected character", NULL);
}

void js_c_rewind(js_compiler *c, uint32_t offset) {
  c->token.end = offset;
  js_c_next(c);
}

void js_c_next(js_compiler *c) {
  if (c->failed)
    return;
  c->previous_end = c->token.end;
  uint32_t from = c->token.end;
  c->token = (token){.symbol = NO_SYMBOL};
  uint32_t at = skip_space(c, from), next;
  c->token.start = c->token.end = at;
  if (c->failed || at >= c->bytes) {
    end_tokens(c);
    return;
  }
  uint8_t b = c->source[at];
  int after = peek(c, at + 1);
  if ((b >= '0' && b <= '9') || (b == '.' && after >= '0' && after <= '9'))
    lex_number(c);
  else if (b == '"' || b == '\'')
    lex_string(c);
  else if (b == '`')
    js_c_next_template(c, at + 1);
  else if (js_is_identifier_start(code_point(c, at, &next)))
    lex_name(c);
  else
    lex_punctuator(c);
  if (c->failed)
    end_tokens(c);
}
