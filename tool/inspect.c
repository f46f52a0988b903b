/* mbpf inspect: what a package holds. */
#include "options.h"
#include "output.h"
#include "package_file.h"
#include "verbs.h"

#include "ebpf/verify/package.h"
#include "package/container.h"
#include "package/manifest.h"

#include <mbpf/hook.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(text) (int)(text).length, (text).at

static json_t *text_json(struct mbpf_text text) {
  return output_text(text.at, text.length);
}

/* --- JSON --- */

static json_t *flags_json(uint32_t flags) {
  json_t *names = json_array();
  if (flags & MBPF_PACKAGE_SIGNED)
    json_array_append_new(names, json_string("SIGNED"));
  if (flags & MBPF_PACKAGE_DEBUG)
    json_array_append_new(names, json_string("DEBUG"));
  if (flags & MBPF_PACKAGE_PROOF)
    json_array_append_new(names, json_string("PROOF"));
  return names;
}

static json_t *sections_json(const struct mbpf_package *package) {
  json_t *sections = json_array();
  for (uint32_t i = 0; i < package->section_count; i++) {
    const struct mbpf_section *section = &package->sections[i];
    json_array_append_new(
        sections, json_pack("{s:I, s:s, s:I, s:I, s:I}", "type", (json_int_t)section->type, "name",
                            package_section_name(section->type), "offset", (json_int_t)section->offset,
                            "length", (json_int_t)section->length, "crc32", (json_int_t)section->crc32));
  }
  return sections;
}

/* Bytes of a program's proof, 0 without one. */
static uint32_t proof_bytes(const struct mbpf_package *package, uint32_t program) {
  struct mbpf_bytes section, proof;
  if (!mbpf_package_engine_section(package, MBPF_SECTION_PROOF, MBPF_ENGINE_EBPF, &section) ||
      !verify_section_find(section, program, &proof))
    return 0;
  return proof.length;
}

static json_t *proofs_json(const struct package_file *file) {
  json_t *proofs = json_array();
  for (uint32_t i = 0; i < file->manifest.program_count; i++) {
    uint32_t bytes = proof_bytes(&file->package, i);
    if (bytes)
      json_array_append_new(proofs, json_pack("{s:o, s:I}", "program",
                                              text_json(file->manifest.programs[i].entry_symbol), "bytes",
                                              (json_int_t)bytes));
  }
  return proofs;
}

/* The manifest in its JSON authoring form. */
static char *manifest_text(struct pool *pool, const struct mbpf_manifest *manifest) {
  size_t length = manifest_write_json(manifest, NULL, 0);
  char *text = pool_alloc(pool, length + 1);
  manifest_write_json(manifest, text, length);
  return text;
}

static json_t *functions_json(const struct package_file *file) {
  json_t *functions = json_array();
  for (uint32_t i = 0; file->has_code && i < file->code.function_count; i++) {
    struct ebpf_function function = ebpf_image_function(&file->code, i);
    json_array_append_new(functions, json_pack("{s:o, s:I, s:I, s:b}", "name",
                                               output_text(function.name, function.name_length), "first_slot",
                                               (json_int_t)function.first_slot, "slots",
                                               (json_int_t)function.slot_count, "entry", function.is_entry));
  }
  return functions;
}

static const char *record_name(uint32_t kind) {
  switch (kind) {
#define NAME(name, number, sentence)                                                                         \
  case number: return #name;
    MAP_RECORD_TABLE(NAME)
#undef NAME
  default: return "unknown";
  }
}

static json_t *records_json(const struct package_file *file) {
  json_t *records = json_array();
  struct map_records walk;
  struct map_record record;
  if (!file->has_maps)
    return records;
  map_records_start(&walk, file->maps);
  while (map_records_next(&walk, &record))
    json_array_append_new(records, json_pack("{s:o, s:s, s:I, s:o}", "map",
                                             text_json(file->manifest.maps[record.map].name), "kind",
                                             record_name(record.kind), "slot", (json_int_t)record.slot,
                                             "bytes", output_hex(record.bytes.at, record.bytes.length)));
  return records;
}

