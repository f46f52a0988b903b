/*
 * The sieve of Eratosthenes over 256 numbers, a byte each on the stack: primes below the packet's first byte.
 *
 * run: ff -> 54
 * run: 64 -> 25
 * run: 02 -> 0
 */
#include "corpus.h"

SEC("xdp")
int sieve(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u8 composite[256] = {0};
  if (data + 1 > end)
    return 0;
  __u32 below = *data, count = 0;
  for (__u32 i = 2; i < 16; i++) {
    if (composite[i])
      continue;
    for (__u32 j = i * i; j < 256; j += i)
      composite[j] = 1;
  }
  for (__u32 i = 2; i < below; i++)
    count += !composite[i];
  return (int)count;
}

char _license[] SEC("license") = "GPL";
