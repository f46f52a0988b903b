/* queue: values without keys, first in, first out. */
#include "map/deque.h"

static int pop(struct map *map, void *value, uint32_t cpu) {
  return deque_take(map, value, false, false, cpu);
}

static int peek(struct map *map, void *value, uint32_t cpu) {
  return deque_take(map, value, false, true, cpu);
}

const struct map_ops map_queue_ops = {
    .limits = {0, 0, 1, MBPF_MAP_MAX_VALUE_BYTES, 0},
    .measure = deque_measure,
    .init = deque_init,
    .push = deque_push,
    .pop = pop,
    .peek = peek,
    .count = deque_count,
};
