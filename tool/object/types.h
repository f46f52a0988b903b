/* BTF of an object, read with libbpf: small total accessors that survive any type graph. */
#ifndef TOOL_OBJECT_TYPES_H
#define TOOL_OBJECT_TYPES_H

#include "error.h"

#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Parses a .BTF section of either byte order. The caller frees *btf with btf__free. */
bool types_open(const uint8_t *bytes, size_t length, struct btf **btf, struct tool_error *error);

/* The type of an id, or NULL; "" for a name that is none. */
const struct btf_type *types_at(const struct btf *btf, uint32_t id);
const char *types_name(const struct btf *btf, uint32_t name_offset);

/* The type behind const, volatile, restrict, type tags and typedefs, or NULL; *id is updated. */
const struct btf_type *types_resolve(const struct btf *btf, uint32_t *id);

/* Bytes of a type, or -1 when it has none. */
int64_t types_size(const struct btf *btf, uint32_t id);

/* The DATASEC of a section name, or NULL. */
const struct btf_type *types_section(const struct btf *btf, const char *name);

#endif
