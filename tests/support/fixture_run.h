/* What the runners of tests/ebpf and tests/verify run their cases with: memory, and a host whose clock and random numbers stand still. */
#ifndef TESTS_FIXTURE_RUN_H
#define TESTS_FIXTURE_RUN_H

#include <mbpf/port.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the program when there is no memory. */
static inline void *must(void *memory) {
  if (!memory) {
    fprintf(stderr, "out of memory\n");
    exit(2);
  }
  return memory;
}

/* Zeros, at a multiple of 16. */
static inline void *aligned(size_t bytes) {
  size_t whole = (bytes + 31) & ~(size_t)15;
  return memset(must(aligned_alloc(16, whole)), 0, whole);
}

static uint64_t fixed_time(void *user) {
  (void)user;
  return 1234567;
}

static uint64_t fixed_random(void *user) {
  (void)user;
  return 0x123456789abcdef0u;
}

static uint32_t cpu_zero(void *user) {
  (void)user;
  return 0;
}

static void no_log(void *user, enum mbpf_log_level level, const char *text, size_t length) {
  (void)user, (void)level, (void)text, (void)length;
}

static const struct mbpf_port fixed_port = {
    .cpu_count = 1, .cpu_id = cpu_zero, .now_ns = fixed_time, .random = fixed_random, .log = no_log};

#endif
