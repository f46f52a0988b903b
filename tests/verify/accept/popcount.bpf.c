/*
 * Bits set in the packet, counted by clearing the lowest one, and a bitmap of the bytes seen on the stack.
 *
 * run: ff -> 0x80001
 * run: 01010101 -> 0x40001
 * run: 00010203040506070809 -> 0xf000a
 */
#include "corpus.h"

SEC("xdp")
int popcount(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u64 seen[4] = {0};
  __u32 bits = 0, kinds = 0;
  for (int i = 0; i < 256 && at + 1 <= end; i++, at++) {
    __u8 x = *at;
    seen[x >> 6] |= 1ull << (x & 63);
    for (; x; x &= x - 1)
      bits++;
  }
  for (int i = 0; i < 4; i++) {
    __u64 x = seen[i];
    for (int n = 0; n < 64 && x; n++) {
      kinds++;
      x &= x - 1;
    }
  }
  return (int)(bits << 16 | kinds);
}

char _license[] SEC("license") = "GPL";
