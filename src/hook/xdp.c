/* Linux's struct xdp_md on the net hooks: layout and return codes of linux/bpf.h. */
#include "hook/types.h"

#include <stddef.h>

#define FIELD(at, text, from, what)                                                                          \
  {                                                                                                          \
    VIEW_NAMED(text).offset = (at), .bytes = 4, .kind = VIEW_POINTER, .type = (what),                        \
    .source_offset = offsetof(struct run_context, from), .source_bytes = sizeof(void *)                      \
  }
#define HOST(at, text, from)                                                                                 \
  {                                                                                                          \
    VIEW_NAMED(text).offset = (at), .bytes = 4, .kind = VIEW_HOST, .type = VIEW_SCALAR,                      \
    .source_offset = offsetof(struct mbpf_net_ctx, from), .source_bytes = 4                                  \
  }

static const struct view_field fields[] = {
    FIELD(0, "data", data, VIEW_PACKET),
    FIELD(4, "data_end", data_end, VIEW_PACKET_END),
    FIELD(8, "data_meta", data_meta, VIEW_PACKET_META),
    HOST(12, "ingress_ifindex", ifindex),
    HOST(16, "rx_queue_index", rx_queue),
    {VIEW_NAMED("egress_ifindex").offset = 20, .bytes = 4, .kind = VIEW_ZERO, .type = VIEW_SCALAR},
};

/* XDP_ABORTED 0, XDP_DROP 1, XDP_PASS 2, XDP_TX 3, XDP_REDIRECT 4; others abort, as Linux does. */
static bool verdict_of(struct run_context *context, uint64_t result, int32_t *verdict) {
  static const int32_t verdicts[] = {MBPF_NET_ABORT, MBPF_NET_DROP, MBPF_NET_PASS, MBPF_NET_TX,
                                     MBPF_NET_REDIRECT};
  uint32_t code = (uint32_t)result;
  (void)context;
  *verdict = code < sizeof verdicts / sizeof verdicts[0] ? verdicts[code] : MBPF_NET_ABORT;
  return true;
}

const struct view xdp_view = {
    .name = "xdp_md",
    .id = VIEW_XDP,
    .bytes = 24,
    .packet_writable = true,
    .direct_packet = true,
    .field_count = sizeof fields / sizeof fields[0],
    .fields = fields,
    .verdict = verdict_of,
};
