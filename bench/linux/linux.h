/* The programs of bench/programs in the running kernel, compiled by its JIT: time by BPF_PROG_TEST_RUN. */
#ifndef BENCH_LINUX_LINUX_H
#define BENCH_LINUX_LINUX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* NULL when this process may load programs, or the reason why not. */
const char *linux_refuses(void);

enum { LINUX_PROBLEM_BYTES = 128 };

/*
 * Loads program.bpf.c's object of this name and runs it as often as rounds says, each time on the bytes of buffer, which is not changed. False,
 * with a reason in problem: the kernel did not take it, or must not see it.
 */
bool linux_run(const char *name, const void *buffer, size_t bytes, int rounds, double *best_ns,
               uint64_t *result, char problem[LINUX_PROBLEM_BYTES]);

#endif
