// Boolean. ECMA-262 20.3. There are no Boolean objects.
#include "js/builtin/builtin.h"

static bool boolean_construct(js_ctx *js, const js_call_info *call) {
  if (call->construct)
    return js_throw(js, JS_TYPE_ERROR, "there are no Boolean objects; call Boolean without new");
  return js_return(call, js_bool(js_to_boolean(js_arg(call, 0))));
}

// toString and valueOf; magic 1: the text.
static bool boolean_value(js_ctx *js, const js_call_info *call) {
  js_value v = *js_this(call);
  if (!js_is_bool(v))
    return js_throw(js, JS_TYPE_ERROR, "not a boolean");
  if (call->magic)
    v = v == JS_TRUE ? JS_KEY(true) : JS_KEY(false);
  return js_return(call, v);
}

static const js_rom_property proto[] = {
    JS_CONSTRUCTOR_OF(constructor, BOOLEAN),
    JS_FN_MAGIC(toString, boolean_value, 0, 1),
    JS_FN(valueOf, boolean_value, 0),
};
const js_rom_object js_rom_boolean_proto = JS_ROM_PROTO(proto, OBJECT_PROTO);

static const js_rom_property ctor[] = {JS_VALUE(prototype, JS_ROM(JS_OBJ_BOOLEAN_PROTO))};
const js_rom_object js_rom_boolean_ctor = JS_ROM_CTOR(ctor, boolean_construct, Boolean, 1, 0);
