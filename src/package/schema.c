/* The schema's tables. Names of choices come from the public tables of map types, hook types and
 * capabilities. */
#include "package/schema.h"

#include <mbpf/hook.h>

#include "package/manifest.def"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))
#define CHOICES(name, ...)                                                                                   \
  static const struct schema_choice name##_rows[] = {__VA_ARGS__};                                           \
  static const struct schema_choices name = {name##_rows, COUNT(name##_rows)}

#define CAPABILITY(name, bit, sentence)    {#name, 1u << (bit)},
#define MAP_TYPE(name, text, linux_type)   {text, MBPF_MAP_##name},
#define HOOK_TYPE(name, text, number, ...) {text, (number)},

CHOICES(capability_names, MBPF_CAPABILITY_TABLE(CAPABILITY));
CHOICES(map_types, MBPF_MAP_TYPE_TABLE(MAP_TYPE));
CHOICES(hook_types, MBPF_HOOK_TYPE_TABLE(HOOK_TYPE));
CHOICES(engines, {"ebpf", MBPF_ENGINE_EBPF}, {"js", MBPF_ENGINE_JS});
CHOICES(byte_orders, {"any", 0}, {"little", 1}, {"big", 2});
CHOICES(word_sizes, {NULL, 0}, {NULL, 32}, {NULL, 64});

#define FIELD_BYTES(type, field) sizeof(((type *)0)->field)
#define FIELD(type, field)       .offset = offsetof(type, field), .bytes = (uint8_t)FIELD_BYTES(type, field)
#define ELEMENTS(type, field, counter, most)                                                                 \
  .offset = offsetof(type, field), .count_offset = offsetof(type, counter),                                  \
  .stride = sizeof(((type *)0)->field[0]), .max = (most)

#define NUMBER(type, field, most)         .kind = SCHEMA_NUMBER, FIELD(type, field), .max = (most)
#define TEXT(type, field)                 .kind = SCHEMA_TEXT, .offset = offsetof(type, field), .max = MBPF_MAX_NAME
#define VERSION(type, field)              .kind = SCHEMA_VERSION, .offset = offsetof(type, field), .max = MBPF_MAX_NAME
#define FLAG(type, field)                 .kind = SCHEMA_FLAG, FIELD(type, field)
#define CHOICE_TEXT(type, field, names)   .kind = SCHEMA_CHOICE, FIELD(type, field), .choices = &(names)
#define CHOICE_NUMBER(type, field, names) CHOICE_TEXT(type, field, names), .by_number = true
#define NAMES(type, field, names)         .kind = SCHEMA_NAMES, FIELD(type, field), .choices = &(names)
#define NESTED(which)                     .kind = SCHEMA_OBJECT, .object = &(which)
#define LIST(type, field, counter, most, which)                                                              \
  .kind = SCHEMA_LIST, ELEMENTS(type, field, counter, most), .object = &(which)
#define DICTIONARY(type, field, counter, most) .kind = SCHEMA_DICTIONARY, ELEMENTS(type, field, counter, most)

#define OPTIONAL                           false
#define REQUIRED                           true
#define ROW(name, presence, sentence, ...) {.key = (name), .required = (presence), __VA_ARGS__},
#define OBJECT(storage, name, keys)                                                                          \
  static const struct schema_field name##_fields[] = {keys(ROW)};                                            \
  storage const struct schema_object name = {name##_fields, COUNT(name##_fields)};                           \
  _Static_assert(COUNT(name##_fields) <= 32, "the reader has a bit for each key")

OBJECT(static, schema_target, TARGET_KEYS);
OBJECT(static, schema_budgets, BUDGETS_KEYS);
OBJECT(static, schema_program, PROGRAM_KEYS);
OBJECT(static, schema_map, MAP_KEYS);
OBJECT(, schema_manifest, MANIFEST_KEYS);

/* A dictionary's entry is a schema_pair. */
_Static_assert(sizeof(struct mbpf_helper_limit) == sizeof(struct schema_pair), "a limit is a pair");
_Static_assert(sizeof(struct mbpf_helper_version) == sizeof(struct schema_pair), "a version is a pair");
_Static_assert(offsetof(struct mbpf_helper_limit, limit) == offsetof(struct schema_pair, number),
               "a limit is a pair");
_Static_assert(offsetof(struct mbpf_helper_version, version) == offsetof(struct schema_pair, number),
               "a version is a pair");
