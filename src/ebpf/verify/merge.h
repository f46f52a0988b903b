/* Making one state of two: join, widening, and the normal form states are kept in. For the solver only. */
#ifndef EBPF_VERIFY_MERGE_H
#define EBPF_VERIFY_MERGE_H

#include "ebpf/verify/state.h"

/* Do the two hold the same kinds of values everywhere, so that joining them loses only bounds? */
bool states_alike(const struct state *a, const struct state *b);

/* In how many registers do both hold constants that differ, or one a constant and the other not? */
unsigned states_distance(const struct state *a, const struct state *b);

/* Where widened ranges may end. */
struct thresholds {
  const int64_t *at;         /* ascending */
  const uint16_t *registers; /* which each matters for; NULL: all */
  uint32_t count;
  const uint16_t
      *all_registers; /* as registers; only what matters for all of them counts. NULL: no such limit */
  /* Constants that both sides hold, good for the registers compared with them; found by states_join. */
  const uint16_t *compared; /* by register: those it is compared with */
  /* Registers whose bounds may still move as they come: they follow others that have constants to end at. */
  uint16_t patient;
  int64_t held[STATE_REGISTERS];
  uint16_t holders; /* registers that hold one */
  /* By place: how often its bounds moved; those that go on moving skip most constants. NULL: none does. */
  uint8_t *climbs;
};

/* Places of values in a state: registers, then halves of slots. */
enum { STATE_PLACES = STATE_REGISTERS + 2 * STACK_SLOTS };

/*
 * Bytes of the own frame that stores at computed places may have hit, by their distance below its top. Where such a byte was written
 * on one side and is untouched on the other, it is a number after the join; any other byte cannot be read then. NULL: none.
 */
struct filled {
  uint64_t bits[MBPF_EBPF_STACK_BYTES / 64];
};

/*
 * out = at least a and b. thresholds: NULL for a plain join; else bounds of a that do not hold in b move to the next constant in
 * thresholds, so that repeated widening ends. Can these be joined at all? False when frames or obligations differ.
 */
bool states_join(const struct state *a, const struct state *b, struct thresholds *thresholds,
                 const struct filled *filled, struct state *out);

/* Registers, a bit each: what of a state what follows can see. */
struct needed {
  uint16_t live;   /* read before written */
  uint16_t matter; /* and of which the number decides what is accessed, compared, stored or passed on */
};

/* Forgets dead registers, numbers that do not matter, ids that tie nothing together, and numbers ids from 1. */
void state_normalise(struct state *s, struct needed needed);

/* Lets values of one linear form sharpen each other. False: there is no such state. */
bool state_relate(struct state *s);

/*
 * Takes the progress in loops from one state over to another of the same shape; lower: `from` is what was stated, `to` what arrives
 * now: where that is less, progress is given up.
 */
void state_copy_ahead(struct state *to, const struct state *from, bool lower);

/* Forgets progress in the loops of these levels (bits). */
void state_drop_levels(struct state *s, uint32_t levels);

#endif
