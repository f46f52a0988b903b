/*
 * The checker: walks the program once along a proof and believes nothing in it. From each stated state it follows the instructions
 * until a stated state is reached again, and tests that what arrives lies inside it, that costs fall, and that loops advance.
 * By induction over the steps of a run, every concrete state is inside a stated one.
 *
 * Order: bottom-up. Loops and costs, edges, calls, one walk, contexts, the whole.
 */
#include "ebpf/verify/proof.h"
#include "ebpf/verify/transfer.h"

#include <string.h>

struct checker {
  const struct verify_input *in;
  struct proof proof;
  struct state state;
  struct machine machine;
  struct proof_context context;
  uint32_t context_index;
  uint32_t loop; /* of the label walked from */
  uint32_t
      place; /* which of the labels at its slot that is: where rounds are stated apart, what follows is near that one */
  uint64_t cost;        /* what that label claims */
  uint64_t steps;       /* walked since */
  uint32_t choice;      /* which of several posts of a callee this walk follows */
  uint32_t choices;     /* how many there are, once known */
  bool chose;           /* this walk has come to that call */
  bool relies_on_zeros; /* some function's entry states what its frame holds */
  uint64_t work, limit; /* instructions walked and states compared */
};

_Static_assert(sizeof(struct checker) <= MBPF_VERIFY_CHECKER_BYTES, "the checker's memory");
static bool refuse(struct checker *c, const char *why) {
  transfer_fail(&c->machine, VERIFY_PROOF, "%s", why);
  return false;
}

/* --- loops and costs --- */

/* The counter's value, or NULL when the place holds none. */
static struct value *counter(struct state *s, const struct proof_loop *loop) {
  uint32_t slot = loop->stack_at / 8;
  if (loop->reg < STATE_REGISTERS)
    return &s->reg[loop->reg];
  if (loop->reg != PROOF_IN_STACK || slot >= state_slot_count(s) ||
      s->slot[slot].spill[loop->stack_at / 4 % 2] == 0)
    return NULL;
  return &s->pool[s->slot[slot].spill[loop->stack_at / 4 % 2] - 1];
}

static bool is_inside_bounds(const struct value *v, const struct proof_loop *loop) {
  struct range r = v->number.full;
  int64_t low, high;
  if (!value_kind_is_movable(v->kind) || (v->kind != VALUE_SCALAR && loop->direction > LOOP_DOWN))
    return false;
  if (loop->direction == LOOP_HALVE)
    return loop->low >= 0 && range_umin(r, 64) >= (uint64_t)loop->low &&
           range_umax(r, 64) <= (uint64_t)loop->high;
  loop_bounds(v, loop->direction, &low, &high);
  if (loop->direction == LOOP_CLEAR)
    return ((uint64_t)high & ~(uint64_t)loop->high) == 0;
  return low >= loop->low && high <= loop->high;
}

static bool loop_exists(const struct checker *c, uint32_t index) {
  return index < c->proof.loops && proof_loop(&c->proof, index).context == c->context_index;
}

static void start_level(struct value *v, void *user) {
  const uint32_t *level = user;
  v->ahead[*level] = AHEAD_NONE;
}

/* At a head a round starts: the counter is where it is, nothing has moved. */
static bool start_round(struct checker *c, struct proof_loop *loop) {
  struct value *v;
  state_each(&c->state, start_level, &loop->level);
  if (loop->body != c->cost)
    return refuse(c, "a loop head and its loop differ in cost");
  if (loop->rounds < loop_rounds(loop))
    return refuse(c, "a loop claims fewer rounds than its counter allows");
  if (loop->direction == LOOP_NONE)
    return true;
  v = counter(&c->state, loop);
  if (!v || !is_inside_bounds(v, loop))
    return refuse(c, "a loop counter is not within its bounds");
  v->ahead[loop->level] = 0;
  return true;
}

