/*
 * A sliding window of sixteen slots in a map's value: adds the packet's length to the slot its first byte names, clears the
 * slots skipped, gives the sum.
 *
 * run: 00 00 -> 2
 * run: 01 00 00 -> 5
 * run: 10 00 -> 5
 * run: 30 -> 1
 */
#include "corpus.h"

#define SLOTS 16

struct window {
  __u32 at;
  __u32 slots[SLOTS];
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct window);
} windows SEC(".maps");

SEC("xdp")
int sliding_window(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 zero = 0, sum = 0;
  struct window *w = bpf_map_lookup_elem(&windows, &zero);
  if (!w || data + 1 > end)
    return -1;
  __u32 now = *data, steps = now - w->at;
  if (steps > SLOTS)
    steps = SLOTS;
  for (__u32 i = 0; i < steps; i++)
    w->slots[(w->at + 1 + i) % SLOTS] = 0;
  w->at = now;
  w->slots[now % SLOTS] += (__u32)(end - data);
  for (int i = 0; i < SLOTS; i++)
    sum += w->slots[i];
  return (int)sum;
}

char _license[] SEC("license") = "GPL";
