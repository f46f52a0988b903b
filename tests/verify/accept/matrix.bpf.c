/*
 * The product of two 6x6 matrices on the stack, filled from the packet's first byte; its weighted sum.
 *
 * run: 03
 * run: 80
 */
#include "corpus.h"

#define N 6

SEC("xdp")
int matrix(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __s16 a[N][N], b[N][N];
  __s32 c[N][N];
  if (data + 1 > end)
    return 0;
  __u32 seed = *data;
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) {
      seed = seed * 75 + 74;
      a[i][j] = (__s16)(seed & 0x7f) - 64;
      seed = seed * 75 + 74;
      b[i][j] = (__s16)(seed & 0x7f) - 64;
    }
  }
#pragma clang loop unroll(disable)
  for (int i = 0; i < N; i++) {
#pragma clang loop unroll(disable)
    for (int j = 0; j < N; j++) {
      __s32 sum = 0;
      for (int k = 0; k < N; k++)
        sum += a[i][k] * b[k][j];
      c[i][j] = sum;
    }
  }
  __s32 result = 0;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++)
      result = result * 3 + c[i][j] * (i + 1);
  return result;
}

char _license[] SEC("license") = "GPL";
