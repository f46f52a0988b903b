/*
 * Removes a trailer whose length the last byte says, or pads to 16 bytes, with adjust_tail.
 *
 * run: 00112233445566778899aabbccddeeff02 -> 2 00112233445566778899aabbccddee
 * run: 0011 -> 2 00110000000000000000000000000000
 */
#include "corpus.h"

SEC("xdp")
int trim(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 length = (__u32)(end - data);
  if (length < 16)
    return bpf_xdp_adjust_tail(ctx, 16 - (int)length) ? XDP_ABORTED : XDP_PASS;
  if (length > 1500 || data + length > end || length < 1)
    return XDP_DROP;
  if (data + 17 > end)
    return XDP_DROP;
  __u32 cut = data[16];
  if (cut > 16)
    return XDP_DROP;
  return bpf_xdp_adjust_tail(ctx, -(int)cut) ? XDP_ABORTED : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
