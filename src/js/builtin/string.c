// String. ECMA-262 22.1.
#include "js/builtin/builtin.h"

static bool string_construct(js_ctx *js, const js_call_info *call) {
  if (call->construct)
    return js_throw(js, JS_TYPE_ERROR, "there are no String objects; call String without new");
  if (call->argc == 0)
    return js_return(call, JS_KEY(empty));
  return js_to_string(js, js_arg_ref(call, 0), js_result(call));
}

static bool string_char_code_at(js_ctx *js, const js_call_info *call) {
  double index;
  js_ref text = js_push(js, JS_UNDEFINED);
  if (!js_this_string(js, call, text) || !js_to_integer(js, js_arg_ref(call, 0), &index))
    return false;
  int32_t unit = index >= 0 && index < JS_MAX_STRING_BYTES ? js_unit_at(js, *text, (uint32_t)index) : -1;
  return unit < 0 ? js_set_number(js, js_result(call), 0.0 / 0.0) : js_return(call, js_int(unit));
}

static const js_rom_property proto[] = {
    JS_CONSTRUCTOR_OF(constructor, STRING),
    JS_FN(charCodeAt, string_char_code_at, 1),
};
const js_rom_object js_rom_string_proto = JS_ROM_PROTO(proto, OBJECT_PROTO);

static const js_rom_property ctor[] = {JS_VALUE(prototype, JS_ROM(JS_OBJ_STRING_PROTO))};
const js_rom_object js_rom_string_ctor = JS_ROM_CTOR(ctor, string_construct, String, 1, 0);
