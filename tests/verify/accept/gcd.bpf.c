/*
 * The greatest common divisor of two bytes by remainders; at most 16 rounds.
 *
 * run: 0c12 -> 6
 * run: fe7f -> 127
 * run: 8959 -> 1
 * run: 0005 -> 5
 */
#include "corpus.h"

SEC("xdp")
int gcd(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 2 > end)
    return -1;
  __u32 a = data[0], b = data[1];
  for (int i = 0; i < 16 && b != 0; i++) {
    __u32 r = a % b;
    a = b;
    b = r;
  }
  return (int)a;
}

char _license[] SEC("license") = "GPL";
