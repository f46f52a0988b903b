/*
 * The use list of LRU tables: which element was used least recently, exactly so when one CPU uses the map.
 *
 * A lookup only writes the element's index into its CPU's own touch buffer (no atomic operation). Whoever
 * changes the list, and a lookup that fills the buffer, takes the pool's lock once and moves the CPU's
 * touched elements to the front in their order. So each use is sorted in exactly once, before the next
 * eviction by that CPU; an eviction costs at most MBPF_MAP_LRU_TOUCHES moves of six stores and one look at
 * the tail; and a lookup pays 1/63 of a lock. (Stamps would need a search or a heap at eviction: work without
 * a bound, or log n for each use. A list moved at each lookup costs a lock each time.) With several CPUs, the
 * uses another CPU still buffers do not count yet.
 */
#ifndef MAP_LRU_H
#define MAP_LRU_H

#include "map/hash_table.h"

struct lru_link {
  uint32_t newer; /* index + 1; 0 is the list's head, LRU_OUT: not in the list */
  uint32_t older;
};

#define LRU_OUT UINT32_MAX

struct lru_touches {
  uint32_t count;
  uint32_t index[MBPF_MAP_LRU_TOUCHES];
};

struct lru {
  struct lru_touches *touches; /* one per CPU, touched by that CPU alone */
  struct lru_link links[];     /* [0]: the head: older is the newest element, newer the oldest */
};

bool lru_measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes);
void lru_init(struct lru *lru, uint32_t max_entries);

/* Sorts a CPU's full touch buffer in, or forgets it when another CPU is at the list. */
void lru_spill(struct hash_table *table, uint32_t cpu);

/* Counts a use of an element by a program. */
static inline void lru_touch(struct hash_table *table, uint32_t index, uint32_t cpu) {
  struct lru_touches *touches = &table->lru->touches[cpu];
  uint32_t count = touches->count;
  if (count >= MBPF_MAP_LRU_TOUCHES)
    count = 0;
  if (count != 0 && touches->index[count - 1] == index)
    return;
  touches->index[count] = index;
  touches->count = count + 1;
  if (__builtin_expect(count + 1 == MBPF_MAP_LRU_TOUCHES, 0))
    lru_spill(table, cpu);
}

/* The pool's lock is held for all of these. */
void lru_sort(struct hash_table *table, uint32_t cpu);
void lru_add(struct hash_table *table, uint32_t index);
void lru_move(struct hash_table *table, uint32_t index);
void lru_drop(struct hash_table *table, uint32_t index);

/* The oldest elements: index + 1, 0 when there is none; lru_newer steps on. */
static inline uint32_t lru_oldest(const struct hash_table *table) {
  return table->lru->links[0].newer;
}
static inline uint32_t lru_newer(const struct hash_table *table, uint32_t at) {
  return table->lru->links[at].newer;
}

#endif
