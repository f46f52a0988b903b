/*
 * Map helpers. A map of a kind the helper's row does not list gets -EINVAL or NULL, a map programs may not write -EPERM; the
 * verifier refuses such calls before they run.
 */
#include "map/map.h"

#include "helper/family.h"

#include <string.h>

static bool takes(enum helper_kinds kinds, const struct map *map) {
  return (unsigned)kinds >> map->def.type & 1u;
}

/* 0, or why the program must not change this map. */
static int refuses_write(enum helper_kinds kinds, const struct map *map) {
  if (!takes(kinds, map))
    return E_INVAL;
  return map->def.flags & MBPF_MAP_RDONLY_PROG ? E_PERM : 0;
}

static bool refuses_read(enum helper_kinds kinds, const struct map *map) {
  return !takes(kinds, map) || (map->def.flags & MBPF_MAP_WRONLY_PROG);
}

uint64_t helper_map_lookup_elem(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                uint64_t a5) {
  struct map *map = helper_pointer(a1);
  (void)a3, (void)a4, (void)a5;
  if (refuses_read(HELPER_KINDS_MAP_LOOKUP_ELEM, map))
    return 0;
  return (uintptr_t)map->ops->lookup(map, helper_pointer(a2), run->cpu);
}

#if MBPF_HAS_PERCPU_MAPS
uint64_t helper_map_lookup_percpu_elem(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                       uint64_t a5) {
  struct map *map = helper_pointer(a1);
  uint32_t target = (uint32_t)a3;
  (void)a4, (void)a5;
  if (refuses_read(HELPER_KINDS_MAP_LOOKUP_PERCPU_ELEM, map) || target >= map->cpu_count)
    return 0;
  return (uintptr_t)map_lookup_percpu(map, helper_pointer(a2), run->cpu, target);
}
#endif

uint64_t helper_map_update_elem(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                uint64_t a5) {
  struct map *map = helper_pointer(a1);
  int refused = refuses_write(HELPER_KINDS_MAP_UPDATE_ELEM, map);
  (void)a5;
  if (refused)
    return helper_error(refused);
  return helper_result_of(map->ops->update(map, helper_pointer(a2), helper_pointer(a3), a4, run->cpu));
}

uint64_t helper_map_delete_elem(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                uint64_t a5) {
  struct map *map = helper_pointer(a1);
  int refused = refuses_write(HELPER_KINDS_MAP_DELETE_ELEM, map);
  (void)a3, (void)a4, (void)a5;
  if (refused)
    return helper_error(refused);
  return helper_result_of(map->ops->remove(map, helper_pointer(a2), run->cpu));
}

#if MBPF_HAS_DEQUES

uint64_t helper_map_push_elem(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                              uint64_t a5) {
  struct map *map = helper_pointer(a1);
  int refused = refuses_write(HELPER_KINDS_MAP_PUSH_ELEM, map);
  (void)a4, (void)a5;
  if (refused)
    return helper_error(refused);
  return helper_result_of(map->ops->push(map, helper_pointer(a2), a3, run->cpu));
}

/* The helper's result; the value's memory is written whole even where there is no value. */
static uint64_t value_out(const struct map *map, uint64_t value, int result) {
  if (result != 0)
    memset(helper_pointer(value), 0, map->def.value_bytes);
  return helper_result_of(result);
}

uint64_t helper_map_pop_elem(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                             uint64_t a5) {
  struct map *map = helper_pointer(a1);
  int refused = refuses_write(HELPER_KINDS_MAP_POP_ELEM, map);
  (void)a3, (void)a4, (void)a5;
  int result = refused ? -refused : map->ops->pop(map, helper_pointer(a2), run->cpu);
  return value_out(map, a2, result);
}

uint64_t helper_map_peek_elem(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                              uint64_t a5) {
  struct map *map = helper_pointer(a1);
  (void)a3, (void)a4, (void)a5;
  if (!takes(HELPER_KINDS_MAP_PEEK_ELEM, map))
    return helper_error(E_INVAL);
  int result =
      map->def.flags & MBPF_MAP_WRONLY_PROG ? -E_PERM : map->ops->peek(map, helper_pointer(a2), run->cpu);
  return map->def.type == MBPF_MAP_BLOOM_FILTER ? helper_result_of(result) : value_out(map, a2, result);
}

#endif

/* --- for_each_map_elem --- */

#if MBPF_WITH_HELPERS_LOOP

/*
 * The next entry: its key into the engine's scratch, its value beside it. An entry deleted between the two is passed over. The
 * walk ends because next_key moves in a fixed order of keys, and after max_entries calls: the callback may add entries ahead. index
 * counts the calls made.
 */
static bool next_entry(struct run *run, struct callback *callback, uint64_t arguments[5], uint64_t returned) {
  struct map *map = callback->map;
  callback->result = callback->index;
  if ((callback->index > 0 && returned != 0) || callback->index == map->def.max_entries)
    return false;
  while (map->ops->next_key(map, callback->count ? callback->key : NULL, callback->key) == 0) {
    void *value = map->ops->lookup(map, callback->key, run->cpu);
    callback->count = 1; /* the scratch holds a key */
    if (!value)
      continue;
    callback->index++;
    arguments[0] = (uintptr_t)map;
    arguments[1] = (uintptr_t)callback->key;
    arguments[2] = (uintptr_t)value;
    arguments[3] = callback->context;
    arguments[4] = 0;
    return true;
  }
  return false;
}

uint64_t helper_for_each_map_elem(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                  uint64_t a5) {
  struct map *map = helper_pointer(a1);
  struct callback *callback = run->callback;
  (void)a5;
  if (a4 != 0 || refuses_read(HELPER_KINDS_FOR_EACH_MAP_ELEM, map))
    return helper_error(E_INVAL);
  callback->function = a2;
  callback->context = a3;
  callback->map = map;
  callback->next = next_entry;
  return 0;
}

#endif
