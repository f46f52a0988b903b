/*
 * .BTF.ext: source lines and CO-RE relocations. Its layout (linux/btf.h, libbpf): a header with offset and length of the
 * func_info, line_info and, in newer objects, core_relo parts; each part is a record size and then, per ELF section, a name, a
 * count and the records. Bottom-up.
 */
#include "object/link.h"

#include "base/checked.h"
#include "hook/hook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  EXT_MAGIC = 0xeb9f,
  LINE_RECORD_BYTES = 16, /* insn_off, file_name_off, line_off, line_col */
  CORE_RECORD_BYTES = 16  /* insn_off, type_id, access_str_off, kind */
};

struct reader {
  struct pool *pool;
  struct linked *linked;
  struct tool_error *error;
  const uint8_t *at; /* of .BTF.ext */
  size_t bytes;
};

#define FAIL(reader, ...) tool_fail((reader)->error, TOOL_FAILED, "section .BTF.ext" __VA_ARGS__)

typedef bool record_fn(struct reader *reader, uint32_t section, const uint8_t *record);

static uint32_t u32_at(const struct reader *reader, size_t offset) {
  return elf_u32(&reader->linked->elf, reader->at + offset);
}

/* The code section of a name, 0 when the object has none. */
static uint32_t find_section(const struct reader *reader, uint32_t name_offset) {
  const struct elf_section *section =
      elf_find_section(&reader->linked->elf, types_name(reader->linked->btf, name_offset));
  return section ? (uint32_t)(section - reader->linked->elf.sections) : 0;
}

/* Walks one part: [offset, offset + length) of the section. */
static bool walk(struct reader *reader, const char *part, size_t offset, size_t length, uint32_t least_bytes,
                 record_fn *each) {
  size_t end = offset + length;
  if (length == 0)
    return true;
  if (length < 4)
    return FAIL(reader, ": %s has %zu bytes", part, length);
  uint32_t record_bytes = u32_at(reader, offset);
  if (record_bytes < least_bytes || record_bytes % 4)
    return FAIL(reader, " at 0x%zx: %s records of %u bytes", offset, part, record_bytes);
  for (offset += 4; offset < end;) {
    if (end - offset < 8)
      return FAIL(reader, " at 0x%zx: %s ends inside a section's header", offset, part);
    uint32_t section = find_section(reader, u32_at(reader, offset));
    uint32_t count = u32_at(reader, offset + 4);
    offset += 8;
    if (count == 0 || count > (end - offset) / record_bytes)
      return FAIL(reader, " at 0x%zx: %u %s records do not fit", offset - 4, count, part);
    if (section == 0)
      return FAIL(reader, " at 0x%zx: %s of a section the object does not have", offset - 8, part);
    for (; count > 0; count--, offset += record_bytes)
      if (!each(reader, section, reader->at + offset))
        return false;
  }
  return true;
}

/* --- source lines --- */

static bool add_line(struct reader *reader, uint32_t section, const uint8_t *record) {
  struct linked *linked = reader->linked;
  uint32_t offset = elf_u32(&linked->elf, record);
  uint32_t place = elf_u32(&linked->elf, record + 12);
  const struct linked_function *function = linked_function_at(linked, section, offset / 8);
  if (!function || !function->reached || place >> 10 == 0)
    return true; /* dropped code, or code of no line: it counts to the line before */
  linked->lines = pool_grow(reader->pool, linked->lines, linked->line_count, &linked->line_capacity,
                            sizeof *linked->lines);
  struct linked_line *line = &linked->lines[linked->line_count++];
  line->slot = function->first_slot + (offset / 8 - function->offset);
  line->file = types_name(linked->btf, elf_u32(&linked->elf, record + 4));
  line->text = types_name(linked->btf, elf_u32(&linked->elf, record + 8));
  line->line = place >> 10;
  line->column = place & 1023;
  return true;
}

static int by_slot(const void *a, const void *b) {
  const struct linked_line *left = a, *right = b;
  return left->slot < right->slot ? -1 : left->slot > right->slot;
}

