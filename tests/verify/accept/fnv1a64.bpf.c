/*
 * FNV-1a with 64 bits, at most 512 bytes, counted by an index; both halves folded.
 *
 * run: 61
 * run: 666f6f626172
 * run: a5*600
 */
#include "corpus.h"

SEC("xdp")
int fnv1a64(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u64 hash = 0xcbf29ce484222325;
  for (int i = 0; i < 512; i++) {
    if (data + i + 1 > end)
      break;
    hash ^= data[i];
    hash *= 0x100000001b3;
  }
  return (int)(hash ^ hash >> 32);
}

char _license[] SEC("license") = "GPL";
