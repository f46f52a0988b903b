/* The manifest in CBOR: what is written reads back, and each rule of the schema has its error with key and
 * place. */
#include "unit.h"

#include "package/manifest.h"
#include "package/schema.h"
#include "package_builder.h"

static mbpf_error error;
static struct mbpf_manifest manifest, again;

static mbpf_status read_bytes(const void *bytes, size_t length) {
  uint8_t *exact = copy_exactly(bytes, length);
  mbpf_status status = manifest_read(exact, length, &manifest, NULL, &error);
  free(exact);
  return status;
}

static void full_manifest_reads_back_as_it_was(void **state) {
  size_t length, length_again;
  (void)state;
  build_full_manifest(&manifest);
  uint8_t *cbor = build_cbor(&manifest, &length);
  EXPECT_OK(manifest_read(cbor, length, &again, NULL, &error));
  uint8_t *cbor_again = build_cbor(&again, &length_again);
  assert_int_equal(length, length_again);
  assert_memory_equal(cbor, cbor_again, length);
  assert_int_equal(again.security_counter, 0x123456789abcu);
  assert_int_equal(again.mbpf_api_version, 0x10002);
  assert_int_equal(again.bytecode_version, 300);
  assert_int_equal(again.word_size, 64);
  assert_int_equal(again.endianness, 1);
  assert_int_equal(again.heap_size, 65537);
  assert_int_equal(again.capabilities, MBPF_CAP_LOG | MBPF_CAP_MAP_READ | MBPF_CAP_NET_WRITE);
  assert_int_equal(again.program_count, 3);
  assert_int_equal(again.programs[0].budgets.max_steps, 70000);
  assert_int_equal(again.programs[0].budgets.max_helpers, 301);
  assert_int_equal(again.programs[0].budgets.max_wall_time_us, 5000000007u);
  assert_int_equal(again.programs[0].helper_limit_count, 2);
  assert_memory_equal(again.programs[0].helper_limits[0].helper.at, "redirect", 8);
  assert_int_equal(again.programs[0].helper_limits[0].limit, 300);
  assert_int_equal(again.programs[0].helper_limits[1].limit, 7);
  assert_memory_equal(again.programs[2].entry_symbol.at, "mbpf_prog", 9);
  assert_int_equal(again.programs[2].engine, MBPF_ENGINE_JS);
  assert_int_equal(again.programs[2].hook_ctx_abi_version, 0x12345678);
  assert_int_equal(again.map_count, 5);
  assert_int_equal(again.maps[0].def.type, MBPF_MAP_HASH);
  assert_int_equal(again.maps[0].def.max_entries, 1000);
  assert_int_equal(again.maps[0].def.flags, MBPF_MAP_NO_PREALLOC);
  assert_int_equal(again.maps[0].def.key_bytes, 4);
  assert_int_equal(again.maps[0].def.value_bytes, 8);
  assert_memory_equal(again.maps[0].pin.at, "shared/blocked", 14);
  assert_memory_equal(again.maps[3].inner.at, "blocked", 7);
  assert_int_equal(again.maps[4].def.extra, 9);
  assert_true(again.maps[4].is_template);
  assert_false(again.maps[3].is_template);
  free(cbor);
  free(cbor_again);
}

static void absent_keys_have_their_defaults(void **state) {
  size_t length;
  (void)state;
  build_small_manifest(&manifest);
  uint8_t *cbor = build_cbor(&manifest, &length);
  EXPECT_OK(manifest_read(cbor, length, &again, NULL, &error));
  assert_int_equal(again.programs[0].entry_symbol.length, 9);
  assert_memory_equal(again.programs[0].entry_symbol.at, "mbpf_prog", 9);
  assert_non_null(again.programs[0].attach.at);
  assert_int_equal(again.programs[0].attach.length, 0);
  assert_int_equal(again.map_count, 0);
  assert_int_equal(again.capabilities, 0);
  free(cbor);
}

static void every_truncation_is_refused(void **state) {
  size_t length;
  (void)state;
  build_full_manifest(&manifest);
  uint8_t *cbor = build_cbor(&manifest, &length);
  for (size_t cut = 0; cut < length; cut++)
    EXPECT_ERROR(read_bytes(cbor, cut), MBPF_INVALID_PACKAGE, "at byte ");
  free(cbor);
}

