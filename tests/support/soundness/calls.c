/* Blocks that call: helpers with all kinds of arguments, values of maps, ring records, functions, callbacks, tail calls. */
#include "dice.h"
#include "emit.h"
#include "helper/helper.h"
#include "world.h"

enum { MAP_SOURCE = 5, VALUE_SOURCE = 6, CODE_SOURCE = 4 };

static void put_map(unsigned reg, unsigned map) {
  put_wide(reg, MAP_SOURCE, (int32_t)map, 0);
}

/* The number of a function with that signature that may be called from here; 0: there is none left. */
static unsigned some_function(enum signature signature, unsigned map) {
  for (unsigned i = scope.number; i < made.functions; i++)
    if (made.function[i].signature == signature && made.function[i].map == map && below(3))
      return i + 1;
  if (made.functions == MAX_FUNCTIONS)
    return 0;
  made.function[made.functions++] = (struct function){.signature = signature, .map = map};
  return made.functions;
}

static void note_call(unsigned number) {
  made.call[made.calls].at = made.count;
  made.call[made.calls++].number = number;
}

static bool may_call(void) {
  return !scope.plain && made.calls + 4 < sizeof made.call / sizeof made.call[0];
}

/* --- arguments of helpers --- */

/* What the arguments of one call need of each other. */
struct arguments {
  unsigned map;
  unsigned room; /* of the memory argument before a size */
  struct exits exits;
};

/* A pointer to at least `bytes` bytes that may be read, and written where `write`. *room: how many there are. */
static void put_memory(unsigned reg, unsigned bytes, bool write, unsigned *room) {
  unsigned at = 8 * (1 + below(scope.slots));
  if (scope.region != REGION_NONE && scope.bytes >= bytes && (!write || scope.writable) && once_in(3)) {
    unsigned skip = below(scope.bytes - bytes + 1);
    put_copy(reg, 7);
    if (skip != 0)
      put(0x07, reg, 0, 0, (int32_t)skip);
    *room = scope.bytes - skip;
    return;
  }
  if (!write && once_in(6)) {
    put_wide(reg, VALUE_SOURCE, WORLD_TEXT, 0);
    *room = 64;
    return;
  }
  if (at < bytes)
    at = (bytes + 7) / 8 * 8;
  if (write && once_in(4)) /* below what is set: the call sets it */
    at = 8 * scope.slots + 8;
  put_copy(reg, 10);
  put(0x07, reg, 0, 0, -(int32_t)at);
  *room = once_in(40) ? at + 1 : at;
}

static void put_size(struct arguments *a, unsigned reg, bool may_be_zero) {
  unsigned least = may_be_zero ? 0 : 1;
  if (a->room > 8 * scope.slots && a->room < 8 * scope.slots + 9)
    a->room = 8; /* see put_memory */
  if (below(2)) {
    put_number(reg, (int32_t)(least + below(a->room + 1 - least)));
    return;
  }
  put(below(2) ? 0x61 : 0x79, reg, 10, number_slot(below(16)), 0);
  put_bound(&a->exits, reg, a->room - least);
  if (least != 0)
    put(0x07, reg, 0, 0, 1);
}

/* Maps a helper takes. */
static unsigned some_map(const struct helper *helper) {
  unsigned fit[WORLD_MAPS], count = 0;
  for (unsigned i = 0; i < WORLD_MAPS; i++)
    if (helper_takes_map(helper, world_maps[i].def.type) && i != WORLD_TEXT)
      fit[count++] = i;
  return count ? fit[below(count)] : WORLD_VALUES;
}

static void put_key(unsigned reg, unsigned map) {
  unsigned bytes = world_maps[map].def.key_bytes, room;
  int at = -8 * (2 + (int)below(scope.slots - 1));
  if (below(3)) { /* mostly one that is there */
    put(bytes == 8 ? 0x7a : 0x62, 10, 0, at, (int32_t)below(4));
    put_copy(reg, 10);
    put(0x07, reg, 0, 0, at);
  } else {
    put_memory(reg, bytes, false, &room);
  }
}

