// Arrays: dense elements with spare room.
#include "js/object.h"
#include "js/rom.h"

enum { ELEMENTS = JS_W_CLASS, LENGTH = JS_W_CLASS + 1, MAX_LENGTH = 0x3fffff };

static uint32_t capacity_of(js_value array) {
  js_value elements = js_words(array)[ELEMENTS];
  return js_is_cell(elements) ? js_cell_length(elements) : 0;
}

bool js_array_reserve(js_ctx *js, js_ref array, uint32_t capacity) {
  if (capacity <= capacity_of(*array))
    return true;
  if (capacity > MAX_LENGTH)
    return js_throw(js, JS_RANGE_ERROR, "array longer than %d elements", (int)MAX_LENGTH);
  if (!js_charge(js, capacity >> 3))
    return false;
  js_value bigger = js_alloc_values(js, capacity, JS_UNDEFINED);
  if (bigger == JS_ABSENT)
    return false;
  uint32_t length = js_array_length(*array);
  if (length)
    memcpy(js_values(bigger), js_array_elements(*array), length * sizeof(js_value));
  js_words(*array)[ELEMENTS] = bigger;
  return true;
}

bool js_new_array(js_ctx *js, js_ref out, uint32_t length) {
  js_value *mark = js_mark(js);
  js_ref array = js_push(js, JS_UNDEFINED);
  bool ok = js_new(js, array, JS_CLASS_ARRAY, JS_ROM(JS_OBJ_ARRAY_PROTO));
  if (ok) {
    js_words(*array)[LENGTH] = 0;
    ok = js_array_reserve(js, array, length);
  }
  if (ok) {
    js_words(*array)[LENGTH] = length;
    *out = *array;
  }
  js_release(js, mark);
  return ok;
}

bool js_array_push(js_ctx *js, js_ref array, js_value v) {
  uint32_t length = js_array_length(*array);
  if (length == capacity_of(*array)) {
    js_value *mark = js_mark(js);
    js_ref held = js_push(js, v);
    bool ok = js_array_reserve(js, array, length < 4 ? 4 : length + length / 2);
    v = *held;
    js_release(js, mark);
    if (!ok)
      return false;
  }
  js_array_elements(*array)[length] = v;
  js_words(*array)[LENGTH] = length + 1;
  return true;
}

bool js_array_resize(js_ctx *js, js_ref array, uint32_t length) {
  uint32_t old = js_array_length(*array);
  if (length > old) {
    if (!js_array_reserve(js, array, length))
      return false;
    for (uint32_t i = old; i < length; i++)
      js_array_elements(*array)[i] = JS_UNDEFINED;
  } else if (capacity_of(*array) > 0) {
    // What is cut off must not keep cells alive; the room goes back to the heap.
    js_value elements = js_words(*array)[ELEMENTS];
    js_shrink(js, elements, length);
    *js_words(elements) = js_make_header(JS_CELL_VALUES, length);
  }
  js_words(*array)[LENGTH] = length;
  return true;
}
