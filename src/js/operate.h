// The interpreter's operations beyond their fast paths. References are to registers; `out` may be an operand.
#ifndef JS_OPERATE_H
#define JS_OPERATE_H

#include "js/convert.h"
#include "js/object.h"

// Operators with a number in the instruction.
bool js_arithmetic_number(js_ctx *js, js_operator op, js_ref a, int32_t b, js_ref out);
bool js_less_number(js_ctx *js, js_ref a, int32_t b, bool or_equal, bool swapped, bool *out);
bool js_equal_number(js_ctx *js, js_ref a, int32_t b, bool *out);
bool js_add_to_number(js_ctx *js, js_ref a, int32_t b, js_ref out);
bool js_negate(js_ctx *js, js_ref a, js_ref out);
bool js_complement(js_ctx *js, js_ref a, js_ref out);
bool js_join_strings(js_ctx *js, js_ref first, uint32_t count, js_ref out);
bool js_in(js_ctx *js, js_ref key, js_ref object, js_ref out);

// ToInt32 of a number.
static inline int32_t js_to_word(js_value number) {
  if (js_is_int(number))
    return js_int_of(number);
  double d = js_double_of(number);
  if (d > -9.2e18 && d < 9.2e18) // inside int64_t
    return (int32_t)(uint32_t)(uint64_t)(int64_t)d;
  return js_wrap_int32(d);
}

// Properties. `line` may be NULL.
bool js_get_field(js_ctx *js, js_ref object, js_value key, js_ref out, js_cache_line *line,
                  const uint32_t *pc);
bool js_get_length(js_ctx *js, js_ref object, js_ref out);
bool js_get_element(js_ctx *js, js_ref object, js_ref key, js_ref out);
bool js_set_element(js_ctx *js, js_ref object, js_ref key, js_ref value);
bool js_delete_element(js_ctx *js, js_ref object, js_ref key);
// Typed arrays without allocation; false: not one of these cases. `class`: type and class bits of the header.
bool js_load_element(js_value object, js_word class, uint32_t i, js_ref out);
bool js_store_element(js_value object, js_word class, uint32_t i, js_value v);

// Literals.
bool js_array_of(js_ctx *js, js_ref first, uint32_t count, js_ref out);
bool js_append(js_ctx *js, js_ref array, js_ref first, uint32_t count);
bool js_spread(js_ctx *js, js_ref array, js_ref sequence);
bool js_init_field(js_ctx *js, js_ref object, js_value key, js_ref value);
bool js_init_element(js_ctx *js, js_ref object, js_ref key, js_ref value);
bool js_name_function(js_ctx *js, js_ref function, js_ref name);
bool js_init_accessor(js_ctx *js, js_ref object, js_ref key, js_value getter, js_value setter);
bool js_init_prototype(js_ctx *js, js_ref object, js_value proto);
bool js_copy_properties(js_ctx *js, js_ref to, js_ref from);
bool js_new_regexp(js_ctx *js, js_value program, js_value source, js_ref out);

// Calls.
bool js_spread_call(js_ctx *js, js_value *window, uint32_t *argc);
bool js_arguments(js_ctx *js, js_value *frame, uint32_t from, js_ref out);

// Loops: windows are downwards.
bool js_for_in_keys(js_ctx *js, js_ref object, js_ref out);
bool js_next_key(js_ctx *js, js_value *window, bool *done);
bool js_check_sequence(js_ctx *js, js_ref sequence);
bool js_next_element(js_ctx *js, js_value *window, bool *done);

// Globals of an image.
bool js_get_global_slow(js_ctx *js, const js_image *image, uint32_t index, bool must_be, js_ref out,
                        js_cache_line *line, const uint32_t *pc);
// A global's property to window[0], the global to window[-1].
bool js_get_global_method(js_ctx *js, const js_image *image, uint32_t index, js_value key, js_value *window,
                          js_cache_line *line, const uint32_t *pc);
bool js_set_global_slow(js_ctx *js, const js_image *image, uint32_t index, js_ref value);
bool js_define_global(js_ctx *js, const js_image *image, uint32_t index, js_ref value);

#endif
