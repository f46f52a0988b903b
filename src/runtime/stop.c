/* Why a run stopped, in words. */
#include "runtime/stop.h"

#include "runtime/runtime.h"

const char *run_end_sentence(enum run_end end) {
  switch (end) {
  case RUN_OK: return "ended";
  case RUN_BUDGET_STEPS: return "used up its steps (max_steps)";
  case RUN_BUDGET_HELPERS: return "used up its helper calls (max_helpers)";
  case RUN_BUDGET_TIME: return "used up its time (max_wall_time_us)";
  case RUN_BAD_ACCESS: return "accessed memory that is not its own";
  case RUN_BAD_ARGUMENT: return "passed a wrong argument to a helper";
  case RUN_BAD_INSTRUCTION: return "reached an instruction that cannot be executed";
  case RUN_CALL_DEPTH: return "called too deep";
  case RUN_REFERENCE_LEAK: return "ended without giving back a ring record";
  case RUN_OUT_OF_MEMORY: return "ran out of memory";
  case RUN_EXCEPTION: return "threw an exception";
  }
  return "stopped";
}

void run_stop_write(struct text *text, const struct run_stop *stop, const struct debug_info *debug) {
  struct debug_place place;
  text_printf(text, "%s at pc %u", run_end_sentence(stop->end), stop->pc);
  if (stop->detail)
    text_printf(text, ": %s", stop->detail);
  if (stop->end == RUN_BAD_ACCESS)
    text_printf(text, " of %llu bytes at 0x%llx", (unsigned long long)stop->length,
                (unsigned long long)stop->address);
  if (!debug || !debug_find(debug, stop->pc, &place))
    return;
  text_printf(text, " (%.*s:%u:%u)", (int)place.file.length, place.file.at, place.line, place.column);
  if (place.text.length != 0)
    text_printf(text, " `%.*s`", (int)place.text.length, place.text.at);
}

void mbpf_stop_describe(mbpf_runtime *runtime, const struct mbpf_stop *stop, char *out, size_t bytes) {
  struct run_stop why = {.end = (enum run_end)stop->reason,
                         .pc = stop->pc,
                         .detail = stop->detail,
                         .address = stop->address,
                         .length = stop->length};
  struct text text;
  text_init(&text, out, bytes);
  runtime_lock(runtime);
  const struct program *program = runtime_program(runtime, stop->program);
  if (program)
    text_printf(&text, "program '%s' ", program->name);
  run_stop_write(&text, &why,
                 MBPF_WITH_DEBUG_INFO && program && program->package->has_debug ? &program->package->debug
                                                                                : NULL);
  runtime_unlock(runtime);
}
