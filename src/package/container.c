/*
 * The container: header, section table, bounds, overlap, multiplicity, checksums. Bottom-up;
 * mbpf_package_open at the end is the list of checks, each of which names the field and its byte offset.
 * Linear in the image but for the section table, whose pairs are compared (at most MBPF_MAX_SECTIONS
 * squared).
 */
#include "package/container.h"

#include "base/bytes.h"
#include "base/checked.h"
#include "base/error.h"
#include "package/crc32.h"

const char *package_section_name(uint32_t type) {
  switch (type) {
#define NAME(name, number, many)                                                                             \
  case MBPF_SECTION_##name: return #name;
    MBPF_SECTION_TABLE(NAME)
#undef NAME
  }
  return "unknown";
}

static bool is_known(uint32_t type) {
  return type >= MBPF_SECTION_MANIFEST && type <= MBPF_SECTION_PROOF;
}

static bool is_per_engine(uint32_t type) {
  switch (type) {
#define MANY(name, number, many)                                                                             \
  case MBPF_SECTION_##name: return many;
    MBPF_SECTION_TABLE(MANY)
#undef MANY
  }
  return false;
}

static mbpf_status check_header(const uint8_t *image, size_t bytes, mbpf_error *error) {
  if (bytes < 4)
    return mbpf_fail(error, MBPF_INVALID_MAGIC, "the image has %zu bytes, too few for the magic number",
                     bytes);
  if (load_le32(image) != MBPF_PACKAGE_MAGIC)
    return mbpf_fail(error, MBPF_INVALID_MAGIC, "magic at byte 0 is 0x%08x, a package has 0x%08x",
                     (unsigned)load_le32(image), MBPF_PACKAGE_MAGIC);
  if (bytes < PACKAGE_HEADER_BYTES)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE,
                     "the image has %zu bytes, the header alone needs %u: it is cut short", bytes,
                     PACKAGE_HEADER_BYTES);
  if (bytes > MBPF_MAX_PACKAGE_BYTES)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE,
                     "the image has %zu bytes, the limit is %u (MBPF_MAX_PACKAGE_BYTES)", bytes,
                     MBPF_MAX_PACKAGE_BYTES);
  unsigned version = load_le16(image + 4);
  if (version != MBPF_PACKAGE_FORMAT_VERSION)
    return mbpf_fail(error, MBPF_UNSUPPORTED_VER, "format_version at byte 4 is %u, this loader reads %u",
                     version, MBPF_PACKAGE_FORMAT_VERSION);
  return MBPF_OK;
}

static mbpf_status check_table(const uint8_t *image, size_t bytes, mbpf_error *error) {
  uint32_t count = load_le32(image + 12);
  unsigned header = load_le16(image + 6);
  if (count > MBPF_MAX_SECTIONS)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE,
                     "section_count at byte 12 is %u, the limit is %u (MBPF_MAX_SECTIONS)", (unsigned)count,
                     MBPF_MAX_SECTIONS);
  unsigned needed = PACKAGE_HEADER_BYTES + PACKAGE_DESCRIPTOR_BYTES * count;
  if (header != needed)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE, "header_size at byte 6 is %u, %u sections make it %u",
                     header, (unsigned)count, needed);
  if (needed > bytes)
    return mbpf_fail(
        error, MBPF_INVALID_PACKAGE,
        "the image has %zu bytes, the header and its %u section descriptors need %u: it is cut short", bytes,
        (unsigned)count, needed);
  return MBPF_OK;
}

static struct mbpf_section read_section(const uint8_t *image, uint32_t index) {
  const uint8_t *at = image + package_descriptor_at(index);
  return (struct mbpf_section){load_le32(at), load_le32(at + 4), load_le32(at + 8), load_le32(at + 12)};
}

static mbpf_status check_bounds(const struct mbpf_package *package, uint32_t index, mbpf_error *error) {
  const struct mbpf_section *s = &package->sections[index];
  unsigned header = PACKAGE_HEADER_BYTES + PACKAGE_DESCRIPTOR_BYTES * package->section_count;
  if (!range_fits(s->offset, s->length, package->image_bytes))
    return mbpf_fail(error, MBPF_SECTION_BOUNDS,
                     "section %u (%s): %u bytes at offset %u end beyond the image's %u bytes",
                     (unsigned)index, package_section_name(s->type), (unsigned)s->length, (unsigned)s->offset,
                     (unsigned)package->image_bytes);
  if (s->offset < header)
    return mbpf_fail(error, MBPF_SECTION_OVERLAP,
                     "section %u (%s) at offset %u lies in the header, which ends at %u", (unsigned)index,
                     package_section_name(s->type), (unsigned)s->offset, header);
  return MBPF_OK;
}

