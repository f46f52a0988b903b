/*
 * The manifest's reader: walks a document beside the schema. Bottom-up: messages, one function per kind of
 * field, an object, the rules that concern several fields, the whole. The C recursion is as deep as the
 * schema (five levels), not as the document.
 */
#include "package/manifest.h"

#include "base/error.h"
#include "base/text.h"
#include "package/schema.h"
#include "package/semver.h"
#include "package/source.h"

/* Where in the document's structure a value stands; lives on the C stack of the walk. */
struct path {
  const struct path *up;
  struct mbpf_text key; /* with at NULL: an index */
  uint32_t index;
};

struct reader {
  struct source source;
  struct manifest_unknown *unknown; /* or NULL */
  mbpf_error *error;                /* or NULL */
};

/* --- messages --- */

#if MBPF_WITH_ERROR_TEXT

/* A key from outside, fit for a terminal. */
static void put_key(struct text *text, struct mbpf_text key, bool dotted) {
  if (dotted)
    text_put(text, '.');
  for (uint32_t i = 0; i < key.length && i < MBPF_MAX_NAME; i++)
    text_put(text, (uint8_t)key.at[i] < 0x20 || key.at[i] == 0x7f ? '?' : key.at[i]);
}

static void put_path(struct text *text, const struct path *path) {
  const struct path *chain[MBPF_MAX_MANIFEST_DEPTH + 2];
  unsigned count = 0;
  for (; path && count < sizeof chain / sizeof chain[0]; path = path->up)
    chain[count++] = path;
  for (unsigned i = count; i-- > 0;) {
    if (!chain[i]->key.at)
      text_printf(text, "[%u]", (unsigned)chain[i]->index);
    else
      put_key(text, chain[i]->key, i + 1 < count);
  }
}

/* CBOR is found by offset, JSON by line and column (both from 1, columns in bytes). */
static void put_place(struct text *text, const struct source *source, uint32_t offset) {
  uint32_t line = 1, column = 1;
  if (source->format == &source_cbor) {
    text_printf(text, " at byte %u", (unsigned)offset);
    return;
  }
  for (uint32_t i = 0; i < offset && i < source->length; i++) {
    column = source->at[i] == '\n' ? 1 : column + 1;
    line += source->at[i] == '\n';
  }
  text_printf(text, " at line %u, column %u", (unsigned)line, (unsigned)column);
}

/* "manifest: programs[1].engine at byte 57: must be …" */
__attribute__((format(printf, 4, 5))) static mbpf_status
reject(struct reader *reader, const struct path *path, uint32_t offset, const char *format, ...) {
  struct text text;
  va_list args;
  if (!reader->error)
    return MBPF_INVALID_PACKAGE;
  reader->error->status = MBPF_INVALID_PACKAGE;
  text_init(&text, reader->error->message, sizeof reader->error->message);
  text_printf(&text, "manifest%s", path ? ": " : "");
  put_path(&text, path);
  put_place(&text, &reader->source, offset);
  text_printf(&text, ": ");
  va_start(args, format);
  text_vprintf(&text, format, args);
  va_end(args);
  return MBPF_INVALID_PACKAGE;
}

#else

#define reject(reader, path, offset, ...)                                                                    \
  ((void)(path), (void)(offset), mbpf_fail((reader)->error, MBPF_INVALID_PACKAGE, __VA_ARGS__))

#endif

static mbpf_status malformed(struct reader *reader, const struct path *path) {
  return reject(reader, path, reader->source.problem_at, "%s is malformed: %s", reader->source.format->name,
                reader->source.problem);
}

#define wrong_kind(reader, path, value, needed)                                                              \
  reject((reader), (path), (value)->offset, "must be %s, is %s", (needed), value_kind_name((value)->kind))

/* --- walking --- */

static mbpf_status read_value(struct reader *reader, const struct path *path, struct value *value) {
  return reader->source.format->value(&reader->source, value) ? MBPF_OK : malformed(reader, path);
}

static mbpf_status open_container(struct reader *reader, const struct path *path, const struct value *value,
                                  enum value_kind kind, struct level *level) {
  if (value->kind != kind)
    return wrong_kind(reader, path, value, value_kind_name(kind));
  return source_enter(&reader->source, value, level) ? MBPF_OK : malformed(reader, path);
}

