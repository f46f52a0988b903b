/*
 * CRC-32 (reflected 0xEDB88320), bit by bit with a negated mask: x & -(crc & 1). Not to be loaded into Linux kernels
 * whose verifier cannot take such a mask.
 *
 * run: 313233343536373839 -> 0xcbf43926
 * run: 00 -> 0xd202ef8d
 * run: ff*64
 * linux: no
 */
#include "corpus.h"

SEC("xdp")
int crc32_bitwise(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 crc = 0xffffffff;
  for (int i = 0; i < 1500 && at + 1 <= end; i++, at++) {
    crc ^= *at;
    for (int bit = 0; bit < 8; bit++)
      crc = crc >> 1 ^ (0xedb88320 & -(crc & 1));
  }
  return (int)~crc;
}

char _license[] SEC("license") = "GPL";
