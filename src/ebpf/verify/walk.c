/*
 * One walk of the solver, as the checker will make it: from a state along the instructions until states are kept again.
 *
 * Order: bottom-up. Branches, calls, the walk.
 */
#include "ebpf/verify/solver.h"

#include <string.h>

bool solver_is_label(const struct context *c, uint32_t block) {
  return block == 0 ? c->graph->blocks[0].is_target : c->graph->blocks[block].is_target;
}

static uint32_t block_at(const struct walk *w, uint32_t slot) {
  const struct graph *g = w->context->graph;
  return slot - g->first_slot < g->slot_count ? g->block_of[slot - g->first_slot] : NO_BLOCK;
}

static bool walk_branch(struct walk *w, bool *goes_on) {
  struct refinement r;
  uint32_t slot = w->machine.slot, target = block_at(w, w->machine.target);
  struct state *other = pool_piece(&w->solver->pool, sizeof *other);
  bool ok = true;
  if (!other) {
    w->solver->out_of_memory = true;
    return false;
  }
  if (refine(&w->state, &w->machine.condition, true, &r)) {
    state_copy(other, &w->state);
    if (refine_state(&r, other))
      ok = w->arrive(w, other, target, slot, true);
  }
  pool_give(&w->solver->pool, other, sizeof *other);
  *goes_on = refine(&w->state, &w->machine.condition, false, &r) && refine_state(&r, &w->state);
  return ok;
}

bool solver_return(struct solver *s, struct context *callee, uint32_t index, struct state *caller) {
  struct reader r;
  if (!packed_reader(s, &callee->posts[index], &r))
    return false;
  if (callee->flags & CONTEXT_MOVES_PACKET)
    transfer_packet_moved(caller);
  return state_return(caller, (callee->flags & CONTEXT_SHARES_STACK) != 0, false, &r);
}

bool solver_return_callback(struct solver *s, struct context *callee, struct state *caller) {
  struct reader r;
  if (!packed_reader(s, &callee->pre, &r))
    return false;
  if (callee->flags & CONTEXT_MOVES_PACKET)
    transfer_packet_moved(caller);
  return state_return(caller, (callee->flags & CONTEXT_SHARES_STACK) != 0, true, &r);
}

static bool walk_call(struct walk *w, bool *goes_on) {
  uint32_t slot = w->machine.slot, next = w->machine.next;
  struct context *callee = solver_call(w->solver, &w->state, w->machine.callee, false, slot);
  if (!callee || !w->called(w, callee, 1))
    return false;
  *goes_on = callee->post_count > 0;
  if (callee->post_count == 1)
    return solver_return(w->solver, callee, 0, &w->state);
  for (uint32_t i = 0; i < callee->post_count; i++) {
    struct state *other = pool_piece(&w->solver->pool, sizeof *other);
    bool ok = other != NULL;
    if (!other) {
      w->solver->out_of_memory = true;
      return false;
    }
    state_copy(other, &w->state);
    ok = solver_return(w->solver, callee, i, other) && w->arrive(w, other, block_at(w, next), slot, false);
    pool_give(&w->solver->pool, other, sizeof *other);
    if (!ok)
      return false;
  }
  *goes_on = false;
  return true;
}

static bool walk_callback(struct walk *w) {
  uint64_t rounds = w->machine.rounds;
  struct context *callee = solver_call(w->solver, &w->state, w->machine.callee, true, w->machine.slot);
  if (!callee || !w->called(w, callee, rounds) || !solver_return_callback(w->solver, callee, &w->state))
    return false;
  transfer_after_callback(&w->machine);
  return true;
}

static void note_filled(struct walk *w) {
  struct filled *filled = &w->context->graph->filled;
  for (uint32_t i = 0; i < w->machine.filled_bytes; i++) {
    uint32_t below = w->machine.filled_below - 1 - i;
    uint64_t bit = (uint64_t)1 << below % 64;
    w->solver->filled_more = w->solver->filled_more || !(filled->bits[below / 64] & bit);
    filled->bits[below / 64] |= bit;
  }
}

static void note_flags(struct walk *w) {
  if (w->machine.moves_packet)
    w->context->flags |= CONTEXT_MOVES_PACKET;
  if (w->machine.tail_call)
    w->context->flags |= CONTEXT_TAIL_CALLS;
}
void solver_walk(struct walk *w, uint32_t slot, bool at_label) {
  struct solver *s = w->solver;
  bool goes_on = true;
  w->steps = 0;
  w->failed = false;
  for (; goes_on && !w->failed; at_label = false) {
    uint32_t block = block_at(w, slot);
    if (!at_label && block != NO_BLOCK && solver_is_label(w->context, block)) {
      w->failed = !w->arrive(w, &w->state, block, w->machine.slot, false);
      return;
    }
    if (s->work++ >= s->limit) {
      s->too_complex = true;
      w->failed = true;
      return;
    }
    enum step step = transfer(&w->machine, slot);
    w->steps++;
    note_flags(w);
    note_filled(w);
    if (w->bitmap && w->machine.access == ACCESS_CONTEXT)
      w->bitmap[w->machine.slot / 8] |= (uint8_t)(1u << (w->machine.slot % 8));
    switch (step) {
    case STEP_FAIL: w->failed = true; break;
    case STEP_NEXT: slot = w->machine.next; break;
    case STEP_GOTO:
      if (w->machine.target <= slot) {
        w->failed = !w->arrive(w, &w->state, block_at(w, w->machine.target), slot, true);
        return;
      }
      slot = w->machine.target;
      break;
    case STEP_BRANCH: {
      uint32_t next = w->machine.next;
      w->failed = !walk_branch(w, &goes_on);
      slot = next;
      break;
    }
    case STEP_CALL: {
      uint32_t next = w->machine.next;
      w->failed = !walk_call(w, &goes_on);
      slot = next;
      break;
    }
    case STEP_CALLBACK: {
      uint32_t next = w->machine.next;
      w->failed = !walk_callback(w);
      slot = next;
      break;
    }
    case STEP_EXIT: w->failed = !w->leave(w); return;
    }
  }
}
