/* The container: what a good image gives, and each way an image can be broken. */
#include "unit.h"

#include "base/bytes.h"
#include "package/container.h"
#include "package/crc32.h"
#include "package/writer.h"
#include "package_builder.h"

static mbpf_error error;

static void checksum_is_the_common_crc32(void **state) {
  (void)state;
  assert_int_equal(crc32_update(0, "123456789", 9), 0xcbf43926);
  assert_int_equal(crc32_update(crc32_update(0, "1234", 4), "56789", 5), 0xcbf43926);
  assert_int_equal(crc32_update(0, "", 0), 0);
}

static void good_image_opens_at_any_alignment(void **state) {
  size_t length;
  uint8_t *image = build_full_image(&length);
  (void)state;
  for (size_t shift = 0; shift < 8; shift++) {
    struct mbpf_package package;
    struct mbpf_bytes bytes;
    uint32_t from = 0;
    uint8_t *moved = malloc(length + shift);
    memcpy(moved + shift, image, length);
    EXPECT_OK(mbpf_package_open(moved + shift, length, &package, &error));
    assert_int_equal(package.section_count, 5);
    assert_int_equal(package.flags, MBPF_PACKAGE_DEBUG);
    assert_true(mbpf_package_section(&package, 77, &from, &bytes));
    assert_int_equal(bytes.length, 5);
    assert_memory_equal(bytes.at, "later", 5);
    assert_int_equal((bytes.at - (moved + shift)) % 8, 0);
    assert_false(mbpf_package_section(&package, 77, &from, &bytes));
    assert_true(mbpf_package_engine_section(&package, MBPF_SECTION_BYTECODE, MBPF_ENGINE_EBPF, &bytes));
    assert_int_equal(bytes.length, 24);
    assert_false(mbpf_package_engine_section(&package, MBPF_SECTION_BYTECODE, MBPF_ENGINE_JS, &bytes));
    assert_false(mbpf_package_engine_section(&package, MBPF_SECTION_MAPS, MBPF_ENGINE_EBPF, &bytes));
    free(moved);
  }
  free(image);
}

/* Each prefix lies in memory of exactly its size, so that a sanitizer sees any read beyond it. */
static void every_truncation_is_refused(void **state) {
  size_t length;
  uint8_t *image = build_full_image(&length);
  (void)state;
  for (size_t cut = 0; cut < length; cut++) {
    struct mbpf_package package;
    uint8_t *prefix = copy_exactly(image, cut);
    mbpf_status expected = cut < 4             ? MBPF_INVALID_MAGIC
                           : cut < 20 + 5 * 16 ? MBPF_INVALID_PACKAGE
                                               : MBPF_SECTION_BOUNDS;
    error.status = MBPF_OK;
    assert_int_equal(mbpf_package_open(prefix, cut, &package, &error), expected);
    assert_int_equal(error.status, expected);
    assert_int_equal(package.section_count, 0);
    free(prefix);
  }
  free(image);
}

static void every_flipped_bit_is_noticed(void **state) {
  size_t length;
  uint8_t *image = build_full_image(&length);
  (void)state;
  for (size_t bit = 0; bit < length * 8; bit++) {
    struct mbpf_package package;
    image[bit / 8] ^= (uint8_t)(1u << bit % 8);
    assert_int_not_equal(mbpf_package_open(image, length, &package, NULL), MBPF_OK);
    image[bit / 8] ^= (uint8_t)(1u << bit % 8);
  }
  free(image);
}

enum { DESCRIPTOR = PACKAGE_HEADER_BYTES };

/* Changes a 32-bit field of the full image and opens it, with checksums as they were. */
static mbpf_status open_with(size_t at, uint32_t value) {
  struct mbpf_package package;
  size_t length;
  uint8_t *image = build_full_image(&length);
  store_le32(image + at, value);
  mbpf_status status = mbpf_package_open(image, length, &package, &error);
  free(image);
  return status;
}