static mbpf_status next_element(struct reader *reader, const struct path *path, struct level *level,
                                bool *more) {
  return reader->source.format->next(&reader->source, level, more) ? MBPF_OK : malformed(reader, path);
}

static mbpf_status read_key(struct reader *reader, const struct path *path, struct level *level,
                            struct value *key) {
  if (!reader->source.format->key(&reader->source, level, key))
    return malformed(reader, path);
  if (key->escaped)
    return reject(reader, path, key->offset, "write this key without a backslash escape");
  return MBPF_OK;
}

/* --- one function per kind of field: value is read, base is the struct the field lies in --- */

typedef mbpf_status read_field_fn(struct reader *reader, const struct path *path,
                                  const struct schema_field *field, const struct value *value, uint8_t *base);

static mbpf_status check_number(struct reader *reader, const struct path *path, const struct value *value,
                                uint64_t most) {
  if (value->kind > VALUE_FRACTION)
    return wrong_kind(reader, path, value, "a number");
  if (value->kind == VALUE_NUMBER && value->number <= most)
    return MBPF_OK;
  if (value->kind == VALUE_NUMBER)
    return reject(reader, path, value->offset, "%llu is out of range, it may be 0 to %llu",
                  (unsigned long long)value->number, (unsigned long long)most);
  return reject(reader, path, value->offset, "must be a whole number from 0 to %llu, is %s",
                (unsigned long long)most, value_kind_name(value->kind));
}

static mbpf_status read_number(struct reader *reader, const struct path *path,
                               const struct schema_field *field, const struct value *value, uint8_t *base) {
  mbpf_status status = check_number(reader, path, value, field->max);
  if (status == MBPF_OK)
    schema_store(base + field->offset, field->bytes, value->number);
  return status;
}

/* Names end up in logs, on terminals and in JSON, so they hold no control characters and nothing that JSON
 * escapes. */
static bool is_name_byte(char c) {
  return (uint8_t)c >= 0x20 && c != 0x7f && c != '"' && c != '\\';
}

static mbpf_status check_name(struct reader *reader, const struct path *path, const struct value *value,
                              uint64_t least) {
  if (value->kind != VALUE_TEXT)
    return wrong_kind(reader, path, value, "a text");
  if (value->escaped)
    return reject(reader, path, value->offset, "write this text without a backslash escape");
  if (value->text.length < least)
    return reject(reader, path, value->offset, "must not be empty");
  if (value->text.length > MBPF_MAX_NAME)
    return reject(reader, path, value->offset, "has %u bytes, the limit is %u (MBPF_MAX_NAME)",
                  (unsigned)value->text.length, MBPF_MAX_NAME);
  for (uint32_t i = 0; i < value->text.length; i++)
    if (!is_name_byte(value->text.at[i]))
      return reject(reader, path, value->offset, "byte %u of the text is a control character, '\"' or '\\'",
                    (unsigned)i);
  return MBPF_OK;
}

static mbpf_status read_text(struct reader *reader, const struct path *path, const struct schema_field *field,
                             const struct value *value, uint8_t *base) {
  mbpf_status status = check_name(reader, path, value, field->min);
  if (status == MBPF_OK)
    memcpy(base + field->offset, &value->text, sizeof value->text);
  return status;
}

static mbpf_status read_version(struct reader *reader, const struct path *path,
                                const struct schema_field *field, const struct value *value, uint8_t *base) {
  mbpf_status status = read_text(reader, path, field, value, base);
  if (status == MBPF_OK && !semver_valid(value->text.at, value->text.length))
    return reject(reader, path, value->offset, "'%.*s' is not a semantic version like 1.4.0 or 2.0.0-rc.1",
                  (int)value->text.length, value->text.at);
  return status;
}

static mbpf_status read_flag(struct reader *reader, const struct path *path, const struct schema_field *field,
                             const struct value *value, uint8_t *base) {
  if (value->kind != VALUE_BOOL)
    return wrong_kind(reader, path, value, "true or false");
  schema_store(base + field->offset, field->bytes, value->number);
  return MBPF_OK;
}

static bool matches(const struct schema_choice *choice, const struct value *value) {
  if (value->kind == VALUE_NUMBER)
    return choice->value == value->number;
  return value->kind == VALUE_TEXT && choice->name && schema_length(choice->name) == value->text.length &&
         memcmp(choice->name, value->text.at, value->text.length) == 0;
}