static void put_argument(struct arguments *a, const struct helper *helper, unsigned index) {
  unsigned reg = index + 1;
  switch ((enum helper_arg)helper->args[index]) {
  case ARG_NONE:
  case ARG_RING_RECORD:
  case ARG_FUNCTION:
  case ARG_CALLBACK_CONTEXT: return;
  case ARG_OPTIONAL:
    if (below(2))
      return;
    /* fall through */
  case ARG_ANYTHING:
    if (below(3))
      put_number(reg, (int32_t)below(4) * (int32_t)(1 + below(3)));
    else
      put(0x79, reg, 10, number_slot(below(16)), 0);
    return;
  case ARG_CONSTANT: put_number(reg, some_constant()); return;
  case ARG_CONTEXT: put_copy(reg, 6); return;
  case ARG_MAP: put_map(reg, a->map); return;
  case ARG_MAP_KEY: put_key(reg, a->map); return;
  case ARG_MAP_VALUE: put_memory(reg, world_maps[a->map].def.value_bytes, false, &a->room); return;
  case ARG_MAP_VALUE_OUT:
    put_memory(reg, world_maps[a->map].def.value_bytes, a->map != WORLD_BLOOM, &a->room);
    return;
  case ARG_MEM: put_memory(reg, 1, false, &a->room); return;
  case ARG_MEM_OUT: put_memory(reg, 1, true, &a->room); return;
  case ARG_MEM_OR_NULL:
  case ARG_MEM_OUT_OR_NULL:
    if (once_in(4)) {
      put_number(reg, 0);
      a->room = 0;
      return;
    }
    put_memory(reg, 1, helper->args[index] == ARG_MEM_OUT_OR_NULL, &a->room);
    return;
  case ARG_SIZE: put_size(a, reg, false); return;
  case ARG_SIZE_OR_ZERO: put_size(a, reg, true); return;
  case ARG_LONG_OUT:
    put_copy(reg, 10);
    put(0x07, reg, 0, 0, number_slot(below(16)));
    return;
  case ARG_STRING: put_wide(reg, VALUE_SOURCE, WORLD_TEXT, (int32_t)below(30)); return;
  case ARG_RING_SIZE: put_number(reg, 8 + (int32_t)below(40)); return;
  }
}

static bool takes_context(const struct helper *helper) {
  for (unsigned i = 0; i < 5; i++)
    if (helper->args[i] == ARG_CONTEXT)
      return true;
  return false;
}

static void put_arguments(struct arguments *a, const struct helper *helper) {
  for (unsigned i = 0; i < 5; i++)
    put_argument(a, helper, i);
}

/* --- results --- */

/* Goes to exits when the pointer in r0 is NULL; then it is in r8. */
static void put_null_test(struct exits *exits) {
  struct exits fine = {0};
  switch (below(6)) {
  case 0:
    put_exit(&fine, 0x55, 0, 0, 0);
    put_exit(exits, 0x05, 0, 0, 0);
    land(&fine);
    put_copy(8, 0);
    return;
  case 1: /* one copy tested, another used */
    put_copy(8, 0);
    put_exit(exits, 0x15, 0, 0, 0);
    return;
  case 2:
    put_copy(8, 0);
    put_copy(1, 0);
    put_exit(exits, 0x15, 1, 0, 0);
    return;
  case 3: /* kept on the stack meanwhile */
    put(0x7b, 10, 0, pointer_slot(), 0);
    put_exit(exits, 0x15, 0, 0, 0);
    put(0x79, 8, 10, pointer_slot(), 0);
    return;
  case 4:
    put_number(1, 0);
    put_exit(exits, 0x1d, 0, 1, 0);
    put_copy(8, 0);
    return;
  default:
    if (!once_in(12))
      put_exit(exits, 0x15, 0, 0, 0);
    put_copy(8, 0);
    return;
  }
}

/* Works with the value of a map that r8 points to. */
static void put_value_work(struct exits *exits, unsigned map) {
  const struct mbpf_map_def *def = &world_maps[map].def;
  bool writable = !(def->flags & MBPF_MAP_RDONLY_PROG) && def->type != MBPF_MAP_DEVMAP;
  put_number(0, some_constant());
  put_numbers(2);
  put_copy(1, 8);
  if (once_in(3)) { /* through a moved pointer */
    unsigned by = below(def->value_bytes / 2 + 1);
    put(0x07, 1, 0, 0, (int32_t)by);
    put_accesses(exits, 1, def->value_bytes - by, writable, 2);
  } else {
    put_accesses(exits, 1, def->value_bytes, writable, 3);
  }
}

static void put_after_call(struct exits *exits) {
  struct exits all = *exits;
  land(&all);
  put_number(0, some_constant());
  put_numbers(1);
}

