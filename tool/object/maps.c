/* Maps of an object. Bottom-up: one field of a definition, one definition, the sections. */
#include "object/maps.h"

#include <bpf/libbpf.h>
#include <gelf.h>
#include <mbpf/config.h>
#include <string.h>

struct collector {
  struct pool *pool;
  const struct elf_object *elf;
  const struct btf *btf;
  struct object_maps *maps;
  struct tool_error *error;
};

/* Neither programs nor the host write it: what is verified may rely on its contents. */
#define CONSTANT (MBPF_MAP_RDONLY_PROG | MBPF_MAP_RDONLY_HOST)

#define FAIL(collector, ...) tool_fail((collector)->error, TOOL_FAILED, __VA_ARGS__)

/* Linux's numbers of map types, by the table of <mbpf/map.h>. */
static const struct {
  uint32_t number;
  enum mbpf_map_type type;
} linux_types[] = {
#define ROW(name, text, number) {(number), MBPF_MAP_##name},
    MBPF_MAP_TYPE_TABLE(ROW)
#undef ROW
};

/* Linux's types that have no counterpart here, for the message, and what to use instead. */
static const struct {
  uint32_t number;
  const char *name;
  const char *instead;
} foreign_types[] = {
    {4, "perf_event_array", "a ringbuf map"},
    {7, "stack_trace", NULL},
    {8, "cgroup_array", NULL},
    {15, "sockmap", NULL},
    {16, "cpumap", NULL},
    {17, "xskmap", NULL},
    {18, "sockhash", NULL},
    {19, "cgroup_storage", NULL},
    {21, "percpu_cgroup_storage", NULL},
    {24, "sk_storage", NULL},
    {25, "devmap_hash", "a devmap"},
    {26, "struct_ops", NULL},
    {28, "inode_storage", NULL},
    {29, "task_storage", NULL},
    {31, "user_ringbuf", "a queue map"},
    {32, "cgrp_storage", NULL},
    {33, "arena", NULL},
};

enum {
  LINUX_PROG_ARRAY = 3,
  LINUX_ARRAY_OF_MAPS = 12,
  LINUX_HASH_OF_MAPS = 13,
  LEGACY_DEF_BYTES = 20, /* struct bpf_map_def: five u32 */
  PIN_BY_NAME = 1        /* enum libbpf_pin_type */
};

static bool set_type(struct collector *collector, const char *name, uint32_t number,
                     struct mbpf_map_def *def) {
  for (size_t i = 0; i < sizeof linux_types / sizeof *linux_types; i++)
    if (number != 0 && linux_types[i].number == number) {
      def->type = linux_types[i].type;
      return true;
    }
  for (size_t i = 0; i < sizeof foreign_types / sizeof *foreign_types; i++)
    if (foreign_types[i].number == number)
      return FAIL(collector, "map %s: type %s (%u) is not available%s%s", name, foreign_types[i].name, number,
                  foreign_types[i].instead ? "; use " : "",
                  foreign_types[i].instead ? foreign_types[i].instead : "");
  return FAIL(collector, "map %s: unknown map type %u", name, number);
}

static struct object_map *add_map(struct collector *collector, const char *name) {
  struct object_maps *maps = collector->maps;
  if (strlen(name) > MBPF_MAX_NAME) {
    FAIL(collector, "map %s: the name is longer than %u bytes", name, MBPF_MAX_NAME);
    return NULL;
  }
  if (!*name) {
    FAIL(collector, "a map has no name");
    return NULL;
  }
  if (object_map_index(maps, name) >= 0) {
    FAIL(collector, "map %s is defined twice", name);
    return NULL;
  }
  if (maps->count >= MBPF_MAX_MAPS) {
    FAIL(collector, "map %s: a package holds at most %u maps, global data sections included", name,
         MBPF_MAX_MAPS);
    return NULL;
  }
  maps->at = pool_grow(collector->pool, maps->at, maps->count, &maps->capacity, sizeof *maps->at);
  struct object_map *map = &maps->at[maps->count++];
  *map = (struct object_map){.name = name};
  return map;
}

