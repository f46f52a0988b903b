// The JavaScript engine's interface for native code: create, load, call, values, objects, errors.
//
// Values and references. A js_value is one word and may name a heap cell, which the next allocation may move. So
// functions that can allocate take and give values through js_ref: a pointer to a slot the collector knows (an
// argument, `this`, a result, or a slot made by js_push). A js_value in a C variable is good until the next call of
// a function that takes js_ctx and is not marked "never allocates".
//
// Failing. A function that returns bool returns false when a JavaScript exception is set (or the run was stopped);
// the caller cleans up nothing and returns false too.
#ifndef JS_JS_H
#define JS_JS_H

#include "js/config.h"
#include "js/heap.h"
#include "js/regexp/regexp.h"
#include "js/value.h"

typedef js_value *js_ref;

// ---- context ----------------------------------------------------------------------------------------------------

typedef struct {
  void *user;
  // Called about every JS_POLL_STEPS steps while code runs; returning false stops the run. May be NULL.
  bool (*poll)(void *user);
  // Sink of `print` and console.log, when the host grants them. May be NULL.
  void (*print)(void *user, const char *text, size_t bytes);
  // Milliseconds since 1970 for Date.now; NULL: no clock was granted.
  double (*now_ms)(void *user);
  // Random 64 bits for Math.random; NULL: not granted.
  uint64_t (*random)(void *user);
  // Compiles patterns that programs compute, `new RegExp(text)`: js_regexp_compile of the compiler (regexp/regexp.h),
  // NULL where that is left out. Patterns written in a program's source are in its image, compiled.
  js_pattern_compiler *compile_pattern;
} js_host;

// Makes a context in a block of `bytes` bytes, 8-byte aligned, owned by the caller, which frees it by forgetting it.
// Returns NULL when the block is too small; *needed (may be NULL) then says how many bytes a context takes.
js_ctx *js_create(void *block, size_t bytes, const js_host *host, size_t *needed);

// Allows `steps` steps from now on; negative: no limit. A stopped context can run again.
void js_set_budget(js_ctx *js, int64_t steps);
// Steps used since js_set_budget.
int64_t js_steps_used(const js_ctx *js);
// True when the last run ended because the budget was used up or the host's poll said stop.
bool js_was_stopped(const js_ctx *js);

typedef struct {
  size_t block_bytes;     // what the caller gave
  size_t context_bytes;   // the context itself
  size_t heap_bytes;      // cells, dead ones included
  size_t stack_bytes;     // stack in use
  size_t permanent_bytes; // images, constants, caches
  size_t needed_bytes;    // block size the last allocation that failed would have needed; 0: none failed
  uint32_t collections;
} js_memory;
js_memory js_memory_use(const js_ctx *js);

#if JS_STRESS_GC
// Tests: collect and move every cell at each allocation from now on; let the n-th allocation from now fail (0: none).
void js_stress(js_ctx *js, bool on);
void js_fail_allocation(js_ctx *js, uint32_t nth);
#endif

// ---- code -------------------------------------------------------------------------------------------------------

// Verifies an image and links it. The bytes are not copied, must be 4-byte aligned and outlive the context. Index of
// the image, or -1 with an exception set.
int js_load(js_ctx *js, const void *image, size_t bytes);
// Runs the top level of a loaded image; its completion value goes to `result`.
bool js_run(js_ctx *js, int image, js_ref result);

// Calls `function` with `argc` values of `argv`, an ordinary C array that is copied before anything can move. Steps
// are charged to the budget. `this_value` is what the callee sees as `this`.
bool js_call(js_ctx *js, js_value function, js_value this_value, unsigned argc, const js_value *argv,
             js_ref result);
// As `new function(…)`.
bool js_construct(js_ctx *js, js_value function, unsigned argc, const js_value *argv, js_ref result);

// Reads a global by name; JS_ABSENT in *out when there is none.
bool js_get_global(js_ctx *js, const char *name, js_ref out);
bool js_set_global(js_ctx *js, const char *name, js_value value);

// A slot that keeps a value for the host until js_unpin; NULL when all JS_MAX_PINS are taken.
js_ref js_pin(js_ctx *js, js_value value);
void js_unpin(js_ctx *js, js_ref pin);

// ---- native functions -------------------------------------------------------------------------------------------

typedef struct {
  js_value *args; // argument i is args[-i]
  uint32_t argc;
  uint16_t magic; // from the function's table entry
  bool construct; // called by `new`
} js_call_info;

// A native function reads its arguments by js_arg/js_arg_ref, leaves its result in *js_result(call) (undefined until
// then) and returns true, or throws and returns false.
typedef bool (*js_native)(js_ctx *js, const js_call_info *call);

