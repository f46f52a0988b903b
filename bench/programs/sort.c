/* Insertion sort of 32-bit numbers in the buffer. */
#include "programs.h"

wide bench_sort(byte *memory, wide size) {
  word *at = (word *)(void *)memory;
  (void)size;
  for (wide i = 1; i < 128; i++) {
    word value = at[i];
    wide j = i;
    while (j > 0 && at[j - 1] > value) {
      at[j] = at[j - 1];
      j--;
    }
    at[j] = value;
  }
  return at[64] + ((wide)at[3] << 32);
}
