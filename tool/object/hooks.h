/* Section names of programs: which hook type and context SEC("…") means. */
#ifndef TOOL_OBJECT_HOOKS_H
#define TOOL_OBJECT_HOOKS_H

#include "error.h"

#include <stdint.h>

struct section_hook {
  uint32_t hook_type;
  const char *context; /* "" for the hook's own */
  const char *attach;  /* hook point, or "" */
};

/* The hook of a section name; false with a message that lists what there is. */
bool section_hook(const char *section, struct section_hook *hook, struct tool_error *error);

#endif
