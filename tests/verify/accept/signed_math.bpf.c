/*
 * Signed numbers from the packet: sign extension, clamping to a window, a signed index made positive, division.
 *
 * run: 00 00
 * run: 80 7f
 * run: ff 01
 * run: 7f 80
 */
#include "corpus.h"

static const __s16 curve[11] = {-50, -31, -18, -9, -3, 0, 2, 8, 17, 30, 49};

SEC("xdp")
int signed_math(struct xdp_md *ctx) {
  __s8 *data = (__s8 *)PACKET(ctx), *end = (__s8 *)PACKET_END(ctx);
  if (data + 2 > end)
    return 0;
  __s32 a = data[0];
  __s64 b = data[1];
  __s32 clamped = a < -5 ? -5 : a > 5 ? 5 : a;
  OPAQUE(a);
  __s64 product = a * b;
  __u32 magnitude = (__u32)(product < 0 ? -product : product) / 7;
  __s32 shifted = (__s32)(product >> 3);
  __s32 result = curve[clamped + 5] + (__s32)magnitude * 3 - shifted;
  return product < 0 ? result - (__s32)(b > a ? b : a) : result;
}

char _license[] SEC("license") = "GPL";
