/*
 * Finds the range a port belongs to by bisection in a sorted table in .rodata.
 *
 * run: 0000 -> 0
 * run: 0050 -> 1
 * run: 01bb -> 3
 * run: 1f90 -> 5
 * run: ffff -> 7
 */
#include "corpus.h"

static const volatile __u16 starts[8] = {0, 80, 100, 443, 1024, 8080, 32768, 49152};

SEC("xdp")
int binary_search(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 2 > end)
    return -1;
  __u32 port = (__u32)data[0] << 8 | data[1], low = 0, high = 8;
  while (high - low > 1 && high <= 8) {
    __u32 middle = (low + high) / 2;
    if (starts[middle & 7] <= port)
      low = middle;
    else
      high = middle;
  }
  return (int)low;
}

char _license[] SEC("license") = "GPL";
