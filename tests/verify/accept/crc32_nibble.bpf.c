/*
 * CRC-32 by a table of sixteen entries in .rodata, indexed by a nibble.
 *
 * run: 313233343536373839 -> 0xcbf43926
 * run: 0102030405*50
 */
#include "corpus.h"

static const __u32 table[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};

SEC("xdp")
int crc32_nibble(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 crc = ~0u;
  for (; at + 1 <= end; at++) {
    crc = table[(crc ^ *at) & 15] ^ crc >> 4;
    crc = table[(crc ^ *at >> 4) & 15] ^ crc >> 4;
  }
  return (int)~crc;
}

char _license[] SEC("license") = "GPL";
