// Atoms: strings in ROM, numbered; the property names of the library are these.
#ifndef JS_ATOM_H
#define JS_ATOM_H

#include "js/value.h"

typedef enum {
  JS_ATOM_empty, // ""
#define ATOM(text)            JS_ATOM_##text,
#define ATOM_TEXT(name, text) JS_ATOM_##name,
#include "js/atoms.def"
#undef ATOM
#undef ATOM_TEXT
  JS_ATOM_COUNT
} js_atom;

// The key of a library property called `text`.
#define JS_KEY(text) JS_ATOM(JS_ATOM_##text)

// Text of an atom; not ended by NUL for the caller's purposes.
const uint8_t *js_atom_text(uint32_t atom, uint32_t *bytes);

// The atom that spells this, or -1.
int32_t js_atom_find(const uint8_t *text, size_t bytes);

#endif
