/* The engines this build has. */
#include "runtime/engine.h"

static const struct engine *const engines[] = {&ebpf_engine};

enum { ENGINE_COUNT = sizeof engines / sizeof engines[0] };

const struct engine *engine_find(enum mbpf_engine number) {
  for (size_t i = 0; i < ENGINE_COUNT; i++) {
    if (engines[i]->number == number)
      return engines[i];
  }
  return NULL;
}

static bool is_used(const struct load *load, const struct engine *engine) {
  for (uint32_t i = 0; i < load->manifest.program_count; i++) {
    if (load->manifest.programs[i].engine == engine->number)
      return true;
  }
  return false;
}

mbpf_status engines_check(struct load *load, mbpf_error *error) {
  mbpf_status status = MBPF_OK;
  for (size_t i = 0; i < ENGINE_COUNT && status == MBPF_OK; i++) {
    if (is_used(load, engines[i]))
      status = engines[i]->check(load, error);
  }
  return status;
}

void engines_place(struct load *load, struct layout *layout) {
  for (size_t i = 0; i < ENGINE_COUNT; i++) {
    if (is_used(load, engines[i]))
      engines[i]->place(load, layout);
  }
}
