/* The regions a program may touch, and the kinds of helper arguments. */
#include "ebpf/access.h"

#include "base/checked.h"

#include <string.h>

#if MBPF_WITH_CHECKED_TIER

/* --- regions --- */

/* Is [address, address + bytes) inside [base, base + total)? */
static bool inside(uint64_t address, uint64_t bytes, uint64_t base, uint64_t total) {
  return address >= base && range_fits(address - base, bytes, total);
}

static bool in_window(uint64_t address, uint64_t bytes, uint64_t fp, uint32_t window_bytes) {
  return inside(address, bytes, fp - window_bytes, window_bytes);
}

/* The windows of live frames; and the map key a callback was given, to read. */
static bool in_stack(const struct machine *m, uint64_t address, uint64_t bytes, bool write) {
  if (in_window(address, bytes, m->r[EBPF_FP], m->window_bytes))
    return true;
  for (uint32_t i = 0; i < m->depth; i++) {
    const struct machine_frame *frame = &m->frames[i];
    const struct callback *callback = frame->callback;
    if (in_window(address, bytes, frame->fp, frame->window_bytes))
      return true;
    if (!write && callback && callback->map &&
        inside(address, bytes, (uintptr_t)callback->key, callback->map->def.key_bytes))
      return true;
  }
  return false;
}

static bool in_packet(const struct machine *m, uint64_t address, uint64_t bytes, bool write) {
  const struct run_context *context = m->run->context;
  const struct view *view = m->entry->view;
  if (!context || !context->data || (view && !view->direct_packet) ||
      (write && view && !view->packet_writable))
    return false;
  const uint8_t *start = context->data_meta ? context->data_meta : context->data;
  return inside(address, bytes, (uintptr_t)start, (uint64_t)(context->data_end - start));
}

static bool in_map(const struct map *map, uint64_t address, uint64_t bytes, bool write) {
  uint32_t forbidden = write ? MBPF_MAP_RDONLY_PROG : MBPF_MAP_WRONLY_PROG;
  return map && !(map->def.flags & forbidden) && map_contains(map, address, bytes);
}

/* Inner maps are maps of the package, too. */
static bool in_maps(const struct machine *m, uint64_t address, uint64_t bytes, bool write) {
  const struct ebpf_code *code = m->entry->code;
  for (uint32_t i = 0; i < code->map_count; i++)
    if (in_map(code->maps[i], address, bytes, write))
      return true;
  return false;
}

static bool in_records(const struct machine *m, uint64_t address, uint64_t bytes) {
  for (uint32_t i = 0; i < m->reference_count; i++)
    if (inside(address, bytes, m->references[i].address, m->references[i].bytes))
      return true;
  return false;
}

static bool in_regions(const struct machine *m, uint64_t address, uint64_t bytes, bool write) {
  const struct ebpf_code *code = m->entry->code;
  for (uint32_t i = 0; i < code->region_count; i++)
    if ((!write || code->regions[i].writable) &&
        inside(address, bytes, (uintptr_t)code->regions[i].base, code->regions[i].bytes))
      return true;
  return false;
}

bool access_allowed(const struct machine *m, uint64_t address, uint64_t bytes, bool write) {
  return in_stack(m, address, bytes, write) || in_packet(m, address, bytes, write) ||
         in_maps(m, address, bytes, write) || in_records(m, address, bytes) ||
         in_regions(m, address, bytes, write);
}

bool access_readable(const struct run *run, uint64_t address, uint64_t bytes) {
  return access_allowed(run->machine, address, bytes, false);
}

/* --- loads and stores --- */

static bool is_context(const struct machine *m, uint64_t address) {
  return address - m->context < m->context_bytes;
}

/* Does an int of the host's width fit what the program computed? Registers have 64 bits, addresses may have 32. */
static void *pointer(uint64_t address) {
  return (void *)(uintptr_t)address;
}

bool access_load(struct machine *m, uint64_t address, uint32_t bytes, uint64_t *value) {
  uint16_t half;
  uint32_t word;
  if (is_context(m, address))
    return machine_context_load(m, address - m->context, bytes, value);
  if (!access_allowed(m, address, bytes, false))
    return machine_stop(m, RUN_BAD_ACCESS, "read", address, bytes);
  switch (bytes) {
  case 1: *value = *(const uint8_t *)pointer(address); break;
  case 2:
    memcpy(&half, pointer(address), sizeof half);
    *value = half;
    break;
  case 4:
    memcpy(&word, pointer(address), sizeof word);
    *value = word;
    break;
  default: memcpy(value, pointer(address), sizeof *value); break;
  }
  return true;
}

bool access_store(struct machine *m, uint64_t address, uint32_t bytes, uint64_t value) {
  uint16_t half = (uint16_t)value;
  uint32_t word = (uint32_t)value;
  if (is_context(m, address))
    return machine_context_store(m, address - m->context, bytes, value);
  if (!access_allowed(m, address, bytes, true))
    return machine_stop(m, RUN_BAD_ACCESS, "write", address, bytes);
  switch (bytes) {
  case 1: *(uint8_t *)pointer(address) = (uint8_t)value; break;
  case 2: memcpy(pointer(address), &half, sizeof half); break;
  case 4: memcpy(pointer(address), &word, sizeof word); break;
  default: memcpy(pointer(address), &value, sizeof value); break;
  }
  return true;
}

