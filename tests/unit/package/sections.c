/* The MAPS and DEBUG sections: what is written reads back; each broken field has its error and place. */
#include "unit.h"

#include "base/bytes.h"
#include "package/debug_section.h"
#include "package/maps_section.h"
#include "package_builder.h"

static mbpf_error error;
static struct mbpf_manifest manifest;

#define BYTES(literal)                                                                                       \
  { (const uint8_t *)(literal), sizeof(literal) - 1 }

/* --- MAPS; of the full manifest: 0 hash 4/8, 1 array of 3 x 12, 2 prog_array of 5, 3 array_of_maps of 2, 4 a
 * template --- */

static mbpf_status check_records(const struct map_record *records, uint32_t count) {
  uint8_t bytes[256];
  struct bytes_out out = {bytes, sizeof bytes, 0};
  maps_section_begin(&out, count);
  for (uint32_t i = 0; i < count; i++)
    maps_section_put(&out, &records[i]);
  build_full_manifest(&manifest);
  uint8_t *exact = copy_exactly(bytes, out.length);
  mbpf_status status =
      maps_section_check((struct mbpf_bytes){exact, (uint32_t)out.length}, &manifest, &error);
  free(exact);
  return status;
}

static mbpf_status check_one(struct map_record record) {
  return check_records(&record, 1);
}

static void records_read_back(void **state) {
  const struct map_record written[] = {
      {1, MAP_RECORD_VALUE, 2, BYTES("hello world!")},  {1, MAP_RECORD_VALUE, 0, BYTES("")},
      {2, MAP_RECORD_PROGRAM, 4, BYTES("\1\0\0\0")},    {3, MAP_RECORD_MAP, 1, BYTES("\0\0\0\0")},
      {0, MAP_RECORD_ENTRY, 0, BYTES("keyyvaluevalu")},
  };
  uint8_t bytes[256];
  struct bytes_out out = {bytes, sizeof bytes, 0};
  struct map_records records;
  struct map_record record;
  uint32_t i = 0;
  (void)state;
  EXPECT_OK(check_records(written, 4));
  maps_section_begin(&out, 5);
  for (i = 0; i < 5; i++)
    maps_section_put(&out, &written[i]);
  assert_int_equal(out.length % 8, 0);
  map_records_start(&records, (struct mbpf_bytes){bytes, (uint32_t)out.length});
  for (i = 0; map_records_next(&records, &record); i++) {
    assert_int_equal(record.map, written[i].map);
    assert_int_equal(record.kind, written[i].kind);
    assert_int_equal(record.slot, written[i].slot);
    assert_int_equal(record.bytes.length, written[i].bytes.length);
    assert_memory_equal(record.bytes.at, written[i].bytes.at, record.bytes.length);
  }
  assert_int_equal(i, 5);
  assert_int_equal(map_record_number(&written[2]), 1);
}

static void each_record_rule_has_its_error(void **state) {
  (void)state;
  EXPECT_OK(check_one((struct map_record){0, MAP_RECORD_ENTRY, 0, BYTES("keyyvaluevaa")}));
  EXPECT_ERROR(check_one((struct map_record){5, 1, 0, BYTES("")}), MBPF_INVALID_PACKAGE,
               "MAPS record 0 at byte 8: map is 5, must be below the count of maps, 5");
  EXPECT_ERROR(check_one((struct map_record){1, 0, 0, BYTES("")}), MBPF_INVALID_PACKAGE,
               "kind is 0, must be from 1 to 4");
  EXPECT_ERROR(check_one((struct map_record){1, 5, 0, BYTES("")}), MBPF_INVALID_PACKAGE, "kind is 5");
  EXPECT_ERROR(check_one((struct map_record){4, 1, 0, BYTES("")}), MBPF_INVALID_PACKAGE,
               "the map is a template");
  EXPECT_ERROR(check_one((struct map_record){1, 1, 3, BYTES("")}), MBPF_INVALID_PACKAGE,
               "slot is 3, must be below max_entries, 3");
  EXPECT_ERROR(check_one((struct map_record){1, 1, 0xffffffff, BYTES("")}), MBPF_INVALID_PACKAGE,
               "slot is 4294967295");
  EXPECT_ERROR(check_one((struct map_record){1, 1, 0, BYTES("1234567890123")}), MBPF_INVALID_PACKAGE,
               "length is 13, must be at most value_size, 12");
  EXPECT_ERROR(check_one((struct map_record){0, 1, 0, BYTES("")}), MBPF_INVALID_PACKAGE,
               "a VALUE record is for arrays");
  EXPECT_ERROR(check_one((struct map_record){1, 2, 0, BYTES("\0\0\0\0")}), MBPF_INVALID_PACKAGE,
               "for a prog_array only");
  EXPECT_ERROR(check_one((struct map_record){2, 2, 5, BYTES("\0\0\0\0")}), MBPF_INVALID_PACKAGE, "slot is 5");
  EXPECT_ERROR(check_one((struct map_record){2, 2, 0, BYTES("\0\0\0")}), MBPF_INVALID_PACKAGE, "length is 3");
  EXPECT_ERROR(check_one((struct map_record){2, 2, 0, BYTES("\3\0\0\0")}), MBPF_INVALID_PACKAGE,
               "program number is 3");
  EXPECT_ERROR(check_one((struct map_record){2, 2, 0, BYTES("\2\0\0\0")}), MBPF_INVALID_PACKAGE,
               "is not eBPF");
  EXPECT_ERROR(check_one((struct map_record){2, 3, 0, BYTES("\0\0\0\0")}), MBPF_INVALID_PACKAGE,
               "for array_of_maps only");
  EXPECT_ERROR(check_one((struct map_record){3, 3, 0, BYTES("\5\0\0\0")}), MBPF_INVALID_PACKAGE,
               "inner map number is 5");
  EXPECT_ERROR(check_one((struct map_record){3, 3, 0, BYTES("\4\0\0\0")}), MBPF_INVALID_PACKAGE,
               "the inner map is a template");
  EXPECT_ERROR(check_one((struct map_record){3, 3, 2, BYTES("\0\0\0\0")}), MBPF_INVALID_PACKAGE, "slot is 2");
  EXPECT_ERROR(check_one((struct map_record){1, 4, 0, BYTES("abcd")}), MBPF_INVALID_PACKAGE,
               "for hashes and tries");
  EXPECT_ERROR(check_one((struct map_record){0, 4, 0, BYTES("abcd")}), MBPF_INVALID_PACKAGE,
               "length is 4, must be that of key and value, 12");
}

