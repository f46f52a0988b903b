/* Parsing the BYTECODE section, and finding the functions of bare instructions. Bottom-up. */
#include "ebpf/image.h"

#include "base/bytes.h"
#include "base/checked.h"
#include "base/error.h"

#include <mbpf/config.h>
#include <string.h>

enum { FLAG_ENTRY = 1u };

static uint32_t field(const uint8_t *record, unsigned index) {
  return load_le32(record + 4 * (size_t)index);
}

static const uint8_t *function_record(const struct ebpf_image *image, uint32_t index) {
  return image->functions + (size_t)index * EBPF_IMAGE_FUNCTION_BYTES;
}

static uint32_t first_slot_of(const struct ebpf_image *image, uint32_t index) {
  return field(function_record(image, index), 2);
}

struct ebpf_function ebpf_image_function(const struct ebpf_image *image, uint32_t index) {
  const uint8_t *record = function_record(image, index);
  uint32_t first = field(record, 2);
  uint32_t end = index + 1 < image->function_count ? first_slot_of(image, index + 1) : image->slot_count;
  return (struct ebpf_function){.name = image->strings + field(record, 0),
                                .name_length = field(record, 1),
                                .first_slot = first,
                                .slot_count = end - first,
                                .is_entry = (field(record, 3) & FLAG_ENTRY) != 0};
}

uint32_t ebpf_image_function_at(const struct ebpf_image *image, uint32_t slot) {
  uint32_t low = 0, high = image->function_count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (first_slot_of(image, middle) <= slot)
      low = middle;
    else
      high = middle;
  }
  return low;
}

bool ebpf_image_entry(const struct ebpf_image *image, const char *name, uint32_t length, uint32_t *index) {
  for (uint32_t i = 0; i < image->function_count; i++) {
    struct ebpf_function function = ebpf_image_function(image, i);
    if (!function.is_entry || function.name_length != length || memcmp(function.name, name, length) != 0)
      continue;
    *index = i;
    return true;
  }
  return false;
}

static mbpf_status check_function(const struct ebpf_image *image, uint32_t index, mbpf_error *error) {
  const uint8_t *record = function_record(image, index);
  uint32_t first = field(record, 2);
  if (!range_fits(field(record, 0), field(record, 1), image->strings_bytes))
    return mbpf_fail(error, MBPF_INVALID_BYTECODE,
                     "bytecode: function %u: name at %u, length %u, outside the %u bytes of strings", index,
                     field(record, 0), field(record, 1), image->strings_bytes);
  if (index == 0 ? first != 0 : first <= first_slot_of(image, index - 1))
    return mbpf_fail(error, MBPF_INVALID_BYTECODE,
                     "bytecode: function %u starts at slot %u: functions must start at 0 and ascend", index,
                     first);
  if (first >= image->slot_count)
    return mbpf_fail(error, MBPF_INVALID_BYTECODE, "bytecode: function %u starts at slot %u of %u", index,
                     first, image->slot_count);
  if (field(record, 3) & ~(uint32_t)FLAG_ENTRY)
    return mbpf_fail(error, MBPF_INVALID_BYTECODE, "bytecode: function %u has unknown flags 0x%x", index,
                     field(record, 3));
  return MBPF_OK;
}

/* The header's counts, against the limits. */
static mbpf_status check_header(const uint8_t *at, mbpf_error *error) {
  if (field(at, 0) != 1)
    return mbpf_fail(error, MBPF_INVALID_BYTECODE, "bytecode: engine is %u, eBPF is 1", field(at, 0));
  if (field(at, 1) != 1)
    return mbpf_fail(error, MBPF_UNSUPPORTED_VER, "bytecode: version is %u, this loader reads 1",
                     field(at, 1));
  if (field(at, 2) == 0 || field(at, 2) > MBPF_EBPF_MAX_FUNCTIONS)
    return mbpf_fail(error, MBPF_INVALID_BYTECODE, "bytecode: %u functions, allowed are 1 to %u",
                     field(at, 2), MBPF_EBPF_MAX_FUNCTIONS);
  if (field(at, 3) == 0 || field(at, 3) > MBPF_EBPF_MAX_INSNS)
    return mbpf_fail(error, MBPF_INVALID_BYTECODE, "bytecode: %u instruction slots, allowed are 1 to %u",
                     field(at, 3), MBPF_EBPF_MAX_INSNS);
  if (field(at, 5) != 0)
    return mbpf_fail(error, MBPF_INVALID_BYTECODE,
                     "bytecode: reserved header field at offset 20 is %u, must be 0", field(at, 5));
  return MBPF_OK;
}

