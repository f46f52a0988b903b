/* The use list of LRU tables: a doubly linked list by index, and the touch buffers. Bottom-up. */
#include "map/lru.h"

#include "base/checked.h"

bool lru_measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes) {
  size_t links;
  size_t touches = cpu_count * sizeof(struct lru_touches);
  return checked_mul((size_t)def->max_entries + 1, sizeof(struct lru_link), &links) &&
         checked_add(links, touches, bytes) && checked_add(*bytes, sizeof(struct lru), bytes);
}

void lru_init(struct lru *lru, uint32_t max_entries) {
  lru->touches = (struct lru_touches *)(void *)&lru->links[(size_t)max_entries + 1];
  for (size_t i = 1; i <= max_entries; i++)
    lru->links[i].newer = LRU_OUT;
}

static void unlink(struct lru_link *links, uint32_t at) {
  uint32_t newer = links[at].newer;
  uint32_t older = links[at].older;
  links[newer].older = older;
  links[older].newer = newer;
}

static void link_newest(struct lru_link *links, uint32_t at) {
  uint32_t second = links[0].older;
  links[at].older = second;
  links[at].newer = 0;
  links[second].newer = at;
  links[0].older = at;
}

void lru_add(struct hash_table *table, uint32_t index) {
  link_newest(table->lru->links, index + 1);
}

void lru_drop(struct hash_table *table, uint32_t index) {
  unlink(table->lru->links, index + 1);
  table->lru->links[index + 1].newer = LRU_OUT;
}

/* A touch may be older than the element's removal: then it says nothing. */
void lru_move(struct hash_table *table, uint32_t index) {
  struct lru_link *links = table->lru->links;
  uint32_t at = index + 1;
  if (links[at].newer == LRU_OUT || links[0].older == at)
    return;
  unlink(links, at);
  link_newest(links, at);
}

void lru_sort(struct hash_table *table, uint32_t cpu) {
  if (cpu == MAP_CPU_HOST)
    return;
  struct lru_touches *touches = &table->lru->touches[cpu];
  uint32_t count = touches->count;
  for (uint32_t i = 0; i < count && i < MBPF_MAP_LRU_TOUCHES; i++)
    lru_move(table, touches->index[i]);
  touches->count = 0;
}

void lru_spill(struct hash_table *table, uint32_t cpu) {
  if (map_trylock(&table->pool.lock, cpu)) {
    lru_sort(table, cpu);
    map_unlock(&table->pool.lock);
  } else {
    table->lru->touches[cpu].count = 0;
  }
}
