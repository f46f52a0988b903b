/*
 * The MAPS section: what maps hold when a package is loaded.
 *
 *   u32 record_count, u32 zero
 *   records: u32 map, u32 kind, u32 slot, u32 length, then length bytes, then zeros to a multiple of 8
 */
#ifndef PACKAGE_MAPS_SECTION_H
#define PACKAGE_MAPS_SECTION_H

#include "package/emitter.h"

#include <mbpf/package.h>

/* name, number, what the bytes are */
#define MAP_RECORD_TABLE(X)                                                                                  \
  X(VALUE, 1, "first bytes of array entry `slot`, the rest is zero; for a per-CPU array on every CPU")       \
  X(PROGRAM, 2, "prog_array[slot] = manifest program number, 4 bytes little-endian")                         \
  X(MAP, 3, "array_of_maps[slot] = manifest map number, 4 bytes little-endian")                              \
  X(ENTRY, 4, "a key and its value; for hash_of_maps the value is a map number, 4 bytes little-endian")

enum map_record_kind {
#define MAP_RECORD_ENUM(name, number, sentence) MAP_RECORD_##name = (number),
  MAP_RECORD_TABLE(MAP_RECORD_ENUM)
#undef MAP_RECORD_ENUM
};

struct map_record {
  uint32_t map; /* index into the manifest's maps */
  uint32_t kind;
  uint32_t slot;
  struct mbpf_bytes bytes;
};

/* A walk over the records of a section. */
struct map_records {
  struct mbpf_bytes section;
  uint32_t position;
  uint32_t index; /* of the next record */
  uint32_t count;
};

/*
 * Checks a whole section against its manifest: afterwards every record names a map of the right type, a slot,
 * sizes and numbers within it. Errors: INVALID_PACKAGE with the record's number and offset. Linear, no
 * allocation.
 */
MBPF_WARN_UNUSED mbpf_status maps_section_check(struct mbpf_bytes section,
                                                const struct mbpf_manifest *manifest, mbpf_error *error);

/* Starts a walk over a section that was checked, and takes its next record; false after the last. */
void map_records_start(struct map_records *records, struct mbpf_bytes section);
bool map_records_next(struct map_records *records, struct map_record *record);

/* The number in the bytes of a PROGRAM or MAP record, or at the end of a hash_of_maps ENTRY. */
uint32_t map_record_number(const struct map_record *record);

/* Writing: the head with the count of records, then each record. */
void maps_section_begin(struct bytes_out *out, uint32_t record_count);
void maps_section_put(struct bytes_out *out, const struct map_record *record);

#endif
