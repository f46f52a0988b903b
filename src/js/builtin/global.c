// The global object's own table: constructors, namespaces, and functions without an object. ECMA-262 19.
#include "js/builtin/builtin.h"
#include "js/builtin/number.h"

static const double not_a_number = 0.0 / 0.0, infinity = 1.0 / 0.0;

// Writes the arguments with spaces between and a newline.
bool js_print(js_ctx *js, const js_call_info *call) {
  js_ref text = js_push(js, JS_UNDEFINED), line = js_push(js, JS_UNDEFINED);
  js_builder b;
  js_build(&b, js_push(js, JS_UNDEFINED));
  for (uint32_t i = 0; i < call->argc; i++)
    if (!js_to_string(js, js_arg_ref(call, i), text) || (i && !js_build_text(js, &b, " ", 1)) ||
        !js_build_string(js, &b, text))
      return false;
  if (!js_build_text(js, &b, "\n", 1) || !js_build_done(js, &b, line))
    return false;
  js_text t;
  js_view(js, *line, &t);
  if (js->host.print)
    js->host.print(js->host.user, (const char *)t.data, t.bytes);
  return true;
}

static const js_rom_property console[] = {JS_FN(log, js_print, 1)};
const js_rom_object js_rom_console = JS_ROM_PROTO(console, OBJECT_PROTO);

#define NAMED(text, id) JS_VALUE(text, JS_ROM(JS_OBJ_##id))

static const js_rom_property global[] = {
    [JS_GLOBAL_PARSE_INT] = JS_FN(parseInt, js_global_parse_int, 2),
    [JS_GLOBAL_PARSE_FLOAT] = JS_FN(parseFloat, js_global_parse_float, 1),
    NAMED(globalThis, GLOBAL),
    {JS_ATOM_NaN, JS_ROM_NUMBER, 0, 0, 0, {.number = &not_a_number}},
    {JS_ATOM_Infinity, JS_ROM_NUMBER, 0, 0, 0, {.number = &infinity}},
    JS_VALUE(undefined, JS_UNDEFINED),
    JS_FN(isNaN, js_global_is_nan, 1),
    JS_FN(isFinite, js_global_is_finite, 1),
    NAMED(Object, OBJECT),
    NAMED(Function, FUNCTION),
    NAMED(Array, ARRAY),
    NAMED(String, STRING),
    NAMED(Number, NUMBER),
    NAMED(Boolean, BOOLEAN),
    NAMED(Math, MATH),
    NAMED(JSON, JSON),
    NAMED(Date, DATE),
    NAMED(RegExp, REGEXP),
    NAMED(ArrayBuffer, ARRAY_BUFFER),
    NAMED(Uint8ClampedArray, UINT8_CLAMPED),
    NAMED(Int8Array, INT8),
    NAMED(Uint8Array, UINT8),
    NAMED(Int16Array, INT16),
    NAMED(Uint16Array, UINT16),
    NAMED(Int32Array, INT32),
    NAMED(Uint32Array, UINT32),
    NAMED(Float32Array, FLOAT32),
    NAMED(Float64Array, FLOAT64),
    NAMED(Error, ERROR),
    NAMED(EvalError, EVAL_ERROR),
    NAMED(RangeError, RANGE_ERROR),
    NAMED(ReferenceError, REFERENCE_ERROR),
    NAMED(SyntaxError, SYNTAX_ERROR),
    NAMED(TypeError, TYPE_ERROR),
    NAMED(URIError, URI_ERROR),
    NAMED(InternalError, INTERNAL_ERROR),
};
const js_rom_object js_rom_global = JS_ROM_PROTO(global, OBJECT_PROTO);