/* --- one BTF definition --- */

/* What the fields of a definition have said so far. */
struct definition {
  const char *name;
  bool inner;
  uint32_t type, key_size, value_size, max_entries, flags;
  uint64_t extra;
  bool has_key_size, has_value_size, pinned, has_values;
  uint32_t values_offset; /* in the definition */
  uint32_t inner_type;    /* BTF id of the inner definition, 0: none */
};

/* __uint(name, value) is int (*name)[value]. */
static bool uint_field(struct collector *collector, const struct definition *d, const char *field,
                       uint32_t id, uint32_t *value) {
  const struct btf_type *pointer = types_resolve(collector->btf, &id);
  if (pointer && btf_is_ptr(pointer)) {
    id = pointer->type;
    const struct btf_type *array = types_resolve(collector->btf, &id);
    if (array && btf_is_array(array)) {
      *value = btf_array(array)->nelems;
      return true;
    }
  }
  return FAIL(collector, "map %s: field %s is not written with __uint(%s, …)", d->name, field, field);
}

static bool set_size(struct collector *collector, const struct definition *d, const char *field,
                     uint32_t value, bool *has, uint32_t *size) {
  if (*has && *size != value)
    return FAIL(collector, "map %s: field %s says %u bytes, an earlier field %u", d->name, field, value,
                *size);
  *has = true;
  *size = value;
  return true;
}

/* __type(key, T) is T *key. */
static bool type_field(struct collector *collector, const struct definition *d, const char *field,
                       uint32_t id, bool *has, uint32_t *size) {
  const struct btf_type *pointer = types_resolve(collector->btf, &id);
  if (!pointer || !btf_is_ptr(pointer))
    return FAIL(collector, "map %s: field %s is not written with __type(%s, …)", d->name, field, field);
  int64_t bytes = types_size(collector->btf, pointer->type);
  if (bytes < 0)
    return FAIL(collector, "map %s: the type of field %s has no size", d->name, field);
  return set_size(collector, d, field, (uint32_t)bytes, has, size);
}

static bool is_map_in_map(uint32_t type) {
  return type == LINUX_ARRAY_OF_MAPS || type == LINUX_HASH_OF_MAPS;
}

/* __array(values, T) is T *values[] at the end. */
static bool values_field(struct collector *collector, struct definition *d, uint32_t id, uint32_t bit_offset,
                         bool last) {
  if (d->inner)
    return FAIL(collector, "map %s: inner maps of inner maps are not supported", d->name);
  if (!is_map_in_map(d->type) && d->type != LINUX_PROG_ARRAY)
    return FAIL(collector,
                "map %s: only prog_array, array_of_maps and hash_of_maps have values; put type first",
                d->name);
  if (!last)
    return FAIL(collector, "map %s: values must be the last field", d->name);
  if (!set_size(collector, d, "values", 4, &d->has_value_size, &d->value_size))
    return false;
  const struct btf_type *array = types_resolve(collector->btf, &id);
  if (!array || !btf_is_array(array) || btf_array(array)->nelems != 0)
    return FAIL(collector, "map %s: field values is not written with __array(values, …)", d->name);
  id = btf_array(array)->type;
  const struct btf_type *pointer = types_resolve(collector->btf, &id);
  const struct btf_type *target = NULL;
  if (pointer && btf_is_ptr(pointer)) {
    id = pointer->type;
    target = types_resolve(collector->btf, &id);
  }
  if (d->type == LINUX_PROG_ARRAY && (!target || !btf_is_func_proto(target)))
    return FAIL(collector, "map %s: values of a prog_array are functions: __array(values, int (void *))",
                d->name);
  if (is_map_in_map(d->type) && (!target || !btf_is_struct(target)))
    return FAIL(collector,
                "map %s: values of a map of maps are map definitions: __array(values, struct inner)",
                d->name);
  d->inner_type = is_map_in_map(d->type) ? id : 0;
  d->has_values = true;
  d->values_offset = bit_offset / 8;
  return true;
}

