/*
 * Drop packets by source address: a hash map of blocked IPv4 addresses, each with the packets it has cost.
 *
 *   mbpf build examples/blocklist.bpf.c -o blocklist.mbpf
 *   mbpf run blocklist.mbpf --pcap examples/traffic.pcap --pcap-out passed.pcap
 *
 * Two verdicts are counted, pass and drop, and passed.pcap holds the packets that passed. In the dump of the map
 * `blocklist` the key is the address as it stands in the packet (0a000042 is 10.0.0.66), the value a 64-bit count.
 * The map starts with the addresses of `initial`; the host adds and removes others while packets flow.
 */
#include "packet.h"

#define IPV4(a, b, c, d) bpf_htonl((__u32)(a) << 24 | (b) << 16 | (c) << 8 | (d))

static const volatile __be32 initial[] = {IPV4(10, 0, 0, 66), IPV4(10, 0, 0, 67), IPV4(192, 0, 2, 1)};
__u32 filled; /* not static: clang would shrink it to less than its type, which libbpf refuses */

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1024);
  __type(key, __be32);
  __type(value, __u64);
} blocklist SEC(".maps");

/* Two CPUs may both do this for the first packets; neither undoes what the other has counted. */
static __always_inline void fill_once(void) {
  if (filled)
    return;
  for (__u32 i = 0; i < sizeof initial / sizeof initial[0]; i++) {
    __be32 address = initial[i];
    __u64 none = 0;
    bpf_map_update_elem(&blocklist, &address, &none, BPF_NOEXIST);
  }
  filled = 1;
}

SEC("xdp")
int drop_blocked(struct xdp_md *ctx) {
  struct packet packet;
  fill_once();
  if (!packet_open(ctx, &packet))
    return XDP_DROP;
  struct iphdr *ip = packet_ipv4(&packet);
  if (!ip)
    return XDP_PASS;
  __be32 source = ip->saddr;
  __u64 *dropped = bpf_map_lookup_elem(&blocklist, &source);
  if (!dropped)
    return XDP_PASS;
  __sync_fetch_and_add(dropped, 1);
  return XDP_DROP;
}

char _license[] SEC("license") = "Dual MIT/GPL";
