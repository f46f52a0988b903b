/*
 * Known bits ("tnum"): the set of numbers that have `value` where `mask` is 0 and anything where `mask` is 1. value & mask == 0
 * always. Every function takes the width in bits (1 to 64), so that tests can try all of a small width; bits above it are 0.
 *
 * Soundness claim of each operation: for every x in a and y in b, the concrete result is in the returned set.
 */
#ifndef EBPF_VERIFY_BITS_H
#define EBPF_VERIFY_BITS_H

#include <stdbool.h>
#include <stdint.h>

struct bits {
  uint64_t value;
  uint64_t mask;
};

inline uint64_t width_mask(unsigned width) {
  return width >= 64 ? UINT64_MAX : ((uint64_t)1 << width) - 1;
}
inline uint64_t width_sign(unsigned width) {
  return (uint64_t)1 << (width - 1);
}

inline struct bits bits_constant(uint64_t value) {
  return (struct bits){value, 0};
}
inline struct bits bits_unknown(unsigned width) {
  return (struct bits){0, width_mask(width)};
}
inline bool bits_contain(struct bits a, uint64_t v) {
  return (v & ~a.mask) == a.value;
}
/* Is every member of inner a member of outer? */
inline bool bits_include(struct bits outer, struct bits inner) {
  return (inner.mask & ~outer.mask) == 0 && (inner.value & ~outer.mask) == outer.value;
}

struct bits bits_add(struct bits a, struct bits b, unsigned width);
struct bits bits_sub(struct bits a, struct bits b, unsigned width);
struct bits bits_mul(struct bits a, struct bits b, unsigned width);
struct bits bits_and(struct bits a, struct bits b);
struct bits bits_or(struct bits a, struct bits b);
struct bits bits_xor(struct bits a, struct bits b);
/* Shifts by a constant below width. */
struct bits bits_lsh(struct bits a, unsigned shift, unsigned width);
struct bits bits_rsh(struct bits a, unsigned shift);
struct bits bits_arsh(struct bits a, unsigned shift, unsigned width);
/* The low `from` bits of a, sign-extended to width. */
struct bits bits_sign_extend(struct bits a, unsigned from, unsigned width);
/* Numbers in both; false when there are none. */
inline bool bits_meet(struct bits a, struct bits b, struct bits *out) {
  if (((a.value ^ b.value) & ~a.mask & ~b.mask) != 0)
    return false;
  *out = (struct bits){(a.value | b.value) & ~(a.mask & b.mask), a.mask & b.mask};
  return true;
}
/* At least the numbers of either. */
struct bits bits_join(struct bits a, struct bits b);
/* The tightest set that holds low, low + 1, ... high; low <= high. Members share every bit above the highest one in which they differ. */
inline struct bits bits_of_range(uint64_t low, uint64_t high) {
  uint64_t differ = low ^ high;
  uint64_t unknown = differ == 0 ? 0 : UINT64_MAX >> __builtin_clzll(differ);
  return (struct bits){low & ~unknown, unknown};
}

#endif
