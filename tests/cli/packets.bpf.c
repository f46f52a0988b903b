/* Decides by the packet's first byte, changes the second, and keeps the time of each. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 8);
  __type(key, __u32);
  __type(value, __u64);
} times SEC(".maps");

__u32 seen;

SEC("xdp")
int packets(struct xdp_md *ctx) {
  __u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
  __u32 slot = seen++ & 7;
  __u64 now = bpf_ktime_get_ns();
  bpf_map_update_elem(&times, &slot, &now, BPF_ANY);
  if (data + 2 > end)
    return XDP_PASS;
  __u8 first = data[0];
  data[1] ^= 0xff;
  if (first != 0xdd)
    return first;
  bpf_xdp_adjust_tail(ctx, 4);
  return XDP_PASS;
}

SEC("mbpf/timer")
int tick(void *ctx) {
  return 0;
}

SEC("socket")
int filter(struct __sk_buff *skb) {
  return skb->len > 20 ? 20 : 0;
}
