/* The POSIX port: threads as CPUs, clock_gettime, getrandom, stderr, a mutex, membarrier. */
#include <mbpf/posix.h>

#include <errno.h>
#include <linux/membarrier.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { NO_NUMBER = UINT32_MAX };

static pthread_mutex_t control = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t thread_end;
static bool have_membarrier;
static bool taken[MBPF_MAX_CPUS]; /* numbers in use; atomic */
static _Thread_local uint32_t own_number = NO_NUMBER;

/* A thread ends: another may have its number. The value is the number plus one. */
static void give_number_back(void *value) {
  uintptr_t number = (uintptr_t)value - 1;
  __atomic_store_n(&taken[number], false, __ATOMIC_RELEASE);
}

static void start(void) {
  (void)pthread_key_create(&thread_end, give_number_back);
#ifndef __SANITIZE_THREAD__
  have_membarrier = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
#endif
}

static uint32_t take_number(void) {
  for (uint32_t i = 0; i < MBPF_MAX_CPUS; i++) {
    if (__atomic_exchange_n(&taken[i], true, __ATOMIC_ACQUIRE))
      continue;
    own_number = i;
    (void)pthread_setspecific(thread_end, (void *)(uintptr_t)(i + 1));
    return i;
  }
  return NO_NUMBER;
}

static uint32_t cpu_id(void *user) {
  (void)user;
  return __builtin_expect(own_number != NO_NUMBER, 1) ? own_number : take_number();
}

static uint64_t read_clock(clockid_t clock) {
  struct timespec now;
  (void)clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t now_ns(void *user) {
  (void)user;
  return read_clock(CLOCK_MONOTONIC);
}

static uint64_t boot_ns(void *user) {
  (void)user;
  return read_clock(CLOCK_BOOTTIME);
}

static uint64_t random_bits(void *user) {
  uint64_t bits;
  (void)user;
  while (getrandom(&bits, sizeof bits, 0) != (ssize_t)sizeof bits) {
    if (errno != EINTR)
      return now_ns(NULL); /* no entropy source at all: still not a constant */
  }
  return bits;
}

static void log_line(void *user, enum mbpf_log_level level, const char *text, size_t length) {
  static const char *const names[] = {"debug", "info", "warn", "error"};
  (void)user;
  (void)fprintf(stderr, "mbpf %s: %.*s\n", names[level <= MBPF_LOG_ERROR ? level : MBPF_LOG_ERROR],
                (int)length, text);
}

static uint64_t pid_tgid(void *user) {
  (void)user;
  return (uint64_t)getpid() << 32 | (uint32_t)syscall(SYS_gettid);
}

static void lock(void *user) {
  (void)user;
  (void)pthread_mutex_lock(&control);
}

static void unlock(void *user) {
  (void)user;
  (void)pthread_mutex_unlock(&control);
}

static void barrier(void *user) {
  (void)user;
  (void)syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
}

static void relax(void *user) {
  (void)user;
  (void)sched_yield();
}

struct mbpf_port mbpf_posix_port(uint32_t cpu_count) {
  (void)pthread_once(&once, start);
  return (struct mbpf_port){
      .cpu_count = cpu_count,
      .cpu_id = cpu_id,
      .now_ns = now_ns,
      .boot_ns = boot_ns,
      .random = random_bits,
      .log = log_line,
      .pid_tgid = pid_tgid,
      .lock = lock,
      .unlock = unlock,
      .barrier = have_membarrier ? barrier : NULL,
      .relax = relax,
  };
}
