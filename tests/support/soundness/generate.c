/* Whole programs: bodies, loops, functions, the entry. Mostly such as the verifier accepts. */
#include "dice.h"
#include "emit.h"
#include "hook/types.h"
#include "world.h"

#include <string.h>

/* --- bodies --- */

static void put_branch(void) {
  struct exits over = {0}, done = {0};
  scope.nesting++;
  if (below(3))
    put_exit(&over, some_jump(), some_register(), 0, some_constant());
  else
    put_exit(&over, some_jump() | 8, some_register(), some_register(), 0);
  put_body(1 + below(2));
  if (below(3) == 0) {
    put_exit(&done, once_in(4) ? 0x06 : 0x05, 0, 0, 0);
    land(&over);
    put_body(1);
  } else {
    land(&over);
  }
  land(&done);
  scope.nesting--;
}

/* r9 counts: up or down, tested above or below, by a constant or by what was bounded. */
static void put_register_loop(void) {
  struct exits over = {0};
  int32_t step = 1 + (int32_t)below(3), rounds = 2 + (int32_t)below(8);
  unsigned kind = below(8);
  uint32_t start;
  if (kind == 5) { /* down from a number of the program */
    put(0x79, 9, 10, number_slot(below(16)), 0);
    put(0x57, 9, 0, 0, 7);
    put_exit(&over, 0x15, 9, 0, 0);
  } else {
    put_number(9, kind == 1 || kind == 6 || (kind == 7 && rounds % 2) ? step * rounds : 0);
  }
  start = made.count;
  if (kind == 2)
    put_exit(&over, 0x75, 9, 0, step * rounds);
  put_body(1 + below(3));
  switch (kind) {
  case 0: put(0x07, 9, 0, 0, step), put_back(below(2) ? 0xa5 : 0xc5, 9, 0, step * rounds, start); break;
  case 1: put(0x07, 9, 0, 0, -step), put_back(0x65, 9, 0, 0, start); break;
  case 2: put(0x07, 9, 0, 0, step), put_back(0x05, 0, 0, 0, start); break;
  case 3: put(0x04, 9, 0, 0, step), put_back(below(2) ? 0xa6 : 0xc6, 9, 0, step * rounds, start); break;
  case 4: put(0x07, 9, 0, 0, 1), put_back(0x55, 9, 0, rounds, start); break;
  case 7: /* by what the program computes, up or down */
    put(0x79, 0, 10, number_slot(below(16)), 0);
    put(0x57, 0, 0, 0, 3);
    put(0x07, 0, 0, 0, once_in(20) ? 0 : 1);
    put(rounds % 2 ? 0x1f : 0x0f, 9, 0, 0, 0);
    put_back(rounds % 2 ? 0x65 : 0xa5, 9, 0, rounds % 2 ? 0 : step * rounds, start);
    break;
  case 6: /* below 0 in 32 bits */
    put(0x04, 9, 0, 0, -step), put_back(0x66, 9, 0, rounds % 2 ? 0 : -3, start);
    break;
  default: put(0x17, 9, 0, 0, 1), put_back(0x55, 9, 0, 0, start); break;
  }
  land(&over);
  put_number(9, 0);
}

/* The counter lies on the stack, in 64 bits or in 32. */
static void put_stack_loop(void) {
  bool wide = below(2);
  int32_t rounds = 2 + (int32_t)below(8);
  int at = counter_slot(scope.stack_counters++);
  uint32_t start;
  put(wide ? 0x7a : 0x62, 10, 0, at, 0);
  start = made.count;
  put_body(1 + below(2));
  put(wide ? 0x79 : 0x61, 0, 10, at, 0);
  put(wide ? 0x07 : 0x04, 0, 0, 0, 1);
  put(wide ? 0x7b : 0x63, 10, 0, at, 0);
  put_back(wide ? 0xa5 : 0xa6, 0, 0, rounds, start);
  scope.stack_counters--;
}

/* A counter in a register that is halved, or loses its ones, with a body. */
static void put_shrinking_loop(void) {
  uint32_t start;
  struct exits over = {0};
  put(0x71, 9, 10, number_slot(below(16)), 0);
  put_exit(&over, 0x15, 9, 0, 0);
  start = made.count;
  put_body(1 + below(2));
  if (below(2)) {
    put(0x77, 9, 0, 0, 1);
  } else {
    put_copy(8, 9);
    put(0x07, 8, 0, 0, -1);
    put(0x5f, 9, 8, 0, 0);
  }
  put_back(0x55, 9, 0, 0, start);
  land(&over);
  put_number(9, 0);
}

