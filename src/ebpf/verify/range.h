/*
 * Ranges on the circle of width-bit numbers: start, start + 1, ... start + length (mod 2^width). One range carries what a
 * signed and an unsigned range would: its signed and unsigned ends are read off it, addition and subtraction are exact and
 * cannot overflow. There is no empty range; what may be empty returns false. A full circle has start 0.
 *
 *            0 (unsigned seam)                    umin/umax are start and end unless the range crosses 0;
 *        .-------.                                smin/smax the same at the seam opposite.
 *       /         \
 *       \         /
 *        `-------'
 *       2^(width-1) (signed seam)
 *
 * Soundness claim of each operation: for every x in a and y in b, the concrete result is in the returned range.
 */
#ifndef EBPF_VERIFY_RANGE_H
#define EBPF_VERIFY_RANGE_H

#include "ebpf/verify/bits.h"

struct range {
  uint64_t start;
  uint64_t length; /* members minus one, at most 2^width - 1 */
};

/* What arithmetic instructions compute, at 64 or 32 bits. */
enum alu {
  ALU_ADD,
  ALU_SUB,
  ALU_MUL,
  ALU_DIV,
  ALU_MOD,
  ALU_SDIV,
  ALU_SMOD,
  ALU_AND,
  ALU_OR,
  ALU_XOR,
  ALU_LSH,
  ALU_RSH,
  ALU_ARSH
};

inline struct range range_constant(uint64_t v) {
  return (struct range){v, 0};
}
inline struct range range_full(unsigned width) {
  return (struct range){0, width_mask(width)};
}
inline bool range_is_full(struct range a, unsigned width) {
  return a.length == width_mask(width);
}
inline uint64_t range_end(struct range a, unsigned width) {
  return (a.start + a.length) & width_mask(width);
}
inline bool range_contains(struct range a, uint64_t v, unsigned width) {
  return ((v - a.start) & width_mask(width)) <= a.length;
}

/* --- small enough to be part of their callers, where speed counts more than size --- */

/* Does the range contain both the last and the first number of the unsigned order, the last one first? */
inline bool range_crosses_zero(struct range a, unsigned width) {
  return a.start > width_mask(width) - a.length;
}

inline uint64_t range_umin(struct range a, unsigned width) {
  return range_crosses_zero(a, width) ? 0 : a.start;
}

inline uint64_t range_umax(struct range a, unsigned width) {
  return range_crosses_zero(a, width) ? width_mask(width) : a.start + a.length;
}

/* A width-bit number as a signed one. */
inline int64_t range_signed(uint64_t v, unsigned width) {
  uint64_t sign = width_sign(width);
  return (int64_t)((v ^ sign) - sign);
}

/* Turned by half a circle the signed order is the unsigned one. */
inline struct range range_turned(struct range a, unsigned width) {
  return range_is_full(a, width)
             ? a
             : (struct range){(a.start + width_sign(width)) & width_mask(width), a.length};
}

inline int64_t range_smin(struct range a, unsigned width) {
  return range_signed(range_umin(range_turned(a, width), width) ^ width_sign(width), width);
}

inline int64_t range_smax(struct range a, unsigned width) {
  return range_signed(range_umax(range_turned(a, width), width) ^ width_sign(width), width);
}

inline bool range_include(struct range outer, struct range inner, unsigned width) {
  uint64_t distance = (inner.start - outer.start) & width_mask(width);
  return range_is_full(outer, width) || (distance <= outer.length && inner.length <= outer.length - distance);
}

/* --- */

/* low to high in unsigned order; in signed order, both as width-bit two's complement. */
struct range range_between(uint64_t low, uint64_t high, unsigned width);

/* At least the numbers in both, and none outside either when that is one piece; false when there are none. */
bool range_meet(struct range a, struct range b, unsigned width, struct range *out);
/* At least the numbers of either, as short as it can be. */
struct range range_join(struct range a, struct range b, unsigned width);

/* Shift amounts are taken modulo width; division is RFC 9669's (by zero: 0, the dividend for modulo). */
struct range range_alu(enum alu op, struct range a, struct range b, unsigned width);

#endif
