/*
 * Soundness: random programs are run on random packets by a small interpreter of our own, and every register and stack byte is
 * held against what the verifier says of it: the abstract state carried along the same path, and, for accepted programs, the
 * states the proof states. Accepted programs then run in the checked tier, which must not stop them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "ebpf/decode.h"
#include "ebpf/disasm.h"
#include "ebpf/run.h"
#include "ebpf/semantics.h"
#include "ebpf/verify/proof.h"
#include "ebpf/verify/transfer.h"
#include "hook/types.h"

enum { MAX_INSNS = 400, PACKET = 64, STACK = 512 };

static uint64_t seed;

static uint64_t random_number(void) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return seed * 0x2545F4914F6CDD1Du;
}

static unsigned below(unsigned n) {
  return (unsigned)((random_number() >> 20) % n);
}

/* --- programs --- */

static uint8_t insns[MAX_INSNS * 8];
static uint32_t count;

static void put(uint8_t opcode, unsigned dst, unsigned src, int off, int32_t imm) {
  struct ebpf_insn insn = {
      .opcode = opcode, .dst = (uint8_t)dst, .src = (uint8_t)src, .off = (int16_t)off, .imm = imm};
  isa_store(insns + 8 * count++, &insn);
}

static unsigned number_register(void) {
  static const unsigned registers[] = {0, 1, 2, 3, 4, 5};
  return registers[below(6)];
}

static int32_t constant(void) {
  static const int32_t some[] = {0,  1,   2,   3,  7,  8,  15,         16,        31,     32,
                                 63, 255, 256, -1, -2, -8, 0x7fffffff, INT32_MIN, 0xffff, 10};
  return below(4) == 0 ? (int32_t)random_number() >> below(24) : some[below(20)];
}

static void put_alu(void) {
  static const uint8_t operators[] = {0x00, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70,
                                      0x90, 0xa0, 0xc0, 0xb0, 0x00, 0x50, 0x10, 0xb0};
  uint8_t op = operators[below(16)];
  uint8_t class = below(2) ? 7 : 4;
  int off = (op == 0x30 || op == 0x90) ? (int)below(2) : 0;
  unsigned special = below(20);
  if (special == 0) {
    put(below(2) ? 0xdc : 0xd4, number_register(), 0, 0, 16 << below(3));
  } else if (special == 1) {
    put(0xd7, number_register(), 0, 0, 16 << below(3));
  } else if (special == 2) {
    put(below(2) ? 0x87 : 0x84, number_register(), 0, 0, 0);
  } else if (special == 3) {
    put(class | 0xb8, number_register(), number_register(), class == 4 ? 8 << below(2) : 8 << below(3), 0);
  } else if (special < 6) {
    unsigned r = number_register();
    put(0x67, r, 0, 0, 32);
    put(below(2) ? 0x77 : 0xc7, r, 0, 0, 32);
  } else if (below(2)) {
    put(class | op, number_register(), 0, off, constant());
  } else {
    put(class | 8 | op, number_register(), number_register(), off, 0);
  }
}

static uint8_t jump_opcode(void) {
  static const uint8_t jumps[] = {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0xa0, 0xb0, 0xc0, 0xd0};
  return (uint8_t)(jumps[below(11)] | (below(2) ? 5 : 6));
}

static void put_jump(int distance) {
  if (below(3))
    put(jump_opcode(), number_register(), 0, distance, constant());
  else
    put(jump_opcode() | 8, number_register(), number_register(), distance, 0);
}

/* A byte of the stack at a computed place: only allowed where the verifier knows the bounds. */
static void put_access(void) {
  unsigned r = number_register(), size = below(3);
  static const uint8_t loads[] = {0x71, 0x69, 0x61}, stores[] = {0x73, 0x6b, 0x63};
  if (below(2))
    put(0x25 | (below(2) ? 0 : 1), r, 0, 5, (int32_t)below(70));
  else
    put(0x57, r, 0, 0, (int32_t)(below(2) ? 63 : below(64))), put(0xb7, 9, 0, 0, 0);
  if (below(3)) {
    put(0xbf, 8, 10, 0, 0);
    put(0x07, 8, 0, 0, -128);
  } else {
    put(0xbf, 8, 7, 0, 0);
    put(0x07, 8, 0, 0, (int32_t)below(3));
  }
  put(0x0f, 8, r, 0, 0);
  if (below(2))
    put(loads[size], number_register(), 8, (int)below(8), 0);
  else
    put(stores[size], 8, number_register(), (int)below(8), 0);
}

