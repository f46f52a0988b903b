/* The instruction table as data, and finding an encoding's row in constant time. */
#include "ebpf/isa.h"

#include "base/bytes.h"

#include <stddef.h>

const struct isa_row isa_table[ISA_COUNT] = {
#define ISA(name, opcode_, operands_, src_, off_, imm_, group_, text, semantics)                             \
  {.opcode = (opcode_),                                                                                      \
   .src = (src_),                                                                                            \
   .off = (off_),                                                                                            \
   .imm = (imm_),                                                                                            \
   .operands = (operands_),                                                                                  \
   .group = ISA_GROUP_##group_},
#include "ebpf/isa.def"
};

_Static_assert(ISA_COUNT < 255, "first_row holds a row number plus one in a byte");

/* 1 + the first row of each opcode byte; 0: no such instruction. */
static const uint8_t first_row[256] = {
#define ISA(name, opcode, operands, src, off, imm, group, text, semantics) [opcode] = ISA_##name + 1,
#define ISA_MORE(...)
#include "ebpf/isa.def"
};

/* Does the row match in the fields that tell instructions of one opcode byte apart? */
static bool discriminates(const struct isa_row *row, const struct ebpf_insn *insn) {
  return ((row->operands & OPERAND_SRC) || insn->src == row->src) &&
         ((row->operands & OPERAND_OFF) || insn->off == row->off) &&
         ((row->operands & OPERAND_IMM) || insn->imm == row->imm);
}

enum isa_op isa_find(const struct ebpf_insn *insn) {
  unsigned first = first_row[insn->opcode];
  if (first == 0)
    return ISA_COUNT;
  first--;
  if (first + 1 == ISA_COUNT || isa_table[first + 1].opcode != insn->opcode)
    return (enum isa_op)first; /* alone: a wrong reserved field is reported as such */
  for (unsigned op = first; op < ISA_COUNT && isa_table[op].opcode == insn->opcode; op++)
    if (discriminates(&isa_table[op], insn))
      return (enum isa_op)op;
  return ISA_COUNT;
}

bool isa_fields_ok(enum isa_op op, const struct ebpf_insn *insn) {
  const struct isa_row *row = &isa_table[op];
  if (!discriminates(row, insn))
    return false;
  if ((row->operands & OPERAND_DST) ? insn->dst >= EBPF_REGISTERS : insn->dst != 0)
    return false;
  return !(row->operands & OPERAND_SRC) || insn->src < EBPF_REGISTERS;
}

const char *isa_name(enum isa_op op) {
  static const char *const names[] = {
#define ISA(name, opcode, operands, src, off, imm, group, text, semantics) #name,
#include "ebpf/isa.def"
  };
  return op < ISA_COUNT ? names[op] : "?";
}

struct ebpf_insn isa_load(const uint8_t *p) {
  return (struct ebpf_insn){.opcode = p[0],
                            .dst = p[1] & 15,
                            .src = p[1] >> 4,
                            .off = (int16_t)load_le16(p + 2),
                            .imm = (int32_t)load_le32(p + 4)};
}

void isa_store(uint8_t *p, const struct ebpf_insn *insn) {
  p[0] = insn->opcode;
  p[1] = (uint8_t)((insn->dst & 15u) | (unsigned)insn->src << 4);
  store_le16(p + 2, (uint16_t)insn->off);
  store_le32(p + 4, (uint32_t)insn->imm);
}
