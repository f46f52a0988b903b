/* Reading a package for the verbs that show one. */
#include "package_file.h"

#include "file.h"

#include <mbpf/hook.h>
#include <string.h>

static bool fail(const char *path, const char *part, const mbpf_error *problem, struct tool_error *error) {
  return tool_fail(error, tool_exit_of(problem->status), "%s: %s%s%s (%s)", path, part, *part ? ": " : "",
                   problem->message, mbpf_status_name(problem->status));
}

static bool open_code(const char *path, struct package_file *file, struct tool_error *error) {
  struct mbpf_bytes bytes;
  mbpf_error problem;
  if (mbpf_package_engine_section(&file->package, MBPF_SECTION_BYTECODE, MBPF_ENGINE_EBPF, &bytes)) {
    if (ebpf_image_open(bytes.at, bytes.length, &file->code, &problem) != MBPF_OK)
      return fail(path, "BYTECODE", &problem, error);
    file->has_code = true;
  }
  if (mbpf_package_engine_section(&file->package, MBPF_SECTION_DEBUG, MBPF_ENGINE_EBPF, &bytes)) {
    if (debug_section_open(bytes, &file->debug, &problem) != MBPF_OK)
      return fail(path, "DEBUG", &problem, error);
    file->has_debug = true;
  }
  return true;
}

static bool open_maps(const char *path, struct package_file *file, struct tool_error *error) {
  uint32_t from = 0;
  mbpf_error problem;
  if (!mbpf_package_section(&file->package, MBPF_SECTION_MAPS, &from, &file->maps))
    return true;
  if (maps_section_check(file->maps, &file->manifest, &problem) != MBPF_OK)
    return fail(path, "MAPS", &problem, error);
  file->has_maps = true;
  return true;
}

bool package_file_open(const char *path, struct package_file *file, struct tool_error *error) {
  struct buffer bytes = {0};
  memset(file, 0, sizeof *file);
  if (file_read(path, (size_t)MBPF_MAX_PACKAGE_BYTES, &bytes, error))
    return package_file_take(path, &bytes, file, error);
  buffer_free(&bytes);
  return false;
}

bool package_file_take(const char *path, struct buffer *bytes, struct package_file *file,
                       struct tool_error *error) {
  mbpf_error problem;
  memset(file, 0, sizeof *file);
  file->bytes = *bytes;
  *bytes = (struct buffer){0};
  if (mbpf_package_open(file->bytes.at, file->bytes.length, &file->package, &problem) != MBPF_OK ||
      mbpf_package_manifest(&file->package, &file->manifest, &problem) != MBPF_OK)
    return fail(path, "", &problem, error);
  return open_code(path, file, error) && open_maps(path, file, error);
}

void package_file_close(struct package_file *file) {
  buffer_free(&file->bytes);
}

const char *package_file_hook(struct pool *pool, const struct mbpf_manifest_program *program) {
  const char *name = mbpf_hook_type_name(program->hook_type);
  if (program->context.length == 0)
    return name;
  return pool_format(pool, "%s (%.*s)", name, (int)program->context.length, program->context.at);
}
