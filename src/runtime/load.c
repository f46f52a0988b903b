/*
 * Loading and unloading packages. load_locked() is the list of steps: read, authenticate, authorise, check, measure, place, fill,
 * publish. Up to publishing nothing outside the load changes, so any failure leaves things as they were. Bottom-up.
 */
#include "runtime/load.h"

#include "base/error.h"
#include "package/maps_section.h"
#include "runtime/engine.h"

#include <string.h>

/* --- read --- */

static mbpf_status read_package(struct load *load, const void *image, size_t bytes, mbpf_error *error) {
  mbpf_status status = mbpf_package_open(image, bytes, &load->package, error);
  return status != MBPF_OK ? status : mbpf_package_manifest(&load->package, &load->manifest, error);
}

/* --- authenticate --- */

static mbpf_status authenticate(const struct load *load, mbpf_error *error) {
  if (load->package.flags & MBPF_PACKAGE_SIGNED)
    return mbpf_fail(error, MBPF_SIGNATURE,
                     "the package is signed, and this build has no keys to check it with");
  if (!load->runtime->policy.allow_unsigned)
    return mbpf_fail(error, MBPF_SIGNATURE,
                     "the package is not signed and the policy does not allow unsigned ones");
  return MBPF_OK;
}

/* --- authorise --- */

static const char *capability_name(uint32_t bit) {
#define NAME(name, number, sentence)                                                                         \
  if (bit == 1u << (number))                                                                                 \
    return #name;
  MBPF_CAPABILITY_TABLE(NAME)
#undef NAME
  return "?";
}

static mbpf_status check_capabilities(const struct load *load, mbpf_error *error) {
  uint32_t missing = load->manifest.capabilities & ~load->runtime->policy.capabilities;
  if (missing == 0)
    return MBPF_OK;
  uint32_t first = missing & (0u - missing);
  return mbpf_fail(error, MBPF_CAPABILITY_DENIED,
                   "the package needs capability %s, which the policy does not grant",
                   capability_name(first));
}

static mbpf_status check_limit(const struct mbpf_text *program, const char *what, uint64_t wanted,
                               uint64_t most, mbpf_error *error) {
  if (wanted <= most)
    return MBPF_OK;
  return mbpf_fail(error, MBPF_BUDGET_EXCEEDED, "program '%.*s' wants %s %llu; the policy allows %llu",
                   (int)program->length, program->at, what, (unsigned long long)wanted,
                   (unsigned long long)most);
}

static mbpf_status check_helper_limits(const struct mbpf_manifest_program *program, mbpf_error *error) {
  for (uint32_t i = 0; i < program->helper_limit_count; i++) {
    const struct mbpf_text *name = &program->helper_limits[i].helper;
    if (!helper_find_name(name->at, name->length))
      return mbpf_fail(
          error, MBPF_NOT_FOUND, "program '%.*s' limits helper '%.*s', which this runtime does not have",
          (int)program->entry_symbol.length, program->entry_symbol.at, (int)name->length, name->at);
  }
  return MBPF_OK;
}

static mbpf_status check_budgets(const struct load *load, mbpf_error *error) {
  const struct mbpf_policy *policy = &load->runtime->policy;
  uint64_t most_time = policy->max_wall_time_us != 0 ? policy->max_wall_time_us : UINT64_MAX;
  for (uint32_t i = 0; i < load->manifest.program_count; i++) {
    const struct mbpf_manifest_program *program = &load->manifest.programs[i];
    const struct mbpf_budgets *wants = &program->budgets;
    mbpf_status status =
        check_limit(&program->entry_symbol, "max_steps", wants->max_steps, policy->max_steps, error);
    if (status == MBPF_OK)
      status =
          check_limit(&program->entry_symbol, "max_helpers", wants->max_helpers, policy->max_helpers, error);
    if (status == MBPF_OK)
      status =
          check_limit(&program->entry_symbol, "max_wall_time_us", wants->max_wall_time_us, most_time, error);
    if (status == MBPF_OK)
      status = check_helper_limits(program, error);
    if (status != MBPF_OK)
      return status;
  }
  return MBPF_OK;
}

