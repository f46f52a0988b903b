/* Finding headers in a packet: every pointer returned was compared with the packet's end. */
#ifndef EXAMPLES_PACKET_H
#define EXAMPLES_PACKET_H

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define MAX_VLAN_TAGS   2
#define FRAGMENT_OFFSET 0x1fff

struct vlan_tag {
  __be16 tci;
  __be16 next_proto;
};

/* What follows the link layer: its EtherType, where it starts, and where the packet ends. */
struct packet {
  void *network;
  void *end;
  __be16 proto;
};

/* Steps over the Ethernet header and its VLAN tags; false if they are cut short. */
static __always_inline int packet_open(struct xdp_md *ctx, struct packet *packet) {
  void *end = (void *)(long)ctx->data_end;
  struct ethhdr *eth = (void *)(long)ctx->data;
  if ((void *)(eth + 1) > end)
    return 0;
  void *network = eth + 1;
  __be16 proto = eth->h_proto;
  for (int i = 0; i < MAX_VLAN_TAGS; i++) {
    struct vlan_tag *tag = network;
    if (proto != bpf_htons(ETH_P_8021Q) && proto != bpf_htons(ETH_P_8021AD))
      break;
    if ((void *)(tag + 1) > end)
      return 0;
    proto = tag->next_proto;
    network = tag + 1;
  }
  packet->network = network;
  packet->end = end;
  packet->proto = proto;
  return 1;
}

/* The IPv4 header, or NULL if the packet is something else or too short. */
static __always_inline struct iphdr *packet_ipv4(const struct packet *packet) {
  struct iphdr *ip = packet->network;
  if (packet->proto != bpf_htons(ETH_P_IP) || (void *)(ip + 1) > packet->end || ip->ihl < 5)
    return 0;
  return ip;
}

/* The first size bytes after the IPv4 header and its options, or NULL; later fragments carry no such header. */
static __always_inline void *packet_transport(const struct packet *packet, struct iphdr *ip, __u64 size) {
  void *transport = (void *)ip + ip->ihl * 4;
  if ((ip->frag_off & bpf_htons(FRAGMENT_OFFSET)) || transport + size > packet->end)
    return 0;
  return transport;
}

#endif
