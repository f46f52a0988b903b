/*
 * The port: what the platform gives the core. A host fills one struct mbpf_port and keeps it, and what it points to,
 * valid and unchanged for the life of every runtime created with it. <mbpf/posix.h> has a ready one.
 */
#ifndef MBPF_PORT_H
#define MBPF_PORT_H

#include <mbpf/config.h>
#include <stddef.h>
#include <stdint.h>

enum mbpf_log_level { MBPF_LOG_DEBUG = 0, MBPF_LOG_INFO = 1, MBPF_LOG_WARN = 2, MBPF_LOG_ERROR = 3 };

struct mbpf_port {
  /* Passed back as the first argument of every function below. */
  void *user;

  /* CPUs that may fire: 1 to MBPF_MAX_CPUS. Per-CPU maps and instances are this many. */
  uint32_t cpu_count;

  /*
   * The caller's CPU, below cpu_count. Must not change while a run is under way on it and no two threads may
   * share it at a time: a kernel disables preemption around firing, a hosted port gives each thread its own number.
   * A value >= cpu_count says "no CPU free": the event gets the hook's default. Called from any firing context.
   */
  uint32_t (*cpu_id)(void *user);

  /* Monotonic time and time since boot (suspend included), ns. boot_ns may be NULL: now_ns is used. Any context. */
  uint64_t (*now_ns)(void *user);
  uint64_t (*boot_ns)(void *user);

  /* 64 random bits: seeds the maps' hash keys and answers get_prandom_u32. Any context. */
  uint64_t (*random)(void *user);

  /* One finished line without newline; text is not kept. Any context that fires. NULL: lines are dropped. */
  void (*log)(void *user, enum mbpf_log_level level, const char *text, size_t length);

  /* Process and thread group of the event as (tgid << 32 | pid). NULL: helper 14 answers 0. Any context. */
  uint64_t (*pid_tgid)(void *user);

  /* Mutex around loading, attaching and unloading; never taken while firing. Both NULL: calls are never concurrent. */
  void (*lock)(void *user);
  void (*unlock)(void *user);

  /*
   * Makes every CPU pass a full memory barrier before it returns (an IPI, Linux's membarrier). With it, firing costs no
   * barrier. NULL: firing issues one. Called by unload and detach only.
   */
  void (*barrier)(void *user);

  /*
   * Called while unload waits for runs on other CPUs to end, and now and then (every 64 looks) while an operation on a
   * map waits for the CPU that holds one of its locks: yield or pause. On a hosted system it has to yield: the thread
   * that is waited for may not be running. Any context that fires. NULL: spin.
   */
  void (*relax)(void *user);
};

#endif
