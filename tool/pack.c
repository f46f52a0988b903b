/* The package's sections from a linked object. Bottom-up: one section each, then the image. */
#include "pack.h"

#include "base/bytes.h"
#include "ebpf/decode.h"
#include "map/map.h"
#include "package/debug_section.h"
#include "package/manifest.h"
#include "package/maps_section.h"
#include "package/writer.h"

#include <mbpf/package.h>
#include <stdio.h>
#include <string.h>

struct packer {
  struct pool *pool;
  const struct linked *linked;
  const struct pack_options *options;
  struct tool_error *error;
  struct mbpf_manifest manifest;
};

#define FAIL(packer, ...) tool_fail((packer)->error, TOOL_FAILED, __VA_ARGS__)

/* A section under construction; released with the pool. */
struct section {
  void *at;
  size_t length;
};

static bool manifest_section(struct packer *packer, struct section *out) {
  mbpf_error problem;
  struct manifest_unknown unknown = {0};
  char *json;
  const char *source = packer->options->overrides ? packer->options->overrides : "manifest";
  if (!pack_manifest(packer->pool, packer->linked, packer->options, &json, packer->error))
    return false;
  if (manifest_read((const uint8_t *)json, strlen(json), &packer->manifest, &unknown, &problem) != MBPF_OK)
    return FAIL(packer, "%s: %s", source, problem.message);
  if (unknown.count)
    return FAIL(packer, "%s: unknown key %s", source, unknown.path);
  out->length = manifest_write_cbor(&packer->manifest, NULL, 0);
  out->at = pool_alloc(packer->pool, out->length);
  manifest_write_cbor(&packer->manifest, out->at, out->length);
  return true;
}

/* --- BYTECODE: docs/package-format.md --- */

enum { CODE_HEADER_BYTES = 24, CODE_FUNCTION_BYTES = 16 };

static void put_insn(uint8_t *at, const struct insn *insn) {
  at[0] = insn->opcode;
  at[1] = (uint8_t)(insn->dst | insn->src << 4);
  store_le16(at + 2, (uint16_t)insn->off);
  store_le32(at + 4, (uint32_t)insn->imm);
}

static void code_section(struct packer *packer, struct section *out) {
  const struct linked *linked = packer->linked;
  size_t functions = 0, strings = 0;
  for (size_t i = 0; i < linked->function_count; i++)
    if (linked->functions[i].reached) {
      functions++;
      strings += strlen(linked->functions[i].name);
    }
  size_t names_at = CODE_HEADER_BYTES + functions * CODE_FUNCTION_BYTES;
  size_t insns_at = (names_at + strings + 7) & ~(size_t)7;
  out->length = insns_at + linked->insn_count * 8;
  uint8_t *at = out->at = pool_alloc(packer->pool, out->length);
  store_le32(at, MBPF_ENGINE_EBPF);
  store_le32(at + 4, MBPF_EBPF_BYTECODE_VERSION);
  store_le32(at + 8, (uint32_t)functions);
  store_le32(at + 12, (uint32_t)linked->insn_count);
  store_le32(at + 16, (uint32_t)strings);
  uint8_t *row = at + CODE_HEADER_BYTES;
  uint32_t name_offset = 0;
  for (size_t i = 0; i < linked->function_count; i++) {
    const struct linked_function *function = &linked->functions[i];
    uint32_t length = (uint32_t)strlen(function->name);
    if (!function->reached)
      continue;
    store_le32(row, name_offset);
    store_le32(row + 4, length);
    store_le32(row + 8, function->first_slot);
    store_le32(row + 12, function->entry);
    memcpy(at + names_at + name_offset, function->name, length);
    name_offset += length;
    row += CODE_FUNCTION_BYTES;
  }
  for (size_t i = 0; i < linked->insn_count; i++)
    put_insn(at + insns_at + i * 8, &linked->insns[i]);
}

/* --- MAPS --- */

/* The manifest's number of a program. */
static uint32_t program_number(const struct linked *linked, const struct linked_function *program) {
  uint32_t number = 0;
  for (const struct linked_function *at = linked->functions; at < program; at++)
    number += at->entry;
  return number;
}

