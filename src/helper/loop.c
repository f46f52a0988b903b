/* bpf_loop: the engine calls, this counts. */
#include "helper/family.h"

#if MBPF_WITH_HELPERS_LOOP

/* Linux's BPF_MAX_LOOPS. */
#define MAX_LOOPS (8u * 1024u * 1024u)

/* index counts the calls made; a call that returns other than 0 is the last. */
static bool next_round(struct run *run, struct callback *callback, uint64_t arguments[5], uint64_t returned) {
  (void)run;
  callback->result = callback->index;
  if ((callback->index > 0 && returned != 0) || callback->index == callback->count)
    return false;
  arguments[0] = callback->index++;
  arguments[1] = callback->context;
  arguments[2] = arguments[3] = arguments[4] = 0;
  return true;
}

uint64_t helper_loop(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5) {
  struct callback *callback = run->callback;
  uint32_t rounds = (uint32_t)a1;
  (void)a5;
  if (a4 != 0)
    return helper_error(E_INVAL);
  if (rounds > MAX_LOOPS)
    return helper_error(E_2BIG);
  callback->function = a2;
  callback->context = a3;
  callback->count = rounds;
  callback->next = next_round;
  return 0;
}

#endif
