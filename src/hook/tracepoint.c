/* The tracepoint context. */
#include "hook/types.h"

#include <stddef.h>

#define VIEW_SCHEMA      <mbpf/ctx/tracepoint.def>
#define VIEW_HOST_STRUCT mbpf_tracepoint_ctx
#define VIEW_PREFIX      tracepoint
#include "hook/own_view.inc"

static const struct view tracepoint_view = {
    .name = "tracepoint",
    .id = VIEW_OWN,
    .bytes = sizeof(struct tracepoint_program),
    .packet_writable = false,
    .direct_packet = true,
    .field_count = sizeof tracepoint_fields / sizeof tracepoint_fields[0],
    .fields = tracepoint_fields,
    .verdict = observer_verdict,
};

const struct view *const tracepoint_views[] = {&tracepoint_view, NULL};

bool tracepoint_prepare(const void *host, struct run_context *context) {
  const struct mbpf_tracepoint_ctx *event = host;
  return prepare_data(context, host, event->data, event->data_len, event->read_fn);
}
