/*
 * Stands in for libbpf's header when a program of the corpus is compiled for the host, where it serves as its own reference:
 * helpers as plain C over plain maps (native.c). Compile with -I tests/verify/native; the rest of libbpf's headers are used.
 */
#ifndef NATIVE_BPF_HELPERS_H
#define NATIVE_BPF_HELPERS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SEC(name)        __attribute__((used))
#define __uint(name, v)  int(*name)[v]
#define __type(name, v)  __typeof__(v) *name
#define __array(name, v) __typeof__(v) *name[]
#define __always_inline  inline __attribute__((always_inline))
#define __noinline       __attribute__((noinline))
#define bpf_printk(...)  ((void)0)

/* What a BTF-style definition says of a map, read off its type where it is used. */
struct native_def {
  unsigned type, entries, key_bytes, value_bytes;
};

#define NATIVE_NUMBER(m, field) (unsigned)(sizeof(*(m)->field) / sizeof(int))
#define NATIVE_KEYED(m)                                                                                      \
  (struct native_def) {                                                                                      \
    NATIVE_NUMBER(m, type), NATIVE_NUMBER(m, max_entries), sizeof(*(m)->key), sizeof(*(m)->value)            \
  }
#define NATIVE_DEQUE(m)                                                                                      \
  (struct native_def) {                                                                                      \
    NATIVE_NUMBER(m, type), NATIVE_NUMBER(m, max_entries), 0, NATIVE_NUMBER(m, value_size)                   \
  }

void *native_lookup(void *map, struct native_def def, const void *key);
long native_update(void *map, struct native_def def, const void *key, const void *value, uint64_t flags);
long native_delete(void *map, struct native_def def, const void *key);
long native_push(void *map, struct native_def def, const void *value, uint64_t flags);
long native_take(void *map, struct native_def def, void *value, int keep);
long native_for_each(void *map, struct native_def def, void *function, void *context);

#define bpf_map_lookup_elem(m, key)               native_lookup(m, NATIVE_KEYED(m), key)
#define bpf_map_update_elem(m, key, value, flags) native_update(m, NATIVE_KEYED(m), key, value, flags)
#define bpf_map_delete_elem(m, key)               native_delete(m, NATIVE_KEYED(m), key)
#define bpf_map_push_elem(m, value, flags)        native_push(m, NATIVE_DEQUE(m), value, flags)
#define bpf_map_pop_elem(m, value)                native_take(m, NATIVE_DEQUE(m), value, 0)
#define bpf_map_peek_elem(m, value)               native_take(m, NATIVE_DEQUE(m), value, 1)
#define bpf_for_each_map_elem(m, function, context, flags)                                                   \
  native_for_each(m, NATIVE_KEYED(m), (void *)(function), context)

void *bpf_ringbuf_reserve(void *map, uint64_t size, uint64_t flags);
void bpf_ringbuf_submit(void *record, uint64_t flags);
void bpf_ringbuf_discard(void *record, uint64_t flags);
long bpf_ringbuf_output(void *map, const void *data, uint64_t size, uint64_t flags);
uint64_t bpf_ktime_get_ns(void);
long bpf_trace_printk(const char *format, uint32_t size, ...);
long bpf_loop(uint32_t count, void *function, void *context, uint64_t flags);
long bpf_snprintf(char *out, uint32_t size, const char *format, const uint64_t *arguments, uint32_t bytes);
long bpf_strncmp(const char *a, uint32_t size, const char *b);
long bpf_strtol(const char *text, uint64_t size, uint64_t flags, long *result);
int64_t bpf_csum_diff(const uint32_t *from, uint32_t from_size, const uint32_t *to, uint32_t to_size,
                      uint32_t seed);
struct xdp_md;
long bpf_xdp_adjust_head(struct xdp_md *ctx, int delta);
long bpf_xdp_adjust_tail(struct xdp_md *ctx, int delta);
long bpf_xdp_adjust_meta(struct xdp_md *ctx, int delta);

#endif
