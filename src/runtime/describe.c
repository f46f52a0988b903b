/* Finding and describing what a package holds. */
#include "base/error.h"
#include "base/name.h"
#include "runtime/engine.h"
#include "runtime/runtime.h"

static mbpf_status stale(mbpf_error *error, const char *what) {
  return mbpf_fail(error, MBPF_ALREADY_UNLOADED, "stale %s handle", what);
}

static const struct program *program_named(const struct loaded *loaded, const char *name) {
  for (uint32_t i = 0; i < loaded->program_count; i++) {
    if (!name || names_equal(loaded->programs[i].name, name))
      return &loaded->programs[i];
  }
  return NULL;
}

mbpf_status mbpf_program_find(mbpf_runtime *runtime, mbpf_package_handle package, const char *name,
                              mbpf_program_handle *handle, mbpf_error *error) {
  runtime_lock(runtime);
  const struct loaded *loaded = runtime_package(runtime, package.id);
  const struct program *program = loaded ? program_named(loaded, name) : NULL;
  if (program)
    *handle = (mbpf_program_handle){package.id, program->index};
  runtime_unlock(runtime);
  if (!loaded)
    return stale(error, "package");
  return program ? MBPF_OK : mbpf_fail(error, MBPF_NOT_FOUND, "the package has no program '%s'", name);
}

mbpf_status mbpf_program_at(mbpf_runtime *runtime, mbpf_package_handle package, uint32_t index,
                            mbpf_program_handle *handle, mbpf_error *error) {
  runtime_lock(runtime);
  const struct loaded *loaded = runtime_package(runtime, package.id);
  bool there = loaded && index < loaded->program_count;
  runtime_unlock(runtime);
  *handle = (mbpf_program_handle){package.id, index};
  if (!loaded)
    return stale(error, "package");
  return there ? MBPF_OK : mbpf_fail(error, MBPF_NOT_FOUND, "the package has no program number %u", index);
}

mbpf_status mbpf_program_describe(mbpf_runtime *runtime, mbpf_program_handle handle,
                                  struct mbpf_program_info *info, mbpf_error *error) {
  runtime_lock(runtime);
  const struct program *program = runtime_program(runtime, handle);
  if (program)
    *info =
        (struct mbpf_program_info){.name = program->name,
                                   .engine = program->engine->number,
                                   .tier = program->tier,
                                   .hook_type = program->type->number,
                                   .context = program->entry.view->name,
                                   .attach = program->attach,
                                   .verified = program->verified,
                                   .worst_steps = program->worst_steps,
                                   .stack_bytes = program->entry.code ? program->entry.code->stack_bytes : 0,
                                   .max_steps = program->max_steps,
                                   .max_helpers = program->max_helpers,
                                   .max_wall_time_us = program->max_wall_time_us};
  runtime_unlock(runtime);
  return program ? MBPF_OK : stale(error, "program");
}

mbpf_status mbpf_map_find(mbpf_runtime *runtime, mbpf_package_handle package, const char *name,
                          mbpf_map_handle *handle, mbpf_error *error) {
  bool found = false;
  runtime_lock(runtime);
  const struct loaded *loaded = runtime_package(runtime, package.id);
  for (uint32_t i = 0; loaded && !found && i < loaded->map_count; i++) {
    if (names_equal(loaded->maps[i]->name, name)) {
      *handle = (mbpf_map_handle){package.id, i};
      found = true;
    }
  }
  runtime_unlock(runtime);
  if (!loaded)
    return stale(error, "package");
  return found ? MBPF_OK : mbpf_fail(error, MBPF_NOT_FOUND, "the package has no map '%s'", name);
}

mbpf_status mbpf_map_at(mbpf_runtime *runtime, mbpf_package_handle package, uint32_t index,
                        mbpf_map_handle *handle, mbpf_error *error) {
  runtime_lock(runtime);
  const struct loaded *loaded = runtime_package(runtime, package.id);
  bool there = loaded && index < loaded->map_count;
  runtime_unlock(runtime);
  *handle = (mbpf_map_handle){package.id, index};
  if (!loaded)
    return stale(error, "package");
  return there ? MBPF_OK : mbpf_fail(error, MBPF_NOT_FOUND, "the package has no map number %u", index);
}

mbpf_status mbpf_map_describe(mbpf_runtime *runtime, mbpf_map_handle handle, struct mbpf_map_info *info,
                              mbpf_error *error) {
  runtime_lock(runtime);
  const struct loaded *loaded = runtime_package(runtime, handle.package);
  const struct map *map = loaded && handle.index < loaded->map_count ? loaded->maps[handle.index] : NULL;
  if (map) {
    size_t bytes = map->ops ? map_host_value_bytes(map) : 0;
    *info = (struct mbpf_map_info){.def = map->def,
                                   .name = map->name,
                                   .is_template = !map->ops,
                                   .value_bytes = bytes,
                                   .value_stride = map->value_stride,
                                   .cpu_count = bytes > map->def.value_bytes ? map->cpu_count : 1};
  }
  runtime_unlock(runtime);
  return map ? MBPF_OK : stale(error, "map");
}