/* Orders the lines; of two for one slot the later one in the object stays (they are rare and equal in practice). */
static void order_lines(struct linked *linked) {
  size_t kept = 0;
  if (linked->line_count)
    qsort(linked->lines, linked->line_count, sizeof *linked->lines, by_slot);
  for (size_t i = 0; i < linked->line_count; i++) {
    if (kept > 0 && linked->lines[kept - 1].slot == linked->lines[i].slot)
      kept--;
    linked->lines[kept++] = linked->lines[i];
  }
  linked->line_count = kept;
}

/* --- CO-RE --- */

enum core_kind {
  CORE_FIELD_OFFSET,
  CORE_FIELD_SIZE,
  CORE_FIELD_EXISTS,
  CORE_FIELD_SIGNED,
  CORE_FIELD_LSHIFT,
  CORE_FIELD_RSHIFT,
  CORE_TYPE_ID_LOCAL,
  CORE_TYPE_ID_TARGET,
  CORE_TYPE_EXISTS,
  CORE_TYPE_SIZE,
  CORE_ENUM_EXISTS,
  CORE_ENUM_VALUE,
  CORE_TYPE_MATCHES
};

/*
 * Headers of packets: their layout is the wire's, so what the compiler took from the program's own declaration holds
 * everywhere.
 */
static const char *const wire_types[] = {
    "ethhdr",   "vlan_hdr",   "vlan_ethhdr", "arphdr",  "iphdr",        "ipv6hdr",    "ipv6_opt_hdr",
    "frag_hdr", "in_addr",    "in6_addr",    "tcphdr",  "udphdr",       "icmphdr",    "icmp6hdr",
    "igmphdr",  "ip_esp_hdr", "ip_auth_hdr", "sctphdr", "gre_base_hdr", "mpls_label",
};

/* "xdp_md___old" is a flavour of xdp_md. */
static size_t essential_length(const char *name) {
  const char *flavor = strstr(name, "___");
  return flavor ? (size_t)(flavor - name) : strlen(name);
}

static bool is_wire_type(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof wire_types / sizeof *wire_types; i++)
    if (strlen(wire_types[i]) == length && memcmp(wire_types[i], name, length) == 0)
      return true;
  return false;
}

struct core_relo {
  uint32_t type;
  const char *type_name;
  size_t name_length; /* without flavour */
  const char *access; /* "0:2:1" */
  uint32_t kind;
  uint32_t slot; /* in the package's code */
  const char *section;
  uint32_t offset;
};

/* Reads the next number of an access string. */
static bool next_index(const char **access, uint32_t *index) {
  char *end;
  if (**access < '0' || **access > '9')
    return false;
  unsigned long value = strtoul(*access, &end, 10);
  if (value > UINT16_MAX || (*end != ':' && *end != '\0'))
    return false;
  *access = end + (*end == ':');
  *index = (uint32_t)value;
  return true;
}

/*
 * A field of a context: the member the access string names ("0:MEMBER", and ":INDEX" for an element of an array), as the
 * view's table of fields calls it ("cb[2]").
 */
static bool context_field_name(const struct reader *reader, const struct core_relo *relo, char *name,
                               size_t bytes) {
  const char *access = relo->access;
  uint32_t first, member, element, id = relo->type;
  const struct btf_type *type = types_resolve(reader->linked->btf, &id);
  if (!next_index(&access, &first) || first != 0 || !next_index(&access, &member) || !type ||
      !btf_is_struct(type) || member >= btf_vlen(type))
    return false;
  const char *member_name = types_name(reader->linked->btf, btf_members(type)[member].name_off);
  if (*access == '\0')
    snprintf(name, bytes, "%s", member_name);
  else if (next_index(&access, &element) && *access == '\0')
    snprintf(name, bytes, "%s[%u]", member_name, element);
  else
    return false;
  return true;
}

static const struct view_field *find_field(const struct view *view, const char *name) {
  for (uint32_t i = 0; i < view->field_count; i++)
    if (strcmp(view->fields[i].name, name) == 0)
      return &view->fields[i];
  return NULL;
}

