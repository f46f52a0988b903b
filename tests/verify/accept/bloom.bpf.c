/*
 * A bloom filter in front of a hash: 0 never seen, 1 seen.
 *
 * run: 01020304 -> 0
 * run: 01020304 -> 1
 * run: 05060708 -> 0
 * run: 05060708 -> 1
 */
#include "corpus.h"

struct {
  __uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
  __uint(max_entries, 1000);
  __uint(value_size, 4);
  __uint(map_extra, 4);
} filter SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1000);
  __type(key, __u32);
  __type(value, __u8);
} seen SEC(".maps");

SEC("xdp")
int bloom(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx), one = 1;
  if (data + 4 > end)
    return -1;
  __u32 key = read_le32(data);
  if (bpf_map_peek_elem(&filter, &key) == 0 && bpf_map_lookup_elem(&seen, &key))
    return 1;
  bpf_map_push_elem(&filter, &key, BPF_ANY);
  bpf_map_update_elem(&seen, &key, &one, BPF_ANY);
  return 0;
}

char _license[] SEC("license") = "GPL";
