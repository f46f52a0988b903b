// Conversions (ECMA-262 clause 7.1), comparison (7.2) and arithmetic (13.15).
#include "js/convert.h"

#include "js/interp.h"
#include "js/math.h"
#include "js/number.h"
#include "js/object.h"
#include "js/rom.h"
#include "js/string.h"

#define JS_NAN (0.0 / 0.0)

// ---- kinds of value ----------------------------------------------------------------------------------------------

bool js_is_string(js_value v) {
  if (js_is_cell(v))
    return js_cell_type_of(v) == JS_CELL_STRING;
  return js_is_special(v) && js_special_kind(v) >= JS_KIND_ATOM;
}

bool js_is_object(js_value v) {
  return js_is_object_cell(v) || js_is_kind(v, JS_KIND_ROM_OBJECT) || js_is_kind(v, JS_KIND_ROM_FUNCTION);
}

bool js_is_callable(js_value v) {
  if (js_is_kind(v, JS_KIND_ROM_OBJECT))
    return js_rom_object_of(js_payload(v))->function != NULL;
  if (js_is_kind(v, JS_KIND_ROM_FUNCTION))
    return true;
  return js_is_class(v, JS_CLASS_FUNCTION) || js_is_class(v, JS_CLASS_BOUND) ||
         js_is_class(v, JS_CLASS_HOST_FUNCTION);
}

bool js_is_array(js_value v) {
  return js_is_class(v, JS_CLASS_ARRAY);
}

js_value js_typeof(js_value v) {
  if (js_is_number(v))
    return JS_KEY(number);
  if (js_is_string(v))
    return JS_KEY(string);
  if (js_is_bool(v))
    return JS_KEY(boolean);
  if (v == JS_UNDEFINED)
    return JS_KEY(undefined);
  return js_is_callable(v) ? JS_KEY(function) : JS_KEY(object);
}

// ---- numbers -----------------------------------------------------------------------------------------------------

bool js_set_number(js_ctx *js, js_ref out, double d) {
  if (d >= JS_INT_MIN && d <= JS_INT_MAX) {
    int32_t i = (int32_t)d;
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    if ((double)i == d && (i != 0 || bits == 0)) {
      *out = js_int(i);
      return true;
    }
  }
#if JS_WIDE
  (void)js;
  *out = js_from_double(d);
  return true;
#else
  js_value cell = js_alloc(js, js_make_header(JS_CELL_DOUBLE, 0), sizeof(double) / sizeof(js_word));
  if (cell == JS_ABSENT)
    return false;
  memcpy(js_bytes(cell), &d, sizeof d);
  *out = cell;
  return true;
#endif
}

int32_t js_wrap_int32(double d) {
  if (d >= -2147483648.0 && d <= 2147483647.0)
    return (int32_t)d;
  return js_number_to_int32(d);
}

static double power(double a, double b) {
  return js_math_pow(a, b);
}

double js_remainder(double a, double b) {
  return js_math_fmod(a, b);
}

// ---- to primitive, number, string --------------------------------------------------------------------------------

static bool try_method(js_ctx *js, js_ref v, js_value key, js_ref out) {
  js_value *mark = js_mark(js);
  js_ref method = js_push(js, JS_UNDEFINED);
  bool ok = js_get(js, v, key, method);
  if (ok && js_is_callable(*method))
    ok = js_call(js, *method, *v, 0, NULL, out);
  else
    *out = *v;
  js_release(js, mark);
  return ok;
}

bool js_to_primitive(js_ctx *js, js_ref v, bool prefer_string, js_ref out) {
  if (!js_is_object(*v))
    return *out = *v, true;
  js_value *mark = js_mark(js);
  js_ref object = js_push(js, *v), result = js_push(js, JS_UNDEFINED);
  bool ok = try_method(js, object, prefer_string ? JS_KEY(toString) : JS_KEY(valueOf), result);
  if (ok && js_is_object(*result))
    ok = try_method(js, object, prefer_string ? JS_KEY(valueOf) : JS_KEY(toString), result);
  if (ok && js_is_object(*result))
    ok = js_throw(js, JS_TYPE_ERROR, "cannot convert object to a primitive value");
  if (ok)
    *out = *result;
  js_release(js, mark);
  return ok;
}

static uint32_t string_bytes(js_ctx *js, js_value v) {
  js_text t;
  js_view(js, v, &t);
  return t.bytes;
}

static double number_of_string(js_ctx *js, js_value v) {
  js_text t;
  js_view(js, v, &t);
  return js_number_parse((const char *)t.data, t.bytes);
}

