// Slow paths of the interpreter's operations.
#include "js/operate.h"

#include "js/host.h"

#include "js/call.h"
#include "js/image.h"
#include "js/rom.h"
#include "js/shape.h"
#include "js/string.h"

// ---- numbers -----------------------------------------------------------------------------------------------------

bool js_arithmetic_number(js_ctx *js, js_operator op, js_ref a, int32_t b, js_ref out) {
  js_value *mark = js_mark(js);
  bool ok = js_arithmetic(js, op, a, js_push(js, js_int(b)), out);
  js_release(js, mark);
  return ok;
}

bool js_less_number(js_ctx *js, js_ref a, int32_t b, bool or_equal, bool swapped, bool *out) {
  js_value *mark = js_mark(js);
  js_ref number = js_push(js, js_int(b));
  bool ok =
      swapped ? js_less(js, number, a, or_equal, true, out) : js_less(js, a, number, or_equal, false, out);
  js_release(js, mark);
  return ok;
}

bool js_equal_number(js_ctx *js, js_ref a, int32_t b, bool *out) {
  js_value *mark = js_mark(js);
  bool ok = js_loose_equal(js, a, js_push(js, js_int(b)), out);
  js_release(js, mark);
  return ok;
}

bool js_add_to_number(js_ctx *js, js_ref a, int32_t b, js_ref out) {
  double d;
  return js_to_number(js, a, &d) && js_set_number(js, out, b ? d + b : d);
}

bool js_negate(js_ctx *js, js_ref a, js_ref out) {
  double d;
  return js_to_number(js, a, &d) && js_set_number(js, out, -d);
}

bool js_complement(js_ctx *js, js_ref a, js_ref out) {
  int32_t i;
  return js_to_int32(js, a, &i) && js_set_int(js, out, ~i);
}

// ---- strings -----------------------------------------------------------------------------------------------------

bool js_join_strings(js_ctx *js, js_ref first, uint32_t count, js_ref out) {
  js_value *mark = js_mark(js);
  js_ref text = js_push(js, JS_UNDEFINED), cell = js_push(js, JS_UNDEFINED);
  js_builder b;
  js_build(&b, cell);
  bool ok = true;
  for (uint32_t i = 0; ok && i < count; i++)
    ok = js_to_string(js, first - i, text) && js_build_string(js, &b, text);
  ok = ok && js_build_done(js, &b, out);
  js_release(js, mark);
  return ok;
}

bool js_in(js_ctx *js, js_ref key, js_ref object, js_ref out) {
  if (!js_is_object(*object))
    return js_throw(js, JS_TYPE_ERROR, "right side of 'in' is not an object");
  js_value *mark = js_mark(js);
  js_ref k = js_push(js, JS_UNDEFINED);
  bool has = false, ok = js_to_key(js, key, k) && js_has(js, object, *k, &has);
  js_release(js, mark);
  if (ok)
    *out = js_bool(has);
  return ok;
}

// ---- properties --------------------------------------------------------------------------------------------------

bool js_get_field(js_ctx *js, js_ref object, js_value key, js_ref out, js_cache_line *line,
                  const uint32_t *pc) {
  js_value v = *object;
  if (line && line->pc == pc && !js_is_object_cell(v)) {
    js_value shape = js_is_string(v) ? JS_ROM(JS_OBJ_STRING_PROTO) : v;
    bool same = line->shape == shape && !js_is_number(v);
    if (same && line->slot == JS_CACHE_VALUE)
      return *out = line->holder, true;
    if (same && js_is_cell(line->holder))
      return *out = js_values(js_slots_of(line->holder))[line->slot], true;
  }
  if (line && line->pc == pc && js_is_class(*object, JS_CLASS_HOST) &&
      line->shape == js_words(*object)[JS_W_CLASS + 1])
    return js_host_get_field(js, *object, line->slot, out);
  return js_get_cached(js, object, key, out, line, pc);
}

bool js_get_length(js_ctx *js, js_ref object, js_ref out) {
  if (js_is_typed_array(*object))
    return js_set_int(js, out, js_typed_length(*object));
  if (js_is_string(*object))
    return js_charge_units(js, *object) && js_set_int(js, out, js_string_length(js, *object));
  return js_get(js, object, JS_KEY(length), out);
}

