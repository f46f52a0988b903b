/*
 * Structures copied through the stack: packet to stack, stack to stack, by parts of other sizes, and into a map.
 *
 * run: 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
 * run: 00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff -> 0
 * run: 0001 -> 0xffffffff
 * expect: ["00000000","00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff"]
 */
#include "corpus.h"

struct record {
  __u8 mac[6];
  __u16 type;
  __u32 address[4];
  __u64 stamp;
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct record);
} last SEC(".maps");

SEC("xdp")
int struct_copy(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  struct record from, to;
  __u32 zero = 0;
  if (data + sizeof from > end)
    return -1;
  __builtin_memcpy(&from, data, sizeof from);
  to = from;
  struct record *stored = bpf_map_lookup_elem(&last, &zero);
  if (!stored)
    return -1;
  *stored = to;
  __u32 sum = to.type ^ (__u32)(to.stamp >> 32) ^ (__u32)to.stamp;
  for (int i = 0; i < 4; i++)
    sum = sum * 7 ^ to.address[i];
  for (int i = 0; i < 6; i++)
    sum = sum * 5 ^ to.mac[i];
  return to.mac[1] == 0xff ? 0 : (int)sum;
}

char _license[] SEC("license") = "GPL";
