/* ringbuf. Producers first, then the consumer. */
#include "map/ringbuf.h"

#include "base/checked.h"
#include "base/errno.h"
#include "base/error.h"
#include "map/sync.h"

#include <string.h>

#define HEADER_BYTES   8u
#define MIN_RING_BYTES 64u

struct ring {
  /* Producers. */
  uint32_t lock;
  uint32_t mask;   /* of positions */
  size_t producer; /* written under lock */
  size_t dropped;
  uint8_t apart[64 - 8 - 2 * sizeof(size_t)]; /* the consumer's fields in another cache line */
  /* The consumer. */
  size_t consumer;
  uint32_t consumer_lock;
  uint32_t unused[8 - sizeof(size_t) / 4 - 1];
  uint64_t data[];
};

struct header {
  uint32_t state;    /* length, BUSY, DISCARD */
  uint32_t distance; /* in 8 bytes, from struct ring */
};

_Static_assert(sizeof(struct header) == HEADER_BYTES, "the header's format is fixed");
_Static_assert(sizeof(struct ring) % 16 == 0, "records are 8-byte aligned");

static size_t position(const size_t *p) {
  return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}

static struct header *header_at(struct ring *ring, size_t at) {
  return (struct header *)(void *)((uint8_t *)ring->data + (at & ring->mask));
}

static size_t record_span(uint32_t length) {
  return ((size_t)length + HEADER_BYTES + 7) & ~(size_t)7;
}

static mbpf_status check(const struct mbpf_map_def *def, mbpf_error *error) {
  uint32_t bytes = def->max_entries;
  if (bytes < MIN_RING_BYTES || (bytes & (bytes - 1)) != 0)
    return mbpf_fail(error, MBPF_INVALID_ARG,
                     "ringbuf map: max_entries is %u bytes, must be a power of two from %u to %u",
                     (unsigned)bytes, MIN_RING_BYTES, MBPF_MAP_MAX_ENTRIES);
  return MBPF_OK;
}

static bool measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes) {
  (void)cpu_count;
  return checked_add((size_t)def->max_entries, sizeof(struct ring), bytes);
}

static void init(struct map *map) {
  struct ring *ring = map->storage;
  ring->mask = map->def.max_entries - 1;
}

/* --- producers --- */

static void put_header(struct ring *ring, size_t at, uint32_t state) {
  struct header *header = header_at(ring, at);
  header->distance = (uint32_t)(((uintptr_t)header - (uintptr_t)ring) / 8);
  store_relaxed(&header->state, state);
}

static void publish(struct ring *ring, size_t producer) {
  __atomic_store_n(&ring->producer, producer, __ATOMIC_RELEASE);
}

/* The lock is held. NULL when the record does not fit. */
static struct header *claim(struct ring *ring, uint32_t length) {
  size_t size = (size_t)ring->mask + 1;
  size_t at = ring->producer;
  size_t used = at - position(&ring->consumer);
  size_t span = record_span(length);
  size_t to_end = size - (at & ring->mask);
  size_t filler = to_end < span ? to_end : 0;
  bool fits = used + filler + span <= size;
  if (filler != 0 &&
      (fits || used == 0)) { /* an empty ring: the filler alone lets a longer record fit next time */
    put_header(ring, at, (uint32_t)(filler - HEADER_BYTES) | RING_DISCARD);
    at += filler;
  }
  if (fits) {
    put_header(ring, at, length | RING_BUSY);
    publish(ring, at + span);
    return header_at(ring, at);
  }
  publish(ring, at);
  return NULL;
}

void *ring_reserve(struct map *map, uint64_t bytes, uint32_t cpu) {
  struct ring *ring = map->storage;
  struct header *header = NULL;
  if (bytes <= ring->mask + 1 - HEADER_BYTES && map_lock(map, &ring->lock, cpu)) {
    header = claim(ring, (uint32_t)bytes);
    map_unlock(&ring->lock);
  }
  if (header != NULL)
    return header + 1;
  __atomic_fetch_add(&ring->dropped, 1, __ATOMIC_RELAXED);
  return NULL;
}

static void finish(void *record, uint32_t flags) {
  struct header *header = (struct header *)record - 1;
  store_release(&header->state, (load_relaxed(&header->state) & ~RING_BUSY) | flags);
}