// A key that is a whole number becomes the integer it equals, in its register.
static void make_integer(js_ref key) {
#if JS_WIDE
  if (js_is_inline_double(*key)) {
    double d = js_inline_double(*key);
    if (d > 0 && d <= JS_MAX_INDEX && d == (double)(int32_t)d)
      *key = js_int((int32_t)d);
  }
#else
  (void)key;
#endif
}

bool js_get_element(js_ctx *js, js_ref object, js_ref key, js_ref out) {
  make_integer(key);
  if (js_is_nullish(*object)) {
    js_throw(js, JS_TYPE_ERROR, "cannot read an element of %s", *object == JS_NULL ? "null" : "undefined");
    return false;
  }
  if (js_is_string(*object) && js_is_int(*key) && js_int_of(*key) >= 0) {
    if (!js_charge_units(js, *object))
      return false;
    int32_t unit = js_unit_at(js, *object, (uint32_t)js_int_of(*key));
    if (unit >= 0)
      return *out = JS_CHAR(unit), true;
  }
  js_value *mark = js_mark(js);
  js_ref k = js_push(js, JS_UNDEFINED);
  bool ok = js_to_key(js, key, k) && js_get(js, object, *k, out);
  js_release(js, mark);
  return ok;
}

bool js_set_element(js_ctx *js, js_ref object, js_ref key, js_ref value) {
  make_integer(key);
  if (!js_is_object(*object))
    return js_throw(js, JS_TYPE_ERROR, "cannot set an element of %s",
                    *object == JS_UNDEFINED ? "undefined"
                    : *object == JS_NULL    ? "null"
                                            : "a primitive value");
  if (js_is_class(*object, JS_CLASS_ARRAY) && js_is_int(*key) && !(js_header(*object) & JS_FROZEN) &&
      (uint32_t)js_int_of(*key) == js_array_length(*object))
    return js_array_push(js, object, *value);
  js_value *mark = js_mark(js);
  js_ref k = js_push(js, JS_UNDEFINED);
  bool ok = js_to_key(js, key, k) && js_set(js, object, *k, value);
  js_release(js, mark);
  return ok;
}

bool js_delete_element(js_ctx *js, js_ref object, js_ref key) {
  js_value *mark = js_mark(js);
  js_ref k = js_push(js, JS_UNDEFINED);
  bool ok = js_to_key(js, key, k) && js_delete(js, object, *k);
  js_release(js, mark);
  return ok;
}

#define LOAD(type, convert)                                                                                  \
  {                                                                                                          \
    type element;                                                                                            \
    memcpy(&element, js_typed_data(object) + (size_t)i * sizeof element, sizeof element);                    \
    *out = convert(element);                                                                                 \
    return true;                                                                                             \
  }

bool js_load_element(js_value object, js_word class, uint32_t i, js_ref out) {
  if (class < JS_CLASS_BITS(UINT8_CLAMPED) || class > JS_CLASS_BITS(FLOAT64) ||
      (class & 0x3cu) != (js_word)JS_CELL_OBJECT << 2 || i >= js_typed_length(object))
    return false;
  switch (js_class_of_header(class)) {
  case JS_CLASS_UINT8_CLAMPED: LOAD(uint8_t, js_int)
  case JS_CLASS_INT8: LOAD(int8_t, js_int)
  case JS_CLASS_INT16: LOAD(int16_t, js_int)
  case JS_CLASS_UINT16: LOAD(uint16_t, js_int)
#if JS_WIDE
  case JS_CLASS_INT32: LOAD(int32_t, js_int)
  case JS_CLASS_FLOAT64: LOAD(double, js_from_double)
#endif
  default: return false;
  }
}

#define STORE(type)                                                                                          \
  {                                                                                                          \
    type element = (type)js_int_of(v);                                                                       \
    memcpy(js_typed_data(object) + (size_t)i * sizeof element, &element, sizeof element);                    \
    return true;                                                                                             \
  }

bool js_store_element(js_value object, js_word class, uint32_t i, js_value v) {
  if (class < JS_CLASS_BITS(UINT8_CLAMPED) || class > JS_CLASS_BITS(FLOAT64) ||
      (class & 0x3cu) != (js_word)JS_CELL_OBJECT << 2 || i >= js_typed_length(object) || !js_is_number(v))
    return false;
  if (js_is_int(v))
    switch (js_class_of_header(class)) {
    case JS_CLASS_INT8: STORE(int8_t)
    case JS_CLASS_INT16: STORE(int16_t)
    case JS_CLASS_UINT16: STORE(uint16_t)
    case JS_CLASS_INT32: STORE(int32_t)
    case JS_CLASS_UINT32: STORE(uint32_t)
    default: break;
    }
  js_typed_put(object, i, v);
  return true;
}

