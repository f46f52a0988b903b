/* mbpf run --insns: bare instructions over bare memory. */
#ifndef TOOL_RUN_INSNS_H
#define TOOL_RUN_INSNS_H

#include "error.h"

#include <mbpf/runtime.h>

struct insns_result {
  uint64_t retval;
  uint64_t steps;
  uint64_t ns;   /* of all runs */
  uint8_t *data; /* as the last run left it; points into the caller's data */
};

/*
 * Decodes hex text (blanks allowed) and runs it repeat times with r1 pointing to data and r2 its length. False with the
 * reason: a malformed program, or where and why a run was stopped.
 */
bool insns_run(const char *hex, size_t hex_length, uint8_t *data, size_t data_bytes, enum mbpf_tier tier,
               uint64_t repeat, struct insns_result *result, struct tool_error *error);

/* Decodes hex digits, blanks between them allowed, into bytes (room for text_length / 2). */
bool hex_decode(const char *text, size_t text_length, uint8_t *bytes, size_t *length,
                struct tool_error *error);

#endif
