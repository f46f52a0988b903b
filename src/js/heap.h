// The heap: cells in one given block, allocated upwards, collected by marking and sliding compaction.
//
//  block:  | context | cells ....>            <.... stack | constants, caches, images |
//                    heap_start   heap_top   sp           stack_top                    end
//
// Every allocation may collect, and collecting may move every cell. What C code keeps across an allocation it keeps
// in a slot of the stack (js_push) and reads again.
//
// A cell is a header word and then words. Header: bit 0 is 1 (a cell being relocated holds a link, whose bit 0 is 0),
// bit 1 mark, bits 2-5 type, then by type:
//   strings       bit 6 ASCII only, bit 7 unique (a property key), bits 8.. length in bytes
//   bytes, values bits 8.. length in bytes, in words
//   objects       bits 8-13 class, 14-19 flags, 20-27 number of captured variables, 28-31 image (functions)
#ifndef JS_HEAP_H
#define JS_HEAP_H

#include "js/value.h"

typedef struct js_ctx js_ctx;
typedef uintptr_t js_word;

typedef enum {
  JS_CELL_FREE,     // a run of dead cells; bits 8..: its words
  JS_CELL_STRING,   // text, WTF-8
  JS_CELL_DOUBLE,   // a boxed number (32-bit words)
  JS_CELL_BYTES,    // raw bytes
  JS_CELL_VALUES,   // an array of values
  JS_CELL_WEAK,     // an array of values that do not keep what they name alive
  JS_CELL_OBJECT,   // an object; its class says its size
  JS_CELL_SHAPE,    // a shared description of properties
  JS_CELL_DICT,     // one object's own table of properties
  JS_CELL_UPVALUE,  // a captured variable
  JS_CELL_ACCESSOR, // a getter and a setter
  JS_CELL_TYPES
} js_cell_type;

typedef struct {
  js_word header;
} js_cell_head;

#define JS_ASCII  0x40u
#define JS_UNIQUE 0x80u

static inline js_word *js_words(js_value v) {
  return (js_word *)js_pointer(v);
}
static inline js_word js_header(js_value v) {
  return *js_words(v);
}
static inline js_cell_type js_type_of_header(js_word header) {
  return (js_cell_type)((header >> 2) & 15u);
}
static inline js_cell_type js_cell_type_of(js_value v) {
  return js_type_of_header(js_header(v));
}
JS_SHARED(bool js_is_cell_of(js_value v, js_cell_type type),
          { return js_is_cell(v) && js_cell_type_of(v) == type; })
static inline js_word js_make_header(js_cell_type type, js_word info) {
  return 1u | ((js_word)type << 2) | (info << 8);
}
// Length of a string or bytes cell in bytes, of a values cell in words.
static inline uint32_t js_cell_length(js_value v) {
  return (uint32_t)(js_header(v) >> 8);
}

static inline js_value *js_values(js_value cell) {
  return js_words(cell) + 1;
}
static inline uint8_t *js_bytes(js_value cell) {
  return (uint8_t *)(js_words(cell) + 1);
}

// A new cell of `words` words after the header, not initialised: the caller fills it before it allocates again.
// Returns JS_ABSENT, with the out-of-memory exception set, when there is no room.
js_value js_alloc(js_ctx *js, js_word header, size_t words);

js_value js_alloc_values(js_ctx *js, uint32_t count, js_value fill);
js_value js_alloc_bytes(js_ctx *js, uint32_t bytes); // zeroed

// Gives back the end of the newest cell, or turns the end of an older one into a free run. `words` counts without
// the header.
void js_shrink(js_ctx *js, js_value cell, size_t words);

void js_collect(js_ctx *js);

// Space from the end of the block that is never moved nor freed; NULL when there is no room or code is running.
void *js_permanent(js_ctx *js, size_t bytes);

// Words of a cell including its header.
size_t js_cell_words(js_word header);

#endif