// ---- literals ----------------------------------------------------------------------------------------------------

bool js_array_of(js_ctx *js, js_ref first, uint32_t count, js_ref out) {
  js_value *mark = js_mark(js);
  js_ref array = js_push(js, JS_UNDEFINED);
  bool ok = js_new_array(js, array, 0) && js_append(js, array, first, count);
  if (ok)
    *out = *array;
  js_release(js, mark);
  return ok;
}

static bool not_an_array(js_ctx *js) {
  return js_throw(js, JS_INTERNAL_ERROR, "operand is not an array");
}

bool js_append(js_ctx *js, js_ref array, js_ref first, uint32_t count) {
  if (!js_is_class(*array, JS_CLASS_ARRAY) || (js_header(*array) & JS_FROZEN))
    return not_an_array(js); // a hostile image
  uint32_t length = js_array_length(*array);
  if (!js_array_reserve(js, array, length + count))
    return false;
  for (uint32_t i = 0; i < count; i++)
    js_array_elements(*array)[length + i] = *(first - i);
  js_words(*array)[JS_W_CLASS + 1] = length + count;
  return true;
}

bool js_check_sequence(js_ctx *js, js_ref sequence) {
  if (js_is_array(*sequence) || js_is_typed_array(*sequence) || js_is_string(*sequence))
    return true;
  return js_throw(js, JS_TYPE_ERROR, "value is not iterable: only arrays, typed arrays and strings are");
}

bool js_spread(js_ctx *js, js_ref array, js_ref sequence) {
  if (!js_is_class(*array, JS_CLASS_ARRAY) || (js_header(*array) & JS_FROZEN))
    return not_an_array(js);
  js_value *mark = js_mark(js);
  js_ref window = js_push(js, *sequence);
  js_push(js, js_int(0));
  js_ref element = js_push(js, JS_UNDEFINED);
  bool done = false, ok = js_check_sequence(js, window);
  while (ok && !done) {
    ok = js_charge(js, 1) && js_next_element(js, window, &done);
    if (ok && !done)
      ok = js_array_push(js, array, *element);
  }
  js_release(js, mark);
  return ok;
}

bool js_init_field(js_ctx *js, js_ref object, js_value key, js_ref value) {
  if (js_is_class(*object, JS_CLASS_OBJECT) && !js_is_dict(js_shape_of(*object)) &&
      !(js_header(*object) & JS_PROTOTYPE)) {
    js_value shape = js_shape_child(js_shape_of(*object), key, 0), slots = js_slots_of(*object);
    if (shape != JS_ABSENT && js_is_cell(slots) && js_shape_count(shape) <= js_cell_length(slots)) {
      js_words(*object)[JS_W_SHAPE] = shape;
      js_values(slots)[js_shape_count(shape) - 1] = *value;
      return true;
    }
  }
  if (!js_is_object(*object))
    return js_throw(js, JS_INTERNAL_ERROR, "operand is not an object");
  return js_define(js, object, key, value);
}

bool js_init_element(js_ctx *js, js_ref object, js_ref key, js_ref value) {
  if (!js_is_object(*object))
    return js_throw(js, JS_INTERNAL_ERROR, "operand is not an object");
  js_value *mark = js_mark(js);
  js_ref k = js_push(js, JS_UNDEFINED);
  bool ok = js_to_key(js, key, k) && js_define(js, object, *k, value);
  js_release(js, mark);
  return ok;
}

bool js_name_function(js_ctx *js, js_ref function, js_ref name) {
  if (!js_is_class(*function, JS_CLASS_FUNCTION) || js_function_name(js, *function) != JS_KEY(empty))
    return true;
  js_value *mark = js_mark(js);
  js_ref text = js_push(js, JS_UNDEFINED);
  bool ok = js_to_string(js, name, text) && js_define_hidden(js, function, JS_KEY(name), *text);
  js_release(js, mark);
  return ok;
}

bool js_init_accessor(js_ctx *js, js_ref object, js_ref key, js_value getter, js_value setter) {
  if (!js_is_object(*object))
    return js_throw(js, JS_INTERNAL_ERROR, "operand is not an object");
  js_value *mark = js_mark(js);
  js_ref get = js_push(js, getter), set = js_push(js, setter), k = js_push(js, JS_UNDEFINED);
  bool ok = js_to_key(js, key, k) && js_define_accessor(js, object, *k, *get, *set);
  js_release(js, mark);
  return ok;
}

