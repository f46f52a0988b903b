/*
 * The address of the packet is written into a map, for the host to read.
 *
 * class: V09
 */
#include "corpus.h"

__u64 last;

SEC("xdp")
int remember(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx);
  if (at + 1 > PACKET_END(ctx))
    return XDP_DROP;
#ifdef MENDED
  last = at[0];
#else
  last = (__u64)at; // wrong
#endif
  return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
