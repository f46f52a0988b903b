/* Blocks of arithmetic and comparisons. */
#include "dice.h"
#include "emit.h"

static void put_odd_alu(unsigned which) {
  unsigned r = some_register();
  uint8_t class = below(2) ? 7 : 4;
  switch (which) {
  case 0: put(below(2) ? 0xdc : 0xd4, r, 0, 0, 16 << below(3)); break;
  case 1: put(0xd7, r, 0, 0, 16 << below(3)); break;
  case 2: put(class | 0x80, r, 0, 0, 0); break;
  case 3: put(class | 0xb8, r, some_register(), class == 4 ? 8 << below(2) : 8 << below(3), 0); break;
  default:
    put(0x67, r, 0, 0, 32);
    put(below(2) ? 0x77 : 0xc7, r, 0, 0, 32);
    break;
  }
}

void put_alu(void) {
  static const uint8_t operators[] = {0x00, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70,
                                      0x90, 0xa0, 0xc0, 0xb0, 0x00, 0x50, 0x10, 0xb0};
  uint8_t op = operators[below(16)];
  uint8_t class = below(2) ? 7 : 4;
  int off = (op == 0x30 || op == 0x90) ? (int)below(2) : 0;
  unsigned special = below(20);
  if (special < 6)
    put_odd_alu(special);
  else if (below(2))
    put(class | op, some_register(), 0, off, some_constant());
  else
    put(class | 8 | op, some_register(), some_register(), off, 0);
}

/* x - x / c * c, in one width or the other; at times of what is not quite x. */
static void put_remainder(void) {
  unsigned x = some_register(), q = some_register(), other = once_in(3) ? some_register() : x;
  uint8_t class = below(2) ? 7 : 4;
  int32_t divisor = 2 + (int32_t)below(40);
  if (q == x)
    return;
  if (once_in(3) && other == x) {
    put_copy(q, x);
    put(0x07, x, 0, 0, (int32_t)below(3));
  } else {
    put(class | 0xb8, q, other, 0, 0);
  }
  if (below(3)) {
    put(class | 0x30, q, 0, 0, divisor);
  } else {
    divisor = 1 << (1 + below(5));
    put(class | 0x70, q, 0, 0, __builtin_ctz((unsigned)divisor));
  }
  put(class | 0x20, q, 0, 0, divisor);
  put(class | 0x18, x, q, 0, 0);
}

/* A computed value is compared, its source is used: masks, shifts, cuts to 32 bits, sums. */
static void put_related(void) {
  static const uint8_t operators[] = {0x50, 0x70, 0x30, 0x00, 0xb8};
  unsigned x = some_register(), y = some_register();
  uint8_t op = operators[below(5)], class = below(2) ? 7 : 4;
  struct exits over = {0};
  if (x == y)
    return;
  put(below(2) ? 0xbf : 0xbc, y, x, 0, 0);
  if (op != 0xb8)
    put(class | op, y, 0, 0, op == 0x50 ? (int32_t)(below(2) ? 0xffffff00 : 0xff) : 1 + (int32_t)below(20));
  put_exit(&over, some_jump(), below(4) ? y : x, 0, below(2) ? 0 : some_constant());
  if (below(2)) {
    put_exit(&over, some_jump(), x, 0, (int32_t)below(64));
    put(0x67, x, 0, 0, 1);
  }
  put_alu();
  land(&over);
}

/* Two unknowns added, the sum compared; then one of them used. */
static void put_sum(void) {
  unsigned x = below(3), y = 3 + below(3);
  struct exits over = {0};
  if (below(3)) {
    put(0x57, x, 0, 0, 0xff);
    put(0x57, y, 0, 0, 0x3f);
  }
  put_copy(8, x);
  put(below(4) ? 0x0f : 0x1f, 8, y, 0, 0);
  if (below(2))
    put(0x07, 8, 0, 0, some_constant() % 64);
  put_exit(&over, some_jump(), 8, 0, (int32_t)below(80));
  if (below(2))
    put_exit(&over, (uint8_t)(some_jump() | 8), below(2) ? x : y, below(2) ? 8 : y, 0);
  put(0x0f, x, y, 0, 0);
  land(&over);
}

