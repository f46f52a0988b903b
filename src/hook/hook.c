/* The table of hook types, made from MBPF_HOOK_TYPE_TABLE, and what all hook types share. */
#include "hook/hook.h"

#include "base/name.h"
#include "hook/types.h"

#include <string.h>

/* Observers' verdicts are not merged. */
#define tracepoint_restrictiveness NULL
#define timer_restrictiveness      NULL
#define custom_restrictiveness     NULL

static const struct hook_type types[] = {
#define TYPE_ROW(id, text, value, context, is_decision, default_verdict)                                     \
  {.name = (text),                                                                                           \
   .number = (value),                                                                                        \
   .decision = (is_decision),                                                                                \
   .fallback = (default_verdict),                                                                            \
   .ctx_bytes = sizeof(struct mbpf_##context##_ctx),                                                         \
   .views = context##_views,                                                                                 \
   .prepare = context##_prepare,                                                                             \
   .restrictiveness = context##_restrictiveness},
    MBPF_HOOK_TYPE_TABLE(TYPE_ROW)
#undef TYPE_ROW
};

enum { TYPE_COUNT = sizeof types / sizeof types[0] };

const struct hook_type *hook_type_find(uint32_t number) {
  for (size_t i = 0; i < TYPE_COUNT; i++) {
    if (types[i].number == number)
      return &types[i];
  }
  return NULL;
}

static const struct view *find_view(const struct view *const *views, const char *name, uint32_t length) {
  for (; *views; views++) {
    if (name_is((*views)->name, name, length))
      return *views;
  }
  return NULL;
}

const struct view *hook_type_view(const struct hook_type *type, const char *name, uint32_t length) {
  return length == 0 ? type->views[0] : find_view(type->views, name, length);
}

const struct view *view_find(const char *name, uint32_t length) {
  for (size_t i = 0; i < TYPE_COUNT; i++) {
    const struct view *view = find_view(types[i].views, name, length);
    if (view)
      return view;
  }
  return NULL;
}

const char *mbpf_hook_type_name(uint32_t type) {
  const struct hook_type *found = hook_type_find(type);
  return found ? found->name : "unknown";
}

uint32_t mbpf_hook_type_find(const char *name, size_t length) {
  for (size_t i = 0; i < TYPE_COUNT; i++) {
    if (name_is(types[i].name, name, length))
      return types[i].number;
  }
  return 0;
}

bool observer_verdict(struct run_context *context, uint64_t result, int32_t *verdict) {
  (void)context;
  *verdict = 0;
  return (uint32_t)result == 0;
}
