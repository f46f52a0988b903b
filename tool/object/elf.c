/* Reading a BPF object with libelf. Top-down at the end of the file: elf_read is the list of steps. */
#include "object/elf.h"

#include "base/bytes.h"
#include "base/checked.h"

#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

#ifndef EM_BPF
#define EM_BPF 247
#endif

/* Sizes of ELF64 records, ELF specification. */
enum { EHDR_BYTES = 64, SHDR_BYTES = 64, SYM_BYTES = 24, REL_BYTES = 16 };

struct reader {
  struct pool *pool;
  const uint8_t *bytes;
  size_t length;
  struct elf_object *object;
  struct tool_error *error;
  Elf *elf;
  size_t symtab; /* section index, 0: none */
};

#define FAIL(reader, ...) tool_fail((reader)->error, TOOL_FAILED, __VA_ARGS__)

uint16_t elf_u16(const struct elf_object *object, const uint8_t *at) {
  return object->big_endian ? load_be16(at) : load_le16(at);
}

uint32_t elf_u32(const struct elf_object *object, const uint8_t *at) {
  return object->big_endian ? load_be32(at) : load_le32(at);
}

uint64_t elf_u64(const struct elf_object *object, const uint8_t *at) {
  return object->big_endian ? load_be64(at) : load_le64(at);
}

static bool check_ident(struct reader *reader) {
  const uint8_t *at = reader->bytes;
  if (reader->length < EI_NIDENT || memcmp(at, ELFMAG, SELFMAG) != 0)
    return FAIL(reader, "not an ELF object (no \\x7fELF at offset 0)");
  if (reader->length < EHDR_BYTES)
    return FAIL(reader, "truncated: %zu bytes, an ELF header has %d", reader->length, EHDR_BYTES);
  if (at[EI_CLASS] != ELFCLASS64)
    return FAIL(reader, "ELF header at 0x4: class %u, BPF objects are 64-bit (2)", at[EI_CLASS]);
  if (at[EI_DATA] != ELFDATA2LSB && at[EI_DATA] != ELFDATA2MSB)
    return FAIL(reader, "ELF header at 0x5: byte order %u is neither little (1) nor big (2)", at[EI_DATA]);
  reader->object->big_endian = at[EI_DATA] == ELFDATA2MSB;
  return true;
}

static bool check_header(struct reader *reader) {
  const struct elf_object *object = reader->object;
  const uint8_t *at = reader->bytes;
  uint16_t type = elf_u16(object, at + 16);
  uint16_t machine = elf_u16(object, at + 18);
  uint64_t table = elf_u64(object, at + 40);
  uint16_t entry_bytes = elf_u16(object, at + 58);
  uint16_t count = elf_u16(object, at + 60);
  uint16_t names = elf_u16(object, at + 62);
  if (machine != EM_BPF)
    return FAIL(reader, "ELF header at 0x12: machine %u, not BPF (%d); compile with clang -target bpf",
                machine, EM_BPF);
  if (type != ET_REL)
    return FAIL(reader, "ELF header at 0x10: type %u, not a relocatable object (1); compile with -c", type);
  if (entry_bytes != SHDR_BYTES)
    return FAIL(reader, "ELF header at 0x3a: section headers of %u bytes, not %d", entry_bytes, SHDR_BYTES);
  if (count == 0)
    return FAIL(reader, "ELF header at 0x3c: the object has no sections");
  if (!range_fits(table, (uint64_t)count * SHDR_BYTES, reader->length))
    return FAIL(reader, "ELF header at 0x28: %u section headers at 0x%llx do not fit the file's %zu bytes",
                count, (unsigned long long)table, reader->length);
  if (names == 0 || names >= count)
    return FAIL(reader, "ELF header at 0x3e: section name table %u, the object has %u sections", names,
                count);
  return true;
}

/* A zero-terminated string of a string section, or NULL. */
static const char *string_at(struct reader *reader, const GElf_Shdr *strings, uint64_t offset) {
  if (strings->sh_type != SHT_STRTAB || !range_fits(strings->sh_offset, strings->sh_size, reader->length) ||
      offset >= strings->sh_size)
    return NULL;
  const char *at = (const char *)reader->bytes + strings->sh_offset + offset;
  return memchr(at, 0, strings->sh_size - offset) ? at : NULL;
}

