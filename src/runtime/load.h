/* A load under way: what its steps learn and hand on. Lives in the arena's high end until the load is over. */
#ifndef RUNTIME_LOAD_H
#define RUNTIME_LOAD_H

#include "ebpf/code.h"
#include "ebpf/decode.h"
#include "ebpf/image.h"
#include "runtime/layout.h"
#include "runtime/runtime.h"

/* What the eBPF engine keeps between its steps. */
struct ebpf_load {
  struct ebpf_image image;
  struct mbpf_bytes debug;             /* its DEBUG section, or empty */
  uint32_t entries[MBPF_MAX_PROGRAMS]; /* first slot of each program */
  bool verified;
  struct ebpf_facts facts;                 /* verified: what was found out; points into scratch */
  uint64_t worst_steps[MBPF_MAX_PROGRAMS]; /* verified: of a run with its tail calls; UINT64_MAX: metered */
};

struct load {
  mbpf_runtime *runtime;
  struct mbpf_load_options options;
  struct mbpf_package package;
  struct mbpf_manifest manifest;
  struct mbpf_bytes maps_section; /* or empty */
  struct ebpf_load ebpf;
  void *scratch;         /* arena block an engine keeps until the load is over, or NULL */
  struct loaded *loaded; /* the block, once it is being placed */
};

/* The limit of a program's budget: what it wants or the default, at most what the policy allows. */
static inline uint64_t load_budget(uint64_t wanted, uint64_t fallback, uint64_t most) {
  uint64_t value = wanted != 0 ? wanted : fallback;
  return most != 0 && value > most ? most : value;
}

/* Steps one run of a program of the manifest gets. */
static inline uint64_t load_max_steps(const struct load *load, uint32_t program) {
  return load_budget(load->manifest.programs[program].budgets.max_steps, MBPF_DEFAULT_MAX_STEPS,
                     load->runtime->policy.max_steps);
}

/* Instances of each program. */
static inline uint32_t load_instance_count(const struct load *load) {
  return load->options.instances != 0 ? load->options.instances : load->runtime->port->cpu_count;
}

/* Gives the placed maps their initial contents from the MAPS section, which maps_section_check accepted. */
MBPF_WARN_UNUSED mbpf_status maps_fill(struct load *load, mbpf_error *error);

#endif
