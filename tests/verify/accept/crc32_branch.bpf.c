/*
 * The same CRC-32 with a branch per bit.
 *
 * run: 313233343536373839 -> 0xcbf43926
 * run: 61*100
 * linux: no
 */
#include "corpus.h"

SEC("xdp")
int crc32_branch(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 crc = ~0u;
  for (; at + 1 <= end; at++) {
    crc ^= *at;
    for (int bit = 0; bit < 8; bit++) {
      if (crc & 1)
        crc = crc >> 1 ^ 0xedb88320;
      else
        crc >>= 1;
    }
  }
  return (int)~crc;
}

char _license[] SEC("license") = "GPL";
