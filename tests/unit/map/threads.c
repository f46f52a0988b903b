/*
 * Maps under threads, each with a CPU number of its own: readers never see half a value or miss a key that
 * stays, walks end and are complete, LRU updates never fail, ring records are neither lost nor reordered. Run
 * under the thread sanitizer, too.
 */
#include "maps.h"

#include "map/ringbuf.h"

#include <pthread.h>
#include <sched.h>

enum { THREADS = 3, CPUS = 4, STABLE = 64, MOVING = 64, WORDS = 5 };

/* Threads stand for CPUs, and more of them than there are CPUs: whoever waits lets the one it waits for run. */
static void relax(void *user) {
  (void)user;
  (void)sched_yield();
}

static const struct mbpf_port port = {.cpu_count = CPUS, .relax = relax};

static uint32_t rounds(uint32_t wanted) {
#ifdef __SANITIZE_THREAD__
  return wanted / 8;
#else
  return wanted;
#endif
}

struct job {
  struct map *map;
  uint32_t cpu;
  uint32_t rounds;
  uint64_t random;
  uint32_t *stop;
  uint64_t failures;
  uint64_t done;
};

/* rand per thread: xorshift. */
static uint32_t draw(struct job *job, uint32_t limit) {
  job->random ^= job->random << 13;
  job->random ^= job->random >> 7;
  job->random ^= job->random << 17;
  return (uint32_t)(job->random >> 33) % limit;
}

/* Runs work on CPUs 0 to count - 1 at once, then tells the watcher on CPU count to stop. Sums the failures.
 */
static uint64_t run_threads(struct map *map, uint32_t count, uint32_t each, void *(*work)(void *),
                            void *(*watch)(void *)) {
  pthread_t threads[CPUS];
  struct job jobs[CPUS];
  uint32_t stop = 0;
  uint64_t failures = 0;
  map->port = &port;
  for (uint32_t i = 0; i <= count; i++) {
    jobs[i] =
        (struct job){.map = map, .cpu = i, .rounds = rounds(each), .random = random64() | 1, .stop = &stop};
    assert_int_equal(pthread_create(&threads[i], NULL, i == count ? watch : work, &jobs[i]), 0);
  }
  for (uint32_t i = 0; i <= count; i++) {
    pthread_join(threads[i], NULL);
    if (i + 1 == count)
      __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
    failures += jobs[i].failures;
  }
  assert_true(jobs[count].done > 0);
  return failures;
}

static bool stopped(const struct job *job) {
  return __atomic_load_n(job->stop, __ATOMIC_ACQUIRE) != 0;
}

static void make_value(uint64_t value[WORDS], uint32_t key, uint64_t number) {
  for (int i = 0; i < WORDS; i++)
    value[i] = (number << 32 | key) * (2 * (uint64_t)i + 1);
}

static bool whole(const uint64_t value[WORDS], uint32_t key) {
  for (int i = 1; i < WORDS; i++)
    if (value[i] != value[0] * (2 * (uint64_t)i + 1))
      return false;
  return (uint32_t)value[0] == key;
}

/* --- keyed maps: keys below STABLE stay, the rest come and go --- */

static void *change_keys(void *argument) {
  struct job *job = argument;
  struct map *map = job->map;
  for (uint32_t i = 0; i < job->rounds; i++) {
    uint64_t value[WORDS];
    uint32_t key = draw(job, STABLE + MOVING);
    make_value(value, key, i);
    int result;
    if (key >= STABLE && draw(job, 2) == 0) {
      result = map->ops->remove(map, &key, job->cpu);
      job->failures += result != 0 && result != -E_NOENT;
    } else {
      job->failures += map->ops->update(map, &key, value, 0, job->cpu) != 0;
    }
    key = draw(job, STABLE);
    job->failures += map->ops->lookup(map, &key, job->cpu) == NULL;
  }
  return NULL;
}

static void *watch_keys(void *argument) {
  struct job *job = argument;
  struct map *map = job->map;
  while (!stopped(job) || job->done == 0) {
    uint64_t value[WORDS];
    uint32_t key, seen = 0, steps = 0;
    for (const uint32_t *previous = NULL; map->ops->next_key(map, previous, &key) == 0; previous = &key) {
      seen += key < STABLE;
      int result = map->ops->read(map, &key, value);
      job->failures += result == 0 ? !whole(value, key) : result != -E_NOENT || key < STABLE;
      job->failures += ++steps > STABLE + MOVING;
    }
    job->failures += seen != STABLE;
    job->done++;
  }
  return NULL;
}

static void fill_stable(struct map *map) {
  for (uint32_t key = 0; key < STABLE; key++) {
    uint64_t value[WORDS];
    make_value(value, key, 0);
    assert_int_equal(map->ops->update(map, &key, value, 0, 0), 0);
  }
}

static void test_hash(void **state) {
  (void)state;
  random_start("hash under threads");
  struct map *map = map_make(DEF(HASH, 4, 8 * WORDS, STABLE + MOVING), CPUS);
  fill_stable(map);
  assert_int_equal(run_threads(map, THREADS, 200000, change_keys, watch_keys), 0);
  map_free(map);
}

