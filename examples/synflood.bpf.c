/*
 * Detect SYN floods: report a source that opens many connections in a second and finishes few of them.
 *
 *   mbpf build examples/synflood.bpf.c -o synflood.mbpf
 *   mbpf run synflood.mbpf --pcap examples/traffic.pcap
 *
 * Every packet passes. Each alarm is one record in the ring buffer `alarms`: struct alarm below, 24 bytes, at most one
 * per source and window. The map `sources` holds what was counted in each source's latest window.
 */
#include "packet.h"

#define WINDOW_NS 1000000000ull
#define ALARM_AT  32 /* unfinished handshakes in one window */

struct source {
  __u64 window_start_ns;
  __u32 opened;
  __u32 finished;
};

struct alarm {
  __u64 time_ns;
  __be32 source;
  __be32 target;
  __be16 target_port;
  __u16 reserved;
  __u32 unfinished;
};

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 4096);
  __type(key, __be32);
  __type(value, struct source);
} sources SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 64 * 1024);
} alarms SEC(".maps");

static __always_inline void raise_alarm(const struct iphdr *ip, const struct tcphdr *tcp, __u64 now_ns) {
  struct alarm *alarm = bpf_ringbuf_reserve(&alarms, sizeof *alarm, 0);
  if (!alarm)
    return;
  *alarm = (struct alarm){
      .time_ns = now_ns,
      .source = ip->saddr,
      .target = ip->daddr,
      .target_port = tcp->dest,
      .unfinished = ALARM_AT,
  };
  bpf_ringbuf_submit(alarm, 0);
}

/* A SYN opens a connection; the first ACK a client sends finishes the handshake, later ones weigh no more. */
static __always_inline void count(const struct iphdr *ip, const struct tcphdr *tcp) {
  __be32 key = ip->saddr;
  __u64 now_ns = bpf_ktime_get_ns();
  struct source *source = bpf_map_lookup_elem(&sources, &key);
  if (!source) {
    struct source first = {.window_start_ns = now_ns, .opened = tcp->syn && !tcp->ack};
    bpf_map_update_elem(&sources, &key, &first, BPF_NOEXIST);
    return;
  }
  if (now_ns - source->window_start_ns >= WINDOW_NS)
    *source = (struct source){.window_start_ns = now_ns};
  if (tcp->ack) {
    if (source->finished < source->opened)
      source->finished++;
  } else if (tcp->syn) {
    source->opened++;
    if (source->opened - source->finished == ALARM_AT)
      raise_alarm(ip, tcp, now_ns);
  }
}

SEC("xdp")
int detect_syn_flood(struct xdp_md *ctx) {
  struct packet packet;
  if (!packet_open(ctx, &packet))
    return XDP_PASS;
  struct iphdr *ip = packet_ipv4(&packet);
  if (!ip || ip->protocol != IPPROTO_TCP)
    return XDP_PASS;
  struct tcphdr *tcp = packet_transport(&packet, ip, sizeof *tcp);
  if (tcp)
    count(ip, tcp);
  return XDP_PASS;
}

char _license[] SEC("license") = "Dual MIT/GPL";
