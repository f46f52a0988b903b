/* Mixes the addresses, ports and protocol of 64 headers of 40 bytes. */
#include "programs.h"

static inline word rotate(word x, word by) {
  return x << by | x >> (32 - by);
}

static inline word mix(word hash, word value) {
  value *= 0xcc9e2d51u;
  value = rotate(value, 15) * 0x1b873593u;
  return rotate(hash ^ value, 13) * 5 + 0xe6546b64u;
}

wide bench_tuple(byte *memory, wide size) {
  wide sum = 0;
  (void)size;
#pragma clang loop unroll(disable)
  for (word i = 0; i < 64; i++) {
    const byte *header = memory + i * 40;
    word hash = 0x9747b28cu;
    hash = mix(hash, *(const word *)(const void *)(header + 12));
    hash = mix(hash, *(const word *)(const void *)(header + 16));
    hash = mix(hash, *(const word *)(const void *)(header + 20));
    hash = mix(hash, header[9]);
    hash ^= hash >> 16;
    hash *= 0x85ebca6bu;
    hash ^= hash >> 13;
    sum += hash;
  }
  return sum;
}
