// Atoms: one blob of text, the offset of every eighth from its layout, found by bisection.
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

// Where the last text of each group of atoms begins: the last of several initializers counts.
enum { GROUP = 8 };
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
static const uint16_t lasts[JS_ATOM_COUNT / GROUP + 1] = {
#define ATOM(text)            [JS_ATOM_##text / GROUP] = offsetof(atom_blob, text_##text),
#define ATOM_TEXT(name, text) [JS_ATOM_##name / GROUP] = offsetof(atom_blob, text_##name),
#include "js/atoms.def"
#undef ATOM
#undef ATOM_TEXT
};
#pragma GCC diagnostic pop

static const uint8_t *text_at(uint32_t offset) {
  return (const uint8_t *)&blob + offset;
}

static const uint8_t *next_text(const uint8_t *text) {
  while (*text++) {
  }
  return text;
}

static const uint8_t *first_of_group(uint32_t group) {
  return group ? next_text(text_at(lasts[group - 1])) : text_at(0);
}

const uint8_t *js_atom_text(uint32_t atom, uint32_t *bytes) {
  const uint8_t *text = first_of_group(atom / GROUP);
  for (uint32_t n = atom % GROUP; n > 0; n--)
    text = next_text(text);
  *bytes = (uint32_t)(next_text(text) - text) - 1;
  return text;
}

// Order of a text and the text of an atom, as strcmp has it.
static int compare(const uint8_t *text, size_t bytes, const uint8_t *name) {
  size_t i = 0;
  while (i < bytes && text[i] == name[i] && name[i])
    i++;
  return (i < bytes ? text[i] + 1 : 0) - (name[i] ? name[i] + 1 : 0);
}

int32_t js_atom_find(const uint8_t *text, size_t bytes) {
  uint32_t low = 0, high = JS_ATOM_COUNT / GROUP; // the group: the first whose last text is not before this
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (compare(text, bytes, text_at(lasts[middle])) > 0)
      low = middle + 1;
    else
      high = middle;
  }
  const uint8_t *name = first_of_group(low);
  for (uint32_t atom = low * GROUP; atom < JS_ATOM_COUNT && atom < (low + 1) * GROUP; atom++) {
    if (compare(text, bytes, name) == 0)
      return (int32_t)atom;
    name = next_text(name);
  }
  return -1;
}
