/* Building code: one operation per slot. Top-down from the layout to one instruction. */
#include "ebpf/code.h"

#include "base/assert.h"
#include "ebpf/fuse.h"
#include "helper/helper.h"

#include <string.h>

#define ALIGNED(bytes) (((bytes) + 15u) & ~(size_t)15)

/*
 *   struct ebpf_code | functions | operations
 * The counts are limited by config.h, so the sums fit 32 bits.
 */
static size_t functions_at(void) {
  return ALIGNED(sizeof(struct ebpf_code));
}

static size_t ops_at(const struct ebpf_image *image) {
  return functions_at() + ALIGNED(image->function_count * sizeof(struct ebpf_code_function));
}

size_t ebpf_code_bytes(const struct ebpf_image *image) {
  return ops_at(image) + ALIGNED(image->slot_count * sizeof(struct ebpf_op));
}

static bool calls_functions(const struct ebpf_image *image) {
  for (uint32_t slot = 0; slot < image->slot_count; slot++) {
    struct ebpf_insn insn = ebpf_image_insn(image, slot);
    enum isa_op op = isa_find(&insn);
    if (op == ISA_CALL_LOCAL || op == ISA_CALL_REG || op == ISA_LDDW_CODE)
      return true;
  }
  return false;
}

/* Every frame has a whole window, and there is one more for a callback's state. A tail call starts anew. */
uint32_t ebpf_code_stack_bytes(const struct ebpf_image *image) {
  return (calls_functions(image) ? MBPF_EBPF_MAX_FRAMES + 1u : 1u) * MBPF_EBPF_STACK_BYTES;
}

uint32_t ebpf_code_run_bytes(const struct ebpf_image *image, const struct ebpf_facts *facts) {
  return facts ? EBPF_STACK_ALIGNED(facts->chain_bytes) : ebpf_code_stack_bytes(image);
}

static void set_wide(struct ebpf_op *op, uint64_t value) {
  op->code = ISA_LDDW;
  op->wide[0] = (uint32_t)value;
  op->wide[1] = (uint32_t)(value >> 32);
}

static uint64_t wide_value(const struct ebpf_image *image, const struct ebpf_code *code, uint32_t slot,
                           enum isa_op kind) {
  uint32_t low = (uint32_t)ebpf_image_insn(image, slot).imm;
  uint32_t high = (uint32_t)ebpf_image_insn(image, slot + 1).imm;
  switch (kind) {
  case ISA_LDDW_MAP: return (uintptr_t)code->maps[low];
  case ISA_LDDW_VALUE: return code->maps[low] ? (uintptr_t)code->maps[low]->region.base + high : 0;
  case ISA_LDDW_CODE: return EBPF_CODE_ADDRESS | (slot + 1 + low);
  default: return (uint64_t)high << 32 | low;
  }
}

static bool is_plain(const struct helper *helper) {
  if (helper->flags & (HELPER_CALLS_BACK | HELPER_TAIL_CALL) || helper->result == RESULT_RING_RECORD_OR_NULL)
    return false;
  for (unsigned i = 0; i < 5; i++)
    if (helper->args[i] == ARG_RING_RECORD)
      return false;
  return true;
}

static void set_helper(struct ebpf_op *op, uint32_t id) {
  const struct helper *helper = helper_find(id);
  memset(op->pointer, 0, sizeof op->pointer);
  memcpy(op->pointer, &helper, sizeof helper);
  if (is_plain(helper))
    op->code = EBPF_OP_CALL_PLAIN;
}

/* The form of a load or store that looks whether its address is the context's; or the code itself. */
static uint16_t any_form(uint16_t code) {
  switch (code) {
#define FORMS(bits)                                                                                          \
  case ISA_LDX##bits: return EBPF_OP_ANY_LOAD##bits;                                                         \
  case ISA_STX##bits: return EBPF_OP_ANY_STORE_REG##bits;                                                    \
  case ISA_ST##bits: return EBPF_OP_ANY_STORE_IMM##bits;
    FORMS(8)
    FORMS(16)
    FORMS(32)
    FORMS(64)
#undef FORMS
  case ISA_LDXS8: return EBPF_OP_ANY_LOADS8;
  case ISA_LDXS16: return EBPF_OP_ANY_LOADS16;
  case ISA_LDXS32: return EBPF_OP_ANY_LOADS32;
  default: return code;
  }
}

/* May this load or store be the context's? */
static bool may_be_context(const struct ebpf_insn *insn, const struct ebpf_facts *facts, uint32_t slot) {
  uint8_t base = (insn->opcode & 7) == 1 ? insn->src : insn->dst; /* class LDX: the address is in src */
  if (facts)
    return facts->context && (facts->context[slot / 8] >> slot % 8 & 1);
  return base != EBPF_FP;
}

#if !MBPF_WITH_THREADED_DISPATCH

