/*
 * Instructions of cpu v4: signed division and remainder, sign-extending loads and moves, byte swaps.
 *
 * run: 00000000 -> 0
 * run: ffffff85
 * run: 7fffffff
 * run: 80000000
 * mcpu: v4
 */
#include "corpus.h"

SEC("xdp")
int signed_div(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __s32 table[8] = {0};
  if (data + 4 > end)
    return -1;
  __s32 x = (__s32)__builtin_bswap32(read_le32(data));
  __s8 low = (__s8)data[3];
  __s16 half = (__s16)__builtin_bswap16(*(__u16 *)data);
  OPAQUE(x);
  table[x % 4 + 3] += x / 10;
  table[low % 4 + 4] += half % 100;
  table[(half / 8192) & 7] -= low / 3;
  __s32 sum = 0;
  for (int i = 0; i < 8; i++)
    sum = sum * 5 + table[i];
  return sum;
}

char _license[] SEC("license") = "GPL";
