/*
 * A 5-tuple firewall: rules in a hash map, the exact connection before the service it uses, and a default verdict.
 *
 *   mbpf build examples/firewall.bpf.c -o firewall.mbpf
 *   mbpf run firewall.mbpf --pcap examples/traffic.pcap --pcap-out passed.pcap
 *
 * Verdicts: IPv4 traffic passes where a rule says so and drops where none does; the rest (ARP, IPv6) passes. In the
 * dump of `rules` a key is the 5-tuple (source, destination, ports, protocol; zero for "any source"), a value the
 * verdict and a count of packets; `unmatched` counts those no rule knew. The rules start as `initial` below; the host
 * changes them while packets flow.
 */
#include "packet.h"

#define IPV4(a, b, c, d) bpf_htonl((__u32)(a) << 24 | (b) << 16 | (c) << 8 | (d))
#define SERVER           IPV4(10, 0, 0, 2)
#define DEFAULT_VERDICT  XDP_DROP

struct flow {
  __be32 source;
  __be32 destination;
  __be16 source_port;
  __be16 destination_port;
  __u32 protocol;
};

struct rule {
  __u32 verdict;
  __u32 reserved;
  __u64 packets;
};

struct first_rule {
  struct flow flow;
  __u32 verdict;
};

static const struct first_rule initial[] = {
    {{0, SERVER, 0, 0, IPPROTO_ICMP}, XDP_PASS},
    {{0, SERVER, 0, bpf_htons(53), IPPROTO_UDP}, XDP_PASS},
    {{0, SERVER, 0, bpf_htons(80), IPPROTO_TCP}, XDP_PASS},
    {{IPV4(10, 0, 0, 1), SERVER, bpf_htons(40022), bpf_htons(22), IPPROTO_TCP}, XDP_PASS},
    {{IPV4(10, 0, 0, 11), SERVER, bpf_htons(40080), bpf_htons(80), IPPROTO_TCP}, XDP_DROP},
};
__u32 filled; /* not static: clang would shrink it to less than its type, which libbpf refuses */

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1024);
  __type(key, struct flow);
  __type(value, struct rule);
} rules SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} unmatched SEC(".maps");

/* Two CPUs may both do this for the first packets; neither undoes what the other has counted. */
static __always_inline void fill_once(void) {
  if (filled)
    return;
  for (__u32 i = 0; i < sizeof initial / sizeof initial[0]; i++) {
    struct rule rule = {.verdict = initial[i].verdict};
    bpf_map_update_elem(&rules, &initial[i].flow, &rule, BPF_NOEXIST);
  }
  filled = 1;
}

/* Fills in the 5-tuple; ports are zero where the protocol has none. False if the packet is cut short. */
static __always_inline int flow_of(const struct packet *packet, struct iphdr *ip, struct flow *flow) {
  *flow = (struct flow){.source = ip->saddr, .destination = ip->daddr, .protocol = ip->protocol};
  if (ip->protocol != IPPROTO_TCP && ip->protocol != IPPROTO_UDP)
    return 1;
  __be16 *ports = packet_transport(packet, ip, 2 * sizeof *ports);
  if (!ports)
    return 0;
  flow->source_port = ports[0];
  flow->destination_port = ports[1];
  return 1;
}

static __always_inline struct rule *find_rule(struct flow *flow) {
  struct rule *rule = bpf_map_lookup_elem(&rules, flow);
  if (rule)
    return rule;
  flow->source = 0;
  flow->source_port = 0;
  return bpf_map_lookup_elem(&rules, flow);
}

SEC("xdp")
int filter_flows(struct xdp_md *ctx) {
  struct packet packet;
  struct flow flow;
  fill_once();
  if (!packet_open(ctx, &packet))
    return XDP_DROP;
  if (packet.proto != bpf_htons(ETH_P_IP))
    return XDP_PASS;
  struct iphdr *ip = packet_ipv4(&packet);
  if (!ip || !flow_of(&packet, ip, &flow))
    return XDP_DROP;
  struct rule *rule = find_rule(&flow);
  if (rule) {
    __sync_fetch_and_add(&rule->packets, 1);
    return (int)rule->verdict;
  }
  __u32 zero = 0;
  __u64 *count = bpf_map_lookup_elem(&unmatched, &zero);
  if (count)
    __sync_fetch_and_add(count, 1);
  return DEFAULT_VERDICT;
}

char _license[] SEC("license") = "Dual MIT/GPL";
