/*
 * Global data: a table in .rodata, initialised state in .data, counters in .bss, indexed by the packet.
 *
 * run: 00 -> 1011
 * run: 03 -> 4012
 * run: 83 -> 4016
 * run: ff
 */
#include "corpus.h"

const volatile __u32 weights[8] = {1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000};
__u32 total = 10;
__u64 seen[16];
static __u32 flags;

SEC("xdp")
int globals(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 1 > end)
    return 0;
  __u32 x = *data;
  seen[x & 15]++;
  if (x & 0x80)
    flags |= 2;
  total += 1 + flags / 2;
  return (int)(weights[x & 7] + total + (__u32)seen[x & 15] - 1 + (seen[3] > 1 ? 1 : 0));
}

char _license[] SEC("license") = "GPL";
