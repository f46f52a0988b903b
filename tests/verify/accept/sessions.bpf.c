/*
 * A table of sessions in a hash: created by kind 1, counted by kind 2, deleted by kind 3. What was counted.
 *
 * run: 01 aabbccdd -> 0
 * run: 02 aabbccdd -> 1
 * run: 02 aabbccdd -> 2
 * run: 02 00000000 -> 0xfffffffe
 * run: 01 aabbccdd -> 0xffffffef
 * run: 03 aabbccdd -> 0
 * run: 03 aabbccdd -> 0xfffffffe
 */
#include "corpus.h"

struct key {
  __u32 address;
  __u16 port;
  __u8 pad[2];
};

struct session {
  __u64 packets;
  __u32 address;
  __u32 reserved;
};

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 8);
  __type(key, struct key);
  __type(value, struct session);
} sessions SEC(".maps");

static __noinline int create(const struct key *key) {
  struct session fresh = {.address = key->address};
  return (int)bpf_map_update_elem(&sessions, key, &fresh, BPF_NOEXIST);
}

static __noinline int count(const struct key *key) {
  struct session *session = bpf_map_lookup_elem(&sessions, key);
  if (!session)
    return -2;
  return (int)++session->packets;
}

SEC("xdp")
int session_table(struct xdp_md *ctx) {
  __u8 *data = PACKET(ctx), *end = PACKET_END(ctx);
  if (data + 5 > end)
    return -1;
  struct key key = {.address = read_le32(data + 1), .port = 443};
  switch (data[0]) {
  case 1: return create(&key);
  case 2: return count(&key);
  case 3: return (int)bpf_map_delete_elem(&sessions, &key);
  }
  return -1;
}

char _license[] SEC("license") = "GPL";
