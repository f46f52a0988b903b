/*
 * MurmurHash3 with 32 bits, seed 0: words, then a tail decided by a switch that falls through.
 *
 * run:  -> 0
 * run: 74657374 -> 0xba6bd213
 * run: 48656c6c6f2c20776f726c6421 -> 0xc0363e43
 * run: 77*333
 */
#include "corpus.h"

static __always_inline __u32 scramble(__u32 k) {
  return rotate_left32(k * 0xcc9e2d51, 15) * 0x1b873593;
}

SEC("xdp")
int murmur3(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 length = (__u32)(end - at), hash = 0, tail = 0;
  for (int i = 0; i < 400 && at + 4 <= end; i++) {
    hash = rotate_left32(hash ^ scramble(read_le32(at)), 13) * 5 + 0xe6546b64;
    at += 4;
  }
  switch (length & 3) {
  case 3:
    if (at + 3 > end)
      return 0;
    tail = (__u32)at[2] << 16;
    /* fallthrough */
  case 2:
    if (at + 2 > end)
      return 0;
    tail |= (__u32)at[1] << 8;
    /* fallthrough */
  case 1:
    if (at + 1 > end)
      return 0;
    hash ^= scramble(tail | at[0]);
  }
  hash ^= length;
  hash = (hash ^ hash >> 16) * 0x85ebca6b;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35;
  return (int)(hash ^ hash >> 16);
}

char _license[] SEC("license") = "GPL";
