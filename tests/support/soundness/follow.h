/*
 * One run of a program, step by step in the checked tier, with the verifier's word on it beside: the abstract state carried along
 * the same path, and for accepted programs all that the proof states (states, costs, rounds, frames).
 */
#ifndef SOUNDNESS_FOLLOW_H
#define SOUNDNESS_FOLLOW_H

#include "ebpf/image.h"
#include "ebpf/verify/verify.h"
#include "world.h"

/* What is followed. proof NULL: a rejected program, as far as its states go. */
struct subject {
  const struct ebpf_image *image;
  const struct view *view;
  const struct verify_input *in;
  const uint8_t *proof;
  size_t proof_bytes;
  struct verify_result result;
};

/* A violation: what was found, where. */
struct violation {
  bool found;
  uint32_t slot;
  char text[400];
};

/* What was held against executions so far. */
struct tally {
  unsigned rows[256];         /* of isa.def */
  unsigned helpers[256];      /* by place in the table */
  unsigned kinds[32];         /* of values in registers */
  uint8_t cases[256][16][16]; /* rows with operands of these kinds */
  unsigned directions[16];
  unsigned instructions, labels, runs, calls, callbacks, rounds, tail_calls, costs;
  unsigned reaches, gaps, sums, facts, shared, posts, restarts;
};
extern struct tally tally;

/* Runs it once on the event in both worlds. False: *violation says what is wrong. */
bool follow(const struct subject *subject, const struct event *event, struct violation *violation);

#endif
