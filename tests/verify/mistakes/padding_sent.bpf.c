/*
 * The structure has 3 bytes of padding, which hold whatever was on the stack.
 *
 * class: V01
 */
#include "corpus.h"

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} events SEC(".maps");

struct event {
  __u8 kind;
  __u32 queue;
};

SEC("xdp")
int report(struct xdp_md *ctx) {
  struct event event;
#ifdef MENDED
  __builtin_memset(&event, 0, sizeof event);
#endif
  event.kind = 1;
  event.queue = ctx->rx_queue_index;
  bpf_ringbuf_output(&events, &event, sizeof event, 0); // wrong
  return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