// Argument i, undefined when it was not given. Never allocates.
static inline js_value js_arg(const js_call_info *call, uint32_t i) {
  return i < 2 || i < call->argc ? *(call->args - i) : JS_UNDEFINED;
}
// Slot of argument i; there are always at least `length` + 2 slots, those not given hold undefined.
static inline js_ref js_arg_ref(const js_call_info *call, uint32_t i) {
  return call->args - i;
}
static inline js_ref js_this(const js_call_info *call) {
  return call->args + 3;
}
static inline js_ref js_result(const js_call_info *call) {
  return call->args + 4;
}
// What js_new_function was given as `data`; undefined for built-in functions.
static inline js_ref js_function_data(const js_call_info *call) {
  return call->args + 1;
}
static inline bool js_return(const js_call_info *call, js_value v) {
  *js_result(call) = v;
  return true;
}

// A new slot of the stack. A native function may have JS_NATIVE_STACK of them; they vanish when it returns. For
// loops: js_mark, then js_release gives back what was pushed since.
js_ref js_push(js_ctx *js, js_value v);
// (The lowest slot in use is the first member of a context; so these two are one instruction.)
static inline js_value *js_mark(js_ctx *js) {
  return *(js_value **)(void *)js;
}
static inline void js_release(js_ctx *js, js_value *mark) {
  *(js_value **)(void *)js = mark;
}
// As js_push for deep structures: throws when the stack is full, NULL then.
js_ref js_push_checked(js_ctx *js, js_value v);

// Charges `steps` units of work, each about the cost of one bytecode. A built-in calls it before each bounded piece
// of work (at most a few thousand units). False: the budget is used up; return false at once.
bool js_charge(js_ctx *js, uint32_t steps);

// ---- errors -----------------------------------------------------------------------------------------------------

typedef enum {
  JS_ERROR,
  JS_EVAL_ERROR,
  JS_RANGE_ERROR,
  JS_REFERENCE_ERROR,
  JS_SYNTAX_ERROR,
  JS_TYPE_ERROR,
  JS_URI_ERROR,
  JS_INTERNAL_ERROR,
  JS_ERROR_KINDS
} js_error_kind;

// Throws a new error; always returns false. `format` knows %s (C string), %d (int), %v (js_value: a key, string or
// number, quoted as source would), %%.
bool js_throw(js_ctx *js, js_error_kind kind, const char *format, ...);
bool js_throw_value(js_ctx *js, js_value v);
bool js_throw_out_of_memory(js_ctx *js, size_t bytes);
// The pending exception, JS_ABSENT when none; taking it clears it. Never allocates.
js_value js_take_exception(js_ctx *js);
// Text of an exception, with its stack if it has one, into a caller's buffer; always ends with NUL. Returns its length.
size_t js_describe(js_ctx *js, js_value exception, char *buffer, size_t capacity);

// ---- kinds of value: never allocate ------------------------------------------------------------------------------

bool js_is_string(js_value v);
#if JS_WIDE
static inline bool js_is_number(js_value v) {
  return v >= JS_DOUBLE_ADD;
}
#else
JS_SHARED(bool js_is_number(js_value v), { return js_is_int(v) || js_is_cell_of(v, JS_CELL_DOUBLE); })
#endif
bool js_is_object(js_value v); // functions included
bool js_is_callable(js_value v);
bool js_is_array(js_value v);
#if JS_WIDE
static inline double js_double_of(js_value number) {
  return js_is_int(number) ? js_int_of(number) : js_inline_double(number);
}
#else
JS_SHARED(double js_double_of(js_value number), {
  double d = js_int_of(number);
  if (!js_is_int(number))
    memcpy(&d, js_bytes(number), sizeof d);
  return d;
})
#endif

// ---- making values ----------------------------------------------------------------------------------------------

bool js_set_number(js_ctx *js, js_ref out, double d);
bool js_set_string(js_ctx *js, js_ref out, const char *text);                // UTF-8, ends with NUL
bool js_set_text(js_ctx *js, js_ref out, const uint8_t *text, size_t bytes); // WTF-8, not from the heap
bool js_new_object(js_ctx *js, js_ref out);
bool js_new_array(js_ctx *js, js_ref out, uint32_t length); // filled with undefined
bool js_array_push(js_ctx *js, js_ref array, js_value v);

// ---- conversions: may run user code ------------------------------------------------------------------------------

bool js_to_number(js_ctx *js, js_ref v, double *out);
bool js_to_integer(js_ctx *js, js_ref v, double *out); // ToIntegerOrInfinity
bool js_to_int32(js_ctx *js, js_ref v, int32_t *out);
bool js_to_string(js_ctx *js, js_ref v, js_ref out);
bool js_to_key(js_ctx *js, js_ref v, js_ref out);
bool js_to_boolean(js_value v); // never allocates
bool js_to_primitive(js_ctx *js, js_ref v, bool prefer_string, js_ref out);

// ---- properties --------------------------------------------------------------------------------------------------
// A key is what js_to_key gives: JS_ATOM(JS_ATOM_name), an integer, or a unique string.

bool js_get(js_ctx *js, js_ref object, js_value key, js_ref out);
bool js_set(js_ctx *js, js_ref object, js_value key, js_ref value);
bool js_has(js_ctx *js, js_ref object, js_value key, bool *out);
bool js_delete(js_ctx *js, js_ref object, js_value key);
// Makes an own data property, whatever the prototypes have.
bool js_define(js_ctx *js, js_ref object, js_value key, js_ref value);

#endif
