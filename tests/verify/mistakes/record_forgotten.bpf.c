/*
 * The early return keeps the reserved record.
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
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u64 *record = bpf_ringbuf_reserve(&events, 8, 0);
  if (!record)
    return XDP_PASS; // wrong
  if (at + 1 > end) {
#ifdef MENDED
    bpf_ringbuf_discard(record, 0);
#endif
    return XDP_DROP; // wrong
  }
  *record = at[0];
  bpf_ringbuf_submit(record, 0);
  return XDP_PASS; // wrong
} // wrong

char _license[] SEC("license") = "GPL";
