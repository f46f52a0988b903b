/* The manifest as JSON: RFC 8259's rules with line and column, and every rule of the schema, one by one. */
#include "unit.h"

#include "package/manifest.h"
#include "package_builder.h"

static mbpf_error error;
static struct mbpf_manifest manifest, again;

static mbpf_status read_json(const char *text) {
  size_t length = strlen(text);
  uint8_t *exact = copy_exactly(text, length);
  mbpf_status status = manifest_read(exact, length, &manifest, NULL, &error);
  free(exact);
  return status;
}

static void full_manifest_reads_back_as_it_was(void **state) {
  size_t length, length_again;
  (void)state;
  build_full_manifest(&manifest);
  uint8_t *cbor = build_cbor(&manifest, &length);
  size_t json_length = manifest_write_json(&manifest, NULL, 0);
  uint8_t *json = malloc(json_length);
  assert_int_equal(manifest_write_json(&manifest, json, json_length), json_length);
  assert_memory_equal(json, "{\n  \"maps\": [\n    {\n      \"pin\": \"shared/blocked\",\n", 49);
  assert_int_equal(json[json_length - 1], '\n');
  EXPECT_OK(manifest_read(json, json_length, &again, NULL, &error));
  uint8_t *cbor_again = build_cbor(&again, &length_again);
  assert_int_equal(length, length_again);
  assert_memory_equal(cbor, cbor_again, length);
  for (size_t cut = 0; cut < json_length - 2; cut++) {
    uint8_t *prefix = copy_exactly(json, cut);
    EXPECT_ERROR(manifest_read(prefix, cut, &again, NULL, &error), MBPF_INVALID_PACKAGE, "manifest");
    free(prefix);
  }
  free(cbor);
  free(cbor_again);
  free(json);
}

/* Pieces of a good document; a case replaces or adds one. */
#define HEAD                                                                                                 \
  "\"program_name\":\"n\",\"program_version\":\"1.2.3\",\"mbpf_api_version\":65536,\"bytecode_version\":1"
#define PROGRAM           "\"engine\":\"ebpf\",\"hook_type\":\"net_rx\",\"hook_ctx_abi_version\":1"
#define PROGRAMS          "\"programs\":[{" PROGRAM "}]"
#define IN_HEAD(added)    "{" added "," HEAD "," PROGRAMS "}"
#define IN_PROGRAM(added) "{" HEAD ",\"programs\":[{" added "," PROGRAM "}]}"
#define IN_BUDGETS(added) IN_PROGRAM("\"budgets\":{" added "}")
#define WITH_MAPS(maps)   IN_HEAD("\"maps\":[" maps "]")
#define IN_MAP(added)     WITH_MAPS("{\"name\":\"m\",\"type\":\"hash\"," added "}")
#define NAME_63           "aaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234"

static const char *const good[] = {
    IN_HEAD("\"x\":0"),
    " \t\r\n" IN_HEAD("\"x\" : [ 1 , -2.5e+10 , 0.1E-2, \"a\\u0041\\ud83d\\ude00\\n\\/\" , { } , [ ] , true "
                      ", null ]") "\n ",
    IN_HEAD("\"heap_size\":4294967295,\"security_counter\":18446744073709551615"),
    IN_HEAD("\"heap_size\":-0"),
    IN_HEAD("\"target\":{\"word_size\":32,\"endianness\":\"big\"}"),
    IN_HEAD("\"target\":{}"),
    IN_HEAD("\"capabilities\":[]"),
    IN_HEAD("\"helper_versions\":{\"loop\":4294967295,\"b\":1}"),
    IN_PROGRAM("\"attach\":\"" NAME_63 "\""),
    IN_PROGRAM("\"x\":1,\"attach\":\"\xc3\xa9\""),
    IN_BUDGETS("\"max_steps\":4000000000,\"max_helpers\":1000000000,\"max_wall_time_us\":86400000000"),
    IN_BUDGETS("\"helper_limits\":{\"map_lookup_elem\":0}"),
    IN_MAP("\"template\":true,\"map_extra\":18446744073709551615"),
    WITH_MAPS(
        "{\"name\":\"a\",\"type\":\"hash\"},{\"name\":\"b\",\"type\":\"array_of_maps\",\"inner\":\"a\"}"),
    "{" HEAD ",\"programs\":[{\"engine\":\"ebpf\",\"hook_type\":3,\"hook_ctx_abi_version\":1},{\"engine\":"
    "\"js\",\"hook_type\":\"timer\","
    "\"hook_ctx_abi_version\":1}]}",
};

