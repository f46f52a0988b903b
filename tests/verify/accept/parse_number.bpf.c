/*
 * A decimal number in the packet's text, by strtol on a copy, after the word "len=" was found by strncmp.
 *
 * run: 6c656e3d3132333420 -> 1234
 * run: 6c656e3d2d37 -> 0xfffffff9
 * run: 6c656e3a31 -> 0
 * run: 6c656e3d7878 -> 0xffffffea
 */
#include "corpus.h"

SEC("xdp")
int parse_number(struct xdp_md *ctx) {
  static const char word[] = "len=";
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  char text[16] = {0};
  long value = 0;
  for (int i = 0; i < 15; i++) {
    if (data + i + 1 > end)
      break;
    text[i] = (char)data[i];
  }
  if (bpf_strncmp(text, 4, word) != 0)
    return 0;
  long used = bpf_strtol(text + 4, 12, 10, &value);
  return used < 0 ? (int)used : (int)value;
}

char _license[] SEC("license") = "GPL";
