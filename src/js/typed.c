// Typed arrays and their buffers. Elements are stored in the processor's byte order.
#include "js/convert.h"
#include "js/object.h"
#include "js/rom.h"

static const uint8_t shifts[] = {0, 0, 0, 1, 1, 2, 2, 2, 3}; // in the order of js_class

unsigned js_typed_shift(js_class class) {
  return shifts[class - JS_CLASS_UINT8_CLAMPED];
}

bool js_new_buffer(js_ctx *js, js_ref out, uint32_t bytes) {
  js_value *mark = js_mark(js);
  js_ref buffer = js_push(js, JS_UNDEFINED);
  bool ok = js_charge(js, bytes >> 5) &&
            js_new(js, buffer, JS_CLASS_ARRAY_BUFFER, JS_ROM(JS_OBJ_ARRAY_BUFFER_PROTO));
  js_value cell = ok ? js_alloc_bytes(js, bytes) : JS_ABSENT;
  if (cell != JS_ABSENT) {
    js_words(*buffer)[JS_W_CLASS] = cell;
    *out = *buffer;
  }
  js_release(js, mark);
  return cell != JS_ABSENT;
}

bool js_new_typed(js_ctx *js, js_ref out, js_class class, js_ref buffer, uint32_t offset, uint32_t length) {
  js_value *mark = js_mark(js);
  js_ref typed = js_push(js, JS_UNDEFINED);
  uint32_t proto = JS_OBJ_UINT8_CLAMPED_PROTO + (uint32_t)(class - JS_CLASS_UINT8_CLAMPED);
  bool ok = js_new(js, typed, class, JS_ROM(proto));
  if (ok) {
    js_word *w = js_words(*typed);
    w[JS_W_CLASS] = *buffer;
    w[JS_W_CLASS + 1] = js_words(*buffer)[JS_W_CLASS];
    w[JS_W_CLASS + 2] = offset;
    w[JS_W_CLASS + 3] = length;
    *out = *typed;
  }
  js_release(js, mark);
  return ok;
}

#define READ(type)                                                                                           \
  {                                                                                                          \
    type element;                                                                                            \
    memcpy(&element, data, sizeof element);                                                                  \
    return js_set_number(js, out, (double)element);                                                          \
  }

bool js_typed_get(js_ctx *js, js_value typed, uint32_t i, js_ref out) {
  js_class class = js_class_of(typed);
  const uint8_t *data = js_typed_data(typed) + ((size_t)i << js_typed_shift(class));
  switch (class) {
  case JS_CLASS_INT8: READ(int8_t)
  case JS_CLASS_INT16: READ(int16_t)
  case JS_CLASS_UINT16: READ(uint16_t)
  case JS_CLASS_INT32: READ(int32_t)
  case JS_CLASS_UINT32: READ(uint32_t)
  case JS_CLASS_FLOAT32: READ(float)
  case JS_CLASS_FLOAT64: READ(double)
  default: READ(uint8_t)
  }
}

static uint8_t clamp(double d) {
  if (!(d > 0))
    return 0;
  if (d >= 255)
    return 255;
  uint8_t floor = (uint8_t)d;
  double rest = d - floor;
  return (uint8_t)(floor + (rest > 0.5 || (rest == 0.5 && (floor & 1)))); // ties to even
}

#define WRITE(type, value)                                                                                   \
  {                                                                                                          \
    type element = (type)(value);                                                                            \
    memcpy(data, &element, sizeof element);                                                                  \
    break;                                                                                                   \
  }

void js_typed_put(js_value typed, uint32_t i, js_value number) {
  js_class class = js_class_of(typed);
  uint8_t *data = js_typed_data(typed) + ((size_t)i << js_typed_shift(class));
  double d = js_double_of(number);
  switch (class) {
  case JS_CLASS_UINT8_CLAMPED: WRITE(uint8_t, clamp(d))
  case JS_CLASS_INT8: WRITE(int8_t, js_wrap_int32(d))
  case JS_CLASS_UINT8: WRITE(uint8_t, js_wrap_int32(d))
  case JS_CLASS_INT16: WRITE(int16_t, js_wrap_int32(d))
  case JS_CLASS_UINT16: WRITE(uint16_t, js_wrap_int32(d))
  case JS_CLASS_INT32: WRITE(int32_t, js_wrap_int32(d))
  case JS_CLASS_UINT32: WRITE(uint32_t, js_wrap_int32(d))
  case JS_CLASS_FLOAT32: WRITE(float, d)
  default: WRITE(double, d)
  }
}
