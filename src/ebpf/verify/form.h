/* What sums, products and pointers share: linear forms as they are computed with, and progress in loops. For the transfer functions only. */
#ifndef EBPF_VERIFY_FORM_H
#define EBPF_VERIFY_FORM_H

#include "ebpf/verify/transfer.h"

/* scale * X(id) + delta; id 0: the constant delta. */
struct form {
  bool known;
  uint16_t id;
  int64_t scale, delta;
};

static inline bool fits32(int64_t v) {
  return v >= INT32_MIN && v <= INT32_MAX;
}

/* sum.c: the form of a value; not known where it has none. */
struct form form_of(const struct value *v);
/* Gives a value its form. A scale of 0 leaves a constant, which the number then is. */
void form_set(struct value *v, struct form f);
/* out is a op constant: worth remembering when something else shares a's form. */
void form_note_fact(struct machine *m, struct value *out, const struct value *a, enum alu op, bool narrow,
                    uint64_t constant);
/* Progress that goes on by so much; AHEAD_NONE stays. */
int16_t ahead_plus(int16_t ahead, int64_t by);

/* pointer.c: the low half or the complement of a packet address is good for one thing: a difference that does not tell the address. */
bool is_packet_address(unsigned kind);
struct value part_of_address(const struct value *p, uint32_t flags);
/* One of from and by, at least, is no number. */
enum step transfer_pointer_alu(struct machine *m, enum alu op, bool narrow, const struct value *from,
                               const struct value *by);

#endif