static void put_looked_up(struct exits *exits, unsigned map) {
  put_null_test(exits);
  if (world_maps[map].inner != VERIFY_NO_MAP) { /* the value is a map: look up in that */
    put(0x62, 10, 0, numbers_at(), (int32_t)below(4));
    put_copy(1, 8);
    put_copy(2, 10);
    put(0x07, 2, 0, 0, numbers_at());
    put(0x85, 0, 0, 0, HELPER_ID_MAP_LOOKUP_ELEM);
    map = world_maps[map].inner;
    put_null_test(exits);
  }
  put_value_work(exits, map);
}

/* Two pointers that may be NULL at once: each has its own test, mostly. */
static void put_two_lookups(struct exits *exits) {
  unsigned tests = once_in(12) ? 1 + below(2) : 3;
  if (scope.counter_busy)
    return;
  for (unsigned i = 0; i < 2; i++) {
    unsigned map = i == 0 ? WORLD_HASH : WORLD_LRU;
    put_map(1, map);
    put_key(2, map);
    put(0x85, 0, 0, 0, HELPER_ID_MAP_LOOKUP_ELEM);
    put_copy(i == 0 ? 9 : 8, 0);
  }
  for (unsigned i = 0; i < 2; i++)
    if (tests >> i & 1)
      put_exit(exits, 0x15, i == 0 ? 9 : 8, 0, 0);
  put(0x79, 1, 9, (int)below(17), 0);
  put(below(2) ? 0x79 : 0x61, 2, 8, 0, 0);
}

/* --- ring records --- */

static void put_give_back(void) {
  put_copy(1, 8);
  put_number(2, (int32_t)below(3));
  put(0x85, 0, 0, 0, below(2) ? HELPER_ID_RINGBUF_SUBMIT : HELPER_ID_RINGBUF_DISCARD);
}

/* r8 holds a record of that many bytes, which is given back on every way. */
static void put_record_work(unsigned bytes) {
  struct exits early = {0}, done = {0}, inner = {0};
  bool was = scope.plain;
  scope.plain = true;
  put_number(0, some_constant());
  put_numbers(1);
  for (unsigned i = 0; i < 1 + below(3); i++)
    put(below(2) ? 0x7b : 0x73, 8, 1 + below(5), (int)below(bytes - 7), 0);
  if (below(2)) { /* kept on the stack while r8 is used */
    put(0x7b, 10, 8, pointer_slot(), 0);
    put_copy(1, 8);
    put_accesses(&inner, 1, bytes, true, 2);
    land(&inner);
    put(0x79, 8, 10, pointer_slot(), 0);
  } else {
    put_alu();
  }
  if (below(2)) {
    put_exit(&early, some_jump(), 2, 0, some_constant());
    if (!once_in(16))
      put_give_back();
    put_exit(&done, 0x05, 0, 0, 0);
    land(&early);
  }
  put_give_back();
  if (once_in(30)) /* used once more */
    put(0x71, 1, 8, 0, 0);
  land(&done);
  scope.plain = was;
}

static void put_record(void) {
  const struct helper *helper = helper_find(HELPER_ID_RINGBUF_RESERVE);
  struct exits none = {0};
  int32_t bytes = 8 + (int32_t)below(40);
  put_map(1, WORLD_RING);
  put_number(2, bytes);
  put_number(3, 0);
  put(0x85, 0, 0, 0, (int32_t)helper->id);
  put_null_test(&none);
  put_record_work((unsigned)bytes);
  put_after_call(&none);
}

/* --- functions of the program --- */

static void put_function_arguments(unsigned number) {
  const struct function *f = &made.function[number - 1];
  for (unsigned r = 1; r <= 3; r++)
    put(0x79, r, 10, number_slot(below(16)), 0);
  if (below(2))
    put(0x57, 2, 0, 0, 0xff);
  switch (f->signature) {
  case TAKES_STACK:
    put_copy(1, 10);
    put(0x07, 1, 0, 0, -8 * (int32_t)(2 + below(scope.slots - 2)));
    break;
  case TAKES_PACKET:
  case FINDS_PACKET:
    put_packet_end(2);
    put_copy(1, 7);
    break;
  case TAKES_VALUE: put_copy(1, 8); break;
  case TAKES_CONTEXT: put_copy(1, 6); break;
  default: break;
  }
}

