/*
 * xorshift64, as many rounds as the packet's first two bytes say, with the state in 64 bits.
 *
 * run: 0000 -> 0xdeadbeef
 * run: 0001
 * run: ffff
 */
#include "corpus.h"

SEC("xdp")
int xorshift(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 2 > end)
    return 0;
  __u32 rounds = (__u32)data[0] << 8 | data[1];
  __u64 x = 0x123456789abcdef0;
  OPAQUE(x);
  if (rounds == 0)
    return (int)0xdeadbeef;
  for (__u32 i = 0; i < rounds; i++) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
  }
  return (int)(x ^ x >> 32);
}

char _license[] SEC("license") = "GPL";
