/* Linux's struct __sk_buff on the net hooks: its fields, and the view of socket filters. Layout of linux/bpf.h. */
#include "hook/skb.h"
#include "hook/types.h"

#include <stddef.h>

#define ROW(at, text, size, from_kind, what, from, from_bytes, may_write)                                    \
  {                                                                                                          \
    VIEW_NAMED(text).offset = (at), .bytes = (size), .kind = (from_kind), .type = (what),                    \
    .writable = (may_write), .source_offset = (uint16_t)(from), .source_bytes = (from_bytes)                 \
  }
#define OWN(at, text, from, may_write)                                                                       \
  ROW(at, text, 4, VIEW_CONTEXT, VIEW_SCALAR, offsetof(struct run_context, from), 4, may_write)
#define HOST(at, text, from)                                                                                 \
  ROW(at, text, 4, VIEW_HOST, VIEW_SCALAR, offsetof(struct mbpf_net_ctx, from), 4, false)
#define POINTER(at, text, from, what)                                                                        \
  ROW(at, text, 4, VIEW_POINTER, what, offsetof(struct run_context, from), sizeof(void *), false)
#define ZERO(at, text, size) ROW(at, text, size, VIEW_ZERO, VIEW_SCALAR, 0, 0, false)

const struct view_field skb_fields[SKB_FIELDS] = {
    ROW(0, "len", 4, VIEW_LENGTH, VIEW_SCALAR, 0, 0, false),
    ZERO(4, "pkt_type", 4), /* PACKET_HOST */
    OWN(8, "mark", mark, true),
    HOST(12, "queue_mapping", rx_queue),
    OWN(16, "protocol", protocol, false),
    ZERO(20, "vlan_present", 4),
    ZERO(24, "vlan_tci", 4),
    ZERO(28, "vlan_proto", 4),
    OWN(32, "priority", priority, true),
    HOST(36, "ingress_ifindex", ifindex),
    HOST(40, "ifindex", ifindex),
    OWN(44, "tc_index", tc_index, true),
    OWN(48, "cb[0]", cb[0], true),
    OWN(52, "cb[1]", cb[1], true),
    OWN(56, "cb[2]", cb[2], true),
    OWN(60, "cb[3]", cb[3], true),
    OWN(64, "cb[4]", cb[4], true),
    ZERO(68, "hash", 4),
    ZERO(72, "tc_classid", 4),
    POINTER(76, "data", data, VIEW_PACKET),
    POINTER(80, "data_end", data_end, VIEW_PACKET_END),
    ZERO(84, "napi_id", 4),
    POINTER(140, "data_meta", data_meta, VIEW_PACKET_META),
    ZERO(152, "tstamp", 8),
    HOST(160, "wire_len", pkt_len),
    ZERO(164, "gso_segs", 4),
    ZERO(176, "gso_size", 4),
    ZERO(184, "hwtstamp", 8),
};

/* A socket filter returns how many bytes of the packet to keep; none drops it. */
static bool verdict_of(struct run_context *context, uint64_t result, int32_t *verdict) {
  uint32_t keep = (uint32_t)result;
  if (keep != 0 && keep < (uint64_t)(context->data_end - context->data))
    context->data_end = context->data + keep;
  *verdict = keep == 0 ? MBPF_NET_DROP : MBPF_NET_PASS;
  return true;
}

const struct view skb_view = {
    .name = "__sk_buff",
    .id = VIEW_SKB,
    .bytes = SKB_BYTES,
    .packet_writable = false,
    .direct_packet = true,
    .field_count = SKB_FIELDS,
    .fields = skb_fields,
    .verdict = verdict_of,
};