/* Both passed check_bounds, so the sums do not wrap. An empty section overlaps nothing. */
static bool overlap(const struct mbpf_section *a, const struct mbpf_section *b) {
  return a->length && b->length && a->offset < b->offset + b->length && b->offset < a->offset + a->length;
}

static uint32_t engine_of(const struct mbpf_package *package, const struct mbpf_section *s) {
  return load_le32(package->image + s->offset);
}

static mbpf_status check_pair(const struct mbpf_package *package, uint32_t i, uint32_t j, mbpf_error *error) {
  const struct mbpf_section *a = &package->sections[i], *b = &package->sections[j];
  if (overlap(a, b))
    return mbpf_fail(error, MBPF_SECTION_OVERLAP,
                     "section %u (%s, bytes %u to %u) overlaps section %u (%s, bytes %u to %u)", (unsigned)i,
                     package_section_name(a->type), (unsigned)a->offset, (unsigned)(a->offset + a->length),
                     (unsigned)j, package_section_name(b->type), (unsigned)b->offset,
                     (unsigned)(b->offset + b->length));
  if (a->type != b->type || !is_known(a->type))
    return MBPF_OK;
  if (!is_per_engine(a->type))
    return mbpf_fail(error, MBPF_INVALID_PACKAGE, "sections %u and %u are both %s, which may occur once",
                     (unsigned)i, (unsigned)j, package_section_name(a->type));
  if (engine_of(package, a) == engine_of(package, b))
    return mbpf_fail(error, MBPF_INVALID_PACKAGE,
                     "sections %u and %u are both %s of engine %u, which may occur once", (unsigned)i,
                     (unsigned)j, package_section_name(a->type), (unsigned)engine_of(package, a));
  return MBPF_OK;
}

/* A section that exists once per engine begins with the engine's number. */
static mbpf_status check_engine(const struct mbpf_package *package, uint32_t index, mbpf_error *error) {
  const struct mbpf_section *s = &package->sections[index];
  if (is_per_engine(s->type) && s->length < 4)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE,
                     "section %u (%s) has %u bytes, too few for its engine number", (unsigned)index,
                     package_section_name(s->type), (unsigned)s->length);
  return MBPF_OK;
}

static mbpf_status check_sections(struct mbpf_package *package, mbpf_error *error) {
  mbpf_status status = MBPF_OK;
  for (uint32_t i = 0; i < package->section_count && status == MBPF_OK; i++) {
    package->sections[i] = read_section(package->image, i);
    status = check_bounds(package, i, error);
    if (status == MBPF_OK)
      status = check_engine(package, i, error);
    for (uint32_t j = 0; j < i && status == MBPF_OK; j++)
      status = check_pair(package, j, i, error);
  }
  return status;
}

static mbpf_status check_signature_place(const struct mbpf_package *package, const struct mbpf_section *s,
                                         mbpf_error *error) {
  if (s->length < PACKAGE_SIGNATURE_BYTES || s->length > PACKAGE_SIGNATURE_BYTES + PACKAGE_MAX_KEY_ID_BYTES)
    return mbpf_fail(error, MBPF_SIGNATURE,
                     "the SIG section has %u bytes, it must have %u and up to %u of key id before them",
                     (unsigned)s->length, PACKAGE_SIGNATURE_BYTES, PACKAGE_MAX_KEY_ID_BYTES);
  if (s->offset + s->length != package->image_bytes)
    return mbpf_fail(error, MBPF_SIGNATURE,
                     "the SIG section ends at byte %u, it must end the image of %u bytes",
                     (unsigned)(s->offset + s->length), (unsigned)package->image_bytes);
  return MBPF_OK;
}

