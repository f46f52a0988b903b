/*
 * A byte of the packet indexes a table of 64.
 *
 * class: V02
 */
#include "corpus.h"

__u64 hits[64];

SEC("xdp")
int count(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx);
  if (at + 1 > PACKET_END(ctx))
    return XDP_DROP;
#ifdef MENDED
  hits[at[0] & 63]++;
#else
  hits[at[0]]++; // wrong
#endif
  return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
