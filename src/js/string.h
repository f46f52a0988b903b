// Strings: WTF-8 bytes inside, UTF-16 units outside; short ones and known ones are not in the heap.
//
// One text has one kind of word: "" and library names are atoms, one UTF-16 unit is a JS_CHAR, all else is a cell or
// lies in an image. Property keys are unique words: equal keys are equal words, canonical array indices are integers.
#ifndef JS_STRING_H
#define JS_STRING_H

#include "js/context.h"

// Where the bytes of a string are. Good until the next allocation, and as long as this struct lives.
typedef struct {
  const uint8_t *data;
  uint32_t bytes;
  bool ascii;
  uint8_t unit[4];
} js_text;

// Fills `t` from a string value. Never allocates.
void js_view(const js_ctx *js, js_value string, js_text *t);

// Charges for finding a unit of a text: beyond ASCII, units have to be counted.
bool js_charge_units(js_ctx *js, js_value string);

// Length in UTF-16 units; the unit at an index, -1 past the end. Never allocate. Linear for text beyond ASCII.
uint32_t js_string_length(const js_ctx *js, js_value string);
int32_t js_unit_at(const js_ctx *js, js_value string, uint32_t index);

// A place in a text is the byte where a code point begins, or, between the halves of a surrogate pair, the third byte
// of its four.
enum { JS_HALF = 2 };
static inline bool js_is_half(const js_text *t, uint32_t place) {
  return !t->ascii && place < t->bytes && (t->data[place] & 0xc0u) == 0x80u;
}

// A string of part of another: places [from, to) of its internal text.
bool js_slice_bytes(js_ctx *js, js_ref string, uint32_t from, uint32_t to, js_ref out);
// UTF-16 units [from, to), already clamped to the string.
bool js_substring(js_ctx *js, js_ref string, uint32_t from, uint32_t to, js_ref out);
bool js_concat(js_ctx *js, js_ref a, js_ref b, js_ref out);
// One code point, or a lone surrogate.
bool js_set_code_point(js_ctx *js, js_ref out, uint32_t code);

bool js_strings_equal(js_ctx *js, js_value a, js_value b);
int js_strings_compare(js_ctx *js, js_value a, js_value b); // by UTF-16 units

// The unique word of a string used as property key; an integer for a canonical array index.
bool js_intern(js_ctx *js, js_ref string, js_ref out);
// The string of a key.
bool js_key_to_string(js_ctx *js, js_value key, js_ref out);

// Text under construction. `cell` must be a slot; the builder owns what is in it.
typedef struct {
  js_ref cell;
  uint32_t bytes, capacity;
  bool ascii;
} js_builder;

void js_build(js_builder *b, js_ref cell);
bool js_build_text(js_ctx *js, js_builder *b, const void *text, size_t bytes); // not from the heap
bool js_build_string(js_ctx *js, js_builder *b, js_ref string);
bool js_build_slice(js_ctx *js, js_builder *b, js_ref string, uint32_t from, uint32_t to); // places
bool js_build_code_point(js_ctx *js, js_builder *b, uint32_t code);
bool js_build_done(js_ctx *js, js_builder *b, js_ref out);

#endif
