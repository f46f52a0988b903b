// Objects: their classes and layouts, properties, prototypes, arrays. Built-in objects live in ROM (rom.h) and are
// named by special words; what a program changes on one lies in an overlay object in the heap.
#ifndef JS_OBJECT_H
#define JS_OBJECT_H

#include "js/context.h"

// Every object starts with these words.
enum { JS_W_HEADER, JS_W_SHAPE, JS_W_SLOTS, JS_W_CLASS };

// X(name, value words after the slots, raw words after those)
#define JS_CLASSES(X)                                                                                        \
  X(OBJECT, 0, 0)                                                                                            \
  X(ARRAY, 1, 1)         /* elements (values); length */                                                     \
  X(FUNCTION, 1, 0)      /* code in the image (raw, aligned); captured variables follow */                   \
  X(BOUND, 3, 0)         /* target, this, arguments (values) */                                              \
  X(HOST_FUNCTION, 2, 2) /* name, data value; native function, length */                                     \
  X(ERROR, 0, 0)                                                                                             \
  X(REGEXP, 3, 0)        /* source (string), program (bytes), lastIndex (number) */                          \
  X(ARRAY_BUFFER, 1, 0)  /* bytes */                                                                         \
  X(UINT8_CLAMPED, 2, 2) /* typed arrays: buffer object, its bytes; offset in bytes, length in elements */   \
  X(INT8, 2, 2)                                                                                              \
  X(UINT8, 2, 2)                                                                                             \
  X(INT16, 2, 2)                                                                                             \
  X(UINT16, 2, 2)                                                                                            \
  X(INT32, 2, 2)                                                                                             \
  X(UINT32, 2, 2)                                                                                            \
  X(FLOAT32, 2, 2)                                                                                           \
  X(FLOAT64, 2, 2)                                                                                           \
  X(HOST, 1, 2) /* data value; js_host_class, host memory: host.h */

typedef enum {
#define X(name, values, raw) JS_CLASS_##name,
  JS_CLASSES(X)
#undef X
      JS_CLASS_COUNT
} js_class;

// Flags of an object, header bits 14-19.
#define JS_FROZEN ((js_word)1 << 14) // properties cannot change
#define JS_PROTOTYPE                                                                                         \
  ((js_word)1 << 15) // some shape has it as prototype: changing it empties the inline caches
#define JS_ARROW        ((js_word)1 << 16) // function that cannot be constructed
#define JS_INEXTENSIBLE ((js_word)1 << 17)

JS_SHARED(bool js_is_object_cell(js_value v), { return js_is_cell_of(v, JS_CELL_OBJECT); })
static inline js_class js_class_of_header(js_word header) {
  return (js_class)((header >> 8) & 63u);
}
static inline js_class js_class_of(js_value object_cell) {
  return js_class_of_header(js_header(object_cell));
}
// Type and class bits of the header of an object of a class.
#define JS_CLASS_BITS(name) (((js_word)JS_CLASS_##name << 8) | ((js_word)JS_CELL_OBJECT << 2))
JS_SHARED(bool js_is_class(js_value v, js_class class), {
  // Type and class are tested at once: bits 2-5 and 8-13.
  return js_is_cell(v) &&
         (js_header(v) & 0x3f3cu) == (((js_word) class << 8) | ((js_word)JS_CELL_OBJECT << 2));
})
JS_SHARED(bool js_is_typed_array(js_value v), {
  return js_is_object_cell(v) && js_class_of(v) >= JS_CLASS_UINT8_CLAMPED &&
         js_class_of(v) <= JS_CLASS_FLOAT64;
})

static inline js_value js_shape_of(js_value object_cell) {
  return js_words(object_cell)[JS_W_SHAPE];
}
static inline js_value js_slots_of(js_value object_cell) {
  return js_words(object_cell)[JS_W_SLOTS];
}

// ---- arrays: elements 0..length-1 are all there ------------------------------------------------------------------
static inline uint32_t js_array_length(js_value array) {
  return (uint32_t)js_words(array)[JS_W_CLASS + 1];
}
static inline js_value *js_array_elements(js_value array) {
  return js_values(js_words(array)[JS_W_CLASS]);
}
// Room for `capacity` elements. Lengths do not change.
bool js_array_reserve(js_ctx *js, js_ref array, uint32_t capacity);
// Sets the length: new elements are undefined. RangeError past the limit.
bool js_array_resize(js_ctx *js, js_ref array, uint32_t length);

