/* Ring buffer helpers. A map that is no ring gets -EINVAL or NULL; the verifier refuses such calls before they run. */
#include "helper/family.h"
#include "map/map.h"
#include "map/ringbuf.h"

#if MBPF_WITH_MAP_RINGBUF

static bool is_ring(const struct map *map) {
  return map->def.type == MBPF_MAP_RINGBUF;
}

uint64_t helper_ringbuf_output(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                               uint64_t a5) {
  struct map *map = helper_pointer(a1);
  (void)a5;
  if (!is_ring(map))
    return helper_error(E_INVAL);
  return helper_result_of(ring_output(map, helper_pointer(a2), a3, a4, run->cpu));
}

uint64_t helper_ringbuf_reserve(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                uint64_t a5) {
  struct map *map = helper_pointer(a1);
  (void)a4, (void)a5;
  if (!is_ring(map) || a3 != 0)
    return 0;
  return (uintptr_t)ring_reserve(map, a2, run->cpu);
}

/* Flags only say whether to wake the consumer, who polls here. */
uint64_t helper_ringbuf_submit(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                               uint64_t a5) {
  (void)run, (void)a2, (void)a3, (void)a4, (void)a5;
  ring_submit(helper_pointer(a1));
  return 0;
}

uint64_t helper_ringbuf_discard(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                uint64_t a5) {
  (void)run, (void)a2, (void)a3, (void)a4, (void)a5;
  ring_discard(helper_pointer(a1));
  return 0;
}

uint64_t helper_ringbuf_query(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                              uint64_t a5) {
  const struct map *map = helper_pointer(a1);
  (void)run, (void)a3, (void)a4, (void)a5;
  return is_ring(map) ? ring_query(map, a2) : 0;
}

#endif
