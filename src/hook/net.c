/* The packet context: the hook's own view, and how verdicts of several programs merge. */
#include "hook/types.h"

#include <stddef.h>

#define VIEW_SCHEMA      <mbpf/ctx/net.def>
#define VIEW_HOST_STRUCT mbpf_net_ctx
#define VIEW_PREFIX      net
#include "hook/own_view.inc"

static bool own_verdict(struct run_context *context, uint64_t result, int32_t *verdict) {
  (void)context;
  *verdict = (int32_t)(uint32_t)result;
  return (uint32_t)result < MBPF_NET_VERDICTS;
}

static const struct view net_view = {
    .name = "net",
    .id = VIEW_OWN,
    .bytes = sizeof(struct net_program),
    .packet_writable = true,
    .direct_packet = true,
    .field_count = sizeof net_fields / sizeof net_fields[0],
    .fields = net_fields,
    .verdict = own_verdict,
};

const struct view *const net_views[] = {&net_view, &xdp_view,
#if MBPF_WITH_VIEW_SKB
                                        &skb_view, &tc_view,
#endif
                                        NULL};

/* EtherType as it lies in the packet. */
static uint32_t network_order(uint16_t value) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  return value;
#else
  return (uint32_t)(uint16_t)(value << 8 | value >> 8);
#endif
}

/* The room a host states around its packet lies in the address space, and not where addresses could wrap. */
static bool has_room(const struct mbpf_net_ctx *net, const struct run_context *context) {
  uint64_t start = (uintptr_t)context->data;
  uintptr_t end = (uintptr_t)context->data_end;
  return start >= (uint64_t)net->headroom + MIN_ADDRESS && net->tailroom <= UINTPTR_MAX - end;
}

bool net_prepare(const void *host, struct run_context *context) {
  const struct mbpf_net_ctx *net = host;
  if (!prepare_data(context, host, net->data, net->data_len, net->read_fn))
    return false;
  context->protocol = network_order(net->l2_proto);
  if (!net->data)
    return true;
  if (!has_room(net, context))
    return false;
  context->hard_start -= net->headroom;
  context->hard_end += net->tailroom;
  return true;
}

uint32_t net_restrictiveness(int32_t verdict) {
  static const uint8_t ranks[MBPF_NET_VERDICTS] = {[MBPF_NET_PASS] = 0,
                                                   [MBPF_NET_TX] = 1,
                                                   [MBPF_NET_REDIRECT] = 2,
                                                   [MBPF_NET_DROP] = 3,
                                                   [MBPF_NET_ABORT] = 4};
  return (uint32_t)verdict < MBPF_NET_VERDICTS ? ranks[verdict] : 0;
}

const char *mbpf_verdict_name(uint32_t type, int32_t verdict) {
  static const char *const names[MBPF_NET_VERDICTS] = {[MBPF_NET_PASS] = "pass",
                                                       [MBPF_NET_DROP] = "drop",
                                                       [MBPF_NET_ABORT] = "abort",
                                                       [MBPF_NET_TX] = "tx",
                                                       [MBPF_NET_REDIRECT] = "redirect"};
  if (type != MBPF_HOOK_NET_RX && type != MBPF_HOOK_NET_TX)
    return verdict == 0 ? "ok" : "?";
  return (uint32_t)verdict < MBPF_NET_VERDICTS ? names[verdict] : "?";
}
