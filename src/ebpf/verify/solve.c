/* The solver as a whole: patience in steps, memory, and the confirmation of what was found by the checker. */
#include "ebpf/verify/solver.h"

#include "base/text.h"

#include <string.h>

bool solver_fail(struct solver *s, enum verify_class class, uint32_t slot, const char *text) {
  struct machine m = {.in = s->in, .problem = s->problem, .slot = slot, .op = ISA_COUNT};
  transfer_fail(&m, class, "%s", text);
  return false;
}

static void fail_complex(struct solver *s, uint32_t slot, const char *what) {
  struct machine m = {.in = s->in, .problem = s->problem, .slot = slot, .op = ISA_COUNT};
  transfer_fail(&m, VERIFY_COMPLEX, "%s; the analysis was at this instruction", what);
}

/* How patient to be, from quick to thorough. */
static const struct effort efforts[] = {
    {.apart = 4, .outer = 1, .inner = 1, .hurried = true, .share = 8},
    {.apart = 12, .outer = 80, .inner = 2, .grouped = true, .only_after = VERIFY_BOUNDS, .share = 1},
    {.apart = 4, .outer = 1, .inner = 1, .patient = true, .share = 8},
    {.apart = 12, .outer = 2, .inner = 2, .share = 8},
    {.apart = 12, .outer = 2, .inner = 2, .patient = true, .share = 8},
    {.apart = 12, .outer = 300, .inner = 2, .grouped = true, .share = 40},
    {.apart = 12, .outer = 2, .inner = 80, .patient = true, .share = 32},
    {.apart = 40, .outer = 2000, .inner = 2000, .patient = true, .share = 64},
};

enum { PLAIN = 2, EFFORTS = sizeof efforts / sizeof efforts[0] }; /* the effort whose problem is told */

static bool solve_once(struct solver *s, uint8_t *proof, size_t *proof_bytes) {
  struct context *entry;
  struct graph *g = solver_graph(s, s->in->entry);
  struct state *start = g ? pool_piece(&s->pool, sizeof *start) : NULL;
  if (!start) {
    s->out_of_memory = true;
    return false;
  }
  transfer_entry_state(start, g->frame_bytes);
  if (!s->untouched)
    state_forget_untouched(start);
  entry = context_new(s, s->in->entry, 0, start);
  return entry && solve_context(s, entry) && emit_proof(s, entry, proof, proof_bytes);
}

static void reset(struct solver *s, size_t keep) {
  s->pool.used = keep;
  memset(s->pool.pieces, 0, sizeof s->pool.pieces);
  s->contexts = NULL;
  s->depth = 0;
  s->out_of_memory = s->too_complex = s->grow = false;
}

/* What a try found out about a function's frame, for the next one. */
struct frame_known {
  uint32_t function, bytes;
  struct filled filled;
};
enum { MAX_FRAMES_KNOWN = 8 };

static bool start_graphs(struct solver *s, const struct frame_known *known, unsigned count) {
  size_t bitmap = ((size_t)s->in->image->slot_count + 63) / 64 * 8;
  uint32_t functions = s->in->image->function_count;
  s->graphs = pool_take(&s->pool, functions * sizeof s->graphs[0]);
  s->context_accesses = pool_take(&s->pool, bitmap);
  if (!s->graphs || !s->context_accesses) {
    s->out_of_memory = true;
    return false;
  }
  memset(s->graphs, 0, functions * sizeof s->graphs[0]);
  memset(s->context_accesses, 0, bitmap);
  for (unsigned i = 0; i < count; i++) {
    struct graph *g = solver_graph(s, known[i].function);
    if (!g)
      return false;
    g->frame_bytes = g->frame_bytes < known[i].bytes ? known[i].bytes : g->frame_bytes;
    g->filled = known[i].filled;
  }
  return true;
}

static unsigned note_frames(const struct solver *s, struct frame_known *known) {
  unsigned count = 0;
  for (uint32_t f = 0; f < s->in->image->function_count && count < MAX_FRAMES_KNOWN; f++)
    if (s->graphs[f].blocks)
      known[count++] = (struct frame_known){f, s->graphs[f].frame_bytes, s->graphs[f].filled};
  return count;
}

/* Again with larger frames, or with more bytes that count as filled, as they turn out to be needed. */
static bool solve_with_effort(struct solver *s, unsigned effort, uint8_t *proof, size_t *proof_bytes,
                              size_t capacity) {
  struct frame_known known[MAX_FRAMES_KNOWN];
  size_t base = s->pool.used;
  unsigned count = 0;
  s->effort = efforts[effort];
  for (unsigned round = 0; round < 8; round++) {
    reset(s, base);
    s->filled_more = false;
    if (!start_graphs(s, known, count))
      return false;
    *proof_bytes = capacity;
    if (solve_once(s, proof, proof_bytes))
      return true;
    if (!s->grow && !(s->untouched && s->filled_more))
      return false;
    count = note_frames(s, known);
  }
  return false;
}

