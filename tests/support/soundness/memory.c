/* Blocks that read and write: the stack, the function's region, the packet, the context. */
#include "dice.h"
#include "emit.h"

static const uint8_t loads[] = {0x71, 0x69, 0x61, 0x79, 0x91, 0x89, 0x81};
static const uint8_t stores[] = {0x73, 0x6b, 0x63, 0x7b, 0x72, 0x6a, 0x62, 0x7a};
static const uint8_t load_bytes[] = {1, 2, 4, 8, 1, 2, 4}, store_bytes[] = {1, 2, 4, 8, 1, 2, 4, 8};
static const int32_t atomics[] = {0x00, 0x40, 0x50, 0xa0, 0x01, 0x41, 0x51, 0xa1, 0xe1, 0xf1};

/* A place for `size` of the bytes; at times just outside. */
static int place(unsigned bytes, unsigned size) {
  unsigned room = bytes >= size ? bytes - size + 1 : 1;
  if (once_in(60))
    return (int)room;
  if (once_in(300))
    return -1;
  return once_in(4) ? (int)room - 1 : (int)below(room);
}

static unsigned other_than(unsigned reg) {
  unsigned r = some_register();
  return r == reg ? (r + 1) % 6 : r;
}

static void put_access(unsigned reg, unsigned bytes, bool writable, bool atomic) {
  unsigned other = other_than(reg);
  if (writable && atomic && bytes >= 8 && once_in(4)) {
    int at = (int)below(bytes / 8) * 8;
    put(below(2) ? 0xdb : 0xc3, reg, other == 0 ? 1 + (reg == 1) : other, at,
        atomics[below(reg == 0 ? 9 : 10)]);
  } else if (writable && below(2)) {
    unsigned what = below(8);
    put(stores[what], reg, what < 4 ? other : 0, place(bytes, store_bytes[what]),
        what < 4 ? 0 : some_constant());
  } else {
    unsigned what = below(7);
    put(loads[what], other, reg, place(bytes, load_bytes[what]), 0);
  }
}

void put_accesses(struct exits *exits, unsigned reg, unsigned bytes, bool writable, unsigned most) {
  unsigned count = 1 + below(most);
  bool atomic = reg != 7 || scope.region != REGION_PACKET;
  for (unsigned i = 0; i < count; i++) {
    unsigned index = other_than(reg), size = 1u << below(4);
    if (below(2) || bytes < size || reg == 8 || scope.nesting > 3) {
      put_access(reg, bytes, writable, atomic);
      continue;
    }
    put_bound(exits, index, bytes - size);
    put_copy(8, reg);
    if (once_in(4) && size < 8) {
      put(0x67, index, 0, 0, 1);
      put(0x77, index, 0, 0, 1);
    }
    put(0x0f, 8, index, 0, 0);
    if (writable && below(2))
      put(stores[__builtin_ctz(size)], 8, other_than(8), 0, 0);
    else
      put(loads[__builtin_ctz(size)], other_than(8), 8, 0, 0);
  }
}

/* At a computed place of the numbers on the stack. */
static void put_stack_index(void) {
  unsigned r = some_register(), size = 1u << below(3), bytes = 8 * scope.slots;
  struct exits over = {0};
  put_bound(&over, r, bytes - size - below(8));
  put_copy(8, 10);
  switch (below(3)) {
  case 0:
    put(0x07, 8, 0, 0, numbers_at());
    put(0x0f, 8, r, 0, 0);
    break;
  case 1:
    put(0x0f, 8, r, 0, 0);
    put(0x07, 8, 0, 0, numbers_at());
    break;
  default: /* from the top down */
    put(0x07, r, 0, 0, (int32_t)size);
    put(0x1f, 8, r, 0, 0);
    break;
  }
  if (below(2))
    put(loads[__builtin_ctz(size)], some_register(), 8, 0, 0);
  else
    put(stores[__builtin_ctz(size)], 8, some_register(), 0, 0);
  land(&over);
}

