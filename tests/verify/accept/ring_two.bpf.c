/*
 * Two records held at once, released in both orders, and one of them only sometimes reserved. The sum of what was
 * submitted.
 *
 * run: 00 -> 1
 * run: 01 -> 11
 * run: 02 -> 10
 * run: 03 -> 0
 * expect: "0100000000000000","0100000000000000","0a00000000000000","0a00000000000000"
 */
#include "corpus.h"

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} ring SEC(".maps");

SEC("xdp")
int ring_two(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 1 > end)
    return 0;
  __u8 what = *data;
  __u64 *first = bpf_ringbuf_reserve(&ring, 8, 0), *second = 0;
  if (!first)
    return 0;
  if (what != 0)
    second = bpf_ringbuf_reserve(&ring, 8, 0);
  *first = 1;
  if (!second) {
    bpf_ringbuf_submit(first, 0);
    return 1;
  }
  *second = 10;
  if (what == 1) {
    bpf_ringbuf_submit(second, 0);
    bpf_ringbuf_submit(first, 0);
    return 11;
  }
  bpf_ringbuf_discard(first, 0);
  if (what == 2) {
    bpf_ringbuf_submit(second, 0);
    return 10;
  }
  bpf_ringbuf_discard(second, 0);
  return 0;
}

char _license[] SEC("license") = "GPL";
