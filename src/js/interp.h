// The interpreter, as the rest of the engine sees it.
#ifndef JS_INTERP_H
#define JS_INTERP_H

#include "js/string.h"

// A call's window on the stack, downwards: the function (then the result), this, two words the interpreter keeps for
// the return, and the arguments.
enum { JS_CALL_FUNCTION, JS_CALL_THIS, JS_CALL_PC, JS_CALL_LINK, JS_CALL_ARGS };

// Appends a line "    at f (file:line:column)" for each of the youngest frames on the stack.
bool js_describe_frames(js_ctx *js, js_builder *b);

// Name and declared length of a bytecode function object. Never allocate.
js_value js_function_name(js_ctx *js, js_value function);
uint32_t js_function_length(js_ctx *js, js_value function);

#endif
