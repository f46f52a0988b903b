/* Reading, checking and writing initial map contents. Bottom-up. */
#include "package/maps_section.h"

#include "base/bytes.h"
#include "base/checked.h"
#include "base/error.h"

#define HEAD_BYTES   8u
#define RECORD_BYTES 16u

static uint32_t padding(uint32_t length) {
  return (0u - length) & 7u;
}

/* Takes the record at position; false when it does not fit into the section. */
static bool take(struct mbpf_bytes section, uint32_t position, struct map_record *record, uint32_t *end) {
  if (!range_fits(position, RECORD_BYTES, section.length))
    return false;
  const uint8_t *at = section.at + position;
  uint32_t length = load_le32(at + 12);
  *record =
      (struct map_record){load_le32(at), load_le32(at + 4), load_le32(at + 8), {at + RECORD_BYTES, length}};
  uint64_t taken = (uint64_t)length + padding(length);
  if (!range_fits(position + RECORD_BYTES, taken, section.length))
    return false;
  *end = position + RECORD_BYTES + (uint32_t)taken;
  return true;
}

static bool padded_with_zeros(const struct map_record *record) {
  for (uint32_t i = 0; i < padding(record->bytes.length); i++)
    if (record->bytes.at[record->bytes.length + i] != 0)
      return false;
  return true;
}

uint32_t map_record_number(const struct map_record *record) {
  return load_le32(record->bytes.at + record->bytes.length - 4);
}

/* --- checks: what is wrong with a record --- */

/* "slot 9, must be below 4"; what alone where must is NULL; what is NULL when nothing is wrong. */
struct fault {
  const char *what;
  uint64_t got;
  const char *must;
  uint64_t limit;
};

static const struct fault fine;

static struct fault fault_is(const char *what) {
  return (struct fault){.what = what};
}

static struct fault fault_of(const char *what, uint64_t got, const char *must, uint64_t limit) {
  return (struct fault){what, got, must, limit};
}

static struct fault check_slot(const struct mbpf_manifest_map *map, const struct map_record *record) {
  if (record->slot >= map->def.max_entries)
    return fault_of("slot", record->slot, "below max_entries,", map->def.max_entries);
  return fine;
}

static struct fault check_value(const struct mbpf_manifest *manifest, const struct mbpf_manifest_map *map,
                                const struct map_record *record) {
  (void)manifest;
  if (map->def.type != MBPF_MAP_ARRAY && map->def.type != MBPF_MAP_PERCPU_ARRAY)
    return fault_is("a VALUE record is for arrays only");
  if (record->bytes.length > map->def.value_bytes)
    return fault_of("length", record->bytes.length, "at most value_size,", map->def.value_bytes);
  return check_slot(map, record);
}

static struct fault check_program(const struct mbpf_manifest *manifest, const struct mbpf_manifest_map *map,
                                  const struct map_record *record) {
  if (map->def.type != MBPF_MAP_PROG_ARRAY)
    return fault_is("a PROGRAM record is for a prog_array only");
  if (record->bytes.length != 4)
    return fault_of("length", record->bytes.length, "that of a program number,", 4);
  uint32_t number = map_record_number(record);
  if (number >= manifest->program_count)
    return fault_of("program number", number, "below the count of programs,", manifest->program_count);
  if (manifest->programs[number].engine != MBPF_ENGINE_EBPF)
    return fault_is("the program is not eBPF, so nothing can tail-call it");
  return check_slot(map, record);
}

static struct fault check_inner_map(const struct mbpf_manifest *manifest, const struct map_record *record) {
  uint32_t number = map_record_number(record);
  if (number >= manifest->map_count)
    return fault_of("inner map number", number, "below the count of maps,", manifest->map_count);
  if (manifest->maps[number].is_template)
    return fault_is("the inner map is a template, which has no storage");
  return fine;
}

static struct fault check_map(const struct mbpf_manifest *manifest, const struct mbpf_manifest_map *map,
                              const struct map_record *record) {
  if (map->def.type != MBPF_MAP_ARRAY_OF_MAPS)
    return fault_is("a MAP record is for array_of_maps only");
  if (record->bytes.length != 4)
    return fault_of("length", record->bytes.length, "that of a map number,", 4);
  struct fault fault = check_inner_map(manifest, record);
  return fault.what ? fault : check_slot(map, record);
}

