/* For the families (time.c, text.c, net.c, map.c, ring.c, loop.c): their functions' prototypes, and what they share. */
#ifndef HELPER_FAMILY_H
#define HELPER_FAMILY_H

#include "base/errno.h"
#include "helper/helper.h"

#define HELPER(id, name, NAME, ...)                                                                          \
  uint64_t helper_##name(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5);
#include "helper/helpers.def"
#undef HELPER

/* The kinds of map of each row as constants: the one check of a map's kind that is made at run time. */
enum helper_kinds {
#define HELPER(id, name, NAME, capability, views, kinds, ...) HELPER_KINDS_##NAME = (kinds),
#include "helper/helpers.def"
#undef HELPER
};

/* An argument that is an address. */
static inline void *helper_pointer(uint64_t address) {
  return (void *)(uintptr_t)address;
}

/* A negative errno number as the program sees it. */
static inline uint64_t helper_error(int number) {
  return (uint64_t) - (int64_t)number;
}

/* A result of a map operation: 0 or negative. */
static inline uint64_t helper_result_of(int64_t result) {
  return (uint64_t)result;
}

#endif