static bool pinning_field(struct collector *collector, struct definition *d, uint32_t id) {
  uint32_t value = 0;
  if (!uint_field(collector, d, "pinning", id, &value))
    return false;
  if (d->inner)
    return FAIL(collector, "map %s: an inner map cannot be pinned", d->name);
  if (value > PIN_BY_NAME)
    return FAIL(collector, "map %s: pinning %u is neither LIBBPF_PIN_NONE (0) nor LIBBPF_PIN_BY_NAME (1)",
                d->name, value);
  d->pinned = value == PIN_BY_NAME;
  return true;
}

static bool one_field(struct collector *collector, struct definition *d, const char *field, uint32_t id,
                      uint32_t bit_offset, bool last) {
  uint32_t number = 0;
  if (strcmp(field, "type") == 0)
    return uint_field(collector, d, field, id, &d->type);
  if (strcmp(field, "max_entries") == 0)
    return uint_field(collector, d, field, id, &d->max_entries);
  if (strcmp(field, "map_flags") == 0)
    return uint_field(collector, d, field, id, &d->flags);
  if (strcmp(field, "numa_node") == 0)
    return uint_field(collector, d, field, id, &number);
  if (strcmp(field, "map_extra") == 0) {
    bool ok = uint_field(collector, d, field, id, &number);
    d->extra = number;
    return ok;
  }
  if (strcmp(field, "key_size") == 0)
    return uint_field(collector, d, field, id, &number) &&
           set_size(collector, d, field, number, &d->has_key_size, &d->key_size);
  if (strcmp(field, "value_size") == 0)
    return uint_field(collector, d, field, id, &number) &&
           set_size(collector, d, field, number, &d->has_value_size, &d->value_size);
  if (strcmp(field, "key") == 0)
    return type_field(collector, d, field, id, &d->has_key_size, &d->key_size);
  if (strcmp(field, "value") == 0)
    return type_field(collector, d, field, id, &d->has_value_size, &d->value_size);
  if (strcmp(field, "values") == 0)
    return values_field(collector, d, id, bit_offset, last);
  if (strcmp(field, "pinning") == 0)
    return pinning_field(collector, d, id);
  return FAIL(collector, "map %s: unknown field '%s'", d->name, field);
}

static bool read_definition(struct collector *collector, uint32_t id, struct definition *d) {
  const struct btf_type *type = types_resolve(collector->btf, &id);
  if (!type || !btf_is_struct(type))
    return FAIL(collector, "map %s: its type is not a struct", d->name);
  const struct btf_member *members = btf_members(type);
  uint16_t count = btf_vlen(type);
  for (uint16_t i = 0; i < count; i++)
    if (!one_field(collector, d, types_name(collector->btf, members[i].name_off), members[i].type,
                   btf_member_bit_offset(type, i), i + 1 == count))
      return false;
  if (d->type == 0)
    return FAIL(collector, "map %s: no type; add __uint(type, BPF_MAP_TYPE_…)", d->name);
  return true;
}

static bool fill_def(struct collector *collector, const struct definition *d, struct object_map *map) {
  map->def.key_bytes = d->key_size;
  map->def.value_bytes = d->value_size;
  map->def.max_entries = d->max_entries;
  map->def.flags = d->flags;
  map->def.extra = d->extra;
  map->pinned = d->pinned;
  return set_type(collector, d->name, d->type, &map->def);
}

/* The template of a map of maps is a map of its own, named OUTER.inner. */
static bool add_template(struct collector *collector, const struct definition *outer, const char **name) {
  struct definition inner = {.name = pool_format(collector->pool, "%s.inner", outer->name), .inner = true};
  if (!outer->inner_type)
    return FAIL(collector, "map %s: it has no inner map definition; add __array(values, struct inner)",
                outer->name);
  if (!read_definition(collector, outer->inner_type, &inner))
    return false;
  struct object_map *map = add_map(collector, inner.name);
  if (!map)
    return false;
  map->is_template = true;
  *name = inner.name;
  return fill_def(collector, &inner, map);
}

/* --- sections of maps --- */

