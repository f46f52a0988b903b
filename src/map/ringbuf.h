/*
 * ringbuf: records from many producers to one consumer. A record is 8 bytes of header, then its data:
 *
 *   u32 length | BUSY (being written) | DISCARD (to be skipped)     the format Linux gives to who maps the
 * pages u32 distance from struct ring to the header, in units of 8 bytes
 *
 * A record lies in one piece. Where it does not fit before the end of the data, a discarded record fills the
 * rest and it starts at the front (Linux maps the pages twice instead; a device has no second mapping). So a
 * record up to half the ring less 8 bytes always fits an empty ring; a longer one may need the consumer to
 * pass the filler first.
 */
#ifndef MAP_RINGBUF_H
#define MAP_RINGBUF_H

#include "map/map.h"

#define RING_BUSY    (1u << 31)
#define RING_DISCARD (1u << 30)

/* Flags of ring_query. */
enum { RING_AVAIL_DATA = 0, RING_SIZE = 1, RING_CONSUMER = 2, RING_PRODUCER = 3 };

/* What submit, discard and output may be told, Linux's values: the host polls, so they change nothing. */
enum { RING_NO_WAKEUP = 1u << 0, RING_FORCE_WAKEUP = 1u << 1 };

/*
 * Space for a record of bytes, 8-byte aligned, or NULL (counted as dropped) when the ring is full or held by
 * a run this one interrupted. The caller must submit or discard it: the consumer waits for it. Any firing
 * context; one short lock.
 */
void *ring_reserve(struct map *map, uint64_t bytes, uint32_t cpu);

/* Makes a reserved record visible, or lets the consumer skip it. Wait-free. */
void ring_submit(void *record);
void ring_discard(void *record);

/* Length that was reserved. */
uint32_t ring_record_bytes(const void *record);

/* Reserves, copies and submits. -EINVAL for other flags, -EAGAIN when it is dropped. */
int ring_output(struct map *map, const void *bytes, uint64_t length, uint64_t flags, uint32_t cpu);

/* One of the four numbers above; 0 for another one. */
uint64_t ring_query(const struct map *map, uint64_t what);

/* --- the consumer's side: one at a time, others get -EBUSY --- */

/* Calls fn with each finished record in order, at most max (0: all there are). Records consumed, or -EBUSY.
 */
int64_t ring_consume(struct map *map, mbpf_ring_record_fn *fn, void *user, uint32_t max);

/* The oldest finished record, which stays; NULL when there is none. */
const void *ring_peek(struct map *map, size_t *length);

/* Finished records not consumed, up to the first one still being written. */
uint32_t ring_count(struct map *map);

void ring_info(const struct map *map, struct mbpf_ring_info *info);

#endif
