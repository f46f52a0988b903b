/* What the maps hold after a run, as JSON or for people. */
#ifndef TOOL_RUN_DUMP_H
#define TOOL_RUN_DUMP_H

#include "run/session.h"

#include <jansson.h>

/* {NAME: {"type", "entries" or "records"}}; the session's rings and queues are emptied. */
json_t *dump_json(struct session *session);

/* A few lines for each map: entries that are not all zeros, at most limit of each map (0: all). */
void dump_text(struct session *session, uint64_t limit);

#endif
