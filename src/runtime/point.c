/*
 * Hook points and links. A point publishes an immutable list of its links; attaching and detaching build a new list aside,
 * publish it, wait for a grace period and free the old one. Bottom-up.
 */
#include "base/error.h"
#include "base/name.h"
#include "runtime/runtime.h"

#include <string.h>

/* --- handles --- */

static struct point *point_of(mbpf_runtime *runtime, mbpf_point_handle handle) {
  uint32_t index = handle_index(handle.id);
  if (index >= MBPF_MAX_HOOK_POINTS || handle_generation(handle.id) % 2 == 0)
    return NULL;
  struct point *point = &runtime->points[index];
  return point->generation == handle_generation(handle.id) ? point : NULL;
}

static struct link_slot *link_of(mbpf_runtime *runtime, mbpf_link_handle handle) {
  uint32_t index = handle_index(handle.id);
  if (index >= MBPF_MAX_LINKS || handle_generation(handle.id) % 2 == 0)
    return NULL;
  struct link_slot *slot = &runtime->links[index];
  return slot->generation == handle_generation(handle.id) ? slot : NULL;
}

static struct link_slot *free_link_slot(mbpf_runtime *runtime) {
  for (size_t i = 0; i < MBPF_MAX_LINKS; i++) {
    if (!runtime->links[i].link)
      return &runtime->links[i];
  }
  return NULL;
}

static struct point *point_named(mbpf_runtime *runtime, const char *name) {
  for (size_t i = 0; i < MBPF_MAX_HOOK_POINTS; i++) {
    struct point *point = &runtime->points[i];
    if (point->generation % 2 == 1 && names_equal(point->name, name))
      return point;
  }
  return NULL;
}

static mbpf_point_handle point_handle(const mbpf_runtime *runtime, const struct point *point) {
  return (mbpf_point_handle){handle_make(point->generation, (size_t)(point - runtime->points))};
}

/* --- lists --- */

static struct link_list *list_make(mbpf_runtime *runtime, uint32_t count) {
  struct link_list *list =
      arena_take(&runtime->arena, sizeof *list + count * sizeof list->links[0], ARENA_LOW);
  if (list)
    list->count = count;
  return list;
}

static uint32_t live_count(const struct link_list *list) {
  uint32_t live = 0;
  for (uint32_t i = 0; list && i < list->count; i++)
    live += list->links[i] != NULL;
  return live;
}

/* The live links of old, and link behind those of its priority and above. NULL: no memory. */
static struct link_list *list_with(mbpf_runtime *runtime, const struct link_list *old, struct link *link) {
  struct link_list *list = list_make(runtime, live_count(old) + 1);
  uint32_t at = 0;
  bool placed = false;
  if (!list)
    return NULL;
  for (uint32_t i = 0; old && i < old->count; i++) {
    if (!old->links[i])
      continue;
    if (!placed && old->links[i]->priority > link->priority) {
      list->links[at++] = link;
      placed = true;
    }
    list->links[at++] = old->links[i];
  }
  if (!placed)
    list->links[at] = link;
  return list;
}

/* Makes list the point's and frees the old one when no CPU uses it any more. */
static void publish(mbpf_runtime *runtime, struct point *point, struct link_list *list) {
  struct link_list *old = point->list;
  __atomic_store_n(&point->list, list, __ATOMIC_SEQ_CST);
  epoch_wait(runtime->port, runtime->cpus);
  arena_give(&runtime->arena, old);
}

/* --- points --- */

static mbpf_status check_name(const char *name, mbpf_error *error) {
  size_t length = name ? name_length(name) : 0;
  if (length == 0 || length > MBPF_MAX_NAME)
    return mbpf_fail(error, MBPF_INVALID_ARG, "a hook point's name has 1 to %u bytes, not %zu", MBPF_MAX_NAME,
                     length);
  return MBPF_OK;
}

