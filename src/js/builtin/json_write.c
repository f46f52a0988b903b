// JSON and JSON.stringify (ECMA-262 25.5.2), with indentation, without replacer and toJSON. Nesting uses the engine's
// stack, three slots for each level: the container, its keys (an array; for an array its length), the next place.
#include "js/builtin/builtin.h"
#include "js/builtin/json.h"
#include "js/number.h"
#include "js/unicode.h"

enum { LEVEL_CONTAINER = 0, LEVEL_KEYS = -1, LEVEL_NEXT = -2, LEVEL_SLOTS = 3, GAP_MAX = 10 };

typedef struct {
  js_ctx *js;
  js_builder b;
  js_ref value, key, gap;
  js_ref top; // the innermost level
  uint32_t depth;
  bool empty; // nothing was written in the innermost container
} writer;

static bool put(writer *w, const char *text, size_t bytes) {
  return js_build_text(w->js, &w->b, text, bytes);
}

// ---- strings -----------------------------------------------------------------------------------------------------

static bool put_escape(writer *w, uint32_t unit) {
  static const char letters[] = "\"\\btnfr", units[] = "\"\\\b\t\n\f\r", hex[] = "0123456789abcdef";
  for (uint32_t i = 0; units[i]; i++)
    if ((uint32_t)units[i] == unit)
      return put(w, (const char[]){'\\', letters[i]}, 2);
  return put(w,
             (const char[]){'\\', 'u', hex[unit >> 12 & 15], hex[unit >> 8 & 15], hex[unit >> 4 & 15],
                            hex[unit & 15]},
             6);
}

// The first byte at or behind `at` that cannot stand for itself: quotes, \, control characters, lone surrogates.
static uint32_t find_special(const js_text *t, uint32_t at) {
  for (; at < t->bytes; at++) {
    uint8_t byte = t->data[at];
    if (byte < 0x20 || byte == '"' || byte == '\\' || (byte == 0xED && t->data[at + 1] >= 0xA0))
      break;
  }
  return at;
}

static bool put_string(writer *w, js_ref string) {
  js_text t;
  if (!put(w, "\"", 1))
    return false;
  for (uint32_t at = 0;;) {
    js_view(w->js, *string, &t);
    uint32_t special = find_special(&t, at), bytes = t.bytes;
    if (!js_charge(w->js, 1 + (special - at) / 8) || !js_build_slice(w->js, &w->b, string, at, special))
      return false;
    if (special == bytes)
      return put(w, "\"", 1);
    js_view(w->js, *string, &t);
    const uint8_t *behind = t.data + special;
    uint32_t unit = js_wtf8_next(&behind, t.data + bytes);
    at = (uint32_t)(behind - t.data);
    if (!put_escape(w, unit))
      return false;
  }
}

// ---- values ------------------------------------------------------------------------------------------------------

static bool put_number(writer *w, double d) {
  char text[JS_NUMBER_DECIMAL_MAX];
  return d - d == 0 ? put(w, text, js_number_to_text(d, 10, text)) : put(w, "null", 4);
}

static bool put_simple(writer *w, js_ref v) {
  if (js_is_string(*v))
    return put_string(w, v);
  if (js_is_number(*v))
    return put_number(w, js_double_of(*v));
  if (js_is_bool(*v))
    return *v == JS_TRUE ? put(w, "true", 4) : put(w, "false", 5);
  return put(w, "null", 4);
}

static bool is_left_out(js_value v) {
  return v == JS_UNDEFINED || js_is_callable(v);
}

static bool put_newline(writer *w) {
  if (*w->gap == JS_KEY(empty))
    return true;
  if (!put(w, "\n", 1))
    return false;
  for (uint32_t i = 0; i < w->depth; i++)
    if (!js_charge(w->js, 1) || !js_build_string(w->js, &w->b, w->gap))
      return false;
  return true;
}

static bool check_cycle(writer *w, js_value object) {
  js_ref level = w->top;
  if (!js_charge(w->js, w->depth / 4))
    return false;
  for (uint32_t i = 0; i < w->depth; i++, level += LEVEL_SLOTS)
    if (*level == object)
      return js_throw(w->js, JS_TYPE_ERROR, "JSON cannot show a cycle");
  return true;
}

