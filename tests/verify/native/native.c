/*
 * Runs a program of the corpus natively: the reference for its results. It is linked with one *.bpf.c compiled for the host
 * (-Dmain of the program is NATIVE_ENTRY) and prints "retval packet-in-hex" for each packet given in hex as an argument, in turn, with
 * the maps kept. Maps and helpers here are the simplest there can be and share nothing with the product's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include <bpf/bpf_helpers.h>

int NATIVE_ENTRY(struct xdp_md *ctx);

enum { HEADROOM = 256, ROOM = 4096, MAX_MAPS = 8 };

/* --- maps: lists of entries in order of arrival --- */

struct entry {
  struct entry *next;
  uint8_t *key, *value;
};

struct table {
  void *map;
  struct entry *first;
  unsigned count;
};

static struct table tables[MAX_MAPS];

static struct table *table_of(void *map) {
  struct table *t = tables;
  while (t->map && t->map != map)
    t++;
  t->map = map;
  return t;
}

static struct entry *append(struct table *t, struct native_def def, const void *key, const void *value) {
  struct entry **at = &t->first, *e = calloc(1, sizeof *e);
  while (*at)
    at = &(*at)->next;
  e->key = calloc(1, def.key_bytes + 1);
  e->value = calloc(1, def.value_bytes + 8);
  memcpy(e->key, key, def.key_bytes);
  if (value)
    memcpy(e->value, value, def.value_bytes);
  t->count++;
  return *at = e;
}

static void drop(struct table *t, struct entry *e) {
  struct entry **at = &t->first;
  while (*at != e)
    at = &(*at)->next;
  *at = e->next;
  t->count--;
}

static int is_array(struct native_def def) {
  return def.type == BPF_MAP_TYPE_ARRAY || def.type == BPF_MAP_TYPE_PERCPU_ARRAY;
}

static struct entry *find_exact(struct table *t, struct native_def def, const void *key) {
  for (struct entry *e = t->first; e; e = e->next)
    if (memcmp(e->key, key, def.key_bytes) == 0)
      return e;
  return NULL;
}

static int prefix_matches(const uint8_t *prefix, const uint8_t *address, unsigned bits) {
  for (unsigned i = 0; i < bits; i++)
    if ((prefix[i / 8] ^ address[i / 8]) & 0x80 >> i % 8)
      return 0;
  return 1;
}

static struct entry *find_longest(struct table *t, const uint8_t *key) {
  struct entry *best = NULL;
  uint32_t best_bits = 0, bits, limit;
  memcpy(&limit, key, 4);
  for (struct entry *e = t->first; e; e = e->next) {
    memcpy(&bits, e->key, 4);
    if (bits <= limit && (!best || bits > best_bits) && prefix_matches(e->key + 4, key + 4, bits)) {
      best = e;
      best_bits = bits;
    }
  }
  return best;
}

static struct entry *find(struct table *t, struct native_def def, const void *key) {
  uint32_t index;
  if (def.type == BPF_MAP_TYPE_LPM_TRIE)
    return find_longest(t, key);
  if (!is_array(def))
    return find_exact(t, def, key);
  memcpy(&index, key, 4);
  for (uint32_t i = t->count; i < def.entries; i++)
    append(t, def, &i, NULL);
  return index < def.entries ? find_exact(t, def, key) : NULL;
}

void *native_lookup(void *map, struct native_def def, const void *key) {
  struct entry *e = find(table_of(map), def, key);
  return e ? e->value : NULL;
}

long native_update(void *map, struct native_def def, const void *key, const void *value, uint64_t flags) {
  struct table *t = table_of(map);
  struct entry *e = def.type == BPF_MAP_TYPE_LPM_TRIE ? find_exact(t, def, key) : find(t, def, key);
  if (e && flags == BPF_NOEXIST)
    return -EEXIST;
  if (!e && (flags == BPF_EXIST || is_array(def)))
    return is_array(def) ? -E2BIG : -ENOENT;
  if (!e && t->count == def.entries)
    return -E2BIG;
  if (e)
    memcpy(e->value, value, def.value_bytes);
  else
    append(t, def, key, value);
  return 0;
}

long native_delete(void *map, struct native_def def, const void *key) {
  struct table *t = table_of(map);
  struct entry *e = find_exact(t, def, key);
  if (!e)
    return -ENOENT;
  drop(t, e);
  return 0;
}

long native_push(void *map, struct native_def def, const void *value, uint64_t flags) {
  struct table *t = table_of(map);
  (void)flags;
  if (t->count == def.entries)
    return -E2BIG;
  append(t, def, "", value);
  return 0;
}

/* A bloom filter is asked whether it holds the value; a queue gives the first, a stack the last. */
long native_take(void *map, struct native_def def, void *value, int keep) {
  struct table *t = table_of(map);
  struct entry *e = t->first;
  if (def.type == BPF_MAP_TYPE_BLOOM_FILTER) {
    while (e && memcmp(e->value, value, def.value_bytes) != 0)
      e = e->next;
    return e ? 0 : -ENOENT;
  }
  while (def.type == BPF_MAP_TYPE_STACK && e && e->next)
    e = e->next;
  if (!e) {
    memset(value, 0, def.value_bytes);
    return -ENOENT;
  }
  memcpy(value, e->value, def.value_bytes);
  if (!keep)
    drop(t, e);
  return 0;
}

