/*
 * Sorts twelve 32-bit numbers in a map's value until nothing changes any more; how many rounds it took.
 *
 * run: 00 -> 1
 * run: 01 -> 12
 * run: 02
 */
#include "corpus.h"

#define COUNT 12

struct numbers {
  __u32 at[COUNT];
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct numbers);
} scratch SEC(".maps");

SEC("xdp")
int bubble_sort(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 zero = 0, rounds = 0;
  struct numbers *n = bpf_map_lookup_elem(&scratch, &zero);
  if (!n || data + 1 > end)
    return -1;
  for (__u32 i = 0; i < COUNT; i++)
    n->at[i] = data[0] == 0 ? i : data[0] == 1 ? COUNT - i : i * 7 % 12;
  for (int swapped = 1; swapped && rounds < COUNT; rounds++) {
    swapped = 0;
    for (int i = 0; i + 1 < COUNT; i++) {
      __u32 a = n->at[i], b = n->at[i + 1];
      if (a > b) {
        n->at[i] = b;
        n->at[i + 1] = a;
        swapped = 1;
      }
    }
  }
  for (int i = 0; i + 1 < COUNT; i++)
    if (n->at[i] > n->at[i + 1])
      return -2;
  return (int)rounds;
}

char _license[] SEC("license") = "GPL";
