// Conversions and operators of the language beyond the interpreter's fast paths.
#ifndef JS_CONVERT_H
#define JS_CONVERT_H

#include "js/context.h"

typedef enum {
  JS_OP_ADD,
  JS_OP_SUB,
  JS_OP_MUL,
  JS_OP_DIV,
  JS_OP_MOD,
  JS_OP_POW,
  JS_OP_AND,
  JS_OP_OR,
  JS_OP_XOR,
  JS_OP_SHL,
  JS_OP_SAR,
  JS_OP_SHR,
} js_operator;

// out = a op b with all conversions. `out` may be a or b.
bool js_arithmetic(js_ctx *js, js_operator op, js_ref a, js_ref b, js_ref out);
// a < b, or a <= b; `swapped`: the operands were written the other way round (order of conversions).
bool js_less(js_ctx *js, js_ref a, js_ref b, bool or_equal, bool swapped, bool *out);
bool js_loose_equal(js_ctx *js, js_ref a, js_ref b, bool *out);
bool js_strict_equal(js_ctx *js, js_value a, js_value b); // never allocates
bool js_same_value_zero(js_ctx *js, js_value a, js_value b);
js_value js_typeof(js_value v); // an atom

// 2^32 arithmetic and remainder as ECMA-262 has them.
int32_t js_wrap_int32(double d);
double js_remainder(double a, double b);

// A number known to fit no integer is boxed where words are narrow; js_set_number chooses.
JS_SHARED(bool js_set_int(js_ctx *js, js_ref out, int64_t i), {
  if (js_fits_int(i)) {
    *out = js_int((int32_t)i);
    return true;
  }
  return js_set_number(js, out, (double)i);
})

#endif
