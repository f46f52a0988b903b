// JSON.parse (ECMA-262 25.5.1): strict, without a reviver. Nesting uses the engine's stack, two slots for each level:
// the container and, for an object, the key its next value is for.
#include "js/builtin/json.h"

#include "js/builtin/builtin.h"
#include "js/number.h"
#include "js/unicode.h"

typedef struct {
  js_ctx *js;
  js_ref text;  // what is parsed
  js_ref value; // the value just read
  js_ref top;   // the innermost container; its key is in top - 1, the container around it in top + 2
  uint32_t at;  // next byte
  uint32_t depth;
} parser;

static bool fail(const parser *p, const char *what) {
  js_text t;
  js_view(p->js, *p->text, &t);
  return js_throw(p->js, JS_SYNTAX_ERROR, "JSON, character %d: %s", (int)js_utf16_index(t.data, p->at) + 1,
                  what);
}

// Byte at p->at + ahead, or -1 behind the end.
static int peek(const parser *p, uint32_t ahead) {
  js_text t;
  js_view(p->js, *p->text, &t);
  return ahead < t.bytes - p->at ? t.data[p->at + ahead] : -1;
}

static int skip_space(parser *p) {
  js_text t;
  js_view(p->js, *p->text, &t);
  while (p->at < t.bytes &&
         (t.data[p->at] == ' ' || t.data[p->at] == '\n' || t.data[p->at] == '\r' || t.data[p->at] == '\t'))
    p->at++;
  return p->at < t.bytes ? t.data[p->at] : -1;
}

// ---- strings -----------------------------------------------------------------------------------------------------

// Bytes from p->at that stand for themselves in a string.
static uint32_t plain_bytes(const parser *p) {
  js_text t;
  js_view(p->js, *p->text, &t);
  uint32_t i = p->at;
  while (i < t.bytes && t.data[i] >= 0x20 && t.data[i] != '"' && t.data[i] != '\\')
    i++;
  return i - p->at;
}

static bool hex_escape(parser *p, js_builder *b) {
  uint32_t unit = 0;
  for (uint32_t i = 2; i < 6; i++) {
    int byte = peek(p, i);
    uint32_t digit = byte < 0 ? 36 : js_digit_value((uint32_t)byte);
    if (digit > 15)
      return fail(p, "\\u wants four hexadecimal digits");
    unit = unit << 4 | digit;
  }
  p->at += 6;
  return js_build_code_point(p->js, b, unit);
}

// At a backslash.
static bool escape(parser *p, js_builder *b) {
  static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  int letter = peek(p, 1);
  if (letter == 'u')
    return hex_escape(p, b);
  for (uint32_t i = 0; letter > 0 && letters[i]; i++)
    if (letters[i] == letter) {
      p->at += 2;
      return js_build_text(p->js, b, &meanings[i], 1);
    }
  return fail(p, "unknown escape");
}

// At a ": reads a string into *out, which may be any slot.
static bool string(parser *p, js_ref out) {
  p->at++;
  uint32_t plain = plain_bytes(p);
  if (!js_charge(p->js, plain / 8))
    return false;
  if (peek(p, plain) == '"') {
    p->at += plain + 1;
    return js_slice_bytes(p->js, p->text, p->at - plain - 1, p->at - 1, out);
  }
  js_value *mark = js_mark(p->js);
  js_builder b;
  js_build(&b, js_push(p->js, JS_UNDEFINED));
  bool ok = true;
  while (ok) {
    plain = plain_bytes(p);
    ok = js_charge(p->js, 1 + plain / 8) && js_build_slice(p->js, &b, p->text, p->at, p->at + plain);
    p->at += plain;
    if (!ok || peek(p, 0) == '"')
      break;
    ok = peek(p, 0) == '\\'
             ? escape(p, &b)
             : fail(p, peek(p, 0) < 0 ? "string without an end" : "control character in a string");
  }
  p->at++;
  ok = ok && js_build_done(p->js, &b, out);
  js_release(p->js, mark);
  return ok;
}

// ---- numbers and words -------------------------------------------------------------------------------------------

static uint32_t digits(const parser *p, uint32_t from) {
  uint32_t n = from;
  while (peek(p, n) >= '0' && peek(p, n) <= '9')
    n++;
  return n - from;
}

