/*
 * The length of the IP header is taken from the packet; what follows the options is not compared with data_end again.
 *
 * class: V03
 */
#include "corpus.h"

SEC("xdp")
int port(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  if (at + 14 + 20 > end)
    return XDP_PASS;
  __u32 bytes = (at[14] & 15) * 4;
  __u8 *udp = at + 14 + bytes;
#ifdef MENDED
  if (udp + 4 > end)
    return XDP_PASS;
#endif
  return udp[2] == 0 && udp[3] == 53 ? XDP_DROP : XDP_PASS; // wrong
}

char _license[] SEC("license") = "GPL";
