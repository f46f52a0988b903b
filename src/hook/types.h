/* The hook contexts' parts that hook.c's table names: one set per src/hook/<context>.c. */
#ifndef HOOK_TYPES_H
#define HOOK_TYPES_H

#include "hook/hook.h"

#define DECLARE_CONTEXT(name)                                                                                \
  extern const struct view *const name##_views[];                                                            \
  bool name##_prepare(const void *host, struct run_context *context);
MBPF_CONTEXT_TABLE(DECLARE_CONTEXT)
#undef DECLARE_CONTEXT

uint32_t net_restrictiveness(int32_t verdict);

/* Views borrowed from Linux. */
extern const struct view xdp_view, skb_view;

/* Fills a run context for an event with read-only bytes; false when data_len is stated but neither data nor
 * read_fn is. */
bool prepare_data(struct run_context *context, const void *host, const uint8_t *data, uint32_t data_len,
                  mbpf_read_fn *read_fn);

/* An observer's result: 0 is success, anything else a soft failure. */
bool observer_verdict(struct run_context *context, uint64_t result, int32_t *verdict);

#endif