/* The loops around the label, innermost first, have falling levels: at most MBPF_VERIFY_LOOP_LEVELS of them. */
static bool enter_loops(struct checker *c, uint32_t slot) {
  struct proof_loop loop, outer;
  memset(c->state.direction, LOOP_NONE, sizeof c->state.direction);
  for (uint32_t index = c->loop; index != PROOF_NO_LOOP; index = loop.parent) {
    if (!loop_exists(c, index))
      return refuse(c, "there is no such loop");
    loop = proof_loop(&c->proof, index);
    if (loop.level >= MBPF_VERIFY_LOOP_LEVELS || loop.direction >= LOOP_DIRECTION_COUNT)
      return refuse(c, "a malformed loop");
    if (loop.parent != PROOF_NO_LOOP) {
      if (!loop_exists(c, loop.parent))
        return refuse(c, "there is no such loop");
      outer = proof_loop(&c->proof, loop.parent);
      if (outer.level >= loop.level)
        return refuse(c, "nested loops must have rising levels");
    }
    c->state.direction[loop.level] = (uint8_t)loop.direction;
  }
  if (c->loop == PROOF_NO_LOOP)
    return true;
  loop = proof_loop(&c->proof, c->loop);
  return loop.head != slot || start_round(c, &loop);
}

/*
 * The loop around c->loop (or itself) whose parent is `target`: what is left when control goes to target's level. PROOF_NO_LOOP
 * in *child when c->loop is target itself. False: target is not around c->loop.
 */
static bool find_child(const struct checker *c, uint32_t target, uint32_t *child) {
  uint32_t index = c->loop;
  *child = PROOF_NO_LOOP;
  while (index != target) {
    if (index == PROOF_NO_LOOP)
      return false;
    *child = index;
    index = proof_loop(&c->proof, index).parent;
  }
  return true;
}

/* Does the claimed cost cover the steps walked and those that follow at the level of `target`? */
static bool cost_covers(const struct checker *c, uint32_t target, uint64_t following) {
  uint32_t child;
  if (!find_child(c, target, &child))
    return false;
  if (child == PROOF_NO_LOOP)
    return c->cost >= cost_add(c->steps, following);
  return c->cost >= c->steps && proof_loop(&c->proof, child).after >= following;
}

static bool has_advanced(struct checker *c, const struct proof_loop *loop,
                         const struct refinement *refinement) {
  uint32_t advance;
  if (loop->direction == LOOP_NONE)
    return true;
  advance = loop_advance(&c->state, refinement, counter(&c->state, loop), loop->direction, loop->level);
  return advance >= 1 && advance >= loop->ahead;
}

/* May control go from the label walked from to this one, as far as loops and costs are concerned? */
static bool edge_allowed(struct checker *c, const struct proof_label *to,
                         const struct refinement *refinement) {
  struct proof_loop loop;
  uint32_t child;
  if (to->loop == PROOF_NO_LOOP)
    return cost_covers(c, PROOF_NO_LOOP, to->cost);
  if (!loop_exists(c, to->loop))
    return false;
  loop = proof_loop(&c->proof, to->loop);
  if (loop.head != to->slot)
    return cost_covers(c, to->loop, to->cost);
  if (find_child(c, to->loop, &child)) /* a round ends */
    return has_advanced(c, &loop, refinement) && c->cost >= c->steps;
  return cost_covers(c, loop.parent, loop_cost(&loop)); /* the loop is entered */
}

/* --- edges --- */

/* Does what is left after the refinement lie inside some state stated at slot? */
static bool arrive(struct checker *c, uint32_t slot, const struct refinement *refinement) {
  uint32_t count, first = proof_labels_at(&c->proof, &c->context, slot, &count);
  bool inside = false;
  uint32_t below = c->place < count ? c->place + 1 : count, above = below;
  for (uint32_t i = 0; i < count; i++) { /* outwards from there */
    bool down = below > 0 && (above == count || i % 2 == 0);
    struct proof_label label = proof_label(&c->proof, first + (down ? --below : above++));
    struct reader r = proof_blob(&c->proof, label.state_at);
    c->work++;
    if (!state_is_inside(&c->state, refinement, &r))
      continue;
    inside = true;
    if (edge_allowed(c, &label, refinement))
      return true;
  }
  if (count == 0)
    return refuse(c, "a jump goes where no state is stated");
  return refuse(c, inside ? "a cost or a loop counter does not add up"
                          : "what arrives at a jump target is outside the states stated there");
}

static bool has_labels(const struct checker *c, uint32_t slot) {
  uint32_t count;
  (void)proof_labels_at(&c->proof, &c->context, slot, &count);
  return count > 0;
}

/* --- calls --- */