static void put_loop(void) {
  if (scope.nesting > 2) {
    put_alu();
    return;
  }
  scope.nesting++;
  if (scope.counter_busy || once_in(3)) {
    if (scope.stack_counters < 2)
      put_stack_loop();
  } else {
    scope.counter_busy = true;
    if (below(4))
      put_register_loop();
    else
      put_shrinking_loop();
    scope.counter_busy = false;
  }
  scope.nesting--;
}

void put_body(unsigned length) {
  for (unsigned i = 0; i < length && made.count < MAX_INSNS / 2; i++) {
    switch (below(12)) {
    case 0:
    case 1:
    case 2: put_alu(); break;
    case 3: put_number_block(); break;
    case 4:
      if (scope.nesting < 4)
        put_branch();
      break;
    case 5:
    case 6:
    case 7: put_memory_block(); break;
    case 8:
      if (once_in(2))
        put_loop();
      break;
    default: put_call_block(); break;
    }
  }
}

/* --- functions --- */

static void put_numbers_on_stack(void) {
  for (unsigned i = 0; i < scope.slots; i++)
    put(0x7a, 10, 0, number_slot(i), (int32_t)below(3));
  for (int i = 0; i < 4; i++)
    put(0x7a, 10, 0, numbers_at() - 8 - 8 * i, 0);
}

static void put_result(void) {
  switch (below(3)) {
  case 0: put_number(0, (int32_t)below(16)); break;
  case 1: put(0x57, 0, 0, 0, 15); break;
  default: put_copy(0, some_register()); break;
  }
}

/* More than one way out, with results of their own. */
static void put_early_return(void) {
  struct exits over = {0};
  if (below(3))
    return;
  put_exit(&over, some_jump(), 2, 0, some_constant());
  put_number(0, below(2) ? 0 : -1);
  put(0x95, 0, 0, 0, 0);
  land(&over);
}

static void put_pointer_argument(const struct function *f) {
  switch (f->signature) {
  case TAKES_STACK:
  case LOOP_BODY:
  case ENTRY_BODY: {
    unsigned from = f->signature == TAKES_STACK ? 1 : f->signature == LOOP_BODY ? 2 : 4;
    struct exits none = {0};
    if (f->signature == ENTRY_BODY) { /* the key, then the value */
      put(0x71, 5, 2, 0, 0);
      put_copy(7, 3);
      scope.region = REGION_MEMORY;
      scope.bytes = world_maps[f->map].def.value_bytes;
      break;
    }
    if (f->signature == LOOP_BODY)
      put_exit(&none, 0x15, from, 0, 0);
    put(below(2) ? 0x79 : 0x71, 5, from, 8 * (int)below(2), 0);
    put(below(2) ? 0x7b : 0x73, from, f->signature == LOOP_BODY ? 1 : 2, 8 * (int)below(2), 0);
    land(&none);
    if (f->signature == TAKES_STACK) {
      put_copy(7, from);
      scope.region = REGION_MEMORY;
      scope.bytes = 16;
    }
    break;
  }
  case TAKES_PACKET: {
    struct exits out_of_here = {0}, fine = {0};
    scope.bytes = 4 + below(30);
    scope.region = REGION_PACKET;
    scope.end_kept = true;
    scope.writable = made.view->packet_writable;
    put(0x7b, 10, 2, end_slot(), 0);
    put_copy(7, 1);
    put_copy(3, 1);
    put(0x07, 3, 0, 0, (int32_t)scope.bytes);
    put_end_test(&out_of_here, 3, 2);
    put_exit(&fine, 0x05, 0, 0, 0);
    land(&out_of_here);
    put_number(0, 0);
    put(0x95, 0, 0, 0, 0);
    land(&fine);
    break;
  }
  case TAKES_VALUE:
    put_copy(7, 1);
    scope.region = REGION_MEMORY;
    scope.bytes = world_maps[f->map].def.value_bytes;
    break;
  case TAKES_CONTEXT:
    put_copy(6, 1);
    scope.context = true;
    break;
  default: break;
  }
}

/* Several ways out with different kinds of results. */
static void put_finder(void) {
  struct exits none = {0};
  put_copy(4, 1);
  put(0x57, 3, 0, 0, below(2) ? 31 : 7);
  put(0x0f, 4, 3, 0, 0);
  put_copy(5, 4);
  put(0x07, 5, 0, 0, once_in(16) ? 3 : 4);
  put_end_test(&none, 5, 2);
  if (below(2))
    put_exit(&none, 0x15, 3, 0, 2);
  put_copy(0, 4);
  put(0x95, 0, 0, 0, 0);
  land(&none);
  put_number(0, 0);
  put(0x95, 0, 0, 0, 0);
}

