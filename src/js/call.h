// Calls: windows, frames, captured variables.
#ifndef JS_CALL_H
#define JS_CALL_H

#include "js/image.h"
#include "js/interp.h"
#include "js/object.h"

// A frame, downwards from its window:
//   [0] function  [-1] this  [-2] return address (raw)  [-3] link  [-4] register 0  [-5] register 1 …
// A function that keeps its arguments has its frame below a copy of the window; the arguments stay above.
// link: window's register in the caller | flags << 8 | arguments << 12.
#define JS_LINK_CONSTRUCT 0x100
#define JS_LINK_BOUNDARY  0x200 // called by native code: returning leaves the interpreter
#define JS_LINK_COPIED    0x400 // the frame lies below a copy of its window

static inline js_value *js_frame_window(js_value *frame) {
  return frame + JS_CALL_ARGS;
}
static inline int32_t js_frame_link(js_value *frame) {
  return js_int_of(frame[1]);
}
static inline uint32_t js_link_argc(int32_t link) {
  return (uint32_t)link >> 12;
}
// The window the caller made.
static inline js_value *js_caller_window(js_value *frame) {
  int32_t link = js_frame_link(frame);
  js_value *window = js_frame_window(frame);
  return link & JS_LINK_COPIED ? window + JS_CALL_ARGS + js_link_argc(link) : window;
}
static inline const uint32_t *js_frame_function(js_value *frame) {
  return (const uint32_t *)js_words(*js_frame_window(frame))[JS_W_CLASS];
}

typedef enum { JS_CALL_FAILED, JS_CALL_FINISHED, JS_CALL_ENTERED } js_call_outcome;

// Calls the function in a window. A native one has run when this returns; for bytecode the frame is ready:
// js->frame is new and the return address is the caller's to store in frame[2].
js_call_outcome js_begin_call(js_ctx *js, js_value *window, uint32_t argc, int32_t link);

// The usual call of bytecode by bytecode: no copy of the window, room enough. False: take the long way.
static inline bool js_enter_plain(js_ctx *js, js_value *window, uint32_t argc, int32_t link) {
  if (!js_is_class(*window, JS_CLASS_FUNCTION))
    return false;
  uint32_t shape = js_word_at(&((const uint32_t *)js_words(*window)[JS_W_CLASS])[JS_F_FRAME]);
  uint32_t registers = shape & 255u, parameters = (shape >> 8) & 255u;
  size_t words = JS_CALL_ARGS + (size_t)registers + JS_NATIVE_STACK + js->mark_reserve;
  if ((shape >> 24 & JS_FLAG_ARGUMENTS) ||
      (uintptr_t)window - (uintptr_t)js->heap_top < words * sizeof(js_value))
    return false;
  js_value *frame = window - JS_CALL_ARGS;
  js_value *low = frame - registers;
  for (js_value *slot = frame - (argc < parameters ? argc : parameters); slot > low; slot--)
    *slot = JS_UNDEFINED;
  frame[1] = js_int(link | (int32_t)(argc << 12));
  js->frame = frame;
  js->sp = low + 1;
  return true;
}

// Captured variables: the cell for a register in the stack; moves those at or below `top` out of the stack.
js_value js_capture(js_ctx *js, js_value *slot);
void js_close_captures(js_ctx *js, const js_value *top);

// A new function object of function `index` of the image of the running function.
bool js_make_closure(js_ctx *js, js_value *frame, uint32_t image, uint32_t index, js_ref out);

// Room for `words` more below `low`; collects if need be. False: out of memory, thrown.
bool js_stack_room(js_ctx *js, const js_value *low, size_t words);

// Runs the frame in js->frame until it returns to native code. The result is in the caller's window.
bool js_interpret(js_ctx *js);

static inline uint32_t js_image_of_function(js_value function) {
  return (uint32_t)(js_header(function) >> 28) & 15u;
}

// Built-ins the call sequence itself performs, so that they nest without using the C stack.
bool js_function_call(js_ctx *js, const js_call_info *call);
bool js_function_apply(js_ctx *js, const js_call_info *call);

#endif
