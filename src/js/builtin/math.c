// Math (ECMA-262 21.3).
#include "js/math.h"

#include "js/builtin/support.h"

typedef double unary(double);

static double sign_of(double x) {
  return x > 0 ? 1 : x < 0 ? -1 : x;
}
static double absolute(double x) {
  return x < 0 ? -x : x == 0 ? 0 : x;
}
static double to_float(double x) {
  return (double)(float)x;
}

// The functions of one number. Those before KEEPS_INTEGERS give an integer back as it is.
// clang-format off
#define UNARIES(X) \
  X(FLOOR, js_math_floor) X(CEIL, js_math_ceil) X(ROUND, js_math_round) X(TRUNC, js_math_trunc) \
  X(KEEPS_INTEGERS, js_math_trunc) X(ABS, absolute) X(SIGN, sign_of) X(FROUND, to_float) \
  X(SQRT, js_math_sqrt) X(SIN, js_math_sin) X(COS, js_math_cos) X(TAN, js_math_tan) X(ASIN, js_math_asin) \
  X(ACOS, js_math_acos) X(ATAN, js_math_atan) X(EXP, js_math_exp) X(LOG, js_math_log) \
  X(LOG2, js_math_log2) X(LOG10, js_math_log10)
// clang-format on

enum {
#define X(id, function) MATH_##id,
  UNARIES(X)
#undef X
};

static unary *const unaries[] = {
#define X(id, function) function,
    UNARIES(X)
#undef X
};

static bool math_unary(js_ctx *js, const js_call_info *call) {
  double x;
  js_value v = js_arg(call, 0);
  if (js_is_int(v) && call->magic < MATH_KEEPS_INTEGERS)
    return js_return(call, v);
  return js_number_arg(js, call, 0, &x) && js_return_number(js, call, unaries[call->magic](x));
}

enum { BINARY_POW, BINARY_ATAN2 };

static bool math_binary(js_ctx *js, const js_call_info *call) {
  double x, y;
  if (!js_number_arg(js, call, 0, &x) || !js_number_arg(js, call, 1, &y))
    return false;
  return js_return_number(js, call, call->magic == BINARY_POW ? js_math_pow(x, y) : js_math_atan2(x, y));
}

static bool is_minus_zero(double x) {
  return x == 0 && 1 / x < 0;
}

// Is x further in the direction asked for than y? +0 is above -0, and NaN is furthest in both.
static bool is_further(double x, double y, bool up) {
  if (x != x || y != y)
    return y == y;
  if (x == 0 && y == 0)
    return up ? is_minus_zero(y) : is_minus_zero(x);
  return up ? x > y : x < y;
}

enum { EXTREME_MIN, EXTREME_MAX };

static bool math_extreme(js_ctx *js, const js_call_info *call) {
  bool up = call->magic == EXTREME_MAX;
  double best = up ? -1.0 / 0.0 : 1.0 / 0.0, x;
  if (!js_charge(js, call->argc / 4))
    return false;
  for (uint32_t i = 0; i < call->argc; i++) {
    if (!js_number_arg(js, call, i, &x))
      return false;
    if (is_further(x, best, up))
      best = x;
  }
  return js_return_number(js, call, best);
}

static bool math_imul(js_ctx *js, const js_call_info *call) {
  int32_t a, b;
  if (!js_to_int32(js, js_arg_ref(call, 0), &a) || !js_to_int32(js, js_arg_ref(call, 1), &b))
    return false;
  return js_set_int(js, js_result(call), (int32_t)((uint32_t)a * (uint32_t)b));
}

static bool math_clz32(js_ctx *js, const js_call_info *call) {
  int32_t x, zeros = 32;
  if (!js_to_int32(js, js_arg_ref(call, 0), &x))
    return false;
  for (uint32_t rest = (uint32_t)x; rest; rest >>= 1)
    zeros--;
  return js_return(call, js_int(zeros));
}

static bool math_random(js_ctx *js, const js_call_info *call) {
  return js_return_number(js, call, (double)(js->host.random(js->host.user) >> 11) * 0x1p-53);
}

static const js_rom_property properties[] = {
    JS_FN_LEAF(floor, math_unary, 1, MATH_FLOOR, FLOOR),
    JS_FN_LEAF(abs, math_unary, 1, MATH_ABS, ABS),
    JS_FN_LEAF(min, math_extreme, 2, EXTREME_MIN, MIN),
    JS_FN_LEAF(max, math_extreme, 2, EXTREME_MAX, MAX),
    JS_FN_LEAF(round, math_unary, 1, MATH_ROUND, ROUND),
    JS_FN_LEAF(ceil, math_unary, 1, MATH_CEIL, CEIL),
    JS_FN_LEAF(trunc, math_unary, 1, MATH_TRUNC, TRUNC),
    JS_FN_LEAF(sqrt, math_unary, 1, MATH_SQRT, SQRT),
    JS_FN_MAGIC(sign, math_unary, 1, MATH_SIGN),
    JS_FN_LEAF(imul, math_imul, 2, 0, IMUL),
    JS_FN(clz32, math_clz32, 1),
    JS_FN_MAGIC(fround, math_unary, 1, MATH_FROUND),
    JS_FN_MAGIC(pow, math_binary, 2, BINARY_POW),
    JS_FN_MAGIC(sin, math_unary, 1, MATH_SIN),
    JS_FN_MAGIC(cos, math_unary, 1, MATH_COS),
    JS_FN_MAGIC(tan, math_unary, 1, MATH_TAN),
    JS_FN_MAGIC(asin, math_unary, 1, MATH_ASIN),
    JS_FN_MAGIC(acos, math_unary, 1, MATH_ACOS),
    JS_FN_MAGIC(atan, math_unary, 1, MATH_ATAN),
    JS_FN_MAGIC(atan2, math_binary, 2, BINARY_ATAN2),
    JS_FN_MAGIC(exp, math_unary, 1, MATH_EXP),
    JS_FN_MAGIC(log, math_unary, 1, MATH_LOG),
    JS_FN_MAGIC(log2, math_unary, 1, MATH_LOG2),
    JS_FN_MAGIC(log10, math_unary, 1, MATH_LOG10),
    JS_FN_GRANTED(random, math_random, 0, JS_GRANT_RANDOM),
    JS_NUMBER(PI, 3.141592653589793),
    JS_NUMBER_CHAR('E', 2.718281828459045),
    JS_NUMBER(LN2, 0.6931471805599453),
    JS_NUMBER(LN10, 2.302585092994046),
    JS_NUMBER(LOG2E, 1.4426950408889634),
    JS_NUMBER(LOG10E, 0.4342944819032518),
    JS_NUMBER(SQRT1_2, 0.7071067811865476),
    JS_NUMBER(SQRT2, 1.4142135623730951),
};

const js_rom_object js_rom_math = JS_ROM_PROTO(properties, OBJECT_PROTO);
