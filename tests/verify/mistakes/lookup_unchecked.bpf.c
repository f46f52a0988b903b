/*
 * The result of a lookup is used as it is.
 *
 * class: V05
 */
#include "corpus.h"

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 64);
  __type(key, __u32);
  __type(value, __u64);
} packets SEC(".maps");

SEC("xdp")
int count(struct xdp_md *ctx) {
  __u32 queue = ctx->rx_queue_index;
  __u64 *n = bpf_map_lookup_elem(&packets, &queue);
#ifdef MENDED
  if (!n)
    return XDP_DROP;
#endif
  *n += ctx->ingress_ifindex; // wrong
  return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
