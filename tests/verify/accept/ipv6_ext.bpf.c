/*
 * Walks up to eight IPv6 extension headers; protocol << 16 | where the transport header starts. 0: none found.
 *
 * run: 000000000001000000000002 86dd 60000000 0000 11 40 00*32 0000000000000000 -> 0x110036
 * run: 000000000001000000000002 86dd 60000000 0000 00 40 00*32 3c00000000000000 0601000000000000*2 00*8 -> 0x6004e
 * run: 000000000001000000000002 86dd 60000000 0000 2c 40 00*32 3a00000000000000 8000 -> 0x3a003e
 * run: 000000000001000000000002 86dd 60000000 0000 00 40 00*32 00ff000000000000 -> 0
 * run: 000000000001000000000002 86dd 60000000 0000 00 40 00*32 0000000000000000*9 -> 0
 */
#include "corpus.h"

struct extension {
  __u8 next;
  __u8 length; /* in units of 8 bytes, without the first */
};

static __always_inline int is_extension(__u8 protocol) {
  return protocol == IPPROTO_HOPOPTS || protocol == IPPROTO_ROUTING || protocol == IPPROTO_DSTOPTS ||
         protocol == IPPROTO_FRAGMENT;
}

SEC("xdp")
int ipv6_ext(struct xdp_md *ctx) {
  void *data = PACKET(ctx), *end = PACKET_END(ctx);
  struct ethhdr *eth = data;
  struct ipv6hdr *ip = data + sizeof *eth;
  if ((void *)(ip + 1) > end || eth->h_proto != bpf_htons(ETH_P_IPV6))
    return 0;
  __u8 protocol = ip->nexthdr;
  void *at = ip + 1;
  for (int i = 0; i < 8; i++) {
    struct extension *extension = at;
    if (!is_extension(protocol))
      break;
    if (at + 8 > end)
      return 0;
    at += protocol == IPPROTO_FRAGMENT ? 8 : 8 + extension->length * 8;
    protocol = extension->next;
  }
  if (is_extension(protocol) || at > end)
    return 0;
  return protocol << 16 | (__u32)(at - data);
}

char _license[] SEC("license") = "GPL";
