/*
 * A socket filter with the legacy packet loads and with skb_load_bytes: keeps the first 64 bytes of TCP to port 80.
 *
 * run: 00*12 0800 450000280000400040060000 0a000001 0a000002 1234 0050 00*16 -> 64
 * run: 00*12 0800 450000280000400040060000 0a000001 0a000002 1234 0051 00*16 -> 0
 * run: 00*12 0800 46000028000040004006 0000 0a000001 0a000002 01010101 1234 0050 00*16 -> 64
 * run: 00*12 0806 -> 0
 * run: 00 -> 0
 * native: no
 */
#include "corpus.h"

unsigned long long load_byte(void *skb, unsigned long long at) __asm__("llvm.bpf.load.byte");
unsigned long long load_half(void *skb, unsigned long long at) __asm__("llvm.bpf.load.half");

SEC("socket")
int socket_filter(struct __sk_buff *skb) {
  __be16 port = 0;
  if (load_half(skb, 12) != ETH_P_IP || load_byte(skb, 23) != IPPROTO_TCP)
    return 0;
  __u32 transport = 14 + (load_byte(skb, 14) & 15) * 4;
  if (bpf_skb_load_bytes(skb, transport + 2, &port, sizeof port))
    return 0;
  skb->cb[0] = port;
  return skb->cb[0] == bpf_htons(80) ? 64 : 0;
}

char _license[] SEC("license") = "GPL";