static void good_documents_are_read(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
    if (read_json(good[i]) != MBPF_OK)
      fail_msg("%s: %s", good[i], error.message);
  assert_int_equal(manifest.programs[0].hook_type, 3);
  assert_int_equal(manifest.programs[1].engine, MBPF_ENGINE_JS);
}

static const struct {
  const char *json, *message;
} bad[] = {
    /* the form */
    {"{", "at line 1, column 2: JSON is malformed: a key in double quotes"},
    {"{\n  \"a\"\n  1}", "manifest at line 3, column 3: JSON is malformed: ':' is expected"},
    {"{\"x\":1 \"y\":2}", "manifest at line 1, column 8: JSON is malformed: ',' or '}' is expected"},
    {"{\"x\":[1 2]}", "manifest: x at line 1, column 9: JSON is malformed: ',' or ']' is expected"},
    {"{\"x\":[1,]}", "a value is expected"},
    {"{\"x\":1,}", "a key in double quotes"},
    {"{\"x\":01}", "must not begin with 0"},
    {"{\"x\":+1}", "a value is expected"},
    {"{\"x\":.5}", "a value is expected"},
    {"{\"x\":5.}", "a digit is expected"},
    {"{\"x\":5e}", "a digit is expected"},
    {"{\"x\":-}", "a digit is expected"},
    {"{\"x\":NaN}", "a value is expected"},
    {"{\"x\":tru}", "a value is expected"},
    {"{\"x\":'a'}", "a value is expected"},
    {"{x:1}", "a key in double quotes"},
    {"{\"x\":1} // c", "manifest at line 1, column 1: the key programs is missing"},
    {IN_HEAD("\"x\":1") " 1", "something follows the manifest"},
    {"{\"x\":\"a\tb\"}", "x at line 1, column 8: JSON is malformed: a control character"},
    {"{\"x\":\"a", "the document ends inside a text"},
    {"{\"x\":\"\\", "not an escape"},
    {"{\"x\":\"\\q\"}", "x at line 1, column 7: JSON is malformed: not an escape"},
    {"{\"x\":\"\\u12g4\"}", "four hexadecimal digits"},
    {"{\"x\":\"\\ud800\"}", "half of a surrogate pair"},
    {"{\"x\":\"\\udc00\"}", "half of a surrogate pair"},
    {"{\"x\":\"\\ud800\\u0041\"}", "half of a surrogate pair"},
    {"{\"x\":\"\xff\"}", "not UTF-8"},
    {"{\"x\":[[[[[[[[0]]]]]]]]}", "nested too deeply"},
    /* presence */
    {"{" PROGRAMS "}", "the key program_name is missing"},
    {"{" HEAD "}", "the key programs is missing"},
    {"{" HEAD ",\"programs\":[]}", "programs at line 1, column 104: must have at least 1 entry"},
    {"{" HEAD ",\"programs\":[{}]}",
     "manifest: programs[0] at line 1, column 105: the key engine is missing"},
    {WITH_MAPS("{\"name\":\"m\"}"), "maps[0] at line 1, column 10: the key type is missing"},
    /* kinds */
    {IN_HEAD("\"heap_size\":\"1\""), "heap_size at line 1, column 14: must be a number, is a text"},
    {IN_HEAD("\"heap_size\":1.0"), "must be a whole number from 0 to 4294967295, is a fraction"},
    {IN_HEAD("\"heap_size\":-1"), "is a negative number"},
    {IN_HEAD("\"heap_size\":null"), "must be a number, is null"},
    {IN_HEAD("\"heap_size\":[]"), "must be a number, is an array"},
    {IN_HEAD("\"target\":[]"), "target at line 1, column 11: must be a map, is an array"},
    {IN_HEAD("\"capabilities\":{}"), "must be an array, is a map"},
    {IN_HEAD("\"capabilities\":[1]"), "capabilities[0] at line 1, column 18: must be a text"},
    {IN_HEAD("\"helper_versions\":[]"), "must be a map"},
    {IN_HEAD("\"helper_versions\":{\"loop\":\"1\"}"),
     "helper_versions.loop at line 1, column 28: must be a number"},
    {IN_PROGRAM("\"attach\":7"), "programs[0].attach"},
    {IN_MAP("\"template\":1"), "must be true or false, is a number"},
    {IN_MAP("\"flags\":true"), "must be a number, is true or false"},
    /* ranges */
    {IN_HEAD("\"heap_size\":4294967296"), "4294967296 is out of range, it may be 0 to 4294967295"},
    {IN_HEAD("\"security_counter\":18446744073709551616"), "is a number above 2^64 - 1"},
    {IN_HEAD("\"target\":{\"word_size\":16}"),
     "target.word_size at line 1, column 24: 16 is none of: 0, 32, 64"},
    {IN_HEAD("\"target\":{\"endianness\":\"middle\"}"), "'middle' is none of: any, little, big"},
    {IN_BUDGETS("\"max_steps\":4000000001"), "programs[0].budgets.max_steps"},
    {IN_BUDGETS("\"max_helpers\":1000000001"), "programs[0].budgets.max_helpers"},
    {IN_BUDGETS("\"max_wall_time_us\":86400000001"), "max_wall_time_us"},
    {IN_BUDGETS("\"helper_limits\":{\"a\":4294967296}"), "helper_limits.a"},
    {IN_MAP("\"max_entries\":4294967296"), "maps[0].max_entries"},
    /* names */
    {IN_HEAD("\"capabilities\":[\"LOG\",\"ROOT\"]"),
     "capabilities[1] at line 1, column 24: 'ROOT' is none of: LOG,"},
    {IN_HEAD("\"capabilities\":[\"LOG\",\"LOG\"]"), "LOG is named twice"},
    {IN_PROGRAM("\"entry_symbol\":\"\""), "must not be empty"},
    {IN_PROGRAM("\"entry_symbol\":\"" NAME_63 "5\""), "has 64 bytes, the limit is 63"},
    {IN_PROGRAM("\"attach\":\"a\\u0041\""), "without a backslash escape"},
    {IN_PROGRAM("\"attach\":\"a\x7f\""), "byte 1 of the text is a control character"},
    {IN_PROGRAM("\"att\\u0061ch\":1"), "write this key without a backslash escape"},
    {IN_HEAD("\"helper_versions\":{\"\":1}"), "must not be empty"},
    {"{" HEAD ",\"programs\":[{\"engine\":\"lua\"}]}", "'lua' is none of: ebpf, js"},
    {"{" HEAD ",\"programs\":[{\"engine\":1}]}", "must be a text, is a number"},
    {"{" HEAD ",\"programs\":[{\"hook_type\":\"net\"}]}", "'net' is none of: tracepoint, timer,"},
    {"{" HEAD ",\"programs\":[{\"hook_type\":99}]}", "99 is none of: tracepoint"},
    {"{" HEAD ",\"programs\":[{\"hook_type\":true}]}", "must be a text or a number"},
    {"{\"program_version\":\"1.2\"}", "'1.2' is not a semantic version"},
    /* twice */
    {"{\"heap_size\":1,\"heap_size\":1}", "heap_size at line 1, column 16: this key occurs twice"},
    {IN_HEAD("\"helper_versions\":{\"a\":1,\"b\":1,\"a\":2}"),
     "helper_versions.a at line 1, column 33: this key occurs twice"},
    {WITH_MAPS("{\"name\":\"a\",\"type\":\"hash\"},{\"name\":\"a\",\"type\":\"array\"}"),
     "manifest: maps[1].name at line 1, column 46: maps[0] is named 'a' already"},
    {WITH_MAPS(
         "{\"name\":\"a\",\"type\":\"hash\",\"pin\":\"p\"},{\"name\":\"b\",\"type\":\"hash\",\"pin\":\"p\"}"),
     "maps[1].pin at line 1, column 80: maps[0] is pinned as 'p' already"},
    {"{" HEAD ",\"programs\":[{" PROGRAM "},{" PROGRAM "}]}",
     "manifest: programs[1].entry_symbol at line 1, column 1: programs[0] has the entry 'mbpf_prog' already"},
    /* maps of maps */
    {WITH_MAPS("{\"name\":\"a\",\"type\":\"array_of_maps\"}"),
     "maps[0].inner at line 1, column 19: map 'a' holds maps, so it must name"},
    {IN_MAP("\"inner\":\"m\""), "map 'm' holds no maps"},
    {WITH_MAPS("{\"name\":\"a\",\"type\":\"hash_of_maps\",\"inner\":\"b\"}"),
     "no map of this package is named 'b'"},
    {WITH_MAPS("{\"name\":\"a\",\"type\":\"hash_of_maps\",\"inner\":\"a\"}"), "'a' holds maps itself"},
};