static bool read_section(struct reader *reader, size_t index, const GElf_Shdr *names) {
  struct elf_section *section = &reader->object->sections[index];
  GElf_Shdr header;
  Elf_Scn *scn = elf_getscn(reader->elf, index);
  if (!scn || !gelf_getshdr(scn, &header))
    return FAIL(reader, "section %zu: unreadable header: %s", index, elf_errmsg(-1));
  section->name = string_at(reader, names, header.sh_name);
  if (!section->name)
    return FAIL(reader, "section %zu: its name at 0x%x lies outside the section name table", index,
                header.sh_name);
  section->type = header.sh_type;
  section->flags = header.sh_flags;
  section->bytes = header.sh_size;
  section->file_offset = header.sh_offset;
  if (header.sh_type == SHT_NULL || header.sh_type == SHT_NOBITS)
    return true;
  if (!range_fits(header.sh_offset, header.sh_size, reader->length))
    return FAIL(reader, "section %s: 0x%llx bytes at 0x%llx do not fit the file's %zu bytes", section->name,
                (unsigned long long)header.sh_size, (unsigned long long)header.sh_offset, reader->length);
  section->data = reader->bytes + header.sh_offset;
  if ((header.sh_flags & SHF_COMPRESSED) && elf_is_loaded(section))
    return FAIL(reader, "section %s is compressed; build without section compression", section->name);
  if (header.sh_type == SHT_SYMTAB) {
    if (reader->symtab)
      return FAIL(reader, "section %s: a second symbol table (the first is section %zu)", section->name,
                  reader->symtab);
    reader->symtab = index;
  }
  return true;
}

static bool read_sections(struct reader *reader) {
  size_t count = elf_u16(reader->object, reader->bytes + 60);
  size_t names_index = elf_u16(reader->object, reader->bytes + 62);
  GElf_Shdr names;
  Elf_Scn *scn = elf_getscn(reader->elf, names_index);
  if (!scn || !gelf_getshdr(scn, &names))
    return FAIL(reader, "section %zu (section names): %s", names_index, elf_errmsg(-1));
  if (names.sh_type != SHT_STRTAB || !range_fits(names.sh_offset, names.sh_size, reader->length))
    return FAIL(reader, "section %zu: not a usable section name table", names_index);
  reader->object->sections = pool_array(reader->pool, count, sizeof *reader->object->sections);
  reader->object->section_count = count;
  for (size_t i = 0; i < count; i++)
    if (!read_section(reader, i, &names))
      return false;
  return true;
}

static bool check_symbol(struct reader *reader, size_t index, const struct elf_symbol *symbol) {
  const struct elf_object *object = reader->object;
  bool special = symbol->section == ELF_UNDEFINED || symbol->section == ELF_ABSOLUTE;
  if (symbol->section == ELF_COMMON)
    return FAIL(reader, "symbol %s is a common symbol; compile with -fno-common or give it an initial value",
                symbol->name);
  if (!special && symbol->section >= object->section_count)
    return FAIL(reader, "symbol %zu (%s): section %u, the object has %zu", index, symbol->name,
                symbol->section, object->section_count);
  if (special)
    return true;
  const struct elf_section *section = &object->sections[symbol->section];
  if (elf_is_loaded(section) && !range_fits(symbol->value, symbol->size, section->bytes))
    return FAIL(reader, "symbol %s: 0x%llx bytes at 0x%llx lie outside section %s (0x%llx bytes)",
                symbol->name, (unsigned long long)symbol->size, (unsigned long long)symbol->value,
                section->name, (unsigned long long)section->bytes);
  return true;
}

static int by_name(const void *a, const void *b) {
  return strcmp((*(const struct elf_symbol *const *)a)->name, (*(const struct elf_symbol *const *)b)->name);
}

/* Two visible definitions of one name: linking by name would pick one at random. */
static bool check_duplicates(struct reader *reader) {
  const struct elf_object *object = reader->object;
  const struct elf_symbol **sorted = pool_array(reader->pool, object->symbol_count, sizeof *sorted);
  size_t count = 0;
  for (size_t i = 1; i < object->symbol_count; i++)
    if (object->symbols[i].binding != STB_LOCAL && object->symbols[i].section != ELF_UNDEFINED)
      sorted[count++] = &object->symbols[i];
  if (count)
    qsort(sorted, count, sizeof *sorted, by_name);
  for (size_t i = 1; i < count; i++)
    if (by_name(&sorted[i - 1], &sorted[i]) == 0)
      return FAIL(reader, "symbol %s is defined twice (section %u at 0x%llx and section %u at 0x%llx)",
                  sorted[i]->name, sorted[i - 1]->section, (unsigned long long)sorted[i - 1]->value,
                  sorted[i]->section, (unsigned long long)sorted[i]->value);
  return true;
}