static void put_spill(void) {
  int at = -8 * (1 + (int)below(15));
  if (below(2)) {
    put(0x7b, 10, number_register(), at, 0);
    if (below(2))
      put(0x79, number_register(), 10, at, 0);
    else
      put(0x61, number_register(), 10, at + 4 * (int)below(2), 0);
  } else {
    put(0x63, 10, number_register(), at + 4 * (int)below(2), 0);
    put(below(2) ? 0x61 : 0x79, number_register(), 10, at, 0);
  }
}

/* What clang makes of lengths: 32-bit differences of addresses, complements, halved gaps; then a byte that they allow. */
static void put_length(void) {
  unsigned r = number_register(), at = below(20), shift = below(3);
  put(0xbf, 8, 6, 0, 0);
  put(0x61, 8, 8, 4, 0); /* data_end */
  if (below(3) == 0) {   /* ~(data + at) + data_end */
    put(0xbf, r, 7, 0, 0);
    put(0x07, r, 0, 0, (int32_t)at);
    put(0xa7, r, 0, 0, -1);
    put(0x0f, r, 8, 0, 0);
  } else if (below(2)) { /* the low half of data_end - data */
    put(0xbc, r, 8, 0, 0);
    put(0x1c, r, 7, 0, 0);
  } else {
    put(0xbf, r, 8, 0, 0);
    put(0x1f, r, 7, 0, 0);
    put(0x07, r, 0, 0, -(int32_t)at);
    put(0x77, r, 0, 0, (int32_t)shift);
  }
  put(below(2) ? 0xa5 : 0xb5, r, 0, 2, (int32_t)below(44)); /* too short: skip the read */
  put(0x71, r, 7, (int)below(64), 0);
  put(0x05, 0, 0, 0, 0);
}

/* x - x / c * c, in one width or the other. */
static void put_remainder(void) {
  unsigned x = number_register(), q = number_register();
  uint8_t class = below(2) ? 7 : 4;
  int32_t divisor = 2 + (int32_t)below(40);
  if (q == x)
    return;
  put(class | 0xb8, q, x, 0, 0);
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
  unsigned x = number_register(), y = number_register();
  uint8_t op = operators[below(5)], class = below(2) ? 7 : 4;
  if (x == y)
    return;
  put(below(2) ? 0xbf : 0xbc, y, x, 0, 0);
  if (op != 0xb8)
    put(class | op, y, 0, 0, op == 0x50 ? (int32_t)(below(2) ? 0xffffff00 : 0xff) : 1 + (int32_t)below(20));
  put(jump_opcode(), below(4) ? y : x, 0, 1, below(2) ? 0 : constant());
  put(0x07, 9, 0, 0, 0);
}

static void put_atomic(void) {
  static const int32_t kinds[] = {0x00, 0x40, 0x50, 0xa0, 0x01, 0x41, 0x51, 0xa1, 0xe1, 0xf1};
  put(below(2) ? 0xdb : 0xc3, 10, number_register(), -8 * (1 + (int)below(15)), kinds[below(10)]);
}

static void put_constant(void) {
  unsigned r = number_register();
  put(0x18, r, 0, 0, constant());
  put(0x00, 0, 0, 0, below(2) ? 0 : constant());
}

/* x &= x - 1 until nothing is left, or a counter of 32 bits that starts below 0. */
static void put_small_loop(void) {
  unsigned x = number_register(), y = number_register();
  uint8_t class = below(2) ? 7 : 4;
  if (x == y)
    return;
  if (below(2)) {
    put(0x57, x, 0, 0, 255);
    put(0x15, x, 0, 4, 0);
    put(class | 0xb8, y, x, 0, 0);
    put(class | 0x00, y, 0, 0, -1);
    put(class | 0x58, x, y, 0, 0);
    put(0x55, x, 0, -4, 0);
  } else {
    put(0xb4, x, 0, 0, -1 - (int32_t)below(3));
    put(0x04, x, 0, 0, 1);
    put(below(2) ? 0xa6 : 0xc6, x, 0, -2, 1 + (int32_t)below(20));
  }
}

static void put_special(void) {
  switch (below(6)) {
  case 0: put_length(); break;
  case 1: put_remainder(); break;
  case 2: put_related(); break;
  case 3: put_atomic(); break;
  case 4: put_constant(); break;
  default: put_small_loop(); break;
  }
}

static void put_body(unsigned length) {
  for (unsigned i = 0; i < length; i++) {
    unsigned what = below(16);
    if (what >= 12) {
      put_special();
      continue;
    }
    if (what < 7)
      put_alu();
    else if (what < 9) {
      put_jump(2);
      put_alu();
      if (below(2))
        put(0x07, number_register(), 0, 0, 1);
      put(0x07, 9, 0, 0, 0);
      put(0x07, 9, 0, 0, 0);
    } else if (what == 9)
      put_spill();
    else
      put_access();
  }
}

