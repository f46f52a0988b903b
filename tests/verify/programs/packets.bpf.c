// Packet parsers and map users: VLAN tags, IP options, large switches, ring records with error paths, functions, structure copies.
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/tcp.h>

struct key {
  __u32 src, dst;
  __u16 sport, dport;
  __u8 proto;
};
struct event {
  struct key key;
  __u32 length;
  __u8 data[16];
};
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 1024);
  __type(key, struct key);
  __type(value, __u64);
} flows SEC(".maps");
struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 16);
} events SEC(".maps");
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 16);
  __type(key, __u32);
  __type(value, __u64[8]);
} counters SEC(".maps");

const volatile __u32 limit = 100;
__u64 total;

static __noinline int parse_vlan(void *data, void *end, __u16 *proto) {
  struct ethhdr *eth = data;
  int offset = sizeof *eth;
  if (data + sizeof *eth > end)
    return -1;
  *proto = eth->h_proto;
  for (int i = 0; i < 2; i++) {
    struct vlan {
      __u16 tci, proto;
    } *v = data + offset;
    if (*proto != bpf_htons(0x8100) && *proto != bpf_htons(0x88a8))
      break;
    if ((void *)(v + 1) > end)
      return -1;
    *proto = v->proto;
    offset += 4;
  }
  return offset;
}

SEC("xdp") int tuple(struct xdp_md *ctx) {
  void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
  struct key key = {};
  __u16 proto = 0;
  int offset = parse_vlan(data, end, &proto);
  if (offset < 0 || offset > 22 || proto != bpf_htons(ETH_P_IP))
    return XDP_PASS;
  struct iphdr *ip = data + offset;
  if ((void *)(ip + 1) > end)
    return XDP_PASS;
  __u32 header = ip->ihl * 4;
  if (header < sizeof *ip)
    return XDP_DROP;
  struct tcphdr *tcp = (void *)ip + header;
  if ((void *)(tcp + 1) > end)
    return XDP_PASS;
  key.src = ip->saddr;
  key.dst = ip->daddr;
  key.proto = ip->protocol;
  key.sport = tcp->source;
  key.dport = tcp->dest;
  __u64 one = 1, *count = bpf_map_lookup_elem(&flows, &key);
  if (count) {
    __sync_fetch_and_add(count, 1);
    if (*count > limit)
      return XDP_DROP;
  } else {
    bpf_map_update_elem(&flows, &key, &one, BPF_ANY);
  }
  total++;
  return XDP_PASS;
}

SEC("xdp") int ring(struct xdp_md *ctx) {
  void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
  struct event *e = bpf_ringbuf_reserve(&events, sizeof *e, 0);
  if (!e)
    return XDP_PASS;
  __builtin_memset(e, 0, sizeof *e);
  if (data + 34 > end) {
    bpf_ringbuf_discard(e, 0);
    return XDP_PASS;
  }
  struct iphdr *ip = data + 14;
  e->key.src = ip->saddr;
  e->key.dst = ip->daddr;
  e->length = end - data;
  for (int i = 0; i < 16; i++)
    e->data[i] = ((__u8 *)data)[i];
  bpf_ringbuf_submit(e, 0);
  return XDP_PASS;
}

static __noinline __u32 clamp(__u32 v, __u32 top) {
  return v > top ? top : v;
}

SEC("xdp") int functions(struct xdp_md *ctx) {
  __u32 index = clamp(ctx->rx_queue_index, 15);
  __u64 *c = bpf_map_lookup_elem(&counters, &index);
  if (!c)
    return XDP_ABORTED;
  c[clamp(ctx->ingress_ifindex, 7)]++;
  return XDP_PASS;
}

SEC("xdp") int cases(struct xdp_md *ctx) {
  __u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
  __u32 r = 0;
  if (data + 8 > end)
    return XDP_PASS;
  switch (data[0]) {
  case 0: r = data[1]; break;
  case 1: r = data[2] * 3; break;
  case 5: r = data[3] ^ data[4]; break;
  case 17: r = data[5] + 1; break;
  case 33: r = data[6]; break;
  case 40: r = data[7] << 2; break;
  case 99: r = 12345; break;
  case 100: r = data[1] % 7; break;
  case 101: r = data[1] / (data[2] | 1); break;
  case 200: return XDP_DROP;
  default: r = 1;
  }
  return r & 1 ? XDP_PASS : XDP_DROP;
}

SEC("xdp") int length(struct xdp_md *ctx) {
  __u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
  __u64 n = end - data;
  if (n < 20)
    return XDP_DROP;
  return data[19] & 1;
}

static long count_one(__u32 i, void *context) {
  __u32 *sum = context;
  *sum += i;
  return *sum > 1000;
}

SEC("xdp") int looped(struct xdp_md *ctx) {
  __u32 sum = 0;
  bpf_loop(100, count_one, &sum, 0);
  return sum & 3;
}

static long visit(void *map, __u32 *key, __u64 *value, __u64 *context) {
  *context += value[*key & 7];
  return 0;
}

SEC("xdp") int each(struct xdp_md *ctx) {
  __u64 sum = 0;
  bpf_for_each_map_elem(&counters, visit, &sum, 0);
  return sum & 3;
}

char _license[] SEC("license") = "GPL";
