/*
 * FNV-1a over the whole packet, byte by byte.
 *
 * run: 61 -> 0xe40c292c
 * run: 666f6f626172 -> 0xbf9cf968
 * run: 00*1500
 */
#include "corpus.h"

SEC("xdp")
int fnv1a(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 hash = 0x811c9dc5;
  for (; at < end; at++)
    hash = (hash ^ *at) * 0x01000193;
  return (int)hash;
}

char _license[] SEC("license") = "GPL";
