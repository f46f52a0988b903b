/* Choosing fused operations (fuse.def) for code of the interp tier. */
#ifndef EBPF_FUSE_H
#define EBPF_FUSE_H

#include "ebpf/code.h"

/*
 * Fuses what can be fused in count operations. Every operation keeps its operands and its slot; only codes change, and a jump may
 * still land anywhere. Called once, after building.
 */
void ebpf_fuse(struct ebpf_op *ops, uint32_t count);

/* The first operation of a fused code, or the code itself. */
#if MBPF_WITH_FUSED_OPS
extern const uint8_t ebpf_plain[EBPF_OP_COUNT];

static inline uint16_t ebpf_plain_code(uint16_t code) {
  return ebpf_plain[code];
}
#else
static inline uint16_t ebpf_plain_code(uint16_t code) {
  return code;
}
#endif

#endif