bool js_to_number(js_ctx *js, js_ref v, double *out) {
  if (js_is_number(*v))
    return *out = js_double_of(*v), true;
  js_value *mark = js_mark(js);
  js_ref p = js_push(js, JS_UNDEFINED);
  bool ok = js_to_primitive(js, v, false, p);
  js_value prim = *p;
  js_release(js, mark);
  if (!ok)
    return false;
  if (js_is_number(prim))
    *out = js_double_of(prim);
  else if (js_is_string(prim)) {
    *out = number_of_string(js, prim);
    return js_charge(js, string_bytes(js, prim) / 2);
  } else if (prim == JS_UNDEFINED)
    *out = JS_NAN;
  else
    *out = prim == JS_TRUE ? 1 : 0;
  return true;
}

bool js_to_integer(js_ctx *js, js_ref v, double *out) {
  if (!js_to_number(js, v, out))
    return false;
  if (*out != *out)
    *out = 0;
  else if (*out > -9007199254740992.0 && *out < 9007199254740992.0)
    *out = (double)(int64_t)*out;
  return true;
}

bool js_to_int32(js_ctx *js, js_ref v, int32_t *out) {
  if (js_is_int(*v))
    return *out = js_int_of(*v), true;
  double d;
  if (!js_to_number(js, v, &d))
    return false;
  *out = js_wrap_int32(d);
  return true;
}

bool js_to_boolean(js_value v) {
  if (js_is_int(v))
    return v != js_int(0);
  if (js_is_number(v)) {
    double d = js_double_of(v);
    return d == d && d != 0;
  }
  return v != JS_FALSE && !js_is_nullish(v) && v != JS_KEY(empty);
}

static js_value name_of_misc(js_value v) {
  return v == JS_UNDEFINED ? JS_KEY(undefined)
         : v == JS_NULL    ? JS_KEY(null)
         : v == JS_TRUE    ? JS_KEY(true)
                           : JS_KEY(false);
}

static bool number_to_string(js_ctx *js, double d, js_ref out) {
  char text[JS_NUMBER_DECIMAL_MAX + 1];
  return js_set_text(js, out, (const uint8_t *)text, js_number_to_text(d, 10, text));
}

bool js_to_string(js_ctx *js, js_ref v, js_ref out) {
  if (js_is_string(*v))
    return *out = *v, true;
  if (js_is_int(*v))
    return js_key_to_string(js, *v, out);
  if (js_is_number(*v))
    return number_to_string(js, js_double_of(*v), out);
  if (!js_is_object(*v))
    return *out = name_of_misc(*v), true;
  js_value *mark = js_mark(js);
  js_ref p = js_push(js, JS_UNDEFINED);
  bool ok = js_to_primitive(js, v, true, p) && js_to_string(js, p, out);
  js_release(js, mark);
  return ok;
}

bool js_to_key(js_ctx *js, js_ref v, js_ref out) {
  if (js_is_int(*v) && js_int_of(*v) >= 0 && js_int_of(*v) <= JS_MAX_INDEX)
    return *out = *v, true;
  if (js_is_string(*v))
    return js_intern(js, v, out);
  js_value *mark = js_mark(js);
  js_ref text = js_push(js, JS_UNDEFINED);
  bool ok = js_to_string(js, v, text) && js_intern(js, text, out);
  js_release(js, mark);
  return ok;
}

// ---- equality ----------------------------------------------------------------------------------------------------

bool js_strict_equal(js_ctx *js, js_value a, js_value b) {
  if (js_is_number(a) && js_is_number(b))
    return js_double_of(a) == js_double_of(b);
  if (a == b)
    return true;
  return js_is_string(a) && js_is_string(b) && js_strings_equal(js, a, b);
}

bool js_same_value_zero(js_ctx *js, js_value a, js_value b) {
  if (js_is_number(a) && js_is_number(b)) {
    double x = js_double_of(a), y = js_double_of(b);
    return x == y || (x != x && y != y);
  }
  return js_strict_equal(js, a, b);
}

static bool is_numeric(js_value v) {
  return js_is_number(v) || js_is_bool(v);
}

bool js_loose_equal(js_ctx *js, js_ref a, js_ref b, bool *out) {
  if (js_is_nullish(*a) || js_is_nullish(*b))
    return *out = js_is_nullish(*a) && js_is_nullish(*b), true;
  bool oa = js_is_object(*a), ob = js_is_object(*b);
  if (oa == ob && (oa || js_is_string(*a) == js_is_string(*b)) && !(js_is_bool(*a) || js_is_bool(*b)))
    return *out = js_strict_equal(js, *a, *b), true;
  js_value *mark = js_mark(js);
  js_ref pa = js_push(js, JS_UNDEFINED), pb = js_push(js, JS_UNDEFINED);
  bool ok = js_to_primitive(js, a, false, pa) && js_to_primitive(js, b, false, pb);
  double x, y;
  if (ok && (oa || ob) && (js_is_nullish(*pa) || js_is_nullish(*pb)))
    *out = js_is_nullish(*pa) && js_is_nullish(*pb);
  else if (ok && (is_numeric(*pa) || is_numeric(*pb))) {
    ok = js_to_number(js, pa, &x) && js_to_number(js, pb, &y);
    *out = ok && x == y;
  } else if (ok)
    *out = js_strict_equal(js, *pa, *pb);
  js_release(js, mark);
  return ok;
}

