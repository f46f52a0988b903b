/* CRC-32 bit by bit. */
#include "programs.h"

wide bench_crc(byte *memory, wide size) {
  word crc = 0xffffffffu;
  (void)size;
  for (word i = 0; i < 1024; i++) {
    crc ^= memory[i];
    for (word bit = 0; bit < 8; bit++)
      crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
  }
  return ~crc;
}
