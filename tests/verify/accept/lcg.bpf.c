/*
 * A linear congruential generator, 100,000 rounds from the packet's first byte.
 *
 * run: 01
 * run: ff
 * run:  -> 0
 */
#include "corpus.h"

SEC("xdp")
int lcg(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 1 > end)
    return 0;
  __u64 x = *data;
  for (__u32 i = 0; i < 100000; i++) {
    x = x * 6364136223846793005 + 1442695040888963407;
    OPAQUE(x);
  }
  return (int)(x >> 33);
}

char _license[] SEC("license") = "GPL";