static const struct schema_choice *find_choice(const struct schema_choices *choices,
                                               const struct value *value) {
  for (uint32_t i = 0; i < choices->count; i++)
    if (matches(&choices->at[i], value))
      return &choices->at[i];
  return NULL;
}

#if MBPF_WITH_ERROR_TEXT

/* "'hsah' is none of hash, array, …" */
static mbpf_status no_such_choice(struct reader *reader, const struct path *path,
                                  const struct schema_choices *choices, const struct value *value) {
  char names[160];
  struct text list;
  text_init(&list, names, sizeof names);
  for (uint32_t i = 0; i < choices->count; i++) {
    text_printf(&list, "%s", i ? ", " : "");
    if (choices->at[i].name)
      text_printf(&list, "%s", choices->at[i].name);
    else
      text_printf(&list, "%u", (unsigned)choices->at[i].value);
  }
  if (value->kind == VALUE_NUMBER)
    return reject(reader, path, value->offset, "%llu is none of: %s", (unsigned long long)value->number,
                  names);
  return reject(reader, path, value->offset, "'%.*s' is none of: %s", (int)value->text.length, value->text.at,
                names);
}

#else
#define no_such_choice(reader, path, choices, value) reject((reader), (path), (value)->offset, "is no choice")
#endif

/* A choice with names only is not read from a number, one with numbers only not from a text. */
static mbpf_status read_choice(struct reader *reader, const struct path *path,
                               const struct schema_field *field, const struct value *value, uint8_t *base) {
  bool has_names = field->choices->at[0].name != NULL;
  if (!(value->kind == VALUE_TEXT && has_names) && !(value->kind == VALUE_NUMBER && field->by_number))
    return wrong_kind(reader, path, value,
                      !has_names         ? "a number"
                      : field->by_number ? "a text or a number"
                                         : "a text");
  mbpf_status status = value->kind == VALUE_TEXT ? check_name(reader, path, value, 1) : MBPF_OK;
  if (status != MBPF_OK)
    return status;
  const struct schema_choice *choice = find_choice(field->choices, value);
  if (!choice)
    return no_such_choice(reader, path, field->choices, value);
  schema_store(base + field->offset, field->bytes, choice->value);
  return MBPF_OK;
}

static mbpf_status read_one_name(struct reader *reader, const struct path *path,
                                 const struct schema_field *field, uint8_t *base) {
  struct value value;
  mbpf_status status = read_value(reader, path, &value);
  if (status != MBPF_OK || (status = check_name(reader, path, &value, 1)) != MBPF_OK)
    return status;
  const struct schema_choice *choice = find_choice(field->choices, &value);
  if (!choice)
    return no_such_choice(reader, path, field->choices, &value);
  uint64_t have = schema_load(base + field->offset, field->bytes);
  if (have & choice->value)
    return reject(reader, path, value.offset, "%s is named twice", choice->name);
  schema_store(base + field->offset, field->bytes, have | choice->value);
  return MBPF_OK;
}

static mbpf_status read_names(struct reader *reader, const struct path *path,
                              const struct schema_field *field, const struct value *value, uint8_t *base) {
  struct level level;
  struct path here = {.up = path};
  bool more;
  mbpf_status status = open_container(reader, path, value, VALUE_ARRAY, &level);
  while (status == MBPF_OK && (status = next_element(reader, &here, &level, &more)) == MBPF_OK && more) {
    status = read_one_name(reader, &here, field, base);
    here.index++;
  }
  return status;
}

static uint8_t *element_at(const struct schema_field *field, uint8_t *base, uint32_t index) {
  return base + field->offset + (size_t)field->stride * index;
}

static mbpf_status too_many(struct reader *reader, const struct path *path, const struct schema_field *field,
                            uint32_t offset) {
  return reject(reader, path, offset, "has more than %u entries, the limit", (unsigned)field->max);
}

static mbpf_status check_pair_name(struct reader *reader, const struct path *path,
                                   const struct schema_field *field, const struct value *key, uint8_t *base,
                                   uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    struct schema_pair pair;
    memcpy(&pair, element_at(field, base, i), sizeof pair);
    if (pair.name.length == key->text.length && memcmp(pair.name.at, key->text.at, key->text.length) == 0)
      return reject(reader, path, key->offset, "this key occurs twice");
  }
  return check_name(reader, path, key, 1);
}

