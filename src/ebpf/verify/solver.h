/*
 * The solver: finds for each way a function is entered (a context) the states to be stated at its jump targets. It is not
 * trusted: what it finds becomes a proof (emit.c) that the checker accepts or not.
 */
#ifndef EBPF_VERIFY_SOLVER_H
#define EBPF_VERIFY_SOLVER_H

#include "ebpf/verify/graph.h"
#include "ebpf/verify/merge.h"
#include "ebpf/verify/proof.h"

enum { MAX_POSTS = 4, MAX_CANDIDATES = 24, MAX_INVARIANTS = 16 };

/* A state as it is kept: what it holds and no more; as bytes, too, once somebody asked. */
struct packed {
  struct kept *at;
  uint8_t *bytes;
  uint32_t length; /* of bytes */
};

/* A state at a block. */
struct node {
  struct node *next; /* of the same block */
  struct packed state;
  uint32_t block;
  uint32_t invariant; /* which loop invariant it came from; UINT32_MAX none */
  uint32_t serial;
  uint32_t group; /* serial of the head state of the loop around it, where rounds are told apart; else 0 */
  uint32_t groups[MBPF_VERIFY_LOOP_LEVELS]; /* the same of the loops around, by level */
  uint16_t joins;
  uint8_t *climbs; /* by place of a value, in a hurried effort: how often its bounds moved; or NULL */
  bool dirty;
  bool changed; /* a head's: what followed from its old state is to be worked out anew */
  /* how it was first reached, for messages */
  const struct node *from;
  uint32_t from_slot;
  bool from_taken;
  /* link.c */
  uint32_t number, loop;
  uint64_t cost;
};

/* What may count the rounds of a loop. */
struct candidate {
  uint8_t reg; /* or PROOF_IN_STACK */
  uint8_t direction;
  uint16_t stack_at;
  bool unsteady;   /* other instructions than those that move it in place write it */
  uint64_t rounds; /* as the invariant bounds them */
};

/* A loop head while its function is solved. */
struct head {
  uint32_t block;
  uint32_t candidate_count, chosen;
  struct candidate candidates[MAX_CANDIDATES];
  bool stuck;    /* some round did not advance in the last pass */
  bool is_outer; /* other loops are inside */
  uint32_t invariant_count;
  struct packed invariants[MAX_INVARIANTS];
  struct packed met[MAX_INVARIANTS]; /* join of what arrived inside each, in a narrowing pass */
};

/* A loop of the proof. */
struct ring {
  uint32_t head_block;
  uint32_t parent; /* number, or PROOF_NO_LOOP */
  struct proof_loop loop;
};

struct callee {
  struct callee *next;
  struct context *context;
};

/* What link.c finds of a solved context. */
struct links {
  struct node **nodes; /* by slot */
  uint32_t node_count;
  struct ring *rings;
  uint32_t ring_count, ring_room;
  struct callee *callees;
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
  struct links links;
  uint32_t depth, stack_bytes;
  uint64_t cost;
  /* emit.c */
  bool used;
  uint32_t number;
  struct packed left; /* callbacks: the stack after a round */
};

/* How patient to be. */
struct effort {
  uint32_t apart;               /* states kept apart at a block before they are joined */
  uint32_t outer, inner;        /* the same at heads of loops with loops inside, and of others */
  bool grouped;                 /* what follows from different rounds of an outermost loop is kept apart */
  bool hurried;                 /* bounds that go on moving are given up soon */
  bool patient;                 /* loops are joined for some rounds before their bounds are widened */
  enum verify_class only_after; /* tried when the one before failed with that; VERIFY_OK: always */
  uint32_t share;               /* of the work that may be done, in 64ths */
};

struct solver {
  const struct verify_input *in;
  const struct verify_options *options;
  bool metered; /* loops without a counter are let through */
  struct pool pool;
  struct graph *graphs; /* by function; blocks NULL: not built */
  struct context *contexts;
  struct verify_problem *problem;
  struct verify_problem first; /* the first problem of a pass in which problems only end a path */
  uint64_t work, limit;
  uint32_t depth;
  bool out_of_memory, too_complex;
  bool merged;      /* some states were joined: with more patience they could have been kept apart */
  bool grow;        /* a frame turned out too small: start over */
  bool untouched;   /* frames begin with bytes that are known to be 0 */
  bool filled_more; /* more stack bytes are filled by stores at computed places than was known at the start */
  uint8_t *context_accesses; /* a bit per slot, as in the proof */
  uint32_t serial;           /* of the last node */
  struct effort effort;
  struct state scratch, joined, other; /* never alive across a call of a function that uses them */
};

/* packed.c */
/* False: out of memory. */
bool solver_pack(struct solver *s, const struct state *state, struct packed *out);
/* The state as it was packed; unpack: as reading its bytes has it, ranges and bits sharpened by one another. */
void packed_copy(const struct packed *packed, struct state *out);
void solver_unpack(const struct packed *packed, struct state *out);
void solver_give(struct solver *s, struct packed *p);
bool is_within(const struct state *s, const struct packed *stated);
/* The value of a register, or kept at a byte of the stack (reg PROOF_IN_STACK). False: it holds none. */
bool packed_value(const struct packed *packed, unsigned reg, uint32_t stack_at, struct value *out);
/* A reader of the state as the proof states it. False: out of memory. */
bool packed_reader(struct solver *s, struct packed *packed, struct reader *r);

/* context.c */
struct graph *solver_graph(struct solver *s, uint32_t function);
/* Finds or solves the context for the call in *state. NULL: failed, problem filled. */
struct context *solver_call(struct solver *s, const struct state *state, uint32_t function, bool callback,
                            uint32_t slot);
/* Posts as the checker reads them: applies number `index` to the caller's state. */
bool solver_return(struct solver *s, struct context *callee, uint32_t index, struct state *caller);
bool solver_return_callback(struct solver *s, struct context *callee, struct state *caller);

/* The context of an entry point or a call. NULL: out of memory. */
struct context *context_new(struct solver *s, uint32_t function, uint32_t flags, const struct state *pre);

/* sweep.c: finds the final states of a context and links them. False: problem filled. */
bool solve_context(struct solver *s, struct context *c);
/*
 * Where widened ranges may end: at first only the constants a register is compared with, then only those for all registers, none at all
 * when that takes too long.
 */
struct thresholds solver_thresholds(const struct solver *s, const struct graph *g, unsigned joins);
enum { COARSE = 16, WIDENINGS = 60 };

/* link.c: edges, loops, costs and callees of a context with final states. False: problem filled. */
bool link_context(struct solver *s, struct context *c);
/* Brings the states into the form the proof states them in. False: out of memory. */
bool link_finish(struct solver *s, struct context *c);

/* solve.c: fills the problem and is false. */
bool solver_fail(struct solver *s, enum verify_class class, uint32_t slot, const char *text);

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
/* counter.c: what counts the rounds of the loop with that head block, as chosen; NULL: nothing. */
struct head *head_of(const struct context *c, uint32_t block);
const struct candidate *head_counter(const struct context *c, uint32_t block);
/* Finds what may count, best first. */
void find_candidates(struct solver *s, struct context *c, struct head *h);
/* The counter place of a loop in a state, or NULL. */
struct value *candidate_value(struct state *s, const struct candidate *c);
/* Prepares a state for a walk from a block: directions of the loops around, and a new round at a head. */
void solver_start(struct context *context, struct state *state, uint32_t block);

#endif
