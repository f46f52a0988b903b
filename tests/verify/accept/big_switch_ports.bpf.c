/*
 * A switch of 89 cases over a port, in a function of its own; its result weighs the packet's length.
 *
 * run: 0014 00*3 -> 113
 * run: 01bb 00*6 -> 226
 * run: 6989 00*0 -> 660
 * run: 0018 00*9 -> 1
 * run: ffff 00*1 -> 1
 * run: 23f0 00*7 -> 297
 */
#include "corpus.h"

static __noinline __u32 service_of(__u32 port) {
  switch (port) {
  case 20: return 11;
  case 21: return 48;
  case 22: return 85;
  case 23: return 25;
  case 25: return 62;
  case 37: return 2;
  case 43: return 39;
  case 49: return 76;
  case 53: return 16;
  case 67: return 53;
  case 68: return 90;
  case 69: return 30;
  case 79: return 67;
  case 80: return 7;
  case 88: return 44;
  case 102: return 81;
  case 110: return 21;
  case 111: return 58;
  case 113: return 95;
  case 119: return 35;
  case 123: return 72;
  case 135: return 12;
  case 137: return 49;
  case 138: return 86;
  case 139: return 26;
  case 143: return 63;
  case 161: return 3;
  case 162: return 40;
  case 179: return 77;
  case 194: return 17;
  case 201: return 54;
  case 264: return 91;
  case 318: return 31;
  case 381: return 68;
  case 389: return 8;
  case 411: return 45;
  case 427: return 82;
  case 443: return 22;
  case 445: return 59;
  case 464: return 96;
  case 465: return 36;
  case 497: return 73;
  case 500: return 13;
  case 512: return 50;
  case 513: return 87;
  case 514: return 27;
  case 515: return 64;
  case 520: return 4;
  case 521: return 41;
  case 540: return 78;
  case 546: return 18;
  case 547: return 55;
  case 554: return 92;
  case 560: return 32;
  case 563: return 69;
  case 587: return 9;
  case 591: return 46;
  case 593: return 83;
  case 596: return 23;
  case 631: return 60;
  case 636: return 0;
  case 639: return 37;
  case 646: return 74;
  case 691: return 14;
  case 860: return 51;
  case 873: return 88;
  case 902: return 28;
  case 989: return 65;
  case 990: return 5;
  case 993: return 42;
  case 995: return 79;
  case 1025: return 19;
  case 1080: return 56;
  case 1194: return 93;
  case 1433: return 33;
  case 1521: return 70;
  case 1723: return 10;
  case 3128: return 47;
  case 3306: return 84;
  case 3389: return 24;
  case 5060: return 61;
  case 5432: return 1;
  case 5900: return 38;
  case 6379: return 75;
  case 6667: return 15;
  case 8080: return 52;
  case 8443: return 89;
  case 9200: return 29;
  case 27017: return 66;
  }
  return 0;
}

SEC("xdp")
int big_switch_ports(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 2 > end)
    return -1;
  __u32 service = service_of((__u32)data[0] << 8 | data[1]);
  return (int)(service * 10 + ((__u32)(end - data - 2) & 7));
}

char _license[] SEC("license") = "GPL";
