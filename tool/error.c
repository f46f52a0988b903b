/* Errors of the mbpf command. */
#include "error.h"

#include "output.h"

#include <mbpf/error.h>
#include <stdarg.h>
#include <stdio.h>

bool tool_fail(struct tool_error *error, int exit, const char *format, ...) {
  va_list args;
  error->exit = exit;
  va_start(args, format);
  vsnprintf(error->message, sizeof error->message, format, args);
  va_end(args);
  return false;
}

int tool_report(const char *verb, const struct tool_error *error) {
  const struct palette *color = output_palette(stderr);
  fflush(stdout);
  fprintf(stderr, "%smbpf %s:%s %s\n", color->bad, verb, color->end, error->message);
  return error->exit;
}

int tool_exit_of(int status) {
  switch (status) {
  case MBPF_OK: return TOOL_OK;
  case MBPF_NOT_VERIFIED: return TOOL_REJECTED;
  case MBPF_SIGNATURE:
  case MBPF_CAPABILITY_DENIED: return TOOL_REFUSED;
  case MBPF_NOT_FOUND: return TOOL_NOT_FOUND;
  default: return TOOL_FAILED;
  }
}
