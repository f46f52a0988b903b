/*
 * Limit each IPv4 source to 50 packets a second, with bursts of 20: one token bucket per source.
 *
 *   mbpf build examples/ratelimit.bpf.c -o ratelimit.mbpf
 *   mbpf run ratelimit.mbpf --pcap examples/traffic.pcap
 *
 * Verdicts: pass within the rate, drop above it. The map `buckets` shows for each source the time of its last packet
 * (ns), the credit it has left (ns; one packet costs 20 ms), and how many packets passed and were dropped.
 * The map evicts the source not seen for longest, so invented addresses cannot fill it. Over a capture the clock is
 * the capture's own, and the result is always the same.
 */
#include "packet.h"

#define PACKETS_PER_SECOND 50
#define BURST_PACKETS      20
#define COST_NS            (1000000000ull / PACKETS_PER_SECOND)
#define MAX_CREDIT_NS      (BURST_PACKETS * COST_NS)

struct bucket {
  __u64 last_ns;
  __u64 credit_ns;
  __u64 passed;
  __u64 dropped;
};

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 4096);
  __type(key, __be32);
  __type(value, struct bucket);
} buckets SEC(".maps");

/* Time is credit, up to a full bucket. CPUs that serve one source at once may let a few packets more through. */
static __always_inline int take_token(struct bucket *bucket, __u64 now_ns) {
  __u64 credit_ns = bucket->credit_ns + (now_ns - bucket->last_ns);
  if (credit_ns > MAX_CREDIT_NS)
    credit_ns = MAX_CREDIT_NS;
  bucket->last_ns = now_ns;
  if (credit_ns < COST_NS) {
    bucket->credit_ns = credit_ns;
    bucket->dropped++;
    return XDP_DROP;
  }
  bucket->credit_ns = credit_ns - COST_NS;
  bucket->passed++;
  return XDP_PASS;
}

SEC("xdp")
int limit_rate(struct xdp_md *ctx) {
  struct packet packet;
  if (!packet_open(ctx, &packet))
    return XDP_DROP;
  struct iphdr *ip = packet_ipv4(&packet);
  if (!ip)
    return XDP_PASS;
  __be32 source = ip->saddr;
  __u64 now_ns = bpf_ktime_get_ns();
  struct bucket *bucket = bpf_map_lookup_elem(&buckets, &source);
  if (bucket)
    return take_token(bucket, now_ns);
  struct bucket full = {.last_ns = now_ns, .credit_ns = MAX_CREDIT_NS - COST_NS, .passed = 1};
  bpf_map_update_elem(&buckets, &source, &full, BPF_NOEXIST);
  return XDP_PASS;
}

char _license[] SEC("license") = "Dual MIT/GPL";
