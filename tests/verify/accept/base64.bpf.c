/*
 * Decodes base64 text of up to 64 characters onto the stack through a table of 128 entries; a checksum of the bytes.
 *
 * run: 54575670 -> 0x004d6569
 * run: 54573d3d -> 0x0000004d
 * run: 2a -> 0xffffffff
 * run: 4142434445464748494a4b4c
 */
#include "corpus.h"

static __always_inline int digit(__u8 c) {
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

SEC("xdp")
int base64(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u8 out[48] = {0};
  __u32 used = 0, bits = 0, count = 0;
  for (int i = 0; i < 64 && at + 1 <= end; i++, at++) {
    if (*at == '=')
      break;
    int d = digit(*at);
    if (d < 0)
      return -1;
    bits = bits << 6 | (__u32)d;
    count += 6;
    if (count >= 8) {
      count -= 8;
      if (used < sizeof out)
        out[used++] = (__u8)(bits >> count);
    }
  }
  __u32 sum = 0;
  for (__u32 i = 0; i < used && i < sizeof out; i++)
    sum = sum * 256 + out[i];
  return (int)sum;
}

char _license[] SEC("license") = "GPL";