static mbpf_status read_pair(struct reader *reader, const struct path *path, const struct schema_field *field,
                             struct level *level, uint8_t *base, uint32_t count) {
  struct value key, number;
  mbpf_status status = read_key(reader, path, level, &key);
  if (status != MBPF_OK)
    return status;
  if (count >= field->max)
    return too_many(reader, path, field, key.offset);
  struct path here = {.up = path, .key = key.text};
  if ((status = check_pair_name(reader, &here, field, &key, base, count)) != MBPF_OK ||
      (status = read_value(reader, &here, &number)) != MBPF_OK ||
      (status = check_number(reader, &here, &number, UINT32_MAX)) != MBPF_OK)
    return status;
  struct schema_pair pair = {.name = key.text, .number = (uint32_t)number.number};
  memcpy(element_at(field, base, count), &pair, sizeof pair);
  return MBPF_OK;
}

static mbpf_status read_dictionary(struct reader *reader, const struct path *path,
                                   const struct schema_field *field, const struct value *value,
                                   uint8_t *base) {
  struct level level;
  bool more;
  uint32_t count = 0;
  mbpf_status status = open_container(reader, path, value, VALUE_MAP, &level);
  while (status == MBPF_OK && (status = next_element(reader, path, &level, &more)) == MBPF_OK && more) {
    status = read_pair(reader, path, field, &level, base, count);
    count++;
  }
  schema_store(base + field->count_offset, sizeof(uint32_t), count);
  return status;
}

static mbpf_status read_object(struct reader *reader, const struct path *path,
                               const struct schema_object *object, const struct value *value, uint8_t *base);

static mbpf_status read_nested(struct reader *reader, const struct path *path,
                               const struct schema_field *field, const struct value *value, uint8_t *base) {
  return read_object(reader, path, field->object, value, base);
}

static mbpf_status read_element(struct reader *reader, const struct path *path,
                                const struct schema_field *field, uint8_t *base) {
  struct value value;
  mbpf_status status = read_value(reader, path, &value);
  if (status != MBPF_OK)
    return status;
  if (path->index >= field->max)
    return too_many(reader, path->up, field, value.offset);
  return read_object(reader, path, field->object, &value, element_at(field, base, path->index));
}

static mbpf_status read_list(struct reader *reader, const struct path *path, const struct schema_field *field,
                             const struct value *value, uint8_t *base) {
  struct level level;
  struct path here = {.up = path};
  bool more;
  mbpf_status status = open_container(reader, path, value, VALUE_ARRAY, &level);
  while (status == MBPF_OK && (status = next_element(reader, path, &level, &more)) == MBPF_OK && more) {
    status = read_element(reader, &here, field, base);
    here.index++;
  }
  if (status == MBPF_OK && here.index < field->min)
    return reject(reader, path, value->offset, "must have at least %u entry", (unsigned)field->min);
  schema_store(base + field->count_offset, sizeof(uint32_t), here.index);
  return status;
}

static read_field_fn *const readers[SCHEMA_KINDS] = {
    [SCHEMA_NUMBER] = read_number, [SCHEMA_TEXT] = read_text,     [SCHEMA_VERSION] = read_version,
    [SCHEMA_FLAG] = read_flag,     [SCHEMA_CHOICE] = read_choice, [SCHEMA_NAMES] = read_names,
    [SCHEMA_OBJECT] = read_nested, [SCHEMA_LIST] = read_list,     [SCHEMA_DICTIONARY] = read_dictionary,
};

/* --- objects --- */

static const struct schema_field *find_field(const struct schema_object *object,
                                             const struct mbpf_text *key) {
  for (uint32_t i = 0; i < object->count; i++)
    if (schema_length(object->fields[i].key) == key->length &&
        memcmp(object->fields[i].key, key->at, key->length) == 0)
      return &object->fields[i];
  return NULL;
}

/* Counts a key that the schema does not have; the first one's path is text and goes the way of all error text. */
static void note_unknown(struct reader *reader, const struct path *path) {
  (void)path;
  if (!reader->unknown || reader->unknown->count++ != 0)
    return;
#if MBPF_WITH_ERROR_TEXT
  struct text text;
  text_init(&text, reader->unknown->path, sizeof reader->unknown->path);
  put_path(&text, path);
#endif
}

static mbpf_status skip_unknown(struct reader *reader, const struct path *path) {
  struct value value;
  note_unknown(reader, path);
  mbpf_status status = read_value(reader, path, &value);
  if (status == MBPF_OK && !source_skip(&reader->source, &value))
    return malformed(reader, path);
  return status;
}

