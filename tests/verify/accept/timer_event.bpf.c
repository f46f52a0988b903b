/*
 * A program of our own timer hook: counts expiries in a global and tells every tenth.
 *
 * run: -> 0
 * native: no
 * linux: no
 */
#include "corpus.h"

struct timer {
  __u32 abi_version, timer_id, period_us, flags;
  __u64 invocation_count, timestamp;
};

__u64 expiries;
__u64 last_ns;

SEC("mbpf/timer")
int timer_event(struct timer *timer) {
  expiries++;
  if (timer->timestamp > last_ns)
    last_ns = timer->timestamp;
  return expiries % 10 == 0 && timer->period_us != 0;
}

char _license[] SEC("license") = "GPL";
