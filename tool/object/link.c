/* The linker of one object. Top-down at the end: linked_open is the list of steps. */
#include "object/link.h"

#include <mbpf/config.h>

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

/* Relocation types, LLVM's BPF relocations. */
enum { RELOC_64_64 = 1, RELOC_64_ABS64 = 2, RELOC_64_32 = 10 };

/* Opcodes and pseudo source registers, RFC 9669 and linux/bpf.h. */
enum {
  OP_LDDW = 0x18,
  OP_CALL = 0x85,
  CALL_HELPER = 0,
  CALL_LOCAL = 1,
  LDDW_CONSTANT = 0,
  LDDW_FUNCTION = 4,
  LDDW_MAP = 5,      /* map by index, as packages have it */
  LDDW_MAP_VALUE = 6 /* value of the map at key 0, by index */
};

struct linker {
  struct pool *pool;
  struct linked *linked;
  struct tool_error *error;
};

#define FAIL(linker, ...) tool_fail((linker)->error, TOOL_FAILED, __VA_ARGS__)

/* --- functions --- */

static int by_place(const void *a, const void *b) {
  const struct linked_function *left = a, *right = b;
  if (left->section != right->section)
    return left->section < right->section ? -1 : 1;
  return left->offset < right->offset ? -1 : left->offset > right->offset;
}

static bool is_code(const struct elf_section *section) {
  return elf_is_loaded(section) && (section->flags & SHF_EXECINSTR) && section->type == SHT_PROGBITS;
}

static bool add_function(struct linker *linker, const struct elf_symbol *symbol) {
  struct linked *linked = linker->linked;
  const struct elf_section *section = &linked->elf.sections[symbol->section];
  if (symbol->size == 0 || symbol->size % 8 || symbol->value % 8)
    return FAIL(linker, "function %s: 0x%llx bytes at 0x%llx of section %s are no whole instructions",
                symbol->name, (unsigned long long)symbol->size, (unsigned long long)symbol->value,
                section->name);
  if (section->bytes / 8 > MBPF_EBPF_MAX_INSNS)
    return FAIL(linker, "section %s: %llu instructions, a package holds at most %u", section->name,
                (unsigned long long)section->bytes / 8, MBPF_EBPF_MAX_INSNS);
  struct linked_function *function = &linked->functions[linked->function_count++];
  *function = (struct linked_function){.name = symbol->name,
                                       .section = symbol->section,
                                       .offset = (uint32_t)(symbol->value / 8),
                                       .slots = (uint32_t)(symbol->size / 8)};
  function->entry = symbol->binding != STB_LOCAL && strcmp(section->name, ".text") != 0;
  if (!function->entry && strcmp(section->name, ".text") == 0)
    return true;
  if (!function->entry)
    return FAIL(linker, "program %s in section %s is static; remove 'static'", symbol->name, section->name);
  if (strlen(symbol->name) > MBPF_MAX_NAME)
    return FAIL(linker, "program %s: the name is longer than %u bytes", symbol->name, MBPF_MAX_NAME);
  return section_hook(section->name, &function->hook, linker->error);
}

static bool collect_functions(struct linker *linker) {
  struct linked *linked = linker->linked;
  size_t entries = 0;
  linked->functions = pool_array(linker->pool, linked->elf.symbol_count + 1, sizeof *linked->functions);
  for (size_t i = 1; i < linked->elf.symbol_count; i++) {
    const struct elf_symbol *symbol = &linked->elf.symbols[i];
    if (symbol->type != STT_FUNC || symbol->section >= linked->elf.section_count ||
        symbol->section == ELF_UNDEFINED)
      continue;
    if (!is_code(&linked->elf.sections[symbol->section]))
      return FAIL(linker, "function %s lies in section %s, which holds no code", symbol->name,
                  linked->elf.sections[symbol->section].name);
    if (!add_function(linker, symbol))
      return false;
  }
  if (linked->function_count)
    qsort(linked->functions, linked->function_count, sizeof *linked->functions, by_place);
  for (size_t i = 0; i < linked->function_count; i++) {
    const struct linked_function *function = &linked->functions[i];
    entries += function->entry;
    if (i > 0 && function[-1].section == function->section &&
        function[-1].offset + function[-1].slots > function->offset)
      return FAIL(linker, "functions %s and %s overlap in section %s at 0x%x", function[-1].name,
                  function->name, linked->elf.sections[function->section].name, function->offset * 8);
  }
  if (entries == 0)
    return FAIL(linker, "the object has no program: put SEC(\"xdp\") or another section before a function");
  if (entries > MBPF_MAX_PROGRAMS)
    return FAIL(linker, "%zu programs, a package holds at most %u", entries, MBPF_MAX_PROGRAMS);
  return true;
}

