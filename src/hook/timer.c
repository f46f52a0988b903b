/* The timer context: no data beside its fields. */
#include "hook/types.h"

#include <stddef.h>

#define VIEW_SCHEMA      <mbpf/ctx/timer.def>
#define VIEW_HOST_STRUCT mbpf_timer_ctx
#define VIEW_PREFIX      timer
#include "hook/own_view.inc"

static const struct view timer_view = {
    .name = "timer",
    .id = VIEW_OWN,
    .bytes = sizeof(struct timer_program),
    .packet_writable = false,
    .direct_packet = false,
    .field_count = sizeof timer_fields / sizeof timer_fields[0],
    .fields = timer_fields,
    .verdict = observer_verdict,
};

const struct view *const timer_views[] = {&timer_view, NULL};

bool timer_prepare(const void *host, struct run_context *context) {
  return prepare_data(context, host, NULL, 0, NULL);
}
