// Typed arrays and ArrayBuffer. ECMA-262 23.2, 25.1. The length of neither ever changes.
#include "js/builtin/support.h"
#include "js/number.h"

#define BYTES_MAX 0x7fffffu

// ---- ArrayBuffer -------------------------------------------------------------------------------------------------

static bool buffer_construct(js_ctx *js, const js_call_info *call) {
  uint32_t bytes;
  if (!call->construct)
    return js_throw(js, JS_TYPE_ERROR, "ArrayBuffer needs new");
  return js_integer_in(js, js_arg_ref(call, 0), "length", BYTES_MAX, &bytes) &&
         js_new_buffer(js, js_result(call), bytes);
}

static bool buffer_byte_length(js_ctx *js, const js_call_info *call) {
  if (!js_is_class(*js_this(call), JS_CLASS_ARRAY_BUFFER))
    return js_throw(js, JS_TYPE_ERROR, "not an ArrayBuffer");
  return js_set_int(js, js_result(call), js_buffer_length(*js_this(call)));
}

static const js_rom_property buffer_proto[] = {
    JS_CONSTRUCTOR_OF(constructor, ARRAY_BUFFER),
    JS_GET(byteLength, buffer_byte_length),
};
const js_rom_object js_rom_array_buffer_proto = JS_ROM_PROTO(buffer_proto, OBJECT_PROTO);
static const js_rom_property buffer_ctor[] = {JS_VALUE(prototype, JS_ROM(JS_OBJ_ARRAY_BUFFER_PROTO))};
const js_rom_object js_rom_array_buffer_ctor = JS_ROM_CTOR(buffer_ctor, buffer_construct, ArrayBuffer, 1, 0);

// ---- making and copying ------------------------------------------------------------------------------------------

static uint32_t byte_length(js_value typed) {
  return js_typed_length(typed) << js_typed_shift(js_class_of(typed));
}

// A new typed array of zeros with a buffer of its own.
static bool new_array(js_ctx *js, js_class class, uint32_t length, js_ref out) {
  js_value *mark = js_mark(js);
  js_ref buffer = js_push(js, JS_UNDEFINED);
  bool ok = length <= BYTES_MAX >> js_typed_shift(class) ||
            js_throw(js, JS_RANGE_ERROR, "a typed array has at most %d bytes", (int)BYTES_MAX);
  ok = ok && js_new_buffer(js, buffer, length << js_typed_shift(class)) &&
       js_new_typed(js, out, class, buffer, 0, length);
  js_release(js, mark);
  return ok;
}

// Element i = ToNumber(*v). *v becomes the number.
static bool put_element(js_ctx *js, js_ref typed, uint32_t i, js_ref v) {
  double d;
  if (!js_is_number(*v) && (!js_to_number(js, v, &d) || !js_set_number(js, v, d)))
    return false;
  js_typed_put(*typed, i, *v);
  return true;
}

// Elements [from, from + count) of one typed array to another, at `at`. Ranges are checked already.
static bool copy_typed(js_ctx *js, js_ref to, uint32_t at, js_ref source, uint32_t from, uint32_t count) {
  unsigned shift = js_typed_shift(js_class_of(*source));
  if (js_class_of(*to) == js_class_of(*source)) {
    if (!js_charge(js, (count << shift) / 32))
      return false;
    memmove(js_typed_data(*to) + ((size_t)at << shift), js_typed_data(*source) + ((size_t)from << shift),
            (size_t)count << shift);
    return true;
  }
  js_value *mark = js_mark(js);
  js_ref copy = js_push(js, *source), element = js_push(js, JS_UNDEFINED);
  bool ok = true;
  if (js_typed_buffer(*to) == js_typed_buffer(*source)) { // they may overlap: read from a copy
    ok = new_array(js, js_class_of(*source), count, copy) && copy_typed(js, copy, 0, source, from, count);
    from = 0;
  }
  for (uint32_t i = 0; ok && i < count; i++)
    ok = ((i & 255) != 0 || js_charge(js, 256)) && js_typed_get(js, *copy, from + i, element) &&
         put_element(js, to, at + i, element);
  js_release(js, mark);
  return ok;
}

static bool length_of(js_ctx *js, js_ref object, uint32_t *out) {
  js_value *mark = js_mark(js);
  js_ref v = js_push(js, JS_UNDEFINED);
  double length = 0;
  bool ok = js_get(js, object, JS_KEY(length), v) && js_to_integer(js, v, &length);
  if (ok && length > BYTES_MAX)
    ok = js_throw(js, JS_RANGE_ERROR, "a typed array has at most %d bytes", (int)BYTES_MAX);
  *out = length > 0 ? (uint32_t)length : 0;
  js_release(js, mark);
  return ok;
}