struct linked_function *linked_function_at(const struct linked *linked, uint32_t section, uint64_t slot) {
  size_t low = 0, high = linked->function_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    struct linked_function *function = &linked->functions[middle];
    if (function->section < section ||
        (function->section == section && function->offset + function->slots <= slot))
      low = middle + 1;
    else if (function->section > section || function->offset > slot)
      high = middle;
    else
      return function;
  }
  return NULL;
}

/* --- instructions of the object --- */

static struct insn fetch(const struct linked *linked, uint32_t section, uint32_t slot) {
  const uint8_t *at = linked->elf.sections[section].data + (size_t)slot * 8;
  bool big = linked->elf.big_endian; /* there the two register fields change places, too */
  return (struct insn){.opcode = at[0],
                       .dst = big ? at[1] >> 4 : at[1] & 15,
                       .src = big ? at[1] & 15 : at[1] >> 4,
                       .off = (int16_t)elf_u16(&linked->elf, at + 2),
                       .imm = (int32_t)elf_u32(&linked->elf, at + 4)};
}

static const struct elf_reloc *reloc_of(const struct linked *linked, uint32_t section, uint32_t slot) {
  return elf_reloc_at(&linked->elf.sections[section], (uint64_t)slot * 8);
}

/* A place in the object, for messages. */
#define PLACE "section %s at 0x%x (%s)"
#define PLACE_ARGS(linker, function, slot)                                                                   \
  (linker)->linked->elf.sections[(function)->section].name, (slot)*8, (function)->name

/* The function that starts at a place, or NULL after a message. */
static struct linked_function *function_start(struct linker *linker, const struct linked_function *from,
                                              uint32_t slot, uint32_t section, int64_t target) {
  struct linked_function *function =
      target < 0 ? NULL : linked_function_at(linker->linked, section, (uint64_t)target);
  if (function && function->offset == target)
    return function;
  FAIL(linker, PLACE ": refers to slot %lld of section %s, where no function starts",
       PLACE_ARGS(linker, from, slot), (long long)target, linker->linked->elf.sections[section].name);
  return NULL;
}

/*
 * The target of a call or of a function address. Symbols of functions count from their start, those of sections from the
 * section's; a call's immediate is relative to the next instruction, an address's is in bytes.
 */
static struct linked_function *target_of(struct linker *linker, const struct linked_function *from,
                                         uint32_t slot, const struct insn *insn,
                                         const struct elf_reloc *reloc) {
  uint32_t section = from->section;
  int64_t base = (int64_t)slot;
  if (reloc) {
    const struct elf_symbol *symbol = &linker->linked->elf.symbols[reloc->symbol];
    if (symbol->section == ELF_UNDEFINED) {
      FAIL(linker, PLACE ": %s is not defined in this object; functions of the kernel cannot be called",
           PLACE_ARGS(linker, from, slot), symbol->name);
      return NULL;
    }
    if (symbol->section >= linker->linked->elf.section_count ||
        !is_code(&linker->linked->elf.sections[symbol->section])) {
      FAIL(linker, PLACE ": %s is not a function", PLACE_ARGS(linker, from, slot), symbol->name);
      return NULL;
    }
    section = symbol->section;
    base = (int64_t)(symbol->value / 8);
  }
  int64_t distance = insn->opcode == OP_CALL ? (int64_t)insn->imm + 1 : insn->imm / 8;
  return function_start(linker, from, slot, section, base + distance);
}

