/* A small device's limits, for the core-small preset: none is the default, and every optional part is off. */
#ifndef MBPF_SMALL_CONFIG_H
#define MBPF_SMALL_CONFIG_H

#define MBPF_MAX_PACKAGE_BYTES 16384u
#define MBPF_MAX_SECTIONS      8u
#define MBPF_MAX_PROGRAMS      2u
#define MBPF_MAX_MAPS          4u
#define MBPF_MAX_NAME          23u

#define MBPF_MAX_CPUS            1u
#define MBPF_MAX_PACKAGES        2u
#define MBPF_MAX_HOOK_POINTS     4u
#define MBPF_MAX_LINKS           4u
#define MBPF_MAX_LINKS_PER_POINT 2u
#define MBPF_MAX_FIRE_DEPTH      2u

#define MBPF_MAX_HELPER_LIMITS   2u
#define MBPF_MAX_HELPER_VERSIONS 4u
#define MBPF_ERROR_BYTES         16u

#define MBPF_EBPF_MAX_INSNS      1024u
#define MBPF_EBPF_MAX_FUNCTIONS  16u
#define MBPF_EBPF_MAX_FRAMES     4u
#define MBPF_EBPF_STACK_BYTES    256u
#define MBPF_EBPF_MAX_REFERENCES 2u
#define MBPF_LOG_LINE_BYTES      96u

#define MBPF_WITH_CHECKED_TIER  0
#define MBPF_WITH_DISASM        0
#define MBPF_WITH_JSON_MANIFEST 0
#define MBPF_WITH_DEBUG_INFO    0
#define MBPF_WITH_ERROR_TEXT    0

#define MBPF_WITH_VIEW_SKB     0
#define MBPF_WITH_HELPERS_TEXT 0
#define MBPF_WITH_HELPERS_NET  0
#define MBPF_WITH_HELPERS_LOOP 0

/* Maps: array, hash, ringbuf, prog_array. */
#define MBPF_WITH_MAP_PERCPU_ARRAY    0
#define MBPF_WITH_MAP_PERCPU_HASH     0
#define MBPF_WITH_MAP_LRU_HASH        0
#define MBPF_WITH_MAP_LRU_PERCPU_HASH 0
#define MBPF_WITH_MAP_LPM_TRIE        0
#define MBPF_WITH_MAP_ARRAY_OF_MAPS   0
#define MBPF_WITH_MAP_HASH_OF_MAPS    0
#define MBPF_WITH_MAP_DEVMAP          0
#define MBPF_WITH_MAP_QUEUE           0
#define MBPF_WITH_MAP_STACK           0
#define MBPF_WITH_MAP_BLOOM_FILTER    0

#endif
