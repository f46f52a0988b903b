/* Products of 6x6 matrices of 32-bit numbers in the buffer. */
#include "programs.h"

enum { N = 6 };

wide bench_matrix(byte *memory, wide size) {
  word *a = (word *)(void *)memory, *b = a + N * N, *c = b + N * N;
  wide sum = 0;
  (void)size;
#pragma clang loop unroll(disable)
  for (word round = 0; round < 20; round++) {
#pragma clang loop unroll(disable)
    for (word i = 0; i < N; i++)
#pragma clang loop unroll(disable)
      for (word j = 0; j < N; j++) {
        word element = 0;
#pragma clang loop unroll(disable)
        for (word k = 0; k < N; k++)
          element += a[i * N + k] * b[k * N + j];
        c[i * N + j] = element;
      }
    sum += c[round];
    a[round] ^= c[round + 1];
  }
  return sum;
}
