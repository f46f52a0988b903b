// The context: all state of one engine instance, at the start of its block.
#ifndef JS_CONTEXT_H
#define JS_CONTEXT_H

#include "js/atom.h"
#include "js/config.h"
#include "js/heap.h"
#include "js/js.h"

// Cells the context itself refers to. Scanned, and updated, by the collector.
enum {
  JS_ROOT_EXCEPTION,
  JS_ROOT_GLOBAL,   // object with the globals scripts made
  JS_ROOT_OVERLAYS, // values: built-in object, the object with its changed properties, …
  JS_ROOT_STRINGS,  // weak hash table of unique strings
  JS_ROOT_UPVALUES, // captured variables that still live in the stack, youngest first
  JS_ROOT_RESULT,
  JS_ROOT_PINS,
  JS_ROOT_COUNT = JS_ROOT_PINS + JS_MAX_PINS
};

// An image that is loaded: its read-only bytes and what linking it made.
typedef struct js_image {
  const uint8_t *base;
  uint32_t bytes;
  uint32_t function_count;
  uint32_t constant_count;
  uint32_t global_count;
  js_value *constants;
  uint16_t *global_slots; // slot of each global the image names, JS_NO_SLOT before its first use
} js_image;

#define JS_NO_SLOT 0xffffu

// Inline cache line. Lines are shared by address of the instruction, so a line says whose it is.
typedef struct {
  const uint32_t *pc;
  js_value shape;
  js_value
      holder; // JS_ABSENT: an own property; an object: its property; with slot JS_CACHE_VALUE: the value itself
  uint32_t slot;
} js_cache_line;
#define JS_CACHE_VALUE 0xffffffffu
#define JS_CACHE_METHOD                                                                                      \
  0xfffffffeu // of GETGM: `shape` is the built-in object that the global is, `holder` its function

struct js_ctx {
  // memory
  js_value *sp; // lowest stack word in use; the first member, see js_mark
  uint8_t *heap_start;
  uint8_t *heap_top;
  js_value *stack_top; // one past the highest
  uint8_t *block_end;
  uint32_t mark_reserve; // words kept free between heap and stack for marking
  uint32_t needed_bytes; // block size the last failed allocation asked for
  uint32_t collections;
  uint32_t fail_countdown; // tests: the allocation that fails
  uint32_t strings_used;   // places of the string table that are not empty
  js_value roots[JS_ROOT_COUNT];
  js_value shapes; // first of the list of shapes without properties, one per prototype (weak)
  // code
  js_image images[JS_MAX_IMAGES];
  uint32_t image_count;
  js_cache_line *cache;
  uint32_t cache_mask;
  // execution
  const uint32_t *pc; // program counter of the newest bytecode frame while native code runs
  js_value *frame;    // its registers, NULL when none
  uint32_t depth;     // native calls into the interpreter under way
  int64_t fuel;       // steps left before the next poll
  int64_t fuel_given; // the fuel of this slice when it was new
  int64_t steps_left; // beyond this slice; -1: no limit
  int64_t steps_granted;
  int64_t steps_done; // in slices before this one
  bool stopped;       // budget exhausted or the host said stop: unwinding, cannot be caught
  bool stress;        // tests: collect and move at each allocation
  bool shifted;       // tests: the heap lies at its upper place
  js_host host;
};

bool js_refuel(js_ctx *js);

// Charges work of a function that cannot fail: the next look at the budget sees it.
static inline void js_charge_later(js_ctx *js, uint32_t steps) {
  js->fuel -= steps;
}

static inline js_value *js_root(js_ctx *js, unsigned index) {
  return &js->roots[index];
}

#endif