static void test_lru_with_room(void **state) {
  (void)state;
  random_start("lru_hash with room under threads");
  struct map *map = map_make(DEF(LRU_HASH, 4, 8 * WORDS, STABLE + MOVING), CPUS);
  fill_stable(map);
  assert_int_equal(run_threads(map, THREADS, 200000, change_keys, watch_keys), 0);
  map_free(map);
}

/* --- LRU maps that are too small --- */

static void *churn(void *argument) {
  struct job *job = argument;
  struct map *map = job->map;
  for (uint32_t i = 0; i < job->rounds; i++) {
    uint64_t value[WORDS];
    uint32_t key = draw(job, map->def.max_entries * 3 + 3);
    make_value(value, key, i);
    job->failures += map->ops->update(map, &key, value, 0, job->cpu) != 0;
    key = draw(job, map->def.max_entries * 3 + 3);
    (void)map->ops->lookup(map, &key, job->cpu);
    if (draw(job, 8) == 0)
      (void)map->ops->remove(map, &key, job->cpu);
  }
  return NULL;
}

static void *watch_churn(void *argument) {
  struct job *job = argument;
  struct map *map = job->map;
  while (!stopped(job) || job->done == 0) {
    uint64_t value[WORDS];
    uint32_t key, steps = 0, keys = map->def.max_entries * 3 + 3;
    for (const uint32_t *previous = NULL; map->ops->next_key(map, previous, &key) == 0; previous = &key) {
      job->failures += key >= keys || ++steps > keys;
      if (map->ops->read(map, &key, value) == 0)
        job->failures += !whole(value, key);
    }
    job->failures += map->ops->count(map) > map->def.max_entries;
    job->done++;
  }
  return NULL;
}

static void test_lru_evicting(void **state) {
  (void)state;
  random_start("lru_hash evicting under threads");
  static const uint32_t sizes[] = {1, 4, 100};
  for (int i = 0; i < 3; i++) {
    struct map *map = map_make(DEF(LRU_HASH, 4, 8 * WORDS, sizes[i]), CPUS);
    assert_int_equal(run_threads(map, THREADS, 60000, churn, watch_churn), 0);
    uint32_t key, steps = 0; /* afterwards chains, list and count agree */
    for (const uint32_t *previous = NULL; map->ops->next_key(map, previous, &key) == 0; previous = &key)
      steps++;
    assert_int_equal(steps, map->ops->count(map));
    map_free(map);
  }
}

/* --- arrays and tries: values whole --- */

static void *write_slots(void *argument) {
  struct job *job = argument;
  struct map *map = job->map;
  for (uint32_t i = 0; i < job->rounds; i++) {
    uint64_t value[WORDS];
    uint32_t key = draw(job, map->def.max_entries);
    make_value(value, key, i);
    job->failures += map->ops->update(map, &key, value, 0, job->cpu) != 0;
  }
  return NULL;
}

static void *read_slots(void *argument) {
  struct job *job = argument;
  struct map *map = job->map;
  while (!stopped(job) || job->done == 0) {
    uint64_t value[CPUS][WORDS];
    uint32_t key = draw(job, map->def.max_entries);
    job->failures += map->ops->read(map, &key, value) != 0;
    for (uint32_t cpu = 0; cpu < (map->ops->percpu ? CPUS : 1u); cpu++)
      job->failures += value[cpu][0] != 0 && !whole(value[cpu], key);
    job->done++;
  }
  return NULL;
}

static void test_arrays(void **state) {
  (void)state;
  random_start("arrays under threads");
  struct map *map = map_make(DEF(ARRAY, 4, 8 * WORDS, 5), CPUS);
  assert_int_equal(run_threads(map, THREADS, 300000, write_slots, read_slots), 0);
  map_free(map);
  map = map_make(DEF(PERCPU_ARRAY, 4, 8 * WORDS, 5), CPUS);
  assert_int_equal(run_threads(map, THREADS, 300000, write_slots, read_slots), 0);
  map_free(map);
}

struct prefix {
  uint32_t length;
  uint8_t data[4];
};

/* 10.0.0.0/8 stays; longer ones below it, and shorter ones, come and go. */
static void *change_prefixes(void *argument) {
  struct job *job = argument;
  struct map *map = job->map;
  for (uint32_t i = 0; i < job->rounds; i++) {
    struct prefix prefix = {draw(job, 33), {10, (uint8_t)draw(job, 4), (uint8_t)draw(job, 4), 0}};
    uint64_t value[WORDS];
    if (prefix.length == 8)
      prefix.length = 32;
    make_value(value, 1, i);
    int result = draw(job, 2) == 0 ? map->ops->update(map, &prefix, value, 0, job->cpu)
                                   : map->ops->remove(map, &prefix, job->cpu);
    job->failures += result != 0 && result != -E_NOENT && result != -E_NOSPC;
    prefix.length = 32;
    job->failures += map->ops->lookup(map, &prefix, job->cpu) == NULL;
  }
  return NULL;
}

