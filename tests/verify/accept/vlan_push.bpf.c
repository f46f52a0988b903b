/*
 * Adds a VLAN tag: room at the head, the addresses moved forward, the tag behind them.
 *
 * run: 0102030405060708090a0b0c0800aabb -> 2 0102030405060708090a0b0c810000640800aabb
 * run: 0102 -> 1
 */
#include "corpus.h"

struct tagged {
  __u8 addresses[12];
  __be16 type;
  __be16 tci;
};

SEC("xdp")
int vlan_push(struct xdp_md *ctx) {
  if (PACKET(ctx) + sizeof(struct ethhdr) > PACKET_END(ctx))
    return XDP_DROP;
  if (bpf_xdp_adjust_head(ctx, -4))
    return XDP_ABORTED;
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  struct tagged *tagged = (void *)data;
  if (data + 4 + sizeof(struct ethhdr) > end)
    return XDP_ABORTED;
  for (int i = 0; i < 12; i++)
    data[i] = data[i + 4];
  tagged->type = bpf_htons(ETH_P_8021Q);
  tagged->tci = bpf_htons(100);
  return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
