/*
 * Answers an ICMP echo request: addresses swapped, type changed, checksum repaired. 3 answered, 2 passed on.
 *
 * run: 0a0a0a0a0a0a0b0b0b0b0b0b 0800 4500001c00000000400100007f0000010a000002 0800f7fd00010001 -> 3 0b0b0b0b0b0b0a0a0a0a0a0a08004500001c00000000400100000a0000027f0000010000fffd00010001
 * run: 0a0a0a0a0a0a0b0b0b0b0b0b 0800 4500001c00000000401100007f0000010a000002 0800f7fd00010001 -> 2
 */
#include "corpus.h"

struct echo {
  __u8 type, code;
  __be16 checksum, id, sequence;
};

struct request {
  struct ethhdr eth;
  struct iphdr ip;
  struct echo echo;
} __attribute__((packed));

SEC("xdp")
int icmp_echo(struct xdp_md *ctx) {
  struct request *r = (void *)PACKET(ctx);
  if ((__u8 *)(r + 1) > PACKET_END(ctx) || r->eth.h_proto != bpf_htons(ETH_P_IP) || r->ip.ihl != 5 ||
      r->ip.protocol != IPPROTO_ICMP || r->echo.type != 8)
    return XDP_PASS;
  __u8 mac[ETH_ALEN];
  __builtin_memcpy(mac, r->eth.h_dest, ETH_ALEN);
  __builtin_memcpy(r->eth.h_dest, r->eth.h_source, ETH_ALEN);
  __builtin_memcpy(r->eth.h_source, mac, ETH_ALEN);
  __be32 address = r->ip.saddr;
  r->ip.saddr = r->ip.daddr;
  r->ip.daddr = address;
  __u32 sum = (__u32)bpf_ntohs(r->echo.checksum) + 0x0800;
  r->echo.checksum = bpf_htons((__u16)(sum + (sum >> 16)));
  r->echo.type = 0;
  return XDP_TX;
}

char _license[] SEC("license") = "GPL";
