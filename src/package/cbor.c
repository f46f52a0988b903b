/*
 * Deterministic CBOR (RFC 8949 section 4.2), reading and writing. The manifest uses integers, texts, byte
 * strings, arrays, maps with text keys, true, false and null; anything else, and any item not in its one
 * shortest form, is malformed.
 */

#include "base/utf8.h"
#include "package/emitter.h"
#include "package/source.h"

#include <string.h>

enum {
  MAJOR_NUMBER,
  MAJOR_NEGATIVE,
  MAJOR_BYTES,
  MAJOR_TEXT,
  MAJOR_ARRAY,
  MAJOR_MAP,
  MAJOR_TAG,
  MAJOR_SIMPLE
};
enum { SIMPLE_FALSE = 20, SIMPLE_TRUE = 21, SIMPLE_NULL = 22 };
enum { INFO_ONE_BYTE = 24, INFO_EIGHT_BYTES = 27, INFO_INDEFINITE = 31 };

/* --- reading --- */

static uint32_t remaining(const struct source *source) {
  return source->length - source->position;
}

/* The argument of 1, 2, 4 or 8 bytes that follows the head byte. Only the shortest form of a value is
 * allowed. */
static bool read_argument(struct source *source, unsigned info, uint64_t *argument) {
  static const uint64_t least[] = {24, 1u << 8, 1u << 16, (uint64_t)1 << 32};
  uint32_t bytes = 1u << (info - INFO_ONE_BYTE), start = source->position - 1;
  if (remaining(source) < bytes)
    return source_problem(source, start, "the document ends inside a number");
  *argument = 0;
  for (uint32_t i = 0; i < bytes; i++)
    *argument = *argument << 8 | source->at[source->position++];
  if (*argument < least[info - INFO_ONE_BYTE])
    return source_problem(source, start, "not in its shortest form");
  return true;
}

static bool read_head(struct source *source, unsigned *major, uint64_t *argument) {
  if (remaining(source) == 0)
    return source_problem(source, source->position, "the document ends where a value is expected");
  uint8_t head = source->at[source->position++];
  unsigned info = head & 31u;
  *major = head >> 5;
  *argument = info;
  if (*major == MAJOR_TAG)
    return source_problem(source, source->position - 1, "tags are not used in a manifest");
  if (*major == MAJOR_SIMPLE && (info < SIMPLE_FALSE || info > SIMPLE_NULL))
    return source_problem(source, source->position - 1,
                          "only true, false and null of CBOR's major type 7 are used");
  if (info < INFO_ONE_BYTE)
    return true;
  if (info == INFO_INDEFINITE)
    return source_problem(source, source->position - 1, "indefinite lengths are not deterministic");
  if (info > INFO_EIGHT_BYTES)
    return source_problem(source, source->position - 1, "a reserved length code");
  return read_argument(source, info, argument);
}

static bool read_string(struct source *source, struct value *value) {
  if (value->number > remaining(source))
    return source_problem(source, value->offset, "longer than the rest of the document");
  value->text.at = (const char *)source->at + source->position;
  value->text.length = (uint32_t)value->number;
  if (value->kind == VALUE_TEXT) {
    size_t valid = utf8_check(source->at + source->position, value->text.length);
    if (valid < value->text.length)
      return source_problem(source, source->position + (uint32_t)valid, "not UTF-8");
  }
  source->position += value->text.length;
  return true;
}

/* An element needs at least one byte, a pair two: a count beyond that is refused before anything is walked.
 */
static bool check_count(struct source *source, const struct value *value) {
  uint32_t room = value->kind == VALUE_MAP ? remaining(source) / 2 : remaining(source);
  return value->number <= room ||
         source_problem(source, value->offset, "counts more elements than the document has bytes");
}

