/*
 * Statistics counters: one writer (the owning CPU), any reader. Adding costs a plain load and store; a reader on another CPU
 * may see a value from just before. 32-bit hosts, where a 64-bit store is two, keep a second copy of the high word so
 * that a reader can tell a carry under way.
 */
#ifndef BASE_COUNTER_H
#define BASE_COUNTER_H

#include <stdint.h>

#if UINTPTR_MAX > 0xffffffffu

struct counter {
  uint64_t value;
};

static inline void counter_add(struct counter *counter, uint64_t amount) {
  uint64_t value = __atomic_load_n(&counter->value, __ATOMIC_RELAXED);
  __atomic_store_n(&counter->value, value + amount, __ATOMIC_RELAXED);
}

static inline uint64_t counter_read(const struct counter *counter) {
  return __atomic_load_n(&counter->value, __ATOMIC_RELAXED);
}

#else

struct counter {
  uint32_t high, low, high_again;
};

static inline void counter_add(struct counter *counter, uint64_t amount) {
  uint64_t value = (uint64_t)counter->high << 32 | counter->low;
  value += amount;
  __atomic_store_n(&counter->high, (uint32_t)(value >> 32), __ATOMIC_RELEASE);
  __atomic_store_n(&counter->low, (uint32_t)value, __ATOMIC_RELEASE);
  __atomic_store_n(&counter->high_again, (uint32_t)(value >> 32), __ATOMIC_RELEASE);
}

static inline uint64_t counter_read(const struct counter *counter) {
  uint32_t high, low, again;
  do {
    again = __atomic_load_n(&counter->high_again, __ATOMIC_ACQUIRE);
    low = __atomic_load_n(&counter->low, __ATOMIC_ACQUIRE);
    high = __atomic_load_n(&counter->high, __ATOMIC_ACQUIRE);
  } while (high != again);
  return (uint64_t)high << 32 | low;
}

#endif

#endif