static bool is_sane_context(const struct checker *c, const struct proof_context *callee) {
  return callee->frame_bytes % 16 == 0 && callee->frame_bytes <= MBPF_EBPF_STACK_BYTES &&
         callee->first_label <= c->proof.labels &&
         callee->label_count <= c->proof.labels - callee->first_label;
}

/* A context of the function that covers this call. */
static bool find_context(struct checker *c, uint32_t function, bool callback, struct proof_context *callee) {
  bool shares = transfer_shares_stack(&c->state);
  for (uint32_t i = 0; i < c->proof.contexts; i++) {
    struct reader r;
    *callee = proof_context(&c->proof, i);
    if (callee->function != function || ((callee->flags & CONTEXT_CALLBACK) != 0) != callback ||
        ((callee->flags & CONTEXT_SHARES_STACK) != 0) != shares || !is_sane_context(c, callee) ||
        callee->depth >= c->context.depth)
      continue;
    c->work++;
    r = proof_blob(&c->proof, callee->pre_at);
    if (state_enters(&c->state, shares, callee->frame_bytes / 8, &r))
      return true;
  }
  return refuse(c, "a call that no context of the proof covers");
}

/* What the callee's claims mean for the caller's: depth falls along every call, so there is no recursion. */
static bool account_call(struct checker *c, const struct proof_context *callee, uint64_t rounds) {
  uint32_t inherited = callee->flags & (CONTEXT_MOVES_PACKET | CONTEXT_TAIL_CALLS);
  if (c->context.stack_bytes < (uint64_t)c->context.frame_bytes + callee->stack_bytes)
    return refuse(c, "a context claims less stack than its callee needs");
  if ((c->context.flags & inherited) != inherited)
    return refuse(c, "a context does not say that its callee moves the packet or calls tails");
  c->steps = cost_add(c->steps, cost_multiply(rounds, callee->cost));
  if (callee->flags & CONTEXT_MOVES_PACKET)
    transfer_packet_moved(&c->state);
  return true;
}

/* *goes_on: false when the callee never returns. */
static bool call(struct checker *c, bool *goes_on) {
  struct proof_context callee;
  bool shares = transfer_shares_stack(&c->state);
  struct reader r;
  if (!find_context(c, c->machine.callee, false, &callee) || !account_call(c, &callee, 1))
    return false;
  *goes_on = callee.post_count > 0;
  if (!*goes_on)
    return true;
  r = proof_blob(&c->proof, callee.post_at);
  if (callee.post_count > 1) {
    c->choices = callee.post_count;
    c->chose = true;
    for (uint32_t i = 0; i < c->choice; i++) {
      struct reader skip = r;
      uint32_t length = read_below(&skip, c->proof.bytes);
      r.at = (size_t)(skip.end - skip.at) < length ? skip.end : skip.at + length;
      r.bad = skip.bad;
    }
  }
  (void)read_below(&r, c->proof.bytes);
  return state_return(&c->state, shares, false, &r) || refuse(c, "a malformed state after a call");
}

static bool call_back(struct checker *c) {
  struct proof_context callee;
  bool shares = transfer_shares_stack(&c->state);
  struct reader r;
  if (!find_context(c, c->machine.callee, true, &callee) || !account_call(c, &callee, c->machine.rounds))
    return false;
  r = proof_blob(&c->proof, callee.pre_at);
  if (!state_return(&c->state, shares, true, &r))
    return refuse(c, "a malformed state after a callback");
  transfer_after_callback(&c->machine);
  return true;
}

static bool leave(struct checker *c) {
  bool is_entry = c->context_index == 0, is_callback = (c->context.flags & CONTEXT_CALLBACK) != 0;
  struct reader r;
  if (!transfer_exit(&c->machine, is_entry, is_callback))
    return false;
  if (!cost_covers(c, PROOF_NO_LOOP, 0))
    return refuse(c, "a cost does not cover the way to an exit");
  if (is_entry)
    return true;
  state_pop_frame(&c->state);
  c->state.frames++; /* state_leaves looks at the frames below the own one */
  if (is_callback) {
    r = proof_blob(&c->proof, c->context.pre_at);
    return state_leaves(&c->state, true, c->context.frame_bytes / 8, &r) ||
           refuse(c, "a callback does not keep its invariant");
  }
  r = proof_blob(&c->proof, c->context.post_at);
  for (uint32_t i = 0; i < c->context.post_count; i++) {
    struct reader post;
    uint32_t length = read_below(&r, c->proof.bytes);
    if (r.bad || (size_t)(r.end - r.at) < length)
      break;
    post = (struct reader){r.at, r.at + length, false};
    c->work++;
    if (state_leaves(&c->state, false, 0, &post))
      return true;
    r.at += length;
  }
  return refuse(c, "what a function leaves is outside what is stated");
}

