/*
 * The proof of one program, read in place from any address (ROM). docs/proof-format.md is the layout. All numbers are
 * little-endian; records have fixed sizes, states and posts are strings of bytes in the blob.
 *
 * A context is one way a function is entered. A label is a state stated at a slot of a context. A loop groups the labels of
 * its body; the label(s) at its head slot are where its rounds are counted.
 */
#ifndef EBPF_VERIFY_PROOF_H
#define EBPF_VERIFY_PROOF_H

#include "ebpf/verify/inside.h"
#include "ebpf/verify/verify.h"

#define PROOF_VERSION 1u
#define PROOF_NO_LOOP UINT32_MAX

enum {
  PROOF_HEADER_BYTES = 32,
  PROOF_CONTEXT_BYTES = 40,
  PROOF_LABEL_BYTES = 24,
  PROOF_LOOP_BYTES = 64,
  PROOF_IN_STACK = 0xff /* proof_loop.reg */
};

enum { CONTEXT_CALLBACK = 1, CONTEXT_MOVES_PACKET = 2, CONTEXT_SHARES_STACK = 4, CONTEXT_TAIL_CALLS = 8 };

struct proof {
  const uint8_t *at;
  uint32_t bytes;
  uint32_t slots; /* bits of the bitmap of context accesses, which follows the header */
  uint32_t contexts, labels, loops;
  uint32_t context_at, label_at, loop_at, blob_at;
};

struct proof_context {
  uint32_t function;
  uint32_t frame_bytes;
  uint32_t depth;       /* frames of the deepest call chain from here, this one included */
  uint32_t flags;       /* CONTEXT_* */
  uint32_t stack_bytes; /* of the deepest stack from here */
  uint32_t first_label, label_count;
  uint32_t pre_at;  /* in the blob: the entry state */
  uint32_t post_at; /* post_count states of what is left at exits */
  uint32_t post_count;
  uint64_t cost; /* most steps from entry to return */
};

struct proof_label {
  uint32_t slot;
  uint32_t state_at;
  uint32_t loop; /* innermost, or PROOF_NO_LOOP */
  uint64_t cost; /* most steps until the round of that loop, or the function, ends */
};

struct proof_loop {
  uint32_t context;
  uint32_t head; /* slot */
  uint32_t parent;
  uint32_t level;     /* above its parent's */
  uint32_t direction; /* enum loop_direction; LOOP_NONE: no proof that it ends */
  uint32_t reg;       /* the counter: a register, or PROOF_IN_STACK */
  uint32_t stack_at;  /* byte of the visible stack, a multiple of 4 */
  uint32_t ahead;     /* least move per round */
  uint64_t rounds;    /* most arrivals at the head */
  int64_t low, high;  /* of the counter at the head */
  uint64_t body;      /* most steps of a round */
  uint64_t after;     /* most steps behind the loop, until the round of its parent, or the function, ends */
};

/* Checks sizes and bounds of the tables. */
bool proof_open(const void *at, size_t bytes, uint32_t slots, struct proof *proof);
struct proof_context proof_context(const struct proof *proof, uint32_t index);
struct proof_label proof_label(const struct proof *proof, uint32_t index);
struct proof_loop proof_loop(const struct proof *proof, uint32_t index);
/* A reader of the blob at an offset; bad when outside. */
struct reader proof_blob(const struct proof *proof, uint32_t at);
bool proof_is_context_access(const struct proof *proof, uint32_t slot);
/* The labels of a slot in a context: the first one's number and how many. Logarithmic. */
uint32_t proof_labels_at(const struct proof *proof, const struct proof_context *context, uint32_t slot,
                         uint32_t *count);

/* Steps add up to VERIFY_UNBOUNDED and no further. */
uint64_t cost_add(uint64_t a, uint64_t b);
uint64_t cost_multiply(uint64_t a, uint64_t b);
/* Rounds times body and what follows. */
uint64_t loop_cost(const struct proof_loop *loop);
/*
 * How far the counter v of a loop has moved since its head, after the refinement; 0: not, or not surely. Halving only counts from
 * a value above 0: some value that is at most what the counter started the round with must be above 0.
 */
uint32_t loop_advance(const struct state *s, const struct refinement *refinement, const struct value *v,
                      uint32_t direction, uint32_t level);
/* The bounds a counter's value shows for a loop of that direction; for LOOP_CLEAR high is the bits it may have. */
void loop_bounds(const struct value *v, uint32_t direction, int64_t *low, int64_t *high);
/* Most arrivals at the head its counter allows. */
uint64_t loop_rounds(const struct proof_loop *loop);

#endif
