/*
 * Transfer functions: what one instruction does to an abstract state, and what it must not do. Checker and solver share them; with the
 * checker they are all that is trusted. Each is sound if every concrete state in the given one becomes, by the instruction, a concrete
 * state in the resulting one, and if what it accepts touches only memory the program may touch.
 */
#ifndef EBPF_VERIFY_TRANSFER_H
#define EBPF_VERIFY_TRANSFER_H

#include "base/error.h"
#include "ebpf/verify/inside.h"
#include "ebpf/verify/verify.h"
#include "helper/helper.h"

#define NO_SLOT UINT32_MAX

/* What an instruction does beyond changing the state. */
enum step {
  STEP_FAIL,   /* not allowed: machine.problem says why */
  STEP_NEXT,   /* goes on behind it */
  STEP_GOTO,   /* goes on at machine.target */
  STEP_BRANCH, /* machine.condition decides between target and the next instruction */
  STEP_CALL,   /* calls function machine.callee; the state is the caller's */
  STEP_CALLBACK, /* a helper calls machine.callee up to machine.rounds times; r1 to r5 of the state are its arguments */
  STEP_EXIT
};

enum access { ACCESS_NONE, ACCESS_MEMORY, ACCESS_CONTEXT };

struct machine {
  const struct verify_input *in;
  struct state *s;
  struct verify_problem *problem;
  uint32_t slot;
  uint32_t next; /* slot of the following instruction */
  struct ebpf_insn insn;
  enum isa_op op;

  /* Results of a step. */
  enum access access;
  bool moves_packet;
  bool tail_call;
  uint32_t target;
  uint32_t callee;
  uint64_t rounds;
  struct condition condition;
  /* "r <<= 32" directly before slot: its number may have been one that "r >>= 32" gives back. */
  uint32_t shifted_before; /* the slot behind the shift; NO_SLOT: none */
  struct value unshifted;
  /* What a store at a computed place of the own frame may have hit: so many bytes, the first so far below its top. 0: no such store. */
  uint32_t filled_bytes, filled_below;
  uint32_t stack_needed; /* bytes of own frame an access would have needed; 0: none failed for that */
};

/* Performs the instruction at slot on m->s. */
enum step transfer(struct machine *m, uint32_t slot);

/* After a local call returned or callbacks are done: m->s is the caller's state at the call. */
void transfer_after_callback(struct machine *m);
/* Do r1 to r5 hold a stack pointer, so that the callee can touch the visible stack? */
bool transfer_shares_stack(const struct state *s);
/* The state at the start of a function for what the call in s passes: for the solver. */
void transfer_enter(const struct state *s, bool shares_stack, uint32_t frame_bytes, struct state *callee);
/* Void all that depends on where the packet lies. */
void transfer_packet_moved(struct state *s);
/* The state at the start of an entry point. */
void transfer_entry_state(struct state *s, uint32_t frame_bytes);
/* Is r0 fit to be returned? False fills the problem. */
bool transfer_exit(struct machine *m, bool is_entry, bool is_callback);

/* Fills the problem (class, slot, and the text where builds have texts) and returns STEP_FAIL. */
#if MBPF_WITH_ERROR_TEXT
enum step transfer_fail(struct machine *m, enum verify_class class, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#else
enum step transfer_fail_without_text(struct machine *m, enum verify_class class);
#define transfer_fail(m, class, ...)                                                                         \
  ((void)(0 && error_text_unused(__VA_ARGS__)), transfer_fail_without_text((m), (class)))
#endif

/* --- parts, each in a file of its own --- */

enum access_mode {
  MODE_READ = 1,
  MODE_WRITE = 2,
  MODE_BOTH = 3,
  MODE_FILL = 4 /* write; need not be initialised */
};

/* alu.c */
enum step transfer_alu(struct machine *m, unsigned operator_, bool narrow, bool immediate);
enum step transfer_unary(struct machine *m, unsigned operator_, bool narrow);
/* sum.c: dst = a (+ or -) b as values with all they are tied to. */
void value_add(struct machine *m, struct value *out, const struct value *a, const struct value *b, bool minus,
               bool narrow);

/* memory.c */
enum step transfer_load(struct machine *m, unsigned bytes, bool is_signed);
enum step transfer_store(struct machine *m, unsigned bytes, bool immediate);
enum step transfer_atomic(struct machine *m, unsigned bytes, bool fetch, bool compare);
/* May size bytes at v + displacement be accessed so? Stack bytes are marked as written. Fills the problem. */
bool access_memory(struct machine *m, const struct value *v, int64_t displacement, uint64_t size,
                   enum access_mode mode, const char *what);
const struct verify_map *machine_map(const struct machine *m, uint32_t index);

/* call.c */
enum step transfer_helper(struct machine *m);
enum step transfer_packet_load(struct machine *m, unsigned bytes, bool indirect);

/* "r3" and so on, and the value in words. text.c */
struct text;
void describe_value(struct text *text, const struct value *v);
/* Registers, then the stack of the running function, as far as they hold something. */
void describe_state(struct text *text, const struct state *s);

#endif
