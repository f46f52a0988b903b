/* Waiting for a grace period. */
#include "runtime/epoch.h"

static void wait_for(const struct mbpf_port *port, const struct cpu *cpu) {
  uint32_t seen = __atomic_load_n(&cpu->sequence, __ATOMIC_SEQ_CST);
  if (seen % 2 == 0)
    return;
  while (__atomic_load_n(&cpu->sequence, __ATOMIC_ACQUIRE) == seen) {
    if (port->relax)
      port->relax(port->user);
  }
}

void epoch_wait(const struct mbpf_port *port, const struct cpu *cpus) {
  if (port->barrier)
    port->barrier(port->user);
  for (uint32_t i = 0; i < port->cpu_count; i++)
    wait_for(port, &cpus[i]);
}
