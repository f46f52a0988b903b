/* What the command writes: colours, JSON, progress, and the check at the end that stdout took it all. */
#ifndef TOOL_OUTPUT_H
#define TOOL_OUTPUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Terminal codes, all "" when the stream is no terminal or NO_COLOR is set. */
struct palette {
  const char *bad;    /* errors, drops */
  const char *good;   /* passes */
  const char *strong; /* titles, names */
  const char *faint;  /* offsets, source lines */
  const char *end;
};

const struct palette *output_palette(FILE *stream);

/* Prints a JSON value and a newline on stdout and drops the reference. */
void output_json(json_t *value);

/* A JSON string of any bytes: what is not UTF-8 becomes U+FFFD. */
json_t *output_text(const char *text, size_t length);

/* A JSON string of lowercase hex digits. */
json_t *output_hex(const uint8_t *bytes, size_t length);

/* A JSON number of 64 unsigned bits; above INT64_MAX, which JSON libraries lose, a decimal string. */
json_t *output_u64(uint64_t value);

/* Flushes stdout; TOOL_FAILED with a message when it could not take everything, else the given code. */
int output_finish(int code);

/* A line that counts on a terminal's stderr. done == total clears it; silent for the first half second. */
struct progress {
  const char *what;
  uint64_t total; /* 0: not known */
  uint64_t started_ns;
  uint64_t shown_ns;
  bool enabled;
  bool visible;
};

void progress_start(struct progress *progress, const char *what, uint64_t total);
void progress_step(struct progress *progress, uint64_t done);
void progress_end(struct progress *progress);

/* "0.1.0" */
const char *tool_version(void);

/* Monotonic wall clock, ns. */
uint64_t clock_ns(void);

#endif