static bool read_symbols(struct reader *reader) {
  struct elf_object *object = reader->object;
  GElf_Shdr header, strings;
  GElf_Sym raw;
  if (!reader->symtab)
    return FAIL(reader, "the object has no symbol table; do not strip it");
  const char *name = object->sections[reader->symtab].name;
  Elf_Scn *scn = elf_getscn(reader->elf, reader->symtab);
  gelf_getshdr(scn, &header);
  if (header.sh_entsize != SYM_BYTES || header.sh_size % SYM_BYTES != 0)
    return FAIL(reader, "section %s: symbols of 0x%llx bytes in 0x%llx bytes, not a multiple of %d", name,
                (unsigned long long)header.sh_entsize, (unsigned long long)header.sh_size, SYM_BYTES);
  Elf_Scn *strings_scn =
      header.sh_link < object->section_count ? elf_getscn(reader->elf, header.sh_link) : NULL;
  if (!strings_scn || !gelf_getshdr(strings_scn, &strings))
    return FAIL(reader, "section %s: its string table %u does not exist", name, header.sh_link);
  Elf_Data *data = elf_getdata(scn, NULL);
  size_t count = header.sh_size / SYM_BYTES;
  if (count && (!data || data->d_size < header.sh_size))
    return FAIL(reader, "section %s: unreadable: %s", name, elf_errmsg(-1));
  object->symbols = pool_array(reader->pool, count + 1, sizeof *object->symbols);
  object->symbol_count = count;
  for (size_t i = 0; i < count; i++) {
    struct elf_symbol *symbol = &object->symbols[i];
    if (!gelf_getsym(data, (int)i, &raw))
      return FAIL(reader, "section %s: symbol %zu is unreadable: %s", name, i, elf_errmsg(-1));
    symbol->name = string_at(reader, &strings, raw.st_name);
    if (!symbol->name)
      return FAIL(reader, "section %s: symbol %zu: its name at 0x%x lies outside the string table", name, i,
                  raw.st_name);
    symbol->type = GELF_ST_TYPE(raw.st_info);
    symbol->binding = GELF_ST_BIND(raw.st_info);
    symbol->section = raw.st_shndx;
    symbol->value = raw.st_value;
    symbol->size = raw.st_size;
    if (i > 0 && !check_symbol(reader, i, symbol))
      return false;
  }
  return check_duplicates(reader);
}

static int by_offset(const void *a, const void *b) {
  uint64_t left = ((const struct elf_reloc *)a)->offset, right = ((const struct elf_reloc *)b)->offset;
  return left < right ? -1 : left > right;
}

static bool check_relocs(struct reader *reader, const char *name, const struct elf_section *target) {
  for (size_t i = 0; i < target->reloc_count; i++) {
    const struct elf_reloc *reloc = &target->relocs[i];
    if (reloc->offset >= target->bytes || target->bytes - reloc->offset < 8)
      return FAIL(reader, "section %s: relocation %zu at 0x%llx lies outside %s (0x%llx bytes)", name, i,
                  (unsigned long long)reloc->offset, target->name, (unsigned long long)target->bytes);
    if (reloc->symbol == 0 || reloc->symbol >= reader->object->symbol_count)
      return FAIL(reader, "section %s: relocation %zu at 0x%llx names symbol %u, the object has %zu", name, i,
                  (unsigned long long)reloc->offset, reloc->symbol, reader->object->symbol_count);
    if (i > 0 && reloc->offset == reloc[-1].offset)
      return FAIL(reader, "section %s: two relocations at 0x%llx", name, (unsigned long long)reloc->offset);
  }
  return true;
}

