/* What the programs of the corpus share: the context's packet as bytes, and little-endian reads from it. */
#ifndef CORPUS_H
#define CORPUS_H

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define PACKET(ctx)     ((__u8 *)(long)(ctx)->data)
#define PACKET_END(ctx) ((__u8 *)(long)(ctx)->data_end)

/* Keeps the compiler from working a loop out at compile time. */
#define OPAQUE(x) __asm__ volatile("" : "+r"(x))

static __always_inline __u32 rotate_left32(__u32 x, int by) {
  return x << by | x >> (32 - by);
}
static __always_inline __u64 rotate_left64(__u64 x, int by) {
  return x << by | x >> (64 - by);
}

static __always_inline __u32 read_le32(const __u8 *at) {
  return at[0] | (__u32)at[1] << 8 | (__u32)at[2] << 16 | (__u32)at[3] << 24;
}

#endif
