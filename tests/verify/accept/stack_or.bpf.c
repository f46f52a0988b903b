/*
 * Arrays on the stack indexed by masks, for which clang computes fp | x and fp - x: it takes the frame pointer to be a
 * multiple of 16, the largest alignment that variables have by themselves.
 *
 * run: 0001020304050607
 * run: fffefdfcfbfaf9f8
 */
#include "corpus.h"

SEC("xdp")
int stack_or(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u8 low[16] __attribute__((aligned(16))) = {0};
  __u8 high[64] __attribute__((aligned(16))) = {0};
  __u32 result = 0;
  if (data + 8 > end)
    return 0;
  for (int i = 0; i < 8; i++) {
    __u32 x = data[i];
    OPAQUE(x);
    low[x & 15] += 1;
    high[63 - (x & 63)] += 2;
    low[15 - (x >> 4 & 15)] += 4;
  }
  for (int i = 0; i < 16; i++)
    result = result * 5 + low[i];
  for (int i = 0; i < 64; i++)
    result = result * 3 + high[i];
  return (int)result;
}

char _license[] SEC("license") = "GPL";
