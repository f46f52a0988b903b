/* What CBOR and JSON documents share: opening, entering, skipping, noting a problem. */
#include "package/source.h"

bool(source_problem)(struct source *source, uint32_t at, const char *problem) {
  source->problem = problem;
  source->problem_at = at;
  return false;
}

const char *value_kind_name(enum value_kind kind) {
  static const char *const names[] = {
      [VALUE_NUMBER] = "a number",
      [VALUE_NEGATIVE] = "a negative number",
      [VALUE_HUGE] = "a number above 2^64 - 1",
      [VALUE_FRACTION] = "a fraction",
      [VALUE_TEXT] = "a text",
      [VALUE_BYTES] = "a byte string",
      [VALUE_BOOL] = "true or false",
      [VALUE_NULL] = "null",
      [VALUE_ARRAY] = "an array",
      [VALUE_MAP] = "a map",
  };
  return names[kind];
}

/* Whitespace or '{' begin JSON; as CBOR these would be an integer or a text, which no manifest is. */
static bool looks_like_json(uint8_t first) {
  return first == '{' || first == ' ' || first == '\t' || first == '\n' || first == '\r';
}

bool source_open(struct source *source, const uint8_t *at, uint32_t length) {
  *source = (struct source){.format = &source_cbor, .at = at, .length = length};
  if (length == 0 || !looks_like_json(at[0]))
    return true;
#if MBPF_WITH_JSON_MANIFEST
  source->format = &source_json;
  return true;
#else
  return source_problem(source, 0, "this is JSON, which this loader is built without; pack it as CBOR");
#endif
}

bool source_enter(struct source *source, const struct value *value, struct level *level) {
  if (source->depth >= MBPF_MAX_MANIFEST_DEPTH)
    return source_problem(source, value->offset, "nested too deeply (MBPF_MAX_MANIFEST_DEPTH)");
  source->depth++;
  *level = (struct level){.map = value->kind == VALUE_MAP, .first = true, .left = value->number};
  return true;
}

static bool is_container(const struct value *value) {
  return value->kind == VALUE_ARRAY || value->kind == VALUE_MAP;
}

/* Reads the next element of the level, key and value; more is false at its end. */
static bool next_element(struct source *source, struct level *level, struct value *value, bool *more) {
  struct value key;
  if (!source->format->next(source, level, more) || !*more)
    return source->problem == NULL;
  if (level->map && !source->format->key(source, level, &key))
    return false;
  return source->format->value(source, value);
}

bool source_skip(struct source *source, const struct value *value) {
  struct level levels[MBPF_MAX_MANIFEST_DEPTH];
  uint32_t open = 0; /* entries of levels in use; source_enter keeps it within the array */
  struct value element = {.kind = VALUE_NULL};
  bool more;
  if (!is_container(value))
    return true;
  if (!source_enter(source, value, &levels[open++]))
    return false;
  while (open > 0) {
    if (!next_element(source, &levels[open - 1], &element, &more))
      return false;
    if (!more)
      open--;
    else if (is_container(&element)) {
      if (!source_enter(source, &element, &levels[open]))
        return false;
      open++;
    }
  }
  return true;
}
