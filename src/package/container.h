/*
 * The container's layout, shared by its reader (container.c) and its writer (writer.c). All integers
 * little-endian.
 *
 *    0 magic u32   4 format_version u16   6 header_size u16   8 flags u32   12 section_count u32   16
 * file_crc32 u32 20 + 16 i      type u32, offset u32, length u32, crc32 u32 of section i header_size
 * sections, in any order, with any padding between them; SIG, when there is one, ends the file
 */
#ifndef PACKAGE_CONTAINER_H
#define PACKAGE_CONTAINER_H

#include <mbpf/package.h>

#define PACKAGE_HEADER_BYTES     20u
#define PACKAGE_DESCRIPTOR_BYTES 16u
#define PACKAGE_CRC_AT           16u /* offset of file_crc32, the one field it does not cover */
#define PACKAGE_SIGNATURE_BYTES  64u
#define PACKAGE_MAX_KEY_ID_BYTES 32u /* before the signature in the SIG section */

/* Offset of the descriptor of section number index; of section_count, the header's size. */
static inline size_t package_descriptor_at(uint32_t index) {
  return PACKAGE_HEADER_BYTES + (size_t)PACKAGE_DESCRIPTOR_BYTES * index;
}

/* "BYTECODE" for 2; "unknown" for a type of no row. Static text. */
const char *package_section_name(uint32_t type);

/* file_crc32 of an image of bytes >= PACKAGE_HEADER_BYTES. */
uint32_t package_file_crc(const uint8_t *image, size_t bytes);

#endif