static void each_header_field_has_its_error(void **state) {
  (void)state;
  EXPECT_ERROR(open_with(0, 0x464c457f), MBPF_INVALID_MAGIC, "magic at byte 0 is 0x464c457f");
  EXPECT_ERROR(open_with(4, (20 + 5 * 16) << 16 | 2), MBPF_UNSUPPORTED_VER, "format_version at byte 4 is 2");
  EXPECT_ERROR(open_with(4, 99u << 16 | 1), MBPF_INVALID_PACKAGE,
               "header_size at byte 6 is 99, 5 sections make it 100");
  EXPECT_ERROR(open_with(8, 0), MBPF_INVALID_PACKAGE, "there is a DEBUG section, but its bit 0x2");
  EXPECT_ERROR(open_with(8, MBPF_PACKAGE_DEBUG | MBPF_PACKAGE_PROOF), MBPF_INVALID_PACKAGE,
               "there is no PROOF section");
  EXPECT_ERROR(open_with(8, MBPF_PACKAGE_DEBUG | MBPF_PACKAGE_SIGNED), MBPF_SIGNATURE,
               "there is no SIG section");
  EXPECT_ERROR(open_with(12, 4), MBPF_INVALID_PACKAGE, "header_size at byte 6 is 100, 4 sections make it 84");
  EXPECT_ERROR(open_with(12, 0xffffffff), MBPF_INVALID_PACKAGE, "section_count at byte 12 is 4294967295");
  EXPECT_ERROR(open_with(16, 0x01020304), MBPF_CRC_MISMATCH, "file_crc32 at byte 16 is 0x01020304");
}

static void each_descriptor_field_has_its_error(void **state) {
  size_t second = DESCRIPTOR + 16;
  (void)state;
  EXPECT_ERROR(open_with(second + 4, 99), MBPF_SECTION_OVERLAP,
               "section 1 (BYTECODE) at offset 99 lies in the header");
  EXPECT_ERROR(open_with(second + 4, 0), MBPF_SECTION_OVERLAP, "at offset 0 lies in the header");
  EXPECT_ERROR(open_with(second + 4, 0xfffffff0), MBPF_SECTION_BOUNDS,
               "section 1 (BYTECODE): 24 bytes at offset 4294967280");
  EXPECT_ERROR(open_with(second + 8, 0xffffffff), MBPF_SECTION_BOUNDS, "4294967295 bytes");
  EXPECT_ERROR(open_with(second + 4, 104), MBPF_SECTION_OVERLAP, "section 0 (MANIFEST, bytes 104 to ");
  EXPECT_ERROR(open_with(second + 8, 40), MBPF_SECTION_OVERLAP, "overlaps section 2 (MAPS");
  EXPECT_ERROR(open_with(second + 8, 3), MBPF_INVALID_PACKAGE,
               "section 1 (BYTECODE) has 3 bytes, too few for its engine");
  EXPECT_ERROR(open_with(second + 12, 5), MBPF_CRC_MISMATCH, "section 1 (BYTECODE): the checksum is 0x");
}

/* Sums of offset and length that wrap in 32 bits: beyond the end, never inside. */
static void wrapped_sections_are_out_of_bounds(void **state) {
  size_t length;
  struct mbpf_package package;
  (void)state;
  for (uint32_t back = 1; back < 200; back += 7) {
    uint8_t *image = build_full_image(&length);
    store_le32(image + DESCRIPTOR + 4, 0u - back);
    store_le32(image + DESCRIPTOR + 8, back + 150);
    EXPECT_ERROR(mbpf_package_open(image, length, &package, &error), MBPF_SECTION_BOUNDS,
                 "section 0 (MANIFEST)");
    free(image);
  }
}

static mbpf_status open_parts(const struct package_part *parts, uint32_t count) {
  struct mbpf_package package;
  size_t length;
  uint8_t *image = build_image(parts, count, &length);
  mbpf_status status = mbpf_package_open(image, length, &package, &error);
  free(image);
  return status;
}

