/* Output of the mbpf command. */
#include "output.h"

#include "error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct palette plain = {"", "", "", "", ""};
static const struct palette colored = {"\033[31m", "\033[32m", "\033[1m", "\033[2m", "\033[0m"};

const struct palette *output_palette(FILE *stream) {
  const char *no_color = getenv("NO_COLOR");
  const char *terminal = getenv("TERM");
  if ((no_color && *no_color) || (terminal && strcmp(terminal, "dumb") == 0) || !isatty(fileno(stream)))
    return &plain;
  return &colored;
}

void output_json(json_t *value) {
  json_dumpf(value, stdout, JSON_COMPACT);
  putchar('\n');
  json_decref(value);
}

/* Length of the UTF-8 sequence at text, 0 when it is not one (RFC 3629: shortest form, no surrogates). */
static size_t utf8_length(const unsigned char *text, size_t left) {
  static const unsigned least[5] = {0, 0, 0x80, 0x800, 0x10000};
  unsigned value = text[0];
  size_t length = value < 0x80 ? 1 : value >> 5 == 6 ? 2 : value >> 4 == 14 ? 3 : value >> 3 == 30 ? 4 : 0;
  if (length < 2)
    return length;
  if (length > left)
    return 0;
  value &= 0x7fu >> length;
  for (size_t i = 1; i < length; i++) {
    if (text[i] >> 6 != 2)
      return 0;
    value = value << 6 | (text[i] & 0x3fu);
  }
  return value < least[length] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000) ? 0 : length;
}

json_t *output_text(const char *text, size_t length) {
  json_t *direct = json_stringn(text, length);
  if (direct)
    return direct;
  char *fixed = calloc(3, length + 1);
  size_t out = 0;
  if (!fixed)
    return json_null();
  for (size_t i = 0; i < length;) {
    size_t step = utf8_length((const unsigned char *)text + i, length - i);
    memcpy(fixed + out, step ? text + i : "\xef\xbf\xbd", step ? step : 3);
    out += step ? step : 3;
    i += step ? step : 1;
  }
  json_t *value = json_stringn(fixed, out);
  free(fixed);
  return value;
}

json_t *output_hex(const uint8_t *bytes, size_t length) {
  static const char digits[] = "0123456789abcdef";
  char *text = malloc(length * 2 + 1);
  if (!text)
    return json_null();
  for (size_t i = 0; i < length; i++) {
    text[2 * i] = digits[bytes[i] >> 4];
    text[2 * i + 1] = digits[bytes[i] & 15];
  }
  json_t *value = json_stringn(text, length * 2);
  free(text);
  return value;
}

json_t *output_u64(uint64_t value) {
  char text[24];
  if (value <= INT64_MAX)
    return json_integer((json_int_t)value);
  snprintf(text, sizeof text, "%llu", (unsigned long long)value);
  return json_string(text);
}

int output_finish(int code) {
  errno = 0;
  if (fflush(stdout) == 0 && !ferror(stdout))
    return code;
  /* A reader that went away (a pipe into head) wants no message. */
  if (errno != EPIPE)
    fprintf(stderr, "mbpf: cannot write to standard output: %s\n", strerror(errno ? errno : EIO));
  return code ? code : TOOL_FAILED;
}

const char *tool_version(void) {
  return MBPF_TOOL_VERSION;
}

uint64_t clock_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void progress_start(struct progress *progress, const char *what, uint64_t total) {
  *progress = (struct progress){
      .what = what, .total = total, .started_ns = clock_ns(), .enabled = isatty(STDERR_FILENO)};
  progress->shown_ns = progress->started_ns + 400000000u;
}

void progress_step(struct progress *progress, uint64_t done) {
  if (!progress->enabled || (done & 255) != 0)
    return;
  uint64_t now = clock_ns();
  if (now < progress->shown_ns + 100000000u)
    return;
  double seconds = (double)(now - progress->started_ns) / 1e9;
  fprintf(stderr, "\r%llu", (unsigned long long)done);
  if (progress->total)
    fprintf(stderr, " of %llu", (unsigned long long)progress->total);
  fprintf(stderr, " %s, %.0f per second\033[K", progress->what, (double)done / seconds);
  fflush(stderr);
  progress->shown_ns = now;
  progress->visible = true;
}

void progress_end(struct progress *progress) {
  if (progress->visible)
    fprintf(stderr, "\r\033[K");
  progress->visible = false;
}