/* --- one walk --- */

static bool check_access(struct checker *c) {
  uint32_t slot = c->machine.slot;
  bool context = c->in->context_accesses ? (c->in->context_accesses[slot / 8] >> (slot % 8) & 1) != 0
                                         : proof_is_context_access(&c->proof, slot);
  if (c->machine.access != ACCESS_NONE && context != (c->machine.access == ACCESS_CONTEXT)) {
    transfer_fail(&c->machine, VERIFY_UNSUPPORTED,
                  "the same instruction accesses the context on one path and other memory on another");
    return false;
  }
  if ((c->machine.moves_packet && !(c->context.flags & CONTEXT_MOVES_PACKET)) ||
      (c->machine.tail_call && !(c->context.flags & CONTEXT_TAIL_CALLS)))
    return refuse(c, "a context does not say that it moves the packet or calls tails");
  return true;
}

/* Both sides of a branch: the taken one must arrive at a stated state, the other goes on. *goes_on: it is possible. */
static bool take_branch(struct checker *c, bool *goes_on) {
  struct refinement r;
  if (refine(&c->state, &c->machine.condition, true, &r) && state_is_possible(&c->state, &r) &&
      !arrive(c, c->machine.target, &r))
    return false;
  *goes_on = refine(&c->state, &c->machine.condition, false, &r) && refine_state(&r, &c->state);
  return true;
}

/* Follows the state from slot until it arrives at stated states or exits. */
static bool follow(struct checker *c, uint32_t slot, bool at_label) {
  struct refinement nothing;
  bool goes_on = true;
  refine_nothing(&nothing);
  for (;; at_label = false) {
    if (!at_label && has_labels(c, slot))
      return arrive(c, slot, &nothing);
    if (c->work++ >= c->limit)
      return refuse(c, "the proof is not linear in the program");
    enum step step = transfer(&c->machine, slot);
    c->steps = cost_add(c->steps, 1);
    if (step == STEP_FAIL || !check_access(c))
      return false;
    switch (step) {
    case STEP_FAIL: return false;
    case STEP_NEXT: slot = c->machine.next; break;
    case STEP_GOTO:
      if (c->machine.target <= slot)
        return arrive(c, c->machine.target, &nothing);
      slot = c->machine.target;
      break;
    case STEP_BRANCH:
      if (!take_branch(c, &goes_on))
        return false;
      slot = c->machine.next;
      break;
    case STEP_CALL:
      if (!call(c, &goes_on))
        return false;
      slot = c->machine.next;
      if (goes_on && c->chose) /* one walk per post: the next state must be stated */
        return arrive(c, slot, &nothing);
      break;
    case STEP_CALLBACK:
      if (!call_back(c))
        return false;
      slot = c->machine.next;
      break;
    case STEP_EXIT: return leave(c);
    }
    if (!goes_on)
      return true;
  }
}

static bool walk_state(struct checker *c, uint32_t state_at, uint32_t slot, uint32_t loop, uint64_t cost,
                       bool at_label) {
  struct proof_context context = c->context;
  for (c->choice = 0, c->choices = 0; c->choice == 0 || c->choice < c->choices; c->choice++) {
    struct reader r = proof_blob(&c->proof, state_at);
    c->machine.slot = slot;
    c->machine.op = ISA_COUNT;
    c->loop = loop;
    c->cost = cost;
    c->steps = 0;
    c->chose = false;
    c->machine.shifted_before = NO_SLOT;
    if (!read_state(&r, &c->state) || c->state.frames == 0)
      return refuse(c, "a malformed state");
    if (c->state.frame_slots[c->state.frames - 1] != context.frame_bytes / 8)
      return refuse(c, "a stated frame has another size than its function");
    c->relies_on_zeros = c->relies_on_zeros || (!at_label && state_relies_on_zeros(&c->state));
    if (!enter_loops(c, slot) || !follow(c, slot, at_label))
      return false;
  }
  return true;
}

/* --- contexts --- */

