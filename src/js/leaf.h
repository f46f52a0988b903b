// Leaves: built-in functions whose simple cases the interpreter does without the ceremony of a call.
//
// A leaf looks at the window of a call (call.h). For arguments of the kinds it knows it puts the result into *window and
// returns true; else it returns false, having done nothing, and the function itself is called. It neither allocates nor
// throws nor charges, and takes exactly the cases in which the function would charge nothing either.
#ifndef JS_LEAF_H
#define JS_LEAF_H

#include "js/js.h"

// X(NAME, function)
#define JS_LEAVES(X)                                                                                         \
  X(IMUL, imul)                                                                                              \
  X(FLOOR, floor_of)                                                                                         \
  X(CEIL, ceil_of)                                                                                           \
  X(TRUNC, trunc_of)                                                                                         \
  X(ROUND, round_of)                                                                                         \
  X(ABS, abs_of)                                                                                             \
  X(SQRT, sqrt_of)                                                                                           \
  X(MIN, min_of)                                                                                             \
  X(MAX, max_of)                                                                                             \
  X(CHAR_CODE, char_code)                                                                                    \
  X(CHAR_AT, char_at)                                                                                        \
  X(PUSH, push)                                                                                              \
  X(POP, pop)

typedef enum {
  JS_LEAF_NONE,
#define X(name, function) JS_LEAF_##name,
  JS_LEAVES(X)
#undef X
      JS_LEAF_COUNT
} js_leaf_id;

typedef bool (*js_leaf)(const js_ctx *js, js_value *window, uint32_t argc);
extern const js_leaf js_leaves[JS_LEAF_COUNT];

#endif
