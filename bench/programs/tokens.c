/* Counts names, numbers and signs in text. */
#include "programs.h"

wide bench_tokens(byte *memory, wide size) {
  word names = 0, numbers = 0, signs = 0;
  wide i = 0;
  while (i < size) {
    byte c = memory[i] & 127;
    if (c <= ' ') {
      i++;
    } else if ((c | 32) >= 'a' && (c | 32) <= 'z') {
      names++;
      while (i < size && ((memory[i] & 127) | 32) >= 'a' && ((memory[i] & 127) | 32) <= 'z')
        i++;
    } else if (c >= '0' && c <= '9') {
      numbers++;
      while (i < size && (memory[i] & 127) >= '0' && (memory[i] & 127) <= '9')
        i++;
    } else {
      signs++;
      i++;
    }
  }
  return (wide)names << 32 | numbers << 16 | signs;
}
