// Math. ECMA-262 21.3.
#include "js/math.h"

#include "js/builtin/builtin.h"

static bool math_floor(js_ctx *js, const js_call_info *call) {
  double d;
  if (js_is_int(js_arg(call, 0)))
    return js_return(call, js_arg(call, 0));
  return js_to_number(js, js_arg_ref(call, 0), &d) && js_set_number(js, js_result(call), js_math_floor(d));
}

static const js_rom_property math[] = {
    JS_FN(floor, math_floor, 1),
    JS_NUMBER_CHAR('E', 2.718281828459045),
    JS_NUMBER(PI, 3.141592653589793),
};
const js_rom_object js_rom_math = JS_ROM_PROTO(math, OBJECT_PROTO);