// Length of the number at p->at, 0 if it is none: stricter than numbers of the language.
static uint32_t number_bytes(const parser *p) {
  uint32_t n = peek(p, 0) == '-', whole = digits(p, n);
  if (whole == 0 || (whole > 1 && peek(p, n) == '0'))
    return 0;
  n += whole;
  if (peek(p, n) == '.') {
    uint32_t places = digits(p, n + 1);
    if (places == 0)
      return 0;
    n += 1 + places;
  }
  if (peek(p, n) == 'e' || peek(p, n) == 'E') {
    n += peek(p, n + 1) == '+' || peek(p, n + 1) == '-' ? 2 : 1;
    if (digits(p, n) == 0)
      return 0;
    n += digits(p, n);
  }
  return n;
}

static bool number(parser *p) {
  js_text t;
  double d;
  uint32_t bytes = number_bytes(p);
  if (bytes == 0)
    return fail(p, "malformed number");
  js_view(p->js, *p->text, &t);
  js_number_scan((const char *)t.data + p->at, bytes, JS_SCAN_SIGN, &d);
  p->at += bytes;
  return js_charge(p->js, bytes / 4) && js_set_number(p->js, p->value, d);
}

static bool word(parser *p, const char *text, js_value v) {
  for (uint32_t i = 0; text[i]; i++)
    if (peek(p, i) != text[i])
      return fail(p, "unknown word");
  while (*text++)
    p->at++;
  *p->value = v;
  return true;
}

// ---- containers --------------------------------------------------------------------------------------------------

static bool open(parser *p, bool array) {
  js_ref container = js_push_checked(p->js, JS_UNDEFINED);
  if (!container || !js_push_checked(p->js, JS_UNDEFINED))
    return false;
  p->top = container;
  p->depth++;
  p->at++;
  return array ? js_new_array(p->js, container, 0) : js_new_object(p->js, container);
}

// The innermost container is complete and is a value itself.
static void close(parser *p) {
  *p->value = *p->top;
  js_release(p->js, p->top + 1);
  p->top += 2;
  p->depth--;
  p->at++;
}

// At the key of an object: reads it and its colon.
static bool key(parser *p) {
  if (skip_space(p) != '"')
    return fail(p, "a key in double quotes is wanted here");
  if (!string(p, p->top - 1) || !js_intern(p->js, p->top - 1, p->top - 1))
    return false;
  if (skip_space(p) != ':')
    return fail(p, "a : is wanted here");
  p->at++;
  return true;
}

static bool simple_value(parser *p, int byte) {
  switch (byte) {
  case '"': return string(p, p->value);
  case 't': return word(p, "true", JS_TRUE);
  case 'f': return word(p, "false", JS_FALSE);
  case 'n': return word(p, "null", JS_NULL);
  case -1: return fail(p, "unexpected end");
  default: break;
  }
  return byte == '-' || (byte >= '0' && byte <= '9') ? number(p) : fail(p, "a value is wanted here");
}

// Reads up to the end of a value that is not a container, or of an empty one.
static bool value(parser *p) {
  for (;;) {
    int byte = skip_space(p);
    if (!js_charge(p->js, 2))
      return false;
    if (byte != '{' && byte != '[')
      return simple_value(p, byte);
    if (!open(p, byte == '['))
      return false;
    if (skip_space(p) == byte + 2) { // ']' and '}' lie two behind '[' and '{'
      close(p);
      return true;
    }
    if (byte == '{' && !key(p))
      return false;
  }
}

// Puts values into their containers and closes those, until another value begins (*more) or all is done.
static bool store(parser *p, bool *more) {
  for (*more = true; p->depth > 0;) {
    bool array = js_is_array(*p->top);
    if (!(array ? js_array_push(p->js, p->top, *p->value) : js_define(p->js, p->top, p->top[-1], p->value)))
      return false;
    int byte = skip_space(p);
    if (byte == ',') {
      p->at++;
      return array || key(p);
    }
    if (byte != (array ? ']' : '}'))
      return fail(p, array ? "a , or ] is wanted here" : "a , or } is wanted here");
    close(p);
  }
  *more = false;
  return true;
}

bool js_json_parse(js_ctx *js, const js_call_info *call) {
  parser p = {.js = js, .text = js_arg_ref(call, 0), .value = js_result(call)};
  bool more;
  if (!js_to_string(js, p.text, p.text))
    return false;
  p.top = js_mark(js) + 1; // the first container goes two below
  do
    if (!value(&p) || !store(&p, &more))
      return false;
  while (more);
  return skip_space(&p) < 0 || fail(&p, "text behind the value");
}
