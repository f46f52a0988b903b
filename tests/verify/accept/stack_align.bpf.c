/*
 * fp | x in frames that lie below others: in a function called from a small frame, and in a callback of a helper with a key
 * of four bytes between the frames. Each must find its frame pointer a multiple of 16.
 *
 * run: 00
 * run: 07
 * run: ff
 */
#include "corpus.h"

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 3);
  __type(key, __u32);
  __type(value, __u32);
} numbers SEC(".maps");

static __noinline __u32 spread(__u32 x) {
  __u8 slots[16] __attribute__((aligned(16))) = {0};
  __u32 sum = 0;
  for (int i = 0; i < 4; i++) {
    slots[x & 15] += (__u8)(i + 1);
    x = x * 5 + 3;
    OPAQUE(x);
  }
  for (int i = 0; i < 16; i++)
    sum = sum * 3 + slots[i];
  return sum;
}

static long visit(void *map, __u32 *key, __u32 *value, __u32 *sum) {
  __u8 slots[16] __attribute__((aligned(16))) = {0};
  __u32 x = *sum + *key;
  slots[x & 15] = 3;
  slots[x >> 4 & 15] += 5;
  OPAQUE(x);
  for (int i = 0; i < 16; i++)
    *sum = *sum * 3 + slots[i];
  *value = spread(*sum);
  *sum ^= *value;
  return 0;
}

SEC("xdp")
int stack_align(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 1 > end)
    return 0;
  __u32 sum = spread(*data);
  bpf_for_each_map_elem(&numbers, visit, &sum, 0);
  return (int)sum;
}

char _license[] SEC("license") = "GPL";
