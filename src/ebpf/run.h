/* Running eBPF code. */
#ifndef EBPF_RUN_H
#define EBPF_RUN_H

#include "ebpf/code.h"
#include "runtime/run.h"

#include <mbpf/runtime.h>

struct instance;

/*
 * Runs an entry point to its end and returns r0; run->stop.end says how it ended, and on anything but RUN_OK the result is 0 and
 * run->stop says where and why.
 *
 * run    port, program, cpu, context and the budgets are set; stop and tail_calls are zero. steps_used and stop are filled in
 * r1, r2 the program's first registers; the others start as 0
 * stack  entry->code->stack_bytes, EBPF_STACK_ALIGNMENT-aligned; a tail call's target needs no more than MBPF_EBPF_STACK_BYTES besides what
 *        its own code says
 *
 * MBPF_TIER_INTERP tests no access: only for verified or trusted code. Both tiers count steps alike: each instruction is one, a
 * wide one too; a run with max_steps n executes at most n and stops exactly there. A ring record that is still reserved
 * when the run ends is discarded. Any firing context; no allocation; about 1 KiB of C stack.
 */
uint64_t ebpf_run(const struct ebpf_entry *entry, enum mbpf_tier tier, struct run *run, uint64_t r1,
                  uint64_t r2, void *stack);

/* The same for a loaded program: struct engine's run (runtime/engine.h). */
uint64_t ebpf_run_program(const struct program *program, struct instance *instance, struct run *run);

#endif
