/* Telling a person where and why a run stopped. */
#ifndef RUNTIME_STOP_H
#define RUNTIME_STOP_H

#include "base/text.h"
#include "runtime/run.h"

struct debug_info;

/* "out of steps", "access outside …": the sentence for a run's end. Static text. */
const char *run_end_sentence(enum run_end end);

/* Writes the line: reason, what was accessed, pc, and the source line when debug (may be NULL) knows it. */
void run_stop_write(struct text *text, const struct run_stop *stop, const struct debug_info *debug);

#endif
