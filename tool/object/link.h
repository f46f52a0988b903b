/*
 * Linking: from a checked object to the code, functions, source lines and maps of a package. Programs and the functions they
 * reach are laid out one after another; calls, map references, global data and CO-RE relocations are resolved.
 */
#ifndef TOOL_OBJECT_LINK_H
#define TOOL_OBJECT_LINK_H

#include "object/hooks.h"
#include "object/maps.h"

/* One eBPF instruction slot, whatever the object's byte order. */
struct insn {
  uint8_t opcode, dst, src;
  int16_t off;
  int32_t imm;
};

struct linked_function {
  const char *name;
  uint32_t section;
  uint32_t offset; /* in its section, slots */
  uint32_t slots;
  bool entry;
  bool reached;
  uint32_t first_slot;      /* in the package's code */
  struct section_hook hook; /* entry */
};

/* Source of the instructions from slot on. text: the source line, or NULL. */
struct linked_line {
  uint32_t slot;
  const char *file;
  uint32_t line, column;
  const char *text;
};

/* An initial entry of a program array or map of maps. */
struct linked_value {
  uint32_t map;
  uint32_t slot;
  const struct linked_function *program; /* or NULL: */
  uint32_t inner_map;
};

struct linked {
  struct elf_object elf;
  struct btf *btf; /* or NULL */
  struct object_maps maps;
  struct linked_function *functions; /* by section and offset; only those reached are in the code */
  size_t function_count;
  struct insn *insns;
  size_t insn_count;
  struct linked_line *lines; /* by slot */
  size_t line_count, line_capacity;
  struct linked_value *values;
  size_t value_count, value_capacity;
};

/* Links an object of length bytes, which must stay as long as the result. Call linked_close in either case. */
bool linked_open(struct pool *pool, const uint8_t *bytes, size_t length, struct linked *linked,
                 struct tool_error *error);
void linked_close(struct linked *linked);

/* The function that covers a place of a section, or NULL. */
struct linked_function *linked_function_at(const struct linked *linked, uint32_t section, uint64_t slot);

/* .BTF.ext: fills linked->lines, and applies the CO-RE relocations to linked->insns. */
bool linked_debug(struct pool *pool, struct linked *linked, struct tool_error *error);

#endif
