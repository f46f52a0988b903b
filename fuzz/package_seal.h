/* Changed packages, made whole again: for fuzz targets that want to get past checksums. */
#ifndef FUZZ_PACKAGE_SEAL_H
#define FUZZ_PACKAGE_SEAL_H

#include "base/bytes.h"
#include "base/checked.h"
#include "package/container.h"
#include "package/crc32.h"

/* Makes the flags and every checksum right that the table of sections allows. Any bytes. */
static inline void package_seal(uint8_t *image, size_t bytes) {
  uint32_t flags = 0;
  if (bytes < PACKAGE_HEADER_BYTES)
    return;
  uint32_t count = load_le32(image + 12);
  for (uint32_t i = 0; i < count && i < MBPF_MAX_SECTIONS; i++) {
    size_t descriptor = PACKAGE_HEADER_BYTES + PACKAGE_DESCRIPTOR_BYTES * i;
    if (descriptor + PACKAGE_DESCRIPTOR_BYTES > bytes)
      return;
    uint32_t type = load_le32(image + descriptor);
    uint32_t offset = load_le32(image + descriptor + 4), length = load_le32(image + descriptor + 8);
    if (range_fits(offset, length, bytes) && offset >= PACKAGE_HEADER_BYTES)
      store_le32(image + descriptor + 12, crc32_update(0, image + offset, length));
    flags |= type == MBPF_SECTION_SIG     ? MBPF_PACKAGE_SIGNED
             : type == MBPF_SECTION_DEBUG ? MBPF_PACKAGE_DEBUG
             : type == MBPF_SECTION_PROOF ? MBPF_PACKAGE_PROOF
                                          : 0u;
  }
  store_le32(image + 8, flags);
  store_le32(image + PACKAGE_CRC_AT, package_file_crc(image, bytes));
}

#endif
