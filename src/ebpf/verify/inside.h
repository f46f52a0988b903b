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

#endif
