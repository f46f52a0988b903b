/*
 * A histogram of lengths by powers of two, with the logarithm found by halving; the slot.
 *
 * run: 00 -> 0
 * run: 00*2 -> 1
 * run: 00*255 -> 7
 * run: 00*256 -> 8
 * run: 00*1400 -> 10
 * expect: ["0a000000","01000000"]
 */
#include "corpus.h"

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 16);
  __type(key, __u32);
  __type(value, __u32);
} slots SEC(".maps");

static __noinline __u32 log2_of(__u32 x) {
  __u32 result = 0;
  while (x > 1) {
    x >>= 1;
    result++;
  }
  return result;
}

SEC("xdp")
int histogram(struct xdp_md *ctx) {
  __u32 length = ctx->data_end - ctx->data, slot = log2_of(length & 0xffff);
  __u32 *count = bpf_map_lookup_elem(&slots, &slot);
  if (count)
    __sync_fetch_and_add(count, 1);
  return (int)slot;
}

char _license[] SEC("license") = "GPL";
