/* What the map tests share: a map in its own exactly sized block, seeds that are printed, failing with the
 * place. */
#ifndef TESTS_MAPS_H
#define TESTS_MAPS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/errno.h"
#include "map/host.h"
#include "map/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* xorshift64*. */
static uint64_t random_state;
static inline uint64_t random64(void) {
  random_state ^= random_state >> 12;
  random_state ^= random_state << 25;
  random_state ^= random_state >> 27;
  return random_state * 0x2545F4914F6CDD1Du;
}
static inline uint32_t random_below(uint32_t limit) {
  return (uint32_t)(random64() >> 33) % limit;
}

/* MBPF_SEED repeats a run. */
static inline void random_start(const char *test) {
  const char *text = getenv("MBPF_SEED");
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  random_state =
      text != NULL ? strtoull(text, NULL, 0) : (uint64_t)now.tv_nsec * 2654435761u + (uint64_t)now.tv_sec;
  random_state |= 1;
  printf("%s: MBPF_SEED=0x%llx\n", test, (unsigned long long)random_state);
}

/* A map of a valid definition in storage of exactly the measured size, filled with rubbish first. */
static inline struct map *map_make(struct mbpf_map_def def, uint32_t cpus) {
  struct map *map = malloc(sizeof *map);
  mbpf_error error = {.message = ""};
  size_t bytes = 0;
  if (map_check(&def, &error) != MBPF_OK)
    fail_msg("map_check: %s", error.message);
  assert_true(map_measure(&def, cpus, &bytes));
  void *storage = NULL;
  assert_int_equal(posix_memalign(&storage, 16, bytes), 0);
  memset(storage, 0xa5, bytes);
  map_init(map, &def, cpus, random64(), storage);
  return map;
}

static inline void map_free(struct map *map) {
  free(map->storage);
  free(map);
}

#define DEF(kind, key, value, entries)                                                                       \
  (struct mbpf_map_def) {                                                                                    \
    .type = MBPF_MAP_##kind, .key_bytes = (key), .value_bytes = (value), .max_entries = (entries)            \
  }

#endif
