// Atoms: one blob of text, offsets from its layout, found by bisection.
#include "js/atom.h"

typedef struct {
  char empty[1];
#define ATOM(text)            char text_##text[sizeof #text];
#define ATOM_TEXT(name, text) char text_##name[sizeof text];
#include "js/atoms.def"
#undef ATOM
#undef ATOM_TEXT
} atom_blob;

static const atom_blob blob = {
    "",
#define ATOM(text)            #text,
#define ATOM_TEXT(name, text) text,
#include "js/atoms.def"
#undef ATOM
#undef ATOM_TEXT
};

static const uint16_t offsets[] = {
    0,
#define ATOM(text)            offsetof(atom_blob, text_##text),
#define ATOM_TEXT(name, text) offsetof(atom_blob, text_##name),
#include "js/atoms.def"
#undef ATOM
#undef ATOM_TEXT
    sizeof(atom_blob),
};

const uint8_t *js_atom_text(uint32_t atom, uint32_t *bytes) {
  *bytes = offsets[atom + 1] - offsets[atom] - 1u;
  return (const uint8_t *)&blob + offsets[atom];
}

// Order of two texts as strcmp has it.
static int compare(const uint8_t *a, size_t a_bytes, const uint8_t *b, size_t b_bytes) {
  size_t shorter = a_bytes < b_bytes ? a_bytes : b_bytes;
  int order = memcmp(a, b, shorter);
  return order ? order : (a_bytes > b_bytes) - (a_bytes < b_bytes);
}

int32_t js_atom_find(const uint8_t *text, size_t bytes) {
  uint32_t low = 0, high = JS_ATOM_COUNT;
  while (low < high) {
    uint32_t middle = (low + high) / 2, length;
    const uint8_t *name = js_atom_text(middle, &length);
    int order = compare(text, bytes, name, length);
    if (order == 0)
      return (int32_t)middle;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return -1;
}
