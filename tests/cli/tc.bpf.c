/*
 * A classifier as people write it for `tc filter add … bpf direct-action`: it parses, counts, marks, rewrites and decides by
 * the UDP port. Nothing in it knows where it runs.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/udp.h>
#include <stddef.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 16);
  __type(key, __u16);
  __type(value, __u64);
} bytes_by_port SEC(".maps");

static __always_inline int decide(struct __sk_buff *skb, __u16 port) {
  switch (port) {
  case 1: return TC_ACT_OK;
  case 2: return TC_ACT_SHOT;
  case 3: return TC_ACT_UNSPEC;
  case 4: return TC_ACT_STOLEN;
  case 5: return TC_ACT_PIPE;
  case 6: return bpf_redirect(42, 0);
  case 7: return bpf_redirect(42, BPF_F_INGRESS);
  case 8: return bpf_redirect(42, 8); /* no such flag: shot */
  case 9: return skb->data_meta == skb->data && skb->wire_len == skb->len ? TC_ACT_OK : TC_ACT_SHOT;
  default: return TC_ACT_TRAP;
  }
}

SEC("tc")
int classify(struct __sk_buff *skb) {
  void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
  struct ethhdr *eth = data;
  struct iphdr *ip = (void *)(eth + 1);
  struct udphdr *udp = (void *)(ip + 1);
  if (skb->protocol != bpf_htons(ETH_P_IP) || (void *)(udp + 1) > end)
    return TC_ACT_OK;
  if (ip->protocol != IPPROTO_UDP || ip->ihl != 5)
    return TC_ACT_OK;

  __u16 port = bpf_ntohs(udp->dest), again;
  if (bpf_skb_load_bytes(skb, sizeof *eth + sizeof *ip + offsetof(struct udphdr, dest), &again,
                         sizeof again) ||
      bpf_ntohs(again) != port)
    return TC_ACT_SHOT;
  __u64 length = skb->len, *bytes = bpf_map_lookup_elem(&bytes_by_port, &port);
  if (bytes)
    __sync_fetch_and_add(bytes, length);
  else
    bpf_map_update_elem(&bytes_by_port, &port, &length, BPF_NOEXIST);

  skb->mark = 0x1000 + port;
  skb->priority = skb->mark;
  skb->cb[2] = skb->priority;
  ip->ttl = skb->cb[2] - 0x1000 + 100; /* direct packet access may write */
  return decide(skb, port);
}

SEC("tc/egress")
int leave(struct __sk_buff *skb) {
  return skb->len > 40 ? TC_ACT_SHOT : TC_ACT_OK;
}

SEC("classifier/old")
int old_name(struct __sk_buff *skb) {
  return skb->ifindex == skb->ingress_ifindex ? TC_ACT_OK : TC_ACT_SHOT;
}

SEC("action")
int refuse(struct __sk_buff *skb) {
  return TC_ACT_SHOT;
}

char _license[] SEC("license") = "GPL";
