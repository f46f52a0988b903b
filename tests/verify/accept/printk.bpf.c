/*
 * bpf_printk with few and with many arguments, and trace_printk with a format on the stack.
 *
 * run: 2a -> 42
 * run:  -> 0
 */
#include "corpus.h"

SEC("xdp")
int printk(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  char format[] = "length %d\n";
  __u32 length = (__u32)(end - data);
  bpf_trace_printk(format, sizeof format, length);
  if (length == 0)
    return 0;
  if (data + 1 > end)
    return 0;
  bpf_printk("first %x of %u", *data, length);
  bpf_printk("%d %d %d %d %d", 1, 2, 3, (int)*data, length);
  return *data;
}

char _license[] SEC("license") = "GPL";