static bool open(writer *w, js_value object) {
  js_ctx *js = w->js;
  if (!check_cycle(w, object))
    return false;
  js_ref level = js_push_checked(js, object);
  if (!level || !js_push_checked(js, JS_UNDEFINED) || !js_push_checked(js, js_int(0)))
    return false;
  w->top = level;
  w->depth++;
  w->empty = true;
  if (js_is_array(*level)) {
    level[LEVEL_KEYS] = js_int((int32_t)js_array_length(*level));
    return put(w, "[", 1);
  }
  return js_own_keys(js, level, level + LEVEL_KEYS) && put(w, "{", 1);
}

static bool close(writer *w) {
  bool array = js_is_array(*w->top);
  w->depth--;
  if (!w->empty && !put_newline(w))
    return false;
  js_release(w->js, w->top + 1);
  w->top += LEVEL_SLOTS;
  w->empty = false;
  return put(w, array ? "]" : "}", 1);
}

// Between two members, and before the first.
static bool put_separator(writer *w) {
  bool first = w->empty;
  w->empty = false;
  return (first || put(w, ",", 1)) && put_newline(w);
}

// The next value of the innermost container, its separator and key; *found is false at the end.
static bool next_element(writer *w, bool *found) {
  js_ctx *js = w->js;
  uint32_t place = (uint32_t)js_int_of(w->top[LEVEL_NEXT]);
  *found = place < (uint32_t)js_int_of(w->top[LEVEL_KEYS]);
  if (!*found)
    return true;
  w->top[LEVEL_NEXT] = js_int((int32_t)place + 1);
  *w->value = place < js_array_length(*w->top) ? js_array_elements(*w->top)[place] : JS_UNDEFINED;
  return js_charge(js, 2) && put_separator(w);
}

static bool next_property(writer *w, bool *found) {
  js_ctx *js = w->js;
  for (*found = false; !*found;) {
    uint32_t place = (uint32_t)js_int_of(w->top[LEVEL_NEXT]);
    if (place >= js_array_length(w->top[LEVEL_KEYS]))
      return true;
    w->top[LEVEL_NEXT] = js_int((int32_t)place + 1);
    *w->key = js_array_elements(w->top[LEVEL_KEYS])[place];
    if (!js_charge(js, 3) || !js_to_key(js, w->key, w->value) || !js_get(js, w->top, *w->value, w->value))
      return false;
    *found = !is_left_out(*w->value);
  }
  return put_separator(w) && put_string(w, w->key) && put(w, ": ", *w->gap == JS_KEY(empty) ? 1 : 2);
}

static bool put_value(writer *w) {
  if (js_is_object(*w->value) && !js_is_callable(*w->value))
    return open(w, *w->value);
  return put_simple(w, w->value);
}

static bool put_all(writer *w) {
  bool found;
  if (!put_value(w))
    return false;
  while (w->depth > 0) {
    if (!(js_is_array(*w->top) ? next_element(w, &found) : next_property(w, &found)))
      return false;
    if (!(found ? put_value(w) : close(w)))
      return false;
  }
  return true;
}

// The third argument: a number of spaces or a text, at most ten.
static bool make_gap(js_ctx *js, js_ref space, js_ref out) {
  double count = 0;
  *out = JS_KEY(empty);
  if (js_is_string(*space))
    return js_substring(js, space, 0,
                        js_string_length(js, *space) < GAP_MAX ? js_string_length(js, *space) : GAP_MAX, out);
  if (js_is_number(*space) && !js_to_integer(js, space, &count))
    return false;
  return js_set_text(js, out, (const uint8_t *)"          ",
                     count < 1         ? 0
                     : count < GAP_MAX ? (size_t)count
                                       : GAP_MAX);
}

static bool json_stringify(js_ctx *js, const js_call_info *call) {
  writer w = {.js = js,
              .value = js_arg_ref(call, 0),
              .key = js_push(js, JS_UNDEFINED),
              .gap = js_push(js, JS_UNDEFINED)};
  if (is_left_out(*w.value))
    return true;
  js_build(&w.b, js_push(js, JS_UNDEFINED));
  w.top = js_mark(js) + LEVEL_SLOTS - 1; // the first level goes three below
  return make_gap(js, js_arg_ref(call, 2), w.gap) && put_all(&w) && js_build_done(js, &w.b, js_result(call));
}

static const js_rom_property properties[] = {
    JS_FN(parse, js_json_parse, 2),
    JS_FN(stringify, json_stringify, 3),
};

const js_rom_object js_rom_json = JS_ROM_PROTO(properties, OBJECT_PROTO);
