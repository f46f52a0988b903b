/* Linux's traffic-control programs on the net hooks: struct __sk_buff and the codes of linux/pkt_cls.h. */
#include "hook/skb.h"
#include "hook/types.h"

/*
 * As a filter with direct action, and tcx, take a program's result: OK 0 passes; SHOT 2, STOLEN 4, QUEUED 5 and TRAP 8 end
 * the packet here; REDIRECT 7. UNSPEC -1 and what these do not know leave it to the next program, so they pass.
 */
static bool verdict_of(struct run_context *context, uint64_t result, int32_t *verdict) {
  static const uint8_t verdicts[] = {[2] = MBPF_NET_DROP,
                                     [4] = MBPF_NET_DROP,
                                     [5] = MBPF_NET_DROP,
                                     [7] = MBPF_NET_REDIRECT,
                                     [8] = MBPF_NET_DROP};
  uint32_t code = (uint32_t)result;
  (void)context;
  *verdict = code < sizeof verdicts ? verdicts[code] : MBPF_NET_PASS;
  return true;
}

const struct view tc_view = {
    .name = "tc",
    .id = VIEW_TC,
    .bytes = SKB_BYTES,
    .packet_writable = true,
    .direct_packet = true,
    .field_count = SKB_FIELDS,
    .fields = skb_fields,
    .verdict = verdict_of,
};
