/* eBPF as an engine of the runtime: from a package's sections to code, and from a program to a run. */
#include "runtime/engine.h"

#include "base/error.h"
#include "ebpf/admit.h"
#include "ebpf/run.h"

#include <string.h>

static mbpf_status open_sections(struct load *load, mbpf_error *error) {
  struct mbpf_bytes code;
  struct debug_info debug;
  if (load->manifest.bytecode_version != MBPF_EBPF_BYTECODE_VERSION)
    return mbpf_fail(error, MBPF_UNSUPPORTED_VER,
                     "bytecode_version %u; this runtime has eBPF bytecode version %u",
                     load->manifest.bytecode_version, MBPF_EBPF_BYTECODE_VERSION);
  if (!mbpf_package_engine_section(&load->package, MBPF_SECTION_BYTECODE, MBPF_ENGINE_EBPF, &code))
    return mbpf_fail(error, MBPF_MISSING_SECTION,
                     "the package has no BYTECODE section for its eBPF programs");
  if (MBPF_WITH_DEBUG_INFO &&
      mbpf_package_engine_section(&load->package, MBPF_SECTION_DEBUG, MBPF_ENGINE_EBPF, &load->ebpf.debug)) {
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

/* Only the checked tier runs what nobody verified, and only where host and policy both say so. */
static bool may_skip_verification(const struct load *load) {
  return load->options.tier == MBPF_TIER_CHECKED && load->runtime->policy.allow_unverified;
}

static mbpf_status check_tier(const struct load *load, mbpf_error *error) {
  if (load->options.tier == MBPF_TIER_CHECKED && !MBPF_WITH_CHECKED_TIER)
    return mbpf_fail(error, MBPF_UNSUPPORTED, "this build has no checked tier (MBPF_WITH_CHECKED_TIER)");
  return MBPF_OK;
}

static mbpf_status check(struct load *load, mbpf_error *error) {
  const struct mbpf_manifest *manifest = &load->manifest;
  struct ebpf_grant grant = {
      .capabilities = manifest->capabilities & load->runtime->policy.capabilities,
      .map_count = manifest->map_count,
      .maps = &manifest->maps[0].def,
      .map_stride = sizeof manifest->maps[0],
      .call_reg = may_skip_verification(load),
  };
  mbpf_status status = check_tier(load, error);
  if (status == MBPF_OK)
    status = open_sections(load, error);
  if (status == MBPF_OK)
    status = ebpf_decode(&load->ebpf.image, &grant, error);
  if (status == MBPF_OK)
    status = find_entries(load, error);
  return status != MBPF_OK || may_skip_verification(load) ? status : ebpf_admit(load, error);
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
  const struct ebpf_facts *facts = load->ebpf.verified ? &load->ebpf.facts : NULL;
  uint32_t stack_bytes = ebpf_code_run_bytes(&load->ebpf.image, facts);
  void *memory = layout_take(layout, ebpf_code_bytes(&load->ebpf.image), ARENA_ALIGNMENT);
  const struct ebpf_code *code = NULL;
  if (layout->base)
    code =
        ebpf_code_build(&load->ebpf.image, load->loaded->maps, manifest->map_count, granted, facts, memory);
  for (uint32_t i = 0; i < manifest->program_count; i++) {
    struct program *program = layout->base ? &load->loaded->programs[i] : NULL;
    if (manifest->programs[i].engine != MBPF_ENGINE_EBPF)
      continue;
    if (program) {
      program->entry = ebpf_entry_make(code, load->ebpf.entries[i], program->entry.view);
      program->verified = load->ebpf.verified;
      program->worst_steps = load->ebpf.verified ? load->ebpf.worst_steps[i] : UINT64_MAX;
    }
    place_instances(program, load_instance_count(load), stack_bytes, layout);
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
