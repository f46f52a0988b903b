/* Proofs and programs that were changed: what the checker still accepts of them must hold. */
#ifndef SOUNDNESS_FORGE_H
#define SOUNDNESS_FORGE_H

#include <stddef.h>
#include <stdint.h>

/* Changes a proof of a program of that many slots in place: bits, bytes of states, or fields of its tables. */
void forge_proof(uint8_t *proof, size_t bytes, uint32_t slots);

/* Changes one instruction: an operand, a distance, a constant, or the operation to one of its kind. */
void forge_program(uint8_t *insns, uint32_t slots);

#endif
