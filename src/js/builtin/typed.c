// Typed arrays and ArrayBuffer. ECMA-262 23.2, 25.1.
#include "js/builtin/builtin.h"

// new ArrayBuffer(length)
static bool buffer_construct(js_ctx *js, const js_call_info *call) {
  uint32_t bytes;
  if (!call->construct)
    return js_throw(js, JS_TYPE_ERROR, "ArrayBuffer needs new");
  return js_integer_in(js, js_arg_ref(call, 0), "length", 0x7fffff, &bytes) &&
         js_new_buffer(js, js_result(call), bytes);
}

static const js_rom_property buffer_proto[] = {JS_CONSTRUCTOR_OF(constructor, ARRAY_BUFFER)};
const js_rom_object js_rom_array_buffer_proto = JS_ROM_PROTO(buffer_proto, OBJECT_PROTO);
static const js_rom_property buffer_ctor[] = {JS_VALUE(prototype, JS_ROM(JS_OBJ_ARRAY_BUFFER_PROTO))};
const js_rom_object js_rom_array_buffer_ctor = JS_ROM_CTOR(buffer_ctor, buffer_construct, ArrayBuffer, 1, 0);

static bool typed_length(js_ctx *js, const js_call_info *call) {
  js_value v = *js_this(call);
  if (!js_is_typed_array(v))
    return js_throw(js, JS_TYPE_ERROR, "not a typed array");
  return js_set_int(js, js_result(call), js_typed_length(v));
}

static const js_rom_property typed_proto[] = {JS_GET(length, typed_length)};
const js_rom_object js_rom_typed_proto = JS_ROM_PROTO(typed_proto, OBJECT_PROTO);

// new Uint8Array(length); magic is the class.
static bool typed_construct(js_ctx *js, const js_call_info *call) {
  js_class class = (js_class)call->magic;
  js_ref buffer = js_push(js, JS_UNDEFINED);
  uint32_t length;
  if (!call->construct)
    return js_throw(js, JS_TYPE_ERROR, "a typed array needs new");
  return js_integer_in(js, js_arg_ref(call, 0), "length", 0x7fffffu >> js_typed_shift(class), &length) &&
         js_new_buffer(js, buffer, length << js_typed_shift(class)) &&
         js_new_typed(js, js_result(call), class, buffer, 0, length);
}

#define KIND(id, table, text, size)                                                                                    \
  static const js_rom_property table##_proto[] = {                                                                     \
      JS_CONSTRUCTOR_OF(constructor, id),                                                                              \
      JS_NUMBER(BYTES_PER_ELEMENT, size),                                                                              \
  };                                                                                                                   \
  const js_rom_object js_rom_##table##_proto = JS_ROM_PROTO(table##_proto, TYPED_PROTO);                               \
  static const js_rom_property table##_ctor[] = {                                                                      \
      JS_VALUE(prototype, JS_ROM(JS_OBJ_##id##_PROTO)),                                                                \
      JS_NUMBER(BYTES_PER_ELEMENT, size),                                                                              \
  };                                                                                                                   \
  const js_rom_object js_rom_##table = JS_ROM_CTOR(table##_ctor, typed_construct, text, 3, JS_CLASS_##id);

KIND(UINT8_CLAMPED, uint8_clamped, Uint8ClampedArray, 1)
KIND(INT8, int8, Int8Array, 1)
KIND(UINT8, uint8, Uint8Array, 1)
KIND(INT16, int16, Int16Array, 2)
KIND(UINT16, uint16, Uint16Array, 2)
KIND(INT32, int32, Int32Array, 4)
KIND(UINT32, uint32, Uint32Array, 4)
KIND(FLOAT32, float32, Float32Array, 4)
KIND(FLOAT64, float64, Float64Array, 8)
