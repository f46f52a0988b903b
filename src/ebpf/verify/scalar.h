/*
 * What is known of a number in a register: known bits, a range of all 64 bits, a range of the low 32; each sharpens the
 * others. A scalar stands for the numbers that are in all three. There is no empty scalar: what may be empty
 * returns false, and the path it belongs to cannot be taken.
 *
 * A stride above 1 says that of the range of all bits only start, start + stride, start + 2 * stride ... are meant, up to its end: what
 * a loop that counts in twelves makes of its counter.
 *
 * `width` is 64 in the verifier and small in the exhaustive tests; "half" is width / 2.
 */
#ifndef EBPF_VERIFY_SCALAR_H
#define EBPF_VERIFY_SCALAR_H

#include "ebpf/verify/range.h"

struct scalar {
  struct bits bits;
  struct range full;
  uint32_t half_start, half_length;
  uint32_t stride; /* 0 and 1: none */
};

enum compare {
  CMP_EQ,
  CMP_NE,
  CMP_LT,
  CMP_LE,
  CMP_SLT,
  CMP_SLE,
  CMP_SET,
  CMP_CLEAR /* a & b is not / is 0 */
};

struct scalar scalar_constant(uint64_t v, unsigned width);
struct scalar scalar_unknown(unsigned width);
/* Numbers of at most `bytes` bytes. Width 64. */
struct scalar scalar_of_bytes(unsigned bytes);
struct scalar scalar_between(uint64_t low, uint64_t high, unsigned width);
static inline bool scalar_is_constant(const struct scalar *s) {
  return s->bits.mask == 0;
}
static inline struct range scalar_half(const struct scalar *s) {
  return (struct range){s->half_start, s->half_length};
}

bool scalar_contain(const struct scalar *s, uint64_t v, unsigned width);
/* Each part of inner inside that of outer: sufficient for inclusion, and what join and widen make true. */
bool scalar_include(const struct scalar *outer, const struct scalar *inner, unsigned width);
struct scalar scalar_join(const struct scalar *a, const struct scalar *b, unsigned width);

/*
 * Lets the parts sharpen one another. Claim: keeps every number of s. False: s has none.
 */
bool scalar_reduce(struct scalar *s, unsigned width);

/*
 * Numbers of s that are in r as well, which lies inside its range or not; false: none. Parts are not reduced.
 */
bool scalar_cut(struct scalar *s, struct range r, unsigned width);

/*
 * a op b. narrow: on the low halves, zero-extended (the ALU class of RFC 9669), else at full width.
 * Claim: for every x in a and y in b the result holds what the instruction computes.
 */
struct scalar scalar_alu(enum alu op, const struct scalar *a, const struct scalar *b, bool narrow,
                         unsigned width);

/* The low `from` bits sign-extended to full width, or with narrow to half and then zero-extended. */
struct scalar scalar_sign_extend(const struct scalar *a, unsigned from, bool narrow, unsigned width);
/* The low `to` bits. */
struct scalar scalar_truncate(const struct scalar *a, unsigned to, unsigned width);
/* The bytes of the low `size` bits (16, 32 or 64) in reverse order. Width 64. */
struct scalar scalar_swap(const struct scalar *a, unsigned size);

/*
 * Sharpens a and b by "a op b" being true (at full width, or on the low halves). Claim: keeps every pair of numbers for which
 * it is true. False: there is none.
 */
bool scalar_assume(enum compare op, struct scalar *a, struct scalar *b, bool narrow, unsigned width);

/* The comparison that is true when op is false; *swap says that its operands change places: !(a < b) is b <= a. */
enum compare compare_inverse(enum compare op, bool *swap);

#endif