// ---- typed arrays and buffers ------------------------------------------------------------------------------------
static inline js_value js_buffer_bytes(js_value buffer) {
  return js_words(buffer)[JS_W_CLASS];
}
static inline uint32_t js_buffer_length(js_value buffer) {
  return js_cell_length(js_buffer_bytes(buffer));
}
static inline js_value js_typed_buffer(js_value typed) {
  return js_words(typed)[JS_W_CLASS];
}
static inline uint32_t js_typed_offset(js_value typed) {
  return (uint32_t)js_words(typed)[JS_W_CLASS + 2];
}
static inline uint32_t js_typed_length(js_value typed) {
  return (uint32_t)js_words(typed)[JS_W_CLASS + 3];
}
// First byte of the array's window; good until the next allocation.
static inline uint8_t *js_typed_data(js_value typed) {
  return js_bytes(js_words(typed)[JS_W_CLASS + 1]) + js_typed_offset(typed);
}
// log2 of the element size of a typed class.
unsigned js_typed_shift(js_class class);
// New buffer of zeros; a view on part of a buffer (offset and length already checked).
bool js_new_buffer(js_ctx *js, js_ref out, uint32_t bytes);
bool js_new_typed(js_ctx *js, js_ref out, js_class class, js_ref buffer, uint32_t offset, uint32_t length);
// Element i, which must be < length. Reading may allocate (a boxed number), storing a number never does.
bool js_typed_get(js_ctx *js, js_value typed, uint32_t i, js_ref out);
void js_typed_put(js_value typed, uint32_t i, js_value number);

// ---- creation ----------------------------------------------------------------------------------------------------
// New object of `class` with prototype *proto (object or null); class words are undefined and 0.
bool js_new(js_ctx *js, js_ref out, js_class class, js_value proto);
// As js_new with `captures` words behind the object (functions).
bool js_new_sized(js_ctx *js, js_ref out, js_class class, js_value proto, uint32_t captures);
// The prototype new objects made by the running constructor should have: `prototype` of the function called with
// `new`, or `fallback`.
bool js_new_error(js_ctx *js, js_ref out, js_error_kind kind, js_ref message);

// ---- prototype chain ---------------------------------------------------------------------------------------------
js_value js_prototype_of(js_ctx *js,
                         js_value v); // of any value, primitives too; JS_NULL at the end. Never allocates
bool js_set_prototype(js_ctx *js, js_ref object, js_value proto);

// ---- own properties ----------------------------------------------------------------------------------------------
// Own property of an object or string: its value, an accessor cell, or JS_ABSENT.
bool js_get_own(js_ctx *js, js_ref object, js_value key, js_ref out);
bool js_define_accessor(js_ctx *js, js_ref object, js_value key, js_value getter, js_value setter);
bool js_define_hidden(js_ctx *js, js_ref object, js_value key, js_value v); // not seen by for-in and keys
// The heap object that holds the properties a program can change: v itself, or what was changed on a built-in object, not
// a cell if nothing was.
js_value js_own_of(const js_ctx *js, js_value v);
// Own enumerable keys as strings in the order of ECMA-262 (indices ascending, then by age).
bool js_own_keys(js_ctx *js, js_ref object, js_ref out_array);
bool js_freeze(js_ctx *js, js_ref object);
bool js_is_frozen(js_ctx *js, js_value v);

bool js_instance_of(js_ctx *js, js_ref v, js_ref function, bool *out);

// Adds to the value at `key` of a property lookup for the interpreter's caches, see interp.c.
bool js_get_cached(js_ctx *js, js_ref object, js_value key, js_ref out, js_cache_line *line,
                   const uint32_t *pc);
bool js_set_cached(js_ctx *js, js_ref object, js_value key, js_ref value, js_cache_line *line,
                   const uint32_t *pc);

// Globals: the slot of a global a script made, or JS_NO_SLOT.
uint32_t js_global_slot(js_ctx *js, js_value key);

#endif