static void *watch_prefixes(void *argument) {
  struct job *job = argument;
  struct map *map = job->map;
  while (!stopped(job) || job->done == 0) {
    struct prefix prefix;
    uint64_t value[WORDS];
    uint32_t steps = 0, found = 0;
    for (const struct prefix *previous = NULL; map->ops->next_key(map, previous, &prefix) == 0;
         previous = &prefix) {
      found += prefix.length == 8 && prefix.data[0] == 10;
      job->failures += ++steps > 33 * 16;
    }
    job->failures += found != 1;
    prefix = (struct prefix){32, {10, 3, 2, 1}};
    job->failures += map->ops->read(map, &prefix, value) != 0 || !whole(value, 1);
    job->done++;
  }
  return NULL;
}

static void test_trie(void **state) {
  (void)state;
  random_start("lpm_trie under threads");
  struct map *map = map_make(DEF(LPM_TRIE, 8, 8 * WORDS, 60), CPUS);
  struct prefix ten = {8, {10, 0, 0, 0}};
  uint64_t value[WORDS];
  make_value(value, 1, 0);
  assert_int_equal(map->ops->update(map, &ten, value, 0, 0), 0);
  assert_int_equal(run_threads(map, 2, 40000, change_prefixes, watch_prefixes), 0);
  map_free(map);
}

/* --- rings: each producer's records arrive in its order; submitted + dropped is what was tried --- */

struct arrivals {
  struct job *job;
  uint64_t next[CPUS];
  uint64_t count;
};

static void *produce(void *argument) {
  struct job *job = argument;
  uint64_t number = 0;
  for (uint32_t i = 0; i < job->rounds; i++) {
    uint32_t words = 2 + draw(job, 6);
    uint64_t *record = ring_reserve(job->map, words * 8, job->cpu);
    if (record == NULL)
      continue;
    record[0] = job->cpu;
    for (uint32_t word = 1; word < words; word++)
      record[word] = number;
    if (draw(job, 10) == 0) {
      ring_discard(record);
    } else {
      number++;
      ring_submit(record);
    }
  }
  return NULL;
}

static int arrive(void *user, const void *bytes, size_t length) {
  struct arrivals *arrivals = user;
  const uint64_t *record = bytes;
  uint64_t *next = &arrivals->next[record[0] % CPUS];
  for (size_t word = 1; word < length / 8; word++)
    arrivals->job->failures += record[word] != *next;
  ++*next;
  arrivals->count++;
  return 0;
}

static void *consume(void *argument) {
  struct job *job = argument;
  struct arrivals arrivals = {.job = job};
  struct mbpf_ring_info info;
  do {
    job->failures += ring_consume(job->map, arrive, &arrivals, 0) < 0;
    ring_info(job->map, &info);
  } while (!stopped(job) || info.avail_bytes != 0);
  job->done = arrivals.count;
  return NULL;
}

static void test_ring(void **state) {
  (void)state;
  random_start("ringbuf under threads");
  struct map *map = map_make(DEF(RINGBUF, 0, 0, 1024), CPUS);
  assert_int_equal(run_threads(map, THREADS, 200000, produce, consume), 0);
  map_free(map);
}

/* Without a full ring nothing is lost. */
static void test_ring_no_loss(void **state) {
  (void)state;
  random_start("ringbuf without loss");
  struct map *map = map_make(DEF(RINGBUF, 0, 0, 1u << 22), CPUS);
  struct mbpf_ring_info info;
  assert_int_equal(run_threads(map, THREADS, 20000, produce, consume), 0);
  ring_info(map, &info);
  assert_int_equal(info.dropped, 0);
  map_free(map);
}

/* --- queues: every value pushed is popped once --- */

static void *push_pop(void *argument) {
  struct job *job = argument;
  struct map *map = job->map;
  for (uint32_t i = 0; i < job->rounds; i++) {
    uint64_t value[WORDS];
    make_value(value, 3, i);
    if (map->ops->push(map, value, 0, job->cpu) == 0 && map->ops->pop(map, value, job->cpu) == 0)
      job->failures += !whole(value, 3);
  }
  return NULL;
}

static void *watch_queue(void *argument) {
  struct job *job = argument;
  uint64_t value[WORDS];
  while (!stopped(job) || job->done == 0) {
    if (job->map->ops->peek(job->map, value, MAP_CPU_HOST) == 0)
      job->failures += !whole(value, 3);
    job->done++;
  }
  return NULL;
}

static void test_queue(void **state) {
  (void)state;
  random_start("queue under threads");
  struct map *map = map_make(DEF(QUEUE, 0, 8 * WORDS, 2), CPUS);
  assert_int_equal(run_threads(map, THREADS, 100000, push_pop, watch_queue), 0);
  map_free(map);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_hash),         cmocka_unit_test(test_lru_with_room),
      cmocka_unit_test(test_lru_evicting), cmocka_unit_test(test_arrays),
      cmocka_unit_test(test_trie),         cmocka_unit_test(test_ring),
      cmocka_unit_test(test_ring_no_loss), cmocka_unit_test(test_queue),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
