/*
 * The index is compared from above only, and may be negative.
 *
 * class: V02
 */
#include "corpus.h"

__u32 table[16];

SEC("xdp")
int pick(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx);
  if (at + 4 > PACKET_END(ctx))
    return XDP_DROP;
  int index = (int)read_le32(at);
#ifdef MENDED
  if (index < 0 || index > 15)
    return XDP_DROP;
#else
  if (index > 15)
    return XDP_DROP;
#endif
  return table[index] ? XDP_PASS : XDP_DROP; // wrong
}

char _license[] SEC("license") = "GPL";
