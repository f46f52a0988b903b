/*
 * Maps from the host, by handle. Each call is an epoch of its own: the map stays while the call uses it, and unloading waits for
 * the call.
 */
#include "base/error.h"
#include "map/host.h"
#include "map/slots.h"
#include "runtime/runtime.h"

/* A map held by an epoch of the calling CPU. */
struct held {
  struct cpu *cpu;
  struct map *map;
};

static void let_go(const struct held *held) {
  epoch_exit(held->cpu);
}

static mbpf_status hold(mbpf_runtime *runtime, mbpf_map_handle handle, struct held *held, mbpf_error *error) {
  *held = (struct held){.cpu = runtime_cpu(runtime)};
  if (!held->cpu)
    return mbpf_fail(error, MBPF_BUSY, "no CPU number is free for this thread: the port has %u",
                     runtime->port->cpu_count);
  epoch_enter(runtime->port, held->cpu);
  const struct loaded *loaded = runtime_package(runtime, handle.package);
  held->map = loaded && handle.index < loaded->map_count ? loaded->maps[handle.index] : NULL;
  if (held->map && held->map->ops)
    return MBPF_OK;
  mbpf_status status =
      held->map ? mbpf_fail(error, MBPF_UNSUPPORTED, "map '%s' only describes inner maps", held->map->name)
                : mbpf_fail(error, MBPF_ALREADY_UNLOADED, "stale map handle");
  let_go(held);
  return status;
}

/* Performs one call on the map of a handle. */
#define ON_MAP(call)                                                                                         \
  do {                                                                                                       \
    struct held held;                                                                                        \
    mbpf_status status = hold(runtime, handle, &held, error);                                                \
    if (status != MBPF_OK)                                                                                   \
      return status;                                                                                         \
    struct map *map = held.map;                                                                              \
    status = (call);                                                                                         \
    let_go(&held);                                                                                           \
    return status;                                                                                           \
  } while (0)

mbpf_status mbpf_map_lookup(mbpf_runtime *runtime, mbpf_map_handle handle, const void *key, void *value,
                            mbpf_error *error) {
  ON_MAP(map_host_lookup(map, key, value, error));
}

mbpf_status mbpf_map_update(mbpf_runtime *runtime, mbpf_map_handle handle, const void *key, const void *value,
                            uint64_t flags, mbpf_error *error) {
  ON_MAP(map_host_update(map, key, value, flags, error));
}

mbpf_status mbpf_map_delete(mbpf_runtime *runtime, mbpf_map_handle handle, const void *key,
                            mbpf_error *error) {
  ON_MAP(map_host_remove(map, key, error));
}

mbpf_status mbpf_map_next_key(mbpf_runtime *runtime, mbpf_map_handle handle, const void *previous, void *next,
                              mbpf_error *error) {
  ON_MAP(map_host_next_key(map, previous, next, error));
}

mbpf_status mbpf_map_lookup_batch(mbpf_runtime *runtime, mbpf_map_handle handle, const void *previous,
                                  void *keys, void *values, uint32_t *count, mbpf_error *error) {
  ON_MAP(map_host_lookup_batch(map, previous, keys, values, count, error));
}

mbpf_status mbpf_map_sum(mbpf_runtime *runtime, mbpf_map_handle handle, const void *key, void *values,
                         uint64_t *sums, mbpf_error *error) {
  ON_MAP(map_host_sum(map, key, values, sums, error));
}

mbpf_status mbpf_map_count(mbpf_runtime *runtime, mbpf_map_handle handle, uint32_t *count,
                           mbpf_error *error) {
  ON_MAP(map_host_count(map, count, error));
}

mbpf_status mbpf_map_push(mbpf_runtime *runtime, mbpf_map_handle handle, const void *value, uint64_t flags,
                          mbpf_error *error) {
  ON_MAP(map_host_push(map, value, flags, error));
}

mbpf_status mbpf_map_pop(mbpf_runtime *runtime, mbpf_map_handle handle, void *value, mbpf_error *error) {
  ON_MAP(map_host_pop(map, value, error));
}

mbpf_status mbpf_map_peek(mbpf_runtime *runtime, mbpf_map_handle handle, void *value, mbpf_error *error) {
  ON_MAP(map_host_peek(map, value, error));
}

/* Inner maps belong to the same package: their number makes the handle. */
static mbpf_status find_inner(struct map *outer, const void *key, mbpf_map_handle handle,
                              mbpf_map_handle *inner, mbpf_error *error) {
  if (outer->def.type != MBPF_MAP_ARRAY_OF_MAPS && outer->def.type != MBPF_MAP_HASH_OF_MAPS)
    return mbpf_fail(error, MBPF_UNSUPPORTED, "map '%s' is a %s and holds no maps", outer->name,
                     mbpf_map_type_name(outer->def.type));
  const struct map *found = map_inner_get(outer, key);
  if (!found)
    return mbpf_fail(error, MBPF_NOT_FOUND, "map '%s' holds no map under this key", outer->name);
  *inner = (mbpf_map_handle){handle.package, found->index};
  return MBPF_OK;
}

mbpf_status mbpf_map_inner(mbpf_runtime *runtime, mbpf_map_handle handle, const void *key,
                           mbpf_map_handle *inner, mbpf_error *error) {
  ON_MAP(find_inner(map, key, handle, inner, error));
}

mbpf_status mbpf_ring_consume(mbpf_runtime *runtime, mbpf_map_handle handle, mbpf_ring_record_fn *fn,
                              void *user, uint32_t max, uint32_t *consumed, mbpf_error *error) {
  ON_MAP(map_host_consume(map, fn, user, max, consumed, error));
}

mbpf_status mbpf_ring_info(mbpf_runtime *runtime, mbpf_map_handle handle, struct mbpf_ring_info *info,
                           mbpf_error *error) {
  ON_MAP(map_host_ring_info(map, info, error));
}
