/*
 * A key of 4 bytes is taken from a packet of which 2 were checked.
 *
 * class: V03
 */
#include "corpus.h"

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 64);
  __type(key, __u32);
  __type(value, __u64);
} known SEC(".maps");

SEC("xdp")
int is_known(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx);
#ifdef MENDED
  if (at + 4 > PACKET_END(ctx))
#else
  if (at + 2 > PACKET_END(ctx))
#endif
    return XDP_DROP;
  return bpf_map_lookup_elem(&known, at) ? XDP_PASS : XDP_DROP; // wrong
}

char _license[] SEC("license") = "GPL";
