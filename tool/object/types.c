/* BTF accessors over libbpf. */
#include "object/types.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

/* Longest chain of modifiers and typedefs followed: a longer one is a cycle or nonsense. */
enum { MAX_CHAIN = 64 };

static int quiet(enum libbpf_print_level level, const char *format, va_list args) {
  (void)level;
  (void)format;
  (void)args;
  return 0;
}

bool types_open(const uint8_t *bytes, size_t length, struct btf **btf, struct tool_error *error) {
  libbpf_set_print(quiet);
  *btf = NULL;
  if (length > UINT32_MAX)
    return tool_fail(error, TOOL_FAILED, "section .BTF: %zu bytes are too many", length);
  errno = 0;
  *btf = btf__new(bytes, (uint32_t)length);
  if (*btf)
    return true;
  return tool_fail(error, TOOL_FAILED, "section .BTF: malformed type information (%s)", strerror(errno));
}

const struct btf_type *types_at(const struct btf *btf, uint32_t id) {
  return id < btf__type_cnt(btf) ? btf__type_by_id(btf, id) : NULL;
}

const char *types_name(const struct btf *btf, uint32_t name_offset) {
  const char *name = btf__name_by_offset(btf, name_offset);
  return name ? name : "";
}

const struct btf_type *types_resolve(const struct btf *btf, uint32_t *id) {
  const struct btf_type *type = types_at(btf, *id);
  for (int i = 0; type && i < MAX_CHAIN; i++) {
    if (!btf_is_mod(type) && !btf_is_typedef(type))
      return type;
    *id = type->type;
    type = types_at(btf, *id);
  }
  return NULL;
}

int64_t types_size(const struct btf *btf, uint32_t id) {
  int64_t size = btf__resolve_size(btf, id);
  return size < 0 || size > INT32_MAX ? -1 : size;
}

const struct btf_type *types_section(const struct btf *btf, const char *name) {
  for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
    const struct btf_type *type = btf__type_by_id(btf, id);
    if (type && btf_is_datasec(type) && strcmp(types_name(btf, type->name_off), name) == 0)
      return type;
  }
  return NULL;
}
