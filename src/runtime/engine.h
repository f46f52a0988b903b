/*
 * An engine, as the runtime sees it. eBPF and JavaScript each fill one; the table in engine.c lists them. Loading calls check
 * once, then place twice (to measure and to lay out); firing calls run.
 */
#ifndef RUNTIME_ENGINE_H
#define RUNTIME_ENGINE_H

#include "runtime/load.h"
#include "runtime/run.h"

struct engine {
  enum mbpf_engine number;
  const char *name;
  /* Checks the engine's sections and programs; keeps what it learns in load. Changes nothing else. */
  mbpf_status (*check)(struct load *load, mbpf_error *error);
  /* Takes room for code and instances, and fills it when layout->base is set. Cannot fail. */
  void (*place)(struct load *load, struct layout *layout);
  /* Runs a program in a free instance. Returns its result; run->stop says whether it ended well. Any firing context. */
  uint64_t (*run)(const struct program *program, struct instance *instance, struct run *run);
};

/* The engine of a number, or NULL when the build leaves it out. */
const struct engine *engine_find(enum mbpf_engine number);

/* Every engine that has a program in the package checks, and then places, its part. */
mbpf_status engines_check(struct load *load, mbpf_error *error);
void engines_place(struct load *load, struct layout *layout);

extern const struct engine ebpf_engine;

#endif
