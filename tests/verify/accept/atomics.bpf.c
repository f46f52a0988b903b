/*
 * Atomic operations on a map's value: add, or, and, xor, exchange, compare and exchange, with and without their results.
 *
 * run: 05
 * run: 05
 * run: f0
 * mcpu: v3
 */
#include "corpus.h"

struct numbers {
  __u64 sum, last, mask;
  __u32 count, owner;
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct numbers);
} state SEC(".maps");

SEC("xdp")
int atomics(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 zero = 0;
  struct numbers *n = bpf_map_lookup_elem(&state, &zero);
  if (!n || data + 1 > end)
    return -1;
  __u64 x = *data;
  __u64 before = __sync_fetch_and_add(&n->sum, x);
  __u64 last = __sync_lock_test_and_set(&n->last, x);
  __sync_fetch_and_or(&n->mask, x << 4);
  __u64 mask = __sync_fetch_and_xor(&n->mask, 3);
  __u64 kept = __sync_fetch_and_and(&n->mask, ~x);
  __u32 owner = __sync_val_compare_and_swap(&n->owner, 0, (__u32)x);
  __sync_fetch_and_add(&n->count, 1);
  return (int)(before * 3 + last * 5 + mask * 7 + kept * 11 + owner * 13 + n->count);
}

char _license[] SEC("license") = "GPL";
