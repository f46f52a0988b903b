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

#if MBPF_WITH_THREADED_DISPATCH
/* The value there; when it may not be read, the run is stopped. For why it is a function, see context_value of interp.c. */
static __attribute__((noinline)) uint64_t value_at(struct machine *m, uint64_t at, uint32_t bytes) {
  uint64_t value = 0;
  (void)access_load(m, at, bytes, &value);
  return value;
}
#define ACCESS_LOAD(at, bytes, value) ((value) = value_at(m, at, bytes), m->run->stop.end == RUN_OK)
#else
#define ACCESS_LOAD(at, bytes, value) access_load(m, at, bytes, &(value))
#endif

#define TIER_LOAD(bits, at, value)  TESTED(ACCESS_LOAD(at, (bits) / 8, value))
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

#if MBPF_WITH_THREADED_DISPATCH
#define TIER_FUSED 0
#include "ebpf/threaded.inc"
#else
#include "ebpf/tier.inc"
#endif

#else

typedef int checked_tier_is_left_out; /* ISO C wants a declaration */

#endif