static void each_rule_has_its_error_and_place(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    mbpf_status status = read_json(bad[i].json);
    if (status != MBPF_INVALID_PACKAGE || !strstr(error.message, bad[i].message))
      fail_msg("%s\n got %s: %s\n expected %s", bad[i].json, mbpf_status_name(status),
               status ? error.message : "", bad[i].message);
  }
}

/* count copies of a piece with the number put in, between a head and a tail. */
static mbpf_status read_many(const char *head, const char *piece, unsigned count, const char *tail) {
  char *text = malloc(65536);
  size_t length = (size_t)sprintf(text, "%s", head);
  for (unsigned i = 0; i < count; i++)
    length += (size_t)snprintf(text + length, 65536 - length, piece, i ? "," : "", i);
  snprintf(text + length, 65536 - length, "%s", tail);
  mbpf_status status = read_json(text);
  free(text);
  return status;
}

#define A_PROGRAM "%s{\"entry_symbol\":\"p%u\"," PROGRAM "}"
#define A_MAP     "%s{\"name\":\"m%u\",\"type\":\"hash\"}"
#define A_HELPER  "%s\"h%u\":1"

static void limits_hold_at_their_edges(void **state) {
  (void)state;
  EXPECT_OK(read_many("{" HEAD ",\"programs\":[", A_PROGRAM, MBPF_MAX_PROGRAMS, "]}"));
  assert_int_equal(manifest.program_count, MBPF_MAX_PROGRAMS);
  EXPECT_ERROR(read_many("{" HEAD ",\"programs\":[", A_PROGRAM, MBPF_MAX_PROGRAMS + 1, "]}"),
               MBPF_INVALID_PACKAGE, "programs at line 1, column ");
  EXPECT_OK(read_many("{\"maps\":[", A_MAP, MBPF_MAX_MAPS, "]," HEAD "," PROGRAMS "}"));
  assert_int_equal(manifest.map_count, MBPF_MAX_MAPS);
  EXPECT_ERROR(read_many("{\"maps\":[", A_MAP, MBPF_MAX_MAPS + 1, "]," HEAD "," PROGRAMS "}"),
               MBPF_INVALID_PACKAGE, "has more than 64 entries, the limit");
  EXPECT_OK(
      read_many("{\"helper_versions\":{", A_HELPER, MBPF_MAX_HELPER_VERSIONS, "}," HEAD "," PROGRAMS "}"));
  EXPECT_ERROR(
      read_many("{\"helper_versions\":{", A_HELPER, MBPF_MAX_HELPER_VERSIONS + 1, "}," HEAD "," PROGRAMS "}"),
      MBPF_INVALID_PACKAGE, "helper_versions at line 1, column ");
}

