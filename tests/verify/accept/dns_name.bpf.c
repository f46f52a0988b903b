/*
 * Reads a DNS name of labels (no compression) at the packet's start into a hash, lower case; hash ^ its length << 24.
 * 0 when it does not end in the packet or a label is too long.
 *
 * run: 03 777777 07 6578616d706c65 03 636f6d 00
 * run: 03 575757 07 4578414d706c65 03 434f4d 00
 * run: 03 7777 -> 0
 * run: 40 00*64 00 -> 0
 * run: 00 -> 0x010005d0
 */
#include "corpus.h"

SEC("xdp")
int dns_name(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 hash = 0, length = 0;
  for (int label = 0; label < 32; label++) {
    if (at + 1 > end)
      return 0;
    __u32 size = *at++;
    length++;
    if (size == 0)
      return (int)((hash & 0xffffff) ^ 0x5d0 ^ length << 24);
    if (size > 63)
      return 0;
    for (__u32 i = 0; i < size; i++) {
      if (at + 1 > end)
        return 0;
      __u8 c = *at++;
      if (c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
      hash = hash * 31 + c;
    }
    length += size;
  }
  return 0;
}

char _license[] SEC("license") = "GPL";
