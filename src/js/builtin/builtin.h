// How to write a built-in. One file per constructor: its functions, then its tables; the tables are listed in
// JS_ROM_OBJECTS (rom.h), which numbers them. Nothing is built at start: the tables are constant data.
//
//   static bool array_push(js_ctx *js, const js_call_info *call) {          // Array.prototype.push, ECMA-262 23.1.3.23
//     js_ref array = js_this(call);
//     if (!js_need_array(js, array))                                        // throws a TypeError
//       return false;
//     for (uint32_t i = 0; i < call->argc; i++)
//       if (!js_array_push(js, array, js_arg(call, i)))
//         return false;
//     return js_return(call, js_int((int32_t)js_array_length(*array)));
//   }
//   static const js_rom_property proto[] = {JS_FN(push, array_push, 1), …};
//   const js_rom_object js_rom_array_proto = JS_ROM_PROTO(proto, OBJECT_PROTO);
//
// Rules:
//  - A js_value in a C variable dies at the next call that takes js (unless its comment says "never allocates"): keep
//    it in a slot: js_this, js_arg_ref (there are `length` + 2 of them at least), js_result, js_push. js_result is
//    undefined at the start and is the best place to build the result in. Pointers into cells (js_view,
//    js_array_elements, js_typed_data) die in the same way: fetch them again.
//  - A function may js_push JS_NATIVE_STACK slots in all; in loops js_mark/js_release, or push before the loop. Slots
//    are given back when the function returns. Use js_push_checked for depth that depends on data.
//  - Charge work before doing it: js_charge(js, n), n about the number of elements, or of 16-byte pieces of text; at
//    most a few thousand at a time. Everything that calls user code is charged by itself.
//  - After user code ran, arrays may be shorter, and so on: check again.
//  - Property names are atoms: a new one goes to atoms.def, in order (a test checks). One-character names:
//    JS_NUMBER_CHAR('E', …).
//  - Return false only with an exception set (js_throw does), and pass false on at once.
//  - Accessors: JS_GET(name, fn); JS_GET_SET(name, fn) calls fn with JS_SETTING in call->magic for writing, the
//    value being argument 0.
//  - Constructors: JS_ROM_CTOR; call->construct says whether `new` was there.
#ifndef JS_BUILTIN_H
#define JS_BUILTIN_H

#include "js/convert.h"
#include "js/object.h"
#include "js/rom.h"
#include "js/string.h"

#define JS_COUNT(table) ((uint8_t)(sizeof(table) / sizeof *(table)))
// A prototype or namespace object with prototype `parent`.
#define JS_ROM_PROTO(table, parent)                                                                          \
  { .properties = table, .count = JS_COUNT(table), .proto = JS_OBJ_##parent }
// A constructor function.
#define JS_ROM_CTOR(table, fn, atom, len, mag)                                                               \
  {                                                                                                          \
    .properties = table, .count = JS_COUNT(table), .proto = JS_OBJ_FUNCTION_PROTO, .function = fn,           \
    .name = JS_ATOM_##atom, .length = len, .flags = JS_ROM_CONSTRUCTS, .magic = mag                          \
  }

// Checks on `this` and arguments: false with a TypeError thrown.
bool js_need_array(js_ctx *js, js_ref v);
bool js_need_callable(js_ctx *js, js_ref v);
bool js_need_object(js_ctx *js, js_ref v);
// this of a String method: anything but undefined and null, as a string in `out`.
bool js_this_string(js_ctx *js, const js_call_info *call, js_ref out);
// ToIntegerOrInfinity of an argument, clamped: relative to `length` when negative (slice, fill, at …); `missing` when
// it is undefined.
bool js_relative_index(js_ctx *js, js_ref v, uint32_t length, uint32_t missing, uint32_t *out);
// An integer argument from 0 to max; otherwise a RangeError that names it.
bool js_integer_in(js_ctx *js, js_ref v, const char *name, uint32_t max, uint32_t *out);

// Writes the arguments as one line to the host's print function.
bool js_print(js_ctx *js, const js_call_info *call);

#endif
