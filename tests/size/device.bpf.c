/*
 * What the size test's device runs: an XDP filter that uses one map of each kind a small device has. It counts packets by
 * length class, remembers senders, tells the host about new ones and hands the rest to a second program.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>

#include <bpf/bpf_helpers.h>

struct sender {
  __u8 address[8];
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u64);
} classes SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 8);
  __type(key, struct sender);
  __type(value, __u32);
} senders SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} news SEC(".maps");

int decide(struct xdp_md *ctx);

struct {
  __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
  __uint(max_entries, 2);
  __type(key, __u32);
  __array(values, int(struct xdp_md *));
} next SEC(".maps") = {.values = {[1] = &decide}};

/* Drops what is longer than 100 bytes. */
SEC("xdp")
int decide(struct xdp_md *ctx) {
  return ctx->data_end - ctx->data > 100 ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int count(struct xdp_md *ctx) {
  void *data = (void *)(long)ctx->data;
  void *end = (void *)(long)ctx->data_end;
  struct ethhdr *ethernet = data;
  if (data + sizeof *ethernet > end)
    return XDP_ABORTED;

  __u32 class = (__u32)(end - data) >> 6 & 3;
  __u64 *packets = bpf_map_lookup_elem(&classes, &class);
  if (packets)
    __sync_fetch_and_add(packets, 1);

  struct sender sender = {0};
  for (int i = 0; i < ETH_ALEN; i++)
    sender.address[i] = ethernet->h_source[i];
  __u32 once = 1;
  __u32 *seen = bpf_map_lookup_elem(&senders, &sender);
  if (seen) {
    *seen += 1;
  } else {
    bpf_map_update_elem(&senders, &sender, &once, BPF_ANY);
    struct sender *record = bpf_ringbuf_reserve(&news, sizeof *record, 0);
    if (record) {
      *record = sender;
      bpf_ringbuf_submit(record, 0);
    }
  }
  bpf_tail_call(ctx, &next, 1);
  return XDP_ABORTED;
}
