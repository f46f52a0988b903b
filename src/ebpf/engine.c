/* eBPF as an engine of the runtime: from a package's sections to code, and from a program to a run. */
#include "runtime/engine.h"

#include "base/bytes.h"
#include "base/error.h"
#include "ebpf/run.h"

#include <string.h>

/* The section of a type that is this engine's: sections that occur once per engine start with its number. */
static bool find_section(const struct mbpf_package *package, uint32_t type, struct mbpf_bytes *section) {
  uint32_t from = 0;
  while (mbpf_package_section(package, type, &from, section)) {
    if (section->length >= 4 && load_le32(section->at) == MBPF_ENGINE_EBPF)
      return true;
  }
  *section = (struct mbpf_bytes){0};
  return false;
}

static mbpf_status open_sections(struct load *load, mbpf_error *error) {
  struct mbpf_bytes code;
  struct debug_info debug;
  if (load->manifest.bytecode_version != MBPF_EBPF_BYTECODE_VERSION)
    return mbpf_fail(error, MBPF_UNSUPPORTED_VER,
                     "bytecode_version %u; this runtime has eBPF bytecode version %u",
                     load->manifest.bytecode_version, MBPF_EBPF_BYTECODE_VERSION);
  if (!find_section(&load->package, MBPF_SECTION_BYTECODE, &code))
    return mbpf_fail(error, MBPF_MISSING_SECTION,
                     "the package has no BYTECODE section for its eBPF programs");
  if (MBPF_WITH_DEBUG_INFO && find_section(&load->package, MBPF_SECTION_DEBUG, &load->ebpf.debug)) {
    mbpf_status status = debug_section_open(load->ebpf.debug, &debug, error);
    if (status != MBPF_OK)
      return status;
  }
  return ebpf_image_open(code.at, code.length, &load->ebpf.image, error);
}

static mbpf_status find_entries(struct load *load, mbpf_error *error) {
  for (uint32_t i = 0; i < load->manifest.program_count; i++) {
    const struct mbpf_manifest_program *program = &load->manifest.programs[i];
    uint32_t function;
    if (program->engine != MBPF_ENGINE_EBPF)
      continue;
    if (!ebpf_image_entry(&load->ebpf.image, program->entry_symbol.at, program->entry_symbol.length,
                          &function))
      return mbpf_fail(error, MBPF_MISSING_ENTRY, "program %u: the code has no entry point '%.*s'", i,
                       (int)program->entry_symbol.length, program->entry_symbol.at);
    load->ebpf.entries[i] = ebpf_image_function(&load->ebpf.image, function).first_slot;
  }
  return MBPF_OK;
}

/* Unverified code runs in the checked tier where the policy allows it; without checks only where the caller vouches for it. */
static mbpf_status check_tier(const struct load *load, mbpf_error *error) {
  if (load->options.tier != MBPF_TIER_CHECKED && !load->options.trusted)
    return mbpf_fail(
        error, MBPF_NOT_VERIFIED,
        "tier %s runs verified programs only; use the checked tier, or mark the program as trusted",
        mbpf_tier_name(load->options.tier));
  if (load->options.tier == MBPF_TIER_CHECKED && !MBPF_WITH_CHECKED_TIER)
    return mbpf_fail(error, MBPF_NOT_VERIFIED, "this build has no checked tier for unverified programs");
  if (!load->runtime->policy.allow_unverified)
    return mbpf_fail(error, MBPF_NOT_VERIFIED,
                     "the program is not verified and the policy does not allow that");
  return MBPF_OK;
}

static mbpf_status check(struct load *load, mbpf_error *error) {
  const struct mbpf_manifest *manifest = &load->manifest;
  struct ebpf_grant grant = {
      .capabilities = manifest->capabilities & load->runtime->policy.capabilities,
      .map_count = manifest->map_count,
      .maps = &manifest->maps[0].def,
      .map_stride = sizeof manifest->maps[0],
      .call_reg = load->options.tier == MBPF_TIER_CHECKED,
  };
  mbpf_status status = check_tier(load, error);
  if (status == MBPF_OK)
    status = open_sections(load, error);
  if (status == MBPF_OK)
    status = ebpf_decode(&load->ebpf.image, &grant, error);
  return status != MBPF_OK ? status : find_entries(load, error);
}

static void place_instances(struct program *program, uint32_t count, size_t stack_bytes,
                            struct layout *layout) {
  for (uint32_t i = 0; i < count; i++) {
    void *stack = layout_take(layout, stack_bytes, ARENA_ALIGNMENT);
    if (layout->base)
      program->instances[i].stack = stack;
  }
}

static void place_debug(struct load *load, struct layout *layout) {
  struct mbpf_bytes from = load->ebpf.debug;
  uint8_t *copy =
      MBPF_WITH_DEBUG_INFO && from.length != 0 ? layout_array(layout, from.length, uint8_t) : NULL;
  if (!copy)
    return;
  memcpy(copy, from.at, from.length);
  load->loaded->has_debug =
      debug_section_open((struct mbpf_bytes){copy, from.length}, &load->loaded->debug, NULL) == MBPF_OK;
}

static void place(struct load *load, struct layout *layout) {
  const struct mbpf_manifest *manifest = &load->manifest;
  uint32_t granted = manifest->capabilities & load->runtime->policy.capabilities;
  void *memory = layout_take(layout, ebpf_code_bytes(&load->ebpf.image), ARENA_ALIGNMENT);
  const struct ebpf_code *code = NULL;
  if (layout->base)
    code = ebpf_code_build(&load->ebpf.image, load->loaded->maps, manifest->map_count, granted, NULL, memory);
  for (uint32_t i = 0; i < manifest->program_count; i++) {
    struct program *program = layout->base ? &load->loaded->programs[i] : NULL;
    if (manifest->programs[i].engine != MBPF_ENGINE_EBPF)
      continue;
    if (program)
      program->entry = ebpf_entry_make(code, load->ebpf.entries[i], program->entry.view);
    place_instances(program, load_instance_count(load), ebpf_code_stack_bytes(&load->ebpf.image), layout);
  }
  place_debug(load, layout);
}

const struct engine ebpf_engine = {
    .number = MBPF_ENGINE_EBPF,
    .name = "ebpf",
    .check = check,
    .place = place,
    .run = ebpf_run_program,
};