/* One key and its value. seen has a bit per field, because JSON does not order its keys. */
static mbpf_status read_entry(struct reader *reader, const struct path *path,
                              const struct schema_object *object, struct level *level, uint8_t *base,
                              uint32_t *seen) {
  struct value key, value;
  mbpf_status status = read_key(reader, path, level, &key);
  if (status != MBPF_OK)
    return status;
  struct path here = {.up = path, .key = key.text};
  const struct schema_field *field = find_field(object, &key.text);
  if (!field)
    return skip_unknown(reader, &here);
  uint32_t bit = (uint32_t)1 << (field - object->fields);
  if (*seen & bit)
    return reject(reader, &here, key.offset, "this key occurs twice");
  *seen |= bit;
  status = read_value(reader, &here, &value);
  return status == MBPF_OK ? readers[field->kind](reader, &here, field, &value, base) : status;
}

/* What absent keys mean. Numbers are 0: the manifest was cleared. */
static void set_fallbacks(const struct schema_object *object, uint8_t *base) {
  for (uint32_t i = 0; i < object->count; i++) {
    const struct schema_field *field = &object->fields[i];
    if (field->kind == SCHEMA_TEXT || field->kind == SCHEMA_VERSION) {
      struct mbpf_text text = schema_text(field->fallback ? field->fallback : "");
      memcpy(base + field->offset, &text, sizeof text);
    } else if (field->kind == SCHEMA_OBJECT)
      set_fallbacks(field->object, base);
  }
}

static mbpf_status check_required(struct reader *reader, const struct path *path,
                                  const struct schema_object *object, const struct value *value,
                                  uint32_t seen) {
  for (uint32_t i = 0; i < object->count; i++)
    if (object->fields[i].required && !(seen >> i & 1))
      return reject(reader, path, value->offset, "the key %s is missing", object->fields[i].key);
  return MBPF_OK;
}

static mbpf_status read_object(struct reader *reader, const struct path *path,
                               const struct schema_object *object, const struct value *value, uint8_t *base) {
  struct level level;
  bool more;
  uint32_t seen = 0;
  set_fallbacks(object, base);
  mbpf_status status = open_container(reader, path, value, VALUE_MAP, &level);
  while (status == MBPF_OK && (status = next_element(reader, path, &level, &more)) == MBPF_OK && more)
    status = read_entry(reader, path, object, &level, base, &seen);
  return status == MBPF_OK ? check_required(reader, path, object, value, seen) : status;
}

/* --- rules between entries --- */

