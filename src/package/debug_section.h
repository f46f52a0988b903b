/*
 * The DEBUG section of the eBPF engine: which source line an instruction came from.
 *
 *   u32 engine, u32 version 1, u8 source_hash[32], u32 file_count, u32 line_count, u32 strings_bytes, u32
 * zero files   file_count x {u32 name_offset, u32 name_length}                into strings lines   line_count
 * x {u32 slot, u32 file, u32 line << 10 | column, u32 text_offset}, slots ascending strings strings_bytes
 * bytes of UTF-8; source lines end with a zero; text_offset 0xffffffff: no text
 */
#ifndef PACKAGE_DEBUG_SECTION_H
#define PACKAGE_DEBUG_SECTION_H

#include "package/emitter.h"

#include <mbpf/package.h>

#define DEBUG_VERSION    1u
#define DEBUG_HASH_BYTES 32u
#define DEBUG_MAX_LINE   ((1u << 22) - 1)
#define DEBUG_MAX_COLUMN ((1u << 10) - 1)

/* A section that was checked. */
struct debug_info {
  const uint8_t *source_hash; /* SHA-256 of the main source, DEBUG_HASH_BYTES */
  const uint8_t *files, *lines, *strings;
  uint32_t file_count, line_count, strings_bytes;
};

/* Where an instruction came from. */
struct debug_place {
  uint32_t slot; /* first instruction slot of the line's code */
  struct mbpf_text file;
  uint32_t line;         /* from 1; 0: unknown */
  uint32_t column;       /* from 1; 0: unknown */
  struct mbpf_text text; /* the source line, or "" */
};

/*
 * Checks a section and fills info, which points into it. Errors: INVALID_PACKAGE with the field and offset;
 * UNSUPPORTED_VER. Linear, no allocation.
 */
MBPF_WARN_UNUSED mbpf_status debug_section_open(struct mbpf_bytes section, struct debug_info *info,
                                                mbpf_error *error);

/* The line record of a slot: the last that begins at or before it. False when there is none. Logarithmic. */
bool debug_find(const struct debug_info *info, uint32_t slot, struct debug_place *place);

/* Line record number index < line_count. */
void debug_line(const struct debug_info *info, uint32_t index, struct debug_place *place);

/* What debug_section_write writes: files and lines as the caller has them, lines in ascending order of slot.
 */
struct debug_source {
  enum mbpf_engine engine;
  const uint8_t *source_hash; /* DEBUG_HASH_BYTES */
  const struct mbpf_text *files;
  uint32_t file_count;
  const struct debug_source_line {
    uint32_t slot;
    uint32_t file;         /* index into files */
    uint32_t line;         /* larger than DEBUG_MAX_LINE: written as 0 */
    uint32_t column;       /* larger than DEBUG_MAX_COLUMN: written as 0 */
    struct mbpf_text text; /* "" for none */
  } * lines;
  uint32_t line_count;
};

/*
 * Writes the section. What is no UTF-8 and control characters become '?', tabs blanks; a text equal to the
 * line before's is stored once. Returns false when strings would pass 4 GiB. out->length says the size: call
 * with capacity 0 first.
 */
bool debug_section_write(struct bytes_out *out, const struct debug_source *source);

#endif
