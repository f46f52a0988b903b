/*
 * The machine both tiers drive: registers, frames, references and the step account, and everything about them that is
 * not worth inlining into a dispatch loop.
 *
 * Steps. An operation's number is its slot, so running straight from slot a to slot b takes b - a steps without counting them. Only
 * taken jumps change the account: `left += distance`. At any time the steps still allowed are
 *
 *     remaining = left + bias - slot(pc)          bias = slot_count + withheld
 *
 * and while left >= 0 the code may run on to its end without another test. A jump that makes left negative calls
 * machine_refill, which looks at the clock, moves withheld steps into left or, for the last slot_count steps, switches to counting
 * each one. A wide instruction takes two slots and gives one step back.
 *
 * left, bias and the jump distances in operations are all in bytes of struct ebpf_op, MACHINE_STEP each, so that a jump costs one
 * load and two additions.
 */
#ifndef EBPF_MACHINE_H
#define EBPF_MACHINE_H

#include "ebpf/run.h"

struct machine_frame {
  const struct ebpf_op *return_pc;
  const struct ebpf_entry *entry; /* the caller's code */
  struct callback *callback;      /* of a function a helper calls, else NULL */
  uint64_t saved[4];              /* r6 to r9 */
  uint64_t fp;                    /* r10 */
  uint32_t window_bytes;          /* below fp */
};

struct machine_reference {
  uint64_t address;
  uint64_t bytes;
};

enum { MACHINE_STEP = sizeof(struct ebpf_op) };

struct machine {
  uint64_t r[EBPF_REGISTERS + !MBPF_WITH_THREADED_DISPATCH]; /* the last: see EBPF_IMMEDIATE */
  const struct ebpf_op *pc;
  int64_t left;
  int64_t bias;
  bool counting; /* the last stretch: every step is tested */
  bool checked;  /* tier */
  struct run *run;
  const struct ebpf_entry *entry;
  uint64_t context;       /* address of the run context, 0 if none */
  uint64_t context_bytes; /* of its view */
  uint32_t window_bytes;  /* of the running function, below r10 */
  uint32_t depth;         /* frames in use: callers of the running function */
  struct machine_frame frames[MBPF_EBPF_MAX_FRAMES - 1];
  uint8_t *stack_low;
  uint32_t reference_count;
  struct machine_reference references[MBPF_EBPF_MAX_REFERENCES];
};

/* Records why the run stops at pc; returns false for `return machine_stop(…)`. The first reason stays. */
bool machine_stop(struct machine *m, enum run_end end, const char *detail, uint64_t address, uint64_t length);
#if !MBPF_WITH_ERROR_TEXT
#define machine_stop(m, end, detail, address, length) machine_stop((m), (end), NULL, (address), (length))
#endif

/* Steps that may still be executed, the one at pc included. */
int64_t machine_remaining(const struct machine *m);

/* What a call leaves in the registers that optional arguments of the next one may be: nothing that was there before. */
static inline void machine_forget(uint64_t r[EBPF_REGISTERS]) {
  r[3] = 0;
  r[4] = 0;
  r[5] = 0;
}

/* --- what operations do out of line; pc and left are up to date, and false means the run is over --- */

/* After a jump made left negative; pc is its target. */
bool machine_refill(struct machine *m);

/* In counting mode, before the operation at pc. */
bool machine_count(struct machine *m);

/* The local call at pc. */
bool machine_call(struct machine *m);

/* The exit at pc; false when it was the entry point's. */
bool machine_return(struct machine *m);

/* A call of any helper at pc; in the checked tier with its arguments checked. */
bool machine_helper(struct machine *m, const struct helper *helper);

/* A load or store at an offset from the context pointer. */
bool machine_context_load(struct machine *m, uint64_t offset, uint32_t bytes, uint64_t *value);
bool machine_context_store(struct machine *m, uint64_t offset, uint32_t bytes, uint64_t value);

/* LD_ABS and LD_IND: big-endian bytes of the packet into r0; past the packet the run ends with 0. */
bool machine_packet_load(struct machine *m, uint64_t offset, uint32_t bytes);

/* The helper a call operation names. */
const struct helper *machine_op_helper(const struct ebpf_op *op);

/* --- the tiers --- */

void ebpf_interp(struct machine *m);
void ebpf_checked(struct machine *m);

#endif