static void put_spill(void) {
  int at = number_slot(below(16));
  switch (below(4)) {
  case 0:
    put(0x7b, 10, some_register(), at, 0);
    put(0x79, some_register(), 10, at, 0);
    break;
  case 1:
    put(0x7b, 10, some_register(), at, 0);
    put(below(2) ? 0x61 : 0x81, some_register(), 10, at + 4 * (int)below(2), 0);
    break;
  case 2:
    put(0x63, 10, some_register(), at + 4 * (int)below(2), 0);
    put(below(2) ? 0x61 : 0x79, some_register(), 10, at, 0);
    break;
  default: /* a byte in the middle of a kept number */
    put(0x7b, 10, some_register(), at, 0);
    put(below(2) ? 0x73 : 0x6b, 10, some_register(), at + 2 * (int)below(4), 0);
    put(0x79, some_register(), 10, at, 0);
    break;
  }
}

/* What nobody wrote: for the verifier to find. */
static void put_unwritten(void) {
  put(below(2) ? 0x79 : 0x71, some_register(), 10, numbers_at() - 40 - 8 * (int)below(2), 0);
}

static void put_stack_atomic(void) {
  put(below(2) ? 0xdb : 0xc3, 10, some_register(), number_slot(below(16)), atomics[below(10)]);
}

/* r10 | x, as compilers address what is on the stack. */
static void put_stack_or(void) {
  static const int32_t masks[] = {7, 1, 14, 7, 15, 31};
  unsigned r = some_register(), which = below(6);
  put(0x57, r, 0, 0, masks[which]);
  put_copy(8, 10);
  put(0x07, 8, 0, 0,
      which > 2 && scope.slots > 4 ? -16 * (3 + (int)below(scope.slots / 2 - 2))
                                   : -16 * (1 + (int)below(scope.slots / 2)));
  put(below(4) ? 0x4f : 0x0f, 8, r, 0, 0);
  if (below(2))
    put(0x71, some_register(), 8, (int)below(2), 0);
  else
    put(0x73, 8, some_register(), (int)below(2), 0);
}

static void put_region(void) {
  struct exits over = {0};
  if (scope.region == REGION_NONE)
    return;
  if (scope.region == REGION_PACKET)
    put_accesses(&over, 7, scope.bytes, scope.writable, 2);
  else
    put_accesses(&over, 7, scope.bytes, scope.writable, 3);
  land(&over);
}

/* --- the packet --- */

void put_packet_end(unsigned reg) {
  if (scope.end_kept)
    put(0x79, reg, 10, end_slot(), 0);
  else
    put(made.pointer_load, reg, 6, made.end_at, 0);
}

void put_end_test(struct exits *exits, unsigned pointer, unsigned end) {
  switch (below(6)) {
  case 0: put_exit(exits, 0xad, end, pointer, 0); break; /* end < p */
  case 1: put_exit(exits, 0x3d, pointer, end, 0); break; /* p >= end */
  case 2: {                                              /* p <= end: go on */
    struct exits fine = {0};
    put_exit(&fine, 0xbd, pointer, end, 0);
    put_exit(exits, 0x05, 0, 0, 0);
    land(&fine);
    break;
  }
  case 3: {
    struct exits fine = {0};
    put_exit(&fine, below(2) ? 0x3d : 0x2d, end, pointer, 0);
    put_exit(exits, 0x05, 0, 0, 0);
    land(&fine);
    break;
  }
  default: put_exit(exits, once_in(60) ? 0xbd : 0x2d, pointer, end, 0); break;
  }
}

/* A header of computed length, then what follows it. */
static void put_variable_header(void) {
  struct exits over = {0};
  unsigned length = some_register(), size = 4 + below(24);
  unsigned p = (length + 1) % 6, q = (length + 2) % 6;
  put(0x57, length, 0, 0, below(2) ? 15 : 63);
  if (below(2))
    put(0x67, length, 0, 0, 2);
  put_copy(p, 7);
  put(0x0f, p, length, 0, 0);
  if (below(2))
    put(0x07, p, 0, 0, (int32_t)below(8));
  put_copy(q, p);
  put(0x07, q, 0, 0, (int32_t)size);
  put_packet_end(8);
  put_end_test(&over, q, 8);
  for (unsigned i = 0; i < 1 + below(3); i++) {
    unsigned what = below(7), to = once_in(6) ? p : (length + 3 + below(3)) % 6;
    put(loads[what], to, p, place(size, load_bytes[what]), 0);
    if (to == p)
      break;
  }
  if (scope.writable && below(3) == 0)
    put(0x73, q, length, -1 - (int)below(size), 0);
  if (below(3) == 0) { /* the header's bytes by the number alone */
    put_copy(8, 7);
    put(0x0f, 8, length, 0, 0);
    put(0x71, length, 8, (int)below(size), 0);
  }
  land(&over);
  put_number(p, 1);
  put_number(q, some_constant());
}

