/*
 * Sums numbers in LEB128 until the packet ends; 0xffffffff when one is cut short or longer than five bytes.
 *
 * run: 00 -> 0
 * run: 7f8001 -> 255
 * run: ffffffff0f01 -> 0
 * run: 80 -> 0xffffffff
 * run: 808080808001 -> 0xffffffff
 */
#include "corpus.h"

SEC("xdp")
int varint(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 sum = 0;
  for (int n = 0; n < 300 && at < end; n++) {
    __u32 value = 0;
    int shift = 0;
    __u8 c;
    do {
      if (at + 1 > end || shift > 28)
        return -1;
      c = *at++;
      value |= (__u32)(c & 0x7f) << shift;
      shift += 7;
    } while (c & 0x80);
    sum += value;
  }
  return (int)sum;
}

char _license[] SEC("license") = "GPL";
