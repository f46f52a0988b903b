/* A load under way: what its steps learn and hand on. Lives in the arena's high end until the load is over. */
#ifndef RUNTIME_LOAD_H
#define RUNTIME_LOAD_H

#include "ebpf/decode.h"
#include "ebpf/image.h"
#include "runtime/layout.h"
#include "runtime/runtime.h"

/* What the eBPF engine keeps between its steps. */
struct ebpf_load {
  struct ebpf_image image;
  struct mbpf_bytes debug;             /* its DEBUG section, or empty */
  uint32_t entries[MBPF_MAX_PROGRAMS]; /* first slot of each program */
};

struct load {
  mbpf_runtime *runtime;
  struct mbpf_load_options options;
  struct mbpf_package package;
  struct mbpf_manifest manifest;
  struct mbpf_bytes maps_section; /* or empty */
  struct ebpf_load ebpf;
  struct loaded *loaded; /* the block, once it is being placed */
};

/* Instances of each program. */
static inline uint32_t load_instance_count(const struct load *load) {
  return load->options.instances != 0 ? load->options.instances : load->runtime->port->cpu_count;
}

/* Gives the placed maps their initial contents from the MAPS section, which maps_section_check accepted. */
MBPF_WARN_UNUSED mbpf_status maps_fill(struct load *load, mbpf_error *error);

#endif
