/* What the object loader has to get right, each behind one value of the packet's first byte. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct inner {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u64);
} inner_a SEC(".maps"), inner_b SEC(".maps");

int second(struct xdp_md *ctx);
int third(struct xdp_md *ctx);

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
  __uint(max_entries, 3);
  __type(key, __u32);
  __array(values, struct inner);
} outer SEC(".maps") = {.values = {[0] = &inner_a, [2] = &inner_b}};

struct {
  __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
  __uint(max_entries, 5);
  __uint(key_size, 4);
  __array(values, int(struct xdp_md *));
} jumps SEC(".maps") = {.values = {[1] = (void *)&second, [3] = (void *)&third}};

struct pair {
  __u32 first, second;
};

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 16);
  __type(key, struct pair);
  __type(value, __u64);
} pairs SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} events SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_QUEUE);
  __uint(max_entries, 4);
  __type(value, __u32);
} queue SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
  __uint(max_entries, 100);
  __uint(map_extra, 3);
  __type(value, __u32);
} bloom SEC(".maps");

const volatile __u32 limit = 77;
__u32 counter = 0x01020304;
static volatile __u64 zeroed;
__u16 own_section SEC(".data.extra") = 0xbeef;
static const char *const unused_name __attribute__((unused)) = 0;

static long add(__u32 index, void *sum) {
  *(__u32 *)sum += index * limit;
  return 0;
}

static __attribute__((noinline)) __u32 shared(__u32 x) {
  zeroed += x;
  return x * 3;
}

__attribute__((noinline)) __u32 global_function(__u32 x) {
  return shared(x + 1) + 1;
}

/* Nobody calls this. */
__attribute__((noinline)) __u32 dead_function(__u32 x) {
  return x * 12345;
}

SEC("xdp/second")
int second(struct xdp_md *ctx) {
  counter++;
  return shared(ctx->ingress_ifindex) ? XDP_DROP : XDP_PASS;
}

SEC("xdp/third")
int third(struct xdp_md *ctx) {
  own_section++;
  return XDP_TX;
}

SEC("xdp")
int features(struct xdp_md *ctx) {
  __u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
  __u32 sum = 0, slot = 2, one = 1;
  if (data + 2 > end)
    return XDP_ABORTED;
  switch (data[0]) {
  case 1: bpf_tail_call(ctx, &jumps, 1); break;
  case 3: bpf_tail_call(ctx, &jumps, 3); break;
  case 4: bpf_tail_call(ctx, &jumps, 4); return 44; /* empty slot: falls through */
  case 5: {
    void *inner = bpf_map_lookup_elem(&outer, &slot);
    __u64 *value = inner ? bpf_map_lookup_elem(inner, &one) : NULL;
    if (value)
      *value += data[1];
    return XDP_PASS;
  }
  case 6: bpf_loop(10, add, &sum, 0); return (int)sum; /* 45 * 77 */
  case 7: return (int)global_function(data[1]);
  case 8: {
    struct pair key = {data[1], 7};
    __u64 value = zeroed;
    bpf_map_update_elem(&pairs, &key, &value, BPF_ANY);
    return XDP_PASS;
  }
  case 9: bpf_ringbuf_output(&events, data, 2, 0); return XDP_PASS;
  case 10: {
    __u32 value = data[1];
    bpf_map_push_elem(&queue, &value, BPF_ANY);
    bpf_map_push_elem(&bloom, &value, BPF_ANY);
    return bpf_map_peek_elem(&bloom, &value) == 0 ? XDP_PASS : XDP_DROP;
  }
  case 11: bpf_printk("byte %d of %d", data[1], limit); return XDP_PASS;
  case 12: bpf_xdp_adjust_head(ctx, 1); return XDP_PASS;
  default: break;
  }
  return XDP_DROP;
}

char _license[] SEC("license") = "GPL";
