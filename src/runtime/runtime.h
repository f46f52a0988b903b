/*
 * The runtime object and what it holds. Files around it: load.c (packages), point.c (hook points and links), fire.c (events),
 * host_map.c (maps by handle), stop.c (telling why), log.c, stats.c.
 *
 * Everything here is changed under the port's lock. Firing and the map calls read it inside an epoch: the fields they read
 * are marked "published" and stored with release order; what they point to never changes, or says who may change it.
 */
#ifndef RUNTIME_RUNTIME_H
#define RUNTIME_RUNTIME_H

#include <mbpf/runtime.h>

#include "hook/hook.h"
#include "runtime/arena.h"
#include "runtime/epoch.h"
#include "runtime/program.h"

/* A program on a hook point. Lives in the arena from attach until detach. */
struct link {
  const struct program *program;
  uint32_t point;
  int32_t priority;
  struct stats stats[]; /* one per CPU */
};

/* A point's links in the order they run. Once published it only changes by a place becoming NULL: a link that was detached. */
struct link_list {
  uint32_t count;
  struct link *links[];
};

struct point {
  uint32_t generation;          /* published; odd while the point exists */
  const struct hook_type *type; /* published; NULL: the point was never made */
  struct link_list *list;       /* published; NULL: nothing attached */
  char name[MBPF_MAX_NAME + 1];
};

struct link_slot {
  uint32_t generation; /* odd while the link exists */
  struct link *link;
};

struct package_slot {
  uint32_t generation; /* published; odd while loaded */
  struct loaded *loaded;
};

struct mbpf_runtime {
  const struct mbpf_port *port;
  struct mbpf_policy policy;
  struct arena arena;
  struct cpu *cpus; /* port->cpu_count */
  struct package_slot packages[MBPF_MAX_PACKAGES];
  struct point points[MBPF_MAX_HOOK_POINTS];
  struct link_slot links[MBPF_MAX_LINKS];
};

/* Handles are generation << 32 | index. A generation is odd while the object exists, so that {0} names nothing. */
static inline uint64_t handle_make(uint32_t generation, size_t index) {
  return (uint64_t)generation << 32 | (uint32_t)index;
}
static inline uint32_t handle_index(uint64_t handle) {
  return (uint32_t)handle;
}
static inline uint32_t handle_generation(uint64_t handle) {
  return (uint32_t)(handle >> 32);
}

/* Around every call that changes something. */
static inline void runtime_lock(mbpf_runtime *runtime) {
  if (runtime->port->lock)
    runtime->port->lock(runtime->port->user);
}
static inline void runtime_unlock(mbpf_runtime *runtime) {
  if (runtime->port->unlock)
    runtime->port->unlock(runtime->port->user);
}

/* The calling CPU, or NULL when the port has no number for it. */
static inline struct cpu *runtime_cpu(mbpf_runtime *runtime) {
  uint32_t id = runtime->port->cpu_id(runtime->port->user);
  return LIKELY(id < runtime->port->cpu_count) ? &runtime->cpus[id] : NULL;
}

/* The loaded package of a handle, or NULL. Under the lock or inside an epoch. */
struct loaded *runtime_package(mbpf_runtime *runtime, uint64_t handle);

/* The program of a handle, or NULL. Under the lock or inside an epoch. */
struct program *runtime_program(mbpf_runtime *runtime, mbpf_program_handle handle);

/* Detaches every link of a point and removes it; under the lock. */
void point_remove(mbpf_runtime *runtime, struct point *point);

/* The first link to a program of this package, or NULL; under the lock. */
const struct link *point_link_of(const mbpf_runtime *runtime, const struct loaded *loaded);

/* Takes a package out and frees its block; no link may be left. Under the lock. */
void package_remove(mbpf_runtime *runtime, struct package_slot *slot);

#endif