/* Every flipped bit either is refused with a message or reads as a manifest that writes the same
 * bytes: one form only. */
static void every_flipped_bit_is_refused_or_deterministic(void **state) {
  size_t length;
  (void)state;
  build_full_manifest(&manifest);
  uint8_t *cbor = build_cbor(&manifest, &length);
  for (size_t at = 0; at < length; at++)
    for (unsigned change = 1; change < 256; change *= 2) {
      cbor[at] ^= (uint8_t)change;
      struct manifest_unknown unknown;
      error.message[0] = '\0';
      if (manifest_read(cbor, length, &again, &unknown, &error) != MBPF_OK)
        assert_non_null(
            strstr(error.message, " at ")); /* a '{' in front makes it JSON, with lines and columns */
      else if (unknown.count == 0) {
        size_t length_again = manifest_write_cbor(&again, NULL, 0);
        assert_true(length_again <= length); /* smaller when a default was spelled out */
      }
      cbor[at] ^= (uint8_t)change;
    }
  free(cbor);
}

/* Bytes of a hexadecimal string; blanks are allowed. */
static size_t from_hex(const char *hex, uint8_t *bytes) {
  size_t length = 0;
  for (; *hex; hex++) {
    if (*hex == ' ')
      continue;
    unsigned byte;
    assert_int_equal(sscanf(hex, "%2x", &byte), 1);
    bytes[length++] = (uint8_t)byte;
    hex++;
  }
  return length;
}

/* Documents that are wrong as CBOR, before any key of the schema comes up. Key "x" is unknown and its value
 * is skipped. */
static const struct {
  const char *hex, *message;
} malformed[] = {
    {"", "manifest at byte 0: CBOR is malformed: the document ends where a value is expected"},
    {"01", "manifest at byte 0: must be a map, is a number"},
    {"80", "must be a map, is an array"},
    {"f6", "must be a map, is null"},
    {"a0 00", "manifest at byte 0: the key programs is missing"},
    {"bf ff", "at byte 0: CBOR is malformed: indefinite lengths"},
    {"a1", "at byte 0: CBOR is malformed: counts more elements than the document has bytes"},
    {"a2 6178", "counts more elements"},
    {"bb ffffffffffffffff 6178", "counts more elements"},
    {"b8 01 6178 00", "at byte 0: CBOR is malformed: not in its shortest form"},
    {"b8 17 00", "not in its shortest form"},
    {"a1 01 00", "at byte 1: CBOR is malformed: keys are texts"},
    {"a1 4178 00", "keys are texts"},
    {"a1 6178", "x at byte 3: CBOR is malformed: the document ends where a value is expected"},
    {"a1 6278", "at byte 1: CBOR is malformed: longer than the rest"},
    {"a1 7bffffffffffffffff 00", "longer than the rest"},
    {"a1 61ff 00", "at byte 2: CBOR is malformed: not UTF-8"},
    {"a1 62c080 00", "at byte 2: CBOR is malformed: not UTF-8"},
    {"a1 63eda080 00", "not UTF-8"},
    {"a1 6178 18", "x at byte 3: CBOR is malformed: the document ends inside a number"},
    {"a1 6178 1817", "x at byte 3: CBOR is malformed: not in its shortest form"},
    {"a1 6178 1900ff", "not in its shortest form"},
    {"a1 6178 1a0000ffff", "not in its shortest form"},
    {"a1 6178 1b00000000ffffffff", "not in its shortest form"},
    {"a1 6178 1c", "a reserved length code"},
    {"a1 6178 1f", "indefinite lengths"},
    {"a1 6178 5f", "indefinite lengths"},
    {"a1 6178 f0", "only true, false and null"},
    {"a1 6178 f7", "only true, false and null"},
    {"a1 6178 f93c00", "only true, false and null"},
    {"a1 6178 ff", "only true, false and null"},
    {"a1 6178 c100", "tags are not used"},
    {"a1 6178 42aa", "x at byte 3: CBOR is malformed: longer than the rest"},
    {"a1 6178 8200", "x at byte 3: CBOR is malformed: counts more elements"},
    {"a1 6178 a2616200616100", "x at byte 7: CBOR is malformed: keys are not in order"},
    {"a1 6178 a2616100616100", "x at byte 7: CBOR is malformed: this key occurs twice"},
    {"a2 6178 00 6178 00", "at byte 4: CBOR is malformed: this key occurs twice"},
    {"a2 627878 00 6179 00", "at byte 5: CBOR is malformed: keys are not in order"},
    {"a1 6178 8181818181818100", "the key programs"},
    {"a1 6178 818181818181818100", "x at byte 10: CBOR is malformed: nested too deeply"},
    {"a1 6161 00", "at byte 0: the key programs is missing"},
    {"a1 646d617073 00", "manifest: maps at byte 6: must be an array, is a number"},
    {"a1 646d617073 8100", "manifest: maps[0] at byte 7: must be a map, is a number"},
    {"a1 646d617073 81a0", "manifest: maps[0] at byte 7: the key name is missing"},
    {"a1 646d617073 81a1 6474797065 6468736168", "maps[0].type at byte 13: 'hsah' is none of: hash, array,"},
    {"a1 646d617073 81a1 6474797065 01", "maps[0].type at byte 13: must be a text, is a number"},
};

