/*
 * Puts a header of 20 bytes in front of the packet with adjust_head and writes it; the packet is read anew afterwards.
 *
 * run: aabbccdd -> 3 4500001800000000400400000a0000010a000002aabbccdd
 * run:  -> 3 4500001400000000400400000a0000010a000002
 */
#include "corpus.h"

SEC("xdp")
int encapsulate(struct xdp_md *ctx) {
  if (bpf_xdp_adjust_head(ctx, -(int)sizeof(struct iphdr)))
    return XDP_ABORTED;
  void *data = PACKET(ctx), *end = PACKET_END(ctx);
  struct iphdr *ip = data;
  if ((void *)(ip + 1) > end)
    return XDP_ABORTED;
  *ip = (struct iphdr){
      .version = 4,
      .ihl = 5,
      .tot_len = bpf_htons((__u16)(end - data)),
      .ttl = 64,
      .protocol = 4,
      .saddr = bpf_htonl(0x0a000001),
      .daddr = bpf_htonl(0x0a000002),
  };
  return XDP_TX;
}

char _license[] SEC("license") = "GPL";
