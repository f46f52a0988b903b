/*
 * Atomic operations of programs on 4 and 8 bytes of shared memory, on every CPU.
 *
 * 4 bytes, and 8 bytes where the CPU has them: the compiler's __atomic builtins, inlined. A Cortex-M has one core and no 8-byte
 * exclusive access: there interrupts are masked for a few instructions, which is atomic against everything that can run. Any
 * other CPU without 8-byte atomics must define MBPF_ATOMIC64_ENTER() and MBPF_ATOMIC64_LEAVE(state) in its config header.
 */
#ifndef EBPF_ATOMIC_H
#define EBPF_ATOMIC_H

#include <stdbool.h>
#include <stdint.h>

#define ATOMIC_OP_ADD(a, b)      ((a) + (b))
#define ATOMIC_OP_OR(a, b)       ((a) | (b))
#define ATOMIC_OP_AND(a, b)      ((a) & (b))
#define ATOMIC_OP_XOR(a, b)      ((a) ^ (b))
#define ATOMIC_OP_EXCHANGE(a, b) (b)

#define ATOMIC_BUILTIN_ADD      __atomic_fetch_add
#define ATOMIC_BUILTIN_OR       __atomic_fetch_or
#define ATOMIC_BUILTIN_AND      __atomic_fetch_and
#define ATOMIC_BUILTIN_XOR      __atomic_fetch_xor
#define ATOMIC_BUILTIN_EXCHANGE __atomic_exchange_n

/* atomic_ADD32(at, operand) and so on: returns the old value. at is aligned. Sequentially consistent. */
#define ATOMIC_NATIVE(bits, op)                                                                              \
  static inline uint##bits##_t atomic_##op##bits(uint##bits##_t *at, uint##bits##_t operand) {               \
    return ATOMIC_BUILTIN_##op(at, operand, __ATOMIC_SEQ_CST);                                               \
  }
#define ATOMIC_NATIVE_COMPARE(bits)                                                                          \
  static inline uint##bits##_t atomic_compare##bits(uint##bits##_t *at, uint##bits##_t expected,             \
                                                    uint##bits##_t desired) {                                \
    __atomic_compare_exchange_n(at, &expected, desired, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);          \
    return expected;                                                                                         \
  }

ATOMIC_NATIVE(32, ADD)
ATOMIC_NATIVE(32, OR)
ATOMIC_NATIVE(32, AND)
ATOMIC_NATIVE(32, XOR)
ATOMIC_NATIVE(32, EXCHANGE)
ATOMIC_NATIVE_COMPARE(32)

#if defined(__GCC_HAVE_SYNC_COMPARE_AND_SWAP_8)

ATOMIC_NATIVE(64, ADD)
ATOMIC_NATIVE(64, OR)
ATOMIC_NATIVE(64, AND)
ATOMIC_NATIVE(64, XOR)
ATOMIC_NATIVE(64, EXCHANGE)
ATOMIC_NATIVE_COMPARE(64)

#else

#if !defined(MBPF_ATOMIC64_ENTER) && defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
static inline uint32_t atomic64_enter(void) {
  uint32_t state;
  __asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(state) : : "memory");
  return state;
}
static inline void atomic64_leave(uint32_t state) {
  __asm__ volatile("msr primask, %0" : : "r"(state) : "memory");
}
#define MBPF_ATOMIC64_ENTER()      atomic64_enter()
#define MBPF_ATOMIC64_LEAVE(state) atomic64_leave(state)
#elif !defined(MBPF_ATOMIC64_ENTER)
#error                                                                                                       \
    "this CPU has no 8-byte atomics: define MBPF_ATOMIC64_ENTER() and MBPF_ATOMIC64_LEAVE(state), see ebpf/atomic.h"
#endif

#define ATOMIC_MASKED(op)                                                                                    \
  static inline uint64_t atomic_##op##64(uint64_t * at, uint64_t operand) {                                  \
    uint32_t state = MBPF_ATOMIC64_ENTER();                                                                  \
    uint64_t old = *at;                                                                                      \
    *at = ATOMIC_OP_##op(old, operand);                                                                      \
    MBPF_ATOMIC64_LEAVE(state);                                                                              \
    return old;                                                                                              \
  }

ATOMIC_MASKED(ADD)
ATOMIC_MASKED(OR)
ATOMIC_MASKED(AND)
ATOMIC_MASKED(XOR)
ATOMIC_MASKED(EXCHANGE)

static inline uint64_t atomic_compare64(uint64_t *at, uint64_t expected, uint64_t desired) {
  uint32_t state = MBPF_ATOMIC64_ENTER();
  uint64_t old = *at;
  if (old == expected)
    *at = desired;
  MBPF_ATOMIC64_LEAVE(state);
  return old;
}

#endif
#endif