/* Puts a value where the instruction takes it: offset of a load or store, else the immediate. */
static bool patch(struct reader *reader, const struct core_relo *relo, uint32_t value) {
  struct insn *insn = &reader->linked->insns[relo->slot];
  switch (insn->opcode & 7) {
  case 1: /* LDX */
  case 2: /* ST */
  case 3: /* STX */
    if (value > INT16_MAX)
      break;
    insn->off = (int16_t)value;
    return true;
  case 4: /* ALU */
  case 7: /* ALU64 */
    if (insn->opcode & 8)
      break;
    insn->imm = (int32_t)value;
    return true;
  case 0:
    if (insn->opcode != 0x18 || insn->src != 0 || relo->slot + 1 >= reader->linked->insn_count)
      break;
    insn->imm = (int32_t)value;
    insn[1].imm = 0;
    return true;
  default: break;
  }
  return tool_fail(reader->error, TOOL_FAILED,
                   "section %s at 0x%x: a CO-RE relocation of %s on an instruction that takes none",
                   relo->section, relo->offset, relo->type_name);
}

static bool is_question(uint32_t kind) {
  return kind == CORE_FIELD_EXISTS || kind == CORE_TYPE_EXISTS || kind == CORE_ENUM_EXISTS ||
         kind == CORE_TYPE_MATCHES;
}

static bool apply_context(struct reader *reader, const struct core_relo *relo, const struct view *view) {
  char name[80];
  if (relo->kind == CORE_TYPE_EXISTS || relo->kind == CORE_TYPE_MATCHES)
    return patch(reader, relo, 1);
  if (relo->kind == CORE_TYPE_SIZE)
    return patch(reader, relo, view->bytes);
  if (relo->kind > CORE_FIELD_RSHIFT || !context_field_name(reader, relo, name, sizeof name))
    return tool_fail(reader->error, TOOL_FAILED,
                     "section %s at 0x%x: CO-RE relocation kind %u of %s ('%s') is not supported",
                     relo->section, relo->offset, relo->kind, relo->type_name, relo->access);
  const struct view_field *field = find_field(view, name);
  if (relo->kind == CORE_FIELD_EXISTS)
    return patch(reader, relo, field != NULL);
  if (!field)
    return tool_fail(reader->error, TOOL_FAILED, "section %s at 0x%x: %s has no field %s here", relo->section,
                     relo->offset, view->name, name);
  if (relo->kind == CORE_FIELD_OFFSET)
    return patch(reader, relo, field->offset);
  if (relo->kind == CORE_FIELD_SIZE)
    return patch(reader, relo, field->bytes);
  return true; /* sign and shifts follow from the size, which the kernel's ABI fixes */
}

/* The field of a refused relocation, for the message: names of the access string's members. */
static const char *describe_access(struct reader *reader, const struct core_relo *relo) {
  const char *access = relo->access;
  uint32_t index, id = relo->type;
  char *text = pool_copy(reader->pool, "", 0);
  if (!next_index(&access, &index))
    return relo->access;
  while (next_index(&access, &index)) {
    const struct btf_type *type = types_resolve(reader->linked->btf, &id);
    if (type && btf_is_composite(type) && index < btf_vlen(type)) {
      text = pool_format(reader->pool, "%s.%s", text,
                         types_name(reader->linked->btf, btf_members(type)[index].name_off));
      id = btf_members(type)[index].type;
    } else if (type && btf_is_array(type)) {
      text = pool_format(reader->pool, "%s[%u]", text, index);
      id = btf_array(type)->type;
    } else {
      return relo->access;
    }
  }
  return text;
}