static mbpf_status create_locked(mbpf_runtime *runtime, const char *name, const struct hook_type *type,
                                 mbpf_point_handle *handle, mbpf_error *error) {
  struct point *point = runtime->points;
  if (point_named(runtime, name))
    return mbpf_fail(error, MBPF_EXISTS, "hook point '%s' exists", name);
  while (point < runtime->points + MBPF_MAX_HOOK_POINTS && point->generation % 2 == 1)
    point++;
  if (point == runtime->points + MBPF_MAX_HOOK_POINTS)
    return mbpf_fail(error, MBPF_FULL, "all %u hook points are in use (MBPF_MAX_HOOK_POINTS)",
                     MBPF_MAX_HOOK_POINTS);
  __atomic_store_n(&point->type, type, __ATOMIC_RELAXED);
  memcpy(point->name, name, name_length(name) + 1);
  __atomic_store_n(&point->generation, point->generation + 1, __ATOMIC_SEQ_CST);
  *handle = point_handle(runtime, point);
  return MBPF_OK;
}

mbpf_status mbpf_point_create(mbpf_runtime *runtime, const char *name, uint32_t hook_type,
                              mbpf_point_handle *handle, mbpf_error *error) {
  const struct hook_type *type = hook_type_find(hook_type);
  mbpf_status status = check_name(name, error);
  if (status != MBPF_OK)
    return status;
  if (!type)
    return mbpf_fail(error, MBPF_INVALID_ARG, "hook point '%s': there is no hook type %u", name, hook_type);
  runtime_lock(runtime);
  status = create_locked(runtime, name, type, handle, error);
  runtime_unlock(runtime);
  return status;
}

/* The link is out of every list and no run of it is under way. Its statistics go to the program. */
static void link_free(mbpf_runtime *runtime, struct link_slot *slot) {
  stats_fold(slot->link->program->stats, slot->link->stats, runtime->port->cpu_count);
  arena_give(&runtime->arena, slot->link);
  slot->link = NULL;
  slot->generation++;
}

void point_remove(mbpf_runtime *runtime, struct point *point) {
  uint32_t index = (uint32_t)(point - runtime->points);
  __atomic_store_n(&point->generation, point->generation + 1, __ATOMIC_SEQ_CST);
  publish(runtime, point, NULL);
  for (size_t i = 0; i < MBPF_MAX_LINKS; i++) {
    if (runtime->links[i].link && runtime->links[i].link->point == index)
      link_free(runtime, &runtime->links[i]);
  }
}

mbpf_status mbpf_point_destroy(mbpf_runtime *runtime, mbpf_point_handle handle, mbpf_error *error) {
  runtime_lock(runtime);
  struct point *point = point_of(runtime, handle);
  if (point)
    point_remove(runtime, point);
  runtime_unlock(runtime);
  return point ? MBPF_OK : mbpf_fail(error, MBPF_NOT_FOUND, "stale hook point handle");
}

mbpf_status mbpf_point_find(mbpf_runtime *runtime, const char *name, mbpf_point_handle *handle,
                            mbpf_error *error) {
  mbpf_status status = check_name(name, error);
  if (status != MBPF_OK)
    return status;
  runtime_lock(runtime);
  const struct point *point = point_named(runtime, name);
  if (point)
    *handle = point_handle(runtime, point);
  runtime_unlock(runtime);
  return point ? MBPF_OK : mbpf_fail(error, MBPF_NOT_FOUND, "there is no hook point '%s'", name);
}

/* --- links --- */

static mbpf_status check_attach(const struct program *program, const struct point *point, mbpf_error *error) {
  const struct link_list *list = point->list;
  if (program->type != point->type)
    return mbpf_fail(error, MBPF_HOOK_MISMATCH, "program '%s' is for %s hooks; '%s' is a %s hook point",
                     program->name, program->type->name, point->name, point->type->name);
  for (uint32_t i = 0; list && i < list->count; i++) {
    if (list->links[i] && list->links[i]->program == program)
      return mbpf_fail(error, MBPF_ALREADY_ATTACHED, "program '%s' is already attached to '%s'",
                       program->name, point->name);
  }
  if (live_count(list) == MBPF_MAX_LINKS_PER_POINT)
    return mbpf_fail(error, MBPF_FULL, "hook point '%s' has all %u links in use (MBPF_MAX_LINKS_PER_POINT)",
                     point->name, MBPF_MAX_LINKS_PER_POINT);
  return MBPF_OK;
}

