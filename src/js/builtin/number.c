// Number. ECMA-262 21.1.
#include "js/builtin/builtin.h"

static bool number_construct(js_ctx *js, const js_call_info *call) {
  double d = 0;
  if (call->construct)
    return js_throw(js, JS_TYPE_ERROR, "there are no Number objects; call Number without new");
  if (call->argc && !js_to_number(js, js_arg_ref(call, 0), &d))
    return false;
  return js_set_number(js, js_result(call), d);
}

static const js_rom_property proto[] = {JS_CONSTRUCTOR_OF(constructor, NUMBER)};
const js_rom_object js_rom_number_proto = JS_ROM_PROTO(proto, OBJECT_PROTO);

static const js_rom_property ctor[] = {JS_VALUE(prototype, JS_ROM(JS_OBJ_NUMBER_PROTO))};
const js_rom_object js_rom_number_ctor = JS_ROM_CTOR(ctor, number_construct, Number, 1, 0);