static bool is_local_call(const struct insn *insn) {
  return insn->opcode == OP_CALL && insn->src == CALL_LOCAL;
}

/* Does this lddw take a function's address? */
static bool is_function_address(const struct linked *linked, const struct insn *insn,
                                const struct elf_reloc *reloc) {
  if (insn->opcode != OP_LDDW || !reloc)
    return false;
  const struct elf_symbol *symbol = &linked->elf.symbols[reloc->symbol];
  return symbol->section != ELF_UNDEFINED && symbol->section < linked->elf.section_count &&
         is_code(&linked->elf.sections[symbol->section]);
}

/* --- which functions are needed --- */

static bool reach(struct linker *linker, struct linked_function *start) {
  struct linked *linked = linker->linked;
  struct linked_function **work = pool_array(linker->pool, linked->function_count, sizeof *work);
  size_t count = 0;
  start->reached = true;
  work[count++] = start;
  while (count > 0) {
    struct linked_function *function = work[--count];
    for (uint32_t i = 0; i < function->slots; i++) {
      uint32_t slot = function->offset + i;
      struct insn insn = fetch(linked, function->section, slot);
      const struct elf_reloc *reloc = reloc_of(linked, function->section, slot);
      if (is_local_call(&insn) || is_function_address(linked, &insn, reloc)) {
        struct linked_function *target = target_of(linker, function, slot, &insn, reloc);
        if (!target)
          return false;
        if (!target->reached) {
          target->reached = true;
          work[count++] = target;
        }
      }
      i += insn.opcode == OP_LDDW;
    }
  }
  return true;
}

static bool layout(struct linker *linker) {
  struct linked *linked = linker->linked;
  uint32_t slot = 0, count = 0;
  for (size_t i = 0; i < linked->function_count; i++)
    if (linked->functions[i].entry && !linked->functions[i].reached && !reach(linker, &linked->functions[i]))
      return false;
  for (size_t i = 0; i < linked->function_count; i++) {
    struct linked_function *function = &linked->functions[i];
    if (!function->reached)
      continue;
    if (function->slots > MBPF_EBPF_MAX_INSNS - slot)
      return FAIL(linker, "more than the %u instructions a package holds", MBPF_EBPF_MAX_INSNS);
    function->first_slot = slot;
    slot += function->slots;
    count++;
  }
  if (count > MBPF_EBPF_MAX_FUNCTIONS)
    return FAIL(linker, "%u functions, a package holds at most %u", count, MBPF_EBPF_MAX_FUNCTIONS);
  linked->insns = pool_array(linker->pool, slot, sizeof *linked->insns);
  linked->insn_count = slot;
  return true;
}

/* --- relocating --- */

/* An external variable: weak ones are address 0, or zeros where .kconfig keeps them. */
static bool relocate_extern(struct linker *linker, const struct linked_function *function, uint32_t slot,
                            struct insn insn[2], const struct elf_symbol *symbol) {
  const struct object_maps *maps = &linker->linked->maps;
  if (symbol->binding != STB_WEAK)
    return FAIL(linker,
                PLACE ": %s is not defined in this object; .kconfig and .ksyms variables must be __weak",
                PLACE_ARGS(linker, function, slot), symbol->name);
  insn[0].src = LDDW_CONSTANT;
  insn[0].imm = insn[1].imm = 0;
  for (size_t i = 0; i < maps->extern_count; i++)
    if (strcmp(maps->externs[i].name, symbol->name) == 0) {
      insn[0].src = LDDW_MAP_VALUE;
      insn[0].imm = object_map_index(maps, ".kconfig");
      insn[1].imm = (int32_t)maps->externs[i].offset;
    }
  return true;
}

