/*
 * The maximum segment size and window scale among the options of a TCP header at the packet's start: mss << 8 | scale.
 *
 * run: 00*12 70 00*7 020405b4 010303 07 -> 0x05b407
 * run: 00*12 50 00*7 -> 0
 * run: 00*12 f0 00*7 01*40 -> 0
 * run: 00*12 60 00*7 02000000 -> 0
 * run: 00*12 80 00*7 020405b4 -> 0
 * run: 00*12 70 00*7 030309 0204 0200 00 -> 0x020009
 */
#include "corpus.h"

SEC("xdp")
int tcp_options(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  struct tcphdr *tcp = (void *)data;
  if ((__u8 *)(tcp + 1) > end || tcp->doff < 5)
    return 0;
  __u32 header = tcp->doff * 4u, offset = sizeof *tcp, mss = 0, scale = 0;
  if (data + header > end)
    return 0;
  for (int i = 0; i < 40 && offset < header; i++) {
    __u8 *at = data + offset;
    if (at + 1 > end || at[0] == 0)
      break;
    if (at[0] == 1) {
      offset++;
      continue;
    }
    if (at + 2 > end || at[1] < 2)
      break;
    __u32 size = at[1];
    if (at[0] == 2 && size == 4 && at + 4 <= end)
      mss = (__u32)at[2] << 8 | at[3];
    if (at[0] == 3 && size == 3 && at + 3 <= end)
      scale = at[2];
    offset += size;
  }
  return (int)(mss << 8 | scale);
}

char _license[] SEC("license") = "GPL";