static void versions_follow_semver(void **state) {
  static const char *const yes[] = {
      "0.0.0",       "1.2.3",          "10.20.30",  "1.0.0-alpha", "1.0.0-alpha.1",
      "1.0.0-0.3.7", "1.0.0-x-y-z.--", "1.0.0+001", "1.0.0-a+b.c", "999999999999999999999.0.0",
      "1.0.0-0a"};
  static const char *const no[] = {"1",      "1.2",    "1.2.3.4",        "01.2.3",     "1.02.3", "1.2.03",
                                   "1.2.3-", "1.2.3+", "1.2.3-01",       "1.2.3-a..b", "v1.2.3", "1.2.3 ",
                                   "1.2.-3", ".1.2",   "1.2.3-\xc3\xa9", "1.2.3+a+b"};
  char json[256];
  (void)state;
  for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
    snprintf(json, sizeof json, "{\"program_version\":\"%s\"}", yes[i]);
    EXPECT_ERROR(read_json(json), MBPF_INVALID_PACKAGE, "is missing");
  }
  for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
    snprintf(json, sizeof json, "{\"program_version\":\"%s\"}", no[i]);
    EXPECT_ERROR(read_json(json), MBPF_INVALID_PACKAGE, "is not a semantic version");
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(full_manifest_reads_back_as_it_was),
      cmocka_unit_test(good_documents_are_read),
      cmocka_unit_test(each_rule_has_its_error_and_place),
      cmocka_unit_test(limits_hold_at_their_edges),
      cmocka_unit_test(versions_follow_semver),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
