/*
 * A manifest document being written: CBOR or JSON behind one interface, into a bounded buffer. Writing is
 * done twice: once with capacity 0 to learn the size, once for the bytes.
 */
#ifndef PACKAGE_EMITTER_H
#define PACKAGE_EMITTER_H

#include "base/bytes_out.h"

#include <mbpf/package.h>
#include <string.h>

struct emitter {
  const struct emitter_format *format;
  struct bytes_out *out;
  unsigned depth; /* JSON: indentation */
  bool filled;    /* JSON: the open container has an element already */
  bool after_key; /* JSON: the next value belongs to a key */
};

/* Elements follow begin; in a map each is a key and then a value. */
struct emitter_format {
  bool names; /* a choice that has both a name and a number is written as its name */
  void (*begin)(struct emitter *emitter, bool map, uint32_t count);
  void (*key)(struct emitter *emitter, struct mbpf_text key);
  void (*number)(struct emitter *emitter, uint64_t number);
  void (*text)(struct emitter *emitter, struct mbpf_text text);
  void (*truth)(struct emitter *emitter, bool truth);
  void (*end)(struct emitter *emitter, bool map);
};

extern const struct emitter_format emitter_cbor;
extern const struct emitter_format emitter_json;

#endif
