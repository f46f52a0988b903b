/*
 * Jenkins' one-at-a-time hash over at most 1024 bytes.
 *
 * run: 61 -> 0xca2e9442
 * run: 54686520717569636b2062726f776e20666f78206a756d7073206f76657220746865206c617a7920646f67 -> 0x519e91f5
 * run:  -> 0
 */
#include "corpus.h"

SEC("xdp")
int jenkins(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 hash = 0;
  for (__u32 i = 0; i < 1024; i++) {
    __u8 *at = data + i;
    if (at >= end)
      break;
    hash += *at;
    hash += hash << 10;
    hash ^= hash >> 6;
  }
  hash += hash << 3;
  hash ^= hash >> 11;
  hash += hash << 15;
  return (int)hash;
}

char _license[] SEC("license") = "GPL";
