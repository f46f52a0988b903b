/* Packages for tests. */
#include "package_builder.h"

#include "package/debug_section.h"
#include "package/manifest.h"
#include "package/maps_section.h"
#include "package/writer.h"

#include <mbpf/hook.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct mbpf_text text_of(const char *text) {
  return (struct mbpf_text){text, (uint32_t)strlen(text)};
}

static void give_up(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  abort();
}

void build_small_manifest(struct mbpf_manifest *m) {
  memset(m, 0, sizeof *m);
  m->program_name = text_of("small");
  m->program_version = text_of("1.0.0");
  m->mbpf_api_version = MBPF_RUNTIME_API_VERSION;
  m->bytecode_version = MBPF_EBPF_BYTECODE_VERSION;
  m->program_count = 1;
  m->programs[0].engine = MBPF_ENGINE_EBPF;
  m->programs[0].entry_symbol = text_of("mbpf_prog");
  m->programs[0].hook_type = MBPF_HOOK_NET_RX;
  m->programs[0].hook_ctx_abi_version = 1;
}

static void fill_programs(struct mbpf_manifest *m) {
  struct mbpf_manifest_program *p = m->programs;
  m->program_count = 3;
  p[0].entry_symbol = text_of("filter");
  p[0].context = text_of("xdp_md");
  p[0].attach = text_of("net_rx/eth0");
  p[0].budgets = (struct mbpf_budgets){70000, 301, 5000000007u};
  p[0].helper_limit_count = 2;
  p[0].helper_limits[0] = (struct mbpf_helper_limit){text_of("trace_printk"), 7};
  p[0].helper_limits[1] = (struct mbpf_helper_limit){text_of("redirect"), 300};
  p[1] = (struct mbpf_manifest_program){.engine = MBPF_ENGINE_EBPF,
                                        .entry_symbol = text_of("tick"),
                                        .hook_type = MBPF_HOOK_TIMER,
                                        .hook_ctx_abi_version = 2};
  p[2] = (struct mbpf_manifest_program){.engine = MBPF_ENGINE_JS,
                                        .entry_symbol = text_of("mbpf_prog"),
                                        .hook_type = MBPF_HOOK_CUSTOM,
                                        .hook_ctx_abi_version = 0x12345678};
}

static void fill_maps(struct mbpf_manifest *m) {
  static const struct mbpf_map_def defs[] = {
      {.type = MBPF_MAP_HASH,
       .key_bytes = 4,
       .value_bytes = 8,
       .max_entries = 1000,
       .flags = MBPF_MAP_NO_PREALLOC},
      {.type = MBPF_MAP_ARRAY, .key_bytes = 4, .value_bytes = 12, .max_entries = 3},
      {.type = MBPF_MAP_PROG_ARRAY, .key_bytes = 4, .value_bytes = 4, .max_entries = 5},
      {.type = MBPF_MAP_ARRAY_OF_MAPS, .key_bytes = 4, .value_bytes = 4, .max_entries = 2},
      {.type = MBPF_MAP_BLOOM_FILTER, .value_bytes = 6, .max_entries = 70000, .extra = 9},
  };
  static const char *const names[] = {"blocked", ".rodata", "jumps", "outer", "seen"};
  m->map_count = 5;
  for (unsigned i = 0; i < 5; i++)
    m->maps[i] = (struct mbpf_manifest_map){.name = text_of(names[i]), .def = defs[i]};
  m->maps[0].pin = text_of("shared/blocked");
  m->maps[3].inner = text_of("blocked");
  m->maps[4].is_template = true;
}

void build_full_manifest(struct mbpf_manifest *m) {
  build_small_manifest(m);
  m->program_name = text_of("gr\xc3\xb6\xc3\x9f"
                            "e");
  m->program_version = text_of("2.10.3-rc.1+build.5");
  m->security_counter = 0x123456789abcu;
  m->mbpf_api_version = 1u << 16 | 2u;
  m->bytecode_version = 300;
  m->word_size = 64;
  m->endianness = 1;
  m->heap_size = 65537;
  m->capabilities = MBPF_CAP_LOG | MBPF_CAP_MAP_READ | MBPF_CAP_NET_WRITE;
  m->helper_version_count = 2;
  m->helper_versions[0] = (struct mbpf_helper_version){text_of("redirect"), 2};
  m->helper_versions[1] = (struct mbpf_helper_version){text_of("loop"), 1};
  fill_programs(m);
  fill_maps(m);
}

uint8_t *build_cbor(const struct mbpf_manifest *manifest, size_t *length) {
  *length = manifest_write_cbor(manifest, NULL, 0);
  uint8_t *bytes = malloc(*length);
  if (!bytes || manifest_write_cbor(manifest, bytes, *length) != *length)
    give_up("build_cbor", "size differs between the two passes");
  return bytes;
}

uint8_t *build_image(const struct package_part *parts, uint32_t count, size_t *length) {
  mbpf_error error;
  uint8_t *image = NULL;
  if (package_write(parts, count, NULL, 0, length, &error) != MBPF_OK || !(image = malloc(*length)) ||
      package_write(parts, count, image, *length, length, &error) != MBPF_OK)
    give_up("build_image", error.message);
  return image;
}

static uint32_t build_maps(uint8_t *bytes, size_t capacity) {
  struct bytes_out out = {bytes, capacity, 0};
  maps_section_begin(&out, 2);
  maps_section_put(&out, &(struct map_record){1, MAP_RECORD_VALUE, 2, {(const uint8_t *)"hello", 5}});
  maps_section_put(&out, &(struct map_record){2, MAP_RECORD_PROGRAM, 4, {(const uint8_t *)"\1\0\0\0", 4}});
  return (uint32_t)out.length;
}

static uint32_t build_debug(uint8_t *bytes, size_t capacity) {
  struct bytes_out out = {bytes, capacity, 0};
  struct mbpf_text file = text_of("a.c");
  struct debug_source_line lines[] = {{0, 0, 10, 3, text_of("int a;")}, {4, 0, 11, 1, text_of("a = 1;")}};
  debug_section_write(&out, &(struct debug_source){MBPF_ENGINE_EBPF,
                                                   (const uint8_t *)"0123456789abcdef0123456789abcdef", &file,
                                                   1, lines, 2});
  return (uint32_t)out.length;
}

uint8_t *build_full_image(size_t *length) {
  static struct mbpf_manifest manifest;
  static const uint8_t code[24] = {MBPF_ENGINE_EBPF, 0, 0, 0, 1};
  uint8_t maps[128], debug[256];
  size_t cbor_length;
  build_full_manifest(&manifest);
  uint8_t *cbor = build_cbor(&manifest, &cbor_length);
  struct package_part parts[] = {
      {MBPF_SECTION_MANIFEST, (uint32_t)cbor_length, cbor},
      {MBPF_SECTION_BYTECODE, sizeof code, code},
      {MBPF_SECTION_MAPS, build_maps(maps, sizeof maps), maps},
      {MBPF_SECTION_DEBUG, build_debug(debug, sizeof debug), debug},
      {77, 5, "later"},
  };
  uint8_t *image = build_image(parts, 5, length);
  free(cbor);
  return image;
}
