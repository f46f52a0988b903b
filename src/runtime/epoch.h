/*
 * Epochs: how published objects are retired. Firing marks its CPU busy; whoever unpublished an object waits until each CPU has
 * been seen idle or has moved on, and may then free it. Firing takes no lock and, where the port has a barrier, no fence.
 */
#ifndef RUNTIME_EPOCH_H
#define RUNTIME_EPOCH_H

#include "base/cpu.h"
#include "base/expect.h"

#include <mbpf/config.h>
#include <mbpf/port.h>
#include <stdbool.h>
#include <stdint.h>

struct program;

/* What one CPU is doing. Only that CPU writes it; sequence is read by others. */
struct cpu {
  _Alignas(CPU_ALIGNMENT) uint32_t sequence; /* odd while the CPU may hold published pointers */
  uint32_t depth;                            /* fires inside one another */
  const struct program *running[MBPF_MAX_FIRE_DEPTH];
};

/* From here to epoch_exit published pointers stay valid. Nests. */
static inline void epoch_enter(const struct mbpf_port *port, struct cpu *cpu) {
  if (UNLIKELY(cpu->depth++ != 0))
    return;
  if (LIKELY(port->barrier)) {
    __atomic_store_n(&cpu->sequence, cpu->sequence + 1, __ATOMIC_RELAXED);
    __atomic_signal_fence(__ATOMIC_SEQ_CST); /* the other half is port->barrier in epoch_wait */
  } else {
    (void)__atomic_exchange_n(&cpu->sequence, cpu->sequence + 1, __ATOMIC_SEQ_CST);
  }
}

static inline void epoch_exit(struct cpu *cpu) {
  if (LIKELY(--cpu->depth == 0))
    __atomic_store_n(&cpu->sequence, cpu->sequence + 1, __ATOMIC_RELEASE);
}

/* Returns when no CPU can still hold a pointer that was unpublished (with a seq_cst store) before the call. */
void epoch_wait(const struct mbpf_port *port, const struct cpu *cpus);

#endif
