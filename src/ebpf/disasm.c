/* Filling in the text patterns of isa.def. */
#include "ebpf/disasm.h"

#include "helper/helper.h"

#if MBPF_WITH_DISASM

static const char *const patterns[ISA_COUNT] = {
#define ISA(name, opcode, operands, src, off, imm, group, text, semantics) text,
#include "ebpf/isa.def"
};

const char *ebpf_pattern(enum isa_op op) {
  return op < ISA_COUNT ? patterns[op] : "";
}

/* "+ 4" or "- 4". */
static void put_signed(struct text *text, int64_t value) {
  text_printf(text, "%c %llu", value < 0 ? '-' : '+',
              (unsigned long long)(value < 0 ? 0 - (uint64_t)value : (uint64_t)value));
}

static void put_helper(struct text *text, uint32_t id) {
  const struct helper *helper = helper_find(id);
  if (helper)
    text_printf(text, "%s", helper->name);
  else
    text_printf(text, "%u", id);
}

static void put_operand(struct text *text, char kind, const struct ebpf_insn *insn, uint32_t upper) {
  switch (kind) {
  case 'd': text_printf(text, "%u", insn->dst); break;
  case 's': text_printf(text, "%u", insn->src); break;
  case 'i': text_printf(text, "%d", (int)insn->imm); break;
  case 'o': put_signed(text, insn->off); break;
  case 'a': put_signed(text, insn->imm); break;
  case 'j': text_printf(text, insn->off < 0 ? "%d" : "+%d", insn->off); break;
  case 'P': text_printf(text, insn->imm < 0 ? "pc%d" : "pc+%d", (int)insn->imm); break;
  case 'I':
    text_printf(text, "0x%llx", (unsigned long long)((uint64_t)upper << 32 | (uint32_t)insn->imm));
    break;
  case 'n': text_printf(text, "%u", upper); break;
  case 'c': put_helper(text, (uint32_t)insn->imm); break;
  default: text_put(text, kind); break;
  }
}

static void put_instruction(struct text *text, enum isa_op op, const struct ebpf_insn *insn, uint32_t upper) {
  for (const char *at = patterns[op]; *at != '\0'; at++) {
    if (*at == '%')
      put_operand(text, *++at, insn, upper);
    else
      text_put(text, *at);
  }
}

#else

const char *ebpf_pattern(enum isa_op op) {
  (void)op;
  return "";
}

static void put_instruction(struct text *text, enum isa_op op, const struct ebpf_insn *insn, uint32_t upper) {
  (void)upper;
  text_printf(text, "instruction %u (opcode 0x%02x)", (unsigned)op, insn->opcode);
}

#endif

uint32_t ebpf_disasm(struct text *text, const struct ebpf_image *image, uint32_t slot) {
  struct ebpf_insn insn = ebpf_image_insn(image, slot);
  enum isa_op op = isa_find(&insn);
  if (op == ISA_COUNT) {
    text_printf(text, "invalid opcode 0x%02x (src %u, off %d, imm %d)", insn.opcode, insn.src, insn.off,
                (int)insn.imm);
    return 1;
  }
  bool wide = (isa_table[op].operands & OPERAND_WIDE) && slot + 1 < image->slot_count;
  put_instruction(text, op, &insn, wide ? (uint32_t)ebpf_image_insn(image, slot + 1).imm : 0);
  return wide ? 2 : 1;
}