static struct map_record value_record(struct packer *packer, const struct linked_value *value) {
  const struct linked *linked = packer->linked;
  const struct object_map *map = &linked->maps.at[value->map];
  bool keyed = map->def.type == MBPF_MAP_HASH_OF_MAPS;
  uint8_t *bytes = pool_alloc(packer->pool, 8);
  struct map_record record = {.map = value->map, .slot = value->slot, .bytes = {bytes, 4}};
  if (value->program) {
    record.kind = MAP_RECORD_PROGRAM;
    store_le32(bytes, program_number(linked, value->program));
  } else if (!keyed) {
    record.kind = MAP_RECORD_MAP;
    store_le32(bytes, value->inner_map);
  } else { /* libbpf's key is the element's index, an int of the program's byte order */
    uint32_t slot = linked->elf.big_endian ? __builtin_bswap32(value->slot) : value->slot;
    record.kind = MAP_RECORD_ENTRY;
    record.slot = 0;
    record.bytes.length = 8;
    store_le32(bytes, slot);
    store_le32(bytes + 4, value->inner_map);
  }
  return record;
}

/* Bytes up to the last that is not zero: the rest of a value is zeros anyway. */
static uint32_t used_bytes(const struct object_map *map) {
  uint32_t length = (uint32_t)map->bytes;
  while (length > 0 && map->contents[length - 1] == 0)
    length--;
  return length;
}

static bool write_maps(struct packer *packer, uint32_t count, struct bytes_out *out) {
  const struct linked *linked = packer->linked;
  maps_section_begin(out, count);
  for (size_t i = 0; i < linked->maps.count; i++) {
    const struct object_map *map = &linked->maps.at[i];
    if (!map->contents)
      continue;
    struct map_record record = {
        .map = (uint32_t)i, .kind = MAP_RECORD_VALUE, .bytes = {map->contents, used_bytes(map)}};
    maps_section_put(out, &record);
  }
  for (size_t i = 0; i < linked->value_count; i++) {
    const struct linked_value *value = &linked->values[i];
    const struct object_map *map = &linked->maps.at[value->map];
    if (map->def.type == MBPF_MAP_HASH_OF_MAPS && map->def.key_bytes != 4)
      return FAIL(packer, "map %s: .values of a hash_of_maps need a key of 4 bytes, not %u", map->name,
                  map->def.key_bytes);
    struct map_record record = value_record(packer, value);
    maps_section_put(out, &record);
  }
  return true;
}

static bool maps_section(struct packer *packer, struct section *out) {
  const struct linked *linked = packer->linked;
  uint32_t count = (uint32_t)linked->value_count;
  mbpf_error problem;
  for (size_t i = 0; i < linked->maps.count; i++)
    count += linked->maps.at[i].contents != NULL;
  struct bytes_out bytes = {0};
  if (count == 0)
    return true;
  if (!write_maps(packer, count, &bytes))
    return false;
  bytes = (struct bytes_out){pool_alloc(packer->pool, bytes.length), bytes.length, 0};
  write_maps(packer, count, &bytes);
  *out = (struct section){bytes.at, bytes.length};
  struct mbpf_bytes written = {bytes.at, (uint32_t)bytes.length};
  if (maps_section_check(written, &packer->manifest, &problem) != MBPF_OK)
    return FAIL(packer, "%s", problem.message);
  return true;
}

/* Are the definitions what the kinds allow? The loader asks the same. */
static bool check_maps(struct packer *packer) {
  mbpf_error problem;
  for (uint32_t i = 0; i < packer->manifest.map_count; i++) {
    struct mbpf_map_def def = packer->manifest.maps[i].def;
    if (map_check(&def, &problem) != MBPF_OK)
      return FAIL(packer, "map %.*s: %s", (int)packer->manifest.maps[i].name.length,
                  packer->manifest.maps[i].name.at, problem.message);
  }
  return true;
}

/* --- DEBUG --- */

static struct mbpf_text text_of(const char *text) {
  return (struct mbpf_text){text, (uint32_t)strlen(text)};
}

/* "./a.c" is a.c. */
static const char *plain_path(const char *path) {
  return strncmp(path, "./", 2) == 0 ? path + 2 : path;
}

static uint32_t file_number(struct mbpf_text *files, uint32_t *count, const char *path) {
  struct mbpf_text name = text_of(plain_path(path));
  for (uint32_t i = 0; i < *count; i++)
    if (files[i].length == name.length && memcmp(files[i].at, name.at, name.length) == 0)
      return i;
  files[*count] = name;
  return (*count)++;
}