long native_for_each(void *map, struct native_def def, void *function, void *context) {
  long (*visit)(void *, void *, void *, void *) = (long (*)(void *, void *, void *, void *))function;
  struct table *t = table_of(map);
  uint32_t zero = 0;
  long count = 0;
  if (is_array(def))
    find(t, def, &zero);
  for (struct entry *e = t->first; e; e = e->next) {
    count++;
    if (visit(map, e->key, e->value, context))
      break;
  }
  return count;
}

/* --- other helpers --- */

void *bpf_ringbuf_reserve(void *map, uint64_t size, uint64_t flags) {
  (void)map, (void)flags;
  return calloc(1, size);
}
void bpf_ringbuf_submit(void *record, uint64_t flags) {
  (void)record, (void)flags;
}
void bpf_ringbuf_discard(void *record, uint64_t flags) {
  (void)record, (void)flags;
}
long bpf_ringbuf_output(void *map, const void *data, uint64_t size, uint64_t flags) {
  (void)map, (void)data, (void)size, (void)flags;
  return 0;
}

uint64_t bpf_ktime_get_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

long bpf_trace_printk(const char *format, uint32_t size, ...) {
  (void)format;
  return size;
}

long bpf_loop(uint32_t count, void *function, void *context, uint64_t flags) {
  long (*call)(uint32_t, void *) = (long (*)(uint32_t, void *))function;
  (void)flags;
  for (uint32_t i = 0; i < count; i++)
    if (call(i, context))
      return i + 1;
  return count;
}

long bpf_snprintf(char *out, uint32_t size, const char *format, const uint64_t *arguments, uint32_t bytes) {
  return bytes == 16 ? snprintf(out, size, format, (int)arguments[0], (int)arguments[1]) + 1 : -EINVAL;
}

long bpf_strncmp(const char *a, uint32_t size, const char *b) {
  return strncmp(a, b, size);
}

long bpf_strtol(const char *text, uint64_t size, uint64_t flags, long *result) {
  char copy[64] = {0}, *end;
  memcpy(copy, text, size < sizeof copy ? size : sizeof copy - 1);
  *result = strtol(copy, &end, (int)flags);
  return end == copy ? -EINVAL : end - copy;
}

int64_t bpf_csum_diff(const uint32_t *from, uint32_t from_size, const uint32_t *to, uint32_t to_size,
                      uint32_t seed) {
  uint64_t sum = seed;
  for (uint32_t i = 0; i < from_size / 4; i++)
    sum += (uint32_t)~from[i];
  for (uint32_t i = 0; i < to_size / 4; i++)
    sum += to[i];
  while (sum >> 32)
    sum = (sum & 0xffffffff) + (sum >> 32);
  return (int64_t)sum;
}

/* --- packets: in the lowest 4 GiB, so that the 32-bit fields of struct xdp_md hold real addresses --- */

static uint32_t hard_start, hard_end;

long bpf_xdp_adjust_head(struct xdp_md *ctx, int delta) {
  uint32_t data = ctx->data + (uint32_t)delta;
  if (data < hard_start || data > ctx->data_end)
    return -EINVAL;
  ctx->data = ctx->data_meta = data;
  return 0;
}

long bpf_xdp_adjust_tail(struct xdp_md *ctx, int delta) {
  uint32_t end = ctx->data_end + (uint32_t)delta;
  if (end > hard_end || end < ctx->data)
    return -EINVAL;
  if (delta > 0)
    memset((void *)(uintptr_t)ctx->data_end, 0, (size_t)delta);
  ctx->data_end = end;
  return 0;
}

long bpf_xdp_adjust_meta(struct xdp_md *ctx, int delta) {
  uint32_t meta = ctx->data_meta + (uint32_t)delta;
  if (meta < hard_start || meta > ctx->data)
    return -EINVAL;
  ctx->data_meta = meta;
  return 0;
}

static void run(const char *hex, uint8_t *memory) {
  size_t length = strlen(hex) / 2;
  uint8_t *data = memory + HEADROOM;
  for (size_t i = 0; i < length; i++) {
    unsigned byte;
    sscanf(hex + 2 * i, "%2x", &byte);
    data[i] = (uint8_t)byte;
  }
  struct xdp_md ctx = {.data = (uint32_t)(uintptr_t)data, .data_end = (uint32_t)(uintptr_t)(data + length)};
  ctx.data_meta = ctx.data;
  printf("0x%x ", (unsigned)NATIVE_ENTRY(&ctx));
  for (uint32_t at = ctx.data; at < ctx.data_end; at++)
    printf("%02x", *(uint8_t *)(uintptr_t)at);
  printf("\n");
}

int main(int count, char **packets) {
  uint8_t *memory = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  if (memory == MAP_FAILED)
    return 2;
  hard_start = (uint32_t)(uintptr_t)memory;
  hard_end = hard_start + ROOM;
  for (int i = 1; i < count; i++)
    run(packets[i], memory);
  return 0;
}