/* flags bit, section type: the bit is set exactly when there is such a section. */
static mbpf_status check_flag(const struct mbpf_package *package, uint32_t flag, uint32_t type,
                              mbpf_error *error) {
  bool flagged = package->flags & flag, found = false;
  for (uint32_t i = 0; i < package->section_count; i++)
    found = found || package->sections[i].type == type;
  if (flagged == found)
    return MBPF_OK;
  return mbpf_fail(error, type == MBPF_SECTION_SIG ? MBPF_SIGNATURE : MBPF_INVALID_PACKAGE,
                   found ? "there is a %s section, but its bit 0x%x in flags at byte 8 is clear"
                         : "there is no %s section, but its bit 0x%x in flags at byte 8 is set",
                   package_section_name(type), (unsigned)flag);
}

static mbpf_status check_flags(const struct mbpf_package *package, mbpf_error *error) {
  mbpf_status status = check_flag(package, MBPF_PACKAGE_SIGNED, MBPF_SECTION_SIG, error);
  if (status == MBPF_OK)
    status = check_flag(package, MBPF_PACKAGE_DEBUG, MBPF_SECTION_DEBUG, error);
  if (status == MBPF_OK)
    status = check_flag(package, MBPF_PACKAGE_PROOF, MBPF_SECTION_PROOF, error);
  for (uint32_t i = 0; i < package->section_count && status == MBPF_OK; i++)
    if (package->sections[i].type == MBPF_SECTION_SIG)
      status = check_signature_place(package, &package->sections[i], error);
  return status;
}

uint32_t package_file_crc(const uint8_t *image, size_t bytes) {
  uint32_t crc = crc32_update(0, image, PACKAGE_CRC_AT);
  return crc32_update(crc, image + PACKAGE_CRC_AT + 4, bytes - PACKAGE_CRC_AT - 4);
}

static mbpf_status check_checksums(const struct mbpf_package *package, mbpf_error *error) {
  for (uint32_t i = 0; i < package->section_count; i++) {
    const struct mbpf_section *s = &package->sections[i];
    uint32_t crc = crc32_update(0, package->image + s->offset, s->length);
    if (crc != s->crc32)
      return mbpf_fail(
          error, MBPF_CRC_MISMATCH,
          "section %u (%s): the checksum is 0x%08x, its descriptor says 0x%08x: the file is damaged",
          (unsigned)i, package_section_name(s->type), (unsigned)crc, (unsigned)s->crc32);
  }
  uint32_t crc = package_file_crc(package->image, package->image_bytes);
  if (crc != load_le32(package->image + PACKAGE_CRC_AT))
    return mbpf_fail(error, MBPF_CRC_MISMATCH,
                     "file_crc32 at byte 16 is 0x%08x, the image's checksum is 0x%08x: the file is damaged",
                     (unsigned)load_le32(package->image + PACKAGE_CRC_AT), (unsigned)crc);
  return MBPF_OK;
}

mbpf_status mbpf_package_open(const void *image, size_t bytes, struct mbpf_package *package,
                              mbpf_error *error) {
  mbpf_status status;
  package->section_count = 0;
  if ((status = check_header(image, bytes, error)) != MBPF_OK ||
      (status = check_table(image, bytes, error)) != MBPF_OK)
    return status;
  package->image = image;
  package->image_bytes = (uint32_t)bytes;
  package->flags = load_le32(package->image + 8);
  package->section_count = load_le32(package->image + 12);
  if ((status = check_sections(package, error)) != MBPF_OK ||
      (status = check_flags(package, error)) != MBPF_OK ||
      (status = check_checksums(package, error)) != MBPF_OK)
    package->section_count = 0;
  return status;
}

bool mbpf_package_section(const struct mbpf_package *package, uint32_t type, uint32_t *from,
                          struct mbpf_bytes *bytes) {
  while (*from < package->section_count) {
    const struct mbpf_section *s = &package->sections[(*from)++];
    if (s->type != type)
      continue;
    *bytes = (struct mbpf_bytes){package->image + s->offset, s->length};
    return true;
  }
  return false;
}

bool mbpf_package_engine_section(const struct mbpf_package *package, uint32_t type, enum mbpf_engine engine,
                                 struct mbpf_bytes *bytes) {
  uint32_t from = 0;
  while (mbpf_package_section(package, type, &from, bytes))
    if (is_per_engine(type) && load_le32(bytes->at) == (uint32_t)engine)
      return true;
  *bytes = (struct mbpf_bytes){0};
  return false;
}
