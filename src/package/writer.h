/* The container's writer: sections to an image. For tools; a device that only loads packages links none of
 * it. */
#ifndef PACKAGE_WRITER_H
#define PACKAGE_WRITER_H

#include <mbpf/package.h>

/* One section to write. at may be NULL for a section of zeros, such as a signature to be filled in. */
struct package_part {
  uint32_t type;
  uint32_t length;
  const void *at;
};

/*
 * Writes an image of count sections in the order given, each at an offset that is a multiple of 8, with
 * header flags and checksums. *bytes is the image's size, which is all that happens when capacity is 0 (image
 * may be NULL). Does not look into sections: open the result to check it. The same parts give the same bytes.
 * Errors: INVALID_ARG for too many sections, a SIG that is not the last, or a capacity too small;
 * INVALID_PACKAGE for an image above MBPF_MAX_PACKAGE_BYTES.
 */
MBPF_WARN_UNUSED mbpf_status package_write(const struct package_part *parts, uint32_t count, void *image,
                                           size_t capacity, size_t *bytes, mbpf_error *error);

/* Makes all checksums right again after sections of an image of package_write were changed in place. */
void package_seal(uint8_t *image, size_t bytes);

#endif
