/* Laying out and writing the container. Bottom-up. */
#include "package/writer.h"

#include "base/bytes.h"
#include "base/checked.h"
#include "base/error.h"
#include "package/container.h"
#include "package/crc32.h"

#include <string.h>

#define SECTION_ALIGNMENT 8u

static uint32_t header_bytes(uint32_t count) {
  return PACKAGE_HEADER_BYTES + PACKAGE_DESCRIPTOR_BYTES * count;
}

/* Size of the image, or false when a size_t is too small. */
static bool measure(const struct package_part *parts, uint32_t count, size_t *bytes) {
  *bytes = header_bytes(count);
  for (uint32_t i = 0; i < count; i++)
    if (!checked_align(*bytes, SECTION_ALIGNMENT, bytes) || !checked_add(*bytes, parts[i].length, bytes))
      return false;
  return true;
}

static mbpf_status check_parts(const struct package_part *parts, uint32_t count, mbpf_error *error) {
  if (count > MBPF_MAX_SECTIONS)
    return mbpf_fail(error, MBPF_INVALID_ARG, "%u sections, the limit is %u (MBPF_MAX_SECTIONS)",
                     (unsigned)count, MBPF_MAX_SECTIONS);
  for (uint32_t i = 0; i + 1 < count; i++)
    if (parts[i].type == MBPF_SECTION_SIG)
      return mbpf_fail(error, MBPF_INVALID_ARG, "section %u is SIG, which must be the last", (unsigned)i);
  return MBPF_OK;
}

static uint32_t flag_of(uint32_t type) {
  switch (type) {
  case MBPF_SECTION_SIG: return MBPF_PACKAGE_SIGNED;
  case MBPF_SECTION_DEBUG: return MBPF_PACKAGE_DEBUG;
  case MBPF_SECTION_PROOF: return MBPF_PACKAGE_PROOF;
  default: return 0;
  }
}

static void write_header(uint8_t *image, const struct package_part *parts, uint32_t count) {
  uint32_t flags = 0;
  for (uint32_t i = 0; i < count; i++)
    flags |= flag_of(parts[i].type);
  store_le32(image, MBPF_PACKAGE_MAGIC);
  store_le16(image + 4, MBPF_PACKAGE_FORMAT_VERSION);
  store_le16(image + 6, (uint16_t)header_bytes(count));
  store_le32(image + 8, flags);
  store_le32(image + 12, count);
}

static void write_sections(uint8_t *image, const struct package_part *parts, uint32_t count) {
  uint32_t offset = header_bytes(count);
  for (uint32_t i = 0; i < count; i++) {
    uint8_t *descriptor = image + package_descriptor_at(i);
    offset = (offset + SECTION_ALIGNMENT - 1) & ~(SECTION_ALIGNMENT - 1);
    store_le32(descriptor, parts[i].type);
    store_le32(descriptor + 4, offset);
    store_le32(descriptor + 8, parts[i].length);
    if (parts[i].at)
      memcpy(image + offset, parts[i].at, parts[i].length);
    offset += parts[i].length;
  }
}

void package_seal(uint8_t *image, size_t bytes) {
  uint32_t count = load_le32(image + 12);
  for (uint32_t i = 0; i < count; i++) {
    uint8_t *descriptor = image + package_descriptor_at(i);
    store_le32(descriptor + 12,
               crc32_update(0, image + load_le32(descriptor + 4), load_le32(descriptor + 8)));
  }
  store_le32(image + PACKAGE_CRC_AT, package_file_crc(image, bytes));
}

mbpf_status package_write(const struct package_part *parts, uint32_t count, void *image, size_t capacity,
                          size_t *bytes, mbpf_error *error) {
  mbpf_status status = check_parts(parts, count, error);
  if (status != MBPF_OK)
    return status;
  if (!measure(parts, count, bytes) || *bytes > MBPF_MAX_PACKAGE_BYTES)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE,
                     "the package would have more than %u bytes (MBPF_MAX_PACKAGE_BYTES)",
                     MBPF_MAX_PACKAGE_BYTES);
  if (capacity == 0)
    return MBPF_OK;
  if (capacity < *bytes)
    return mbpf_fail(error, MBPF_INVALID_ARG, "the package has %zu bytes, the buffer %zu", *bytes, capacity);
  memset(image, 0, *bytes);
  write_header(image, parts, count);
  write_sections(image, parts, count);
  package_seal(image, *bytes);
  return MBPF_OK;
}
