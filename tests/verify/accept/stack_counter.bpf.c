/*
 * A loop whose counter lives on the stack, because its address is taken, and that skips ahead by what it reads.
 *
 * run: 0100010001 -> 6
 * run: 02*100 -> 99
 * run: 00*64 -> 64
 */
#include "corpus.h"

SEC("xdp")
int stack_counter(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  volatile __u32 i = 0, visited = 0;
  while (i < 1000) {
    __u32 at = i;
    if (at >= 1000 || data + at + 1 > end)
      break;
    visited = visited + 1;
    i = at + 1 + (data[at] & 1);
  }
  return (int)(i > visited ? i : visited) - (data + 65 <= end);
}

char _license[] SEC("license") = "GPL";
