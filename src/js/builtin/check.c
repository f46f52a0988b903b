// Checks that many built-ins make on their arguments.
#include "js/builtin/builtin.h"

bool js_need_array(js_ctx *js, js_ref v) {
  return js_is_array(*v) || js_throw(js, JS_TYPE_ERROR, "not an array");
}

bool js_need_callable(js_ctx *js, js_ref v) {
  return js_is_callable(*v) || js_throw(js, JS_TYPE_ERROR, "%v is not a function", *v);
}

bool js_need_object(js_ctx *js, js_ref v) {
  return js_is_object(*v) || js_throw(js, JS_TYPE_ERROR, "%v is not an object", *v);
}

bool js_this_string(js_ctx *js, const js_call_info *call, js_ref out) {
  if (js_is_nullish(*js_this(call)))
    return js_throw(js, JS_TYPE_ERROR, "a string method was called on undefined or null");
  return js_to_string(js, js_this(call), out);
}

bool js_relative_index(js_ctx *js, js_ref v, uint32_t length, uint32_t missing, uint32_t *out) {
  double d;
  if (*v == JS_UNDEFINED)
    return *out = missing, true;
  if (!js_to_integer(js, v, &d))
    return false;
  if (d < 0)
    d = d + length > 0 ? d + length : 0;
  *out = d > length ? length : (uint32_t)d;
  return true;
}

bool js_integer_in(js_ctx *js, js_ref v, const char *name, uint32_t max, uint32_t *out) {
  double d;
  if (!js_to_integer(js, v, &d))
    return false;
  if (!(d >= 0 && d <= max))
    return js_throw(js, JS_RANGE_ERROR, "%s must be from 0 to %d", name, (int)max);
  *out = (uint32_t)d;
  return true;
}
