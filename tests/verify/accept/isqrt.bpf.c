/*
 * Integer square roots two ways, bit by bit and by Newton's steps, of a 32-bit number in the packet; they must agree.
 *
 * run: 00000000 -> 0
 * run: 00000001 -> 1
 * run: 0000ffff -> 255
 * run: 00010000 -> 256
 * run: ffffffff -> 65535
 * run: 12345678 -> 17476
 */
#include "corpus.h"

static __always_inline __u32 by_bits(__u32 x) {
  __u32 result = 0;
  for (__u32 bit = 1u << 30; bit != 0; bit >>= 2) {
    if (x >= result + bit) {
      x -= result + bit;
      result = (result >> 1) + bit;
    } else {
      result >>= 1;
    }
  }
  return result;
}

static __always_inline __u32 by_newton(__u32 x) {
  __u64 guess = 1ull << 16;
  for (int i = 0; i < 40; i++) {
    __u64 next = (guess + x / guess) / 2;
    if (next >= guess)
      break;
    guess = next;
  }
  return (__u32)guess;
}

SEC("xdp")
int isqrt(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 4 > end)
    return -1;
  __u32 x = (__u32)data[0] << 24 | (__u32)data[1] << 16 | (__u32)data[2] << 8 | data[3];
  __u32 root = by_bits(x);
  if (x != 0 && by_newton(x) != root && root != 65535)
    return -2;
  return (int)root;
}

char _license[] SEC("license") = "GPL";
