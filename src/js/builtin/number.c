// Number, and the global functions about numbers (ECMA-262 21.1, 19.2).
#include "js/number.h"

#include "js/builtin/number.h"
#include "js/builtin/support.h"
#include "js/math.h"

static bool is_finite(double x) {
  return x - x == 0;
}

// ---- Number as a function, and its own functions ----------------------------------------------------------------

static bool number_call(js_ctx *js, const js_call_info *call) {
  double x = 0;
  if (call->argc > 0 && !js_number_arg(js, call, 0, &x))
    return false;
  return js_return_number(js, call, x);
}

enum { TEST_INTEGER, TEST_FINITE, TEST_NAN };

static bool test(double x, unsigned what) {
  if (what == TEST_NAN)
    return x != x;
  return is_finite(x) && (what == TEST_FINITE || js_math_trunc(x) == x);
}

static bool number_test(js_ctx *js, const js_call_info *call) {
  js_value v = js_arg(call, 0);
  (void)js;
  return js_return(call, js_bool(js_is_number(v) && test(js_double_of(v), call->magic)));
}

bool js_global_is_nan(js_ctx *js, const js_call_info *call) {
  double x = 0;
  return js_number_arg(js, call, 0, &x) && js_return(call, js_bool(x != x));
}

bool js_global_is_finite(js_ctx *js, const js_call_info *call) {
  double x = 0;
  return js_number_arg(js, call, 0, &x) && js_return(call, js_bool(is_finite(x)));
}

bool js_global_parse_float(js_ctx *js, const js_call_info *call) {
  js_text t;
  if (js_is_int(js_arg(call, 0)))
    return js_return(call, js_arg(call, 0));
  if (!js_string_arg(js, call, 0))
    return false;
  js_view(js, *js_arg_ref(call, 0), &t);
  return js_charge(js, t.bytes / 2) &&
         js_return_number(js, call, js_number_parse_float((const char *)t.data, t.bytes));
}

bool js_global_parse_int(js_ctx *js, const js_call_info *call) {
  int32_t radix;
  js_text t;
  if (!js_string_arg(js, call, 0) || !js_to_int32(js, js_arg_ref(call, 1), &radix))
    return false;
  js_view(js, *js_arg_ref(call, 0), &t);
  return js_charge(js, t.bytes / 2) &&
         js_return_number(js, call, js_number_parse_int((const char *)t.data, t.bytes, radix));
}

// ---- methods -----------------------------------------------------------------------------------------------------

static bool this_number(js_ctx *js, const js_call_info *call, double *out) {
  js_value this = *js_this(call);
  if (!js_is_number(this))
    return js_throw(js, JS_TYPE_ERROR, "a Number method needs a number as this");
  *out = js_double_of(this);
  // What many digits take. Small integers are told by their value: on 32 bits not all of them are integer words.
  bool small = *out >= -1e9 && *out <= 1e9 && *out == (double)(int32_t)*out;
  return small || js_charge(js, 200);
}

static bool check_count(js_ctx *js, double wanted, unsigned low, unsigned high, const char *method,
                        unsigned *out) {
  if (!(wanted >= low && wanted <= high))
    return js_throw(js, JS_RANGE_ERROR, "the argument of %s must be from %d to %d", method, (int)low,
                    (int)high);
  *out = (unsigned)wanted;
  return true;
}

static bool return_text(js_ctx *js, const js_call_info *call, const char *text, size_t bytes) {
  return js_set_text(js, js_result(call), (const uint8_t *)text, bytes);
}

static bool number_to_string(js_ctx *js, const js_call_info *call) {
  char text[JS_NUMBER_RADIX_MAX];
  unsigned radix = 10;
  double x = 0, wanted;
  if (!this_number(js, call, &x))
    return false;
  if (js_arg(call, 0) != JS_UNDEFINED && !(js_to_integer(js, js_arg_ref(call, 0), &wanted) &&
                                           check_count(js, wanted, 2, 36, "toString", &radix)))
    return false;
  return js_charge(js, radix == 10 ? 20 : 300) &&
         return_text(js, call, text, js_number_to_text(x, radix, text));
}

