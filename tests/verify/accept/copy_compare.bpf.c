/*
 * Bounds that are tested on a copy, on a copy plus a constant, and through != in a loop that steps by one.
 *
 * run: 00
 * run: 05
 * run: 0f
 * run: ff
 */
#include "corpus.h"

SEC("xdp")
int copy_compare(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u8 buffer[16] = {7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  if (data + 1 > end)
    return -1;
  __u64 x = *data, copy = x, plus = x + 3;
  OPAQUE(copy);
  __u32 result = 0;
  if (plus < 16)
    result += buffer[x] + buffer[plus];
  if (copy <= 15)
    result += buffer[copy] * 100;
  for (__u64 i = x & 7; i != 12; i++)
    result += buffer[i] * 1000;
  return (int)result;
}

char _license[] SEC("license") = "GPL";