static bool read_relocs(struct reader *reader, size_t index) {
  struct elf_object *object = reader->object;
  const struct elf_section *section = &object->sections[index];
  GElf_Shdr header;
  GElf_Rel raw;
  Elf_Scn *scn = elf_getscn(reader->elf, index);
  gelf_getshdr(scn, &header);
  if (header.sh_info >= object->section_count)
    return FAIL(reader, "section %s: relocates section %u, the object has %zu", section->name, header.sh_info,
                object->section_count);
  struct elf_section *target = &object->sections[header.sh_info];
  if (!elf_is_loaded(target))
    return true;
  if (section->type == SHT_RELA)
    return FAIL(reader, "section %s: relocations with addends (RELA) do not occur in BPF objects",
                section->name);
  if (header.sh_link != reader->symtab)
    return FAIL(reader, "section %s: uses symbol table %u, not %zu", section->name, header.sh_link,
                reader->symtab);
  if (header.sh_entsize != REL_BYTES || header.sh_size % REL_BYTES != 0)
    return FAIL(reader, "section %s: relocations of 0x%llx bytes in 0x%llx bytes, not a multiple of %d",
                section->name, (unsigned long long)header.sh_entsize, (unsigned long long)header.sh_size,
                REL_BYTES);
  if (target->relocs)
    return FAIL(reader, "section %s: a second relocation table for %s", section->name, target->name);
  Elf_Data *data = elf_getdata(scn, NULL);
  size_t count = header.sh_size / REL_BYTES;
  if (count && (!data || data->d_size < header.sh_size))
    return FAIL(reader, "section %s: unreadable: %s", section->name, elf_errmsg(-1));
  target->relocs = pool_array(reader->pool, count + 1, sizeof *target->relocs);
  target->reloc_count = count;
  for (size_t i = 0; i < count; i++) {
    if (!gelf_getrel(data, (int)i, &raw))
      return FAIL(reader, "section %s: relocation %zu is unreadable: %s", section->name, i, elf_errmsg(-1));
    target->relocs[i] =
        (struct elf_reloc){raw.r_offset, (uint32_t)GELF_R_TYPE(raw.r_info), (uint32_t)GELF_R_SYM(raw.r_info)};
  }
  if (count)
    qsort(target->relocs, count, sizeof *target->relocs, by_offset);
  return check_relocs(reader, section->name, target);
}

static bool read_all(struct reader *reader) {
  if (!read_sections(reader) || !read_symbols(reader))
    return false;
  for (size_t i = 1; i < reader->object->section_count; i++) {
    uint32_t type = reader->object->sections[i].type;
    if ((type == SHT_REL || type == SHT_RELA) && !read_relocs(reader, i))
      return false;
  }
  return true;
}

bool elf_read(struct pool *pool, const uint8_t *bytes, size_t length, struct elf_object *object,
              struct tool_error *error) {
  struct reader reader = {.pool = pool, .bytes = bytes, .length = length, .object = object, .error = error};
  *object = (struct elf_object){0};
  if (!check_ident(&reader) || !check_header(&reader))
    return false;
  elf_version(EV_CURRENT);
  /* libelf wants memory it may write, aligned for its records. */
  char *copy = pool_alloc(pool, length);
  memcpy(copy, bytes, length);
  reader.elf = elf_memory(copy, length);
  if (!reader.elf)
    return FAIL(&reader, "not a readable ELF object: %s", elf_errmsg(-1));
  bool ok = read_all(&reader);
  elf_end(reader.elf);
  return ok;
}

const struct elf_section *elf_find_section(const struct elf_object *object, const char *name) {
  for (size_t i = 1; i < object->section_count; i++)
    if (strcmp(object->sections[i].name, name) == 0)
      return &object->sections[i];
  return NULL;
}

const struct elf_symbol *elf_find_symbol(const struct elf_object *object, const char *name,
                                         uint32_t section) {
  for (size_t i = 1; i < object->symbol_count; i++)
    if (object->symbols[i].section == section && object->symbols[i].type != STT_SECTION &&
        strcmp(object->symbols[i].name, name) == 0)
      return &object->symbols[i];
  return NULL;
}

const struct elf_reloc *elf_reloc_at(const struct elf_section *section, uint64_t offset) {
  struct elf_reloc key = {.offset = offset};
  return section->reloc_count ? bsearch(&key, section->relocs, section->reloc_count, sizeof key, by_offset)
                              : NULL;
}

bool elf_is_loaded(const struct elf_section *section) {
  return (section->flags & SHF_ALLOC) != 0 && (section->type == SHT_PROGBITS || section->type == SHT_NOBITS);
}
