/*
 * What is returned is the address of the value, not the value.
 *
 * class: V09
 */
#include "corpus.h"

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} verdicts SEC(".maps");

SEC("xdp")
long verdict(struct xdp_md *ctx) {
  __u32 zero = 0;
  __u64 *value = bpf_map_lookup_elem(&verdicts, &zero);
  if (!value)
    return XDP_PASS;
#ifdef MENDED
  return *value;
#else
  return (long)value; // wrong
#endif
} // wrong

char _license[] SEC("license") = "GPL";