// Elements of an array, or of an object like one, to a typed array. User code may run between.
static bool copy_list(js_ctx *js, js_ref to, uint32_t at, js_ref list, uint32_t count) {
  js_value *mark = js_mark(js);
  js_ref element = js_push(js, JS_UNDEFINED);
  bool ok = true;
  for (uint32_t i = 0; ok && i < count; i++)
    ok = js_charge(js, 1) && js_get(js, list, js_int((int32_t)i), element) &&
         put_element(js, to, at + i, element);
  js_release(js, mark);
  return ok;
}

static bool copy_any(js_ctx *js, js_ref to, uint32_t at, js_ref source, uint32_t count) {
  return js_is_typed_array(*source) ? copy_typed(js, to, at, source, 0, count)
                                    : copy_list(js, to, at, source, count);
}

// new Uint8Array(buffer, offset, length)
static bool view_buffer(js_ctx *js, const js_call_info *call, js_class class) {
  unsigned shift = js_typed_shift(class);
  uint32_t offset, length, bytes = js_buffer_length(js_arg(call, 0)), unit = 1u << shift;
  if (!js_integer_in(js, js_arg_ref(call, 1), "offset", BYTES_MAX, &offset) ||
      !js_integer_in(js, js_arg_ref(call, 2), "length", BYTES_MAX, &length))
    return false;
  if (offset % unit != 0)
    return js_throw(js, JS_RANGE_ERROR, "the offset must be a multiple of %d", (int)unit);
  if (js_arg(call, 2) == JS_UNDEFINED) {
    if (bytes % unit != 0)
      return js_throw(js, JS_RANGE_ERROR, "the length of the buffer must be a multiple of %d", (int)unit);
    length = offset <= bytes ? (bytes - offset) >> shift : 0;
  }
  if (offset > bytes || length > (bytes - offset) >> shift)
    return js_throw(js, JS_RANGE_ERROR, "offset and length lie outside the buffer of %d bytes", (int)bytes);
  return js_new_typed(js, js_result(call), class, js_arg_ref(call, 0), offset, length);
}

// magic is the class.
static bool typed_construct(js_ctx *js, const js_call_info *call) {
  js_class class = (js_class)call->magic;
  js_ref source = js_arg_ref(call, 0);
  uint32_t length;
  if (!call->construct)
    return js_throw(js, JS_TYPE_ERROR, "a typed array needs new");
  if (js_is_class(*source, JS_CLASS_ARRAY_BUFFER))
    return view_buffer(js, call, class);
  if (!js_is_object(*source))
    return js_integer_in(js, source, "length", BYTES_MAX >> js_typed_shift(class), &length) &&
           new_array(js, class, length, js_result(call));
  if (js_is_typed_array(*source))
    length = js_typed_length(*source);
  else if (!length_of(js, source, &length))
    return false;
  return new_array(js, class, length, js_result(call)) && copy_any(js, js_result(call), 0, source, length);
}

// ---- properties and methods --------------------------------------------------------------------------------------

static bool need_typed(js_ctx *js, const js_call_info *call) {
  return js_is_typed_array(*js_this(call)) || js_throw(js, JS_TYPE_ERROR, "not a typed array");
}

enum { TYPED_LENGTH, TYPED_BYTE_LENGTH, TYPED_BYTE_OFFSET, TYPED_BUFFER };

static bool typed_property(js_ctx *js, const js_call_info *call) {
  js_value this = *js_this(call);
  if (!need_typed(js, call))
    return false;
  switch (call->magic) {
  case TYPED_LENGTH: return js_set_int(js, js_result(call), js_typed_length(this));
  case TYPED_BYTE_LENGTH: return js_set_int(js, js_result(call), byte_length(this));
  case TYPED_BYTE_OFFSET: return js_set_int(js, js_result(call), js_typed_offset(this));
  default: return js_return(call, js_typed_buffer(this));
  }
}

// Arguments `first` and `first` + 1 as a range of elements: from <= to.
static bool range_args(js_ctx *js, const js_call_info *call, uint32_t first, uint32_t *from, uint32_t *to) {
  uint32_t length = js_typed_length(*js_this(call));
  if (!js_relative_index(js, js_arg_ref(call, first), length, 0, from) ||
      !js_relative_index(js, js_arg_ref(call, first + 1), length, length, to))
    return false;
  if (*to < *from)
    *to = *from;
  return true;
}

static bool typed_subarray(js_ctx *js, const js_call_info *call) {
  uint32_t from, to;
  if (!need_typed(js, call) || !range_args(js, call, 0, &from, &to))
    return false;
  js_value this = *js_this(call);
  js_class class = js_class_of(this);
  uint32_t offset = js_typed_offset(this) + (from << js_typed_shift(class));
  return js_new_typed(js, js_result(call), class, js_push(js, js_typed_buffer(this)), offset, to - from);
}

static bool typed_slice(js_ctx *js, const js_call_info *call) {
  uint32_t from, to;
  return need_typed(js, call) && range_args(js, call, 0, &from, &to) &&
         new_array(js, js_class_of(*js_this(call)), to - from, js_result(call)) &&
         copy_typed(js, js_result(call), 0, js_this(call), from, to - from);
}

