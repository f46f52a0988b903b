/* FNV-1a, byte by byte: a chain of xor and multiply. */
#include "programs.h"

wide bench_fnv(byte *memory, wide size) {
  word hash = 2166136261u;
  for (wide i = 0; i < size; i++)
    hash = (hash ^ memory[i]) * 16777619u;
  return hash;
}
