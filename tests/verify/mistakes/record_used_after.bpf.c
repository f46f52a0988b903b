/*
 * The record is read after it was submitted.
 *
 * class: V12
 */
#include "corpus.h"

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} events SEC(".maps");

SEC("xdp")
int report(struct xdp_md *ctx) {
  volatile __u32 *record = bpf_ringbuf_reserve(&events, 8, 0);
  if (!record)
    return XDP_PASS;
  record[0] = ctx->rx_queue_index;
  record[1] = 0;
#ifdef MENDED
  __u32 queue = record[0];
  bpf_ringbuf_submit((void *)record, 0);
  return queue == 3 ? XDP_DROP : XDP_PASS;
#else
  bpf_ringbuf_submit((void *)record, 0);
  return record[0] == 3 ? XDP_DROP : XDP_PASS; // wrong
#endif
}

char _license[] SEC("license") = "GPL";
