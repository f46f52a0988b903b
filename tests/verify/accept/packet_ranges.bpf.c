/*
 * Several packet checks alive at once: two cursors with variable offsets, one checked before the other is used.
 *
 * run: 0204 0a0b 0c0d0e0f -> 0x0d0b
 * run: 00000000 -> 0
 * run: 0a0a00 -> 0xffffffff
 * run: 00ff 00*253 42 43 -> 0x43ff
 */
#include "corpus.h"

SEC("xdp")
int packet_ranges(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 2 > end)
    return -1;
  __u8 *first = data + data[0] + 1, *second = data + data[1] + 1;
  if (first + 1 > end)
    return -1;
  if (second + 1 > end)
    return -1;
  return *second << 8 | *first;
}

char _license[] SEC("license") = "GPL";
