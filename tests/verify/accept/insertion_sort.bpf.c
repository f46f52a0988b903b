/*
 * Sorts sixteen bytes of the packet on the stack by insertion; a number that tells the order.
 *
 * run: 0f0e0d0c0b0a09080706050403020100
 * run: 00*16 -> 0
 * run: 10203040506070800102030405060708
 * run: 01 -> 0xffffffff
 */
#include "corpus.h"

#define COUNT 16

SEC("xdp")
int insertion_sort(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u8 sorted[COUNT];
  if (data + COUNT > end)
    return -1;
  for (int i = 0; i < COUNT; i++) {
    __u8 x = data[i];
    int j = i;
    while (j > 0 && sorted[j - 1] > x) {
      sorted[j] = sorted[j - 1];
      j--;
    }
    sorted[j] = x;
  }
  __u32 result = 0;
  for (int i = 0; i < COUNT; i++)
    result = result * 31 + sorted[i];
  return (int)result;
}

char _license[] SEC("license") = "GPL";