static struct link *link_make(mbpf_runtime *runtime, const struct program *program, const struct point *point,
                              int32_t priority) {
  size_t stats_bytes = runtime->port->cpu_count * sizeof(struct stats);
  struct link *link = arena_take(&runtime->arena, sizeof *link + stats_bytes, ARENA_LOW);
  if (!link)
    return NULL;
  *link =
      (struct link){.program = program, .point = (uint32_t)(point - runtime->points), .priority = priority};
  return link;
}

static mbpf_status attach_locked(mbpf_runtime *runtime, mbpf_program_handle program_handle,
                                 mbpf_point_handle at, int32_t priority, mbpf_link_handle *handle,
                                 mbpf_error *error) {
  const struct program *program = runtime_program(runtime, program_handle);
  struct point *point = point_of(runtime, at);
  if (!program || !point)
    return mbpf_fail(error, MBPF_INVALID_ARG, "stale or foreign %s handle",
                     program ? "hook point" : "program");
  mbpf_status status = check_attach(program, point, error);
  if (status != MBPF_OK)
    return status;
  struct link_slot *slot = free_link_slot(runtime);
  if (!slot)
    return mbpf_fail(error, MBPF_FULL, "all %u links are in use (MBPF_MAX_LINKS)", MBPF_MAX_LINKS);
  struct link *link = link_make(runtime, program, point, priority);
  struct link_list *list = link ? list_with(runtime, point->list, link) : NULL;
  if (!list) {
    arena_give(&runtime->arena, link);
    return mbpf_fail(error, MBPF_NO_MEM, "no room for a link; the largest free block has %zu bytes",
                     arena_largest(&runtime->arena));
  }
  slot->link = link;
  slot->generation++;
  *handle = (mbpf_link_handle){handle_make(slot->generation, (size_t)(slot - runtime->links))};
  publish(runtime, point, list);
  return MBPF_OK;
}

mbpf_status mbpf_attach(mbpf_runtime *runtime, mbpf_program_handle program, mbpf_point_handle point,
                        int32_t priority, mbpf_link_handle *link, mbpf_error *error) {
  runtime_lock(runtime);
  mbpf_status status = attach_locked(runtime, program, point, priority, link, error);
  runtime_unlock(runtime);
  return status;
}

static struct link **place_of(struct link_list *list, const struct link *link) {
  uint32_t i = 0;
  while (list->links[i] != link)
    i++;
  return &list->links[i];
}

/* Needs no memory, so that detaching cannot fail: the link's place becomes empty, and the list goes with its last link. */
static void detach_locked(mbpf_runtime *runtime, struct link_slot *slot) {
  struct point *point = &runtime->points[slot->link->point];
  __atomic_store_n(place_of(point->list, slot->link), NULL, __ATOMIC_SEQ_CST);
  if (live_count(point->list) == 0)
    publish(runtime, point, NULL);
  else
    epoch_wait(runtime->port, runtime->cpus);
  link_free(runtime, slot);
}

mbpf_status mbpf_detach(mbpf_runtime *runtime, mbpf_link_handle handle, mbpf_error *error) {
  runtime_lock(runtime);
  struct link_slot *slot = link_of(runtime, handle);
  if (slot)
    detach_locked(runtime, slot);
  runtime_unlock(runtime);
  return slot ? MBPF_OK : mbpf_fail(error, MBPF_NOT_ATTACHED, "stale link handle: already detached");
}

const struct link *point_link_of(const mbpf_runtime *runtime, const struct loaded *loaded) {
  for (size_t i = 0; i < MBPF_MAX_LINKS; i++) {
    const struct link *link = runtime->links[i].link;
    if (link && link->program->package == loaded)
      return link;
  }
  return NULL;
}
