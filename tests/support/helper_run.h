/* A run for tests of helpers: a port whose answers are known, a program that may log, and calling a helper by its row. */
#ifndef SUPPORT_HELPER_RUN_H
#define SUPPORT_HELPER_RUN_H

#include "helper/helper.h"

/* What the port's log got, lines with '\n' between them. */
extern char helper_run_log[4096];

/* A fresh run on CPU 1 of 4: now_ns 1000000007, boot_ns 2000000011, random 0xfedcba9876543210, pid_tgid 0x0000002a00000007. */
struct run *helper_run_start(void);

/* Calls the helper of this id as an engine would. */
uint64_t helper_run_call(struct run *run, uint32_t id, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                         uint64_t a5);

#define CALL(name, ...) CALL_FIVE(name, __VA_ARGS__, 0, 0, 0, 0, 0)
#define CALL_FIVE(name, a1, a2, a3, a4, a5, ...)                                                             \
  helper_run_call(run, HELPER_ID_##name, (uint64_t)(a1), (uint64_t)(a2), (uint64_t)(a3), (uint64_t)(a4),     \
                  (uint64_t)(a5))

/* An address as a program has it. */
#define ADDRESS(pointer) ((uint64_t)(uintptr_t)(pointer))

#endif