static bool takes_entries(enum mbpf_map_type type) {
  switch (type) {
  case MBPF_MAP_HASH:
  case MBPF_MAP_PERCPU_HASH:
  case MBPF_MAP_LRU_HASH:
  case MBPF_MAP_LRU_PERCPU_HASH:
  case MBPF_MAP_LPM_TRIE:
  case MBPF_MAP_HASH_OF_MAPS: return true;
  default: return false;
  }
}

static struct fault check_entry(const struct mbpf_manifest *manifest, const struct mbpf_manifest_map *map,
                                const struct map_record *record) {
  bool of_maps = map->def.type == MBPF_MAP_HASH_OF_MAPS;
  uint64_t needed = (uint64_t)map->def.key_bytes + (of_maps ? 4 : map->def.value_bytes);
  if (!takes_entries(map->def.type))
    return fault_is("an ENTRY record is for hashes and tries only");
  if (record->bytes.length != needed)
    return fault_of("length", record->bytes.length, "that of key and value,", needed);
  return of_maps ? check_inner_map(manifest, record) : fine;
}

static struct fault check_record(const struct mbpf_manifest *manifest, const struct map_record *record) {
  static struct fault (*const checks[])(const struct mbpf_manifest *, const struct mbpf_manifest_map *,
                                        const struct map_record *) = {
      [MAP_RECORD_VALUE] = check_value,
      [MAP_RECORD_PROGRAM] = check_program,
      [MAP_RECORD_MAP] = check_map,
      [MAP_RECORD_ENTRY] = check_entry,
  };
  if (record->map >= manifest->map_count)
    return fault_of("map", record->map, "below the count of maps,", manifest->map_count);
  if (record->kind < MAP_RECORD_VALUE || record->kind > MAP_RECORD_ENTRY)
    return fault_of("kind", record->kind, "from 1 to", MAP_RECORD_ENTRY);
  if (manifest->maps[record->map].is_template)
    return fault_is("the map is a template, which has no storage");
  if (!padded_with_zeros(record))
    return fault_is("the padding is not zero");
  return checks[record->kind](manifest, &manifest->maps[record->map], record);
}

static mbpf_status reject(mbpf_error *error, uint32_t index, uint32_t position, struct fault fault) {
  if (!fault.must)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE, "MAPS record %u at byte %u: %s", (unsigned)index,
                     (unsigned)position, fault.what);
  return mbpf_fail(error, MBPF_INVALID_PACKAGE, "MAPS record %u at byte %u: %s is %llu, must be %s %llu",
                   (unsigned)index, (unsigned)position, fault.what, (unsigned long long)fault.got, fault.must,
                   (unsigned long long)fault.limit);
}

mbpf_status maps_section_check(struct mbpf_bytes section, const struct mbpf_manifest *manifest,
                               mbpf_error *error) {
  struct map_record record;
  uint32_t position = HEAD_BYTES;
  if (section.length < HEAD_BYTES || load_le32(section.at + 4) != 0)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE,
                     "MAPS: the section has %u bytes, its head of %u must be a count and 0",
                     (unsigned)section.length, HEAD_BYTES);
  uint32_t count = load_le32(section.at);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t start = position;
    if (!take(section, position, &record, &position))
      return reject(error, i, start, fault_is("runs past the end of the section"));
    struct fault fault = check_record(manifest, &record);
    if (fault.what)
      return reject(error, i, start, fault);
  }
  if (position != section.length)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE, "MAPS: %u bytes follow the last of %u records",
                     (unsigned)(section.length - position), (unsigned)count);
  return MBPF_OK;
}

/* --- the walk, over what was checked --- */

void map_records_start(struct map_records *records, struct mbpf_bytes section) {
  *records = (struct map_records){.section = section, .position = HEAD_BYTES};
  records->count = section.length < HEAD_BYTES ? 0 : load_le32(section.at);
}

bool map_records_next(struct map_records *records, struct map_record *record) {
  return records->index < records->count &&
         take(records->section, records->position, record, &records->position) && ++records->index;
}

/* --- writing --- */

void maps_section_begin(struct bytes_out *out, uint32_t record_count) {
  bytes_put_le32(out, record_count);
  bytes_put_le32(out, 0);
}

void maps_section_put(struct bytes_out *out, const struct map_record *record) {
  bytes_put_le32(out, record->map);
  bytes_put_le32(out, record->kind);
  bytes_put_le32(out, record->slot);
  bytes_put_le32(out, record->bytes.length);
  bytes_write(out, record->bytes.at, record->bytes.length);
  for (uint32_t i = 0; i < padding(record->bytes.length); i++)
    bytes_put(out, 0);
}