bool js_init_prototype(js_ctx *js, js_ref object, js_value proto) {
  if (!js_is_object(*object))
    return js_throw(js, JS_INTERNAL_ERROR, "operand is not an object");
  return (!js_is_object(proto) && proto != JS_NULL) || js_set_prototype(js, object, proto);
}

bool js_copy_properties(js_ctx *js, js_ref to, js_ref from) {
  if (!js_is_object(*from) && !js_is_string(*from))
    return true;
  if (!js_is_object(*to))
    return js_throw(js, JS_INTERNAL_ERROR, "operand is not an object");
  js_value *mark = js_mark(js);
  js_ref keys = js_push(js, JS_UNDEFINED), key = js_push(js, JS_UNDEFINED), v = js_push(js, JS_UNDEFINED);
  bool ok = js_own_keys(js, from, keys);
  for (uint32_t i = 0; ok && i < js_array_length(*keys); i++) {
    *key = js_array_elements(*keys)[i];
    ok = js_charge(js, 1) && js_to_key(js, key, key) && js_get(js, from, *key, v) &&
         js_define(js, to, *key, v);
  }
  js_release(js, mark);
  return ok;
}

// ---- calls -------------------------------------------------------------------------------------------------------

bool js_spread_call(js_ctx *js, js_value *window, uint32_t *argc) {
  js_value *args = window - JS_CALL_ARGS;
  if (!js_is_array(*args))
    return not_an_array(js);
  uint32_t count = js_array_length(*args);
  if (count > 0xffffu)
    return js_throw(js, JS_RANGE_ERROR, "more than 65535 arguments");
  if (!js_charge(js, count) || !js_stack_room(js, args, count))
    return false;
  js_value array = *args;
  for (uint32_t i = 0; i < count; i++)
    args[-(ptrdiff_t)i] = js_array_elements(array)[i];
  if (args - count < js->sp)
    js->sp = args - count;
  *argc = count;
  return true;
}

bool js_arguments(js_ctx *js, js_value *frame, uint32_t from, js_ref out) {
  js_value *args = js_caller_window(frame) - JS_CALL_ARGS;
  int32_t link = js_frame_link(frame);
  uint32_t count = link & JS_LINK_COPIED ? js_link_argc(link) : 0;
  count = count > from ? count - from : 0;
  js_value *mark = js_mark(js);
  js_ref array = js_push(js, JS_UNDEFINED);
  bool ok = js_charge(js, count) && js_new_array(js, array, count);
  for (uint32_t i = 0; ok && i < count; i++)
    js_array_elements(*array)[i] = *(args - from - i);
  if (ok)
    *out = *array;
  js_release(js, mark);
  return ok;
}

// ---- loops -------------------------------------------------------------------------------------------------------

bool js_for_in_keys(js_ctx *js, js_ref object, js_ref out) {
  if (!js_is_object(*object) && !js_is_string(*object))
    return js_new_array(js, out, 0);
  return js_own_keys(js, object, out);
}

// Window: keys, index, key, object. Keys that were deleted meanwhile are passed over.
bool js_next_key(js_ctx *js, js_value *window, bool *done) {
  *done = true;
  while (js_is_array(window[0]) && js_is_int(window[-1])) {
    uint32_t i = (uint32_t)js_int_of(window[-1]);
    if (i >= js_array_length(window[0]))
      return true;
    window[-1] = js_int((int32_t)i + 1);
    window[-2] = js_array_elements(window[0])[i];
    js_value *mark = js_mark(js);
    js_ref key = js_push(js, JS_UNDEFINED);
    bool ok = js_charge(js, 1) && js_to_key(js, window - 2, key) && js_get_own(js, window - 3, *key, key);
    bool there = *key != JS_ABSENT;
    js_release(js, mark);
    if (!ok)
      return false;
    if (there)
      return *done = false, true;
  }
  return true;
}

static bool next_of_string(js_ctx *js, js_value *window, bool *done) {
  uint32_t i = (uint32_t)js_int_of(window[-1]);
  js_text t;
  js_view(js, window[0], &t);
  if (i >= t.bytes)
    return *done = true, true;
  // The index counts bytes; each step is one code point.
  uint32_t n = t.ascii ? 1 : 2;
  while (!t.ascii && i + n <= t.bytes && n <= 4 && i + n < t.bytes && (t.data[i + n] & 0xc0u) == 0x80u)
    n++;
  if (!t.ascii && t.data[i] < 0x80)
    n = 1;
  window[-1] = js_int((int32_t)(i + n));
  *done = false;
  return js_slice_bytes(js, window, i, i + n, window - 2);
}