static void broken_map_sections_are_refused(void **state) {
  uint8_t bytes[64];
  struct bytes_out out = {bytes, sizeof bytes, 0};
  struct map_record record = {1, MAP_RECORD_VALUE, 0, BYTES("abc")};
  (void)state;
  build_full_manifest(&manifest);
  maps_section_begin(&out, 1);
  maps_section_put(&out, &record);
  for (uint32_t cut = 0; cut < out.length; cut++) {
    uint8_t *exact = copy_exactly(bytes, cut);
    EXPECT_ERROR(maps_section_check((struct mbpf_bytes){exact, cut}, &manifest, &error), MBPF_INVALID_PACKAGE,
                 "MAPS");
    free(exact);
  }
  bytes[out.length] = 0;
  EXPECT_ERROR(maps_section_check((struct mbpf_bytes){bytes, (uint32_t)out.length + 1}, &manifest, &error),
               MBPF_INVALID_PACKAGE, "1 bytes follow the last of 1 records");
  bytes[out.length - 1] = 9;
  EXPECT_ERROR(maps_section_check((struct mbpf_bytes){bytes, (uint32_t)out.length}, &manifest, &error),
               MBPF_INVALID_PACKAGE, "the padding is not zero");
  store_le32(bytes + 20, 0xfffffffd);
  EXPECT_ERROR(maps_section_check((struct mbpf_bytes){bytes, (uint32_t)out.length}, &manifest, &error),
               MBPF_INVALID_PACKAGE, "runs past the end");
}

/* --- DEBUG --- */

static const struct mbpf_text files[] = {{"main.bpf.c", 10}, {"inc/h.h", 7}};
static const struct debug_source_line lines[] = {
    {2, 0, 10, 3, {"\tint a = 1;", 11}},
    {3, 0, 10, 12, {"\tint a = 1;", 11}},
    {9, 1, 4194304, 1024, {"", 0}},
    {40, 1, 4194303, 1023, {"caf\xc3\xa9 \xff\x1b[0m", 11}},
};
static const struct debug_source source = {MBPF_ENGINE_EBPF,
                                           (const uint8_t *)"\x01"
                                                            "123456789abcdef0123456789abcdef",
                                           files,
                                           2,
                                           lines,
                                           4};

static uint32_t write_debug(uint8_t *bytes, size_t capacity) {
  struct bytes_out out = {NULL, 0, 0};
  assert_true(debug_section_write(&out, &source));
  assert_true(out.length <= capacity);
  struct bytes_out again = {bytes, out.length, 0};
  assert_true(debug_section_write(&again, &source));
  assert_int_equal(again.length, out.length);
  return (uint32_t)out.length;
}

