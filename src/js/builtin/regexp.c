// RegExp. ECMA-262 22.2.
#include "js/regexp/regexp.h"

#include "js/builtin/builtin.h"
#include "js/operate.h"

static bool throw_syntax(js_ctx *js, const struct js_regexp_error *error) {
  return js_throw(js, JS_SYNTAX_ERROR, "invalid regular expression: %s at %d", error->message, (int)error->at);
}

// Compiles the pattern into a bytes cell.
static bool compile_pattern(js_ctx *js, js_ref source, unsigned flags, js_ref program) {
  struct js_regexp_error error = {NULL, 0};
  js_text t;
  js_view(js, *source, &t);
  if (!js_charge(js, t.bytes))
    return false;
  size_t size = js_regexp_compile(t.data, t.bytes, flags, NULL, 0, &error);
  if (size == 0)
    return throw_syntax(js, &error);
  js_value cell = js_alloc_bytes(js, (uint32_t)size);
  if (cell == JS_ABSENT)
    return false;
  *program = cell;
  js_view(js, *source, &t);
  js_regexp_compile(t.data, t.bytes, flags, js_bytes(cell), size, &error);
  return true;
}

bool js_new_regexp(js_ctx *js, js_value source, js_value flags_text, js_ref out) {
  js_value *mark = js_mark(js);
  js_ref text = js_push(js, source), program = js_push(js, JS_UNDEFINED), object = js_push(js, JS_UNDEFINED);
  js_text t;
  js_view(js, flags_text, &t);
  int flags = js_regexp_flags(t.data, t.bytes);
  bool ok = flags >= 0 || js_throw(js, JS_SYNTAX_ERROR, "invalid regular expression flags");
  ok = ok && compile_pattern(js, text, (unsigned)flags, program) &&
       js_new(js, object, JS_CLASS_REGEXP, JS_ROM(JS_OBJ_REGEXP_PROTO));
  if (ok) {
    js_word *w = js_words(*object);
    w[JS_W_CLASS] = *text;
    w[JS_W_CLASS + 1] = *program;
    w[JS_W_CLASS + 2] = js_int(0);
    *out = *object;
  }
  js_release(js, mark);
  return ok;
}

static bool regexp_construct(js_ctx *js, const js_call_info *call) {
  js_ref source = js_push(js, js_arg(call, 0)), flags = js_push(js, js_arg(call, 1));
  if (js_is_class(*source, JS_CLASS_REGEXP)) {
    if (*flags == JS_UNDEFINED)
      return js_throw(js, JS_TYPE_ERROR, "flags are needed to copy a regular expression");
    *source = js_words(*source)[JS_W_CLASS];
  }
  if (*flags == JS_UNDEFINED)
    *flags = JS_KEY(empty);
  if (*source == JS_UNDEFINED)
    *source = JS_KEY(empty);
  return js_to_string(js, source, source) && js_to_string(js, flags, flags) &&
         js_new_regexp(js, *source, *flags, js_result(call));
}

static const js_rom_property proto[] = {JS_CONSTRUCTOR_OF(constructor, REGEXP)};
const js_rom_object js_rom_regexp_proto = JS_ROM_PROTO(proto, OBJECT_PROTO);

static const js_rom_property ctor[] = {JS_VALUE(prototype, JS_ROM(JS_OBJ_REGEXP_PROTO))};
const js_rom_object js_rom_regexp_ctor = JS_ROM_CTOR(ctor, regexp_construct, RegExp, 2, 0);
