/*
 * The solver: finds for each way a function is entered (a context) the states to be stated at its jump targets. It is not
 * trusted: what it finds becomes a proof (emit.c) that the checker accepts or not.
 */
#ifndef EBPF_VERIFY_SOLVER_H
#define EBPF_VERIFY_SOLVER_H

#include "ebpf/verify/graph.h"
#include "ebpf/verify/merge.h"
#include "ebpf/verify/proof.h"

enum { MAX_POSTS = 4, MAX_CANDIDATES = 24 };

/* A state as bytes. */
struct packed {
  uint8_t *at;
  uint32_t length;
};

/* A state at a block. */
struct node {
  struct node *next; /* of the same block */
  struct packed state;
  uint32_t block;
  uint32_t invariant; /* which loop invariant it came from; UINT32_MAX none */
  uint16_t joins;
  bool dirty;
  /* how it was first reached, for messages */
  const struct node *from;
  uint32_t from_slot;
  bool from_taken;
  /* emit.c */
  uint32_t number, loop, state_at;
  uint64_t cost;
};

/* What may count the rounds of a loop. */
struct candidate {
  uint8_t reg; /* or PROOF_IN_STACK */
  uint8_t direction;
  uint16_t stack_at;
  uint64_t rounds; /* as the invariant bounds them */
};

/* A loop head while its function is solved. */
struct head {
  uint32_t block;
  uint32_t candidate_count, chosen;
  struct candidate candidates[MAX_CANDIDATES];
  bool advanced, stuck; /* in the last pass: some round, did not advance */
  uint32_t invariant_count;
  struct packed invariants[8];
  struct packed met[8]; /* join of what arrived inside each, in a narrowing pass */
};

/* One way a function is entered. */
struct context {
  struct context *next;
  uint32_t function;
  uint32_t flags; /* CONTEXT_* */
  struct packed pre;
  struct packed posts[MAX_POSTS];
  uint32_t post_count;
  enum { CONTEXT_NEW, CONTEXT_BUSY, CONTEXT_SOLVED, CONTEXT_FAILED } status;
  struct verify_problem *problem; /* of a failed one */
  struct graph *graph;
  struct node **nodes; /* by block: the final states */
  struct head *heads;
  uint32_t head_count;
  /* emit.c */
  bool used;
  uint32_t number, depth, stack_bytes;
  uint64_t cost;
  struct packed left; /* callbacks: the stack after a round */
};

struct solver {
  const struct verify_input *in;
  const struct verify_options *options;
  struct pool pool;
  struct graph *graphs; /* by function; blocks NULL: not built */
  struct context *contexts;
  struct verify_problem *problem;
  struct verify_problem first; /* the first problem of a pass in which problems only end a path */
  uint64_t work, limit;
  uint32_t depth;
  bool out_of_memory, too_complex;
  bool merged; /* some states were joined: with more patience they could have been kept apart */
  bool grow;   /* a frame turned out too small: start over */
  /* How patient to be: states kept apart at a block, and at a loop head before they are joined. */
  uint32_t apart, unroll;
  struct state scratch, joined, other; /* never alive across a call of a function that uses them */
};

struct graph *solver_graph(struct solver *s, uint32_t function);
/* Finds or solves the context for the call in *state. NULL: failed, problem filled. */
struct context *solver_call(struct solver *s, const struct state *state, uint32_t function, bool callback,
                            uint32_t slot);
bool solver_pack(struct solver *s, const struct state *state, struct packed *out);
void solver_unpack(const struct packed *packed, struct state *out);
struct reader packed_reader(const struct packed *packed);
/* Posts as the checker reads them: applies number `index` to the caller's state. */
bool solver_return(const struct context *callee, uint32_t index, struct state *caller);
bool solver_return_callback(const struct context *callee, struct state *caller);

/* emit.c: writes the proof of all contexts reached from the entry's. False: problem filled. */
bool emit_proof(struct solver *s, struct context *entry, uint8_t *proof, size_t *proof_bytes);

/* Walks from a node's state as the checker will, telling what arrives where. */
struct walk {
  struct solver *solver;
  struct context *context;
  struct machine machine;
  struct state state;
  uint32_t steps;
  uint64_t calls_cost;
  /* A state arrives at a block (already refined). steps were taken since the walk began. False: stop the walk. */
  bool (*arrive)(struct walk *w, struct state *state, uint32_t block, uint32_t slot, bool taken);
  bool (*leave)(struct walk *w);
  bool (*called)(struct walk *w, struct context *callee, uint64_t rounds);
  void *user;
  uint8_t *bitmap; /* of context accesses, or NULL */
  bool failed;
};

/* Follows w->state from slot; start_block: the block whose label is being walked (NO_BLOCK: the function's entry). */
void solver_walk(struct walk *w, uint32_t slot, bool at_label);
/* Does the checker stop at this block? */
bool solver_is_label(const struct context *context, uint32_t block);
/* The counter place of a loop in a state, or NULL. */
struct value *candidate_value(struct state *s, const struct candidate *c);
/* Prepares a state for a walk from a block: directions of the loops around, and a new round at a head. */
void solver_start(struct context *context, struct state *state, uint32_t block);

#endif
