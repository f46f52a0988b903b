/*
 * A clang BPF object as its ELF tables say: sections, symbols, relocations, every offset and index checked. Nothing here knows
 * what the sections mean. All of it lives in the pool given.
 */
#ifndef TOOL_OBJECT_ELF_H
#define TOOL_OBJECT_ELF_H

#include "error.h"
#include "pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf_reloc {
  uint64_t offset; /* in the section it belongs to */
  uint32_t type;   /* R_BPF_… */
  uint32_t symbol; /* index into elf_object.symbols */
};

struct elf_section {
  const char *name;
  uint32_t type;       /* SHT_… */
  uint64_t flags;      /* SHF_… */
  const uint8_t *data; /* NULL for SHT_NOBITS */
  uint64_t bytes;
  uint64_t file_offset;
  struct elf_reloc *relocs; /* ordered by offset, no two at one offset */
  size_t reloc_count;
};

/* Symbol sections beside a section's index. */
enum { ELF_UNDEFINED = 0, ELF_ABSOLUTE = 0xfff1, ELF_COMMON = 0xfff2 };

struct elf_symbol {
  const char *name;
  uint8_t type;    /* STT_… */
  uint8_t binding; /* STB_… */
  uint32_t section;
  uint64_t value; /* offset in its section */
  uint64_t size;
};

struct elf_object {
  bool big_endian;
  struct elf_section *sections; /* [0] is the empty one */
  size_t section_count;
  struct elf_symbol *symbols; /* [0] is the empty one */
  size_t symbol_count;
};

/* Reads length bytes of an object file; they must stay as long as the result. False with the section and offset at fault. */
bool elf_read(struct pool *pool, const uint8_t *bytes, size_t length, struct elf_object *object,
              struct tool_error *error);

/* The first section of a name, or NULL. */
const struct elf_section *elf_find_section(const struct elf_object *object, const char *name);

/* The defined symbol of a name in a section, or NULL. */
const struct elf_symbol *elf_find_symbol(const struct elf_object *object, const char *name, uint32_t section);

/* The relocation at an offset of a section, or NULL. */
const struct elf_reloc *elf_reloc_at(const struct elf_section *section, uint64_t offset);

/* Can the section hold instructions, global data, map definitions? (Debug sections cannot.) */
bool elf_is_loaded(const struct elf_section *section);

/* 16- and 32-bit loads in the object's byte order. */
uint16_t elf_u16(const struct elf_object *object, const uint8_t *at);
uint32_t elf_u32(const struct elf_object *object, const uint8_t *at);
uint64_t elf_u64(const struct elf_object *object, const uint8_t *at);

#endif
