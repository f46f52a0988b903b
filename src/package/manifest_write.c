/* The manifest's writer: walks the struct beside the schema and feeds an emitter. Bottom-up. */
#include "package/emitter.h"
#include "package/manifest.h"
#include "package/schema.h"

static uint32_t load_count(const struct schema_field *field, const uint8_t *base) {
  return (uint32_t)schema_load(base + field->count_offset, sizeof(uint32_t));
}

static struct mbpf_text load_text(const struct schema_field *field, const uint8_t *base) {
  struct mbpf_text text;
  memcpy(&text, base + field->offset, sizeof text);
  return text.length ? text : schema_text("");
}

static bool is_fallback(const struct schema_field *field, struct mbpf_text text) {
  struct mbpf_text fallback = schema_text(field->fallback ? field->fallback : "");
  return text.length == 0 ||
         (text.length == fallback.length && memcmp(text.at, fallback.at, text.length) == 0);
}

static uint32_t count_written(const struct schema_object *object, const uint8_t *base);

/* Does the document get this key? Optional ones only when they say something. */
static bool is_written(const struct schema_field *field, const uint8_t *base) {
  if (field->required)
    return true;
  switch (field->kind) {
  case SCHEMA_TEXT:
  case SCHEMA_VERSION: return !is_fallback(field, load_text(field, base));
  case SCHEMA_OBJECT: return count_written(field->object, base) > 0;
  case SCHEMA_LIST:
  case SCHEMA_DICTIONARY: return load_count(field, base) > 0;
  default: return schema_load(base + field->offset, field->bytes) != 0;
  }
}

static uint32_t count_written(const struct schema_object *object, const uint8_t *base) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < object->count; i++)
    count += is_written(&object->fields[i], base);
  return count;
}

/* A value no row has is written as its number, which no reader accepts. */
static void write_choice(struct emitter *emitter, const struct schema_field *field, uint64_t value) {
  const struct schema_choice *found = NULL;
  for (uint32_t i = 0; i < field->choices->count && !found; i++)
    if (field->choices->at[i].value == value)
      found = &field->choices->at[i];
  if (found && found->name && (emitter->format->names || !field->by_number))
    emitter->format->text(emitter, schema_text(found->name));
  else
    emitter->format->number(emitter, value);
}

static void write_names(struct emitter *emitter, const struct schema_field *field, uint64_t bits) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < field->choices->count; i++)
    count += (bits & field->choices->at[i].value) != 0;
  emitter->format->begin(emitter, false, count);
  for (uint32_t i = 0; i < field->choices->count; i++)
    if (bits & field->choices->at[i].value)
      emitter->format->text(emitter, schema_text(field->choices->at[i].name));
  emitter->format->end(emitter, false);
}

static struct schema_pair load_pair(const struct schema_field *field, const uint8_t *base, uint32_t index) {
  struct schema_pair pair;
  memcpy(&pair, base + field->offset + (size_t)field->stride * index, sizeof pair);
  return pair;
}

/* The order of deterministic CBOR; equal names by their index, so that each entry is written once. */
static bool pair_before(const struct schema_field *field, const uint8_t *base, uint32_t i, uint32_t j) {
  struct mbpf_text a = load_pair(field, base, i).name, b = load_pair(field, base, j).name;
  int order = a.length != b.length ? (a.length < b.length ? -1 : 1) : memcmp(a.at, b.at, a.length);
  return order < 0 || (order == 0 && i < j);
}

/* Entries may stand in any order in the struct; selection by rank needs no room (there are at most a few
 * dozen). */
static void write_dictionary(struct emitter *emitter, const struct schema_field *field, const uint8_t *base) {
  uint32_t count = load_count(field, base);
  emitter->format->begin(emitter, true, count);
  for (uint32_t rank = 0; rank < count; rank++)
    for (uint32_t i = 0; i < count; i++) {
      uint32_t before = 0;
      for (uint32_t j = 0; j < count; j++)
        before += j != i && pair_before(field, base, j, i);
      if (before != rank)
        continue;
      struct schema_pair pair = load_pair(field, base, i);
      emitter->format->key(emitter, pair.name);
      emitter->format->number(emitter, pair.number);
    }
  emitter->format->end(emitter, true);
}

static void write_object(struct emitter *emitter, const struct schema_object *object, const uint8_t *base);

static void write_list(struct emitter *emitter, const struct schema_field *field, const uint8_t *base) {
  uint32_t count = load_count(field, base);
  emitter->format->begin(emitter, false, count);
  for (uint32_t i = 0; i < count; i++)
    write_object(emitter, field->object, base + field->offset + (size_t)field->stride * i);
  emitter->format->end(emitter, false);
}

static void write_field(struct emitter *emitter, const struct schema_field *field, const uint8_t *base) {
  const uint8_t *at = base + field->offset;
  switch ((enum schema_kind)field->kind) {
  case SCHEMA_NUMBER: emitter->format->number(emitter, schema_load(at, field->bytes)); break;
  case SCHEMA_TEXT:
  case SCHEMA_VERSION: emitter->format->text(emitter, load_text(field, base)); break;
  case SCHEMA_FLAG: emitter->format->truth(emitter, schema_load(at, field->bytes) != 0); break;
  case SCHEMA_CHOICE: write_choice(emitter, field, schema_load(at, field->bytes)); break;
  case SCHEMA_NAMES: write_names(emitter, field, schema_load(at, field->bytes)); break;
  case SCHEMA_OBJECT: write_object(emitter, field->object, base); break;
  case SCHEMA_LIST: write_list(emitter, field, base); break;
  case SCHEMA_DICTIONARY: write_dictionary(emitter, field, base); break;
  case SCHEMA_KINDS: break;
  }
}

static void write_object(struct emitter *emitter, const struct schema_object *object, const uint8_t *base) {
  emitter->format->begin(emitter, true, count_written(object, base));
  for (uint32_t i = 0; i < object->count; i++) {
    const struct schema_field *field = &object->fields[i];
    if (!is_written(field, base))
      continue;
    emitter->format->key(emitter, schema_text(field->key));
    write_field(emitter, field, base);
  }
  emitter->format->end(emitter, true);
}

static size_t write_manifest(const struct mbpf_manifest *manifest, const struct emitter_format *format,
                             void *out, size_t capacity) {
  struct bytes_out bytes = {out, capacity, 0};
  struct emitter emitter = {.format = format, .out = &bytes};
  write_object(&emitter, &schema_manifest, (const uint8_t *)manifest);
  if (format->names)
    bytes_put(&bytes, '\n');
  return bytes.length;
}

size_t manifest_write_cbor(const struct mbpf_manifest *manifest, void *out, size_t capacity) {
  return write_manifest(manifest, &emitter_cbor, out, capacity);
}

size_t manifest_write_json(const struct mbpf_manifest *manifest, void *out, size_t capacity) {
  return write_manifest(manifest, &emitter_json, out, capacity);
}
