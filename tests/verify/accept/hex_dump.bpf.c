/*
 * Writes the first eight bytes of the packet as hex digits into a map's value.
 *
 * run: 0123456789abcdef -> 16
 * run: c0ffee -> 6
 * expect: ["00000000","633066666565
 */
#include "corpus.h"

struct text {
  char at[16];
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct text);
} out SEC(".maps");

SEC("xdp")
int hex_dump(struct xdp_md *ctx) {
  static const char digits[16] = "0123456789abcdef";
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 zero = 0, used = 0;
  struct text *text = bpf_map_lookup_elem(&out, &zero);
  if (!text)
    return -1;
  for (int i = 0; i < 8; i++) {
    if (data + i + 1 > end)
      break;
    text->at[2 * i] = digits[data[i] >> 4];
    text->at[2 * i + 1] = digits[data[i] & 15];
    used += 2;
  }
  return (int)used;
}

char _license[] SEC("license") = "GPL";
