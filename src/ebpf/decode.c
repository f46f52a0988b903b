/* Structural checks. Bottom-up: messages, jumps, calls, wide immediates, one instruction, one function. */
#include "ebpf/decode.h"

#include "base/error.h"
#include "ebpf/disasm.h"
#include "helper/helper.h"

#include <mbpf/config.h>
#include <mbpf/package.h>

/* What is being checked. */
struct decoder {
  const struct ebpf_image *image;
  const struct ebpf_grant *grant;
  mbpf_error *error;
  struct ebpf_function function;
  uint32_t slot;
  struct ebpf_insn insn;
  enum isa_op op;
};

#if MBPF_WITH_ERROR_TEXT

/* "slot 7: `r1 += r2`: reason" */
__attribute__((format(printf, 3, 4))) static mbpf_status refuse(const struct decoder *d, mbpf_status status,
                                                                const char *format, ...) {
  struct text text;
  va_list args;
  if (!d->error)
    return status;
  d->error->status = status;
  text_init(&text, d->error->message, sizeof d->error->message);
  text_printf(&text, "slot %u: `", d->slot);
  ebpf_disasm(&text, d->image, d->slot);
  text_printf(&text, "`: ");
  va_start(args, format);
  text_vprintf(&text, format, args);
  va_end(args);
  return status;
}

#else
#define refuse(d, status, ...) mbpf_fail((d)->error, (status), __VA_ARGS__)
#endif

/* The second slot of a wide instruction has opcode 0, which no instruction has. */
static bool is_second_half(const struct ebpf_image *image, uint32_t slot) {
  return ebpf_image_insn(image, slot).opcode == 0;
}

static mbpf_status check_jump(const struct decoder *d, int64_t distance) {
  int64_t target = (int64_t)d->slot + 1 + distance;
  int64_t first = d->function.first_slot;
  if (target < first || target >= first + d->function.slot_count)
    return refuse(d, MBPF_INVALID_BYTECODE, "jumps to slot %lld, outside its function (slots %u to %u)",
                  (long long)target, d->function.first_slot,
                  d->function.first_slot + d->function.slot_count - 1);
  if (is_second_half(d->image, (uint32_t)target))
    return refuse(d, MBPF_INVALID_BYTECODE, "jumps to slot %lld, the middle of a wide instruction",
                  (long long)target);
  return MBPF_OK;
}

/* A local call or a code address: must be the first slot of a function. */
static mbpf_status check_function_target(const struct decoder *d) {
  int64_t target = (int64_t)d->slot + 1 + d->insn.imm;
  if (target < 0 || target >= d->image->slot_count)
    return refuse(d, MBPF_INVALID_BYTECODE, "refers to slot %lld, outside the code of %u slots",
                  (long long)target, d->image->slot_count);
  uint32_t index = ebpf_image_function_at(d->image, (uint32_t)target);
  if (ebpf_image_function(d->image, index).first_slot != target)
    return refuse(d, MBPF_INVALID_BYTECODE, "refers to slot %lld, which is not the start of a function",
                  (long long)target);
  return MBPF_OK;
}

