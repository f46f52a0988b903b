/*
 * Routes by longest prefix: the program fills the trie on its first run, then looks the packet's address up.
 *
 * run: 0a010203 -> 3
 * run: 0a010303 -> 2
 * run: 0a020303 -> 1
 * run: c0a80001 -> 0
 */
#include "corpus.h"

struct route {
  __u32 bits;
  __u8 address[4];
};

struct {
  __uint(type, BPF_MAP_TYPE_LPM_TRIE);
  __uint(max_entries, 16);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, struct route);
  __type(value, __u32);
} routes SEC(".maps");

static int filled;

static __always_inline void add(__u32 bits, __u8 second, __u8 third, __u32 hop) {
  struct route route = {bits, {10, second, third, 0}};
  bpf_map_update_elem(&routes, &route, &hop, BPF_ANY);
}

SEC("xdp")
int lpm(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 4 > end)
    return -1;
  if (!filled) {
    add(8, 0, 0, 1);
    add(16, 1, 0, 2);
    add(24, 1, 2, 3);
    filled = 1;
  }
  struct route route = {32, {data[0], data[1], data[2], data[3]}};
  __u32 *hop = bpf_map_lookup_elem(&routes, &route);
  return hop ? (int)*hop : 0;
}

char _license[] SEC("license") = "GPL";
