/* docs/package-format.md says what the code does: its rows of keys and kinds, its limits of names, its example. */
#include "unit.h"

#include <mbpf/hook.h>
#include <mbpf/package.h>

#include "package/maps_section.h"

#include "package/manifest.def"

static char *page;

static int load_page(void **state) {
  FILE *file = fopen(MBPF_TEST_DIR "/../docs/package-format.md", "rb");
  size_t room = 1 << 20;
  (void)state;
  if (!file || !(page = malloc(room)))
    return -1;
  page[fread(page, 1, room - 1, file)] = '\0';
  return fclose(file);
}

static int free_page(void **state) {
  (void)state;
  free(page);
  return 0;
}

/* A table row with this first cell that ends with this last one. */
static void expect_row(const char *first, const char *last) {
  size_t length = strlen(first);
  for (const char *row = strstr(page, first); row; row = strstr(row + 1, first)) {
    const char *end = strchr(row, '\n');
    if (end && (size_t)(end - row) >= length + strlen(last) &&
        strncmp(end - strlen(last), last, strlen(last)) == 0)
      return;
  }
  fail_msg("the page lacks a row %s… %s", first, last);
}

#define REQUIRED                           "yes |"
#define OPTIONAL                           " |"
#define KEY(name, presence, sentence, ...) {"| `" name "` | " presence, " | " sentence " |"},

static void every_key_has_its_row(void **state) {
  static const struct {
    const char *first, *last;
  } rows[] = {MANIFEST_KEYS(KEY) TARGET_KEYS(KEY) PROGRAM_KEYS(KEY) BUDGETS_KEYS(KEY) MAP_KEYS(KEY)};
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    expect_row(rows[i].first, rows[i].last);
}

static void every_kind_of_record_has_its_row(void **state) {
  (void)state;
#define RECORD(name, number, sentence) expect_row("| " #number " | " #name " |", " " sentence " |");
  MAP_RECORD_TABLE(RECORD)
#undef RECORD
}

static void every_name_is_mentioned(void **state) {
  (void)state;
#define CAPABILITY(name, bit, sentence) assert_non_null(strstr(page, "`" #name "`"));
  MBPF_CAPABILITY_TABLE(CAPABILITY)
#define MAP_TYPE(name, text, linux_type) assert_non_null(strstr(page, "`" text "`"));
  MBPF_MAP_TYPE_TABLE(MAP_TYPE)
#define HOOK_TYPE(name, text, number, ...) assert_non_null(strstr(page, "`" text "` " #number));
  MBPF_HOOK_TYPE_TABLE(HOOK_TYPE)
}

/* The bytes of the dump: lines of an offset, a colon and up to 16 bytes in hexadecimal. */
static size_t read_dump(uint8_t *bytes) {
  size_t length = 0;
  const char *line = strstr(page, "```hex\n");
  assert_non_null(line);
  while ((line = strchr(line, '\n') + 1) && *line != '`') {
    int taken;
    unsigned byte;
    const char *at = strchr(line, ':') + 1;
    for (int i = 0; i < 16 && at[0] == ' ' && at[1] != ' ' && sscanf(at, " %2x%n", &byte, &taken) == 1;
         i++, at += taken)
      bytes[length++] = (uint8_t)byte;
  }
  return length;
}

static void example_is_a_package(void **state) {
  uint8_t bytes[1024];
  size_t length = read_dump(bytes);
  struct mbpf_package package;
  static struct mbpf_manifest manifest;
  struct mbpf_bytes code;
  mbpf_error error;
  (void)state;
  assert_int_equal(length, 0x128);
  EXPECT_OK(mbpf_package_open(bytes, length, &package, &error));
  EXPECT_OK(mbpf_package_manifest(&package, &manifest, &error));
  assert_int_equal(manifest.program_name.length, 4);
  assert_memory_equal(manifest.programs[0].context.at, "xdp_md", 6);
  assert_true(mbpf_package_engine_section(&package, MBPF_SECTION_BYTECODE, MBPF_ENGINE_EBPF, &code));
  assert_int_equal(code.length, 0x40);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_key_has_its_row),
      cmocka_unit_test(every_kind_of_record_has_its_row),
      cmocka_unit_test(every_name_is_mentioned),
      cmocka_unit_test(example_is_a_package),
  };
  return cmocka_run_group_tests(tests, load_page, free_page);
}