static bool relocate_map(struct linker *linker, const struct linked_function *function, uint32_t slot,
                         struct insn insn[2], const struct elf_symbol *symbol) {
  const struct linked *linked = linker->linked;
  uint64_t offset = symbol->value + (uint64_t)(int64_t)insn[0].imm;
  const struct object_map *map = object_map_at(&linked->maps, symbol->section, offset);
  /* One past the end of global data is an address C may form. */
  if (!map && offset > 0)
    map = object_map_at(&linked->maps, symbol->section, offset - 1);
  if (!map || (!map->is_data && offset != map->offset))
    return FAIL(linker, PLACE ": refers to %s at 0x%llx of section %s, where no map or global variable lies",
                PLACE_ARGS(linker, function, slot), symbol->name, (unsigned long long)offset,
                symbol->section < linked->elf.section_count ? linked->elf.sections[symbol->section].name
                                                            : "?");
  insn[0].src = map->is_data ? LDDW_MAP_VALUE : LDDW_MAP;
  insn[0].imm = (int32_t)(map - linked->maps.at);
  insn[1].imm = map->is_data ? (int32_t)offset : 0;
  return true;
}

static bool relocate_lddw(struct linker *linker, const struct linked_function *function, uint32_t slot,
                          struct insn insn[2], const struct elf_reloc *reloc) {
  if (!reloc) {
    if (insn[0].src == LDDW_CONSTANT)
      return true;
    return FAIL(linker, PLACE ": pseudo source %u without a relocation", PLACE_ARGS(linker, function, slot),
                insn[0].src);
  }
  const struct elf_symbol *symbol = &linker->linked->elf.symbols[reloc->symbol];
  if (reloc->type != RELOC_64_64)
    return FAIL(linker, PLACE ": relocation type %u against %s, expected R_BPF_64_64 (1)",
                PLACE_ARGS(linker, function, slot), reloc->type, symbol->name);
  if (symbol->section == ELF_UNDEFINED)
    return relocate_extern(linker, function, slot, insn, symbol);
  if (!is_function_address(linker->linked, &insn[0], reloc))
    return relocate_map(linker, function, slot, insn, symbol);
  const struct linked_function *target = target_of(linker, function, slot, &insn[0], reloc);
  if (!target)
    return false;
  uint32_t here = function->first_slot + (slot - function->offset);
  insn[0].src = LDDW_FUNCTION;
  insn[0].imm = (int32_t)target->first_slot - (int32_t)here - 1;
  insn[1].imm = 0;
  return true;
}

static bool relocate_call(struct linker *linker, const struct linked_function *function, uint32_t slot,
                          struct insn *insn, const struct elf_reloc *reloc) {
  if (reloc && reloc->type != RELOC_64_32)
    return FAIL(linker, PLACE ": relocation type %u on a call, expected R_BPF_64_32 (10)",
                PLACE_ARGS(linker, function, slot), reloc->type);
  if (insn->src == CALL_LOCAL) {
    const struct linked_function *target = target_of(linker, function, slot, insn, reloc);
    if (!target)
      return false;
    uint32_t here = function->first_slot + (slot - function->offset);
    insn->imm = (int32_t)target->first_slot - (int32_t)here - 1;
    return true;
  }
  if (reloc || insn->src != CALL_HELPER)
    return FAIL(
        linker,
        PLACE ": calls a function of the kernel%s%s; only helpers and functions of this object can be called",
        PLACE_ARGS(linker, function, slot), reloc ? ", " : "",
        reloc ? linker->linked->elf.symbols[reloc->symbol].name : "");
  return true;
}

static bool relocate_function(struct linker *linker, const struct linked_function *function) {
  struct linked *linked = linker->linked;
  struct insn *out = linked->insns + function->first_slot;
  for (uint32_t i = 0; i < function->slots; i++) {
    uint32_t slot = function->offset + i;
    const struct elf_reloc *reloc = reloc_of(linked, function->section, slot);
    out[i] = fetch(linked, function->section, slot);
    if (out[i].opcode == OP_LDDW) {
      if (i + 1 >= function->slots)
        return FAIL(linker, PLACE ": the function ends inside a 16-byte instruction",
                    PLACE_ARGS(linker, function, slot));
      out[i + 1] = fetch(linked, function->section, slot + 1);
      if (!relocate_lddw(linker, function, slot, &out[i], reloc))
        return false;
      i++;
    } else if (out[i].opcode == OP_CALL) {
      if (!relocate_call(linker, function, slot, &out[i], reloc))
        return false;
    } else if (reloc) {
      return FAIL(linker, PLACE ": a relocation (type %u, %s) on an instruction that takes none",
                  PLACE_ARGS(linker, function, slot), reloc->type, linked->elf.symbols[reloc->symbol].name);
    }
  }
  return true;
}