/* See EBPF_IMMEDIATE. In the encoding, bit 3 tells the two forms of arithmetic and jumps apart, the class those of stores. */
static void use_register(struct ebpf_insn *insn, enum isa_op *kind) {
  if ((isa_table[*kind].operands & (OPERAND_DST | OPERAND_IMM | OPERAND_WIDE)) != (OPERAND_DST | OPERAND_IMM))
    return;
  struct ebpf_insn twin = {.opcode = insn->opcode, .dst = insn->dst, .src = EBPF_IMMEDIATE, .off = insn->off};
  twin.opcode |= (insn->opcode & 7) == 2 ? 1 : 8;
  *kind = isa_find(&twin);
  insn->src = EBPF_IMMEDIATE;
}

#else
static void use_register(struct ebpf_insn *insn, enum isa_op *kind) {
  (void)insn, (void)kind;
}
#endif

/* The decoder saw the target inside the function, so this fits. */
static int32_t jump_bytes(int32_t slots) {
  return (slots + 1) * (int32_t)sizeof(struct ebpf_op);
}

static void build_op(struct ebpf_op *op, const struct ebpf_image *image, const struct ebpf_code *code,
                     uint32_t slot, const struct ebpf_facts *facts) {
  struct ebpf_insn insn = ebpf_image_insn(image, slot);
  enum isa_op kind = isa_find(&insn);
  use_register(&insn, &kind);
  *op = (struct ebpf_op){
      .code = (uint16_t)kind, .dst = insn.dst, .src = insn.src, {{.off = insn.off, .imm = insn.imm}}};
  if (isa_table[kind].operands & OPERAND_JUMP_OFF)
    op->off = jump_bytes(insn.off);
  if (isa_table[kind].operands & OPERAND_JUMP_IMM)
    op->off = jump_bytes(insn.imm);
  switch (kind) {
  case ISA_LDDW:
  case ISA_LDDW_MAP:
  case ISA_LDDW_VALUE:
  case ISA_LDDW_CODE: set_wide(op, wide_value(image, code, slot, kind)); break;
  case ISA_CALL_HELPER: set_helper(op, (uint32_t)insn.imm); break;
  case ISA_CALL_LOCAL: op->imm = (int32_t)ebpf_image_function_at(image, slot + 1 + (uint32_t)insn.imm); break;
  default:
    if (may_be_context(&insn, facts, slot))
      op->code = any_form(op->code);
    break;
  }
}

static void build_functions(struct ebpf_code_function *functions, const struct ebpf_image *image,
                            const struct ebpf_facts *facts) {
  for (uint32_t i = 0; i < image->function_count; i++) {
    struct ebpf_function function = ebpf_image_function(image, i);
    functions[i] = (struct ebpf_code_function){
        .first_slot = function.first_slot,
        .slot_count = function.slot_count,
        .stack_bytes = facts ? EBPF_STACK_ALIGNED(facts->stack_bytes[i]) : MBPF_EBPF_STACK_BYTES};
  }
}

struct ebpf_code *ebpf_code_build(const struct ebpf_image *image, struct map *const *maps, uint32_t map_count,
                                  uint32_t capabilities, const struct ebpf_facts *facts, void *memory) {
  struct ebpf_code *code = memory;
  struct ebpf_code_function *functions = (void *)((uint8_t *)memory + functions_at());
  struct ebpf_op *ops = (void *)((uint8_t *)memory + ops_at(image));
  *code = (struct ebpf_code){.ops = ops,
                             .slot_count = image->slot_count,
                             .functions = functions,
                             .function_count = image->function_count,
                             .maps = maps,
                             .map_count = map_count,
                             .capabilities = capabilities,
                             .stack_bytes = ebpf_code_run_bytes(image, facts),
                             .clears_frames = !facts || facts->clears_frames};
  build_functions(functions, image, facts);
  for (uint32_t slot = 0; slot < image->slot_count; slot++) {
    build_op(&ops[slot], image, code, slot, facts);
    if (ops[slot].code != ISA_LDDW)
      continue;
    slot++;
    ops[slot] = (struct ebpf_op){.code = EBPF_OP_TRAP};
  }
  ebpf_fuse(ops, image->slot_count);
  return code;
}

const struct ebpf_code_function *ebpf_code_function_at(const struct ebpf_code *code, uint64_t slot) {
  for (uint32_t i = 0; i < code->function_count; i++)
    if (code->functions[i].first_slot == slot)
      return &code->functions[i];
  return NULL;
}

struct ebpf_entry ebpf_entry_make(const struct ebpf_code *code, uint32_t slot, const struct view *view) {
  const struct ebpf_code_function *function = ebpf_code_function_at(code, slot);
  ASSERT(function);
  return (struct ebpf_entry){
      .code = code, .view = view, .first = code->ops + slot, .window_bytes = function->stack_bytes};
}