static mbpf_status check_helper(const struct decoder *d) {
  const struct helper *helper = helper_find((uint32_t)d->insn.imm);
  if (!helper)
    return refuse(d, MBPF_INVALID_BYTECODE, "there is no helper %u; this build has those of docs/helpers.md",
                  (unsigned)d->insn.imm);
  uint32_t missing = helper->capability & ~d->grant->capabilities;
  if (missing == 0)
    return MBPF_OK;
#define MISSING(cap, bit, sentence)                                                                          \
  if (missing & MBPF_CAP_##cap)                                                                              \
    return refuse(d, MBPF_CAPABILITY_DENIED, "helper %s needs capability " #cap, helper->name);
  MBPF_CAPABILITY_TABLE(MISSING)
#undef MISSING
  return refuse(d, MBPF_CAPABILITY_DENIED, "helper %s needs capability bits 0x%x", helper->name, missing);
}

static const struct mbpf_map_def *map_def(const struct ebpf_grant *grant, uint32_t index) {
  return (const struct mbpf_map_def *)(const void *)((const uint8_t *)grant->maps +
                                                     index * grant->map_stride);
}

static mbpf_status check_map(const struct decoder *d, uint32_t upper) {
  uint32_t index = (uint32_t)d->insn.imm;
  if (index >= d->grant->map_count)
    return refuse(d, MBPF_INVALID_BYTECODE, "refers to map %u of %u", index, d->grant->map_count);
  const struct mbpf_map_def *def = map_def(d->grant, index);
  if (d->op == ISA_LDDW_MAP)
    return upper == 0 ? MBPF_OK : refuse(d, MBPF_INVALID_BYTECODE, "the second slot's immediate must be 0");
  if (def->type != MBPF_MAP_ARRAY)
    return refuse(d, MBPF_INVALID_BYTECODE, "takes the address of a value of map %u, which is no array",
                  index);
  if (upper >= def->value_bytes)
    return refuse(d, MBPF_INVALID_BYTECODE, "offset %u is outside the value of %u bytes of map %u", upper,
                  def->value_bytes, index);
  return MBPF_OK;
}

static mbpf_status check_wide(const struct decoder *d) {
  if (d->slot + 1 >= d->function.first_slot + d->function.slot_count)
    return refuse(d, MBPF_INVALID_BYTECODE, "the second slot of a wide instruction is missing");
  struct ebpf_insn second = ebpf_image_insn(d->image, d->slot + 1);
  if (second.opcode != 0 || second.dst != 0 || second.src != 0 || second.off != 0)
    return refuse(d, MBPF_INVALID_BYTECODE,
                  "the second slot of a wide instruction may only hold an immediate");
  if (d->op == ISA_LDDW_MAP || d->op == ISA_LDDW_VALUE)
    return check_map(d, (uint32_t)second.imm);
  if (d->op != ISA_LDDW_CODE)
    return MBPF_OK;
  return second.imm == 0 ? check_function_target(d)
                         : refuse(d, MBPF_INVALID_BYTECODE, "the second slot's immediate must be 0");
}

/* No row: say what is known about the encoding. */
static mbpf_status refuse_unknown(const struct decoder *d) {
  if (d->insn.opcode == 0x85 && d->insn.src == 2)
    return refuse(d, MBPF_INVALID_BYTECODE, "calls of kernel functions (src 2) are not supported");
  if (d->insn.opcode == 0x18)
    return refuse(d, MBPF_INVALID_BYTECODE,
                  "a 64-bit immediate of kind %u must be resolved when the package is built", d->insn.src);
  if (d->insn.opcode == 0)
    return refuse(d, MBPF_INVALID_BYTECODE, "not an instruction (opcode 0 is the second half of a wide one)");
  return refuse(d, MBPF_INVALID_BYTECODE, "not an instruction of RFC 9669");
}

static mbpf_status check_registers(const struct decoder *d) {
  uint16_t operands = isa_table[d->op].operands;
  if (d->insn.dst >= EBPF_REGISTERS || ((operands & OPERAND_SRC) && d->insn.src >= EBPF_REGISTERS))
    return refuse(d, MBPF_INVALID_BYTECODE, "there is no register above r10");
  if (!isa_fields_ok(d->op, &d->insn))
    return refuse(d, MBPF_INVALID_BYTECODE, "a reserved field is not zero (dst %u, src %u, off %d, imm %d)",
                  d->insn.dst, d->insn.src, d->insn.off, (int)d->insn.imm);
  if (((operands & OPERAND_WRITES_DST) && d->insn.dst == EBPF_FP) ||
      ((operands & OPERAND_WRITES_SRC) && d->insn.src == EBPF_FP))
    return refuse(d, MBPF_INVALID_BYTECODE, "r10, the frame pointer, is read-only");
  return MBPF_OK;
}

static mbpf_status check_target(const struct decoder *d) {
  uint16_t operands = isa_table[d->op].operands;
  if (operands & OPERAND_JUMP_OFF)
    return check_jump(d, d->insn.off);
  if (operands & OPERAND_JUMP_IMM)
    return check_jump(d, d->insn.imm);
  if (operands & OPERAND_WIDE)
    return check_wide(d);
  switch (d->op) {
  case ISA_CALL_HELPER: return check_helper(d);
  case ISA_CALL_LOCAL: return check_function_target(d);
  case ISA_CALL_REG:
    return d->grant->call_reg
               ? MBPF_OK
               : refuse(d, MBPF_INVALID_BYTECODE, "calls through a register only run in the checked tier");
  default: return MBPF_OK;
  }
}

static mbpf_status check_insn(struct decoder *d) {
  d->insn = ebpf_image_insn(d->image, d->slot);
  d->op = isa_find(&d->insn);
  if (d->op == ISA_COUNT)
    return refuse_unknown(d);
  mbpf_status status = check_registers(d);
  return status == MBPF_OK ? check_target(d) : status;
}

static mbpf_status check_function(struct decoder *d) {
  uint32_t end = d->function.first_slot + d->function.slot_count;
  for (uint32_t next = d->function.first_slot; next < end;) {
    d->slot = next;
    mbpf_status status = check_insn(d);
    if (status != MBPF_OK)
      return status;
    next += (isa_table[d->op].operands & OPERAND_WIDE) ? 2 : 1;
  }
  if (!(isa_table[d->op].operands & OPERAND_NO_FALLTHROUGH))
    return refuse(d, MBPF_INVALID_BYTECODE, "the function ends here without exit or goto");
  return MBPF_OK;
}

mbpf_status ebpf_decode(const struct ebpf_image *image, const struct ebpf_grant *grant, mbpf_error *error) {
  struct decoder d = {.image = image, .grant = grant, .error = error};
  for (uint32_t i = 0; i < image->function_count; i++) {
    d.function = ebpf_image_function(image, i);
    mbpf_status status = check_function(&d);
    if (status != MBPF_OK)
      return status;
  }
  return MBPF_OK;
}