static mbpf_status check_target(const struct load *load, mbpf_error *error) {
  const struct mbpf_manifest *manifest = &load->manifest;
  uint32_t word_size = 8 * (uint32_t)sizeof(void *);
  int endianness = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 2 : 1;
  if (manifest->word_size != 0 && manifest->word_size != word_size)
    return mbpf_fail(error, MBPF_TARGET_MISMATCH, "the package is for %u-bit targets, this is a %u-bit one",
                     manifest->word_size, word_size);
  if (manifest->endianness != 0 && manifest->endianness != endianness)
    return mbpf_fail(error, MBPF_TARGET_MISMATCH,
                     "the package is for %s-endian targets, this is a %s-endian one",
                     manifest->endianness == 1 ? "little" : "big", endianness == 1 ? "little" : "big");
  if (manifest->mbpf_api_version >> 16 != MBPF_RUNTIME_API_VERSION >> 16 ||
      manifest->mbpf_api_version > MBPF_RUNTIME_API_VERSION)
    return mbpf_fail(error, MBPF_API_VERSION, "the package needs API version %u.%u, this runtime has %u.%u",
                     manifest->mbpf_api_version >> 16, manifest->mbpf_api_version & 0xffffu,
                     MBPF_RUNTIME_API_VERSION >> 16, MBPF_RUNTIME_API_VERSION & 0xffffu);
  return MBPF_OK;
}

static mbpf_status check_helper_versions(const struct load *load, mbpf_error *error) {
  for (uint32_t i = 0; i < load->manifest.helper_version_count; i++) {
    const struct mbpf_helper_version *wanted = &load->manifest.helper_versions[i];
    const struct helper *helper = helper_find_name(wanted->helper.at, wanted->helper.length);
    if (!helper || helper->version < wanted->version)
      return mbpf_fail(error, MBPF_HELPER_VERSION,
                       "the package needs helper '%.*s' version %u; this runtime has %s",
                       (int)wanted->helper.length, wanted->helper.at, wanted->version,
                       helper ? "an older one" : "none of that name");
  }
  return MBPF_OK;
}

static mbpf_status authorise(const struct load *load, mbpf_error *error) {
  mbpf_status status = check_capabilities(load, error);
  if (status == MBPF_OK)
    status = check_budgets(load, error);
  if (status == MBPF_OK)
    status = check_target(load, error);
  return status != MBPF_OK ? status : check_helper_versions(load, error);
}

/* --- check programs and maps --- */

static mbpf_status check_program(const struct mbpf_manifest_program *program, mbpf_error *error) {
  const struct hook_type *type = hook_type_find(program->hook_type);
  const struct mbpf_text *name = &program->entry_symbol;
  if (!engine_find(program->engine))
    return mbpf_fail(error, MBPF_UNSUPPORTED, "program '%.*s': this runtime has no engine for it",
                     (int)name->length, name->at);
  if (!type)
    return mbpf_fail(error, MBPF_HOOK_MISMATCH, "program '%.*s': this runtime has no hook type %u",
                     (int)name->length, name->at, program->hook_type);
  if (program->hook_ctx_abi_version != MBPF_CTX_ABI_VERSION)
    return mbpf_fail(error, MBPF_ABI_MISMATCH,
                     "program '%.*s' is for context version %u of %s; this runtime has %u", (int)name->length,
                     name->at, program->hook_ctx_abi_version, type->name, MBPF_CTX_ABI_VERSION);
  if (!hook_type_view(type, program->context.at, program->context.length))
    return mbpf_fail(error, MBPF_HOOK_MISMATCH, "program '%.*s': %s hooks have no context '%.*s'",
                     (int)name->length, name->at, type->name, (int)program->context.length,
                     program->context.at);
  return MBPF_OK;
}

static mbpf_status check_programs(struct load *load, mbpf_error *error) {
  if (load->manifest.program_count == 0)
    return mbpf_fail(error, MBPF_MISSING_ENTRY, "the manifest names no program");
  for (uint32_t i = 0; i < load->manifest.program_count; i++) {
    mbpf_status status = check_program(&load->manifest.programs[i], error);
    if (status != MBPF_OK)
      return status;
  }
  return engines_check(load, error);
}

