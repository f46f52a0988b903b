/* The hook contexts' parts that hook.c's table names: one set per src/hook/<context>.c. */
#ifndef HOOK_TYPES_H
#define HOOK_TYPES_H

#include "hook/hook.h"

#include <mbpf/config.h>
#include <stddef.h>
#include <string.h>

#define DECLARE_CONTEXT(name)                                                                                \
  extern const struct view *const name##_views[];                                                            \
  bool name##_prepare(const void *host, struct run_context *context);
MBPF_CONTEXT_TABLE(DECLARE_CONTEXT)
#undef DECLARE_CONTEXT

uint32_t net_restrictiveness(int32_t verdict);

/* Views borrowed from Linux. */
extern const struct view xdp_view, skb_view, tc_view;

/* The fields of struct run_context that start as 0: protocol to redirect_flags. */
enum {
  SCRATCH = offsetof(struct run_context, protocol),
  SCRATCH_END = offsetof(struct run_context, redirect_flags) + sizeof(uint32_t)
};

/*
 * Proofs rely on addresses that do not wrap when a packet's length is added or a few KiB are taken away: none lies in the first 4 KiB or
 * the last 64 MiB of the address space.
 */
enum { MIN_ADDRESS = 4096 };

static inline bool is_sane_address(const void *at) {
  uint64_t address = (uintptr_t)at;
  return address - MIN_ADDRESS < (uint64_t)0 - MIN_ADDRESS - ((uint64_t)64 << 20);
}

/*
 * Fills a run context for an event with read-only bytes: at most MBPF_MAX_PACKET_BYTES of them, the rest is not shown. False when
 * data_len is stated but neither data nor read_fn is, and for an address where no data can be. Without data the packet is
 * empty, at the address of the context.
 */
static inline bool prepare_data(struct run_context *context, const void *host, const uint8_t *data,
                                uint32_t data_len, mbpf_read_fn *read_fn) {
  union {
    const uint8_t *constant;
    uint8_t *writable;
  } bytes = {.constant = data}; /* the view says packet_writable = false */
  if (!data && data_len != 0 && !read_fn)
    return false;
  context->host = host;
  if (!data)
    bytes.writable = (uint8_t *)context;
  else if (!is_sane_address(data))
    return false;
  context->data = bytes.writable;
  context->data_end = bytes.writable + (!data                              ? 0
                                        : data_len < MBPF_MAX_PACKET_BYTES ? data_len
                                                                           : MBPF_MAX_PACKET_BYTES);
  context->data_meta = context->data;
  context->hard_start = context->data;
  context->hard_end = context->data_end;
  memset((uint8_t *)context + SCRATCH, 0, SCRATCH_END - SCRATCH);
  return true;
}

/* An observer's result: 0 is success, anything else a soft failure. */
bool observer_verdict(struct run_context *context, uint64_t result, int32_t *verdict);

#endif
