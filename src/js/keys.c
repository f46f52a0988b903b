// The own keys of objects, in the order of ECMA-262 10.1.11: indices ascending, then names by age.
#include "js/host.h"
#include "js/object.h"
#include "js/rom.h"
#include "js/shape.h"
#include "js/string.h"

static bool push_key(js_ctx *js, js_ref array, js_value key) {
  js_value *mark = js_mark(js);
  js_ref text = js_push(js, JS_UNDEFINED);
  bool ok = js_key_to_string(js, key, text) && js_array_push(js, array, *text);
  js_release(js, mark);
  return ok;
}

static bool push_fields(js_ctx *js, js_ref array, const js_host_class *class) {
  js_value *mark = js_mark(js);
  js_ref text = js_push(js, JS_UNDEFINED);
  bool ok = js_charge(js, class->field_count);
  for (uint32_t i = 0; ok && i < class->field_count; i++)
    ok = js_set_string(js, text, class->fields[i].name) && js_array_push(js, array, *text);
  js_release(js, mark);
  return ok;
}

static bool push_indices(js_ctx *js, js_ref array, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (((i & 63u) == 0 && !js_charge(js, 64)) || !push_key(js, array, js_int((int32_t)i)))
      return false;
  return true;
}

static void sift_down(js_value *v, uint32_t root, uint32_t n) {
  for (uint32_t child; (child = 2 * root + 1) < n; root = child) {
    if (child + 1 < n && js_int_of(v[child]) < js_int_of(v[child + 1]))
      child++;
    if (js_int_of(v[root]) >= js_int_of(v[child]))
      return;
    js_value t = v[root];
    v[root] = v[child];
    v[child] = t;
  }
}

// Ascending order of integers in place.
static void sort_integers(js_value *v, uint32_t n) {
  for (uint32_t i = n / 2; i-- > 0;)
    sift_down(v, i, n);
  for (uint32_t end = n; end-- > 1;) {
    js_value t = v[0];
    v[0] = v[end];
    v[end] = t;
    sift_down(v, 0, end);
  }
}

// The keys of the enumerable properties that are integers, or those that are not, in order of age.
static bool push_entries(js_ctx *js, js_ref object, js_ref array, bool integers) {
  for (uint32_t i = 0, n = js_shape_entries(js_shape_of(*object)), flags; i < n; i++) {
    js_value key = js_shape_entry(js_shape_of(*object), i, &flags);
    if (key == JS_ABSENT || js_is_int(key) != integers || (flags & JS_PROP_HIDDEN))
      continue;
    if (((i & 63u) == 63u && !js_charge(js, 64)) || !js_array_push(js, array, key))
      return false;
  }
  return true;
}

static bool push_properties(js_ctx *js, js_ref object, js_ref array) {
  uint32_t start = js_array_length(*array);
  if (!push_entries(js, object, array, true))
    return false;
  uint32_t count = js_array_length(*array) - start;
  if (count && !js_charge(js, count * 4))
    return false;
  sort_integers(js_array_elements(*array) + start, count);
  js_value *mark = js_mark(js);
  js_ref text = js_push(js, JS_UNDEFINED);
  bool ok = true;
  for (uint32_t i = start; ok && i < start + count; i++) {
    ok = js_key_to_string(js, js_array_elements(*array)[i], text);
    js_array_elements(*array)[i] = *text;
  }
  js_release(js, mark);
  return ok && push_entries(js, object, array, false);
}

bool js_own_keys(js_ctx *js, js_ref object, js_ref out_array) {
  js_value *mark = js_mark(js);
  js_ref array = js_push(js, JS_UNDEFINED), target = js_push(js, js_own_of(js, *object));
  uint32_t indices = js_is_string(*object)        ? js_string_length(js, *object)
                     : js_is_array(*object)       ? js_array_length(*object)
                     : js_is_typed_array(*object) ? js_typed_length(*object)
                                                  : 0;
  bool ok = js_new_array(js, array, 0) && push_indices(js, array, indices);
  if (ok && js_is_class(*object, JS_CLASS_HOST))
    ok = push_fields(js, array, (const js_host_class *)js_words(*object)[JS_W_CLASS + 1]);
  if (js_is_object_cell(*target))
    ok = ok && push_properties(js, target, array);
  if (ok)
    *out_array = *array;
  js_release(js, mark);
  return ok;
}
