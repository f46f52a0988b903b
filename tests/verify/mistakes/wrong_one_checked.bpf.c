/*
 * Of two lookups the first is tested twice.
 *
 * class: V05
 */
#include "corpus.h"

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 64);
  __type(key, __u32);
  __type(value, __u64);
} sent SEC(".maps"), seen SEC(".maps");

SEC("xdp")
int compare(struct xdp_md *ctx) {
  __u32 queue = ctx->rx_queue_index;
  __u64 *a = bpf_map_lookup_elem(&sent, &queue);
  __u64 *b = bpf_map_lookup_elem(&seen, &queue);
#ifdef MENDED
  if (!a || !b)
    return XDP_DROP;
#else
  if (!a)
    return XDP_DROP;
#endif
  return *a > *b ? XDP_DROP : XDP_PASS; // wrong
}

char _license[] SEC("license") = "GPL";
