// The global object's own table: constructors, namespaces, and functions without an object. ECMA-262 19.
#include "js/builtin/builtin.h"
#include "js/number.h"

static const double not_a_number = 0.0 / 0.0, infinity = 1.0 / 0.0;

enum { IS_NAN, IS_FINITE };

static bool global_parse_int(js_ctx *js, const js_call_info *call) {
  js_ref text = js_push(js, JS_UNDEFINED);
  int32_t radix;
  if (!js_to_string(js, js_arg_ref(call, 0), text) || !js_to_int32(js, js_arg_ref(call, 1), &radix))
    return false;
  js_text t;
  js_view(js, *text, &t);
  if (!js_charge(js, t.bytes >> 2))
    return false;
  return js_set_number(js, js_result(call), js_number_parse_int((const char *)t.data, t.bytes, radix));
}

static bool global_parse_float(js_ctx *js, const js_call_info *call) {
  js_ref text = js_push(js, JS_UNDEFINED);
  if (!js_to_string(js, js_arg_ref(call, 0), text))
    return false;
  js_text t;
  js_view(js, *text, &t);
  if (!js_charge(js, t.bytes >> 2))
    return false;
  return js_set_number(js, js_result(call), js_number_parse_float((const char *)t.data, t.bytes));
}

static bool global_test(js_ctx *js, const js_call_info *call) {
  double d;
  if (!js_to_number(js, js_arg_ref(call, 0), &d))
    return false;
  return js_return(call, js_bool(call->magic == IS_NAN ? d != d : d - d == 0));
}

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
    NAMED(globalThis, GLOBAL),
    {JS_ATOM_NaN, JS_ROM_NUMBER, 0, 0, {.number = &not_a_number}},
    {JS_ATOM_Infinity, JS_ROM_NUMBER, 0, 0, {.number = &infinity}},
    JS_VALUE(undefined, JS_UNDEFINED),
    JS_FN(parseInt, global_parse_int, 2),
    JS_FN(parseFloat, global_parse_float, 1),
    JS_FN_MAGIC(isNaN, global_test, 1, IS_NAN),
    JS_FN_MAGIC(isFinite, global_test, 1, IS_FINITE),
    NAMED(Object, OBJECT),
    NAMED(Function, FUNCTION),
    NAMED(Array, ARRAY),
    NAMED(String, STRING),
    NAMED(Number, NUMBER),
    NAMED(Boolean, BOOLEAN),
    NAMED(Math, MATH),
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