/* Two computed lengths, one behind the other, tested together; then their sum in another order and with a constant moved. */
static void put_two_lengths(void) {
  struct exits over = {0};
  int32_t size = 1 + (int32_t)below(20), moved = (int32_t)below(16) - 4;
  put(0x57, 3, 0, 0, 15);
  put(0x57, 4, 0, 0, 31);
  put_copy(1, 7);
  put(0x0f, 1, 3, 0, 0);
  put(0x0f, 1, 4, 0, 0);
  put(0x07, 1, 0, 0, size);
  bool before = below(2);
  if (before)
    put(0x07, 4, 0, 0, moved);
  put_packet_end(8);
  put_end_test(&over, 1, 8);
  put_copy(2, 7);
  if (!before)
    put(0x07, 4, 0, 0, moved);
  if (below(2)) {
    put(0x0f, 2, 3, 0, 0);
    put(0x0f, 2, 4, 0, 0);
  } else {
    put(0x0f, 2, 4, 0, 0);
    put(0x0f, 2, 3, 0, 0);
  }
  put(0x71, 5, 2, place((unsigned)size, 1) - moved, 0);
  land(&over);
  put_numbers(1);
}

/* Two places that were compared, one inside the other's way. */
static void put_two_checks(void) {
  struct exits over = {0};
  unsigned a = 1 + below(70), b = below(70);
  put_copy(1, 7);
  put(0x07, 1, 0, 0, (int32_t)a);
  put_copy(2, 7);
  put(0x07, 2, 0, 0, (int32_t)b);
  put_packet_end(8);
  put_end_test(&over, 1, 8);
  if (below(2)) {
    put_end_test(&over, 2, 8);
    if (b > 2)
      put(0x69, 5, 2, -2 - (int)below(b - 1), 0);
    if (b > a)
      a = b;
  }
  put(0x71, 3, 7, place(a + scope.bytes / 48, 1), 0);
  if (below(2))
    put(0x71, 4, 7, place(a > scope.bytes ? a : scope.bytes, 1), 0);
  land(&over);
  put_numbers(1);
}

/* What compilers make of lengths: 32-bit differences of addresses, complements, halved gaps; then a byte that they allow. */
static void put_length(void) {
  struct exits over = {0};
  unsigned r = some_register(), at = below(20), shift = below(3);
  put_packet_end(8);
  switch (below(4)) {
  case 0: /* ~(data + at) + data_end */
    put_copy(r, 7);
    put(0x07, r, 0, 0, (int32_t)at);
    put(0xa7, r, 0, 0, -1);
    put(0x0f, r, 8, 0, 0);
    break;
  case 1: /* the low half of data_end - data */
    put(0xbc, r, 8, 0, 0);
    put(0x1c, r, 7, 0, 0);
    break;
  default:
    put_copy(r, 8);
    put(0x1f, r, 7, 0, 0);
    put(0x07, r, 0, 0, -(int32_t)at);
    if (below(2))
      put(0x77, r, 0, 0, (int32_t)shift);
    break;
  }
  put_exit(&over, below(2) ? 0xa5 : 0xb5, r, 0, (int32_t)below(44)); /* too short: skip the read */
  put(0x71, r, 7, (int)below(64), 0);
  land(&over);
}