static void malformed_documents_name_the_byte(void **state) {
  uint8_t bytes[64];
  (void)state;
  for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
    size_t length = from_hex(malformed[i].hex, bytes);
    EXPECT_ERROR(read_bytes(bytes, length), MBPF_INVALID_PACKAGE, malformed[i].message);
  }
}

/* A broken value below an unknown key: the key is shown, its control characters are not. */
static void keys_in_messages_are_fit_for_a_terminal(void **state) {
  uint8_t bytes[64];
  (void)state;
  EXPECT_ERROR(read_bytes(bytes, from_hex("a1 63 1b5b78 ff", bytes)), MBPF_INVALID_PACKAGE,
               "manifest: ?[x at byte 5");
}

/* Values of every kind and depth below unknown keys: skipped, counted, the first named. */
static void unknown_keys_are_skipped_and_counted(void **state) {
  uint8_t bytes[4096];
  size_t length, added;
  struct manifest_unknown unknown;
  (void)state;
  build_small_manifest(&manifest);
  uint8_t *cbor = build_cbor(&manifest, &length);
  bytes[0] = (uint8_t)(cbor[0] + 2);
  added =
      from_hex("6178 88 00 20 41ff 6141 f4 f6 a2 6161 00 6162 81a0 1bffffffffffffffff 6179 80", bytes + 1);
  memcpy(bytes + 1 + added, cbor + 1, length - 1);
  EXPECT_OK(manifest_read(bytes, length + added, &again, &unknown, &error));
  assert_int_equal(unknown.count, 2);
  assert_string_equal(unknown.path, "x");
  EXPECT_OK(manifest_read(cbor, length, &again, &unknown, &error));
  assert_int_equal(unknown.count, 0);
  bytes[length + added] = 0;
  EXPECT_ERROR(manifest_read(bytes, length + added + 1, &again, NULL, &error), MBPF_INVALID_PACKAGE,
               "bytes follow the manifest");
  free(cbor);
}

/* The order of keys in the schema is the order deterministic CBOR wants; the writer relies on it. */
static void check_order(const struct schema_object *object) {
  for (uint32_t i = 0; i < object->count; i++) {
    const struct schema_field *field = &object->fields[i];
    if (i > 0) {
      uint32_t before = schema_length(field[-1].key), length = schema_length(field->key);
      if (before > length || (before == length && strcmp(field[-1].key, field->key) >= 0))
        fail_msg("%s must not come before %s", field[-1].key, field->key);
    }
    if (field->kind == SCHEMA_OBJECT || field->kind == SCHEMA_LIST)
      check_order(field->object);
  }
}

static void schema_is_in_order(void **state) {
  (void)state;
  check_order(&schema_manifest);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(full_manifest_reads_back_as_it_was),
      cmocka_unit_test(absent_keys_have_their_defaults),
      cmocka_unit_test(every_truncation_is_refused),
      cmocka_unit_test(every_flipped_bit_is_refused_or_deterministic),
      cmocka_unit_test(malformed_documents_name_the_byte),
      cmocka_unit_test(keys_in_messages_are_fit_for_a_terminal),
      cmocka_unit_test(unknown_keys_are_skipped_and_counted),
      cmocka_unit_test(schema_is_in_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
