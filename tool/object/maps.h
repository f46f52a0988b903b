/*
 * The maps of an object: BTF definitions in .maps (with .values and inner maps), the old struct bpf_map_def in "maps", and one
 * array map per section of global data. Meanings are libbpf's.
 */
#ifndef TOOL_OBJECT_MAPS_H
#define TOOL_OBJECT_MAPS_H

#include "object/elf.h"
#include "object/types.h"

#include <mbpf/map.h>

struct object_map {
  const char *name;
  struct mbpf_map_def def;
  bool pinned;             /* by name */
  bool is_template;        /* describes the inner maps of another */
  bool is_data;            /* a section of global data */
  const char *inner;       /* name of the template, or NULL */
  uint32_t section;        /* of the object, 0: none (templates, .kconfig) */
  uint64_t offset;         /* of the definition in its section */
  uint64_t bytes;          /* of the definition or the data */
  const uint8_t *contents; /* initial value at key 0, or NULL for zeros */
  bool has_values;
  uint64_t values; /* offset in its section of the first .values element */
};

/* An external variable of .kconfig: one weak, so it reads as zeros at an offset of the map. */
struct object_extern {
  const char *name;
  uint32_t offset;
};

struct object_maps {
  struct object_map *at;
  size_t count, capacity;
  struct object_extern *externs;
  size_t extern_count, extern_capacity;
};

/* Collects them all, in the order of the object. btf may be NULL: then .maps is an error. */
bool object_maps_read(struct pool *pool, const struct elf_object *elf, const struct btf *btf,
                      struct object_maps *maps, struct tool_error *error);

/* The map whose definition or data covers an offset of a section, or NULL. */
const struct object_map *object_map_at(const struct object_maps *maps, uint32_t section, uint64_t offset);

/* The index of a map by name, or -1. */
int object_map_index(const struct object_maps *maps, const char *name);

#endif