static json_t *debug_json(const struct package_file *file) {
  json_t *files = json_array();
  struct debug_place place;
  struct mbpf_text last = {0};
  if (!file->has_debug) {
    json_decref(files);
    return json_null();
  }
  for (uint32_t i = 0; i < file->debug.line_count; i++) {
    debug_line(&file->debug, i, &place);
    if (place.file.at != last.at || place.file.length != last.length) {
      json_t *name = text_json(place.file);
      bool known = false;
      for (size_t k = 0; k < json_array_size(files); k++)
        known = known || json_equal(json_array_get(files, k), name);
      if (known)
        json_decref(name);
      else
        json_array_append_new(files, name);
      last = place.file;
    }
  }
  return json_pack("{s:o, s:I, s:o}", "source_sha256", output_hex(file->debug.source_hash, DEBUG_HASH_BYTES),
                   "lines", (json_int_t)file->debug.line_count, "files", files);
}

static void show_json(struct pool *pool, const char *path, const struct package_file *file) {
  char *text = manifest_text(pool, &file->manifest);
  json_t *manifest = json_loads(text, 0, NULL);
  output_json(json_pack("{s:s, s:o, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "schema", "mbpf.inspect/1",
                        "file", output_text(path, strlen(path)), "bytes", (json_int_t)file->bytes.length,
                        "format_version", (json_int_t)MBPF_PACKAGE_FORMAT_VERSION, "flags",
                        flags_json(file->package.flags), "sections", sections_json(&file->package),
                        "manifest", manifest ? manifest : json_null(), "functions", functions_json(file),
                        "map_records", records_json(file), "debug", debug_json(file), "proofs",
                        proofs_json(file)));
}

/* --- text --- */

static const char *const byte_orders[] = {"any byte order", "little-endian", "big-endian"};

