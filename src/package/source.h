/*
 * A manifest document being read: CBOR (cbor.c) or JSON (json.c) behind one pull interface. Nothing is
 * copied: texts point into the document. The caller walks it: value() gives a scalar or opens a container;
 * inside a container, next() says whether another element comes and key() reads a map's key before its value.
 *
 * Every function returns false when the document is malformed; problem and problem_at then say why and where.
 */
#ifndef PACKAGE_SOURCE_H
#define PACKAGE_SOURCE_H

#include <mbpf/package.h>

enum value_kind {
  VALUE_NUMBER,   /* 0 to 2^64 - 1 */
  VALUE_NEGATIVE, /* an integer below 0 */
  VALUE_HUGE,     /* an integer above 2^64 - 1 (JSON) */
  VALUE_FRACTION, /* a number with fraction or exponent (JSON) */
  VALUE_TEXT,
  VALUE_BYTES,
  VALUE_BOOL,
  VALUE_NULL,
  VALUE_ARRAY,
  VALUE_MAP
};

struct value {
  enum value_kind kind;
  uint32_t offset; /* of its first byte in the document */
  uint64_t number; /* NUMBER; BOOL: 0 or 1; ARRAY and MAP in CBOR: the count of elements */
  struct mbpf_text text;
  bool escaped; /* TEXT in JSON with a backslash: text is the source between the quotes */
};

/* A container being walked, on the caller's stack. */
struct level {
  bool map;
  bool first;
  uint64_t left;        /* CBOR: elements to come */
  struct mbpf_text key; /* CBOR: the last one, because keys ascend */
};

struct source {
  const struct source_format *format;
  const uint8_t *at;
  uint32_t length;
  uint32_t position;
  uint32_t depth; /* open containers, at most MBPF_MAX_MANIFEST_DEPTH */
  const char *problem;
  uint32_t problem_at;
};

/* What a format implements. enter is the same for both. */
struct source_format {
  const char *name;
  bool (*value)(struct source *source, struct value *value);
  bool (*next)(struct source *source, struct level *level, bool *more);
  bool (*key)(struct source *source, struct level *level, struct value *key);
  bool (*finish)(struct source *source); /* nothing may follow the document */
};

extern const struct source_format source_cbor;
#if MBPF_WITH_JSON_MANIFEST
extern const struct source_format source_json;
#endif

/* Starts reading; the format is told by the first byte, because a manifest is a map. False when JSON is not
 * built in. */
bool source_open(struct source *source, const uint8_t *at, uint32_t length);

/* Opens the container that value() gave; false when that is one too deep. */
bool source_enter(struct source *source, const struct value *value, struct level *level);

/* Skips what is left of a value that value() gave: nothing for a scalar, all elements of a container. No
 * recursion. */
bool source_skip(struct source *source, const struct value *value);

/* For the formats: notes the problem, returns false. */
bool source_problem(struct source *source, uint32_t at, const char *problem);
#if !MBPF_WITH_ERROR_TEXT
#define source_problem(source, at, problem) source_problem((source), (at), "")
#endif

/* "a text", for messages. */
const char *value_kind_name(enum value_kind kind);

#endif
