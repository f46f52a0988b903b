/* Hook types: for each, its context's size, its views, and how a fire is prepared and verdicts are merged. */
#ifndef HOOK_HOOK_H
#define HOOK_HOOK_H

#include "hook/view.h"

struct hook_type {
  const char *name;
  uint32_t number; /* enum mbpf_hook_type */
  bool decision;
  int32_t fallback;                /* the default verdict */
  uint32_t ctx_bytes;              /* sizeof the host's struct */
  const struct view *const *views; /* the hook's own first, NULL-terminated */
  /* Makes the run context of a host context whose size and version were checked; false when its fields
   * contradict. */
  bool (*prepare)(const void *host, struct run_context *context);
  /* How restrictive a verdict is: the highest of all programs wins. NULL: observer, verdicts are not merged.
   */
  uint32_t (*restrictiveness)(int32_t verdict);
};

/* The type of a number, or NULL. */
const struct hook_type *hook_type_find(uint32_t number);

/* The view of a hook type by name; "" is the hook's own. NULL when the hook has none of that name. */
const struct view *hook_type_view(const struct hook_type *type, const char *name, uint32_t length);

/* The hook type's row for a context view of this name ("xdp_md" belongs to net_rx), or NULL. */
const struct view *view_find(const char *name, uint32_t length);

#endif