bool access_atomic(struct machine *m, uint64_t address, uint32_t bytes) {
  if (!access_allowed(m, address, bytes, true))
    return machine_stop(m, RUN_BAD_ACCESS, "atomic", address, bytes);
  if (address % bytes != 0)
    return machine_stop(m, RUN_BAD_ACCESS, "misaligned atomic", address, bytes);
  return true;
}

/* --- helper arguments --- */

static bool is_function(const struct machine *m, uint64_t value) {
  const struct ebpf_code *code = m->entry->code;
  for (uint32_t i = 0; i < code->function_count; i++)
    if (value == (EBPF_CODE_ADDRESS | code->functions[i].first_slot))
      return true;
  return false;
}

static const struct map *map_of(const struct machine *m, uint64_t value) {
  const struct ebpf_code *code = m->entry->code;
  for (uint32_t i = 0; i < code->map_count; i++)
    if (value == (uintptr_t)code->maps[i])
      return code->maps[i];
  return NULL;
}

static bool is_record(const struct machine *m, uint64_t value) {
  for (uint32_t i = 0; i < m->reference_count; i++)
    if (m->references[i].address == value)
      return true;
  return false;
}

/* Zero-terminated within readable memory; at most a value's bytes are looked at. */
static bool is_string(const struct machine *m, uint64_t address) {
  for (; access_allowed(m, address, 1, false); address++)
    if (*(const char *)pointer(address) == '\0')
      return true;
  return false;
}

/* Arguments of one call, as far as they depend on one another. */
struct call {
  const struct helper *helper;
  const struct map *map; /* of the ARG_MAP seen last */
};

static const char *const argument_names[5] = {"helper argument 1", "helper argument 2", "helper argument 3",
                                              "helper argument 4", "helper argument 5"};

static bool memory_ok(const struct machine *m, uint64_t address, uint64_t bytes, bool write) {
  return bytes == 0 || access_allowed(m, address, bytes, write);
}

static bool argument_ok(const struct machine *m, struct call *call, unsigned index) {
  uint64_t value = m->r[1 + index];
  uint64_t size = index < 4 ? m->r[2 + index] : 0;
  uint64_t key = call->map ? call->map->def.key_bytes : 0;
  uint64_t contents = call->map ? call->map->def.value_bytes : 0;
  switch ((enum helper_arg)call->helper->args[index]) {
  case ARG_NONE:
  case ARG_ANYTHING:
  case ARG_OPTIONAL:
  case ARG_SIZE_OR_ZERO:
  case ARG_RING_SIZE:
  case ARG_CALLBACK_CONTEXT:
  case ARG_CONSTANT: return true;
  case ARG_CONTEXT: return m->context != 0 && value == m->context;
  case ARG_MAP:
    return (call->map = map_of(m, value)) != NULL && helper_takes_map(call->helper, call->map->def.type);
  case ARG_MAP_KEY: return memory_ok(m, value, key, false);
  case ARG_MAP_VALUE: return memory_ok(m, value, contents, false);
  case ARG_MAP_VALUE_OUT: return memory_ok(m, value, contents, true);
  case ARG_MEM: return memory_ok(m, value, size, false);
  case ARG_MEM_OR_NULL: return value == 0 ? size == 0 : memory_ok(m, value, size, false);
  case ARG_MEM_OUT: return memory_ok(m, value, size, true);
  case ARG_MEM_OUT_OR_NULL: return value == 0 ? size == 0 : memory_ok(m, value, size, true);
  case ARG_SIZE: return value != 0;
  case ARG_LONG_OUT: return value % 8 == 0 && memory_ok(m, value, 8, true);
  case ARG_STRING: return is_string(m, value);
  case ARG_RING_RECORD: return is_record(m, value);
  case ARG_FUNCTION: return is_function(m, value);
  }
  return false;
}

bool access_arguments(struct machine *m, const struct helper *helper) {
  struct call call = {.helper = helper};
  if (helper->contexts != 0 && (!m->entry->view || !(helper->contexts & m->entry->view->id)))
    return machine_stop(m, RUN_BAD_ARGUMENT, "helper does not work on this context", helper->id, 0);
  for (unsigned i = 0; i < 5; i++)
    if (!argument_ok(m, &call, i))
      return machine_stop(m, RUN_BAD_ARGUMENT, argument_names[i], m->r[1 + i], helper->id);
  return true;
}

const struct helper *access_helper(struct machine *m, uint64_t id) {
  const struct helper *helper = id <= UINT32_MAX ? helper_find((uint32_t)id) : NULL;
  if (!helper)
    machine_stop(m, RUN_BAD_INSTRUCTION, "callx: no such helper", id, 0);
  else if (helper->capability & ~m->entry->code->capabilities) {
    machine_stop(m, RUN_BAD_INSTRUCTION, "callx: helper not granted", id, 0);
    helper = NULL;
  }
  return helper;
}

#endif
