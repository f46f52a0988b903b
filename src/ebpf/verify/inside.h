/* Is a state inside a stated one, also across calls? The stated one is read value by value and never unpacked whole. */
#ifndef EBPF_VERIFY_INSIDE_H
#define EBPF_VERIFY_INSIDE_H

#include "ebpf/verify/codec.h"
#include "ebpf/verify/refine.h"

/* False: the refinement leaves s no concrete state, that side of the branch is never taken. */
bool state_is_possible(const struct state *s, const struct refinement *refinement);

/* Is s, after the refinement, inside the state r stands at? Claim: true only if every concrete state of s is one of the stated. */
bool state_is_inside(const struct state *s, const struct refinement *refinement, struct reader *r);

/*
 * Calls. A callee is analysed from a stated entry state: r1 to r5, a fresh frame and, when it shares the stack (a stack pointer is
 * among the arguments), the frames of its callers. What is left at its exits are states of r0 and the shared frames.
 */

/* Is what a call in s passes inside the entry state r stands at? */
bool state_enters(const struct state *s, bool shares_stack, uint32_t frame_slots, struct reader *r);

/*
 * At an exit of a callee: is what it leaves (r0 and the frames below its own) inside the state r stands at? as_entered: the state is
 * the entry state itself, of which only the shared frames count: the invariant of a function that is called back again and again.
 */
bool state_leaves(const struct state *s, bool as_entered, uint32_t frame_slots, struct reader *r);

/* --- frames.c --- */

/* Back in the caller: r0 and, if shared, the whole stack are what r states; r1 to r5 are gone. False: r holds no such state. */
bool state_return(struct state *s, bool shares_stack, bool as_entered, struct reader *r);

/* Removes the own frame: pointers into it become unreadable. */
void state_pop_frame(struct state *s);
/* Values that stand for these obligations become unreadable. */
void state_void_refs(struct state *s, uint8_t refs);

/* --- inclusion value by value, for whoever has the stated state in another form than bytes --- */

/* What a stated unknown X is in the given state: another unknown plus a constant, a constant, or the number of one value. */
struct binding {
  uint8_t kind; /* BOUND_* */
  uint16_t id;
  int64_t shift;
};
enum { BOUND_TO_ID, BOUND_CONSTANT, BOUND_ONCE, BOUND_NULL, BOUND_CHECKED };

struct bindings {
  uint64_t bound; /* bits of those that are */
  struct binding of[MAX_STATED_IDS];
};

/* How a given state is looked at: as it is, as a callee sees it, or as a caller sees what is left of it. */
struct sight {
  const struct state *s;
  const struct refinement *refinement;
  uint32_t registers;   /* those compared */
  uint32_t frames;      /* of s that count */
  uint32_t frame_slots; /* of a fresh frame after them, when has_fresh */
  bool has_fresh;
  bool plain; /* progress in loops is not carried over */
  uint8_t foreign;
};

/* Reaches counted from an id are compared when all ids are bound. */
struct reach_wanted {
  uint8_t reg;
  uint8_t shift;
  uint16_t base;
  int32_t extent;
};

/* A comparison: set sight, then call these in this order, each once for every register and slot that is not empty. False: not inside. */
struct inclusion {
  struct sight sight;
  struct bindings bindings;
  struct sum sums[STATE_SUMS]; /* those wanted */
  uint32_t later_count;
  struct reach_wanted later[STATE_REGISTERS];
};

/* As state_is_inside looks at it. */
struct sight sight_of(const struct state *s, const struct refinement *refinement);
bool inclusion_start(struct inclusion *in, const struct frame_header *h);
bool inclusion_register(struct inclusion *in, unsigned reg, const struct value *want);
/* bytes, spills: as read_slot has them; want: the values of the places in spills. */
bool inclusion_slot(struct inclusion *in, uint32_t slot, uint32_t bytes, uint8_t spills,
                    const struct value want[2]);
bool inclusion_end(const struct inclusion *in);

#endif