static bool typed_set(js_ctx *js, const js_call_info *call) {
  js_ref source = js_arg_ref(call, 0);
  uint32_t at, count;
  if (!need_typed(js, call) || !js_integer_in(js, js_arg_ref(call, 1), "offset", BYTES_MAX, &at) ||
      (js_is_nullish(*source) && !js_need_object(js, source)))
    return false;
  if (js_is_typed_array(*source))
    count = js_typed_length(*source);
  else if (!length_of(js, source, &count))
    return false;
  uint32_t length = js_typed_length(*js_this(call));
  if (at > length || count > length - at)
    return js_throw(js, JS_RANGE_ERROR, "%d elements from %d on do not fit a typed array of %d", (int)count,
                    (int)at, (int)length);
  return copy_any(js, js_this(call), at, source, count);
}

static bool typed_fill(js_ctx *js, const js_call_info *call) {
  js_ref v = js_arg_ref(call, 0);
  uint32_t from, to;
  double d;
  if (!need_typed(js, call) || !js_to_number(js, v, &d) || !js_set_number(js, v, d) ||
      !range_args(js, call, 1, &from, &to))
    return false;
  for (uint32_t i = from; i < to; i++) {
    if ((i & 1023) == 0 && !js_charge(js, 256))
      return false;
    js_typed_put(*js_this(call), i, *v);
  }
  return js_return(call, *js_this(call));
}

static bool typed_index_of(js_ctx *js, const js_call_info *call) {
  js_ref element = js_push(js, JS_UNDEFINED);
  uint32_t from;
  if (!need_typed(js, call))
    return false;
  uint32_t length = js_typed_length(*js_this(call));
  if (!js_relative_index(js, js_arg_ref(call, 1), length, 0, &from))
    return false;
  js_value wanted = js_arg(call, 0);
  double d = js_is_number(wanted) ? js_double_of(wanted) : 0.0 / 0.0; // NaN is nowhere
  for (uint32_t i = from; i < length; i++) {
    if ((i & 255) == 0 && !js_charge(js, 256))
      return false;
    if (!js_typed_get(js, *js_this(call), i, element))
      return false;
    if (js_double_of(*element) == d)
      return js_return(call, js_int((int32_t)i));
  }
  return js_return(call, js_int(-1));
}

// join, and toString with magic 1.
static bool typed_join(js_ctx *js, const js_call_info *call) {
  js_ref separator = js_push(js, JS_CHAR(',')), element = js_push(js, JS_UNDEFINED);
  char text[JS_NUMBER_DECIMAL_MAX];
  js_builder b;
  js_build(&b, js_push(js, JS_UNDEFINED));
  if (!need_typed(js, call) ||
      (!call->magic && js_arg(call, 0) != JS_UNDEFINED && !js_to_string(js, js_arg_ref(call, 0), separator)))
    return false;
  for (uint32_t i = 0, length = js_typed_length(*js_this(call)); i < length; i++) {
    if (!js_charge(js, 4) || (i > 0 && !js_build_string(js, &b, separator)) ||
        !js_typed_get(js, *js_this(call), i, element) ||
        !js_build_text(js, &b, text, js_number_to_text(js_double_of(*element), 10, text)))
      return false;
  }
  return js_build_done(js, &b, js_result(call));
}

static const js_rom_property typed_proto[] = {
    JS_GET_MAGIC(length, typed_property, TYPED_LENGTH),
    JS_GET_MAGIC(byteLength, typed_property, TYPED_BYTE_LENGTH),
    JS_GET_MAGIC(byteOffset, typed_property, TYPED_BYTE_OFFSET),
    JS_GET_MAGIC(buffer, typed_property, TYPED_BUFFER),
    JS_FN(subarray, typed_subarray, 2),
    JS_FN(slice, typed_slice, 2),
    JS_FN(set, typed_set, 1),
    JS_FN(fill, typed_fill, 1),
    JS_FN(indexOf, typed_index_of, 1),
    JS_FN_MAGIC(join, typed_join, 1, 0),
    JS_FN_MAGIC(toString, typed_join, 0, 1),
};
const js_rom_object js_rom_typed_proto = JS_ROM_PROTO(typed_proto, OBJECT_PROTO);

#define KIND(id, table, text, size)                                                                          \
  static const js_rom_property table##_proto[] = {                                                           \
      JS_CONSTRUCTOR_OF(constructor, id),                                                                    \
      JS_VALUE(BYTES_PER_ELEMENT, JS_INT(size)),                                                             \
  };                                                                                                         \
  const js_rom_object js_rom_##table##_proto = JS_ROM_PROTO(table##_proto, TYPED_PROTO);                     \
  static const js_rom_property table##_ctor[] = {                                                            \
      JS_VALUE(prototype, JS_ROM(JS_OBJ_##id##_PROTO)),                                                      \
      JS_VALUE(BYTES_PER_ELEMENT, JS_INT(size)),                                                             \
  };                                                                                                         \
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