static bool relocate_all(struct linker *linker) {
  for (size_t i = 0; i < linker->linked->function_count; i++)
    if (linker->linked->functions[i].reached && !relocate_function(linker, &linker->linked->functions[i]))
      return false;
  return true;
}

/* --- .values --- */

static bool one_value(struct linker *linker, const struct object_map *map, const struct elf_reloc *reloc) {
  struct linked *linked = linker->linked;
  const struct elf_symbol *symbol = &linked->elf.symbols[reloc->symbol];
  uint64_t at = reloc->offset - map->values;
  struct linked_value value = {.map = (uint32_t)(map - linked->maps.at), .slot = (uint32_t)(at / 8)};
  if (reloc->type != RELOC_64_ABS64 || at % 8)
    return FAIL(linker, "map %s: relocation type %u at 0x%llx of .maps is not an element of .values",
                map->name, reloc->type, (unsigned long long)reloc->offset);
  if (map->def.type != MBPF_MAP_HASH_OF_MAPS && at / 8 >= map->def.max_entries)
    return FAIL(linker, "map %s: .values[%llu], but max_entries is %u", map->name, (unsigned long long)at / 8,
                map->def.max_entries);
  if (map->def.type == MBPF_MAP_PROG_ARRAY) {
    struct linked_function *function = linked_function_at(linked, symbol->section, symbol->value / 8);
    if (!function || !function->entry || function->offset != symbol->value / 8 || symbol->type != STT_FUNC)
      return FAIL(linker, "map %s: .values[%u] is %s, not a program of this object", map->name, value.slot,
                  symbol->name);
    value.program = function;
  } else {
    const struct object_map *inner = object_map_at(&linked->maps, symbol->section, symbol->value);
    if (!inner || inner->is_data || inner->offset != symbol->value)
      return FAIL(linker, "map %s: .values[%u] is %s, not a map of this object", map->name, value.slot,
                  symbol->name);
    value.inner_map = (uint32_t)(inner - linked->maps.at);
  }
  linked->values = pool_grow(linker->pool, linked->values, linked->value_count, &linked->value_capacity,
                             sizeof *linked->values);
  linked->values[linked->value_count++] = value;
  return true;
}

static bool collect_values(struct linker *linker) {
  struct linked *linked = linker->linked;
  const struct elf_section *section = elf_find_section(&linked->elf, ".maps");
  for (size_t i = 0; section && i < section->reloc_count; i++) {
    const struct elf_reloc *reloc = &section->relocs[i];
    const struct object_map *map =
        object_map_at(&linked->maps, (uint32_t)(section - linked->elf.sections), reloc->offset);
    if (!map || !map->has_values || reloc->offset < map->values)
      return FAIL(linker, "section .maps at 0x%llx: a relocation (%s) outside the .values of a map",
                  (unsigned long long)reloc->offset, linked->elf.symbols[reloc->symbol].name);
    if (!one_value(linker, map, reloc))
      return false;
  }
  return true;
}

/* --- the steps --- */

static bool open_types(struct linker *linker) {
  const struct elf_section *section = elf_find_section(&linker->linked->elf, ".BTF");
  if (!section || !section->data || section->bytes == 0)
    return true;
  return types_open(section->data, section->bytes, &linker->linked->btf, linker->error);
}

bool linked_open(struct pool *pool, const uint8_t *bytes, size_t length, struct linked *linked,
                 struct tool_error *error) {
  struct linker linker = {pool, linked, error};
  *linked = (struct linked){0};
  return elf_read(pool, bytes, length, &linked->elf, error) && open_types(&linker) &&
         object_maps_read(pool, &linked->elf, linked->btf, &linked->maps, error) &&
         collect_functions(&linker) && layout(&linker) && relocate_all(&linker) && collect_values(&linker) &&
         linked_debug(pool, linked, error);
}

void linked_close(struct linked *linked) {
  btf__free(linked->btf);
  linked->btf = NULL;
}
