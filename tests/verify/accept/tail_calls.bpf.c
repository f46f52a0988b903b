/*
 * Tail calls: a dispatcher by the packet's first byte, a program that calls itself until the limit of 33, an empty slot.
 *
 * run: 00 -> 100
 * run: 01 -> 33
 * run: 02 -> 7
 * run: 09 -> 7
 * program: dispatch
 * native: no
 */
#include "corpus.h"

SEC("xdp")
int answer(struct xdp_md *ctx) {
  return 100;
}

__u32 rounds;

int count_down(struct xdp_md *ctx);

struct {
  __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
  __uint(max_entries, 4);
  __uint(key_size, sizeof(__u32));
  __array(values, int(void *));
} programs SEC(".maps") = {.values = {[0] = (void *)&answer, [1] = (void *)&count_down}};

SEC("xdp")
int count_down(struct xdp_md *ctx) {
  rounds++;
  bpf_tail_call(ctx, &programs, 1);
  return (int)rounds;
}

SEC("xdp")
int dispatch(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  rounds = 0;
  if (data + 1 > end)
    return -1;
  bpf_tail_call(ctx, &programs, *data);
  return 7;
}

char _license[] SEC("license") = "GPL";
