/*
 * A token bucket per source in an LRU map: three packets of burst, one token a millisecond. 2 pass, 1 drop.
 *
 * run: 0a000001 -> 2
 * run: 0a000001 -> 2
 * run: 0a000002 -> 2
 * run: 0a0000 -> 1
 */
#include "corpus.h"

#define BURST    3
#define TOKEN_NS 1000000ull

struct bucket {
  __u64 time_ns;
  __u64 tokens;
};

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 1024);
  __type(key, __u32);
  __type(value, struct bucket);
} buckets SEC(".maps");

SEC("xdp")
int rate_limit(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 4 > end)
    return XDP_DROP;
  __u32 source = read_le32(data);
  __u64 now_ns = bpf_ktime_get_ns();
  struct bucket *bucket = bpf_map_lookup_elem(&buckets, &source);
  if (!bucket) {
    struct bucket fresh = {.time_ns = now_ns, .tokens = BURST - 1};
    bpf_map_update_elem(&buckets, &source, &fresh, BPF_ANY);
    return XDP_PASS;
  }
  __u64 earned = (now_ns - bucket->time_ns) / TOKEN_NS;
  __u64 tokens = bucket->tokens + earned;
  if (tokens > BURST)
    tokens = BURST;
  bucket->time_ns += earned * TOKEN_NS;
  if (tokens == 0)
    return XDP_DROP;
  bucket->tokens = tokens - 1;
  return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