static void show_head(const char *path, const struct package_file *file) {
  const struct palette *color = output_palette(stdout);
  const struct mbpf_manifest *manifest = &file->manifest;
  printf("%s%.*s %.*s%s (%s, %zu bytes%s%s)\n", color->strong, TEXT(manifest->program_name),
         TEXT(manifest->program_version), color->end, path, file->bytes.length,
         file->package.flags & MBPF_PACKAGE_SIGNED ? ", signed" : "",
         file->package.flags & MBPF_PACKAGE_PROOF ? ", with proof" : "");
  printf("  API %u.%u, bytecode %u, ", manifest->mbpf_api_version >> 16, manifest->mbpf_api_version & 0xffff,
         manifest->bytecode_version);
  if (manifest->word_size)
    printf("%u-bit, ", manifest->word_size);
  printf("%s\n",
         byte_orders[manifest->endianness < 0 || manifest->endianness > 2 ? 0 : manifest->endianness]);
  if (manifest->security_counter)
    printf("  security counter %llu\n", (unsigned long long)manifest->security_counter);
  printf("  capabilities:");
#define NAME(name, bit, sentence)                                                                            \
  if (manifest->capabilities & MBPF_CAP_##name)                                                              \
    printf(" %s", #name);
  MBPF_CAPABILITY_TABLE(NAME)
#undef NAME
  printf("%s\n", manifest->capabilities ? "" : " none");
}

static void show_sections(const struct mbpf_package *package) {
  const struct palette *color = output_palette(stdout);
  printf("\n%ssections%s      offset    length  crc32\n", color->strong, color->end);
  for (uint32_t i = 0; i < package->section_count; i++) {
    const struct mbpf_section *section = &package->sections[i];
    printf("  %-10s %8u  %8u  %08x\n", package_section_name(section->type), section->offset, section->length,
           section->crc32);
  }
}

static void show_budget(const char *name, uint64_t value, const char *unit) {
  if (value)
    printf("  %s %llu%s", name, (unsigned long long)value, unit);
}

static void show_programs(struct pool *pool, const struct package_file *file) {
  const struct mbpf_manifest *manifest = &file->manifest;
  const struct palette *color = output_palette(stdout);
  printf("\n%sprograms%s\n", color->strong, color->end);
  for (uint32_t i = 0; i < manifest->program_count; i++) {
    const struct mbpf_manifest_program *program = &manifest->programs[i];
    printf("  %-20.*s %s on %s", TEXT(program->entry_symbol),
           program->engine == MBPF_ENGINE_JS ? "js" : "ebpf", package_file_hook(pool, program));
    if (program->attach.length)
      printf(", attach %.*s", TEXT(program->attach));
    show_budget("max_steps", program->budgets.max_steps, "");
    show_budget("max_helpers", program->budgets.max_helpers, "");
    show_budget("max_wall_time", program->budgets.max_wall_time_us, " us");
    show_budget("proof of", proof_bytes(&file->package, i), " bytes");
    printf("\n");
  }
}

static void show_functions(const struct package_file *file) {
  const struct palette *color = output_palette(stdout);
  if (!file->has_code)
    return;
  printf("\n%scode%s: %u instructions, %u functions\n", color->strong, color->end, file->code.slot_count,
         file->code.function_count);
  for (uint32_t i = 0; i < file->code.function_count; i++) {
    struct ebpf_function function = ebpf_image_function(&file->code, i);
    printf("  %6u  %-28.*s %6u%s\n", function.first_slot, (int)function.name_length, function.name,
           function.slot_count, function.is_entry ? "  entry" : "");
  }
}

static void show_maps(const struct package_file *file) {
  const struct palette *color = output_palette(stdout);
  if (file->manifest.map_count == 0)
    return;
  printf("\n%smaps%s  name                 type              key  value   entries  flags\n", color->strong,
         color->end);
  for (uint32_t i = 0; i < file->manifest.map_count; i++) {
    const struct mbpf_manifest_map *map = &file->manifest.maps[i];
    printf("  %2u  %-20.*s %-16s %4u %6u  %8u  0x%x", i, TEXT(map->name), mbpf_map_type_name(map->def.type),
           map->def.key_bytes, map->def.value_bytes, map->def.max_entries, map->def.flags);
    if (map->inner.length)
      printf("  inner %.*s", TEXT(map->inner));
    if (map->is_template)
      printf("  template");
    if (map->pin.length)
      printf("  pin %.*s", TEXT(map->pin));
    printf("\n");
  }
}

static void show_records(const struct package_file *file) {
  const struct palette *color = output_palette(stdout);
  struct map_records walk;
  struct map_record record;
  if (!file->has_maps)
    return;
  printf("\n%sinitial values%s\n", color->strong, color->end);
  map_records_start(&walk, file->maps);
  while (map_records_next(&walk, &record)) {
    const struct mbpf_manifest *manifest = &file->manifest;
    struct mbpf_text map = manifest->maps[record.map].name;
    printf("  %.*s[%u] = ", TEXT(map), record.slot);
    if (record.kind == MAP_RECORD_PROGRAM)
      printf("program %.*s\n", TEXT(manifest->programs[map_record_number(&record)].entry_symbol));
    else if (record.kind == MAP_RECORD_MAP)
      printf("map %.*s\n", TEXT(manifest->maps[map_record_number(&record)].name));
    else
      printf("%u bytes\n", record.bytes.length);
  }
}

static void show_text(struct pool *pool, const char *path, const struct package_file *file) {
  show_head(path, file);
  show_sections(&file->package);
  show_programs(pool, file);
  show_functions(file);
  show_maps(file);
  show_records(file);
  if (!file->has_debug)
    return;
  printf("\ndebug: %u lines of %u files, source SHA-256 ", file->debug.line_count, file->debug.file_count);
  for (unsigned i = 0; i < DEBUG_HASH_BYTES; i++)
    printf("%02x", file->debug.source_hash[i]);
  printf("\n");
}

int tool_inspect(int argc, char **argv) {
  bool json = false, manifest = false;
  const struct option options[] = {
      {"--json", 0, OPTION_FLAG, NULL, "everything as JSON", &json, 0, 0},
      {"--manifest", 0, OPTION_FLAG, NULL, "only the manifest, in the JSON form people write", &manifest, 0,
       0},
  };
  const struct command command = {
      "inspect", "FILE.mbpf", "show what a package holds", NULL, options, sizeof options / sizeof *options, 1,
      1};
  struct arguments arguments;
  struct pool pool = {0};
  int code;
  if (options_parse(&command, argc - 1, argv + 1, &arguments, &code)) {
    struct package_file *file = pool_alloc(&pool, sizeof *file);
    struct tool_error error = {0};
    if (!package_file_open(arguments.at[0], file, &error))
      tool_report("inspect", &error);
    else if (manifest)
      fputs(manifest_text(&pool, &file->manifest), stdout);
    else if (json)
      show_json(&pool, arguments.at[0], file);
    else
      show_text(&pool, arguments.at[0], file);
    package_file_close(file);
    code = error.exit;
  }
  arguments_free(&arguments);
  pool_free(&pool);
  return code;
}
