/*
 * A read-only field of the context is assigned to.
 *
 * class: V06
 */
#include "corpus.h"

SEC("xdp")
int steer(struct xdp_md *ctx) {
#ifdef MENDED
  return ctx->rx_queue_index == 2 ? XDP_DROP : XDP_PASS;
#else
  ctx->rx_queue_index = 2; // wrong
  return XDP_PASS;
#endif
}

char _license[] SEC("license") = "GPL";
