// Leaves: built-in functions whose simple cases the interpreter does without the ceremony of a call.
//
// A leaf looks at the window of a call (call.h). For arguments of the kinds it knows it puts the result into *window and
// returns true; else it returns false, having done nothing, and the function itself is called. It neither allocates nor
// throws nor charges, and takes exactly the cases in which the function would charge nothing either.
#ifndef JS_LEAF_H
#define JS_LEAF_H

#include "js/js.h"

// Those that take numbers and nothing else: X(NAME, function, arguments)
#define JS_NUMBER_LEAVES(X)                                                                                  \
  X(IMUL, imul, 2)                                                                                           \
  X(FLOOR, floor, 1)                                                                                         \
  X(CEIL, ceil, 1)                                                                                           \
  X(TRUNC, trunc, 1)                                                                                         \
  X(ROUND, round, 1)                                                                                         \
  X(ABS, abs, 1)                                                                                             \
  X(SQRT, sqrt, 1)                                                                                           \
  X(MIN, min, 2)                                                                                             \
  X(MAX, max, 2)
// The others: X(NAME, function)
#define JS_LEAVES(X)                                                                                         \
  X(CHAR_CODE, char_code)                                                                                    \
  X(CHAR_AT, char_at)                                                                                        \
  X(PUSH, push)                                                                                              \
  X(POP, pop)

typedef enum {
  JS_LEAF_NONE,
#define X(name, function, arguments) JS_LEAF_##name,
  JS_NUMBER_LEAVES(X)
#undef X
      JS_LEAF_NUMBERS_END,
  JS_LEAF_BEFORE_OTHERS = JS_LEAF_NUMBERS_END - 1,
#define X(name, function) JS_LEAF_##name,
  JS_LEAVES(X)
#undef X
      JS_LEAF_COUNT
} js_leaf_id;

typedef bool (*js_leaf)(const js_ctx *js, js_value *window, uint32_t argc);
extern const js_leaf js_leaves[JS_LEAF_COUNT];

// A leaf of numbers by itself; one of a single argument is given it twice. `id` is below JS_LEAF_NUMBERS_END.
typedef bool (*js_number_leaf)(js_value x, js_value y, js_value *out);
extern const js_number_leaf js_number_leaves[JS_LEAF_NUMBERS_END];

#endif
