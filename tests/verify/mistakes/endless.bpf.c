/*
 * A chain of lengths in the packet is followed; a length of 0 never gets anywhere.
 *
 * class: V16
 */
#include "corpus.h"

SEC("xdp")
int options(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 offset = 0;
#ifdef MENDED
  for (int i = 0; i < 20; i++) {
#else
  for (;;) { // wrong
#endif
    __u8 *option = at + (offset & 255); // wrong
    if (option + 2 > end)               // wrong
      return XDP_PASS;
    if (option[0] == 7) // wrong
      return XDP_DROP;
    offset += option[1];
  } // wrong
  return XDP_PASS;
} // wrong

char _license[] SEC("license") = "GPL";