/* An index that a length bounds: in bytes or in units of 2 or 4, from the packet's start or from behind a header. */
static void put_index_below_length(void) {
  struct exits over = {0};
  unsigned i = below(3), n = 3 + below(3), shift = below(2) ? below(3) : 0, at = below(2) ? below(12) : 0;
  put_packet_end(8);
  put_copy(n, 8);
  put(0x1f, n, 7, 0, 0);
  if (at != 0)
    put(0x07, n, 0, 0, -(int32_t)at);
  if (shift != 0)
    put(below(3) ? 0x77 : 0xc7, n, 0, 0, (int32_t)shift);
  put(0x57, i, 0, 0, below(2) ? 0xff : 0x3f);
  if (below(2))
    put_exit(&over, 0x3d, i, n, 0); /* i >= length */
  else
    put_exit(&over, 0xbd, n, i, 0);
  if (shift != 0)
    put(0x67, i, 0, 0, (int32_t)shift);
  put_copy(8, 7);
  put(0x0f, 8, i, 0, 0);
  put(once_in(40) ? 0x79 : loads[shift], i, 8, (int)at + (once_in(40) ? 1 : 0), 0);
  land(&over);
}

/* A pointer walks along, tested in each round. */
static void put_walk(void) {
  struct exits over = {0};
  unsigned step = 1 + below(8);
  uint32_t start;
  if (scope.counter_busy || scope.nesting > 1)
    return;
  put_packet_end(8);
  put_copy(1, 7);
  put_number(9, 0);
  put_number(0, 0);
  start = made.count;
  put_copy(2, 1);
  put(0x07, 2, 0, 0, (int32_t)step);
  put_end_test(&over, 2, 8);
  put(0x71, 3, 1, place(step, 1), 0);
  put(0x0f, 0, 3, 0, 0);
  if (below(3) == 0)
    put_exit(&over, 0x15, 3, 0, 0);
  if (below(2))
    put_copy(1, 2);
  else
    put(0x07, 1, 0, 0, (int32_t)step);
  put(0x07, 9, 0, 0, 1);
  if (below(4))
    put_back(0xa5, 9, 0, 4 + (int32_t)below(30), start);
  else
    put_back(0x05, 0, 0, 0, start);
  land(&over);
  put_number(9, 0);
  put_number(1, 0);
  put_number(2, 0);
  put_number(3, 0);
}

static void put_packet_block(void) {
  switch (below(7)) {
  case 6: put_two_lengths(); break;
  case 0: put_variable_header(); break;
  case 1: put_two_checks(); break;
  case 2: put_length(); break;
  case 3: put_index_below_length(); break;
  case 4: put_walk(); break;
  default: put_region(); break;
  }
}

/* --- pointers kept, copied and compared --- */

static void put_kept_pointer(void) {
  unsigned p = 1 + below(3);
  struct exits over = {0};
  if (scope.region == REGION_NONE)
    return;
  put(0x7b, 10, 7, pointer_slot(), 0);
  put_alu();
  put(0x79, p, 10, pointer_slot(), 0);
  if (below(2)) { /* compared with what it was copied from */
    put_copy(8, 7);
    put(0x07, 8, 0, 0, (int32_t)below(8));
    put_exit(&over, below(2) ? 0x5d : 0xad, p, 8, 0);
  }
  if (below(2))
    put(loads[below(3)], p == 1 ? 4 : 5, p, place(scope.bytes, 4), 0);
  land(&over);
  put_number(p, some_constant());
  put(0x7a, 10, 0, pointer_slot(), 0);
}

/* --- the context --- */

static void put_field(void) {
  const struct view_field *field = &made.view->fields[below(made.view->field_count)];
  uint8_t size = field->bytes == 8 ? 0x18 : field->bytes == 4 ? 0x00 : field->bytes == 2 ? 0x08 : 0x10;
  if (!scope.context || field->type != VIEW_SCALAR)
    return;
  if (field->writable && below(2))
    put(0x63 | size, 6, some_register(), field->offset, 0);
  else if (field->bytes >= 4 && once_in(6))
    put(0x69, some_register(), 6, field->offset + 2 * (int)below(2), 0);
  else
    put(0x61 | size, some_register(), 6, field->offset, 0);
}

void put_memory_block(void) {
  switch (below(9)) {
  case 0: put_stack_index(); break;
  case 1:
    if (once_in(30))
      put_unwritten();
    else
      put_spill();
    break;
  case 2: put_stack_atomic(); break;
  case 3: put_stack_or(); break;
  case 4: put_kept_pointer(); break;
  case 5: put_field(); break;
  default:
    if (scope.region == REGION_PACKET)
      put_packet_block();
    else
      put_region();
    break;
  }
}
