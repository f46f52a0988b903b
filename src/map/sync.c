/* Maps: waiting for a lock, and whole values of arrays. */
#include "map/sync.h"

#include "base/errno.h"
#include "map/map.h"

static inline void pause_cpu(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/* Looks at a held lock before the port is asked to let another thread run. */
#define LOOKS_PER_RELAX 64u

void map_relax(const struct map *map, uint32_t look) {
  if (look % LOOKS_PER_RELAX == LOOKS_PER_RELAX - 1 && map->port != NULL && map->port->relax != NULL)
    map->port->relax(map->port->user);
  else
    pause_cpu();
}

bool map_lock_wait(const struct map *map, uint32_t *lock, uint32_t cpu) {
  for (uint32_t look = 0; look < MBPF_MAP_SPIN_LIMIT; look++) {
    uint32_t seen = load_relaxed(lock);
    if (cpu != MAP_CPU_HOST && (seen & MAP_LOCK_HOLDER) == cpu + 1)
      return false;
    if (map_trylock(lock, cpu))
      return true;
    map_relax(map, look);
  }
  return false;
}

int map_value_write(const struct map *map, uint32_t *lock, void *to, const void *from, uint32_t cpu) {
  uint32_t bytes = map->def.value_bytes;
  if (map_value_is_word(bytes)) {
    map_copy_in(to, from, bytes);
    return 0;
  }
  if (!map_lock(map, lock, cpu))
    return -E_BUSY;
  map_copy_in(to, from, bytes);
  map_unlock(lock);
  return 0;
}

int map_value_read(const struct map *map, uint32_t *lock, void *to, const void *from) {
  uint32_t bytes = map->def.value_bytes;
  for (uint32_t tries = 0; tries < MAP_READ_TRIES; tries++) {
    uint32_t version = map_version(lock);
    map_copy_out(to, from, bytes);
    if (map_value_is_word(bytes) || (!map_held(version) && map_unchanged(lock, version)))
      return 0;
    pause_cpu();
  }
  if (!map_lock(map, lock, MAP_CPU_HOST))
    return -E_BUSY;
  map_copy_out(to, from, bytes);
  map_unlock(lock);
  return 0;
}
