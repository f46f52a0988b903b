/*
 * Code ready to run: the image's instructions decoded once, in the caller's memory, with maps, helpers and jump targets
 * resolved. One piece of code serves all entry points and all CPUs; nothing in it changes while it runs.
 */
#ifndef EBPF_CODE_H
#define EBPF_CODE_H

#include "ebpf/image.h"
#include "helper/helper.h"
#include "hook/view.h"
#include "map/map.h"

#include <mbpf/config.h>

/*
 * What an operation does: the table's instructions, then the engine's own. Operation i is slot i, so a place in the code, a slot
 * and a count of steps are the same number.
 */
#define EBPF_OWN_OPS(X)                                                                                      \
  X(EBPF_OP_TRAP)       /* second half of a wide instruction */                                              \
  X(EBPF_OP_CALL_PLAIN) /* a helper without references, callbacks or tail call */                            \
  /* Loads and stores that may be the context's, in code nobody verified. */                                 \
  X(EBPF_OP_ANY_LOAD8)                                                                                       \
  X(EBPF_OP_ANY_LOAD16)                                                                                      \
  X(EBPF_OP_ANY_LOAD32)                                                                                      \
  X(EBPF_OP_ANY_LOAD64)                                                                                      \
  X(EBPF_OP_ANY_LOADS8)                                                                                      \
  X(EBPF_OP_ANY_LOADS16)                                                                                     \
  X(EBPF_OP_ANY_LOADS32)                                                                                     \
  X(EBPF_OP_ANY_STORE_REG8)                                                                                  \
  X(EBPF_OP_ANY_STORE_REG16)                                                                                 \
  X(EBPF_OP_ANY_STORE_REG32)                                                                                 \
  X(EBPF_OP_ANY_STORE_REG64)                                                                                 \
  X(EBPF_OP_ANY_STORE_IMM8)                                                                                  \
  X(EBPF_OP_ANY_STORE_IMM16)                                                                                 \
  X(EBPF_OP_ANY_STORE_IMM32)                                                                                 \
  X(EBPF_OP_ANY_STORE_IMM64)

/*
 * Where dispatch is a switch, which is chosen for size, an operation with an immediate becomes the one with a register: this
 * one, into which the dispatch loop puts every operation's immediate. So each operation is compiled once.
 */
enum { EBPF_IMMEDIATE = EBPF_REGISTERS };

enum ebpf_op_code {
  EBPF_OP_FIRST = ISA_COUNT - 1,
#define EBPF_OP_ENUM(name) name,
  EBPF_OWN_OPS(EBPF_OP_ENUM)
#undef EBPF_OP_ENUM
#if MBPF_WITH_FUSED_OPS
      EBPF_OP_FUSED,
  EBPF_OP_BEFORE_FUSED = EBPF_OP_FUSED - 1,
#define PAIR(plane, first, second) EBPF_OP_##plane##_##first##_##second,
#define SEQUENCE(name, first, ...) EBPF_OP_SEQUENCE_##name,
#include "ebpf/fuse.def"
#endif
  EBPF_OP_COUNT
};

struct ebpf_op {
  uint16_t code; /* enum isa_op or enum ebpf_op_code */
  uint8_t dst;
  uint8_t src;
  union {
    struct {
      int32_t off; /* memory offset; jumps: bytes from this operation to the target */
      int32_t imm; /* local calls: the callee's index in functions */
    };
    uint32_t wide[2];   /* LDDW: lower and upper half of the resolved value */
    uint8_t pointer[8]; /* helper calls: a const struct helper * in host layout */
  };
};

_Static_assert(sizeof(struct ebpf_op) == 12, "operations are packed to 12 bytes");

struct ebpf_code_function {
  uint32_t first_slot;
  uint32_t slot_count;
  uint32_t stack_bytes; /* of its window, a multiple of EBPF_STACK_ALIGNMENT */
};

/* Memory a program may touch beside maps, stack and packet: the data of `mbpf run --insns`. */
struct ebpf_region {
  uint8_t *base;
  size_t bytes;
  bool writable;
};

struct ebpf_code {
  const struct ebpf_op *ops;
  uint32_t slot_count;
  uint32_t function_count;
  const struct ebpf_code_function *functions;
  struct map *const *maps; /* map_count of them, kept by the caller */
  uint32_t map_count;
  uint32_t capabilities;             /* granted; for calls through registers */
  uint32_t stack_bytes;              /* what ebpf_run needs, EBPF_STACK_ALIGNMENT-aligned */
  bool clears_frames;                /* windows are zeros when a function is entered */
  const struct ebpf_region *regions; /* checked tier; may be set after building */
  uint32_t region_count;
};

/*
 * An entry point, as tail calls find it: a prog_array's slots point to one of these. struct program has it as its first member.
 */
struct ebpf_entry {
  const struct ebpf_code *code;
  const struct view *view;     /* of the context in r1, or NULL */
  const struct ebpf_op *first; /* of a function */
  uint32_t window_bytes;       /* that function's stack_bytes */
};

/* What verification found out; without it every frame gets MBPF_EBPF_STACK_BYTES and loads may be the context's. */
struct ebpf_facts {
  bool clears_frames;          /* what a function reads may be what its window began with: that must be 0 */
  const uint16_t *stack_bytes; /* per function */
  /* Of the deepest call chain, with EBPF_CALLBACK_BYTES and the EBPF_STACK_ALIGNED key per callback. */
  uint32_t chain_bytes;
  const uint8_t *context; /* bit slot % 8 of byte slot / 8: a load or store through the context pointer */
};

/* What every frame pointer is a multiple of: compilers compute addresses of their own variables as r10 - n | x. */
enum { EBPF_STACK_ALIGNMENT = 16 };

#define EBPF_STACK_ALIGNED(bytes) (((bytes) + (EBPF_STACK_ALIGNMENT - 1u)) & ~(EBPF_STACK_ALIGNMENT - 1u))

/* Stack a call back from a helper takes beside the function's own window, without the map key it may hold. */
enum { EBPF_CALLBACK_BYTES = EBPF_STACK_ALIGNED(sizeof(struct callback)) };

/* Tags the address of a function, as loaded by LDDW_CODE and passed to callbacks: tag | slot. */
#define EBPF_CODE_ADDRESS ((uint64_t)0xebf0 << 48)

/* Bytes of memory for the code of an image. */
size_t ebpf_code_bytes(const struct ebpf_image *image);

/* Bytes of stack a run of the image's code can need when nothing more is known about it; a multiple of EBPF_STACK_ALIGNMENT. */
uint32_t ebpf_code_stack_bytes(const struct ebpf_image *image);

/* The stack_bytes of code built from the image with these facts, or with NULL. */
uint32_t ebpf_code_run_bytes(const struct ebpf_image *image, const struct ebpf_facts *facts);

/*
 * Builds the code of a decoded image (ebpf_decode accepted it, with the same maps and grants) into memory of ebpf_code_bytes,
 * 16-byte aligned. maps are initialised and outlive the code. facts may be NULL. Cannot fail.
 */
struct ebpf_code *ebpf_code_build(const struct ebpf_image *image, struct map *const *maps, uint32_t map_count,
                                  uint32_t capabilities, const struct ebpf_facts *facts, void *memory);

/* The function of the code that begins at slot, or NULL. */
const struct ebpf_code_function *ebpf_code_function_at(const struct ebpf_code *code, uint64_t slot);

/* The entry point at a function's first slot, for programs whose context looks like view (or NULL). */
struct ebpf_entry ebpf_entry_make(const struct ebpf_code *code, uint32_t slot, const struct view *view);

#endif