static bool add_btf_map(struct collector *collector, uint32_t section, const struct btf_var_secinfo *info) {
  const struct btf_type *var = types_at(collector->btf, info->type);
  if (!var || !btf_is_var(var))
    return FAIL(collector, "section .BTF: an entry of DATASEC .maps is not a variable");
  const char *name = types_name(collector->btf, var->name_off);
  const struct elf_symbol *symbol = elf_find_symbol(collector->elf, name, section);
  if (!symbol)
    return FAIL(collector, "map %s: BTF describes it, but section .maps has no such symbol", name);
  struct definition d = {.name = name};
  if (!read_definition(collector, var->type, &d))
    return false;
  struct object_map *map = add_map(collector, name);
  if (!map)
    return false;
  size_t index = collector->maps->count - 1;
  map->section = section;
  map->offset = symbol->value;
  map->bytes = symbol->size;
  map->has_values = d.has_values;
  map->values = symbol->value + d.values_offset;
  if (!fill_def(collector, &d, map))
    return false;
  if (d.has_values && d.values_offset > symbol->size)
    return FAIL(collector, "map %s: its values at 0x%x lie outside its 0x%llx bytes", name, d.values_offset,
                (unsigned long long)symbol->size);
  const char *inner = NULL;
  if (is_map_in_map(d.type) && !add_template(collector, &d, &inner))
    return false;
  collector->maps->at[index].inner = inner;
  return true;
}

static bool add_btf_maps(struct collector *collector) {
  const struct elf_section *section = elf_find_section(collector->elf, ".maps");
  if (!section || section->bytes == 0)
    return true;
  if (!collector->btf)
    return FAIL(collector, "section .maps: the object has no .BTF to describe its maps; compile with -g");
  const struct btf_type *datasec = types_section(collector->btf, ".maps");
  if (!datasec)
    return FAIL(collector, "section .maps: .BTF does not describe it");
  const struct btf_var_secinfo *info = btf_var_secinfos(datasec);
  for (uint16_t i = 0; i < btf_vlen(datasec); i++)
    if (!add_btf_map(collector, (uint32_t)(section - collector->elf->sections), &info[i]))
      return false;
  return true;
}

static bool add_legacy_maps(struct collector *collector) {
  const struct elf_object *elf = collector->elf;
  const struct elf_section *section = elf_find_section(elf, "maps");
  if (!section || !elf_is_loaded(section))
    return true;
  uint32_t index = (uint32_t)(section - elf->sections);
  for (size_t i = 1; i < elf->symbol_count; i++) {
    const struct elf_symbol *symbol = &elf->symbols[i];
    if (symbol->section != index || symbol->type == STT_SECTION || symbol->type == STT_FILE)
      continue;
    if (symbol->size < LEGACY_DEF_BYTES || !section->data)
      return FAIL(collector, "section maps: %s has %llu bytes, struct bpf_map_def has %d", symbol->name,
                  (unsigned long long)symbol->size, LEGACY_DEF_BYTES);
    struct object_map *map = add_map(collector, symbol->name);
    if (!map)
      return false;
    const uint8_t *at = section->data + symbol->value;
    map->section = index;
    map->offset = symbol->value;
    map->bytes = symbol->size;
    map->def.key_bytes = elf_u32(elf, at + 4);
    map->def.value_bytes = elf_u32(elf, at + 8);
    map->def.max_entries = elf_u32(elf, at + 12);
    map->def.flags = elf_u32(elf, at + 16);
    if (!set_type(collector, symbol->name, elf_u32(elf, at), &map->def))
      return false;
    if (map->def.type == MBPF_MAP_ARRAY_OF_MAPS || map->def.type == MBPF_MAP_HASH_OF_MAPS)
      return FAIL(collector, "map %s: a map of maps needs a BTF definition in .maps with __array(values, …)",
                  symbol->name);
  }
  return true;
}

/* --- global data --- */

/* ".data" and ".data.counters", but not ".database". */
static bool names_section(const char *name, const char *base) {
  size_t length = strlen(base);
  return strncmp(name, base, length) == 0 && (name[length] == '\0' || name[length] == '.');
}