static bool check_context(struct checker *c, uint32_t index) {
  struct ebpf_function function;
  uint32_t slot = 0;
  c->context_index = index;
  c->context = proof_context(&c->proof, index);
  if (c->context.function >= c->in->image->function_count || !is_sane_context(c, &c->context) ||
      c->context.depth == 0 || c->context.stack_bytes < c->context.frame_bytes)
    return refuse(c, "a malformed context");
  function = ebpf_image_function(c->in->image, c->context.function);
  c->place = 0;
  if (!walk_state(c, c->context.pre_at, function.first_slot, PROOF_NO_LOOP, c->context.cost, false))
    return false;
  for (uint32_t i = 0; i < c->context.label_count; i++) {
    struct proof_label label = proof_label(&c->proof, c->context.first_label + i);
    c->place = i > 0 && slot == label.slot ? c->place + 1 : 0;
    slot = label.slot;
    if (label.slot < function.first_slot || label.slot - function.first_slot >= function.slot_count)
      return refuse(c, "a state is stated outside its function");
    if (ebpf_image_insn(c->in->image, label.slot).opcode == 0)
      return refuse(c, "a state is stated in the middle of an instruction");
    if (!walk_state(c, label.state_at, label.slot, label.loop, label.cost, true))
      return false;
  }
  return true;
}

/* The entry's context must cover what the runtime starts a program with. */
static bool check_entry(struct checker *c) {
  struct refinement nothing;
  struct reader r;
  c->context = proof_context(&c->proof, 0);
  if (c->context.function != c->in->entry || (c->context.flags & (CONTEXT_CALLBACK | CONTEXT_SHARES_STACK)) ||
      !is_sane_context(c, &c->context))
    return refuse(c, "the proof is for another entry point");
  if (c->context.depth > MBPF_EBPF_MAX_FRAMES) {
    transfer_fail(&c->machine, VERIFY_CALL_DEPTH, "calls nest %u deep; %u frames are allowed",
                  c->context.depth, MBPF_EBPF_MAX_FRAMES);
    return false;
  }
  if (c->context.stack_bytes > MBPF_EBPF_STACK_BYTES) {
    transfer_fail(&c->machine, VERIFY_STACK, "the deepest call chain needs %u bytes of stack; %u are allowed",
                  c->context.stack_bytes, MBPF_EBPF_STACK_BYTES);
    return false;
  }
  transfer_entry_state(&c->state, c->context.frame_bytes);
  refine_nothing(&nothing);
  r = proof_blob(&c->proof, c->context.pre_at);
  return state_is_inside(&c->state, &nothing, &r) || refuse(c, "the proof starts from another state");
}

bool verify_check(const struct verify_input *in, const void *proof, size_t proof_bytes, void *memory,
                  struct verify_result *result, struct verify_problem *problem) {
  struct checker *c = memory;
  memset(c, 0, sizeof *c);
  memset(result, 0, sizeof *result);
  c->in = in;
  c->machine = (struct machine){.in = in, .s = &c->state, .problem = problem, .op = ISA_COUNT};
  state_init(&c->state, 0);
  if (in->entry >= in->image->function_count ||
      !proof_open(proof, proof_bytes, in->image->slot_count, &c->proof))
    return refuse(c, "the proof is malformed, of another version, or for another program");
  c->limit = 4096 + 64 * ((uint64_t)c->proof.labels + in->image->slot_count);
  if (!check_entry(c))
    return false;
  for (uint32_t i = 0; i < c->proof.contexts; i++)
    if (!check_context(c, i))
      return false;
  struct proof_context entry = proof_context(&c->proof, 0);
  *result = (struct verify_result){.max_steps = entry.cost,
                                   .stack_bytes = entry.stack_bytes,
                                   .frames = entry.depth,
                                   .tail_calls = (entry.flags & CONTEXT_TAIL_CALLS) != 0,
                                   .clears_frames = c->relies_on_zeros,
                                   .proof_bytes = (uint32_t)proof_bytes,
                                   .checker_peak_bytes = sizeof *c,
                                   .work = c->work};
  for (uint32_t i = 0; entry.cost == VERIFY_UNBOUNDED && i < c->proof.loops; i++)
    if (proof_loop(&c->proof, i).rounds == VERIFY_UNBOUNDED)
      result->unproven_slot = proof_loop(&c->proof, i).head;
  return true;
}
