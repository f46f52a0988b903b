/* Instructions as data: the raw encoding, the table of isa.def, and which row an encoding is. */
#ifndef EBPF_ISA_H
#define EBPF_ISA_H

#include <stdbool.h>
#include <stdint.h>

enum { EBPF_REGISTERS = 11, EBPF_FP = 10 };

/* One 8-byte slot, fields in host order. */
struct ebpf_insn {
  uint8_t opcode;
  uint8_t dst;
  uint8_t src;
  int16_t off;
  int32_t imm;
};

/* Which fields of an instruction are operands, and what it does with them. */
enum {
  OPERAND_DST = 1u << 0,
  OPERAND_SRC = 1u << 1, /* a register; without this bit src is a fixed number */
  OPERAND_OFF = 1u << 2,
  OPERAND_IMM = 1u << 3,
  OPERAND_WRITES_DST = 1u << 4,
  OPERAND_WRITES_SRC = 1u << 5, /* atomics that fetch */
  OPERAND_WRITES_R0 = 1u << 6,
  OPERAND_JUMP_OFF = 1u << 7, /* off is a jump, in slots from the next instruction */
  OPERAND_JUMP_IMM = 1u << 8, /* imm is */
  OPERAND_NO_FALLTHROUGH = 1u << 9,
  OPERAND_WIDE = 1u << 10 /* takes two slots; the second one's imm is the upper half */
};

enum isa_group {
  ISA_GROUP_BASE32,
  ISA_GROUP_BASE64,
  ISA_GROUP_DIVMUL32,
  ISA_GROUP_DIVMUL64,
  ISA_GROUP_ATOMIC32,
  ISA_GROUP_ATOMIC64,
  ISA_GROUP_PACKET
};

/* ISA_ADD64_IMM and so on, in the table's order. */
enum isa_op {
#define ISA(name, opcode, operands, src, off, imm, group, text, semantics) ISA_##name,
#include "ebpf/isa.def"
  ISA_COUNT
};

/* One row. */
struct isa_row {
  uint8_t opcode;
  uint8_t src; /* required where not an operand */
  uint8_t off;
  uint8_t imm;
  uint16_t operands : 12; /* OPERAND_* */
  uint16_t group : 4;     /* enum isa_group */
};

extern const struct isa_row isa_table[ISA_COUNT];

/*
 * The row of an instruction, by opcode byte and the fields that discriminate; ISA_COUNT when there is none. Reserved fields
 * are not looked at beyond that: see isa_fields_ok.
 */
enum isa_op isa_find(const struct ebpf_insn *insn);

/* Do all fields that are no operands have the row's values, and are the registers r0 to r10? */
bool isa_fields_ok(enum isa_op op, const struct ebpf_insn *insn);

/* "ADD64_IMM". Static text. */
const char *isa_name(enum isa_op op);

/* Reads the slot at p: little-endian fields on every host (docs/package-format.md). */
struct ebpf_insn isa_load(const uint8_t *p);

/* Writes it back. */
void isa_store(uint8_t *p, const struct ebpf_insn *insn);

#endif
