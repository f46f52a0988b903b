/* Known bits. The functions stand in the order of the header; each says why its result covers every concrete one. */
#include "ebpf/verify/bits.h"

#include "base/assert.h"

extern inline uint64_t width_mask(unsigned width);
extern inline uint64_t width_sign(unsigned width);
extern inline struct bits bits_constant(uint64_t value);
extern inline struct bits bits_unknown(unsigned width);
extern inline bool bits_contain(struct bits a, uint64_t v);
extern inline bool bits_include(struct bits outer, struct bits inner);
extern inline bool bits_meet(struct bits a, struct bits b, struct bits *out);
extern inline struct bits bits_of_range(uint64_t low, uint64_t high);

static struct bits cut(uint64_t value, uint64_t mask, unsigned width) {
  mask &= width_mask(width);
  return (struct bits){value & ~mask & width_mask(width), mask};
}

/*
 * A carry into a bit can differ between members only where the smallest sum (all unknown bits 0) and the largest (all 1)
 * carry differently; those bits, and the operands' own unknown bits, are unknown.
 */
struct bits bits_add(struct bits a, struct bits b, unsigned width) {
  uint64_t low = a.value + b.value;
  uint64_t high = low + a.mask + b.mask;
  uint64_t carries = low ^ high;
  return cut(low, carries | a.mask | b.mask, width);
}

/* As addition: borrows differ only where the two extreme differences do. */
struct bits bits_sub(struct bits a, struct bits b, unsigned width) {
  uint64_t difference = a.value - b.value;
  uint64_t high = difference + a.mask;
  uint64_t low = difference - b.mask;
  return cut(difference, (high ^ low) | a.mask | b.mask, width);
}

static unsigned low_zeros(struct bits a) {
  uint64_t any = a.value | a.mask;
  return any == 0 ? 64 : (unsigned)__builtin_ctzll(any);
}

/* A constant factor is a sum of shifts, each exact; else only trailing zeros survive: they add up. */
struct bits bits_mul(struct bits a, struct bits b, unsigned width) {
  struct bits sum = bits_constant(0);
  unsigned zeros = low_zeros(a) + low_zeros(b);
  ASSERT(width <= 64);
  if (a.mask == 0) {
    struct bits swap = a;
    a = b;
    b = swap;
  }
  if (b.mask != 0)
    return zeros >= width ? bits_constant(0) : cut(0, width_mask(width) << zeros, width);
  for (uint64_t rest = b.value; rest != 0; rest &= rest - 1)
    sum = bits_add(sum, bits_lsh(a, (unsigned)__builtin_ctzll(rest), width), width);
  return sum;
}

/* 0 wherever either is surely 0, 1 where both are surely 1. */
struct bits bits_and(struct bits a, struct bits b) {
  uint64_t ones = a.value & b.value;
  uint64_t maybe = (a.value | a.mask) & (b.value | b.mask);
  return (struct bits){ones, maybe & ~ones};
}

struct bits bits_or(struct bits a, struct bits b) {
  uint64_t ones = a.value | b.value;
  return (struct bits){ones, (a.mask | b.mask) & ~ones};
}

struct bits bits_xor(struct bits a, struct bits b) {
  uint64_t unknown = a.mask | b.mask;
  return (struct bits){(a.value ^ b.value) & ~unknown, unknown};
}

struct bits bits_lsh(struct bits a, unsigned shift, unsigned width) {
  return cut(a.value << shift, a.mask << shift, width);
}

struct bits bits_rsh(struct bits a, unsigned shift) {
  return (struct bits){a.value >> shift, a.mask >> shift};
}

static uint64_t extend(uint64_t v, unsigned from, unsigned width) {
  uint64_t sign = width_sign(from);
  v &= width_mask(from);
  return ((v ^ sign) - sign) & width_mask(width);
}

/* The sign bit is copied with its knowledge: extending value and mask alike keeps them disjoint. */
struct bits bits_sign_extend(struct bits a, unsigned from, unsigned width) {
  return cut(extend(a.value, from, width), extend(a.mask, from, width), width);
}

struct bits bits_arsh(struct bits a, unsigned shift, unsigned width) {
  return bits_sign_extend(bits_rsh(a, shift), width - shift, width);
}

struct bits bits_join(struct bits a, struct bits b) {
  uint64_t unknown = a.mask | b.mask | (a.value ^ b.value);
  return (struct bits){a.value & ~unknown, unknown};
}
