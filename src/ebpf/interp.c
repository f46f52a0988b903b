/*
 * The interp tier: no access is tested. For verified programs, and for trusted ones in tests and benchmarks.
 *
 * With MBPF_WITH_THREADED_DISPATCH every operation is a function that ends by jumping to the next operation's (a call in tail
 * position, which the compiler turns into a jump); pc, the account and the machine stay in CPU registers all the way. Otherwise
 * it is the loop of tier.inc.
 */
#include "ebpf/atomic.h"
#include "ebpf/fuse.h"
#include "ebpf/machine.h"
#include "ebpf/semantics.h"

#include <string.h>

/* memcpy: programs may access at any alignment. */
#define TIER_LOAD(bits, at, value)                                                                           \
  do {                                                                                                       \
    uint##bits##_t loaded;                                                                                   \
    memcpy(&loaded, (const void *)(uintptr_t)(at), sizeof loaded);                                           \
    (value) = loaded;                                                                                        \
  } while (0)
#define TIER_STORE(bits, at, value)                                                                          \
  do {                                                                                                       \
    uint##bits##_t stored = (uint##bits##_t)(value);                                                         \
    memcpy((void *)(uintptr_t)(at), &stored, sizeof stored);                                                 \
  } while (0)
#define TIER_ATOMIC(bits, at) (void)0

#define OF_CONTEXT(at) __builtin_expect((at)-m->context < m->context_bytes, 0)

#if MBPF_WITH_THREADED_DISPATCH
/*
 * The value of a context field; when it has none, the run is stopped. A function of its own because the caller may hold no variable
 * whose address is known elsewhere: GCC then takes its last call for one that needs the frame.
 */
static __attribute__((noinline)) uint64_t context_value(struct machine *m, uint64_t offset, uint32_t bytes) {
  uint64_t value = 0;
  (void)machine_context_load(m, offset, bytes, &value);
  return value;
}
#define CONTEXT_LOAD(offset, bytes, value)                                                                   \
  ((value) = context_value(m, offset, bytes), m->run->stop.end == RUN_OK)
#else
#define CONTEXT_LOAD(offset, bytes, value) machine_context_load(m, offset, bytes, &(value))
#endif

#define TIER_ANY_LOAD(bits, at, value)                                                                       \
  do {                                                                                                       \
    if (OF_CONTEXT(at)) {                                                                                    \
      SAVE();                                                                                                \
      if (!CONTEXT_LOAD((at)-m->context, (bits) / 8, value))                                                 \
        LEAVE();                                                                                             \
    } else                                                                                                   \
      TIER_LOAD(bits, at, value);                                                                            \
  } while (0)
#define TIER_ANY_STORE(bits, at, value)                                                                      \
  do {                                                                                                       \
    if (OF_CONTEXT(at)) {                                                                                    \
      SAVE();                                                                                                \
      if (!machine_context_store(m, (at)-m->context, (bits) / 8, value))                                     \
        LEAVE();                                                                                             \
    } else                                                                                                   \
      TIER_STORE(bits, at, value);                                                                           \
  } while (0)

#define TIER_CALL_PLAIN()                                                                                    \
  do {                                                                                                       \
    struct run *run = m->run;                                                                                \
    uint64_t *r = m->r;                                                                                      \
    if (__builtin_expect(run->helpers_left == 0, 0))                                                         \
      OUT_OF_LINE(machine_helper(m, machine_op_helper(pc))); /* stops or counts */                           \
    run->helpers_left--;                                                                                     \
    r[0] = machine_op_helper(pc)->call(run, r[1], r[2], r[3], r[4], r[5]);                                   \
    machine_forget(r);                                                                                       \
    NEXT();                                                                                                  \
  } while (0)

/* The decoder lets callx through for the checked tier only. */
#define TIER_CALL_REG() OUT_OF_LINE(machine_stop(m, RUN_BAD_INSTRUCTION, "callx", m->r[pc->dst], 0))

#if MBPF_WITH_THREADED_DISPATCH
#define TIER_FUNCTION ebpf_interp
#define TIER_FUSED    1
#include "ebpf/threaded.inc"
#else
#define TIER_FUNCTION ebpf_interp
#include "ebpf/tier.inc"
#endif