static void put_reserver(void) {
  struct exits none = {0};
  put_copy(6, 2);
  put_wide(1, 5, WORLD_RING, 0);
  put_number(2, 16);
  put_number(3, 0);
  put(0x85, 0, 0, 0, 131);
  if (below(2)) {
    put_exit(&none, 0x15, 0, 0, 0);
    put(0x7b, 0, 6, 8, 0);
    put(0x95, 0, 0, 0, 0);
    land(&none);
    put_number(0, 0);
  }
  put(0x95, 0, 0, 0, 0);
}

static void put_function(unsigned number) {
  struct function *f = &made.function[number - 1];
  if (f->signature == FINDS_PACKET || f->signature == RESERVES) {
    f->first = made.count;
    if (f->signature == RESERVES)
      put_reserver();
    else
      put_finder();
    return;
  }
  bool callback = f->signature == LOOP_BODY || f->signature == ENTRY_BODY;
  scope = (struct scope){.slots = 4, .number = number, .writable = true, .in_callback = callback};
  scope.plain = number > 4;
  f->first = made.count;
  for (unsigned i = 0; i < scope.slots; i++)
    put(0x7a, 10, 0, number_slot(i), (int32_t)below(3));
  for (int i = 0; i < 4; i++)
    put(0x7a, 10, 0, numbers_at() - 8 - 8 * i, 0);
  put_pointer_argument(f);
  put_number(9, 0);
  if (f->signature == TAKES_NUMBERS || f->signature == LOOP_BODY)
    put(0x7b, 10, 1, number_slot(0), 0);
  put_number(0, 1);
  put_numbers(1);
  put_early_return();
  put_body(2 + below(5));
  if (callback)
    put_number(0, once_in(3));
  else
    put_result();
  put(0x95, 0, 0, 0, 0);
}

/* --- the entry --- */

static void choose_view(void) {
  static const struct view *const views[] = {&xdp_view, &xdp_view, &xdp_view, &tc_view, &skb_view};
  unsigned which = below(6);
  made.view = which < 5 ? views[which] : net_views[0];
  for (uint32_t i = 0; i < made.view->field_count; i++) {
    const struct view_field *f = &made.view->fields[i];
    int *at = f->type == VIEW_PACKET       ? &made.data_at
              : f->type == VIEW_PACKET_END ? &made.end_at
                                           : &made.meta_at;
    if (f->type == VIEW_SCALAR)
      continue;
    *at = f->offset;
    made.pointer_load = f->bytes == 8 ? 0x79 : 0x61;
  }
}

static void put_main(void) {
  static const uint8_t loads[] = {0x71, 0x69, 0x61, 0x79, 0x91, 0x89, 0x81};
  struct exits too_short = {0}, fine = {0};
  scope = (struct scope){.context = true,
                         .is_main = true,
                         .region = REGION_PACKET,
                         .bytes = 48,
                         .writable = made.view->packet_writable,
                         .slots = 16};
  put_copy(6, 1);
  put(made.pointer_load, 7, 6, made.data_at, 0);
  put(made.pointer_load, 8, 6, made.end_at, 0);
  put_copy(9, 7);
  put(0x07, 9, 0, 0, (int32_t)scope.bytes);
  put_end_test(&too_short, 9, 8);
  put_exit(&fine, 0x05, 0, 0, 0);
  land(&too_short);
  put_number(0, 0);
  put(0x95, 0, 0, 0, 0);
  land(&fine);
  put_numbers_on_stack();
  for (unsigned i = 0; i < 4; i++) {
    put(loads[below(7)], 0, 7, (int)below(40), 0);
    put(0x7b, 10, 0, number_slot(below(16)), 0);
  }
  for (unsigned r = 0; r < 6; r++)
    put(loads[below(7)], r, 7, (int)below(40), 0);
  put_number(9, 0);
  put_body(3 + below(10));
  if (below(2))
    put_copy(0, some_register());
  else
    put_number(0, 2);
  put(0x95, 0, 0, 0, 0);
}

static void resolve_calls(void) {
  for (uint32_t i = 0; i < made.calls; i++) {
    uint8_t *at = made.insns + 8 * made.call[i].at;
    struct ebpf_insn insn = isa_load(at);
    insn.imm = (int32_t)made.function[made.call[i].number - 1].first - (int32_t)made.call[i].at - 1;
    isa_store(at, &insn);
  }
}

void generate(void) {
  memset(&made, 0, sizeof made);
  choose_view();
  put_main();
  for (unsigned i = 1; i <= made.functions; i++)
    put_function(i);
  resolve_calls();
}
