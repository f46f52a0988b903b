/*
 * Reserves a record, fills it from the packet and submits it; discards it when the packet turns out too short or the
 * event is not wanted. 1 submitted, 0 discarded, -1 no room.
 *
 * run: 0102030405060708 -> 1
 * run: 0002030405060708 -> 0
 * run: 01020304 -> 0
 * run: 0911223344556677 -> 1
 * expect: "01000000020304050607080000000000"
 * expect: "09000000112233445566770000000000"
 */
#include "corpus.h"

struct event {
  __u32 kind;
  __u8 bytes[7];
  __u8 pad[5];
};

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} events SEC(".maps");

SEC("xdp")
int ring_events(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  struct event *event = bpf_ringbuf_reserve(&events, sizeof *event, 0);
  if (!event)
    return -1;
  if (data + 8 > end)
    goto discard;
  event->kind = data[0];
  if (event->kind == 0)
    goto discard;
  for (int i = 0; i < 7; i++)
    event->bytes[i] = data[1 + i];
  __builtin_memset(event->pad, 0, sizeof event->pad);
  bpf_ringbuf_submit(event, 0);
  return 1;
discard:
  bpf_ringbuf_discard(event, 0);
  return 0;
}

char _license[] SEC("license") = "GPL";
