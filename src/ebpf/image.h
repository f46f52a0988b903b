/* The eBPF BYTECODE section: functions and instructions, checked for shape and read in place. */
#ifndef EBPF_IMAGE_H
#define EBPF_IMAGE_H

#include "ebpf/isa.h"

#include <mbpf/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 *   header 24 bytes   u32 engine = 1, version = 1, functions, slots, strings_bytes, 0
 *   functions         16 bytes each: u32 name_offset, name_length, first_slot, flags (bit 0: entry point); by first_slot
 *   strings           names without terminators, then zeros to a multiple of 8
 *   instructions      8 bytes each
 * All little-endian. The image points into the section, which outlives it.
 */
struct ebpf_image {
  const uint8_t *functions;
  uint32_t function_count; /* >= 1 */
  const char *strings;
  uint32_t strings_bytes;
  const uint8_t *insns;
  uint32_t slot_count; /* >= 1 */
};

enum { EBPF_IMAGE_HEADER_BYTES = 24, EBPF_IMAGE_FUNCTION_BYTES = 16, EBPF_SLOT_BYTES = 8 };

/* A function: the slots [first_slot, first_slot + slot_count). */
struct ebpf_function {
  const char *name; /* not terminated */
  uint32_t name_length;
  uint32_t first_slot;
  uint32_t slot_count;
  bool is_entry;
};

/* Opens a section; any bytes at any alignment. INVALID_BYTECODE with the field and offset. */
MBPF_WARN_UNUSED mbpf_status ebpf_image_open(const void *section, size_t bytes, struct ebpf_image *image,
                                             mbpf_error *error);

/*
 * Makes an image of bare instructions, finding functions by the local calls and code addresses in it: slot 0 is an entry point. The
 * caller's functions array (capacity records of EBPF_IMAGE_FUNCTION_BYTES) outlives the image. Names are "".
 */
MBPF_WARN_UNUSED mbpf_status ebpf_image_from_insns(const void *insns, size_t bytes, uint8_t *functions,
                                                   uint32_t capacity, struct ebpf_image *image,
                                                   mbpf_error *error);

/* Function number index (below function_count). */
struct ebpf_function ebpf_image_function(const struct ebpf_image *image, uint32_t index);

/* The function that slot (below slot_count) belongs to: its index. Logarithmic. */
uint32_t ebpf_image_function_at(const struct ebpf_image *image, uint32_t slot);

/* The entry point of that name; false when there is none. */
bool ebpf_image_entry(const struct ebpf_image *image, const char *name, uint32_t length, uint32_t *index);

/* The instruction at slot (below slot_count). */
static inline struct ebpf_insn ebpf_image_insn(const struct ebpf_image *image, uint32_t slot) {
  return isa_load(image->insns + (size_t)slot * EBPF_SLOT_BYTES);
}

#endif
