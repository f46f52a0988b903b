/* Looking up and performing context loads and stores. */
#include "hook/view.h"

#include <string.h>

static const struct view_field *field_at(const struct view *view, uint64_t offset) {
  for (uint32_t i = 0; i < view->field_count; i++) {
    const struct view_field *field = &view->fields[i];
    if (offset >= field->offset && offset < (uint64_t)field->offset + field->bytes)
      return field;
  }
  return NULL;
}

bool view_find_load(const struct view *view, uint64_t offset, uint32_t bytes, struct view_access *access) {
  const struct view_field *field = field_at(view, offset);
  if (!field || (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8))
    return false;
  uint32_t skip = (uint32_t)(offset - field->offset);
  if (skip + bytes > field->bytes || skip % bytes != 0)
    return false;
  if (field->type != VIEW_SCALAR && bytes != field->bytes)
    return false;
  *access = (struct view_access){.field = field, .bytes = (uint8_t)bytes, .skip = (uint8_t)skip};
  return true;
}

bool view_find_store(const struct view *view, uint64_t offset, uint32_t bytes, struct view_access *access) {
  return view_find_load(view, offset, bytes, access) && access->field->writable &&
         bytes == access->field->bytes;
}

/* Reads a scalar of 1, 2, 4 or 8 bytes in host order. */
static uint64_t read_scalar(const uint8_t *at, uint8_t bytes) {
  uint16_t half;
  uint32_t word;
  uint64_t twice;
  switch (bytes) {
  case 1: return *at;
  case 2: memcpy(&half, at, sizeof half); return half;
  case 4: memcpy(&word, at, sizeof word); return word;
  default: memcpy(&twice, at, sizeof twice); return twice;
  }
}

static uint64_t read_pointer(const uint8_t *at) {
  uintptr_t pointer;
  memcpy(&pointer, at, sizeof pointer);
  return pointer;
}

static uint64_t whole_field(const struct view_field *field, const struct run_context *context) {
  const uint8_t *own = (const uint8_t *)context;
  const uint8_t *host = context->host;
  switch ((enum view_kind)field->kind) {
  case VIEW_CONTEXT: return read_scalar(own + field->source_offset, field->source_bytes);
  case VIEW_HOST: return read_scalar(host + field->source_offset, field->source_bytes);
  case VIEW_POINTER: return read_pointer(own + field->source_offset);
  case VIEW_LENGTH: return (uint64_t)(context->data_end - context->data);
  case VIEW_ZERO: break;
  }
  return 0;
}

/* Which bits of the field a narrow load sees depends on the byte order, as in memory. */
static uint32_t narrow_shift(const struct view_access *access) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  return 8u * ((uint32_t)access->field->bytes - access->skip - access->bytes);
#else
  return 8u * (uint32_t)access->skip;
#endif
}

uint64_t view_load(const struct view_access *access, const struct run_context *context) {
  uint64_t value = whole_field(access->field, context);
  if (access->bytes == access->field->bytes)
    return value;
  return value >> narrow_shift(access) & (((uint64_t)1 << (8u * access->bytes)) - 1);
}

void view_store(const struct view_access *access, struct run_context *context, uint64_t value) {
  uint8_t *at = (uint8_t *)context + access->field->source_offset;
  uint8_t byte = (uint8_t)value;
  uint16_t half = (uint16_t)value;
  uint32_t word = (uint32_t)value;
  switch (access->field->source_bytes) {
  case 1: memcpy(at, &byte, sizeof byte); break;
  case 2: memcpy(at, &half, sizeof half); break;
  case 4: memcpy(at, &word, sizeof word); break;
  default: memcpy(at, &value, sizeof value); break;
  }
}
