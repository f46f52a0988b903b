/* Between packages and the verifier. */
#include "ebpf/verify/package.h"

#include "base/bytes.h"
#include "base/checked.h"
#include "base/error.h"
#include "hook/hook.h"
#include "package/maps_section.h"

#include <string.h>

static uint32_t inner_map(const struct mbpf_manifest *manifest, const struct mbpf_manifest_map *map) {
  for (uint32_t i = 0; map->inner.length > 0 && i < manifest->map_count; i++)
    if (manifest->maps[i].name.length == map->inner.length &&
        memcmp(manifest->maps[i].name.at, map->inner.at, map->inner.length) == 0)
      return i;
  return VERIFY_NO_MAP;
}

bool verify_package_maps(const struct mbpf_manifest *manifest, struct mbpf_bytes section,
                         struct verify_map *maps, mbpf_error *error) {
  struct map_records records;
  struct map_record record;
  for (uint32_t i = 0; i < manifest->map_count; i++)
    maps[i] =
        (struct verify_map){.def = manifest->maps[i].def, .inner = inner_map(manifest, &manifest->maps[i])};
  if (!section.at)
    return true;
  map_records_start(&records, section);
  while (map_records_next(&records, &record)) {
    if (record.kind != MAP_RECORD_VALUE || record.slot != 0 || record.map >= manifest->map_count)
      continue;
    if (maps[record.map].value) {
      (void)mbpf_fail(error, MBPF_INVALID_PACKAGE, "MAPS: entry 0 of map '%.*s' is stated twice",
                      (int)manifest->maps[record.map].name.length, manifest->maps[record.map].name.at);
      return false;
    }
    maps[record.map].value = record.bytes.at;
    maps[record.map].value_bytes = record.bytes.length;
  }
  return true;
}

bool verify_package_input(const struct mbpf_manifest *manifest, uint32_t program,
                          const struct ebpf_image *image, const struct verify_map *maps,
                          uint32_t capabilities, struct verify_input *input, mbpf_error *error) {
  const struct mbpf_manifest_program *p = &manifest->programs[program];
  const struct hook_type *type = hook_type_find(p->hook_type);
  const struct view *view = type ? hook_type_view(type, p->context.at, p->context.length) : NULL;
  *input = (struct verify_input){.image = image,
                                 .maps = maps,
                                 .map_count = manifest->map_count,
                                 .view = view,
                                 .capabilities = capabilities,
                                 .big_endian = manifest->endianness == 2};
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  input->big_endian = manifest->endianness != 1;
#endif
  if (!view) {
    (void)mbpf_fail(error, MBPF_HOOK_MISMATCH, "program %u: its hook type has no context \"%.*s\"", program,
                    (int)p->context.length, p->context.at ? p->context.at : "");
    return false;
  }
  if (!ebpf_image_entry(image, p->entry_symbol.at, p->entry_symbol.length, &input->entry)) {
    (void)mbpf_fail(error, MBPF_MISSING_ENTRY, "program %u: there is no entry point \"%.*s\"", program,
                    (int)p->entry_symbol.length, p->entry_symbol.at);
    return false;
  }
  return true;
}

bool verify_section_find(struct mbpf_bytes section, uint32_t program, struct mbpf_bytes *proof) {
  const uint8_t *entry;
  if (!section.at || section.length < PROOF_SECTION_HEADER_BYTES ||
      load_le32(section.at) != MBPF_ENGINE_EBPF || load_le32(section.at + 4) != 1 ||
      program >= load_le32(section.at + 8))
    return false;
  if (!range_fits(PROOF_SECTION_HEADER_BYTES + (uint64_t)program * PROOF_SECTION_ENTRY_BYTES,
                  PROOF_SECTION_ENTRY_BYTES, section.length))
    return false;
  entry = section.at + PROOF_SECTION_HEADER_BYTES + (size_t)program * PROOF_SECTION_ENTRY_BYTES;
  if (load_le32(entry + 4) == 0 || !range_fits(load_le32(entry), load_le32(entry + 4), section.length))
    return false;
  *proof = (struct mbpf_bytes){section.at + load_le32(entry), load_le32(entry + 4)};
  return true;
}

uint32_t verify_section_begin(uint8_t *section, uint32_t program_count) {
  uint32_t head = PROOF_SECTION_HEADER_BYTES + program_count * PROOF_SECTION_ENTRY_BYTES;
  memset(section, 0, head);
  store_le32(section, MBPF_ENGINE_EBPF);
  store_le32(section + 4, 1);
  store_le32(section + 8, program_count);
  return (head + 7) & ~7u;
}

void verify_section_put(uint8_t *section, uint32_t program, uint32_t offset, uint32_t length) {
  uint8_t *entry = section + PROOF_SECTION_HEADER_BYTES + (size_t)program * PROOF_SECTION_ENTRY_BYTES;
  store_le32(entry, offset);
  store_le32(entry + 4, length);
}
