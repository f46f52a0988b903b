/* Rate-limited log lines of programs. */
#include "runtime/log.h"

#include "base/text.h"
#include "runtime/run.h"
#include "runtime/runtime.h"

static uint32_t load(const uint32_t *field) {
  return __atomic_load_n(field, __ATOMIC_RELAXED);
}
static void store(uint32_t *field, uint32_t value) {
  __atomic_store_n(field, value, __ATOMIC_RELAXED);
}

/* May one more line pass now? */
static bool admit(struct log_limit *limit, uint32_t second, uint32_t allowance) {
  if (load(&limit->second) != second) {
    store(&limit->second, second);
    store(&limit->lines, 0);
  }
  if (__atomic_fetch_add(&limit->lines, 1, __ATOMIC_RELAXED) < allowance)
    return true;
  (void)__atomic_fetch_add(&limit->suppressed, 1, __ATOMIC_RELAXED);
  return false;
}

static void write_line(const struct program *program, const struct mbpf_port *port, enum mbpf_log_level level,
                       const char *from, size_t length) {
  char line[MBPF_LOG_LINE_BYTES];
  struct text text;
  text_init(&text, line, sizeof line);
  text_printf(&text, "%s: ", program->name);
  text_write(&text, from, length);
  port->log(port->user, level, text.at, text.length);
}

void run_log(struct run *run, enum mbpf_log_level level, const char *text, size_t length) {
  const struct mbpf_port *port = run->port;
  struct loaded *package = run->program->package;
  struct program *program = &package->programs[run->program->index];
  uint32_t second = (uint32_t)(port->now_ns(port->user) / 1000000000u);
  if (!port->log || !admit(&program->log_limit, second, package->runtime->policy.log_lines_per_second))
    return;
  uint32_t missing = __atomic_exchange_n(&program->log_limit.suppressed, 0, __ATOMIC_RELAXED);
  if (missing != 0) {
    char note[64];
    struct text said;
    text_init(&said, note, sizeof note);
    text_printf(&said, "%u lines suppressed (rate limit)", missing);
    write_line(program, port, MBPF_LOG_WARN, said.at, said.length);
  }
  write_line(program, port, level, text, length);
}
