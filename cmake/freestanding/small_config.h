/* A small device's limits, for the core-small preset: none is the default, and every optional part is off. */
#ifndef MBPF_SMALL_CONFIG_H
#define MBPF_SMALL_CONFIG_H

#define MBPF_MAX_PACKAGE_BYTES 16384u
#define MBPF_MAX_SECTIONS      8u
#define MBPF_MAX_PROGRAMS      4u
#define MBPF_MAX_MAPS          8u
#define MBPF_MAX_NAME          31u

#define MBPF_MAX_CPUS            1u
#define MBPF_MAX_PACKAGES        4u
#define MBPF_MAX_HOOK_POINTS     8u
#define MBPF_MAX_LINKS           8u
#define MBPF_MAX_LINKS_PER_POINT 4u
#define MBPF_MAX_FIRE_DEPTH      2u

#define MBPF_EBPF_MAX_INSNS      1024u
#define MBPF_EBPF_MAX_FUNCTIONS  16u
#define MBPF_EBPF_MAX_FRAMES     4u
#define MBPF_EBPF_STACK_BYTES    256u
#define MBPF_EBPF_MAX_REFERENCES 2u
#define MBPF_LOG_LINE_BYTES      96u
#define MBPF_ERROR_BYTES         128u

#define MBPF_WITH_CHECKED_TIER  0
#define MBPF_WITH_JSON_MANIFEST 0

#endif
