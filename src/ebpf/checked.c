/* The checked tier: every access is tested against what the program may touch. For unverified programs. */
#include "ebpf/access.h"
#include "ebpf/atomic.h"
#include "ebpf/fuse.h"
#include "ebpf/machine.h"
#include "ebpf/semantics.h"

#if MBPF_WITH_CHECKED_TIER

#define TIER_FUNCTION ebpf_checked

#define TESTED(call)                                                                                         \
  do {                                                                                                       \
    SAVE();                                                                                                  \
    if (!(call))                                                                                             \
      LEAVE();                                                                                               \
  } while (0)

#define TIER_LOAD(bits, at, value)  TESTED(access_load(m, at, (bits) / 8, &(value)))
#define TIER_STORE(bits, at, value) TESTED(access_store(m, at, (bits) / 8, value))
#define TIER_ATOMIC(bits, at)       TESTED(access_atomic(m, at, (bits) / 8))
#define TIER_ANY_LOAD               TIER_LOAD
#define TIER_ANY_STORE              TIER_STORE
#define TIER_CALL_PLAIN()           SEM_CALL_HELPER

#define TIER_CALL_REG()                                                                                      \
  do {                                                                                                       \
    const struct helper *helper;                                                                             \
    TESTED((helper = access_helper(m, m->r[pc->dst])) != NULL);                                              \
    OUT_OF_LINE(machine_helper(m, helper));                                                                  \
  } while (0)

#include "ebpf/tier.inc"

#else

typedef int checked_tier_is_left_out; /* ISO C wants a declaration */

#endif
