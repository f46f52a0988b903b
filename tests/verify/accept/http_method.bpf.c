/*
 * Which HTTP method a request line starts with, by comparing constants, and how long its path is: method << 16 | path.
 *
 * run: 474554202f20485454502f312e31 -> 0x10001
 * run: 504f5354202f61706920485454502f312e31 -> 0x20004
 * run: 44454c455445202f 61*50 20 -> 0x40033
 * run: 47455420 -> 0x10000
 * run: 58 -> 0
 */
#include "corpus.h"

struct method {
  char text[8];
  __u32 length;
};

static const struct method methods[4] = {{"GET ", 4}, {"POST ", 5}, {"PUT ", 4}, {"DELETE ", 7}};

static __always_inline int starts_with(const __u8 *at, const __u8 *end, const struct method *m) {
  for (__u32 i = 0; i < 8; i++) {
    if (i >= m->length)
      return 1;
    if (at + i + 1 > end || at[i] != (__u8)m->text[i])
      return 0;
  }
  return 1;
}

SEC("xdp")
int http_method(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  for (__u32 m = 0; m < 4; m++) {
    if (!starts_with(data, end, &methods[m]))
      continue;
    __u8 *at = data + (methods[m].length & 7);
    __u32 path = 0;
    for (; path < 200; path++)
      if (at + path + 1 > end || at[path] == ' ')
        break;
    return (int)((m + 1) << 16 | path);
  }
  return 0;
}

char _license[] SEC("license") = "GPL";
