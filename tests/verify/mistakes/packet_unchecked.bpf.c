/*
 * The port is read before anything was compared with data_end: Ethernet is, IP is not.
 *
 * class: V03
 */
#include "corpus.h"

SEC("xdp")
int ttl(struct xdp_md *ctx) {
  struct ethhdr *eth = (void *)PACKET(ctx);
  void *end = PACKET_END(ctx);
  struct iphdr *ip = (void *)(eth + 1);
#ifdef MENDED
  if ((void *)(ip + 1) > end)
    return XDP_DROP;
#else
  if ((void *)(eth + 1) > end)
    return XDP_DROP;
#endif
  if (ip->ttl < 2) // wrong
    return XDP_DROP;
  return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
