/* A host for tests. */
#include "host.h"

#include "base/bytes.h"
#include "ebpf/asm.h"
#include "ebpf/image.h"
#include "ebpf/verify/package.h"
#include "package/manifest.h"
#include "package/maps_section.h"
#include "package/writer.h"
#include "package_builder.h"

#include <mbpf/posix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CODE_SLOTS = 4096, SECTION_BYTES = 1 << 16 };

static void give_up(const char *what, const mbpf_error *error) {
  fprintf(stderr, "test host: %s: %s: %s\n", what, mbpf_status_name(error->status), error->message);
  abort();
}

#define MUST(call)                                                                                           \
  do {                                                                                                       \
    if ((call) != MBPF_OK)                                                                                   \
      give_up(#call, &error);                                                                                \
  } while (0)

/* --- the port --- */

static uint32_t cpu_id(void *user) {
  return ((const struct host *)user)->cpu;
}

static uint64_t now_ns(void *user) {
  struct host *host = user;
  host->clock_calls++;
  host->now_ns += host->clock_step_ns;
  return host->now_ns;
}

static uint64_t random_bits(void *user) {
  (void)user;
  return 0x9e3779b97f4a7c15u;
}

static void log_line(void *user, enum mbpf_log_level level, const char *text, size_t length) {
  struct host *host = user;
  (void)level;
  if (length + 1 > sizeof host->log - host->log_length)
    return;
  memcpy(host->log + host->log_length, text, length);
  host->log_length += length;
  host->log[host->log_length++] = '\n';
}

struct mbpf_policy host_policy(void) {
  struct mbpf_policy policy;
  mbpf_policy_default(&policy);
  policy.capabilities = UINT32_MAX;
  policy.allow_unsigned = true;
  policy.allow_unverified = true;
  policy.metered_hooks = UINT32_MAX;
  return policy;
}

static void start(struct host *host, size_t arena_bytes, const struct mbpf_policy *policy) {
  mbpf_error error;
  host->arena = malloc(arena_bytes);
  struct mbpf_runtime_config config = {
      .port = &host->port, .arena = host->arena, .arena_bytes = arena_bytes, .policy = *policy};
  MUST(mbpf_runtime_create(&config, &host->runtime, &error));
}

void host_start_with(struct host *host, uint32_t cpu_count, size_t arena_bytes,
                     const struct mbpf_policy *policy) {
  memset(host, 0, sizeof *host);
  host->now_ns = 1000000000u;
  host->port = (struct mbpf_port){.user = host,
                                  .cpu_count = cpu_count,
                                  .cpu_id = cpu_id,
                                  .now_ns = now_ns,
                                  .random = random_bits,
                                  .log = log_line};
  start(host, arena_bytes, policy);
}

void host_start(struct host *host, uint32_t cpu_count) {
  struct mbpf_policy policy = host_policy();
  host_start_with(host, cpu_count, HOST_ARENA_BYTES, &policy);
}

void host_start_posix(struct host *host, uint32_t cpu_count) {
  struct mbpf_policy policy = host_policy();
  memset(host, 0, sizeof *host);
  host->port = mbpf_posix_port(cpu_count);
  start(host, HOST_ARENA_BYTES, &policy);
}

void host_stop(struct host *host) {
  mbpf_runtime_destroy(host->runtime);
  free(host->arena);
}

/* --- packages --- */

/* The BYTECODE section: one function per program, in order. */
static uint32_t write_bytecode(const struct program_text *programs, uint8_t *out) {
  uint8_t insns[CODE_SLOTS * 8];
  char strings[1024];
  uint32_t count = 0, slots = 0, length = 0;
  uint8_t *functions = out + EBPF_IMAGE_HEADER_BYTES;
  for (const struct program_text *program = programs; program->name; program++, count++) {
    mbpf_error error;
    uint32_t made;
    MUST(ebpf_assemble(program->code, strlen(program->code), insns + slots * 8, CODE_SLOTS - slots, &made,
                       &error));
    uint32_t name_length = (uint32_t)strlen(program->name);
    store_le32(functions + count * 16, length);
    store_le32(functions + count * 16 + 4, name_length);
    store_le32(functions + count * 16 + 8, slots);
    store_le32(functions + count * 16 + 12, 1);
    memcpy(strings + length, program->name, name_length);
    length += name_length;
    slots += made;
  }
  store_le32(out, MBPF_ENGINE_EBPF);
  store_le32(out + 4, 1);
  store_le32(out + 8, count);
  store_le32(out + 12, slots);
  store_le32(out + 16, length);
  store_le32(out + 20, 0);
  uint32_t at = EBPF_IMAGE_HEADER_BYTES + count * 16;
  memcpy(out + at, strings, length);
  for (at += length; at % 8 != 0; at++)
    out[at] = 0;
  memcpy(out + at, insns, slots * 8);
  return at + slots * 8;
}

static void fill_manifest(struct mbpf_manifest *manifest, const struct package_text *text) {
  build_small_manifest(manifest);
  manifest->capabilities = text->capabilities;
  manifest->program_count = 0;
  for (const struct program_text *program = text->programs; program->name; program++) {
    struct mbpf_manifest_program *to = &manifest->programs[manifest->program_count++];
    to->engine = MBPF_ENGINE_EBPF;
    to->entry_symbol = text_of(program->name);
    to->hook_type = program->hook_type;
    to->hook_ctx_abi_version = MBPF_CTX_ABI_VERSION;
    to->context = text_of(program->context ? program->context : "");
    to->budgets = program->budgets;
    if (program->limited_helper)
      to->helper_limits[to->helper_limit_count++] =
          (struct mbpf_helper_limit){text_of(program->limited_helper), program->helper_limit};
  }
  for (const struct map_text *map = text->maps; map && map->name; map++) {
    struct mbpf_manifest_map *to = &manifest->maps[manifest->map_count++];
    to->name = text_of(map->name);
    to->def = map->def;
    to->inner = text_of(map->inner ? map->inner : "");
    to->is_template = map->is_template;
  }
}

static uint32_t write_records(const struct record_text *records, uint8_t *bytes) {
  struct bytes_out out = {.at = bytes, .capacity = SECTION_BYTES};
  uint32_t count = 0;
  while (records[count].bytes)
    count++;
  maps_section_begin(&out, count);
  for (uint32_t i = 0; i < count; i++) {
    struct map_record record = {
        records[i].map, records[i].kind, records[i].slot, {records[i].bytes, records[i].length}};
    maps_section_put(&out, &record);
  }
  return (uint32_t)out.length;
}

uint8_t *package_image(const struct package_text *text, size_t *bytes) {
  static const char *const what = "package_image";
  struct mbpf_manifest *manifest = calloc(1, sizeof *manifest);
  uint8_t *code = calloc(1, SECTION_BYTES);
  uint8_t *maps = calloc(1, SECTION_BYTES);
  struct package_part parts[3];
  uint32_t count = 2;
  size_t cbor_length;
  if (!manifest || !code || !maps)
    give_up(what, &(mbpf_error){.status = MBPF_NO_MEM});
  fill_manifest(manifest, text);
  uint8_t *cbor = build_cbor(manifest, &cbor_length);
  parts[0] = (struct package_part){MBPF_SECTION_MANIFEST, (uint32_t)cbor_length, cbor};
  parts[1] = (struct package_part){MBPF_SECTION_BYTECODE, write_bytecode(text->programs, code), code};
  if (text->records)
    parts[count++] = (struct package_part){MBPF_SECTION_MAPS, write_records(text->records, maps), maps};
  uint8_t *image = build_image(parts, count, bytes);
  free(cbor);
  free(maps);
  free(code);
  free(manifest);
  return image;
}

enum { SOLVER_BYTES = 4 << 20, PROOF_BYTES = 1 << 20 };

/* Solves program i of the package into out, as the packing tool does; gives the proof's length. */
static uint32_t prove(const struct mbpf_package *package, const struct mbpf_manifest *manifest, uint32_t i,
                      uint8_t *out) {
  struct verify_map *maps = calloc(MBPF_MAX_MAPS, sizeof *maps);
  void *memory = malloc(SOLVER_BYTES);
  struct mbpf_bytes code, contents = {0};
  struct verify_input input;
  struct verify_result result;
  struct verify_problem problem;
  struct ebpf_image image;
  size_t length = PROOF_BYTES;
  uint32_t from = 0;
  mbpf_error error = {.status = MBPF_NO_MEM};
  if (!maps || !memory ||
      !mbpf_package_engine_section(package, MBPF_SECTION_BYTECODE, MBPF_ENGINE_EBPF, &code))
    give_up("package_proven", &error);
  MUST(ebpf_image_open(code.at, code.length, &image, &error));
  (void)mbpf_package_section(package, MBPF_SECTION_MAPS, &from, &contents);
  if (!verify_package_maps(manifest, contents, maps, &error) ||
      !verify_package_input(manifest, i, &image, maps, manifest->capabilities, &input, &error))
    give_up("package_proven", &error);
  const struct verify_options options = {.allow_metered = true};
  if (!verify_solve(&input, &options, memory, SOLVER_BYTES, out, &length, &result, &problem)) {
    snprintf(error.message, sizeof error.message, "%.200s", problem.text);
    give_up("package_proven", &error);
  }
  free(memory);
  free(maps);
  return (uint32_t)length;
}

uint8_t *package_proven(const uint8_t *image, size_t bytes, size_t *proven_bytes) {
  struct mbpf_manifest *manifest = calloc(1, sizeof *manifest);
  uint8_t *section = calloc(2, PROOF_BYTES);
  struct package_part parts[MBPF_MAX_SECTIONS + 1];
  struct mbpf_package package;
  mbpf_error error = {.status = MBPF_NO_MEM};
  if (!manifest || !section)
    give_up("package_proven", &error);
  MUST(mbpf_package_open(image, bytes, &package, &error));
  MUST(mbpf_package_manifest(&package, manifest, &error));
  uint32_t at = verify_section_begin(section, manifest->program_count), count = package.section_count;
  for (uint32_t i = 0; i < manifest->program_count; i++) {
    uint32_t length = prove(&package, manifest, i, section + at);
    verify_section_put(section, i, at, length);
    at += (length + 7) & ~7u;
  }
  for (uint32_t i = 0; i < count; i++)
    parts[i] = (struct package_part){package.sections[i].type, package.sections[i].length,
                                     image + package.sections[i].offset};
  parts[count] = (struct package_part){MBPF_SECTION_PROOF, at, section};
  uint8_t *proven = build_image(parts, count + 1, proven_bytes);
  free(section);
  free(manifest);
  return proven;
}

mbpf_package_handle host_load(struct host *host, const struct package_text *text,
                              const struct mbpf_load_options *options) {
  mbpf_package_handle package;
  mbpf_error error;
  size_t bytes;
  uint8_t *image = package_image(text, &bytes);
  MUST(mbpf_package_load(host->runtime, image, bytes, options, &package, &error));
  free(image);
  return package;
}

mbpf_link_handle host_attach_net(struct host *host, mbpf_point_handle point, const char *code,
                                 int32_t priority) {
  const struct program_text programs[] = {{.name = "prog", .hook_type = MBPF_HOOK_NET_RX, .code = code}, {0}};
  mbpf_package_handle package = host_load(host, &(struct package_text){.programs = programs}, NULL);
  mbpf_link_handle link;
  mbpf_error error;
  MUST(mbpf_attach(host->runtime, host_program(host, package, "prog"), point, priority, &link, &error));
  return link;
}

mbpf_point_handle host_point(struct host *host, const char *name, uint32_t hook_type) {
  mbpf_point_handle point;
  mbpf_error error;
  MUST(mbpf_point_create(host->runtime, name, hook_type, &point, &error));
  return point;
}

mbpf_program_handle host_program(struct host *host, mbpf_package_handle package, const char *name) {
  mbpf_program_handle program;
  mbpf_error error;
  MUST(mbpf_program_find(host->runtime, package, name, &program, &error));
  return program;
}

mbpf_map_handle host_map(struct host *host, mbpf_package_handle package, const char *name) {
  mbpf_map_handle map;
  mbpf_error error;
  MUST(mbpf_map_find(host->runtime, package, name, &map, &error));
  return map;
}

struct mbpf_net_ctx net_ctx(void *data, uint32_t length) {
  return (struct mbpf_net_ctx){.abi_version = MBPF_CTX_ABI_VERSION,
                               .ifindex = 3,
                               .pkt_len = length,
                               .data_len = length,
                               .l2_proto = 0x0800,
                               .data = data};
}
