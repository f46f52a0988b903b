/* The BYTECODE section: what is read from a good one, and that each bad field is refused by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "ebpf/image.h"

enum {
  HEADER = 24,
  FUNCTIONS = HEADER,
  STRINGS = HEADER + 2 * 16,
  INSNS = STRINGS + 8,
  BYTES = INSNS + 3 * 8
};

/* Two functions: "one" (entry, slots 0 and 1) and "two" (slot 2). */
static void make_section(uint8_t section[BYTES]) {
  static const uint32_t words[] = {1, 1, 2, 3, 6, 0, /* functions: */ 0, 3, 0, 1, 3, 3, 2, 0};
  static const uint8_t exit_insn[8] = {0x95};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    store_le32(section + 4 * i, words[i]);
  memcpy(section + STRINGS, "onetwo\0", 8);
  for (size_t i = 0; i < 3; i++)
    memcpy(section + INSNS + 8 * i, exit_insn, 8);
}

static void reads_functions_and_names(void **state) {
  uint8_t section[BYTES];
  struct ebpf_image image;
  uint32_t index = 9;
  (void)state;
  make_section(section);
  assert_int_equal(ebpf_image_open(section, BYTES, &image, NULL), MBPF_OK);
  assert_int_equal(image.function_count, 2);
  assert_int_equal(image.slot_count, 3);
  struct ebpf_function two = ebpf_image_function(&image, 1);
  assert_int_equal(two.first_slot, 2);
  assert_int_equal(two.slot_count, 1);
  assert_false(two.is_entry);
  assert_memory_equal(two.name, "two", 3);
  assert_int_equal(ebpf_image_function(&image, 0).slot_count, 2);
  assert_int_equal(ebpf_image_function_at(&image, 1), 0);
  assert_int_equal(ebpf_image_function_at(&image, 2), 1);
  assert_true(ebpf_image_entry(&image, "one", 3, &index));
  assert_int_equal(index, 0);
  assert_false(ebpf_image_entry(&image, "two", 3, &index)); /* no entry point */
  assert_false(ebpf_image_entry(&image, "on", 2, &index));
}

struct damage {
  unsigned offset;
  uint32_t value;
  mbpf_status status;
  const char *message;
};

static void refuses_each_bad_field(void **state) {
  static const struct damage damages[] = {
      {0, 2, MBPF_INVALID_BYTECODE, "engine is 2"},
      {4, 2, MBPF_UNSUPPORTED_VER, "version is 2"},
      {8, 0, MBPF_INVALID_BYTECODE, "0 functions"},
      {8, 0xffffffff, MBPF_INVALID_BYTECODE, "4294967295 functions"},
      {8, 1, MBPF_INVALID_BYTECODE, "counts need"},
      {12, 0, MBPF_INVALID_BYTECODE, "0 instruction slots"},
      {12, 0xffffffff, MBPF_INVALID_BYTECODE, "4294967295 instruction slots"},
      {12, 4, MBPF_INVALID_BYTECODE, "counts need"},
      {16, 0xffffffff, MBPF_INVALID_BYTECODE, "counts need"},
      {16, 5, MBPF_INVALID_BYTECODE, "padding byte"},
      {20, 1, MBPF_INVALID_BYTECODE, "reserved header field"},
      {FUNCTIONS, 4, MBPF_INVALID_BYTECODE, "function 0: name at 4"},
      {FUNCTIONS, 0xffffffff, MBPF_INVALID_BYTECODE, "function 0: name"},
      {FUNCTIONS + 4, 7, MBPF_INVALID_BYTECODE, "function 0: name"},
      {FUNCTIONS + 8, 1, MBPF_INVALID_BYTECODE, "function 0 starts at slot 1"},
      {FUNCTIONS + 12, 2, MBPF_INVALID_BYTECODE, "function 0 has unknown flags"},
      {FUNCTIONS + 24, 0, MBPF_INVALID_BYTECODE, "function 1 starts at slot 0"},
      {FUNCTIONS + 24, 3, MBPF_INVALID_BYTECODE, "function 1 starts at slot 3 of 3"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
    uint8_t section[BYTES];
    struct ebpf_image image;
    mbpf_error error = {0};
    make_section(section);
    store_le32(section + damages[i].offset, damages[i].value);
    assert_int_equal(ebpf_image_open(section, BYTES, &image, &error), damages[i].status);
    if (!strstr(error.message, damages[i].message))
      fail_msg("'%s' lacks '%s'", error.message, damages[i].message);
  }
}

static void refuses_every_other_length(void **state) {
  uint8_t section[BYTES + 8] = {0};
  struct ebpf_image image;
  (void)state;
  make_section(section);
  for (size_t bytes = 0; bytes <= sizeof section; bytes++)
    assert_int_equal(ebpf_image_open(section, bytes, &image, NULL),
                     bytes == BYTES ? MBPF_OK : MBPF_INVALID_BYTECODE);
}

static void finds_functions_of_bare_instructions(void **state) {
  /* 0: call 3; 1: call 2; 2: exit; 3: exit */
  static const uint8_t insns[] = {0x85, 0x10, 0, 0, 2, 0, 0, 0, 0x85, 0x10, 0, 0, 0, 0, 0, 0,
                                  0x95, 0,    0, 0, 0, 0, 0, 0, 0x95, 0,    0, 0, 0, 0, 0, 0};
  uint8_t functions[3 * EBPF_IMAGE_FUNCTION_BYTES];
  struct ebpf_image image;
  (void)state;
  assert_int_equal(ebpf_image_from_insns(insns, sizeof insns, functions, 3, &image, NULL), MBPF_OK);
  assert_int_equal(image.function_count, 3);
  assert_int_equal(ebpf_image_function(&image, 0).slot_count, 2);
  assert_int_equal(ebpf_image_function(&image, 1).first_slot, 2);
  assert_int_equal(ebpf_image_function(&image, 2).first_slot, 3);
  assert_true(ebpf_image_function(&image, 0).is_entry);
  assert_false(ebpf_image_function(&image, 2).is_entry);
  assert_int_equal(ebpf_image_from_insns(insns, sizeof insns, functions, 2, &image, NULL),
                   MBPF_INVALID_BYTECODE);
  assert_int_equal(ebpf_image_from_insns(insns, 12, functions, 3, &image, NULL), MBPF_INVALID_BYTECODE);
  assert_int_equal(ebpf_image_from_insns(insns, 0, functions, 3, &image, NULL), MBPF_INVALID_BYTECODE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_functions_and_names),
      cmocka_unit_test(refuses_each_bad_field),
      cmocka_unit_test(refuses_every_other_length),
      cmocka_unit_test(finds_functions_of_bare_instructions),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
