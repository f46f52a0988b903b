/* Instructions as text, in the syntax of clang and the Linux kernel. */
#ifndef EBPF_DISASM_H
#define EBPF_DISASM_H

#include "base/text.h"
#include "ebpf/image.h"

/*
 * Appends the instruction at slot; returns how many slots it takes (1 or 2). What is no instruction comes out as
 * "invalid opcode 0x.." and takes 1. Jumps are relative: "goto +3".
 */
uint32_t ebpf_disasm(struct text *text, const struct ebpf_image *image, uint32_t slot);

/* The text pattern of a row, as isa.def describes it; "" when the build leaves the texts out. */
const char *ebpf_pattern(enum isa_op op);

#endif
