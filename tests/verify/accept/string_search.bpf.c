/*
 * Looks for "needle" in the packet, naively; where it starts, or -1.
 *
 * run: 6e6565646c65 -> 0
 * run: 6e65656e6565646c65 -> 3
 * run: 20*500 6e6565646c65 -> 500
 * run: 6e6565646c -> 0xffffffff
 * run: 6e*300 -> 0xffffffff
 */
#include "corpus.h"

#define LENGTH 6

SEC("xdp")
int string_search(struct xdp_md *ctx) {
  static const char needle[LENGTH] = "needle";
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  for (int start = 0; start < 1500; start++) {
    __u8 *at = data + start;
    int i;
    if (at + LENGTH > end)
      break;
    for (i = 0; i < LENGTH; i++)
      if (at[i] != needle[i])
        break;
    if (i == LENGTH)
      return start;
  }
  return -1;
}

char _license[] SEC("license") = "GPL";
