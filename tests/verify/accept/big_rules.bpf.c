/*
 * A network program of about 3,700 instructions: parses Ethernet, VLAN, IPv4 with options and ports, walks the payload in
 * loops, then checks 228 rules in straight line, each with its own addresses, ports, lengths and score.
 *
 * run: 00*12 0800 4500003c0000400040060000 0a000001 0a000002 1234 0050 00*40
 * run: 00*12 8100 0064 0800 4600003c0000400040110000 c0a80101 0a070002 01010101 0035 d431 61*64
 * run: 00*12 0800 45 -> 1
 * run: 00*12 86dd 00*40 -> 2
 */
#include "corpus.h"

struct flow {
  __u32 source, target;
  __u16 source_port, target_port;
  __u8 protocol, ttl, tos;
  __u16 length;
  __u32 payload_sum, printable;
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 64);
  __type(key, __u32);
  __type(value, __u64);
} hits SEC(".maps");

struct vlan_tag {
  __be16 tci;
  __be16 proto;
};

static __always_inline int parse(void *data, void *end, struct flow *flow, void **payload) {
  struct ethhdr *eth = data;
  if ((void *)(eth + 1) > end)
    return XDP_DROP;
  __be16 proto = eth->h_proto;
  void *at = eth + 1;
  for (int i = 0; i < 2; i++) {
    struct vlan_tag *tag = at;
    if (proto != bpf_htons(ETH_P_8021Q) && proto != bpf_htons(ETH_P_8021AD))
      break;
    if ((void *)(tag + 1) > end)
      return XDP_DROP;
    proto = tag->proto;
    at = tag + 1;
  }
  if (proto != bpf_htons(ETH_P_IP))
    return XDP_PASS;
  struct iphdr *ip = at;
  if ((void *)(ip + 1) > end || ip->ihl < 5)
    return XDP_DROP;
  flow->source = bpf_ntohl(ip->saddr);
  flow->target = bpf_ntohl(ip->daddr);
  flow->protocol = ip->protocol;
  flow->ttl = ip->ttl;
  flow->tos = ip->tos;
  flow->length = bpf_ntohs(ip->tot_len);
  at += ip->ihl * 4;
  if (flow->protocol == IPPROTO_TCP || flow->protocol == IPPROTO_UDP) {
    __be16 *ports = at;
    if (at + 4 > end)
      return XDP_DROP;
    flow->source_port = bpf_ntohs(ports[0]);
    flow->target_port = bpf_ntohs(ports[1]);
    at += 4;
  }
  *payload = at;
  return 0;
}

static __always_inline void scan(struct flow *flow, const __u8 *at, const __u8 *end) {
  for (int i = 0; i < 256 && at + 1 <= end; i++, at++) {
    flow->payload_sum = flow->payload_sum * 33 + *at;
    if (*at >= 0x20 && *at < 0x7f)
      flow->printable++;
  }
}

/* Numbers of a rule that differ from all others, so that nothing can be merged. */
#define SALT(n) ((n)*0x9e3779b1u)

#define RULE_ADDRESS(n)                                                                                      \
  if ((flow.source ^ flow.target) > SALT(n) && flow.source_port != (n)*7 + 11) {                             \
    score += (n) + 1;                                                                                        \
    if (flow.payload_sum % ((n) + 3u) == 1)                                                                  \
      score ^= SALT(n) >> 20;                                                                                \
  }
#define RULE_PORT(n)                                                                                         \
  if (flow.target_port >= (n)*13 && flow.target_port - (n)*13u < 4096u + (n)*3u) {                           \
    score = score * 3 + (n);                                                                                 \
    if (flow.ttl < ((n)&63) + 1 || flow.tos == ((n)&255))                                                    \
      score += flow.length / ((n) + 1u);                                                                     \
  }
#define RULE_COUNT(n)                                                                                        \
  if (flow.printable * (n) > flow.length) {                                                                  \
    __u32 slot = (score + (n)) % 64;                                                                         \
    __u64 *hit = bpf_map_lookup_elem(&hits, &slot);                                                          \
    if (hit)                                                                                                 \
      *hit += flow.length ^ (n);                                                                             \
    score ^= (n) << 3;                                                                                       \
  }

#define RULES_4(n)  RULE_ADDRESS(n) RULE_PORT((n) + 1) RULE_ADDRESS((n) + 2) RULE_COUNT((n) + 3)
#define RULES_20(n) RULES_4(n) RULES_4((n) + 4) RULES_4((n) + 8) RULES_4((n) + 12) RULES_4((n) + 16)
#define RULES_80(n) RULES_20(n) RULES_20((n) + 20) RULES_20((n) + 40) RULES_20((n) + 60)

SEC("xdp")
int big_rules(struct xdp_md *ctx) {
  void *data = PACKET(ctx), *end = PACKET_END(ctx), *payload = data;
  struct flow flow = {0};
  __u32 score = 0;
  int verdict = parse(data, end, &flow, &payload);
  if (verdict)
    return verdict;
  scan(&flow, payload, end);
  RULES_80(1)
  RULES_80(81)
  RULES_20(161)
  RULES_20(181)
  RULES_20(201)
  RULES_4(221)
  RULES_4(225)
  return (int)score;
}

char _license[] SEC("license") = "GPL";
