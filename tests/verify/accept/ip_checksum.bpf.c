/*
 * The Internet checksum of an IPv4 header with options; 0xffff when the packet is none.
 *
 * run: 000000000001000000000002080045000073000040004011b861c0a80001c0a800c7 -> 0
 * run: 000000000001000000000002080045000073000040004011b861c0a80001c0a800c8 -> 0xfffe
 * run: 00000000000100000000000208004600 -> 0xffff
 * run: 000000000001000000000002080046000073000040004011b861c0a80001c0a800c79404
 * run: 000000000001000000000002080046000073000040004011b861c0a80001c0a800c794040000 -> 0x6afb
 */
#include "corpus.h"

SEC("xdp")
int ip_checksum(struct xdp_md *ctx) {
  void *data = PACKET(ctx), *end = PACKET_END(ctx);
  struct iphdr *ip = data + sizeof(struct ethhdr);
  if ((void *)(ip + 1) > end || ip->ihl < 5)
    return 0xffff;
  __u32 sum = 0, halves = ip->ihl * 2u;
  __u16 *at = (__u16 *)ip;
  for (__u32 i = 0; i < halves; i++, at++) {
    if ((void *)(at + 1) > end)
      return 0xffff;
    sum += bpf_ntohs(*at);
  }
  sum = (sum & 0xffff) + (sum >> 16);
  sum += sum >> 16;
  return (int)(~sum & 0xffff);
}

char _license[] SEC("license") = "GPL";
