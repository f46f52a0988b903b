/* Log lines of programs, limited per program and second. */
#ifndef RUNTIME_LOG_H
#define RUNTIME_LOG_H

#include <mbpf/port.h>
#include <stddef.h>
#include <stdint.h>

struct run;

/* One program's allowance. All fields atomic, relaxed: two CPUs may let a line too many pass at the turn of a second. */
struct log_limit {
  uint32_t second;     /* of the monotonic clock, wrapping */
  uint32_t lines;      /* let through in that second */
  uint32_t suppressed; /* since the last line let through */
};

/*
 * Writes one line for the running program through the port, unless it has used up its second. The first line after a
 * suppression is preceded by one that says how many are missing. Any firing context; nothing is kept.
 */
void run_log(struct run *run, enum mbpf_log_level level, const char *text, size_t length);

#endif
