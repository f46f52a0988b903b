/* The internet checksum, 16 bits at a time. */
#include "programs.h"

wide bench_checksum(byte *memory, wide size) {
  const unsigned short *at = (const unsigned short *)(const void *)memory;
  wide sum = 0;
#pragma clang loop unroll(disable)
  for (wide i = 0; i < size / 2; i++)
    sum += at[i];
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}