/* Numbers in steps, added or subtracted, perhaps used as an index. */
static void put_steps(void) {
  unsigned x = below(3), y = 3 + below(3);
  uint8_t class = below(2) ? 7 : 4;
  struct exits over = {0};
  put(0x57, x, 0, 0, 3);
  put(0x57, y, 0, 0, below(2) ? 3 : 7);
  put(class | 0x20, x, 0, 0, 1 + (int32_t)below(24));
  put(below(2) ? 0x27 : 0x67, y, 0, 0, 1 + (int32_t)below(4));
  put(class | (below(2) ? 0x08 : 0x18), x, y, 0, 0);
  if (below(2))
    put_exit(&over, some_jump(), x, 0, (int32_t)below(40));
  put_alu();
  land(&over);
}

static void put_constant(void) {
  put_wide(some_register(), 0, some_constant(), below(2) ? 0 : some_constant());
}

/* x &= x - 1 until nothing is left, x >>= n, or a counter of 32 bits that starts below 0. */
static void put_tiny_loop(void) {
  unsigned x = some_register(), y = some_register();
  uint8_t class = below(2) ? 7 : 4;
  struct exits over = {0};
  uint32_t start;
  if (x == y)
    return;
  switch (below(3)) {
  case 0:
    put(0x57, x, 0, 0, 255);
    put_exit(&over, 0x15, x, 0, 0);
    start = made.count;
    put(class | 0xb8, y, x, 0, 0);
    put(class | 0x00, y, 0, 0, -1);
    put(class | 0x58, x, y, 0, 0);
    put_back(0x55, x, 0, 0, start);
    break;
  case 1:
    put(0x57, x, 0, 0, 0xfff);
    put_exit(&over, 0x15, x, 0, 0);
    start = made.count;
    put(0x07, y, 0, 0, 1);
    put(class | 0x70, x, 0, 0, 1 + (int32_t)below(3));
    put_back(below(2) ? 0x55 : 0x65, x, 0, 0, start);
    break;
  default:
    put(0xb4, x, 0, 0, -1 - (int32_t)below(3));
    start = made.count;
    put(0x04, x, 0, 0, 1);
    put_back(below(2) ? 0xa6 : 0xc6, x, 0, 1 + (int32_t)below(20), start);
    break;
  }
  land(&over);
}

void put_number_block(void) {
  switch (below(7)) {
  case 6: put_steps(); break;
  case 0: put_remainder(); break;
  case 1: put_related(); break;
  case 2: put_sum(); break;
  case 3: put_constant(); break;
  case 4: put_tiny_loop(); break;
  default: put_alu(); break;
  }
}

void put_bound(struct exits *exits, unsigned reg, unsigned most) {
  unsigned mask = 1;
  while (2 * mask + 1 <= most)
    mask = 2 * mask + 1;
  if (once_in(80)) /* one too many: for the verifier to find */
    most++;
  if (most == 0) {
    put_number(reg, 0);
    return;
  }
  switch (below(8)) {
  case 0: put(0x54, reg, 0, 0, (int32_t)mask); break;
  case 1: put(below(2) ? 0x97 : 0x94, reg, 0, 0, (int32_t)most + 1); break;
  case 2:
    put_exit(exits, 0x65, reg, 0, (int32_t)most); /* s> */
    put_exit(exits, 0xc5, reg, 0, 0);             /* s< 0 */
    break;
  case 3:
    put(0xbc, reg, reg, 0, 0);
    put_exit(exits, 0x26, reg, 0, (int32_t)most);
    break;
  case 4:
    if (reg != 8) { /* through a copy that is moved */
      put_copy(8, reg);
      put(0x07, 8, 0, 0, 3);
      put_exit(exits, 0x25, 8, 0, (int32_t)most + 3);
      put_exit(exits, 0xa5, 8, 0, 3);
      break;
    }
    /* fall through */
  case 5: put_exit(exits, below(2) ? 0x25 : 0x35, reg, 0, (int32_t)most); break;
  default: put(0x57, reg, 0, 0, (int32_t)mask); break;
  }
}