static void sections_that_occur_once_occur_once(void **state) {
  const char ebpf[4] = {1}, js[4] = {2};
  (void)state;
  EXPECT_ERROR(open_parts((struct package_part[]){{1, 1, "a"}, {1, 1, "b"}}, 2), MBPF_INVALID_PACKAGE,
               "sections 0 and 1 are both MANIFEST");
  EXPECT_ERROR(open_parts((struct package_part[]){{3, 0, NULL}, {9, 1, "x"}, {3, 0, NULL}}, 3),
               MBPF_INVALID_PACKAGE, "sections 0 and 2 are both MAPS");
  EXPECT_ERROR(open_parts((struct package_part[]){{2, 4, js}, {2, 4, ebpf}, {2, 4, js}}, 3),
               MBPF_INVALID_PACKAGE, "sections 0 and 2 are both BYTECODE of engine 2");
  EXPECT_OK(open_parts(
      (struct package_part[]){{2, 4, js}, {2, 4, ebpf}, {4, 4, js}, {4, 4, ebpf}, {6, 4, ebpf}}, 5));
  EXPECT_OK(open_parts((struct package_part[]){{9, 1, "x"}, {9, 1, "x"}, {0xffffffff, 0, NULL}}, 3));
  EXPECT_OK(open_parts(NULL, 0));
}

static void signature_has_its_place_and_size(void **state) {
  uint8_t *image;
  size_t length;
  struct mbpf_package package;
  (void)state;
  EXPECT_OK(open_parts((struct package_part[]){{9, 3, "abc"}, {5, 64, NULL}}, 2));
  EXPECT_OK(open_parts((struct package_part[]){{9, 3, "abc"}, {5, 96, NULL}}, 2));
  EXPECT_ERROR(open_parts((struct package_part[]){{5, 63, NULL}}, 1), MBPF_SIGNATURE,
               "the SIG section has 63 bytes");
  EXPECT_ERROR(open_parts((struct package_part[]){{5, 97, NULL}}, 1), MBPF_SIGNATURE,
               "the SIG section has 97 bytes");
  image = build_image((struct package_part[]){{9, 72, NULL}, {9, 72, NULL}}, 2, &length);
  store_le32(image + DESCRIPTOR, MBPF_SECTION_SIG);
  store_le32(image + 8, MBPF_PACKAGE_SIGNED);
  EXPECT_ERROR(mbpf_package_open(image, length, &package, &error), MBPF_SIGNATURE, "it must end the image");
  free(image);
}

static void writer_refuses_what_cannot_be_read(void **state) {
  struct package_part many[MBPF_MAX_SECTIONS + 1] = {{0}};
  uint8_t image[64];
  size_t bytes;
  (void)state;
  EXPECT_ERROR(package_write(many, MBPF_MAX_SECTIONS + 1, NULL, 0, &bytes, &error), MBPF_INVALID_ARG,
               "33 sections");
  EXPECT_ERROR(
      package_write((struct package_part[]){{5, 64, NULL}, {9, 0, NULL}}, 2, NULL, 0, &bytes, &error),
      MBPF_INVALID_ARG, "section 0 is SIG, which must be the last");
  EXPECT_ERROR(package_write((struct package_part[]){{9, 40, NULL}}, 1, image, sizeof image, &bytes, &error),
               MBPF_INVALID_ARG, "the package has 80 bytes, the buffer 64");
  EXPECT_ERROR(package_write((struct package_part[]){{9, 0xffffffff, NULL}, {9, 0xffffffff, NULL}}, 2, NULL,
                             0, &bytes, &error),
               MBPF_INVALID_PACKAGE, "MBPF_MAX_PACKAGE_BYTES");
}

static void sealing_follows_a_change(void **state) {
  size_t length;
  struct mbpf_package package;
  uint8_t *image = build_full_image(&length);
  (void)state;
  image[length - 1] ^= 0xff;
  EXPECT_ERROR(mbpf_package_open(image, length, &package, &error), MBPF_CRC_MISMATCH, "section 4 (unknown)");
  package_seal(image, length);
  EXPECT_OK(mbpf_package_open(image, length, &package, &error));
  free(image);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(checksum_is_the_common_crc32),
      cmocka_unit_test(good_image_opens_at_any_alignment),
      cmocka_unit_test(every_truncation_is_refused),
      cmocka_unit_test(every_flipped_bit_is_noticed),
      cmocka_unit_test(each_header_field_has_its_error),
      cmocka_unit_test(each_descriptor_field_has_its_error),
      cmocka_unit_test(wrapped_sections_are_out_of_bounds),
      cmocka_unit_test(sections_that_occur_once_occur_once),
      cmocka_unit_test(signature_has_its_place_and_size),
      cmocka_unit_test(writer_refuses_what_cannot_be_read),
      cmocka_unit_test(sealing_follows_a_change),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
