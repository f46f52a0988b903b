/*
 * A switch over a byte, as an interpreter for a tiny language has it: two registers, a program in the packet.
 *
 * run: 01 05 02 07 10 -> 12
 * run: 01 05 02 07 11 -> 0xfffffffe
 * run: 01 05 02 07 12 -> 35
 * run: 01 ff 02 03 13 14 15 -> 0xa7
 * run: 01 10 30 31 32 33 34 35 36 37 38 39 3a 3b 3c 3d 3e 3f
 */
#include "corpus.h"

SEC("xdp")
int big_switch(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 a = 0, b = 0;
  for (int i = 0; i < 200; i++) {
    if (at + 1 > end)
      break;
    __u8 opcode = *at++;
    switch (opcode) {
    case 0x00: return (int)a;
    case 0x01:
      if (at + 1 > end)
        return -1;
      a = *at++;
      break;
    case 0x02:
      if (at + 1 > end)
        return -1;
      b = *at++;
      break;
    case 0x03: a = b; break;
    case 0x04: b = a; break;
    case 0x10: a += b; break;
    case 0x11: a -= b; break;
    case 0x12: a *= b; break;
    case 0x13: a ^= b; break;
    case 0x14: a &= ~(b << 1); break;
    case 0x15: a = b ? a / b * 2 + b % 4 : 0; break;
    case 0x16: a <<= b & 31; break;
    case 0x17: a >>= b & 31; break;
    case 0x18: a = ~a; break;
    case 0x19: a = -a; break;
    case 0x20: a = a < b; break;
    case 0x21: a = (__s32)a < (__s32)b; break;
    default:
      if (opcode >= 0x30 && opcode < 0x40) {
        a = (a ^ (opcode & 15) * 0x9e3779b1u) + (a >> ((opcode & 15) + 1));
        break;
      }
      return (int)(0x80000000u | a);
    }
  }
  return (int)a;
}

char _license[] SEC("license") = "GPL";
