/* Map kinds with something of their own in an object: maps of maps by key, tries, device maps, per-CPU values; and LD_ABS. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct inner {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u64);
} ia SEC(".maps"), ib SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
  __uint(max_entries, 4);
  __type(key, __u32);
  __array(
      values, struct {
        __uint(type, BPF_MAP_TYPE_HASH);
        __uint(max_entries, 4);
        __type(key, __u32);
        __type(value, __u64);
      });
} outer SEC(".maps") = {.values = {[1] = (void *)&ia, [2] = (void *)&ib}};

struct {
  __uint(type, BPF_MAP_TYPE_LPM_TRIE);
  __uint(max_entries, 4);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(key_size, 8);
  __uint(value_size, 4);
} lpm SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_DEVMAP);
  __uint(max_entries, 4);
  __uint(key_size, 4);
  __uint(value_size, 4);
} dev SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 2);
  __type(key, __u32);
  __type(value, __u32);
} pc SEC(".maps");

SEC("xdp")
int first(struct xdp_md *ctx) {
  __u32 k = 2, z = 1;
  __u64 v = 9;
  void *in = bpf_map_lookup_elem(&outer, &k);
  if (!in)
    return 1;
  bpf_map_update_elem(in, &k, &v, 0);
  struct {
    __u32 p;
    __u8 a[4];
  } lk = {16, {10, 1, 0, 0}};
  bpf_map_update_elem(&lpm, &lk, &z, 0);
  __u32 *p = bpf_map_lookup_elem(&pc, &z);
  if (p)
    *p = 0x01020304;
  return 2;
}

SEC("socket")
int sk(struct __sk_buff *s) {
  int r;
  asm volatile("r6 = %1; r0 = *(u8 *)skb[3]; %0 = r0"
               : "=r"(r)
               : "r"(s)
               : "r0", "r1", "r2", "r3", "r4", "r5", "r6");
  return r;
}
