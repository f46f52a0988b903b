/*
 * One program of bench/programs as Linux takes it: the buffer is the value of a map, its size a constant, and the result goes
 * into another map. Compiled once for each with -DPROGRAM=fnv -DSOURCE="programs/fnv.c".
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* Linux checks functions one by one, without what their callers know of the buffer. */
#pragma clang attribute push(__attribute__((always_inline)), apply_to = function)
#include SOURCE
#pragma clang attribute pop

#define PASTE(a, b) a##b
#define NAME(name)  PASTE(bench_, name)

struct buffer {
  byte bytes[4096];
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct buffer);
} memory SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} result SEC(".maps");

SEC("xdp")
int run(struct xdp_md *ctx) {
  __u32 zero = 0;
  struct buffer *buffer = bpf_map_lookup_elem(&memory, &zero);
  __u64 *to = bpf_map_lookup_elem(&result, &zero);
  if (buffer && to)
    *to = NAME(PROGRAM)(buffer->bytes, sizeof buffer->bytes);
  return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