// toFixed, toExponential, toPrecision: the order of the checks is ECMA-262's; infinities and NaN do not mind a wrong
// number of digits but in toFixed.
enum { TO_FIXED, TO_EXPONENTIAL, TO_PRECISION };

static bool number_to_digits(js_ctx *js, const js_call_info *call) {
  static const char *const names[] = {"toFixed", "toExponential", "toPrecision"};
  char text[JS_NUMBER_FIXED_MAX];
  uint32_t how = call->magic;
  unsigned digits = how == TO_PRECISION;
  bool absent = js_arg(call, 0) == JS_UNDEFINED;
  size_t bytes;
  double x = 0, wanted;
  if (!this_number(js, call, &x))
    return false;
  if (absent && how == TO_PRECISION)
    return return_text(js, call, text, js_number_to_text(x, 10, text));
  if (!js_to_integer(js, js_arg_ref(call, 0), &wanted) ||
      ((how == TO_FIXED || is_finite(x)) &&
       !check_count(js, wanted, digits, JS_NUMBER_DIGITS_MAX, names[how], &digits)) ||
      !js_charge(js, 60))
    return false;
  if (how == TO_FIXED)
    bytes = js_number_to_fixed(x, digits, text);
  else if (how == TO_EXPONENTIAL)
    bytes = js_number_to_exponential(x, absent ? -1 : (int)digits, text);
  else
    bytes = js_number_to_precision(x, digits, text);
  return return_text(js, call, text, bytes);
}

static const js_rom_property proto_properties[] = {
    JS_CONSTRUCTOR_OF(constructor, NUMBER),
    JS_FN(toString, number_to_string, 1),
    JS_FN_MAGIC(toFixed, number_to_digits, 1, TO_FIXED),
    JS_FN_MAGIC(toExponential, number_to_digits, 1, TO_EXPONENTIAL),
    JS_FN_MAGIC(toPrecision, number_to_digits, 1, TO_PRECISION),
};

const js_rom_object js_rom_number_proto = JS_ROM_PROTO(proto_properties, OBJECT_PROTO);

static const js_rom_property properties[] = {
    JS_VALUE(prototype, JS_ROM(JS_OBJ_NUMBER_PROTO)),
    JS_FN_MAGIC(isInteger, number_test, 1, TEST_INTEGER),
    JS_FN_MAGIC(isFinite, number_test, 1, TEST_FINITE),
    JS_FN_MAGIC(isNaN, number_test, 1, TEST_NAN),
    JS_VALUE(parseInt, JS_SPECIAL(JS_KIND_ROM_FUNCTION, JS_OBJ_GLOBAL << 8 | JS_GLOBAL_PARSE_INT)),
    JS_VALUE(parseFloat, JS_SPECIAL(JS_KIND_ROM_FUNCTION, JS_OBJ_GLOBAL << 8 | JS_GLOBAL_PARSE_FLOAT)),
    JS_NUMBER(EPSILON, 2.220446049250313e-16),
    JS_NUMBER(MAX_SAFE_INTEGER, 9007199254740991.0),
    JS_NUMBER(MIN_SAFE_INTEGER, -9007199254740991.0),
    JS_NUMBER(MAX_VALUE, 1.7976931348623157e308),
    JS_NUMBER(MIN_VALUE, 5e-324),
    JS_NUMBER(NaN, 0.0 / 0.0),
    JS_NUMBER(NEGATIVE_INFINITY, -1.0 / 0.0),
    JS_NUMBER(POSITIVE_INFINITY, 1.0 / 0.0),
};

const js_rom_object js_rom_number_ctor = JS_ROM_NO_NEW(properties, number_call, Number, 1);