bool js_next_element(js_ctx *js, js_value *window, bool *done) {
  *done = true;
  if (!js_is_int(window[-1]) || js_int_of(window[-1]) < 0)
    return true; // a hostile image
  uint32_t i = (uint32_t)js_int_of(window[-1]);
  if (js_is_string(window[0]))
    return next_of_string(js, window, done);
  if (js_is_array(window[0]) && i < js_array_length(window[0])) {
    window[-2] = js_array_elements(window[0])[i];
  } else if (js_is_typed_array(window[0]) && i < js_typed_length(window[0])) {
    if (!js_typed_get(js, window[0], i, window - 2))
      return false;
  } else {
    return true;
  }
  window[-1] = js_int((int32_t)i + 1);
  *done = false;
  return true;
}

// ---- globals -----------------------------------------------------------------------------------------------------

js_value js_global_name(const js_image *image, uint32_t index) {
  uint32_t names = js_image_word(image->base, JS_I_GLOBAL_OFFSET * 4);
  return image->constants[js_image_word(image->base, names + index * 4)];
}

bool js_get_global_slow(js_ctx *js, const js_image *image, uint32_t index, bool must_be, js_ref out,
                        js_cache_line *line, const uint32_t *pc) {
  js_value key = js_global_name(image, index);
  uint32_t slot = js_global_slot(js, key);
  image->global_slots[index] = (uint16_t)slot;
  if (slot != JS_NO_SLOT) {
    *out = js_values(js_slots_of(js->roots[JS_ROOT_GLOBAL]))[slot];
    return true;
  }
  js_value *mark = js_mark(js);
  js_ref global = js_push(js, JS_ROM(JS_OBJ_GLOBAL));
  bool has = false, ok = js_has(js, global, key, &has);
  key = js_global_name(image, index);
  if (ok && !has && must_be)
    ok = js_throw(js, JS_REFERENCE_ERROR, "%v is not defined", key);
  else if (ok)
    ok = js_get_cached(js, global, key, out, line, pc);
  js_release(js, mark);
  return ok;
}

bool js_get_global_method(js_ctx *js, const js_image *image, uint32_t index, js_value key, js_value *window,
                          js_cache_line *line, const uint32_t *pc) {
  js_cache_line found = {0};
  if (!js_get_global_slow(js, image, index, true, window - 1, &found, pc) ||
      !js_get_field(js, window - 1, key, window, line, pc))
    return false;
  // Both are values of built-in objects: they hold until a prototype changes, which empties the line.
  if (line && line->pc == pc && line->slot == JS_CACHE_VALUE && line->shape == window[-1] &&
      found.slot == JS_CACHE_VALUE && found.holder == window[-1])
    line->slot = JS_CACHE_METHOD;
  return true;
}

bool js_set_global_slow(js_ctx *js, const js_image *image, uint32_t index, js_ref value) {
  js_value *mark = js_mark(js);
  js_ref global = js_push(js, JS_ROM(JS_OBJ_GLOBAL));
  bool has = false, ok = js_has(js, global, js_global_name(image, index), &has);
  if (ok && !has)
    ok = js_throw(js, JS_REFERENCE_ERROR, "%v is not defined", js_global_name(image, index));
  ok = ok && js_set(js, global, js_global_name(image, index), value);
  js_release(js, mark);
  if (ok)
    image->global_slots[index] = (uint16_t)js_global_slot(js, js_global_name(image, index));
  return ok;
}

bool js_define_global(js_ctx *js, const js_image *image, uint32_t index, js_ref value) {
  js_value *mark = js_mark(js);
  js_ref global = js_push(js, JS_ROM(JS_OBJ_GLOBAL)), undefined = js_push(js, JS_UNDEFINED);
  bool has = false, ok = true;
  if (!value) {
    ok = js_get_own(js, global, js_global_name(image, index), undefined);
    has = *undefined != JS_ABSENT;
    *undefined = JS_UNDEFINED;
  }
  if (ok && !has)
    ok = js_define(js, global, js_global_name(image, index), value ? value : undefined);
  js_release(js, mark);
  return ok;
}
