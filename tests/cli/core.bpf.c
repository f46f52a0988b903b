/* CO-RE: a context declared with other offsets, wire headers, types and fields that do not exist. */
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>

#define MOVABLE __attribute__((preserve_access_index))

struct xdp_md___shuffled {
  __u32 padding;
  __u32 rx_queue_index;
  __u32 data_end;
  __u32 data;
  __u32 nonsense;
} MOVABLE;

struct ethhdr {
  __u8 h_dest[6], h_source[6];
  __be16 h_proto;
} MOVABLE;

struct iphdr {
  __u8 ihl : 4, version : 4;
  __u8 tos;
} MOVABLE;

struct task_struct {
  int pid;
} MOVABLE;

SEC("xdp")
int core(struct xdp_md___shuffled *ctx) {
  void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
  struct ethhdr *eth = data;
  struct iphdr *ip = (void *)(eth + 1);
  if ((void *)(ip + 1) > end)
    return 1;
  if (bpf_core_type_exists(struct task_struct) || bpf_core_field_exists(ctx->nonsense))
    return 2;
  if (!bpf_core_field_exists(ctx->rx_queue_index) || bpf_core_type_size(struct xdp_md___shuffled) != 24)
    return 3;
  return ip->ihl * 256 + ip->tos + (int)ctx->rx_queue_index;
}

#ifdef KERNEL_TYPE
SEC("mbpf/tracepoint")
int task(struct task_struct *task) {
  return task->pid;
}
#endif
#ifdef MISSING_FIELD
SEC("xdp")
int field(struct xdp_md___shuffled *ctx) {
  return (int)ctx->nonsense;
}
#endif
