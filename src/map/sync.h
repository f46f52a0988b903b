/*
 * What maps share between CPUs: a lock that is also a version, and copies in words that a reader on another
 * CPU may make at the same time (GCC's __atomic builtins: inline on every target, Cortex-M included).
 *
 * A reader takes no lock: it reads the version, reads the data with acquire loads, and reads the version
 * again. Writers store the data with release stores between locking and unlocking, so a reader that saw any
 * new word sees the lock held or the version moved. (No fences: the thread sanitizer does not understand
 * them.)
 */
#ifndef MAP_SYNC_H
#define MAP_SYNC_H

#include <mbpf/config.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Inline where speed counts. Where size does, each file has one of its own and the linker keeps the first. */
#ifdef __OPTIMIZE_SIZE__
#define MAP_INLINE __attribute__((weak, noinline))
bool map_trylock(uint32_t *lock, uint32_t cpu);
void map_unlock(uint32_t *lock);
void map_copy_in(void *to, const void *from, size_t bytes);
void map_copy_out(void *to, const void *from, size_t bytes);
void map_fill_zero(void *to, size_t bytes);
bool map_key_equal(const void *stored, const void *key, size_t bytes);
#else
#define MAP_INLINE static inline
#endif

/* The largest unit every target loads and stores at once. */
typedef uintptr_t __attribute__((may_alias)) map_word;
typedef uint32_t __attribute__((may_alias)) map_word32;

/* Times a reader starts again before it takes the lock. */
#define MAP_READ_TRIES 32

static inline uint32_t load_relaxed(const uint32_t *p) {
  return __atomic_load_n(p, __ATOMIC_RELAXED);
}
static inline uint32_t load_acquire(const uint32_t *p) {
  return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}
static inline void store_relaxed(uint32_t *p, uint32_t v) {
  __atomic_store_n(p, v, __ATOMIC_RELAXED);
}
static inline void store_release(uint32_t *p, uint32_t v) {
  __atomic_store_n(p, v, __ATOMIC_RELEASE);
}

/* A uint32_t: version << 8 | holder, the holder being 0 for nobody or CPU + 1. Zero is a free lock. */
#define MAP_LOCK_HOLDER  0xffu
#define MAP_LOCK_VERSION 0x100u

_Static_assert(MBPF_MAX_CPUS < 254, "a lock holds a CPU number in a byte");

struct map;

/* Between two looks at a held lock: lets the CPU, and now and then another thread of a hosted system, go on. */
void map_relax(const struct map *map, uint32_t look);

/* The slow path of map_lock. */
bool map_lock_wait(const struct map *map, uint32_t *lock, uint32_t cpu);

