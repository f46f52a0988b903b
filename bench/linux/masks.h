/*
 * Programs that must not be shown to Linux's verifier: a mask of all ones or zeros, made by negation, by an arithmetic shift or by
 * subtracting one, then used in an and. Kernels are known whose verifier does not survive this in a loop.
 */
#ifndef BENCH_LINUX_MASKS_H
#define BENCH_LINUX_MASKS_H

#include <stdbool.h>
#include <stdint.h>

/* Might this instruction make such a mask? next is the opcode behind it, 0 when there is none. */
static inline bool makes_mask(uint8_t opcode, int32_t imm, uint8_t next) {
  uint8_t class = opcode & 7, operation = opcode & 0xf0;
  if (class != 4 && class != 7)
    return false;
  bool minus_one = opcode == (0x00 | class) && imm == -1;
  return operation == 0x80 || operation == 0xc0 ||
         (minus_one && (next & 0xf0) == 0x50 && (next & 7) == class);
}

#endif