static bool all_zero(const uint8_t *bytes, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (bytes[i])
      return false;
  return true;
}

static bool add_data(struct collector *collector, uint32_t index) {
  const struct elf_section *section = &collector->elf->sections[index];
  bool constant = names_section(section->name, ".rodata");
  if (section->bytes == 0 || !elf_is_loaded(section))
    return true;
  if (!constant && !names_section(section->name, ".data") && !names_section(section->name, ".bss"))
    return true;
  if (section->bytes > (uint64_t)MBPF_MAX_PACKAGE_BYTES)
    return FAIL(collector, "section %s: 0x%llx bytes of global data are more than %u", section->name,
                (unsigned long long)section->bytes, MBPF_MAX_PACKAGE_BYTES);
  if (section->reloc_count)
    return FAIL(collector,
                "section %s at 0x%llx: a global variable holds an address (of %s), which a map cannot keep",
                section->name, (unsigned long long)section->relocs[0].offset,
                collector->elf->symbols[section->relocs[0].symbol].name);
  struct object_map *map = add_map(collector, section->name);
  if (!map)
    return false;
  map->is_data = true;
  map->section = index;
  map->bytes = section->bytes;
  map->def = (struct mbpf_map_def){.type = MBPF_MAP_ARRAY,
                                   .key_bytes = 4,
                                   .value_bytes = (uint32_t)section->bytes,
                                   .max_entries = 1,
                                   .flags = constant ? CONSTANT : 0};
  if (section->data && !all_zero(section->data, section->bytes))
    map->contents = section->data;
  return true;
}

/* Weak .kconfig externs read as zeros, as where the kernel's configuration does not have them. */
static bool add_kconfig(struct collector *collector) {
  struct object_maps *maps = collector->maps;
  const struct btf_type *datasec = collector->btf ? types_section(collector->btf, ".kconfig") : NULL;
  uint32_t bytes = 0;
  for (uint16_t i = 0; datasec && i < btf_vlen(datasec); i++) {
    const struct btf_type *var = types_at(collector->btf, btf_var_secinfos(datasec)[i].type);
    int64_t size = var && btf_is_var(var) ? types_size(collector->btf, var->type) : -1;
    if (size < 0 || size > 4096)
      continue; /* a reference to it is refused */
    maps->externs = pool_grow(collector->pool, maps->externs, maps->extern_count, &maps->extern_capacity,
                              sizeof *maps->externs);
    maps->externs[maps->extern_count++] =
        (struct object_extern){types_name(collector->btf, var->name_off), bytes};
    bytes += ((uint32_t)size + 7) & ~7u;
  }
  if (!bytes)
    return true;
  struct object_map *map = add_map(collector, ".kconfig");
  if (!map)
    return false;
  map->is_data = true;
  map->bytes = bytes;
  map->def = (struct mbpf_map_def){
      .type = MBPF_MAP_ARRAY, .key_bytes = 4, .value_bytes = bytes, .max_entries = 1, .flags = CONSTANT};
  return true;
}

bool object_maps_read(struct pool *pool, const struct elf_object *elf, const struct btf *btf,
                      struct object_maps *maps, struct tool_error *error) {
  struct collector collector = {pool, elf, btf, maps, error};
  *maps = (struct object_maps){0};
  if (!add_btf_maps(&collector) || !add_legacy_maps(&collector))
    return false;
  for (uint32_t i = 1; i < elf->section_count; i++)
    if (!add_data(&collector, i))
      return false;
  return add_kconfig(&collector);
}

const struct object_map *object_map_at(const struct object_maps *maps, uint32_t section, uint64_t offset) {
  for (size_t i = 0; section != 0 && i < maps->count; i++) {
    const struct object_map *map = &maps->at[i];
    if (map->section == section && offset >= map->offset && offset - map->offset < map->bytes)
      return map;
  }
  return NULL;
}

int object_map_index(const struct object_maps *maps, const char *name) {
  for (size_t i = 0; i < maps->count; i++)
    if (strcmp(maps->at[i].name, name) == 0)
      return (int)i;
  return -1;
}