/* Classes that no analysis gets around. */
static bool is_final(enum verify_class class) {
  return class == VERIFY_CAPABILITY || class == VERIFY_RECURSION || class == VERIFY_STACK ||
         class == VERIFY_CALL_DEPTH;
}

/* A proof found and checked. */
static bool try_effort(struct solver *s, unsigned effort, uint8_t *proof, size_t *proof_bytes,
                       size_t capacity, struct verify_result *result) {
  void *checker;
  memset(s->problem, 0, sizeof *s->problem);
  if (!solve_with_effort(s, effort, proof, proof_bytes, capacity)) {
    bool no_reason = s->problem->class == VERIFY_OK; /* what fails without one got no memory */
    if (s->too_complex && !s->out_of_memory)
      fail_complex(s, s->problem->slot, "too many different states");
    else if (s->out_of_memory || no_reason)
      fail_complex(s, s->problem->slot, "the memory given is not enough");
    return false;
  }
  checker = pool_take(&s->pool, MBPF_VERIFY_CHECKER_BYTES);
  if (!checker)
    fail_complex(s, 0, "the memory given is not enough");
  else if (verify_check(s->in, proof, *proof_bytes, checker, result, s->problem)) {
    if (result->max_steps == VERIFY_UNBOUNDED && !s->metered)
      return solver_fail(s, VERIFY_LOOP, result->unproven_slot,
                         "the loop that begins here may run more rounds than can be counted");
    result->solver_peak_bytes = (uint32_t)s->pool.peak;
    result->work = s->work;
    return true;
  }
  return false;
}

/* An array in nested loops is often one whose places only single rounds know. */
static unsigned next_effort(unsigned effort, enum verify_class problem) {
  for (effort++; effort < EFFORTS; effort++)
    if (efforts[effort].only_after == VERIFY_OK || efforts[effort].only_after == problem)
      break;
  return effort;
}

/*
 * With more and more effort. Where stores at computed places fill an array, frames count as cleared from the second try on. *first is
 * the problem of the plainest analysis; those of others only count when they succeed. stuck: some effort found nothing wrong but a loop
 * that may not end.
 */
static bool try_efforts(struct solver *s, uint64_t limit, uint8_t *proof, size_t *proof_bytes,
                        size_t capacity, struct verify_result *result, struct verify_problem *first,
                        bool *stuck) {
  size_t base = s->pool.used;
  bool fills = false, is_first = true, seen_plain = false;
  *stuck = false;
  s->untouched = false;
  for (unsigned effort = 0; effort < EFFORTS; is_first = false) {
    s->pool.used = base;
    s->work = 0;
    s->limit = limit / 64 * efforts[effort].share;
    s->merged = false;
    if (try_effort(s, effort, proof, proof_bytes, capacity, result))
      return true;
    fills = fills || s->filled_more;
    if (is_first || (effort == PLAIN && !seen_plain))
      *first = *s->problem;
    seen_plain = seen_plain || effort == PLAIN;
    *stuck = *stuck || s->problem->class == VERIFY_LOOP;
    if ((!s->merged && !fills) || is_final(first->class))
      break;
    if (fills && !s->untouched)
      s->untouched = true; /* the same again */
    else
      effort = next_effort(effort, s->problem->class);
  }
  s->pool.used = base;
  return false;
}

/* Where metered loops are allowed, a program is metered only when nothing proves that it ends. */
bool verify_solve(const struct verify_input *in, const struct verify_options *options, void *memory,
                  size_t memory_bytes, uint8_t *proof, size_t *proof_bytes, struct verify_result *result,
                  struct verify_problem *problem) {
  static const struct verify_options defaults;
  size_t capacity = *proof_bytes;
  struct solver *s;
  struct pool pool = {.at = memory, .bytes = memory_bytes};
  struct verify_problem *first, *unused;
  bool stuck;
  memset(problem, 0, sizeof *problem);
  memset(result, 0, sizeof *result);
  s = pool_take(&pool, sizeof *s);
  first = s ? pool_take(&pool, sizeof *first) : NULL;
  unused = first ? pool_take(&pool, sizeof *unused) : NULL;
  if (!unused || in->entry >= in->image->function_count) {
    problem->class = VERIFY_COMPLEX;
    return false;
  }
  memset(s, 0, sizeof *s);
  s->in = in;
  s->options = options ? options : &defaults;
  s->problem = problem;
  s->pool = pool;
  uint64_t limit =
      s->options->work_limit ? s->options->work_limit : 200000 + 1000 * (uint64_t)in->image->slot_count;
  if (try_efforts(s, limit, proof, proof_bytes, capacity, result, first, &stuck))
    return true;
  s->metered = stuck && s->options->allow_metered;
  if (s->metered && try_efforts(s, limit, proof, proof_bytes, capacity, result, unused, &stuck))
    return true;
  *problem = *first;
  return false;
}
