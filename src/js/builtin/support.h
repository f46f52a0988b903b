// What several built-ins share: arguments as numbers, indices and text.
#ifndef JS_BUILTIN_SUPPORT_H
#define JS_BUILTIN_SUPPORT_H

#include "js/builtin/builtin.h"

// ToNumber of argument i.
bool js_number_arg(js_ctx *js, const js_call_info *call, uint32_t i, double *out);

// Argument i as a place in something of `length` elements: ToIntegerOrInfinity, cut to 0..length. An absent or undefined
// argument is `otherwise`. With `relative`, negative numbers count from the end.
bool js_index_arg(js_ctx *js, const js_call_info *call, uint32_t i, uint32_t length, uint32_t otherwise,
                  bool relative, uint32_t *out);

// Makes argument i a string, in its slot.
bool js_string_arg(js_ctx *js, const js_call_info *call, uint32_t i);

// Where `what` first occurs in `in` at or behind place `from`, and where that ends; *at is -1 if nowhere. Charges.
// False: stopped.
bool js_find_text(js_ctx *js, const js_text *in, const js_text *what, uint32_t from, int64_t *at,
                  uint32_t *end);
// Where `what` ends if it begins at place `at` of `in`, else -1. Adds the bytes compared to *work.
int64_t js_text_at(const js_text *in, uint32_t at, const js_text *what, uint32_t *work);

// UTF-16 units before a place, and the place (string.h) where a unit begins.
uint32_t js_unit_of_byte(const js_text *t, uint32_t byte);
uint32_t js_byte_of_unit(const js_text *t, uint32_t unit);

// A constructor that `new` refuses: numbers and strings have no objects.
#define JS_ROM_NO_NEW(table, fn, atom, len)                                                                  \
  {                                                                                                          \
    .properties = table, .count = JS_COUNT(table), .proto = JS_OBJ_FUNCTION_PROTO, .function = fn,           \
    .name = JS_ATOM_##atom, .length = len                                                                    \
  }

// Result of a native function: a number.
static inline bool js_return_number(js_ctx *js, const js_call_info *call, double d) {
  return js_set_number(js, js_result(call), d);
}

#endif
