/*
 * Is a machine that runs where the verifier's state says it is? Every register, every byte of the visible stack, every bound and
 * every tie between values is held against what is really there.
 */
#ifndef SOUNDNESS_ORACLE_H
#define SOUNDNESS_ORACLE_H

/* Two things are called machine: the engine's, and what transfer functions work on. */
#define machine engine_machine
#include "ebpf/access.h"
#include "ebpf/machine.h"
#undef machine

#include "ebpf/verify/state.h"
#include "world.h"

/* Where a state does not hold. */
struct mismatch {
  const char *what;
  unsigned where;
  uint64_t value;
};

bool oracle_holds(const struct engine_machine *m, const struct world *w, const struct state *s,
                  struct mismatch *mismatch);

/* Bytes of the visible stack: of slot, at bytes on. 1, 4 or 8. */
uint64_t oracle_stack(const struct engine_machine *m, const struct state *s, uint32_t slot, unsigned at,
                      unsigned bytes);

/* For reports: registers with what the state says of them. To stderr. */
void oracle_show(const struct engine_machine *m, const struct state *s);

#endif