mbpf_status ebpf_image_open(const void *section, size_t bytes, struct ebpf_image *image, mbpf_error *error) {
  const uint8_t *at = section;
  uint64_t strings_at, insns_at, end;
  if (bytes < EBPF_IMAGE_HEADER_BYTES)
    return mbpf_fail(error, MBPF_INVALID_BYTECODE,
                     "bytecode: section of %zu bytes is shorter than its header of %u", bytes,
                     (unsigned)EBPF_IMAGE_HEADER_BYTES);
  mbpf_status status = check_header(at, error);
  if (status != MBPF_OK)
    return status;
  /* All sums stay below 2^34. */
  strings_at = EBPF_IMAGE_HEADER_BYTES + (uint64_t)field(at, 2) * EBPF_IMAGE_FUNCTION_BYTES;
  insns_at = (strings_at + field(at, 4) + 7) & ~(uint64_t)7;
  end = insns_at + (uint64_t)field(at, 3) * EBPF_SLOT_BYTES;
  if (end != bytes)
    return mbpf_fail(error, MBPF_INVALID_BYTECODE,
                     "bytecode: section has %zu bytes, its header's counts need %llu", bytes,
                     (unsigned long long)end);
  *image = (struct ebpf_image){.functions = at + EBPF_IMAGE_HEADER_BYTES,
                               .function_count = field(at, 2),
                               .strings = (const char *)at + strings_at,
                               .strings_bytes = field(at, 4),
                               .insns = at + insns_at,
                               .slot_count = field(at, 3)};
  for (uint64_t i = strings_at + field(at, 4); i < insns_at; i++)
    if (at[i] != 0)
      return mbpf_fail(error, MBPF_INVALID_BYTECODE, "bytecode: padding byte at offset %u is not zero",
                       (unsigned)i);
  for (uint32_t i = 0; i < image->function_count && status == MBPF_OK; i++)
    status = check_function(image, i, error);
  return status;
}

/* --- bare instructions --- */

/* Puts a function start into the ascending list; false when it is full. */
static bool insert_function(uint8_t *functions, uint32_t capacity, uint32_t *count, uint32_t slot) {
  uint32_t at = *count;
  while (at > 0 && load_le32(functions + (size_t)(at - 1) * EBPF_IMAGE_FUNCTION_BYTES + 8) >= slot)
    at--;
  uint8_t *record = functions + (size_t)at * EBPF_IMAGE_FUNCTION_BYTES;
  if (at < *count && load_le32(record + 8) == slot)
    return true;
  if (*count == capacity)
    return false;
  memmove(record + EBPF_IMAGE_FUNCTION_BYTES, record, (size_t)(*count - at) * EBPF_IMAGE_FUNCTION_BYTES);
  memset(record, 0, EBPF_IMAGE_FUNCTION_BYTES);
  store_le32(record + 8, slot);
  store_le32(record + 12, slot == 0 ? FLAG_ENTRY : 0);
  ++*count;
  return true;
}

mbpf_status ebpf_image_from_insns(const void *insns, size_t bytes, uint8_t *functions, uint32_t capacity,
                                  struct ebpf_image *image, mbpf_error *error) {
  uint32_t count = 0;
  if (bytes == 0 || bytes % EBPF_SLOT_BYTES != 0 || bytes / EBPF_SLOT_BYTES > MBPF_EBPF_MAX_INSNS)
    return mbpf_fail(error, MBPF_INVALID_BYTECODE,
                     "%zu bytes of instructions: must be a multiple of 8, at least 8 and at most %u", bytes,
                     MBPF_EBPF_MAX_INSNS * 8u);
  *image = (struct ebpf_image){.functions = functions,
                               .strings = "",
                               .insns = insns,
                               .slot_count = (uint32_t)(bytes / EBPF_SLOT_BYTES)};
  bool fits = insert_function(functions, capacity, &count, 0);
  for (uint32_t slot = 0; fits && slot < image->slot_count; slot++) {
    struct ebpf_insn insn = ebpf_image_insn(image, slot);
    enum isa_op op = isa_find(&insn);
    int64_t target = (int64_t)slot + 1 + insn.imm;
    if ((op == ISA_CALL_LOCAL || op == ISA_LDDW_CODE) && target >= 0 && target < image->slot_count)
      fits = insert_function(functions, capacity, &count, (uint32_t)target);
    if (op != ISA_COUNT && (isa_table[op].operands & OPERAND_WIDE))
      slot++;
  }
  if (!fits)
    return mbpf_fail(error, MBPF_INVALID_BYTECODE, "more than %u functions", capacity);
  image->function_count = count;
  return MBPF_OK;
}