static bool debug_section(struct packer *packer, struct section *out) {
  const struct linked *linked = packer->linked;
  if (packer->options->no_debug || linked->line_count == 0)
    return true;
  struct mbpf_text *files = pool_array(packer->pool, linked->line_count, sizeof *files);
  struct debug_source_line *lines = pool_array(packer->pool, linked->line_count, sizeof *lines);
  struct debug_source source = {.engine = MBPF_ENGINE_EBPF,
                                .source_hash = packer->options->hash,
                                .files = files,
                                .lines = lines,
                                .line_count = (uint32_t)linked->line_count};
  for (size_t i = 0; i < linked->line_count; i++) {
    const struct linked_line *line = &linked->lines[i];
    lines[i] = (struct debug_source_line){line->slot, file_number(files, &source.file_count, line->file),
                                          line->line, line->column, text_of(line->text)};
  }
  struct bytes_out bytes = {0};
  if (!debug_section_write(&bytes, &source))
    return FAIL(packer, "the source lines are too long for a DEBUG section");
  bytes = (struct bytes_out){pool_alloc(packer->pool, bytes.length), bytes.length, 0};
  debug_section_write(&bytes, &source);
  *out = (struct section){bytes.at, bytes.length};
  return true;
}

/* --- the checks a loader makes of code --- */

/* The source line of a slot, or NULL. */
static const struct linked_line *line_of(const struct linked *linked, uint32_t slot) {
  const struct linked_line *found = NULL;
  for (size_t i = 0; i < linked->line_count && linked->lines[i].slot <= slot; i++)
    found = &linked->lines[i];
  return found;
}

static bool check_code(struct packer *packer, const struct section *code) {
  struct ebpf_image image;
  mbpf_error problem;
  unsigned slot;
  const struct mbpf_manifest *manifest = &packer->manifest;
  struct ebpf_grant grant = {.capabilities =
                                 UINT32_MAX, /* whether the manifest names them is verification's */
                             .map_count = manifest->map_count,
                             .maps = &manifest->maps[0].def,
                             .map_stride = sizeof manifest->maps[0],
                             .call_reg = true};
  if (ebpf_image_open(code->at, code->length, &image, &problem) == MBPF_OK &&
      ebpf_decode(&image, &grant, &problem) == MBPF_OK)
    return true;
  const struct linked_line *line =
      sscanf(problem.message, "slot %u:", &slot) == 1 ? line_of(packer->linked, slot) : NULL;
  if (!line)
    return FAIL(packer, "%s", problem.message);
  return FAIL(packer, "%s:%u:%u: %s\n  %s", plain_path(line->file), line->line, line->column, problem.message,
              line->text + strspn(line->text, " \t"));
}

/* --- the image --- */

static void add_part(struct package_part *parts, uint32_t *count, uint32_t type,
                     const struct section *section) {
  if (section->length)
    parts[(*count)++] = (struct package_part){type, (uint32_t)section->length, section->at};
}

bool pack(struct pool *pool, const struct linked *linked, const struct pack_options *options,
          struct buffer *image, struct tool_error *error) {
  struct packer *packer = pool_alloc(pool, sizeof *packer);
  struct section manifest = {0}, code = {0}, maps = {0}, debug = {0};
  struct package_part parts[4];
  uint32_t count = 0;
  size_t bytes;
  mbpf_error problem;
  packer->pool = pool;
  packer->linked = linked;
  packer->options = options;
  packer->error = error;
  if (!manifest_section(packer, &manifest) || !check_maps(packer) || !maps_section(packer, &maps) ||
      !debug_section(packer, &debug))
    return false;
  code_section(packer, &code);
  if (options->check_code && !check_code(packer, &code))
    return false;
  add_part(parts, &count, MBPF_SECTION_MANIFEST, &manifest);
  add_part(parts, &count, MBPF_SECTION_BYTECODE, &code);
  add_part(parts, &count, MBPF_SECTION_MAPS, &maps);
  add_part(parts, &count, MBPF_SECTION_DEBUG, &debug);
  if (package_write(parts, count, NULL, 0, &bytes, &problem) != MBPF_OK)
    return FAIL(packer, "%s", problem.message);
  void *memory = pool_alloc(pool, bytes);
  if (package_write(parts, count, memory, bytes, &bytes, &problem) != MBPF_OK)
    return FAIL(packer, "%s", problem.message);
  buffer_add(image, memory, bytes);
  return true;
}
