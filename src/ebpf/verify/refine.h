/*
 * What a comparison teaches. A refinement says how every value of a state changes on one side of a branch; it is applied value
 * by value, so that the checker can test the taken side against the proof without a copy of the state.
 */
#ifndef EBPF_VERIFY_REFINE_H
#define EBPF_VERIFY_REFINE_H

#include "ebpf/verify/state.h"

/* A conditional jump: dst compared with a register or an immediate. */
struct condition {
  enum compare op;
  bool swapped; /* op holds of (src, dst) */
  bool narrow;
  uint8_t dst; /* register; 10 is the frame pointer */
  uint8_t src; /* register, or NO_REGISTER: the immediate */
  uint64_t immediate;
};

enum { NO_REGISTER = 0xff };

/* base + position + extent <= end, for packet pointers of that linear form. */
struct packet_fact {
  uint8_t kind; /* VALUE_PACKET, VALUE_META or 0 */
  uint16_t id;
  int32_t scale;
  int64_t position;
  int64_t extent;
};

/* base + ((scale * X(id) + delta) << shift) + extent <= end, of numbers of that linear form. */
struct reach_fact {
  uint16_t id; /* 0: none */
  uint16_t base;
  uint8_t shift;
  int32_t scale, delta;
  int32_t extent;
};

enum { REFINEMENT_PARTS = 4 };

struct refinement {
  uint8_t dst_reg, src_reg; /* NO_REGISTER: not a register, or nothing learned */
  struct value dst, src;    /* what they are now */
  uint16_t null_id;         /* or-null values of this id are decided */
  bool is_null;
  uint8_t released; /* bit of the obligation that a NULL result never was */
  struct packet_fact packet;
  struct reach_fact reach;
  uint32_t packet_bytes; /* the packet has at least that many; 0: nothing learned */
  /* Of the two unknowns that packet.id is the sum of: numbers of the one reach as far counted from the other. */
  uint16_t summand[2];
  /* Other unknowns of which something was learned: what they are now. */
  uint32_t part_count;
  struct value part[REFINEMENT_PARTS];
};

/* Which side, and is it possible? False: no run takes this side. The condition was found allowed (condition_problem). */
bool refine(const struct state *s, const struct condition *c, bool taken, struct refinement *r);

/* A refinement that changes nothing. */
void refine_nothing(struct refinement *r);

/* False: it surely leaves that value (of a register, or of a spill, reg NO_REGISTER) as it is. */
static inline bool refine_touches(const struct refinement *r, unsigned reg, const struct value *v) {
  if (r->dst_reg == NO_REGISTER && r->null_id == 0)
    return false;
  return v->id != 0 || (r->packet.kind != 0 && v->kind == r->packet.kind) ||
         (reg != NO_REGISTER && (reg == r->dst_reg || reg == r->src_reg));
}

/* The value of a register (or of a spill, reg NO_REGISTER) after the refinement. False: it has none, the side is impossible. */
bool refine_value(const struct refinement *r, unsigned reg, const struct value *in, struct value *out);

/* Applies it to the whole state; false: the side is impossible. */
bool refine_state(const struct refinement *r, struct state *s);

/* NULL, or why these two must not be compared. */
const char *condition_problem(const struct state *s, const struct condition *c);

/* The value of register 0 to 10. */
struct value state_register(const struct state *s, unsigned reg);

#endif
