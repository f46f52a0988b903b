/*
 * Functions that are not inlined: three deep, one with a pointer to its caller's stack, one that returns a small range
 * used as an index.
 *
 * run: 00000000 -> 0
 * run: 01020304 -> 37
 * run: ffffffff -> 0x1fe6
 * run: 0102 -> 0xffffffff
 */
#include "corpus.h"

static __noinline int small(__u32 x) {
  return x % 4;
}

static __noinline __u32 weigh(const __u32 *weights, __u32 index, __u32 value) {
  if (index >= 4)
    return 0;
  return weights[index] * value;
}

static __noinline __u32 sum(const __u32 *weights, const __u8 *bytes) {
  __u32 total = 0;
  for (int i = 0; i < 4; i++)
    total += weigh(weights, (__u32)small(bytes[i]), bytes[i]);
  return total;
}

SEC("xdp")
int subprograms(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 weights[4] = {1, 2, 4, 8};
  __u8 bytes[4];
  if (data + 4 > end)
    return -1;
  for (int i = 0; i < 4; i++)
    bytes[i] = data[i];
  __u32 total = sum(weights, bytes);
  return (int)(total - weights[small(total)] * (total != 0) + bytes[small(total) & 3] % 8);
}

char _license[] SEC("license") = "GPL";
