/* Instructions, jumps and choices every block uses. */
#include "emit.h"

#include "dice.h"

#include <stdlib.h>

struct dice dice = {.seed = 1};
struct emitted made;
struct scope scope;

void put(uint8_t opcode, unsigned dst, unsigned src, int off, int32_t imm) {
  struct ebpf_insn insn = {
      .opcode = opcode, .dst = (uint8_t)dst, .src = (uint8_t)src, .off = (int16_t)off, .imm = imm};
  if (made.count == MAX_INSNS)
    abort();
  isa_store(made.insns + 8 * made.count++, &insn);
}

void put_wide(unsigned dst, unsigned src, int32_t low, int32_t high) {
  put(0x18, dst, src, 0, low);
  put(0x00, 0, 0, 0, high);
}

void put_exit(struct exits *exits, uint8_t opcode, unsigned dst, unsigned src, int32_t imm) {
  if (exits->count == sizeof exits->at / sizeof exits->at[0])
    abort();
  exits->at[exits->count++] = made.count;
  put(opcode, dst, src, 0, imm);
}

void land(const struct exits *exits) {
  for (unsigned i = 0; i < exits->count; i++) {
    uint8_t *at = made.insns + 8 * exits->at[i];
    struct ebpf_insn insn = isa_load(at);
    uint32_t distance = made.count - exits->at[i] - 1;
    if (insn.opcode == 0x06)
      insn.imm = (int32_t)distance;
    else
      insn.off = (int16_t)distance;
    isa_store(at, &insn);
  }
}

void put_back(uint8_t opcode, unsigned dst, unsigned src, int32_t imm, uint32_t slot) {
  put(opcode, dst, src, (int)slot - (int)made.count - 1, imm);
}

unsigned some_register(void) {
  return below(6);
}

int32_t some_constant(void) {
  static const int32_t some[] = {0,  1,   2,   3,  7,  8,  15,         16,        31,     32,
                                 63, 255, 256, -1, -2, -8, 0x7fffffff, INT32_MIN, 0xffff, 10};
  return once_in(4) ? (int32_t)((uint32_t)below(65536) << 16 | below(65536)) >> below(24) : some[below(20)];
}

uint8_t some_jump(void) {
  static const uint8_t jumps[] = {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0xa0, 0xb0, 0xc0, 0xd0};
  return (uint8_t)(jumps[below(11)] | (below(2) ? 5 : 6));
}

void put_numbers(unsigned first) {
  for (unsigned r = first; r <= 5; r++)
    switch (below(4)) {
    case 0: put_number(r, some_constant()); break;
    case 1: put(below(2) ? 0x61 : 0x71, r, 10, number_slot(below(16)), 0); break;
    case 2: put_copy(r, first == 0 ? 9 : 0); break;
    default: put(0x79, r, 10, number_slot(below(16)), 0); break;
    }
}