static void put_function_call(void) {
  static const enum signature some[] = {TAKES_NUMBERS, TAKES_NUMBERS, TAKES_STACK, TAKES_PACKET,
                                        TAKES_CONTEXT};
  enum signature signature = some[below(5)];
  struct exits bad = {0};
  unsigned number;
  if ((signature == TAKES_PACKET && (scope.region != REGION_PACKET || !scope.context)) ||
      (signature == TAKES_CONTEXT && !scope.context))
    signature = TAKES_NUMBERS;
  number = some_function(signature, 0);
  if (number == 0)
    return;
  put_function_arguments(number);
  note_call(number);
  put(0x85, 0, 1, 0, 0);
  if (signature == TAKES_NUMBERS && below(2)) { /* what it returns is an index: see generate.c */
    put_copy(1, 10);
    put(0x07, 1, 0, 0, numbers_at());
    put_exit(&bad, 0x25, 0, 0, 15);
    put(0x0f, 1, 0, 0, 0);
    put(0x71, 2, 1, 0, 0);
    land(&bad);
    put_number(0, 3);
  }
  put_numbers(1);
}

/* A function that finds a place in the packet, or none. */
static void put_find_call(struct exits *exits) {
  unsigned number = scope.region == REGION_PACKET && scope.context ? some_function(FINDS_PACKET, 0) : 0;
  if (number == 0)
    return;
  put_function_arguments(number);
  note_call(number);
  put(0x85, 0, 1, 0, 0);
  put_exit(exits, 0x15, 0, 0, 0);
  put_copy(8, 0);
  put(below(2) ? 0x71 : 0x61, 1, 8, 0, 0);
  if (scope.writable && below(2))
    put(0x73, 8, 1, (int)below(4), 0);
}

/* A function that reserves a record: NULL, or to be given back here. */
static void put_reserve_call(struct exits *exits) {
  unsigned number = some_function(RESERVES, 0);
  if (number == 0)
    return;
  put_function_arguments(number);
  note_call(number);
  put(0x85, 0, 1, 0, 0);
  put_null_test(exits);
  put_record_work(16);
}

static void put_call_with_value(struct exits *exits) {
  unsigned number = some_function(TAKES_VALUE, WORLD_VALUES);
  if (number == 0)
    return;
  put_map(1, WORLD_VALUES);
  put_key(2, WORLD_VALUES);
  put(0x85, 0, 0, 0, HELPER_ID_MAP_LOOKUP_ELEM);
  put_null_test(exits);
  put_function_arguments(number);
  note_call(number);
  put(0x85, 0, 1, 0, 0);
}

static void put_callback_context(unsigned reg) {
  if (once_in(3)) {
    put_number(reg, 0);
    return;
  }
  put_copy(reg, 10);
  put(0x07, reg, 0, 0, -16);
}

static void put_function_address(unsigned reg, unsigned number) {
  note_call(number);
  put_wide(reg, CODE_SOURCE, 0, 0);
}

static void put_loop_call(void) {
  unsigned number = some_function(LOOP_BODY, 0);
  if (number == 0)
    return;
  if (below(3)) {
    put_number(1, (int32_t)below(9));
  } else {
    put(0x71, 1, 10, number_slot(below(16)), 0);
    put(0x57, 1, 0, 0, 15);
  }
  put_function_address(2, number);
  put_callback_context(3);
  put_number(4, 0);
  put(0x85, 0, 0, 0, HELPER_ID_LOOP);
  put_numbers(1);
}

static void put_walk_call(void) {
  static const unsigned maps[] = {WORLD_VALUES, WORLD_HASH, WORLD_PERCPU, WORLD_LRU};
  unsigned map = maps[below(4)], number = some_function(ENTRY_BODY, map);
  if (number == 0)
    return;
  put_map(1, map);
  put_function_address(2, number);
  put_callback_context(3);
  put_number(4, 0);
  put(0x85, 0, 0, 0, HELPER_ID_FOR_EACH_MAP_ELEM);
  put_numbers(1);
}

/* --- what changes the packet, or leaves the program --- */

static void put_packet_again(void) {
  struct exits out_of_here = {0}, fine = {0};
  scope.bytes = 4 + below(60);
  put(made.pointer_load, 7, 6, made.data_at, 0);
  put_copy(8, 7);
  put(0x07, 8, 0, 0, (int32_t)scope.bytes);
  put_packet_end(1);
  put_end_test(&out_of_here, 8, 1);
  put_exit(&fine, 0x05, 0, 0, 0);
  land(&out_of_here);
  put_number(0, 0);
  put(0x95, 0, 0, 0, 0);
  land(&fine);
  put_numbers(1);
}

