/*
 * The structural checks every eBPF image passes before anything else looks at it: after ebpf_decode, each instruction is a row of
 * the table with all reserved fields in order, each jump lands on an instruction of its own function, each call has a target,
 * and no function runs past its end. What values registers hold is the verifier's or the checked tier's matter.
 */
#ifndef EBPF_DECODE_H
#define EBPF_DECODE_H

#include "ebpf/image.h"

#include <mbpf/map.h>

/* What the program may use. */
struct ebpf_grant {
  uint32_t capabilities; /* MBPF_CAP_* bits */
  uint32_t map_count;
  const struct mbpf_map_def *maps; /* the first map's definition; the next one is map_stride bytes on */
  size_t map_stride;
  bool call_reg; /* allow callx: only the checked tier can run it */
};

/*
 * Checks an image. INVALID_BYTECODE or CAPABILITY_DENIED, with the slot and the disassembled instruction. Linear, no memory
 * but a few hundred bytes of stack.
 */
MBPF_WARN_UNUSED mbpf_status ebpf_decode(const struct ebpf_image *image, const struct ebpf_grant *grant,
                                         mbpf_error *error);

#endif
