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

/* --- checks --- */

/* A record being checked. */
struct check {
  const struct mbpf_manifest *manifest;
  const struct mbpf_manifest_map *map;
  struct map_record record;
  uint32_t index, position; /* of the record in the section */
  mbpf_error *error;
};

#define REJECT(check, format, ...)                                                                           \
  mbpf_fail((check)->error, MBPF_INVALID_PACKAGE, "MAPS record %u at byte %u: " format,                      \
            (unsigned)(check)->index, (unsigned)(check)->position, __VA_ARGS__)
#define REJECT_PLAIN(check, what) REJECT(check, "%s", what)
/* "slot is 9, must be below max_entries, 4" */
#define REJECT_NUMBER(check, what, got, must, limit)                                                         \
  REJECT(check, what " is %llu, must be " must " %llu", (unsigned long long)(got),                           \
         (unsigned long long)(limit))

static mbpf_status check_slot(const struct check *c) {
  if (c->record.slot >= c->map->def.max_entries)
    return REJECT_NUMBER(c, "slot", c->record.slot, "below max_entries,", c->map->def.max_entries);
  return MBPF_OK;
}

static mbpf_status wrong_map(const struct check *c, const char *record, const char *maps) {
  (void)record, (void)maps;
  return REJECT(c, "a %s record is for %s only", record, maps);
}

static mbpf_status check_value(const struct check *c) {
  if (c->map->def.type != MBPF_MAP_ARRAY && c->map->def.type != MBPF_MAP_PERCPU_ARRAY)
    return wrong_map(c, "VALUE", "arrays");
  if (c->record.bytes.length > c->map->def.value_bytes)
    return REJECT_NUMBER(c, "length", c->record.bytes.length, "at most value_size,", c->map->def.value_bytes);
  return check_slot(c);
}

static mbpf_status check_program(const struct check *c) {
  if (c->map->def.type != MBPF_MAP_PROG_ARRAY)
    return wrong_map(c, "PROGRAM", "a prog_array");
  if (c->record.bytes.length != 4)
    return REJECT_NUMBER(c, "length", c->record.bytes.length, "that of a program number,", 4);
  uint32_t number = map_record_number(&c->record);
  if (number >= c->manifest->program_count)
    return REJECT_NUMBER(c, "program number", number, "below the count of programs,",
                         c->manifest->program_count);
  if (c->manifest->programs[number].engine != MBPF_ENGINE_EBPF)
    return REJECT_PLAIN(c, "the program is not eBPF, so nothing can tail-call it");
  return check_slot(c);
}

static mbpf_status check_inner_map(const struct check *c) {
  uint32_t number = map_record_number(&c->record);
  if (number >= c->manifest->map_count)
    return REJECT_NUMBER(c, "inner map number", number, "below the count of maps,", c->manifest->map_count);
  if (c->manifest->maps[number].is_template)
    return REJECT_PLAIN(c, "the inner map is a template, which has no storage");
  return MBPF_OK;
}

static mbpf_status check_map(const struct check *c) {
  if (c->map->def.type != MBPF_MAP_ARRAY_OF_MAPS)
    return wrong_map(c, "MAP", "array_of_maps");
  if (c->record.bytes.length != 4)
    return REJECT_NUMBER(c, "length", c->record.bytes.length, "that of a map number,", 4);
  mbpf_status status = check_inner_map(c);
  return status != MBPF_OK ? status : check_slot(c);
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

static mbpf_status check_entry(const struct check *c) {
  bool of_maps = c->map->def.type == MBPF_MAP_HASH_OF_MAPS;
  uint64_t needed = (uint64_t)c->map->def.key_bytes + (of_maps ? 4 : c->map->def.value_bytes);
  if (!takes_entries(c->map->def.type))
    return wrong_map(c, "ENTRY", "hashes and tries");
  if (c->record.bytes.length != needed)
    return REJECT_NUMBER(c, "length", c->record.bytes.length, "that of key and value,", needed);
  return of_maps ? check_inner_map(c) : MBPF_OK;
}

static mbpf_status check_record(struct check *c) {
  if (c->record.map >= c->manifest->map_count)
    return REJECT_NUMBER(c, "map", c->record.map, "below the count of maps,", c->manifest->map_count);
  if (c->record.kind < MAP_RECORD_VALUE || c->record.kind > MAP_RECORD_ENTRY)
    return REJECT_NUMBER(c, "kind", c->record.kind, "from 1 to", MAP_RECORD_ENTRY);
  c->map = &c->manifest->maps[c->record.map];
  if (c->map->is_template)
    return REJECT_PLAIN(c, "the map is a template, which has no storage");
  if (!padded_with_zeros(&c->record))
    return REJECT_PLAIN(c, "the padding is not zero");
  switch (c->record.kind) {
  case MAP_RECORD_VALUE: return check_value(c);
  case MAP_RECORD_PROGRAM: return check_program(c);
  case MAP_RECORD_MAP: return check_map(c);
  default: return check_entry(c);
  }
}

mbpf_status maps_section_check(struct mbpf_bytes section, const struct mbpf_manifest *manifest,
                               mbpf_error *error) {
  struct check check = {.manifest = manifest, .error = error};
  uint32_t position = HEAD_BYTES;
  if (section.length < HEAD_BYTES || load_le32(section.at + 4) != 0)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE,
                     "MAPS: the section has %u bytes, its head of %u must be a count and 0",
                     (unsigned)section.length, HEAD_BYTES);
  uint32_t count = load_le32(section.at);
  for (uint32_t i = 0; i < count; i++) {
    check.index = i;
    check.position = position;
    if (!take(section, position, &check.record, &position))
      return REJECT_PLAIN(&check, "runs past the end of the section");
    mbpf_status status = check_record(&check);
    if (status != MBPF_OK)
      return status;
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
