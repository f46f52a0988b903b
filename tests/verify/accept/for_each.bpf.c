/*
 * bpf_for_each_map_elem over an array: the callback reads keys and values, changes values, and sums through its
 * context.
 *
 * run: 01 -> 36
 * run: 01 -> 44
 * run: 05 -> 84
 */
#include "corpus.h"

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 8);
  __type(key, __u32);
  __type(value, __u64);
} numbers SEC(".maps");

struct total {
  __u64 sum;
  __u32 step;
};

static long visit(void *map, __u32 *key, __u64 *value, struct total *total) {
  *value += total->step;
  total->sum += *value + *key - 2 * (*key & 1) + 1;
  return 0;
}

SEC("xdp")
int for_each(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  struct total total = {0};
  if (data + 1 > end)
    return 0;
  total.step = *data;
  if (bpf_for_each_map_elem(&numbers, visit, &total, 0) != 8)
    return -1;
  return (int)total.sum;
}

char _license[] SEC("license") = "GPL";