static mbpf_status check_maps(struct load *load, mbpf_error *error) {
  uint64_t total = 0;
  for (uint32_t i = 0; i < load->manifest.map_count; i++) {
    struct mbpf_manifest_map *map = &load->manifest.maps[i];
    mbpf_error why;
    size_t bytes = 0;
    mbpf_status status = map_check(&map->def, &why);
    if (status != MBPF_OK)
      return mbpf_fail(error, status, "map '%.*s': %s", (int)map->name.length, map->name.at, why.message);
    if (!map->is_template && !map_measure(&map->def, load->runtime->port->cpu_count, &bytes))
      return mbpf_fail(error, MBPF_NO_MEM, "map '%.*s' is larger than the address space",
                       (int)map->name.length, map->name.at);
    total = bytes > UINT64_MAX - total ? UINT64_MAX : total + bytes;
    if (total > load->runtime->policy.max_map_bytes)
      return mbpf_fail(error, MBPF_BUDGET_EXCEEDED,
                       "the maps take over %llu bytes with '%.*s'; the policy allows %llu",
                       (unsigned long long)total, (int)map->name.length, map->name.at,
                       (unsigned long long)load->runtime->policy.max_map_bytes);
  }
  uint32_t from = 0;
  if (!mbpf_package_section(&load->package, MBPF_SECTION_MAPS, &from, &load->maps_section))
    return MBPF_OK;
  return maps_section_check(load->maps_section, &load->manifest, error);
}

/* --- place: every part of the block, first to measure, then to build --- */

static const char *place_text(struct layout *layout, struct mbpf_text text) {
  char *copy = layout_array(layout, (size_t)text.length + 1, char);
  if (copy && text.length != 0)
    memcpy(copy, text.at, text.length); /* the block is zeroed: the terminator is there */
  return copy;
}

static const struct helper_allowance *place_allowances(struct layout *layout,
                                                       const struct mbpf_manifest_program *from) {
  struct helper_allowance *allowances =
      layout_array(layout, from->helper_limit_count, struct helper_allowance);
  for (uint32_t i = 0; allowances && i < from->helper_limit_count; i++) {
    const struct mbpf_text *name = &from->helper_limits[i].helper;
    allowances[i] =
        (struct helper_allowance){helper_find_name(name->at, name->length)->id, from->helper_limits[i].limit};
  }
  return allowances;
}

static void place_program(const struct load *load, uint32_t index, struct layout *layout) {
  const struct mbpf_manifest_program *from = &load->manifest.programs[index];
  const struct mbpf_policy *policy = &load->runtime->policy;
  struct program built = {
      .package = load->loaded,
      .index = index,
      .name = place_text(layout, from->entry_symbol),
      .attach = place_text(layout, from->attach),
      .engine = engine_find(from->engine),
      .tier = load->options.tier != MBPF_TIER_DEFAULT ? load->options.tier : MBPF_TIER_INTERP,
      .type = hook_type_find(from->hook_type),
      .worst_steps = UINT64_MAX,
      .max_steps = load_max_steps(load, index),
      .max_helpers = load_budget(from->budgets.max_helpers, MBPF_DEFAULT_MAX_HELPERS, policy->max_helpers),
      .max_wall_time_us =
          load_budget(from->budgets.max_wall_time_us, policy->max_wall_time_us, policy->max_wall_time_us),
      .allowance_count = from->helper_limit_count,
      .allowances = place_allowances(layout, from),
      .stats = layout_array(layout, load->runtime->port->cpu_count, struct stats),
  };
  built.entry.view = hook_type_view(built.type, from->context.at, from->context.length);
  built.instance_count = load_instance_count(load);
  built.shares_instances = built.instance_count != load->runtime->port->cpu_count;
  built.instances = layout_array(layout, built.instance_count, struct instance);
  if (layout->base)
    load->loaded->programs[index] = built;
}

