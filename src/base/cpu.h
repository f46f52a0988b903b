/* How far apart things lie that different CPUs write. */
#ifndef BASE_CPU_H
#define BASE_CPU_H

#include <mbpf/config.h>

/* A cache line, so that no CPU's write takes another's line away. */
#if MBPF_MAX_CPUS > 1
#define CPU_ALIGNMENT 64
#else
#define CPU_ALIGNMENT 8
#endif

#endif
