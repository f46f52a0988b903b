/*
 * Formats numbers into a buffer on the stack; the length with its zero, and the first bytes in a map.
 *
 * run: 07 -> 8
 * run: ff -> 11
 * expect: ["00000000","783d32353520793d666600000000000000000000000000000000000000000000"]
 */
#include "corpus.h"

struct text {
  char at[32];
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct text);
} texts SEC(".maps");

SEC("xdp")
int snprintf_text(struct xdp_md *ctx) {
  static const char format[] = "x=%d y=%x";
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  struct text text = {{0}};
  __u32 zero = 0;
  if (data + 1 > end)
    return -1;
  __u64 arguments[2] = {*data, *data};
  long length = bpf_snprintf(text.at, sizeof text.at, format, arguments, sizeof arguments);
  bpf_map_update_elem(&texts, &zero, &text, BPF_ANY);
  return (int)length;
}

char _license[] SEC("license") = "GPL";