static void place_map(const struct load *load, uint32_t index, struct layout *layout) {
  const struct mbpf_manifest_map *from = &load->manifest.maps[index];
  struct map *map = layout_array(layout, 1, struct map);
  const char *name = place_text(layout, from->name);
  size_t bytes = 0;
  if (!from->is_template && !map_measure(&from->def, load->runtime->port->cpu_count, &bytes))
    layout->overflow = true;
  void *storage = layout_take(layout, bytes, ARENA_ALIGNMENT);
  if (!layout->base)
    return;
  const struct mbpf_port *port = load->runtime->port;
  if (from->is_template)
    *map = (struct map){.def = from->def};
  else
    map_init(map, &from->def, port->cpu_count, port->random(port->user), storage);
  map->name = name;
  map->name_length = from->name.length;
  map->index = index;
  map->port = port;
  load->loaded->maps[index] = map;
}

/* Points maps of maps to the definition of the map they name; the manifest's check saw to it that there is one. */
static void link_inner(const struct load *load) {
  const struct mbpf_manifest *manifest = &load->manifest;
  for (uint32_t i = 0; i < manifest->map_count; i++) {
    const struct mbpf_text *inner = &manifest->maps[i].inner;
    for (uint32_t j = 0; inner->length != 0 && j < manifest->map_count; j++) {
      const struct mbpf_text *name = &manifest->maps[j].name;
      if (name->length == inner->length && memcmp(name->at, inner->at, name->length) == 0)
        load->loaded->maps[i]->inner = &load->loaded->maps[j]->def;
    }
  }
}

static void place(struct load *load, struct layout *layout) {
  struct loaded *loaded = layout_array(layout, 1, struct loaded);
  struct program *programs = layout_array(layout, load->manifest.program_count, struct program);
  struct map **maps = layout_array(layout, load->manifest.map_count, struct map *);
  if (layout->base) {
    *loaded = (struct loaded){.runtime = load->runtime,
                              .program_count = load->manifest.program_count,
                              .programs = programs,
                              .map_count = load->manifest.map_count,
                              .maps = maps};
    load->loaded = loaded;
  }
  for (uint32_t i = 0; i < load->manifest.program_count; i++)
    place_program(load, i, layout);
  for (uint32_t i = 0; i < load->manifest.map_count; i++)
    place_map(load, i, layout);
  if (MBPF_HAS_MAPS_OF_MAPS && layout->base)
    link_inner(load);
  engines_place(load, layout);
}

static mbpf_status build(struct load *load, mbpf_error *error) {
  struct layout layout = {0};
  struct arena *arena = &load->runtime->arena;
  place(load, &layout);
  layout.base = layout.overflow ? NULL : arena_take(arena, layout.used, ARENA_LOW);
  if (!layout.base)
    return mbpf_fail(error, MBPF_NO_MEM, "the package needs %zu bytes%s; the largest free block has %zu",
                     layout.used, layout.overflow ? " and more" : "", arena_largest(arena));
  layout.used = 0;
  place(load, &layout);
  return MBPF_OK;
}

/* --- publish --- */

static struct package_slot *free_slot(mbpf_runtime *runtime) {
  for (size_t i = 0; i < MBPF_MAX_PACKAGES; i++) {
    if (!runtime->packages[i].loaded)
      return &runtime->packages[i];
  }
  return NULL;
}

static void publish(const struct load *load, struct package_slot *slot, mbpf_package_handle *handle) {
  size_t index = (size_t)(slot - load->runtime->packages);
  handle->id = handle_make(slot->generation + 1, index);
  load->loaded->handle = handle->id;
  slot->loaded = load->loaded;
  __atomic_store_n(&slot->generation, slot->generation + 1, __ATOMIC_SEQ_CST);
}

static mbpf_status load_steps(struct load *load, const void *image, size_t bytes, mbpf_package_handle *handle,
                              mbpf_error *error) {
  struct package_slot *slot = free_slot(load->runtime);
  if (!slot)
    return mbpf_fail(error, MBPF_FULL, "all %u packages are in use (MBPF_MAX_PACKAGES)", MBPF_MAX_PACKAGES);
  mbpf_status status = read_package(load, image, bytes, error);
  if (status == MBPF_OK)
    status = authenticate(load, error);
  if (status == MBPF_OK)
    status = authorise(load, error);
  if (status == MBPF_OK)
    status = check_maps(load, error);
  if (status == MBPF_OK)
    status = check_programs(load, error);
  if (status == MBPF_OK)
    status = build(load, error);
  if (status != MBPF_OK)
    return status;
  status = maps_fill(load, error);
  if (status != MBPF_OK) {
    arena_give(&load->runtime->arena, load->loaded);
    return status;
  }
  publish(load, slot, handle);
  return MBPF_OK;
}

