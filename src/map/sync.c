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

bool map_lock_wait(uint32_t *lock, uint32_t cpu) {
  for (uint32_t look = 0; look < MBPF_MAP_SPIN_LIMIT; look++) {
    uint32_t seen = load_relaxed(lock);
    if (cpu != MAP_CPU_HOST && (seen & MAP_LOCK_HOLDER) == cpu + 1)
      return false;
    if (map_trylock(lock, cpu))
      return true;
    pause_cpu();
  }
  return false;
}

int map_value_write(uint32_t *lock, void *to, const void *from, uint32_t bytes, uint32_t cpu) {
  if (map_value_is_word(bytes)) {
    map_copy_in(to, from, bytes);
    return 0;
  }
  if (!map_lock(lock, cpu))
    return -E_BUSY;
  map_copy_in(to, from, bytes);
  map_unlock(lock);
  return 0;
}

int map_value_read(uint32_t *lock, void *to, const void *from, uint32_t bytes) {
  for (int tries = 0; tries < MAP_READ_TRIES; tries++) {
    uint32_t version = map_version(lock);
    map_copy_out(to, from, bytes);
    if (map_value_is_word(bytes) || (!map_held(version) && map_unchanged(lock, version)))
      return 0;
    pause_cpu();
  }
  if (!map_lock(lock, MAP_CPU_HOST))
    return -E_BUSY;
  map_copy_out(to, from, bytes);
  map_unlock(lock);
  return 0;
}
