/* The POSIX port: Linux and other hosted systems. Threads are CPUs: each gets a number at its first event. */
#ifndef MBPF_POSIX_H
#define MBPF_POSIX_H

#include <mbpf/port.h>

/*
 * A ready port with cpu_count numbers for threads (1 to MBPF_MAX_CPUS): a thread keeps its number until it ends, then
 * another may have it. Log lines go to stderr. The port is shared, unchanging memory: copy it to change functions.
 * All ports of one process share the numbers.
 */
struct mbpf_port mbpf_posix_port(uint32_t cpu_count);

#endif
