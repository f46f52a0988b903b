// Function.prototype and bound functions. ECMA-262 20.2. Function itself cannot be called: no code is made at run time.
#include "js/builtin/builtin.h"
#include "js/call.h"

static bool function_refuse(js_ctx *js, const js_call_info *call) {
  (void)call;
  return js_throw(js, JS_TYPE_ERROR, "Function cannot make code from text; write a function expression");
}

static bool function_nothing(js_ctx *js, const js_call_info *call) {
  (void)js, (void)call;
  return true;
}

// "bound " and the target's name.
static bool name_bound(js_ctx *js, js_ref function, js_ref target) {
  js_ref name = js_push(js, JS_UNDEFINED), text = js_push(js, JS_UNDEFINED);
  js_builder b;
  js_build(&b, js_push(js, JS_UNDEFINED));
  if (!js_get(js, target, JS_KEY(name), name))
    return false;
  if (!js_is_string(*name))
    *name = JS_KEY(empty);
  return js_build_text(js, &b, "bound ", 6) && js_build_string(js, &b, name) && js_build_done(js, &b, text) &&
         js_define_hidden(js, function, JS_KEY(name), *text);
}

static bool function_bind(js_ctx *js, const js_call_info *call) {
  js_ref target = js_this(call), bound = js_result(call);
  if (!js_need_callable(js, target) || !js_new(js, bound, JS_CLASS_BOUND, js_prototype_of(js, *target)))
    return false;
  js_words(*bound)[JS_W_CLASS] = *target;
  js_words(*bound)[JS_W_CLASS + 1] = js_arg(call, 0);
  if (call->argc > 1) {
    js_value list = js_charge(js, call->argc) ? js_alloc_values(js, call->argc - 1, JS_UNDEFINED) : JS_ABSENT;
    if (list == JS_ABSENT)
      return false;
    for (uint32_t i = 1; i < call->argc; i++)
      js_values(list)[i - 1] = js_arg(call, i);
    js_words(*bound)[JS_W_CLASS + 2] = list;
  }
  return name_bound(js, bound, target);
}

static bool function_to_string(js_ctx *js, const js_call_info *call) {
  js_ref name = js_push(js, JS_UNDEFINED);
  js_builder b;
  js_build(&b, js_push(js, JS_UNDEFINED));
  if (!js_need_callable(js, js_this(call)) || !js_get(js, js_this(call), JS_KEY(name), name))
    return false;
  if (!js_is_string(*name))
    *name = JS_KEY(empty);
  return js_build_text(js, &b, "function ", 9) && js_build_string(js, &b, name) &&
         js_build_text(js, &b, "() {\n    [native code]\n}", 24) && js_build_done(js, &b, js_result(call));
}

static const js_rom_property function_proto[] = {
    JS_CONSTRUCTOR_OF(constructor, FUNCTION), JS_FN(call, js_function_call, 1),
    JS_FN(apply, js_function_apply, 2),       JS_FN(bind, function_bind, 1),
    JS_FN(toString, function_to_string, 0),
};
const js_rom_object js_rom_function_proto = {.properties = function_proto,
                                             .count = JS_COUNT(function_proto),
                                             .proto = JS_OBJ_OBJECT_PROTO,
                                             .function = function_nothing};

static const js_rom_property function_ctor[] = {JS_VALUE(prototype, JS_ROM(JS_OBJ_FUNCTION_PROTO))};
const js_rom_object js_rom_function_ctor = JS_ROM_CTOR(function_ctor, function_refuse, Function, 1, 0);
