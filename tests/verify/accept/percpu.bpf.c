/*
 * Counts packets and bytes by size class in a per-CPU array, and keeps a per-CPU hash of lengths.
 *
 * run: 00*10 -> 1
 * run: 00*10 -> 2
 * run: 00*100 -> 1
 * run: 00*1000 -> 1
 */
#include "corpus.h"

struct counter {
  __u64 packets;
  __u64 bytes;
};

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 3);
  __type(key, __u32);
  __type(value, struct counter);
} classes SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_HASH);
  __uint(max_entries, 64);
  __type(key, __u32);
  __type(value, __u64);
} lengths SEC(".maps");

SEC("xdp")
int percpu(struct xdp_md *ctx) {
  __u32 length = ctx->data_end - ctx->data;
  __u32 class = length < 64 ? 0 : length < 512 ? 1 : 2;
  struct counter *counter = bpf_map_lookup_elem(&classes, &class);
  if (!counter)
    return -1;
  counter->packets++;
  counter->bytes += length;
  __u64 one = 1, *seen = bpf_map_lookup_elem(&lengths, &length);
  if (seen)
    *seen += 1;
  else
    bpf_map_update_elem(&lengths, &length, &one, BPF_NOEXIST);
  return (int)counter->packets;
}

char _license[] SEC("license") = "GPL";
