/*
 * Indexes by remainders and quotients: table[x % 10], table[x / 26], table[(x >> 3) % 10], and a signed remainder.
 *
 * run: 00
 * run: 07
 * run: ff
 */
#include "corpus.h"

static const __u8 table[10] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 35};

SEC("xdp")
int modulo_index(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 counts[10] = {0};
  if (data + 1 > end)
    return 0;
  __u32 x = *data;
  OPAQUE(x);
  __u64 wide = x * 0x123456789ull;
  OPAQUE(wide);
  counts[wide % 10]++;
  counts[(__u8)x / 26]++;
  counts[(x >> 3) % 10u] += 2;
  __u32 result = table[wide % 10] * 3 + table[(__u32)wide % 10u] * 5 + table[(__u8)x / 26];
  for (int i = 0; i < 10; i++)
    result = result * 3 + counts[i] * table[i];
  return (int)result;
}

char _license[] SEC("license") = "GPL";