/* Jumps into the middle of a wide instruction go behind it. */
static void mend_jumps(void) {
  for (uint32_t i = 0; i < count; i++) {
    struct ebpf_insn insn = isa_load(insns + 8 * i);
    uint32_t target = (uint32_t)((int64_t)i + 1 + insn.off);
    if (insn.opcode == 0x18) {
      i++;
      continue;
    }
    if (((insn.opcode & 7) != 5 && (insn.opcode & 7) != 6) || insn.opcode == 0x95 || target >= count ||
        insns[8 * target] != 0)
      continue;
    insn.off++;
    isa_store(insns + 8 * i, &insn);
  }
}

/* Numbers from the packet into registers, a stack that is written, straight code with small branches, and perhaps a loop. */
static void generate(void) {
  static const uint8_t loads[] = {0x71, 0x69, 0x61, 0x79, 0x91, 0x89, 0x81};
  count = 0;
  put(0xbf, 6, 1, 0, 0);
  put(0x61, 7, 6, 0, 0); /* data */
  put(0x61, 8, 6, 4, 0); /* data_end */
  put(0xbf, 9, 7, 0, 0);
  put(0x07, 9, 0, 0, 48);
  put(0xbf, 0, 9, 0, 0);
  put(0x2d, 9, 8, 2, 0); /* short: r0 = 0, exit */
  put(0xb7, 0, 0, 0, 0);
  put(0x05, 0, 0, 2, 0);
  put(0xb7, 0, 0, 0, 0);
  put(0x95, 0, 0, 0, 0);
  for (int i = 0; i < 16; i++)
    put(0x7a, 10, 0, -8 * (i + 1), (int32_t)below(3));
  for (unsigned r = 0; r < 6; r++)
    put(loads[below(7)], r, 7, (int)below(40), 0);
  put(0xb7, 9, 0, 0, 0);
  if (below(3) == 0) {
    put_body(1 + below(6));
    put(0xb7, 9, 0, 0, 0);
    uint32_t start = count;
    int32_t step = 1 + (int32_t)below(3), rounds = 2 + (int32_t)below(12);
    uint32_t before = count;
    put_body(1 + below(4));
    /* the body must leave the counter alone: its scratch uses of r9 add nothing */
    for (uint32_t i = before; i < count; i++)
      if (insns[8 * i] == 0xb7 && (insns[8 * i + 1] & 15) == 9)
        insns[8 * i] = 0x07;
    put(0x07, 9, 0, 0, step);
    put(below(2) ? 0xa5 : 0xc6, 9, 0, (int)start - (int)count - 1, step * rounds);
    put_body(below(4));
  } else {
    put_body(4 + below(14));
  }
  put(0xb7, 0, 0, 0, 0);
  put(0x95, 0, 0, 0, 0);
  mend_jumps();
}

/* --- the oracle --- */

struct concrete {
  uint64_t reg[11];
  uint64_t before[11];
  _Alignas(16) uint8_t stack[STACK];
  uint8_t packet[PACKET];
  uint32_t length;
};

static uint64_t top_of(const struct concrete *c) {
  return (uintptr_t)(c->stack + STACK);
}
static uint64_t data_of(const struct concrete *c) {
  return (uintptr_t)c->packet;
}
static uint64_t end_of(const struct concrete *c) {
  return (uintptr_t)(c->packet + c->length);
}

static struct ebpf_image image;

static void show_program(uint32_t at) {
  for (uint32_t i = 0; i < image.slot_count; i++) {
    char line[128];
    struct text text;
    text_init(&text, line, sizeof line);
    ebpf_disasm(&text, &image, i);
    fprintf(stderr, "%s%4u: %s\n", i == at ? ">" : " ", i, line);
  }
}

/* Is the value one of those v stands for? */
static bool is_one_of(const struct concrete *c, const struct value *v, uint64_t x) {
  uint64_t end = end_of(c), base = v->kind == VALUE_STACK    ? top_of(c)
                                   : v->kind == VALUE_PACKET ? data_of(c)
                                                             : 0;
  if (v->kind == VALUE_PACKET_END)
    return x == end;
  if (v->kind != VALUE_SCALAR && v->kind != VALUE_STACK && v->kind != VALUE_PACKET)
    return true;
  if (!scalar_contain(&v->number, x - base, 64))
    return false;
  if (v->kind == VALUE_PACKET && v->extent != EXTENT_NONE &&
      (int64_t)(x + (uint64_t)(int64_t)v->extent - end) > 0)
    return false;
  return v->reach != REACH_DATA ||
         (int64_t)(data_of(c) + (x << v->reach_shift) + (uint64_t)(int64_t)v->extent - end) <= 0;
}