static void put_move(void) {
  static const uint32_t movers[] = {HELPER_ID_XDP_ADJUST_HEAD, HELPER_ID_XDP_ADJUST_META,
                                    HELPER_ID_XDP_ADJUST_TAIL};
  struct exits none = {0};
  unsigned which = below(3);
  if (!scope.is_main || !scope.context || made.view->id != VIEW_XDP || scope.end_kept || scope.counter_busy)
    return;
  put_copy(1, 6);
  put_number(2, which == 1 ? -4 * (int32_t)below(3) : (int32_t)below(24) - 12);
  put(0x85, 0, 0, 0, (int32_t)movers[which]);
  if (!once_in(20))
    put_packet_again();
  if (below(2)) { /* what lies before the packet */
    put(0x61, 1, 6, made.meta_at, 0);
    put(0x61, 2, 6, made.data_at, 0);
    put_copy(3, 1);
    put(0x07, 3, 0, 0, 4);
    put_end_test(&none, 3, 2);
    put(0x61, 4, 1, 0, 0);
    land(&none);
  }
  put_number(0, 1);
  put_numbers(1);
}

static void put_tail_call(void) {
  if (!scope.context || scope.in_callback)
    return;
  put_copy(1, 6);
  put_map(2, WORLD_PROGRAMS);
  if (below(2))
    put_number(3, (int32_t)below(5));
  else
    put(0x71, 3, 10, number_slot(below(16)), 0);
  put(0x85, 0, 0, 0, HELPER_ID_TAIL_CALL);
  put_numbers(1);
}

static void put_packet_load(void) {
  static const uint8_t opcodes[] = {0x20, 0x28, 0x30, 0x40, 0x48, 0x50};
  unsigned which = below(6);
  if (!scope.context || !(made.view->id & (VIEW_SKB | VIEW_TC)))
    return;
  put(opcodes[which], 0, which >= 3 ? 1 + below(5) : 0, 0, (int32_t)below(40));
  put_numbers(1);
}

static void put_global(void) {
  struct exits over = {0};
  unsigned map = below(3) ? WORLD_VALUES : WORLD_TEXT, at = 8 * below(3);
  put_wide(8, VALUE_SOURCE, (int32_t)map, (int32_t)at);
  put_copy(1, 8);
  put_accesses(&over, 1, world_maps[map].def.value_bytes - at, map == WORLD_VALUES, 3);
  land(&over);
  put_number(1, some_constant());
}

/* --- any helper --- */

static bool is_callable(const struct helper *helper) {
  if (helper->flags != 0 || helper->id == HELPER_ID_RINGBUF_SUBMIT ||
      helper->id == HELPER_ID_RINGBUF_DISCARD ||
      (helper->contexts != 0 && !(helper->contexts & made.view->id)) ||
      (takes_context(helper) && !scope.context))
    return false;
  return true;
}

static void put_helper(void) {
  uint32_t count;
  const struct helper *table = helper_table(&count), *helper = &table[below(count)];
  struct arguments a = {.room = 0};
  if (below(3) == 0)
    helper = helper_find(1 + below(3));
  if (helper->id == HELPER_ID_RINGBUF_RESERVE) {
    put_record();
    return;
  }
  for (unsigned i = 0; i < 6 && !is_callable(helper); i++)
    helper = &table[below(count)];
  if (!is_callable(helper) || helper->id == HELPER_ID_RINGBUF_RESERVE)
    return;
  a.map = some_map(helper);
  put_arguments(&a, helper);
  put(0x85, 0, 0, 0, (int32_t)helper->id);
  if (helper->result == RESULT_MAP_VALUE_OR_NULL) {
    put_looked_up(&a.exits, a.map);
    put_after_call(&a.exits);
    return;
  }
  if (a.exits.count == 0) {
    put_numbers(1);
    return;
  }
  put_after_call(&a.exits);
}

void put_call_block(void) {
  struct exits none = {0};
  if (!may_call()) {
    put_alu();
    return;
  }
  switch (below(15)) {
  case 0:
  case 1: put_function_call(); break;
  case 2:
    switch (below(5)) {
    case 4:
      put_two_lookups(&none);
      put_after_call(&none);
      if (!scope.counter_busy)
        put_number(9, 0);
      return;
    case 0: put_find_call(&none); break;
    case 1: put_reserve_call(&none); break;
    default: put_call_with_value(&none); break;
    }
    put_after_call(&none);
    break;
  case 3: put_loop_call(); break;
  case 4: put_walk_call(); break;
  case 5: put_record(); break;
  case 6: put_move(); break;
  case 7: put_tail_call(); break;
  case 8: put_packet_load(); break;
  case 9: put_global(); break;
  default: put_helper(); break;
  }
}
