/* Primes below the size of the buffer. */
#include "programs.h"

wide bench_sieve(byte *memory, wide size) {
  wide count = 0;
  for (wide i = 0; i < size; i++)
    memory[i] = 1;
  for (wide i = 2; i < size; i++) {
    if (!memory[i])
      continue;
    count++;
    for (wide j = i * i; j < size; j += i)
      memory[j] = 0;
  }
  return count;
}
