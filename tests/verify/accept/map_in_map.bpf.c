/*
 * An array of maps: the inner map is looked up, tested, and then used as a map. Slot 2 is empty.
 *
 * run: 0003 -> 1
 * run: 0003 -> 2
 * run: 0103 -> 1
 * run: 0203 -> 0xffffffff
 * run: 0009 -> 0xfffffffe
 * native: no
 */
#include "corpus.h"

struct inner {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u32);
} first SEC(".maps"), second SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
  __uint(max_entries, 3);
  __type(key, __u32);
  __array(values, struct inner);
} outer SEC(".maps") = {.values = {[0] = &first, [1] = &second}};

SEC("xdp")
int map_in_map(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 2 > end)
    return 0;
  __u32 slot = data[0], key = data[1];
  void *map = bpf_map_lookup_elem(&outer, &slot);
  if (!map)
    return -1;
  __u32 *count = bpf_map_lookup_elem(map, &key);
  if (!count)
    return -2;
  return (int)++*count;
}

char _license[] SEC("license") = "GPL";
