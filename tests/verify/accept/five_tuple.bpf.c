/*
 * Addresses, ports and protocol of an IPv4 packet behind up to two VLAN tags, with IP options; a hash of them.
 * 0: no such packet.
 *
 * run: 000000000001000000000002080045000028000040004006b8610a0000010a000002303900500000000000000000 -> 0x405ae01e
 * run: 00000000000100000000000281000064080045000028000040004011b8610a0000010a000002303900500000000000000000 -> 0x40f5e2a9
 * run: 00000000000100000000000288a80005810000640800460000280000400040110000c0a80001c0a80002010101010035d4310000000000000000 -> 0xd5f0e60e
 * run: 000000000001000000000002080045000028000040004001b8610a0000010a000002303900500000000000000000 -> 0x400e9362
 * run: 00000000000100000000000208004500002800004000400600000a0000010a0000023039 -> 0
 * run: 0000000000010000000000020800450000280000400140060000 -> 0
 */
#include "corpus.h"

struct vlan_tag {
  __be16 tci;
  __be16 proto;
};

struct tuple {
  __be32 source, target;
  __be16 source_port, target_port;
  __u8 protocol;
};

static __always_inline int read_ports(void *transport, void *end, struct tuple *t) {
  __be16 *ports = transport;
  if (t->protocol != IPPROTO_TCP && t->protocol != IPPROTO_UDP)
    return 1;
  if (transport + 4 > end)
    return 0;
  t->source_port = ports[0];
  t->target_port = ports[1];
  return 1;
}

static __always_inline int parse(void *data, void *end, struct tuple *t) {
  struct ethhdr *eth = data;
  if ((void *)(eth + 1) > end)
    return 0;
  __be16 proto = eth->h_proto;
  void *at = eth + 1;
  for (int i = 0; i < 2; i++) {
    struct vlan_tag *tag = at;
    if (proto != bpf_htons(ETH_P_8021Q) && proto != bpf_htons(ETH_P_8021AD))
      break;
    if ((void *)(tag + 1) > end)
      return 0;
    proto = tag->proto;
    at = tag + 1;
  }
  struct iphdr *ip = at;
  if (proto != bpf_htons(ETH_P_IP) || (void *)(ip + 1) > end || ip->version != 4 || ip->ihl < 5)
    return 0;
  t->source = ip->saddr;
  t->target = ip->daddr;
  t->protocol = ip->protocol;
  return read_ports(at + ip->ihl * 4, end, t);
}

SEC("xdp")
int five_tuple(struct xdp_md *ctx) {
  struct tuple t = {0};
  if (!parse(PACKET(ctx), PACKET_END(ctx), &t))
    return 0;
  __u32 hash = t.protocol;
  hash = hash * 31 + bpf_ntohl(t.source);
  hash = hash * 31 + bpf_ntohl(t.target);
  hash = hash * 31 + bpf_ntohs(t.source_port);
  return (int)(hash * 31 + bpf_ntohs(t.target_port));
}

char _license[] SEC("license") = "GPL";
