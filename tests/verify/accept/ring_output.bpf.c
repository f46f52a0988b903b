/*
 * Copies the first bytes of the packet (up to 64, in words) into a ring through a buffer on the stack.
 *
 * run: 0102030405060708 -> 8
 * run: ff*100 -> 64
 * run: 010203 -> 0
 * expect: "0102030405060708"
 */
#include "corpus.h"

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 8192);
} ring SEC(".maps");

SEC("xdp")
int ring_output(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 copy[16] = {0}, used = 0;
  for (__u32 i = 0; i < 16; i++) {
    if (data + 4 > end)
      break;
    copy[i] = read_le32(data);
    data += 4;
    used += 4;
  }
  if (used == 0 || used > sizeof copy)
    return 0;
  if (bpf_ringbuf_output(&ring, copy, used, 0))
    return -1;
  return (int)used;
}

char _license[] SEC("license") = "GPL";