MAP_INLINE bool map_trylock(uint32_t *lock, uint32_t cpu) {
  uint32_t seen = load_relaxed(lock);
  return (seen & MAP_LOCK_HOLDER) == 0 && __atomic_compare_exchange_n(lock, &seen, seen | (cpu + 1), false,
                                                                      __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* Takes a lock of a map for a CPU or MAP_CPU_HOST. False: this CPU holds it already, or it stayed held: the
 * caller says -EBUSY. */
static inline bool map_lock(const struct map *map, uint32_t *lock, uint32_t cpu) {
  return map_trylock(lock, cpu) || map_lock_wait(map, lock, cpu);
}

/* Does a run on this CPU hold the lock, one that this run interrupted? */
static inline bool map_held_by(const uint32_t *lock, uint32_t cpu) {
  return (load_relaxed(lock) & MAP_LOCK_HOLDER) == cpu + 1;
}

/* Gives the lock back and moves its version. */
MAP_INLINE void map_unlock(uint32_t *lock) {
  store_release(lock, (load_relaxed(lock) & ~MAP_LOCK_HOLDER) + MAP_LOCK_VERSION);
}

/* Starts a read without lock: the version to compare with afterwards. The read is good if map_unchanged. */
static inline uint32_t map_version(const uint32_t *lock) {
  return load_acquire(lock);
}
static inline bool map_held(uint32_t version) {
  return (version & MAP_LOCK_HOLDER) != 0;
}
static inline bool map_unchanged(const uint32_t *lock, uint32_t version) {
  return load_relaxed(lock) == version;
}

/* Copies a caller's bytes into map memory, which is 8-byte aligned. */
MAP_INLINE void map_copy_in(void *to, const void *from, size_t bytes) {
  uint8_t *out = to;
  const uint8_t *in = from;
  for (; bytes >= sizeof(map_word);
       bytes -= sizeof(map_word), in += sizeof(map_word), out += sizeof(map_word)) {
    map_word word;
    __builtin_memcpy(&word, in, sizeof word);
    __atomic_store_n((map_word *)(void *)out, word, __ATOMIC_RELEASE);
  }
  if (sizeof(map_word) > 4 && bytes >= 4) {
    map_word32 word;
    __builtin_memcpy(&word, in, sizeof word);
    __atomic_store_n((map_word32 *)(void *)out, word, __ATOMIC_RELEASE);
    bytes -= 4, in += 4, out += 4;
  }
  for (; bytes > 0; bytes--)
    __atomic_store_n(out++, *in++, __ATOMIC_RELEASE);
}

/* Copies map memory, which is 8-byte aligned, to a caller. */
MAP_INLINE void map_copy_out(void *to, const void *from, size_t bytes) {
  uint8_t *out = to;
  const uint8_t *in = from;
  for (; bytes >= sizeof(map_word);
       bytes -= sizeof(map_word), in += sizeof(map_word), out += sizeof(map_word)) {
    map_word word = __atomic_load_n((const map_word *)(const void *)in, __ATOMIC_ACQUIRE);
    __builtin_memcpy(out, &word, sizeof word);
  }
  if (sizeof(map_word) > 4 && bytes >= 4) {
    map_word32 word = __atomic_load_n((const map_word32 *)(const void *)in, __ATOMIC_ACQUIRE);
    __builtin_memcpy(out, &word, sizeof word);
    bytes -= 4, in += 4, out += 4;
  }
  for (; bytes > 0; bytes--)
    *out++ = __atomic_load_n(in++, __ATOMIC_ACQUIRE);
}

MAP_INLINE void map_fill_zero(void *to, size_t bytes) {
  uint8_t *out = to;
  for (; bytes >= sizeof(map_word); bytes -= sizeof(map_word), out += sizeof(map_word))
    __atomic_store_n((map_word *)(void *)out, 0, __ATOMIC_RELEASE);
  for (; bytes > 0; bytes--)
    __atomic_store_n(out++, 0, __ATOMIC_RELEASE);
}

/* Is a key in map memory, which is 8-byte aligned, equal to a caller's? */
MAP_INLINE bool map_key_equal(const void *stored, const void *key, size_t bytes) {
  const uint8_t *s = stored;
  const uint8_t *k = key;
  if (bytes == 4) { /* the commonest sizes first */
    map_word32 word;
    __builtin_memcpy(&word, k, sizeof word);
    return __atomic_load_n((const map_word32 *)(const void *)s, __ATOMIC_ACQUIRE) == word;
  }
  for (; bytes >= sizeof(map_word); bytes -= sizeof(map_word), s += sizeof(map_word), k += sizeof(map_word)) {
    map_word word;
    __builtin_memcpy(&word, k, sizeof word);
    if (__atomic_load_n((const map_word *)(const void *)s, __ATOMIC_ACQUIRE) != word)
      return false;
  }
  if (sizeof(map_word) > 4 && bytes >= 4) {
    map_word32 word;
    __builtin_memcpy(&word, k, sizeof word);
    if (__atomic_load_n((const map_word32 *)(const void *)s, __ATOMIC_ACQUIRE) != word)
      return false;
    bytes -= 4, s += 4, k += 4;
  }
  for (; bytes > 0; bytes--)
    if (__atomic_load_n(s++, __ATOMIC_ACQUIRE) != *k++)
      return false;
  return true;
}

/* Values of these sizes are stored and loaded whole by the copies above, without lock or version. */
static inline bool map_value_is_word(uint32_t bytes) {
  return bytes == sizeof(map_word) || bytes == 4 || bytes == 1;
}

/*
 * Locks that are shared by an array's values: value i is guarded by lock i mod MAP_STRIPES. One CPU needs
 * one.
 */
#if MBPF_MAX_CPUS > 1
#define MAP_STRIPES 16u
#else
#define MAP_STRIPES 1u
#endif

/* Writes a value of an array or a per-CPU array so that map_value_read never sees half of it. -EBUSY or 0. */
int map_value_write(const struct map *map, uint32_t *lock, void *to, const void *from, uint32_t cpu);

/* Reads a value written by map_value_write. -EBUSY or 0. */
int map_value_read(const struct map *map, uint32_t *lock, void *to, const void *from);

static inline uint32_t round_up_8(uint32_t bytes) {
  return (bytes + 7u) & ~7u;
}

#endif