struct form_seen {
  bool set;
  uint64_t scale, rest; /* rest == scale * X */
};

/* data + X(base) + x + extent <= end, as far as X(base) was seen. */
static bool reach_holds(const struct form_seen *base, const struct concrete *c, const struct value *v,
                        uint64_t x) {
  if (!base->set || base->scale != 1)
    return true;
  return (int64_t)(data_of(c) + base->rest + (x << v->reach_shift) + (uint64_t)(int64_t)v->extent -
                   end_of(c)) <= 0;
}

/* x == (end - position) >> shift, as far as the position's unknown was seen. */
static bool gap_agrees(const struct form_seen *s, const struct concrete *c, const struct value *v,
                       uint64_t x) {
  uint64_t position = s->rest * (uint64_t)(int64_t)v->scale + (uint64_t)(int64_t)v->delta;
  if (!s->set || s->scale != 1)
    return true;
  return ((end_of(c) - data_of(c) - position) >> (v->gap - 1)) == x;
}

/* All values of one id agree on X: scale2 * (v1 - delta1) == scale1 * (v2 - delta2). */
static bool agrees(struct form_seen *seen, const struct concrete *c, const struct value *v, uint64_t x) {
  uint64_t base = v->kind == VALUE_STACK ? top_of(c) : v->kind == VALUE_PACKET ? data_of(c) : 0;
  uint64_t scale = (uint64_t)(int64_t)v->scale, rest = x - base - (uint64_t)(int64_t)v->delta;
  struct form_seen *s = &seen[v->id];
  if (v->reach != 0 && v->reach != REACH_DATA && !reach_holds(&seen[v->reach], c, v, x))
    return false;
  if (v->gap && v->id == 0 && ((end_of(c) - data_of(c) - (uint64_t)(int64_t)v->delta) >> (v->gap - 1)) != x)
    return false;
  if (v->id == 0 || value_is_or_null(v))
    return true;
  if (v->kind == VALUE_LOW_HALF || v->gap > 1)
    return v->kind != VALUE_SCALAR || gap_agrees(s, c, v, x);
  if (v->gap)
    rest = end_of(c) - data_of(c) - x - (uint64_t)(int64_t)v->delta;
  if (!s->set) {
    *s = (struct form_seen){true, scale, rest};
    return true;
  }
  return s->rest * scale == s->scale * rest;
}

static bool holds(const struct concrete *c, const struct state *s, const char **what, unsigned *where) {
  static struct form_seen seen[65536];
  memset(seen, 0, (size_t)s->next_id * sizeof seen[0]);
  *what = "packet length";
  *where = s->packet_bytes;
  if (c->length < s->packet_bytes)
    return false;
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    *where = i;
    *what = "register";
    if (!is_one_of(c, &s->reg[i], c->reg[i]))
      return false;
    *what = "linear form of register";
    if (s->reg[i].kind != VALUE_UNINIT && !agrees(seen, c, &s->reg[i], c->reg[i]))
      return false;
  }
  for (uint32_t i = 0, end = state_slot_count(s); i < end; i++) {
    const uint8_t *at = c->stack + STACK - 8 * end + 8 * i;
    *where = i;
    *what = "stack slot";
    for (unsigned k = 0; k < 8; k++)
      if ((slot_byte(&s->slot[i], k) == BYTE_ZERO || slot_byte(&s->slot[i], k) == BYTE_UNTOUCHED) &&
          at[k] != 0)
        return false;
    for (unsigned which = 0; which < 2; which++) {
      uint64_t x = 0;
      const struct value *v = s->slot[i].spill[which] ? &s->pool[s->slot[i].spill[which] - 1] : NULL;
      bool whole = which == 0 && s->slot[i].spill[1] == 0 && slot_byte(&s->slot[i], 7) == BYTE_SPILL;
      if (!v)
        continue;
      x = whole ? *(const uint64_t *)(const void *)at : *(const uint32_t *)(const void *)(at + 4 * which);
      if (!is_one_of(c, v, x) || !agrees(seen, c, v, x))
        return false;
    }
  }
  return true;
}

static void show_values(const struct concrete *c, const struct state *s) {
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    const struct value *v = &s->reg[i];
    fprintf(
        stderr,
        "r%u = %#llx: kind %u id %u scale %d delta %d extent %d bits %llx/%llx range %llx+%llx half %x+%x\n",
        i, (unsigned long long)c->reg[i], v->kind, v->id, v->scale, v->delta, v->extent,
        (unsigned long long)v->number.bits.value, (unsigned long long)v->number.bits.mask,
        (unsigned long long)v->number.full.start, (unsigned long long)v->number.full.length,
        v->number.half_start, v->number.half_length);
  }
}

