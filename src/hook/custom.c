/* The custom context: data whose layout the host describes in a field table. */
#include "base/checked.h"
#include "hook/types.h"

#include <stddef.h>

#define VIEW_SCHEMA      <mbpf/ctx/custom.def>
#define VIEW_HOST_STRUCT mbpf_custom_ctx
#define VIEW_PREFIX      custom
#include "hook/own_view.inc"

static const struct view custom_view = {
    .name = "custom",
    .id = VIEW_OWN,
    .bytes = sizeof(struct custom_program),
    .packet_writable = false,
    .direct_packet = true,
    .field_count = sizeof custom_fields / sizeof custom_fields[0],
    .fields = custom_fields,
    .verdict = observer_verdict,
};

const struct view *const custom_views[] = {&custom_view, NULL};

bool custom_prepare(const void *host, struct run_context *context) {
  const struct mbpf_custom_ctx *event = host;
  for (uint32_t i = 0; i < event->field_count; i++) {
    if (!event->fields || !range_fits(event->fields[i].offset, event->fields[i].length, event->data_len))
      return false;
  }
  return prepare_data(context, host, event->data, event->data_len, event->read_fn);
}
