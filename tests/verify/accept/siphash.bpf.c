/*
 * SipHash-2-4 with the key 00 01 .. 0f over packets of up to 64 bytes; the lower half of the result.
 *
 * run:  -> 0xdd0e0e31
 * run: 000102030405060708090a0b0c0d0e -> 0x49be45e5
 * run: 00010203040506 -> 0x8b01d137
 */
#include "corpus.h"

struct sip {
  __u64 v0, v1, v2, v3;
};

static __always_inline void round_of(struct sip *s) {
  s->v0 += s->v1;
  s->v1 = rotate_left64(s->v1, 13) ^ s->v0;
  s->v0 = rotate_left64(s->v0, 32);
  s->v2 += s->v3;
  s->v3 = rotate_left64(s->v3, 16) ^ s->v2;
  s->v0 += s->v3;
  s->v3 = rotate_left64(s->v3, 21) ^ s->v0;
  s->v2 += s->v1;
  s->v1 = rotate_left64(s->v1, 17) ^ s->v2;
  s->v2 = rotate_left64(s->v2, 32);
}

static __always_inline void absorb(struct sip *s, __u64 word) {
  s->v3 ^= word;
  round_of(s);
  round_of(s);
  s->v0 ^= word;
}

SEC("xdp")
int siphash(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u64 length = end - at, last = length << 56;
  const __u64 k0 = 0x0706050403020100, k1 = 0x0f0e0d0c0b0a0908;
  struct sip s = {k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261,
                  k1 ^ 0x7465646279746573};
  if (length > 64)
    return 0;
  for (int i = 0; i < 8 && at + 8 <= end; i++, at += 8)
    absorb(&s, read_le32(at) | (__u64)read_le32(at + 4) << 32);
  for (int i = 0; i < 7 && at + 1 <= end; i++, at++)
    last |= (__u64)*at << 8 * i;
  absorb(&s, last);
  s.v2 ^= 0xff;
  for (int i = 0; i < 4; i++)
    round_of(&s);
  return (int)(s.v0 ^ s.v1 ^ s.v2 ^ s.v3);
}

char _license[] SEC("license") = "GPL";
