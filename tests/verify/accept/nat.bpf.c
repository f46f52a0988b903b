/*
 * Rewrites the source address of an IPv4 packet and repairs its header checksum with csum_diff. 2 pass, 3 changed.
 *
 * run: 000000000001000000000002080045000073000040004011b861c0a80001c0a800c7 -> 3 000000000001000000000002080045000073000040004011 6d07 0a010203 c0a800c7
 * run: 000000000001000000000002080045000073000040004011b861c0a80002c0a800c7 -> 2 000000000001000000000002080045000073000040004011b861c0a80002c0a800c7
 * run: 00000000000100000000000208004500 -> 2
 */
#include "corpus.h"

#define FROM 0xc0a80001u
#define TO   0x0a010203u

static __always_inline __u16 fold(__u32 sum) {
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return (__u16)~sum;
}

SEC("xdp")
int nat(struct xdp_md *ctx) {
  void *data = PACKET(ctx), *end = PACKET_END(ctx);
  struct ethhdr *eth = data;
  struct iphdr *ip = data + sizeof *eth;
  if ((void *)(ip + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP) || ip->saddr != bpf_htonl(FROM))
    return XDP_PASS;
  __be32 before = ip->saddr, after = bpf_htonl(TO);
  __s64 sum = bpf_csum_diff(&before, sizeof before, &after, sizeof after, (__u16)~ip->check);
  ip->check = fold((__u32)sum);
  ip->saddr = after;
  return XDP_TX;
}

char _license[] SEC("license") = "GPL";
