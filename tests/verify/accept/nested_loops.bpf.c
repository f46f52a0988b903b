/*
 * Three loops in one another whose bounds depend on the packet and on each other.
 *
 * run: 05 -> 35
 * run: ff -> 0x1550
 * run: 00 -> 0
 */
#include "corpus.h"

SEC("xdp")
int nested_loops(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 1 > end)
    return 0;
  __u32 n = *data & 31, count = 0;
  for (__u32 i = 0; i < n; i++)
    for (__u32 j = 0; j <= i; j++)
      for (__u32 k = j; k <= i; k++) {
        count++;
        OPAQUE(count);
      }
  return (int)count;
}

char _license[] SEC("license") = "GPL";
