/* Time, random numbers, and where the program runs: answered by the port. */
#include "helper/family.h"

#define UNUSED_ALL (void)a1, (void)a2, (void)a3, (void)a4, (void)a5

uint64_t helper_ktime_get_ns(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                             uint64_t a5) {
  UNUSED_ALL;
  return run->port->now_ns(run->port->user);
}

uint64_t helper_ktime_get_boot_ns(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                  uint64_t a5) {
  UNUSED_ALL;
  return run->port->boot_ns ? run->port->boot_ns(run->port->user) : run->port->now_ns(run->port->user);
}

uint64_t helper_ktime_get_coarse_ns(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                    uint64_t a5) {
  return helper_ktime_get_ns(run, a1, a2, a3, a4, a5);
}

uint64_t helper_get_prandom_u32(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                uint64_t a5) {
  UNUSED_ALL;
  return (uint32_t)run->port->random(run->port->user);
}

uint64_t helper_get_smp_processor_id(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                     uint64_t a5) {
  UNUSED_ALL;
  return run->cpu;
}

uint64_t helper_get_current_pid_tgid(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                     uint64_t a5) {
  UNUSED_ALL;
  return run->port->pid_tgid ? run->port->pid_tgid(run->port->user) : 0;
}