/* What each row computes, by the semantics every tier uses. */
static uint64_t swap(uint64_t v, unsigned bits, bool change) {
  v &= bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
  return change ? __builtin_bswap64(v) >> (64 - bits) : v;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-conversion"
static bool compute(enum isa_op op, uint64_t a, uint64_t b, uint64_t *out) {
#define SEM_ALU64_IMM(n)                                                                                     \
  *out = SEM_OP_##n(uint64_t, int64_t, a, b);                                                                \
  return true;
#define SEM_ALU64_REG(n) SEM_ALU64_IMM(n)
#define SEM_ALU64_ONE(n) SEM_ALU64_IMM(n)
#define SEM_ALU32_ONE(n) SEM_ALU32_IMM(n)
#define SEM_ALU32_IMM(n)                                                                                     \
  {                                                                                                          \
    uint32_t x = (uint32_t)a, y = (uint32_t)b;                                                               \
    (void)x;                                                                                                 \
    (void)y;                                                                                                 \
    *out = SEM_OP_##n(uint32_t, int32_t, x, y);                                                              \
  }                                                                                                          \
  return true;
#define SEM_ALU32_REG(n) SEM_ALU32_IMM(n)
#define SEM_GOTO         return false;
#define SEM_GOTOL        return false;
#define SEM_JUMP64_IMM(n)                                                                                    \
  *out = SEM_IF_##n(uint64_t, int64_t, a, b);                                                                \
  return true;
#define SEM_JUMP64_REG(n) SEM_JUMP64_IMM(n)
#define SEM_JUMP32_IMM(n)                                                                                    \
  {                                                                                                          \
    uint32_t x = (uint32_t)a, y = (uint32_t)b;                                                               \
    *out = SEM_IF_##n(uint32_t, int32_t, x, y);                                                              \
  }                                                                                                          \
  return true;
#define SEM_JUMP32_REG(n)      SEM_JUMP32_IMM(n)
#define SEM_CALL_HELPER        return false;
#define SEM_CALL_LOCAL         return false;
#define SEM_CALL_REG           return false;
#define SEM_EXIT               return false;
#define SEM_LDDW(n)            return false;
#define SEM_LOAD(n)            return false;
#define SEM_LOAD_SIGNED(n)     return false;
#define SEM_STORE_IMM(n)       return false;
#define SEM_STORE_REG(n)       return false;
#define SEM_PACKET_ABS(n)      return false;
#define SEM_PACKET_IND(n)      return false;
#define SEM_ATOMIC(n, o)       return false;
#define SEM_ATOMIC_FETCH(n, o) return false;
#define SEM_ATOMIC_COMPARE(n)  return false;
  // clang-format would take the include for a part of the macro
  // clang-format off
  switch (op) {
#define ISA(name, opcode, operands, src, off, imm, group, text, semantics) case ISA_##name: semantics
#include "ebpf/isa.def"
  // clang-format on
  case ISA_COUNT: break;
  }
  return false;
}

#pragma GCC diagnostic pop

static bool in_bounds(const struct concrete *c, uint64_t at, unsigned bytes) {
  return (at >= (uintptr_t)c->stack && at + bytes <= top_of(c)) ||
         (at >= data_of(c) && at + bytes <= end_of(c));
}

static unsigned bytes_of(uint8_t opcode) {
  static const unsigned sizes[] = {4, 2, 1, 8};
  return sizes[opcode >> 3 & 3];
}

/* On the stack, aligned. */
static bool step_atomic(struct concrete *c, const struct ebpf_insn *insn) {
  bool wide = insn->opcode == 0xdb;
  uint8_t *memory = c->stack + STACK + insn->off;
  uint64_t old = 0, operand = c->reg[insn->src], new;
  uint32_t half = 0;
  memcpy(wide ? (void *)&old : (void *)&half, memory, wide ? 8 : 4);
  old = wide ? old : half;
  switch (insn->imm & 0xf0) {
  case 0x00: new = old + operand; break;
  case 0x40: new = old | operand; break;
  case 0x50: new = old &operand; break;
  case 0xa0: new = old ^ operand; break;
  case 0xe0: new = operand; break;
  default: new = old == (wide ? c->reg[0] : (uint32_t)c->reg[0]) ? operand : old; break;
  }
  half = (uint32_t) new;
  memcpy(memory, wide ? (void *)&new : (void *)&half, wide ? 8 : 4);
  if (insn->imm == 0xf1)
    c->reg[0] = old;
  else if (insn->imm & 1)
    c->reg[insn->src] = old;
  return true;
}

/* One instruction. False: it ends the run (exit, or an access nobody may make: *bad). */
static bool step(struct concrete *c, uint32_t *slot, bool *taken, bool *bad) {
  struct ebpf_insn insn = ebpf_image_insn(&image, *slot);
  enum isa_op op = isa_find(&insn);
  unsigned class = insn.opcode & 7;
  uint64_t a = c->reg[insn.dst], b = insn.opcode & 8 ? c->reg[insn.src] : (uint64_t)(int64_t)insn.imm, r = 0;
  uint64_t at;
  *taken = false;
  (*slot)++;
  if (insn.opcode == 0x95)
    return false;
  if (insn.opcode == 0x05) {
    *slot = (uint32_t)((int64_t)*slot + insn.off);
    return true;
  }
  if (insn.opcode == 0x18) {
    c->reg[insn.dst] = (uint64_t)(uint32_t)ebpf_image_insn(&image, *slot).imm << 32 | (uint32_t)insn.imm;
    (*slot)++;
    return true;
  }
  if (class == 4 || class == 7) {
    if ((insn.opcode & 0xf0) == 0xd0) { /* the oracle's own: b is no operand there */
      bool big = insn.opcode == 0xdc;
      c->reg[insn.dst] = swap(a, (unsigned)insn.imm,
                              insn.opcode == 0xd7 || (big && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) ||
                                  (insn.opcode == 0xd4 && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__));
      return true;
    }
    assert_true(compute(op, a, b, &r));
    c->reg[insn.dst] = r;
    return true;
  }
  if (class == 5 || class == 6) {
    assert_true(compute(op, a, b, &r));
    *taken = r != 0;
    if (*taken)
      *slot = (uint32_t)((int64_t)*slot + insn.off);
    return true;
  }
  if (insn.opcode == 0xdb || insn.opcode == 0xc3)
    return step_atomic(c, &insn);
  if (class == 1 && (insn.src == 6 || (insn.src == 8 && c->reg[8] == 0))) { /* xdp_md */
    c->reg[insn.dst] = insn.off == 0 ? data_of(c) : end_of(c);
    return true;
  }
  at = (class == 1 ? c->reg[insn.src] : a) + (uint64_t)(int64_t)insn.off;
  if (!in_bounds(c, at, bytes_of(insn.opcode))) {
    *bad = true;
    return false;
  }
  uint8_t *memory = (uint8_t *)(uintptr_t)at;
  unsigned bytes = bytes_of(insn.opcode);
  uint64_t value = class == 2 ? (uint64_t)(int64_t)insn.imm : c->reg[insn.src];
  uint8_t one = (uint8_t)value;
  uint16_t two = (uint16_t)value;
  uint32_t four = (uint32_t)value;
  if (class != 1) {
    memcpy(memory,
           bytes == 1   ? (void *)&one
           : bytes == 2 ? (void *)&two
           : bytes == 4 ? (void *)&four
                        : (void *)&value,
           bytes);
    return true;
  }
  memcpy(&one, memory, 1);
  if (bytes >= 2)
    memcpy(&two, memory, 2);
  if (bytes >= 4)
    memcpy(&four, memory, 4);
  if (bytes == 8)
    memcpy(&value, memory, 8);
  value = bytes == 1 ? one : bytes == 2 ? two : bytes == 4 ? four : value;
  if ((insn.opcode & 0xe0) == 0x80)
    value = (uint64_t)((int64_t)(value << (64 - 8 * bytes)) >> (64 - 8 * bytes));
  c->reg[insn.dst] = value;
  return true;
}

/* --- one program --- */

static unsigned accepted, walked, labels_met;
static unsigned
    exercised[ISA_COUNT]; /* rows of isa.def whose transfer function was held against an execution */

static void fail_at(uint32_t slot, const char *what, unsigned where, uint64_t start) {
  show_program(slot);
  fail_msg("seed %#llx: slot %u: %s %u is outside its abstract value", (unsigned long long)start, slot, what,
           where);
}

/* Carries the abstract state along the concrete run. */
static void follow(struct concrete *c, const struct verify_input *in, const struct proof *proof,
                   const struct verify_result *result, uint64_t start) {
  static struct state s, stated;
  static struct verify_problem problem;
  struct machine m = {.in = in, .s = &s, .problem = &problem, .op = ISA_COUNT, .shifted_before = NO_SLOT};
  const char *what = "";
  unsigned where = 0;
  uint32_t slot = 0;
  uint64_t steps = 0;
  bool abstract = true;
  struct proof_context context = {0};
  if (proof)
    context = proof_context(proof, 0);
  transfer_entry_state(&s, proof ? context.frame_bytes : 256);
  if (proof && result->clears_frames)
    memset(c->stack, 0, sizeof c->stack);
  else
    state_forget_untouched(&s);
  for (;;) {
    uint32_t at = slot, labels = 0, first = 0;
    bool taken, bad = false, goes_on;
    if (abstract && !holds(c, &s, &what, &where)) {
      show_values(c, &s);
      fail_at(at, what, where, start);
    }
    if (proof)
      first = proof_labels_at(proof, &context, slot, &labels);
    if (labels > 0) {
      bool found = false;
      for (uint32_t i = 0; i < labels && !found; i++) {
        struct reader r = proof_blob(proof, proof_label(proof, first + i).state_at);
        assert_true(read_state(&r, &stated));
        found = holds(c, &stated, &what, &where);
      }
      labels_met++;
      if (!found)
        fail_at(at, "stated", where, start);
    }
    if (abstract) {
      enum step next = transfer(&m, at);
      if (next == STEP_FAIL && proof) {
        show_program(at);
        fail_msg("seed %#llx: slot %u of an accepted program: %s", (unsigned long long)start, at,
                 problem.text);
      }
      abstract = next != STEP_FAIL;
      exercised[m.op] += abstract;
      goes_on = step(c, &slot, &taken, &bad);
      if (abstract && next == STEP_BRANCH) {
        struct refinement r;
        if (!refine(&s, &m.condition, taken, &r) || !refine_state(&r, &s))
          fail_at(at, "impossible branch", taken, start);
      }
    } else {
      goes_on = step(c, &slot, &taken, &bad);
    }
    steps++;
    walked++;
    if (bad && (proof || abstract)) {
      show_program(at);
      fail_msg("seed %#llx: slot %u makes a bad access", (unsigned long long)start, at);
    }
    if (!goes_on || steps > (proof ? 100000 : 300))
      break;
  }
  if (proof && steps > result->max_steps) {
    show_program(0);
    fail_msg("seed %#llx: %llu steps, at most %llu were proven", (unsigned long long)start,
             (unsigned long long)steps, (unsigned long long)result->max_steps);
  }
}

static void fill(struct concrete *c) {
  memset(c->reg, 0, sizeof c->reg);
  memset(c->stack, 0xa5, sizeof c->stack);
  c->length = below(8) ? PACKET : below(PACKET);
  for (unsigned i = 0; i < PACKET; i++) {
    static const uint8_t some[] = {0, 1, 0xff, 0x7f, 0x80};
    c->packet[i] = below(3) ? some[below(5)] : (uint8_t)random_number();
  }
  c->reg[10] = top_of(c);
}

static uint32_t no_cpu(void *user) {
  (void)user;
  return 0;
}
static uint64_t no_time(void *user) {
  (void)user;
  return 1;
}

static void run_checked(struct concrete *c, uint64_t max_steps, uint64_t start) {
  static const struct mbpf_port port = {
      .cpu_count = 1, .cpu_id = no_cpu, .now_ns = no_time, .random = no_time};
  static _Alignas(16) uint8_t code_memory[1 << 16], stack[1 << 14];
  struct mbpf_net_ctx host = {.abi_version = 1};
  struct run_context context = {.host = &host,
                                .data = c->packet,
                                .data_end = c->packet + c->length,
                                .data_meta = c->packet,
                                .hard_start = c->packet,
                                .hard_end = c->packet + c->length};
  struct run run = {.port = &port, .context = &context, .max_steps = max_steps, .helpers_left = 10};
  assert_true(ebpf_code_bytes(&image) <= sizeof code_memory);
  struct ebpf_code *code = ebpf_code_build(&image, NULL, 0, UINT32_MAX, NULL, code_memory);
  struct ebpf_entry entry = ebpf_entry_make(code, 0, &xdp_view);
  assert_true(code->stack_bytes <= sizeof stack);
  (void)ebpf_run(&entry, MBPF_TIER_CHECKED, &run, (uintptr_t)&context, 0, stack);
  if (run.stop.end != RUN_OK) {
    show_program(run.stop.pc);
    fail_msg("seed %#llx: the checked tier stops an accepted program at %u: %s", (unsigned long long)start,
             run.stop.pc, run.stop.detail ? run.stop.detail : "");
  }
}

static unsigned forged;

/* Proofs with changed bytes: what the checker still accepts must hold as well. */
static void try_forgeries(const struct verify_input *in, const uint8_t *proof_memory, size_t proof_bytes,
                          uint64_t start) {
  static uint64_t checker[MBPF_VERIFY_CHECKER_BYTES / 8];
  static uint8_t copy[1 << 20];
  static struct concrete c;
  struct verify_result result;
  struct verify_problem problem;
  struct proof proof;
  for (unsigned i = 0; i < 24; i++) {
    memcpy(copy, proof_memory, proof_bytes);
    for (unsigned k = 0; k <= i % 3; k++)
      copy[PROOF_HEADER_BYTES + random_number() % (proof_bytes - PROOF_HEADER_BYTES)] ^=
          (uint8_t)(1u << below(8));
    if (!verify_check(in, copy, proof_bytes, checker, &result, &problem) ||
        !proof_open(copy, proof_bytes, image.slot_count, &proof))
      continue;
    forged++;
    fill(&c);
    follow(&c, in, &proof, &result, start);
  }
}

/* Calls, maps, legacy packet loads and the like are not generated: their rows are left out. */
static bool is_generated(enum isa_op op) {
  unsigned class = isa_table[op].opcode & 7;
  uint8_t opcode = isa_table[op].opcode;
  if (class == 5 || class == 6)
    return opcode != 0x85 && opcode != 0x8d && opcode != 0x95 && opcode != 0x06;
  return class == 4 || class == 7;
}

/* Which transfer functions of arithmetic and jumps were exercised, and how often; all of them must have been. */
static void show_coverage(bool complete) {
  unsigned seen = 0, missing = 0;
  for (unsigned op = 0; op < ISA_COUNT; op++) {
    seen += exercised[op] != 0;
    if (exercised[op] == 0 && is_generated((enum isa_op)op)) {
      print_message("never exercised: %s\n", isa_name((enum isa_op)op));
      missing++;
    }
  }
  print_message("%u of %u rows of the instruction table exercised\n", seen, (unsigned)ISA_COUNT);
  if (getenv("MBPF_COVERAGE"))
    for (unsigned op = 0; op < ISA_COUNT; op++)
      print_message("%9u %s\n", exercised[op], isa_name((enum isa_op)op));
  assert_true(!complete || MBPF_TEST_SLOW || missing == 0);
}

static void random_programs_stay_inside_their_states(void **state) {
  static uint64_t memory[(4 << 20) / 8];
  static uint8_t proof_memory[1 << 20], functions[16 * EBPF_IMAGE_FUNCTION_BYTES];
  static struct concrete c;
  const char *given = getenv("MBPF_SEED"), *many = getenv("MBPF_ROUNDS");
  unsigned rounds = many ? (unsigned)atoi(many) : MBPF_TEST_SLOW ? 60 : 400;
  (void)state;
  seed = given ? strtoull(given, NULL, 0) : 0x5eed5eed5eed1234u;
  print_message("MBPF_SEED=%#llx\n", (unsigned long long)seed);
  for (unsigned i = 0; i < rounds; i++) {
    uint64_t start = seed;
    struct verify_result result;
    struct verify_problem problem;
    struct proof proof;
    mbpf_error error;
    size_t proof_bytes = sizeof proof_memory;
    struct ebpf_grant grant = {.capabilities = UINT32_MAX};
    generate();
    assert_int_equal(ebpf_image_from_insns(insns, count * 8, functions, 16, &image, &error), MBPF_OK);
    if (ebpf_decode(&image, &grant, &error) != MBPF_OK) {
      show_program(0);
      fail_msg("seed %#llx: %s", (unsigned long long)start, error.message);
    }
    struct verify_input in = {.image = &image,
                              .view = &xdp_view,
                              .capabilities = UINT32_MAX,
                              .big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__};
    bool ok = verify_solve(&in, NULL, memory, sizeof memory, proof_memory, &proof_bytes, &result, &problem);
    if (ok) {
      accepted++;
      assert_true(proof_open(proof_memory, proof_bytes, image.slot_count, &proof));
    }
    if (ok)
      try_forgeries(&in, proof_memory, proof_bytes, start);
    for (unsigned k = 0; k < 12; k++) {
      fill(&c);
      struct concrete copy = c;
      copy.reg[10] = top_of(&copy);
      follow(&c, &in, ok ? &proof : NULL, &result, start);
      if (ok)
        run_checked(&copy, result.max_steps, start);
    }
  }
  print_message("%u forged proofs accepted and held\n", forged);
  print_message("%u programs, %u accepted, %u instructions and %u stated states compared\n", rounds, accepted,
                walked, labels_met);
  show_coverage(!given && !many);
  assert_true(given || accepted > rounds / 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_programs_stay_inside_their_states),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
