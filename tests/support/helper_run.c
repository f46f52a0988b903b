/* Runs for tests of helpers. */
#include "helper_run.h"

#include "runtime/program.h"
#include "runtime/runtime.h"

#include <stdlib.h>
#include <string.h>

char helper_run_log[4096];

static uint64_t now_ns(void *user) {
  return user ? 1000000007u : 0;
}
static uint64_t boot_ns(void *user) {
  return user ? 2000000011u : 0;
}
static uint64_t random_bits(void *user) {
  return user ? 0xfedcba9876543210u : 0;
}
static uint64_t pid_tgid(void *user) {
  return user ? 0x2a00000007u : 0;
}

static void log_line(void *user, enum mbpf_log_level level, const char *text, size_t length) {
  size_t at = strlen(helper_run_log);
  if (!user || level != MBPF_LOG_INFO || at + length + 2 > sizeof helper_run_log)
    abort();
  memcpy(helper_run_log + at, text, length);
  memcpy(helper_run_log + at + length, "\n", 2);
}

struct run *helper_run_start(void) {
  static char user;
  static const struct mbpf_port port = {.user = &user,
                                        .cpu_count = 4,
                                        .now_ns = now_ns,
                                        .boot_ns = boot_ns,
                                        .random = random_bits,
                                        .pid_tgid = pid_tgid,
                                        .log = log_line};
  static struct mbpf_runtime runtime;
  static struct program program;
  static struct loaded package;
  static struct run_context context;
  static struct run run;
  memset(&program, 0, sizeof program);
  memset(&context, 0, sizeof context);
  runtime.policy.log_lines_per_second = 1000;
  package.runtime = &runtime;
  package.programs = &program;
  program.package = &package;
  program.name = "p";
  run = (struct run){.port = &port, .program = &program, .cpu = 1, .context = &context};
  helper_run_log[0] = '\0';
  return &run;
}

uint64_t helper_run_call(struct run *run, uint32_t id, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                         uint64_t a5) {
  return helper_find(id)->call(run, a1, a2, a3, a4, a5);
}
