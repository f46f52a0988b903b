/*
 * Adler-32: two sums, each reduced modulo 65521 in every round.
 *
 * run: 57696b697065646961 -> 0x11e60398
 * run: ff*1400
 */
#include "corpus.h"

SEC("xdp")
int adler32(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 a = 1, b = 0;
  while (at < end) {
    a = (a + *at++) % 65521;
    b = (b + a) % 65521;
  }
  return (int)(b << 16 | a);
}

char _license[] SEC("license") = "GPL";
