/* The hook contexts' parts that hook.c's table names: one set per src/hook/<context>.c. */
#ifndef HOOK_TYPES_H
#define HOOK_TYPES_H

#include "hook/hook.h"

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
 * Fills a run context for an event with read-only bytes; false when data_len is stated but neither data nor read_fn is.
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
  context->data = bytes.writable;
  context->data_end = data ? bytes.writable + data_len : bytes.writable;
  context->data_meta = context->data;
  context->hard_start = context->data;
  context->hard_end = context->data_end;
  memset((uint8_t *)context + SCRATCH, 0, SCRATCH_END - SCRATCH);
  return true;
}

/* An observer's result: 0 is success, anything else a soft failure. */
bool observer_verdict(struct run_context *context, uint64_t result, int32_t *verdict);

#endif