// ---- order -------------------------------------------------------------------------------------------------------

static bool less_primitives(js_ctx *js, js_ref a, js_ref b, bool or_equal, bool *out) {
  if (js_is_string(*a) && js_is_string(*b)) {
    int order = js_strings_compare(js, *a, *b);
    *out = or_equal ? order <= 0 : order < 0;
    return true;
  }
  double x, y;
  if (!js_to_number(js, a, &x) || !js_to_number(js, b, &y))
    return false;
  *out = or_equal ? x <= y : x < y;
  return true;
}

bool js_less(js_ctx *js, js_ref a, js_ref b, bool or_equal, bool swapped, bool *out) {
  if (js_is_number(*a) && js_is_number(*b)) {
    double x = js_double_of(*a), y = js_double_of(*b);
    return *out = or_equal ? x <= y : x < y, true;
  }
  js_value *mark = js_mark(js);
  js_ref pa = js_push(js, JS_UNDEFINED), pb = js_push(js, JS_UNDEFINED);
  bool ok = swapped ? js_to_primitive(js, b, false, pb) && js_to_primitive(js, a, false, pa)
                    : js_to_primitive(js, a, false, pa) && js_to_primitive(js, b, false, pb);
  ok = ok && less_primitives(js, pa, pb, or_equal, out);
  js_release(js, mark);
  return ok;
}

// ---- arithmetic --------------------------------------------------------------------------------------------------

static bool add_primitives(js_ctx *js, js_ref a, js_ref b, js_ref out) {
  if (js_is_string(*a) || js_is_string(*b)) {
    js_value *mark = js_mark(js);
    js_ref sa = js_push(js, JS_UNDEFINED), sb = js_push(js, JS_UNDEFINED);
    bool ok = js_to_string(js, a, sa) && js_to_string(js, b, sb) && js_concat(js, sa, sb, out);
    js_release(js, mark);
    return ok;
  }
  double x, y;
  return js_to_number(js, a, &x) && js_to_number(js, b, &y) && js_set_number(js, out, x + y);
}

static bool add(js_ctx *js, js_ref a, js_ref b, js_ref out) {
  if (js_is_string(*a) && js_is_string(*b))
    return js_concat(js, a, b, out);
  js_value *mark = js_mark(js);
  js_ref pa = js_push(js, JS_UNDEFINED), pb = js_push(js, JS_UNDEFINED);
  bool ok = js_to_primitive(js, a, false, pa) && js_to_primitive(js, b, false, pb) &&
            add_primitives(js, pa, pb, out);
  js_release(js, mark);
  return ok;
}

static double compute(js_operator op, double x, double y) {
  uint32_t n = (uint32_t)js_wrap_int32(y) & 31u;
  switch (op) {
  case JS_OP_SUB: return x - y;
  case JS_OP_MUL: return x * y;
  case JS_OP_DIV: return x / y;
  case JS_OP_MOD: return js_remainder(x, y);
  case JS_OP_POW: return power(x, y);
  case JS_OP_AND: return js_wrap_int32(x) & js_wrap_int32(y);
  case JS_OP_OR: return js_wrap_int32(x) | js_wrap_int32(y);
  case JS_OP_XOR: return js_wrap_int32(x) ^ js_wrap_int32(y);
  case JS_OP_SHL: return (int32_t)((uint32_t)js_wrap_int32(x) << n);
  case JS_OP_SAR: return js_wrap_int32(x) >> n;
  case JS_OP_SHR: return (uint32_t)js_wrap_int32(x) >> n;
  default: return x + y;
  }
}

bool js_arithmetic(js_ctx *js, js_operator op, js_ref a, js_ref b, js_ref out) {
  double x, y;
  if (js_is_number(*a) && js_is_number(*b))
    return js_set_number(js, out, compute(op, js_double_of(*a), js_double_of(*b)));
  if (op == JS_OP_ADD)
    return add(js, a, b, out);
  js_value *mark = js_mark(js);
  js_ref held = js_push(js, *b);
  bool ok = js_to_number(js, a, &x) && js_to_number(js, held, &y);
  js_release(js, mark);
  return ok && js_set_number(js, out, compute(op, x, y));
}
