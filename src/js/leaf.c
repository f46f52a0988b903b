// The simple cases of some built-in functions.
#include "js/leaf.h"

#include "js/interp.h"
#include "js/math.h"
#include "js/object.h"
#include "js/operate.h"
#include "js/string.h"

static inline js_value argument(const js_value *window, uint32_t i) {
  return *(window - JS_CALL_ARGS - i);
}

// ---- numbers -----------------------------------------------------------------------------------------------------

static bool imul_numbers(js_value x, js_value y, js_value *out) {
  uint32_t i, k;
  if (js_are_ints(x, y)) {
    i = (uint32_t)js_int_of(x), k = (uint32_t)js_int_of(y);
  } else {
    if (!js_is_number(x) || !js_is_number(y))
      return false;
    i = (uint32_t)js_to_word(x), k = (uint32_t)js_to_word(y);
  }
  int32_t product = (int32_t)(i * k);
  if (!js_fits_int(product))
    return false;
  *out = js_int(product);
  return true;
}

// A function of one number that leaves integers as they are. Where numbers with fractions are cells, it is not for them.
static inline bool rounded(js_value v, js_value *out, double (*function)(double)) {
  if (js_is_int(v)) {
    *out = v;
    return true;
  }
#if JS_WIDE
  if (!js_is_number(v))
    return false;
  double d = function(js_inline_double(v));
  if (d == 0) // of the two zeros one is an integer
    return false;
  int32_t i = d > -2147483648.0 && d < 2147483647.0 ? (int32_t)d : 0;
  *out = (double)i == d ? js_int(i) : js_from_double(d);
  return true;
#else
  (void)function;
  return false;
#endif
}

#define ROUNDED(name)                                                                                        \
  static bool name##_numbers(js_value x, js_value y, js_value *out) {                                        \
    (void)y;                                                                                                 \
    return rounded(x, out, js_math_##name);                                                                  \
  }
ROUNDED(floor)
ROUNDED(ceil)
ROUNDED(trunc)
ROUNDED(round)

static bool abs_numbers(js_value x, js_value y, js_value *out) {
  (void)y;
  if (!js_is_int(x) || js_int_of(x) == JS_INT_MIN)
    return false;
  *out = js_int(js_int_of(x) < 0 ? -js_int_of(x) : js_int_of(x));
  return true;
}

static bool sqrt_numbers(js_value x, js_value y, js_value *out) {
  (void)y;
#if JS_WIDE
  if (js_is_number(x)) {
    double root = js_math_sqrt(js_double_of(x));
    if (root > 0 && root < 2147483647.0 && root == (double)(int32_t)root)
      *out = js_int((int32_t)root);
    else if (root > 0)
      *out = js_from_double(root);
    return root > 0;
  }
#else
  (void)x, (void)out;
#endif
  return false;
}

static bool min_numbers(js_value x, js_value y, js_value *out) {
  if (!js_are_ints(x, y))
    return false;
  *out = js_int_of(x) < js_int_of(y) ? x : y;
  return true;
}
static bool max_numbers(js_value x, js_value y, js_value *out) {
  if (!js_are_ints(x, y))
    return false;
  *out = js_int_of(x) > js_int_of(y) ? x : y;
  return true;
}

#define X(name, function, arguments)                                                                         \
  static bool function##_called(const js_ctx *js, js_value *window, uint32_t argc) {                         \
    (void)js;                                                                                                \
    return argc == (arguments) &&                                                                            \
           function##_numbers(argument(window, 0), argument(window, (arguments)-1), window);                 \
  }
JS_NUMBER_LEAVES(X)
#undef X

// ---- characters --------------------------------------------------------------------------------------------------

// The unit of an ASCII text, or -1.
static int32_t unit(const js_ctx *js, const js_value *window, uint32_t argc) {
  js_value text = *(window - JS_CALL_THIS);
  js_text t;
  if (argc != 1 || !js_is_int(argument(window, 0)) || !js_is_string(text))
    return -1;
  uint32_t at = (uint32_t)js_int_of(argument(window, 0));
  js_view(js, text, &t);
  return t.ascii && at < t.bytes ? t.data[at] : -1;
}

static bool char_code(const js_ctx *js, js_value *window, uint32_t argc) {
  int32_t u = unit(js, window, argc);
  if (u >= 0)
    *window = js_int(u);
  return u >= 0;
}

static bool char_at(const js_ctx *js, js_value *window, uint32_t argc) {
  int32_t u = unit(js, window, argc);
  if (u >= 0)
    *window = JS_CHAR(u);
  return u >= 0;
}

// ---- arrays ------------------------------------------------------------------------------------------------------

static bool is_mutable_array(js_value v) {
  return js_is_class(v, JS_CLASS_ARRAY) && !(js_header(v) & JS_FROZEN);
}

// Where there is room for one more.
static bool push(const js_ctx *js, js_value *window, uint32_t argc) {
  js_value array = *(window - JS_CALL_THIS);
  (void)js;
  if (argc != 1 || !is_mutable_array(array))
    return false;
  uint32_t length = js_array_length(array);
  js_value elements = js_words(array)[JS_W_CLASS];
  if (!js_is_cell(elements) || length >= js_cell_length(elements))
    return false;
  js_values(elements)[length] = argument(window, 0);
  js_words(array)[JS_W_CLASS + 1] = length + 1;
  *window = js_int((int32_t)length + 1);
  return true;
}

static bool pop(const js_ctx *js, js_value *window, uint32_t argc) {
  js_value array = *(window - JS_CALL_THIS);
  (void)js, (void)argc;
  if (!is_mutable_array(array) || js_array_length(array) == 0)
    return false;
  uint32_t last = js_array_length(array) - 1;
  *window = js_array_elements(array)[last];
  js_array_elements(array)[last] = JS_UNDEFINED;
  js_words(array)[JS_W_CLASS + 1] = last;
  return true;
}

const js_leaf js_leaves[JS_LEAF_COUNT] = {NULL,
#define X(name, function, arguments) function##_called,
                                          JS_NUMBER_LEAVES(X)
#undef X
#define X(name, function) function,
                                              JS_LEAVES(X)
#undef X
};

const js_number_leaf js_number_leaves[JS_LEAF_NUMBERS_END] = {NULL,
#define X(name, function, arguments) function##_numbers,
                                                              JS_NUMBER_LEAVES(X)
#undef X
};