static void expect_place(const struct debug_info *info, uint32_t slot, uint32_t start, const char *file,
                         uint32_t line, uint32_t column, const char *text) {
  struct debug_place place;
  assert_true(debug_find(info, slot, &place));
  assert_int_equal(place.slot, start);
  assert_int_equal(place.file.length, strlen(file));
  assert_memory_equal(place.file.at, file, strlen(file));
  assert_int_equal(place.line, line);
  assert_int_equal(place.column, column);
  assert_int_equal(place.text.length, strlen(text));
  assert_memory_equal(place.text.at, text, strlen(text));
}

static void lines_are_found_by_slot(void **state) {
  uint8_t bytes[512];
  struct debug_info info;
  struct debug_place place;
  uint32_t length = write_debug(bytes, sizeof bytes);
  (void)state;
  EXPECT_OK(debug_section_open((struct mbpf_bytes){bytes, length}, &info, &error));
  assert_memory_equal(info.source_hash, source.source_hash, DEBUG_HASH_BYTES);
  assert_false(debug_find(&info, 0, &place));
  assert_false(debug_find(&info, 1, &place));
  expect_place(&info, 2, 2, "main.bpf.c", 10, 3, " int a = 1;");
  expect_place(&info, 3, 3, "main.bpf.c", 10, 12, " int a = 1;");
  expect_place(&info, 8, 3, "main.bpf.c", 10, 12, " int a = 1;");
  expect_place(&info, 9, 9, "inc/h.h", 0, 0, "");
  expect_place(&info, 39, 9, "inc/h.h", 0, 0, "");
  expect_place(&info, 40, 40, "inc/h.h", 4194303, 1023, "caf\xc3\xa9 ??[0m");
  expect_place(&info, 0xffffffff, 40, "inc/h.h", 4194303, 1023, "caf\xc3\xa9 ??[0m");
  debug_line(&info, 1, &place);
  assert_int_equal(place.slot, 3);
}

/* Byte offsets in the section above: head 56, two files of 8, four lines of 16. */
enum { FILES = 56, LINES = FILES + 16, STRINGS = LINES + 64 };

static mbpf_status open_debug_with(uint32_t at, uint32_t value) {
  uint8_t bytes[512];
  struct debug_info info;
  uint32_t length = write_debug(bytes, sizeof bytes);
  store_le32(bytes + at, value);
  return debug_section_open((struct mbpf_bytes){bytes, length}, &info, &error);
}

static void each_debug_field_has_its_error(void **state) {
  uint8_t bytes[512];
  struct debug_info info;
  uint32_t length = write_debug(bytes, sizeof bytes);
  (void)state;
  for (uint32_t cut = 0; cut < length; cut++) {
    uint8_t *exact = copy_exactly(bytes, cut);
    EXPECT_ERROR(debug_section_open((struct mbpf_bytes){exact, cut}, &info, &error), MBPF_INVALID_PACKAGE,
                 "DEBUG: ");
    free(exact);
  }
  EXPECT_ERROR(open_debug_with(4, 2), MBPF_UNSUPPORTED_VER, "version at byte 4 is 2");
  EXPECT_ERROR(open_debug_with(52, 1), MBPF_INVALID_PACKAGE, "the word at byte 52 must be 0");
  EXPECT_ERROR(open_debug_with(40, 0xffffffff), MBPF_INVALID_PACKAGE, "4294967295 files");
  EXPECT_ERROR(open_debug_with(44, 0xffffffff), MBPF_INVALID_PACKAGE, "4294967295 lines");
  EXPECT_ERROR(open_debug_with(FILES + 8, 1000), MBPF_INVALID_PACKAGE,
               "the name of file 1 at byte 64 lies outside");
  EXPECT_ERROR(open_debug_with(FILES + 12, 0xffffffff), MBPF_INVALID_PACKAGE, "the name of file 1");
  EXPECT_ERROR(open_debug_with(LINES + 16, 2), MBPF_INVALID_PACKAGE,
               "line record 1 at byte 88: its slot is not above");
  EXPECT_ERROR(open_debug_with(LINES + 36, 2), MBPF_INVALID_PACKAGE,
               "line record 2 at byte 104: there is no such file");
  EXPECT_ERROR(open_debug_with(LINES + 12, 0xfffffffe), MBPF_INVALID_PACKAGE,
               "line record 0 at byte 72: its text lies outside");
  EXPECT_ERROR(open_debug_with(STRINGS, 0xff), MBPF_INVALID_PACKAGE, "byte 0 of strings is not UTF-8");
  EXPECT_ERROR(open_debug_with(length - 4, 0x41414141), MBPF_INVALID_PACKAGE, "do not end with a zero");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(records_read_back),
      cmocka_unit_test(each_record_rule_has_its_error),
      cmocka_unit_test(broken_map_sections_are_refused),
      cmocka_unit_test(lines_are_found_by_slot),
      cmocka_unit_test(each_debug_field_has_its_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
