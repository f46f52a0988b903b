/*
 * Makes room for eight bytes of metadata before the packet, writes and reads them back.
 *
 * run: 0102030405 -> 6
 * run:  -> 0xffffffff
 */
#include "corpus.h"

struct meta {
  __u32 mark;
  __u32 length;
};

SEC("xdp")
int metadata(struct xdp_md *ctx) {
  if (bpf_xdp_adjust_meta(ctx, -(int)sizeof(struct meta)))
    return -2;
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  struct meta *meta = (void *)(long)ctx->data_meta;
  if ((__u8 *)(meta + 1) > data || data + 1 > end)
    return -1;
  meta->mark = *data;
  meta->length = (__u32)(end - data);
  return (int)(meta->mark + meta->length);
}

char _license[] SEC("license") = "GPL";
