/*
 * After bpf_xdp_adjust_head the old pointer is void.
 *
 * class: V03
 */
#include "corpus.h"

SEC("xdp")
int strip(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx);
  if (at + 20 > PACKET_END(ctx))
    return XDP_DROP;
  if (bpf_xdp_adjust_head(ctx, 4))
    return XDP_DROP;
#ifdef MENDED
  at = PACKET(ctx);
  if (at + 20 > PACKET_END(ctx))
    return XDP_DROP;
#endif
  return at[12] == 8 ? XDP_PASS : XDP_DROP; // wrong
}

char _license[] SEC("license") = "GPL";