static mbpf_status load_locked(mbpf_runtime *runtime, const void *image, size_t bytes,
                               const struct mbpf_load_options *options, mbpf_package_handle *handle,
                               mbpf_error *error) {
  struct load *load = arena_take(&runtime->arena, sizeof *load, ARENA_HIGH);
  if (!load)
    return mbpf_fail(error, MBPF_NO_MEM,
                     "loading takes %zu bytes for its own work; the largest free block has %zu", sizeof *load,
                     arena_largest(&runtime->arena));
  load->runtime = runtime;
  if (options)
    load->options = *options;
  mbpf_status status = load_steps(load, image, bytes, handle, error);
  arena_give(&runtime->arena, load->scratch);
  arena_give(&runtime->arena, load);
  return status;
}

static mbpf_status check_options(const mbpf_runtime *runtime, const struct mbpf_load_options *options,
                                 mbpf_error *error) {
  if (!options)
    return MBPF_OK;
  if (options->tier != MBPF_TIER_DEFAULT && options->tier != MBPF_TIER_CHECKED &&
      options->tier != MBPF_TIER_INTERP)
    return mbpf_fail(error, MBPF_INVALID_ARG, "there is no tier %d", (int)options->tier);
  if (options->instances > runtime->port->cpu_count)
    return mbpf_fail(error, MBPF_INVALID_ARG, "%u instances for %u CPUs: one per CPU is the most",
                     options->instances, runtime->port->cpu_count);
  return MBPF_OK;
}

mbpf_status mbpf_package_load(mbpf_runtime *runtime, const void *image, size_t bytes,
                              const struct mbpf_load_options *options, mbpf_package_handle *handle,
                              mbpf_error *error) {
  mbpf_status status = check_options(runtime, options, error);
  if (status != MBPF_OK)
    return status;
  runtime_lock(runtime);
  status = load_locked(runtime, image, bytes, options, handle, error);
  runtime_unlock(runtime);
  return status;
}

/* --- unload --- */

void package_remove(mbpf_runtime *runtime, struct package_slot *slot) {
  struct loaded *loaded = slot->loaded;
  __atomic_store_n(&slot->generation, slot->generation + 1, __ATOMIC_SEQ_CST);
  epoch_wait(runtime->port, runtime->cpus); /* map calls by handle */
  slot->loaded = NULL;
  arena_give(&runtime->arena, loaded);
}

static mbpf_status unload_locked(mbpf_runtime *runtime, mbpf_package_handle handle, mbpf_error *error) {
  const struct loaded *loaded = runtime_package(runtime, handle.id);
  if (!loaded)
    return mbpf_fail(error, MBPF_ALREADY_UNLOADED, "stale package handle: already unloaded");
  const struct link *link = point_link_of(runtime, loaded);
  if (link)
    return mbpf_fail(error, MBPF_STILL_ATTACHED, "program '%s' is still attached to '%s'; detach it first",
                     link->program->name, runtime->points[link->point].name);
  package_remove(runtime, &runtime->packages[handle_index(handle.id)]);
  return MBPF_OK;
}

mbpf_status mbpf_package_unload(mbpf_runtime *runtime, mbpf_package_handle handle, mbpf_error *error) {
  runtime_lock(runtime);
  mbpf_status status = unload_locked(runtime, handle, error);
  runtime_unlock(runtime);
  return status;
}

size_t mbpf_package_bytes(mbpf_runtime *runtime, mbpf_package_handle handle) {
  runtime_lock(runtime);
  const struct loaded *loaded = runtime_package(runtime, handle.id);
  size_t bytes = loaded ? arena_block_bytes(loaded) : 0;
  runtime_unlock(runtime);
  return bytes;
}
