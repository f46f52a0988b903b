/* The manifest's schema as data: what reader and writer walk. Made from manifest.def. */
#ifndef PACKAGE_SCHEMA_H
#define PACKAGE_SCHEMA_H

#include <mbpf/package.h>
#include <string.h>

enum schema_kind {
  SCHEMA_NUMBER,     /* 0 to max, in a field of `bytes` */
  SCHEMA_TEXT,       /* struct mbpf_text of min to MBPF_MAX_NAME bytes, no control characters */
  SCHEMA_VERSION,    /* the same, a semantic version */
  SCHEMA_FLAG,       /* bool */
  SCHEMA_CHOICE,     /* one of choices, in a field of `bytes`; in the document its name, or its number */
  SCHEMA_NAMES,      /* array of names of choices, each at most once; their values or-ed into 4 bytes */
  SCHEMA_OBJECT,     /* map whose fields lie in the same struct */
  SCHEMA_LIST,       /* array of min to max maps, in an array of structs with a count beside it */
  SCHEMA_DICTIONARY, /* map from names to u32, in an array of {struct mbpf_text, u32} with a count beside it
                      */
  SCHEMA_KINDS
};

/* One entry of a DICTIONARY: mbpf_helper_limit and mbpf_helper_version are this. */
struct schema_pair {
  struct mbpf_text name;
  uint32_t number;
};

struct schema_choice {
  const char *name; /* NULL: has only a number */
  uint32_t value;
};

struct schema_choices {
  const struct schema_choice *at;
  uint32_t count;
};

struct schema_field {
  const char *key;
  uint8_t kind;
  uint8_t
      bytes; /* of a NUMBER, CHOICE, FLAG or NAMES: 1, 2, 4 or 8 (an enum has the size the ABI gives it) */
  bool required : 1;
  bool by_number : 1; /* CHOICE: CBOR has the number; else the name. Both are read */
  uint8_t min;
  uint32_t offset; /* of the field in its struct */
  uint32_t count_offset;
  uint64_t max;
  union {
    const char *fallback; /* TEXT: what an absent key means; NULL: "" */
    const struct schema_choices *choices;
    const struct schema_object *object; /* OBJECT, LIST */
  };
  uint32_t stride; /* bytes of one element */
};

struct schema_object {
  const struct schema_field *fields;
  uint32_t count; /* at most 32 */
};

extern const struct schema_object schema_manifest;

/* Bytes of a zero-terminated text. */
static inline uint32_t schema_length(const char *text) {
  uint32_t length = 0;
  while (text[length] != '\0')
    length++;
  return length;
}

/* Integers of 1, 2, 4 or 8 bytes in the host's order, whatever their declared type. */
static inline uint64_t schema_load(const void *field, unsigned bytes) {
  uint8_t b1;
  uint16_t b2;
  uint32_t b4;
  uint64_t b8;
  switch (bytes) {
  case 1: return memcpy(&b1, field, 1), b1;
  case 2: return memcpy(&b2, field, 2), b2;
  case 4: return memcpy(&b4, field, 4), b4;
  default: return memcpy(&b8, field, 8), b8;
  }
}

static inline void schema_store(void *field, unsigned bytes, uint64_t number) {
  uint8_t b1 = (uint8_t)number;
  uint16_t b2 = (uint16_t)number;
  uint32_t b4 = (uint32_t)number;
  switch (bytes) {
  case 1: memcpy(field, &b1, 1); break;
  case 2: memcpy(field, &b2, 2); break;
  case 4: memcpy(field, &b4, 4); break;
  default: memcpy(field, &number, 8); break;
  }
}

static inline struct mbpf_text schema_text(const char *text) {
  return (struct mbpf_text){text, schema_length(text)};
}

#endif
