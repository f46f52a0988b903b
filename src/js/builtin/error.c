// Error and its seven kinds; the two errors that need no memory. ECMA-262 20.5.
#include "js/builtin/builtin.h"

// new Error(message); magic is the js_error_kind.
static bool error_construct(js_ctx *js, const js_call_info *call) {
  js_ref message = js_push(js, js_arg(call, 0));
  if (*message != JS_UNDEFINED && !js_to_string(js, message, message))
    return false;
  return js_new_error(js, js_result(call), (js_error_kind)call->magic, message);
}

static bool error_to_string(js_ctx *js, const js_call_info *call) {
  js_ref name = js_push(js, JS_UNDEFINED), message = js_push(js, JS_UNDEFINED);
  js_ref this = js_this(call);
  if (!js_need_object(js, this) || !js_get(js, this, JS_KEY(name), name) ||
      !js_get(js, this, JS_KEY(message), message))
    return false;
  if (*name == JS_UNDEFINED)
    *name = JS_KEY(Error);
  if (*message == JS_UNDEFINED)
    *message = JS_KEY(empty);
  if (!js_to_string(js, name, name) || !js_to_string(js, message, message))
    return false;
  if (*name == JS_KEY(empty) || *message == JS_KEY(empty))
    return js_return(call, *name == JS_KEY(empty) ? *message : *name);
  js_builder b;
  js_build(&b, js_push(js, JS_UNDEFINED));
  return js_build_string(js, &b, name) && js_build_text(js, &b, ": ", 2) &&
         js_build_string(js, &b, message) && js_build_done(js, &b, js_result(call));
}

static const js_rom_property error_proto[] = {
    JS_CONSTRUCTOR_OF(constructor, ERROR),
    JS_VALUE(name, JS_KEY(Error)),
    JS_VALUE(message, JS_KEY(empty)),
    JS_FN(toString, error_to_string, 0),
};
const js_rom_object js_rom_error_proto = JS_ROM_PROTO(error_proto, OBJECT_PROTO);

static const js_rom_property error_ctor[] = {JS_VALUE(prototype, JS_ROM(JS_OBJ_ERROR_PROTO))};
const js_rom_object js_rom_error = JS_ROM_CTOR(error_ctor, error_construct, Error, 1, JS_ERROR);

// The prototype and the constructor of one kind.
#define KIND(id, table, text, kind)                                                                          \
  static const js_rom_property table##_proto[] = {                                                           \
      JS_CONSTRUCTOR_OF(constructor, id),                                                                    \
      JS_VALUE(name, JS_KEY(text)),                                                                          \
      JS_VALUE(message, JS_KEY(empty)),                                                                      \
  };                                                                                                         \
  const js_rom_object js_rom_##table##_proto = JS_ROM_PROTO(table##_proto, ERROR_PROTO);                     \
  static const js_rom_property table##_ctor[] = {JS_VALUE(prototype, JS_ROM(JS_OBJ_##id##_PROTO))};          \
  const js_rom_object js_rom_##table = {.properties = table##_ctor,                                          \
                                        .count = 1,                                                          \
                                        .proto = JS_OBJ_ERROR,                                               \
                                        .function = error_construct,                                         \
                                        .name = JS_ATOM_##text,                                              \
                                        .length = 1,                                                         \
                                        .flags = JS_ROM_CONSTRUCTS,                                          \
                                        .magic = kind};

KIND(EVAL_ERROR, eval_error, EvalError, JS_EVAL_ERROR)
KIND(RANGE_ERROR, range_error, RangeError, JS_RANGE_ERROR)
KIND(REFERENCE_ERROR, reference_error, ReferenceError, JS_REFERENCE_ERROR)
KIND(SYNTAX_ERROR, syntax_error, SyntaxError, JS_SYNTAX_ERROR)
KIND(TYPE_ERROR, type_error, TypeError, JS_TYPE_ERROR)
KIND(URI_ERROR, uri_error, URIError, JS_URI_ERROR)
KIND(INTERNAL_ERROR, internal_error, InternalError, JS_INTERNAL_ERROR)

// Thrown when there is no memory left to make an error with.
static const js_rom_property out_of_memory[] = {
    JS_VALUE(message, JS_KEY(out_of_memory)),
    JS_VALUE(stack, JS_KEY(empty)),
};
const js_rom_object js_rom_out_of_memory = JS_ROM_PROTO(out_of_memory, INTERNAL_ERROR_PROTO);

static const js_rom_property stack_overflow[] = {
    JS_VALUE(message, JS_KEY(stack_overflow)),
    JS_VALUE(stack, JS_KEY(empty)),
};
const js_rom_object js_rom_stack_overflow = JS_ROM_PROTO(stack_overflow, INTERNAL_ERROR_PROTO);