static bool cbor_value(struct source *source, struct value *value) {
  static const uint8_t kinds[MAJOR_SIMPLE + 1] = {
      [MAJOR_NUMBER] = VALUE_NUMBER, [MAJOR_NEGATIVE] = VALUE_NEGATIVE, [MAJOR_BYTES] = VALUE_BYTES,
      [MAJOR_TEXT] = VALUE_TEXT,     [MAJOR_ARRAY] = VALUE_ARRAY,       [MAJOR_MAP] = VALUE_MAP,
  };
  unsigned major = 0;
  *value = (struct value){.offset = source->position};
  if (!read_head(source, &major, &value->number))
    return false;
  if (major == MAJOR_SIMPLE) {
    value->kind = value->number == SIMPLE_NULL ? VALUE_NULL : VALUE_BOOL;
    value->number = value->number == SIMPLE_TRUE;
    return true;
  }
  value->kind = (enum value_kind)kinds[major];
  switch (value->kind) {
  case VALUE_TEXT:
  case VALUE_BYTES: return read_string(source, value);
  case VALUE_ARRAY:
  case VALUE_MAP: return check_count(source, value);
  default: return true;
  }
}

static bool cbor_next(struct source *source, struct level *level, bool *more) {
  *more = level->left > 0;
  if (*more)
    level->left--;
  else
    source->depth--;
  return true;
}

/* The order of encoded text keys: shorter first, then by bytes. */
static int compare_keys(const struct mbpf_text *a, const struct mbpf_text *b) {
  if (a->length != b->length)
    return a->length < b->length ? -1 : 1;
  return memcmp(a->at, b->at, a->length);
}

static bool cbor_key(struct source *source, struct level *level, struct value *key) {
  if (!cbor_value(source, key))
    return false;
  if (key->kind != VALUE_TEXT)
    return source_problem(source, key->offset, "keys are texts in a manifest");
  int order = level->first ? -1 : compare_keys(&level->key, &key->text);
  if (order >= 0)
    return source_problem(source, key->offset,
                          order == 0 ? "this key occurs twice"
                                     : "keys are not in order (shorter first, then by bytes)");
  level->first = false;
  level->key = key->text;
  return true;
}

static bool cbor_finish(struct source *source) {
  return remaining(source) == 0 || source_problem(source, source->position, "bytes follow the manifest");
}

const struct source_format source_cbor = {"CBOR", cbor_value, cbor_next, cbor_key, cbor_finish};

/* --- writing --- */

static void put_head(struct bytes_out *out, unsigned major, uint64_t argument) {
  unsigned log = argument < 24            ? 0
                 : argument <= UINT8_MAX  ? 1
                 : argument <= UINT16_MAX ? 2
                 : argument <= UINT32_MAX ? 3
                                          : 4;
  bytes_put(out, (uint8_t)(major << 5 | (log == 0 ? (unsigned)argument : INFO_ONE_BYTE + log - 1)));
  for (unsigned left = log == 0 ? 0 : 1u << (log - 1); left > 0; left--)
    bytes_put(out, (uint8_t)(argument >> (8 * (left - 1))));
}

static void cbor_put_number(struct emitter *emitter, uint64_t number) {
  put_head(emitter->out, MAJOR_NUMBER, number);
}

static void cbor_put_text(struct emitter *emitter, struct mbpf_text text) {
  put_head(emitter->out, MAJOR_TEXT, text.length);
  bytes_write(emitter->out, text.at, text.length);
}

static void cbor_put_bool(struct emitter *emitter, bool truth) {
  put_head(emitter->out, MAJOR_SIMPLE, truth ? SIMPLE_TRUE : SIMPLE_FALSE);
}

static void cbor_begin(struct emitter *emitter, bool map, uint32_t count) {
  put_head(emitter->out, map ? MAJOR_MAP : MAJOR_ARRAY, count);
}

static void cbor_end(struct emitter *emitter, bool map) {
  (void)emitter;
  (void)map;
}

const struct emitter_format emitter_cbor = {false,         cbor_begin,    cbor_put_text, cbor_put_number,
                                            cbor_put_text, cbor_put_bool, cbor_end};
