/*
 * A queue and a stack of eight: push all bytes, then pop three of each. Order tells which is which.
 *
 * run: 010203 -> 0x010302
 * run: 0405060708090a0b0c0d -> 0x040b0a
 */
#include "corpus.h"

struct {
  __uint(type, BPF_MAP_TYPE_QUEUE);
  __uint(max_entries, 8);
  __uint(key_size, 0);
  __uint(value_size, 4);
} fifo SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_STACK);
  __uint(max_entries, 8);
  __uint(key_size, 0);
  __uint(value_size, 4);
} lifo SEC(".maps");

SEC("xdp")
int queue_stack(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 a = 0, b = 0, c = 0, drain = 0;
  for (int i = 0; i < 16; i++) {
    if (data + i + 1 > end)
      break;
    __u32 value = data[i];
    bpf_map_push_elem(&fifo, &value, 0);
    bpf_map_push_elem(&lifo, &value, 0);
  }
  bpf_map_pop_elem(&fifo, &a);
  bpf_map_pop_elem(&lifo, &b);
  bpf_map_peek_elem(&lifo, &c);
  for (int i = 0; i < 8; i++) {
    if (bpf_map_pop_elem(&fifo, &drain) < 0)
      break;
    bpf_map_pop_elem(&lifo, &drain);
  }
  return (int)(a << 16 | b << 8 | c);
}

char _license[] SEC("license") = "GPL";
