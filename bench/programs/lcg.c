/* A 64-bit linear congruential generator: multiply and add only. */
#include "programs.h"

wide bench_lcg(byte *memory, wide size) {
  wide x = memory[0] + size, sum = 0;
  for (word i = 0; i < 10000; i++) {
    x = x * 6364136223846793005ull + 1442695040888963407ull;
    sum ^= x >> 33;
  }
  return sum;
}
