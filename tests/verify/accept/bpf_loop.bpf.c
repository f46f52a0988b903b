/*
 * bpf_loop with a callback that changes its context on the caller's stack and stops early; its result is used.
 *
 * run: 0a -> 0x002d000a
 * run: ff -> 0x08e60045
 * run: 00 -> 0
 */
#include "corpus.h"

struct sum {
  __u32 total;
  __u32 stop_at;
};

static long add(__u32 index, struct sum *sum) {
  if (index >= sum->stop_at)
    return 1;
  sum->total += index;
  return 0;
}

SEC("xdp")
int bpf_loop_sum(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  struct sum sum = {.total = 0, .stop_at = 60};
  if (data + 1 > end)
    return 0;
  if (*data == 0xff)
    sum.stop_at = 68;
  long calls = bpf_loop(*data, add, &sum, 0);
  if (calls < 0)
    return -1;
  return (int)((sum.total << 16) + (__u32)calls);
}

char _license[] SEC("license") = "GPL";
