/* Reads beyond the packet when its first byte is 0xee: rejected, and stopped in the checked tier. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("xdp")
int wild(struct xdp_md *ctx) {
  __u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
  if (data + 2 > end)
    return XDP_PASS;
  if (data[0] == 0xee)
    return data[100000];
  return data[0];
}

SEC("xdp")
int tame(struct xdp_md *ctx) {
  return XDP_PASS;
}