static bool apply(struct reader *reader, const struct core_relo *relo) {
  const struct view *view = view_find(relo->type_name, (uint32_t)relo->name_length);
  if (relo->kind == CORE_TYPE_ID_LOCAL)
    return true; /* the compiler's own value */
  if (relo->kind > CORE_TYPE_MATCHES)
    return tool_fail(reader->error, TOOL_FAILED, "section %s at 0x%x: unknown CO-RE relocation kind %u",
                     relo->section, relo->offset, relo->kind);
  if (view)
    return apply_context(reader, relo, view);
  if (is_wire_type(relo->type_name, relo->name_length))
    return is_question(relo->kind) ? patch(reader, relo, 1) : true;
  if (is_question(relo->kind))
    return patch(reader, relo, 0); /* no such type here */
  return tool_fail(
      reader->error, TOOL_FAILED,
      "section %s at 0x%x: CO-RE relocation of %s%s: programs here know the contexts (xdp_md, __sk_buff) and "
      "packet headers, not the kernel's own types",
      relo->section, relo->offset, relo->type_name, describe_access(reader, relo));
}

static bool core_record(struct reader *reader, uint32_t section, const uint8_t *record) {
  struct linked *linked = reader->linked;
  uint32_t offset = elf_u32(&linked->elf, record);
  const struct linked_function *function = linked_function_at(linked, section, offset / 8);
  struct core_relo relo = {.type = elf_u32(&linked->elf, record + 4),
                           .access = types_name(linked->btf, elf_u32(&linked->elf, record + 8)),
                           .kind = elf_u32(&linked->elf, record + 12),
                           .section = linked->elf.sections[section].name,
                           .offset = offset};
  uint32_t id = relo.type;
  const struct btf_type *type = types_resolve(linked->btf, &id);
  if (!type)
    return FAIL(reader, ": a CO-RE relocation of section %s at 0x%x names type %u, which does not exist",
                relo.section, offset, relo.type);
  if (!function || offset % 8)
    return FAIL(reader, ": a CO-RE relocation at 0x%x of section %s, where no function lies", offset,
                relo.section);
  if (!function->reached)
    return true;
  relo.type_name = types_name(linked->btf, type->name_off);
  relo.name_length = essential_length(relo.type_name);
  relo.slot = function->first_slot + (offset / 8 - function->offset);
  return apply(reader, &relo);
}

/* --- the section --- */

bool linked_debug(struct pool *pool, struct linked *linked, struct tool_error *error) {
  const struct elf_section *section = elf_find_section(&linked->elf, ".BTF.ext");
  struct reader reader = {.pool = pool, .linked = linked, .error = error};
  if (!section || !section->data || section->bytes == 0 || !linked->btf)
    return true;
  reader.at = section->data;
  reader.bytes = section->bytes;
  if (reader.bytes < 24)
    return FAIL(&reader, ": truncated, %zu bytes", reader.bytes);
  uint32_t header = u32_at(&reader, 4);
  if (elf_u16(&linked->elf, reader.at) != EXT_MAGIC || reader.at[2] != 1)
    return FAIL(&reader, " at 0x0: magic 0x%x version %u, expected 0x%x version 1",
                elf_u16(&linked->elf, reader.at), reader.at[2], EXT_MAGIC);
  if (header < 24 || header > reader.bytes)
    return FAIL(&reader, " at 0x4: a header of %u bytes", header);
  uint32_t part[3][2] = {
      {u32_at(&reader, 8), u32_at(&reader, 12)}, {u32_at(&reader, 16), u32_at(&reader, 20)}, {0, 0}};
  if (header >= 32) {
    part[2][0] = u32_at(&reader, 24);
    part[2][1] = u32_at(&reader, 28);
  }
  for (size_t i = 0; i < 3; i++)
    if (!range_fits(part[i][0], part[i][1], reader.bytes - header))
      return FAIL(&reader, " at 0x%zx: 0x%x bytes at 0x%x do not fit the section", 8 + 8 * i, part[i][1],
                  part[i][0]);
  if (!walk(&reader, "line info", header + part[1][0], part[1][1], LINE_RECORD_BYTES, add_line) ||
      !walk(&reader, "CO-RE", header + part[2][0], part[2][1], CORE_RECORD_BYTES, core_record))
    return false;
  order_lines(linked);
  return true;
}
