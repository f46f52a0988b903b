/* Maps: their kinds, their definition, and the host's side of every operation. */
#ifndef MBPF_MAP_H
#define MBPF_MAP_H

#include <mbpf/error.h>
#include <stddef.h>
#include <stdint.h>

/*
 * enum name, package name, Linux's number (enum bpf_map_type; 0: Linux has none). The enum is dense and
 * internal; packages carry the name.
 */
#define MBPF_MAP_TYPE_TABLE(X)                                                                               \
  X(HASH, "hash", 1)                                                                                         \
  X(ARRAY, "array", 2)                                                                                       \
  X(PROG_ARRAY, "prog_array", 3)                                                                             \
  X(PERCPU_HASH, "percpu_hash", 5)                                                                           \
  X(PERCPU_ARRAY, "percpu_array", 6)                                                                         \
  X(LRU_HASH, "lru_hash", 9)                                                                                 \
  X(LRU_PERCPU_HASH, "lru_percpu_hash", 10)                                                                  \
  X(LPM_TRIE, "lpm_trie", 11)                                                                                \
  X(ARRAY_OF_MAPS, "array_of_maps", 12)                                                                      \
  X(HASH_OF_MAPS, "hash_of_maps", 13)                                                                        \
  X(DEVMAP, "devmap", 14)                                                                                    \
  X(QUEUE, "queue", 22)                                                                                      \
  X(STACK, "stack", 23)                                                                                      \
  X(RINGBUF, "ringbuf", 27)                                                                                  \
  X(BLOOM_FILTER, "bloom_filter", 30)

enum mbpf_map_type {
#define MBPF_MAP_TYPE_ENUM(name, text, linux_type) MBPF_MAP_##name,
  MBPF_MAP_TYPE_TABLE(MBPF_MAP_TYPE_ENUM)
#undef MBPF_MAP_TYPE_ENUM
      MBPF_MAP_TYPE_COUNT
};

/* Update flags, Linux's values. */
enum { MBPF_ANY = 0, MBPF_NOEXIST = 1, MBPF_EXIST = 2 };

/*
 * Map flags. All but the last are Linux's BPF_F_*; docs/maps.md says which kind takes which, and any other bit is refused.
 */
enum {
  MBPF_MAP_NO_PREALLOC = 1u << 0,   /* accepted; storage is always allocated at load */
  MBPF_MAP_NO_COMMON_LRU = 1u << 1, /* accepted on LRU kinds; the list is always the map's own */
  MBPF_MAP_NUMA_NODE = 1u << 2,     /* accepted; there is one arena */
  MBPF_MAP_RDONLY_HOST = 1u << 3,   /* BPF_F_RDONLY: the host may only read */
  MBPF_MAP_WRONLY_HOST = 1u << 4,   /* BPF_F_WRONLY: the host may only write */
  MBPF_MAP_ZERO_SEED =
      1u << 6, /* hash kinds: the key of the hash is 0, for repeatable order; not against attackers */
  MBPF_MAP_RDONLY_PROG = 1u << 7, /* BPF_F_RDONLY_PROG: programs may only read */
  MBPF_MAP_WRONLY_PROG = 1u << 8, /* BPF_F_WRONLY_PROG: programs may only write */
  MBPF_MAP_MMAPABLE = 1u << 10,   /* accepted: libbpf sets it on global data */
  MBPF_MAP_INNER_MAP = 1u << 12,  /* array as an inner map: its max_entries may differ from the template's */
  MBPF_MAP_PERCPU = 1u << 31      /* array, hash, lru_hash: one value per CPU, as the percpu_ type */
};

/* What a map is. Bytes and counts; checked by the kind, see docs for each kind's rules. */
struct mbpf_map_def {
  enum mbpf_map_type type;
  uint32_t key_bytes;
  uint32_t value_bytes;
  uint32_t max_entries;
  uint32_t flags;
  uint64_t extra; /* bloom_filter: hash functions, 0 = 5 */
};

/* "lru_hash" for MBPF_MAP_LRU_HASH; "unknown" for a value of no row. Static text, any context. */
const char *mbpf_map_type_name(enum mbpf_map_type type);

/* The type of a package name of length bytes; false when there is none. Any context. */
int mbpf_map_type_find(const char *name, size_t length, enum mbpf_map_type *type);

/* What a ring buffer's state is at one moment. Positions count bytes since the map was made and wrap at size_t. */
struct mbpf_ring_info {
  size_t ring_bytes;  /* max_entries of the map */
  size_t consumer;    /* position of the oldest record not consumed */
  size_t producer;    /* position of the next record */
  size_t avail_bytes; /* producer - consumer: headers, padding and records still being written included */
  size_t dropped;     /* records refused because the ring was full or locked, since the map was made */
};

/*
 * One ring record: bytes are valid until the function returns and lie 8-byte aligned. A result other than 0 stops after this
 * record, which counts as consumed. Must not consume from the same ring.
 */
typedef int mbpf_ring_record_fn(void *user, const void *bytes, size_t length);

#endif