void ring_submit(void *record) {
  finish(record, 0);
}
void ring_discard(void *record) {
  finish(record, RING_DISCARD);
}

uint32_t ring_record_bytes(const void *record) {
  return load_relaxed(&((const struct header *)record - 1)->state) & ~(RING_BUSY | RING_DISCARD);
}

int ring_output(struct map *map, const void *bytes, uint64_t length, uint64_t flags, uint32_t cpu) {
  if ((flags & ~(uint64_t)(RING_NO_WAKEUP | RING_FORCE_WAKEUP)) != 0)
    return -E_INVAL;
  void *record = ring_reserve(map, length, cpu);
  if (record == NULL)
    return -E_AGAIN;
  __builtin_memcpy(record, bytes, (size_t)length);
  ring_submit(record);
  return 0;
}

void ring_info(const struct map *map, struct mbpf_ring_info *info) {
  const struct ring *ring = map->storage;
  info->ring_bytes = (size_t)ring->mask + 1;
  info->consumer = position(&ring->consumer); /* first: it must not pass the producer */
  info->producer = position(&ring->producer);
  info->avail_bytes = info->producer - info->consumer;
  info->dropped = __atomic_load_n(&ring->dropped, __ATOMIC_RELAXED);
}

uint64_t ring_query(const struct map *map, uint64_t what) {
  struct mbpf_ring_info info;
  ring_info(map, &info);
  const uint64_t answers[] = {[RING_AVAIL_DATA] = info.avail_bytes,
                              [RING_SIZE] = info.ring_bytes,
                              [RING_CONSUMER] = info.consumer,
                              [RING_PRODUCER] = info.producer};
  return what < sizeof answers / sizeof *answers ? answers[what] : 0;
}

/* --- the consumer --- */

/* The next finished record that is not discarded at or after *at, which moves to it. NULL: none. */
static struct header *next_record(struct ring *ring, size_t *at, uint32_t *length) {
  for (size_t end = position(&ring->producer); *at != end;) {
    struct header *header = header_at(ring, *at);
    uint32_t state = load_acquire(&header->state);
    if ((state & RING_BUSY) != 0)
      return NULL;
    *length = state & ~RING_DISCARD;
    if ((state & RING_DISCARD) == 0)
      return header;
    *at += record_span(*length);
  }
  return NULL;
}

static void pass(struct ring *ring, size_t at) {
  __atomic_store_n(&ring->consumer, at, __ATOMIC_RELEASE);
}

int64_t ring_consume(struct map *map, mbpf_ring_record_fn *fn, void *user, uint32_t max) {
  struct ring *ring = map->storage;
  int64_t consumed = 0;
  int stop = 0;
  uint32_t length;
  struct header *header;
  if (!map_trylock(&ring->consumer_lock, MAP_CPU_HOST))
    return -E_BUSY;
  size_t at = ring->consumer;
  while (stop == 0 && (max == 0 || consumed < max) && (header = next_record(ring, &at, &length)) != NULL) {
    stop = fn(user, header + 1, length);
    at += record_span(length);
    pass(ring, at);
    consumed++;
  }
  pass(ring, at);
  map_unlock(&ring->consumer_lock);
  return consumed;
}

const void *ring_peek(struct map *map, size_t *length) {
  struct ring *ring = map->storage;
  uint32_t bytes = 0;
  if (!map_trylock(&ring->consumer_lock, MAP_CPU_HOST))
    return NULL;
  size_t at = ring->consumer;
  const struct header *header = next_record(ring, &at, &bytes);
  pass(ring, at);
  map_unlock(&ring->consumer_lock);
  *length = bytes;
  return header == NULL ? NULL : header + 1;
}

uint32_t ring_count(struct map *map) {
  struct ring *ring = map->storage;
  uint32_t count = 0;
  uint32_t length;
  if (!map_trylock(&ring->consumer_lock, MAP_CPU_HOST))
    return 0;
  for (size_t at = ring->consumer; next_record(ring, &at, &length) != NULL; at += record_span(length))
    count++;
  map_unlock(&ring->consumer_lock);
  return count;
}

const struct map_ops map_ringbuf_ops = {
    .limits = {0, 0, 0, 0, 0},
    .check = check,
    .measure = measure,
    .init = init,
    .count = ring_count,
};