static bool same(struct mbpf_text a, struct mbpf_text b) {
  return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

#if MBPF_WITH_ERROR_TEXT

/* The offset of a text of the document; a fallback's is that of the document's start. */
static uint32_t offset_of(const struct reader *reader, struct mbpf_text text) {
  uintptr_t start = (uintptr_t)reader->source.at, at = (uintptr_t)text.at;
  return at >= start && at - start < reader->source.length ? (uint32_t)(at - start) : 0;
}

/* "manifest: maps[3].name at byte 99: …" for an entry of a list. */
#define REJECT_ENTRY(reader, list, i, field, text, ...)                                                      \
  reject((reader),                                                                                           \
         &(struct path){.key = schema_text(field),                                                           \
                        .up = &(struct path){.index = (i), .up = &(struct path){.key = schema_text(list)}}}, \
         offset_of((reader), (text)), __VA_ARGS__)
#else
#define REJECT_ENTRY(reader, list, i, field, text, ...)                                                      \
  ((void)(i), mbpf_fail((reader)->error, MBPF_INVALID_PACKAGE, __VA_ARGS__))
#endif

/* A program is named by its entry symbol; the engines have a name space each. */
static mbpf_status check_programs(struct reader *reader, const struct mbpf_manifest *manifest) {
  const struct mbpf_manifest_program *p = manifest->programs;
  for (uint32_t i = 1; i < manifest->program_count; i++)
    for (uint32_t j = 0; j < i; j++)
      if (p[i].engine == p[j].engine && same(p[i].entry_symbol, p[j].entry_symbol))
        return REJECT_ENTRY(reader, "programs", i, "entry_symbol", p[i].entry_symbol,
                            "programs[%u] has the entry '%.*s' already", (unsigned)j,
                            (int)p[i].entry_symbol.length, p[i].entry_symbol.at);
  return MBPF_OK;
}

static mbpf_status check_map_names(struct reader *reader, const struct mbpf_manifest *manifest, uint32_t i) {
  const struct mbpf_manifest_map *m = manifest->maps;
  for (uint32_t j = 0; j < i; j++) {
    if (same(m[i].name, m[j].name))
      return REJECT_ENTRY(reader, "maps", i, "name", m[i].name, "maps[%u] is named '%.*s' already",
                          (unsigned)j, (int)m[i].name.length, m[i].name.at);
    if (m[i].pin.length && same(m[i].pin, m[j].pin))
      return REJECT_ENTRY(reader, "maps", i, "pin", m[i].pin, "maps[%u] is pinned as '%.*s' already",
                          (unsigned)j, (int)m[i].pin.length, m[i].pin.at);
  }
  return MBPF_OK;
}

static bool holds_maps(const struct mbpf_manifest_map *map) {
  return map->def.type == MBPF_MAP_ARRAY_OF_MAPS || map->def.type == MBPF_MAP_HASH_OF_MAPS;
}

static mbpf_status check_inner(struct reader *reader, const struct mbpf_manifest *manifest, uint32_t i) {
  const struct mbpf_manifest_map *map = &manifest->maps[i];
  if (holds_maps(map) != (map->inner.length > 0))
    return REJECT_ENTRY(reader, "maps", i, "inner", map->name, "map '%.*s' %s", (int)map->name.length,
                        map->name.at,
                        holds_maps(map) ? "holds maps, so it must name its inner map"
                                        : "holds no maps, so it has no inner map");
  if (!holds_maps(map))
    return MBPF_OK;
  for (uint32_t j = 0; j < manifest->map_count; j++) {
    if (!same(manifest->maps[j].name, map->inner))
      continue;
    if (!holds_maps(&manifest->maps[j]))
      return MBPF_OK;
    return REJECT_ENTRY(reader, "maps", i, "inner", map->inner,
                        "'%.*s' holds maps itself, which an inner map must not", (int)map->inner.length,
                        map->inner.at);
  }
  return REJECT_ENTRY(reader, "maps", i, "inner", map->inner, "no map of this package is named '%.*s'",
                      (int)map->inner.length, map->inner.at);
}

static mbpf_status check_maps(struct reader *reader, const struct mbpf_manifest *manifest) {
  mbpf_status status = MBPF_OK;
  for (uint32_t i = 0; i < manifest->map_count && status == MBPF_OK; i++) {
    status = check_map_names(reader, manifest, i);
    if (status == MBPF_OK)
      status = check_inner(reader, manifest, i);
  }
  return status;
}

/* --- the whole --- */

mbpf_status manifest_read(const uint8_t *at, size_t length, struct mbpf_manifest *manifest,
                          struct manifest_unknown *unknown, mbpf_error *error) {
  struct reader reader = {.unknown = unknown, .error = error};
  struct value value;
  mbpf_status status;
  memset(manifest, 0, sizeof *manifest);
  if (unknown)
    memset(unknown, 0, sizeof *unknown);
  if (length > MBPF_MAX_PACKAGE_BYTES)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE,
                     "the manifest has %zu bytes, the limit is %u (MBPF_MAX_PACKAGE_BYTES)", length,
                     MBPF_MAX_PACKAGE_BYTES);
  if (!source_open(&reader.source, at, (uint32_t)length))
    return malformed(&reader, NULL);
  if ((status = read_value(&reader, NULL, &value)) != MBPF_OK ||
      (status = read_object(&reader, NULL, &schema_manifest, &value, (uint8_t *)manifest)) != MBPF_OK)
    return status;
  if (!reader.source.format->finish(&reader.source))
    return malformed(&reader, NULL);
  status = check_programs(&reader, manifest);
  return status == MBPF_OK ? check_maps(&reader, manifest) : status;
}

mbpf_status mbpf_package_manifest(const struct mbpf_package *package, struct mbpf_manifest *manifest,
                                  mbpf_error *error) {
  uint32_t from = 0;
  struct mbpf_bytes bytes;
  if (!mbpf_package_section(package, MBPF_SECTION_MANIFEST, &from, &bytes))
    return mbpf_fail(error, MBPF_MISSING_SECTION, "the package has no MANIFEST section (type %u)",
                     (unsigned)MBPF_SECTION_MANIFEST);
  return manifest_read(bytes.at, bytes.length, manifest, NULL, error);
}
