/*
 * Count packets and bytes by protocol, without a lock: each CPU has its own counters, the reader adds them up.
 *
 *   mbpf build examples/counters.bpf.c -o counters.mbpf
 *   mbpf run counters.mbpf --pcap examples/traffic.pcap
 *
 * Every packet passes. The map `counters` has one entry per row of `enum slot`; a value is packets and bytes, 64 bits
 * each, once per CPU.
 */
#include "packet.h"

enum slot {
  ARP,
  ICMP,
  TCP,
  UDP,
  OTHER_IPV4,
  ICMPV6,
  TCP_IPV6,
  UDP_IPV6,
  OTHER_IPV6,
  OTHER,
  MALFORMED,
  SLOTS
};

struct counter {
  __u64 packets;
  __u64 bytes;
};

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, SLOTS);
  __type(key, __u32);
  __type(value, struct counter);
} counters SEC(".maps");

static __always_inline enum slot classify_ipv4(const struct packet *packet) {
  struct iphdr *ip = packet_ipv4(packet);
  if (!ip)
    return MALFORMED;
  switch (ip->protocol) {
  case IPPROTO_ICMP: return ICMP;
  case IPPROTO_TCP: return TCP;
  case IPPROTO_UDP: return UDP;
  default: return OTHER_IPV4;
  }
}

/* By the first next-header; extension headers count as other. */
static __always_inline enum slot classify_ipv6(const struct packet *packet) {
  struct ipv6hdr *ip = packet->network;
  if ((void *)(ip + 1) > packet->end)
    return MALFORMED;
  switch (ip->nexthdr) {
  case IPPROTO_ICMPV6: return ICMPV6;
  case IPPROTO_TCP: return TCP_IPV6;
  case IPPROTO_UDP: return UDP_IPV6;
  default: return OTHER_IPV6;
  }
}

static __always_inline enum slot classify(struct xdp_md *ctx) {
  struct packet packet;
  if (!packet_open(ctx, &packet))
    return MALFORMED;
  switch (packet.proto) {
  case bpf_htons(ETH_P_ARP): return ARP;
  case bpf_htons(ETH_P_IP): return classify_ipv4(&packet);
  case bpf_htons(ETH_P_IPV6): return classify_ipv6(&packet);
  default: return OTHER;
  }
}

SEC("xdp")
int count_protocols(struct xdp_md *ctx) {
  __u32 slot = classify(ctx);
  struct counter *counter = bpf_map_lookup_elem(&counters, &slot);
  if (counter) {
    counter->packets++;
    counter->bytes += ctx->data_end - ctx->data;
  }
  return XDP_PASS;
}

char _license[] SEC("license") = "Dual MIT/GPL";
