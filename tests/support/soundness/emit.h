/*
 * The program under construction. Between two blocks of it these registers hold:
 *
 *   r0 to r5  numbers
 *   r6        the context, where scope.context says so
 *   r7        a region of scope.bytes bytes, or of packet that was proven to be there
 *   r8        free for the block
 *   r9        a number that blocks leave alone: the counter of a loop
 *
 * The stack: numbers at r10 - 8 * slots and above, below them slots for a loop's counter, a kept pointer and the packet's end.
 */
#ifndef SOUNDNESS_EMIT_H
#define SOUNDNESS_EMIT_H

#include "ebpf/isa.h"
#include "hook/view.h"

#include <stdbool.h>

enum { MAX_INSNS = 2000, MAX_FUNCTIONS = 6 };

enum region { REGION_NONE, REGION_PACKET, REGION_MEMORY };

/* What a function is given. */
enum signature {
  TAKES_NUMBERS,
  TAKES_STACK,
  TAKES_PACKET,
  TAKES_VALUE,
  TAKES_CONTEXT,
  LOOP_BODY,
  ENTRY_BODY,
  FINDS_PACKET, /* returns a place with 4 bytes, or 0 */
  RESERVES      /* returns a record of 16 bytes, or NULL */
};

/* The function that is being written. */
struct scope {
  bool context;
  bool is_main;
  bool in_callback;
  enum region region;
  unsigned bytes;
  bool writable;
  bool end_kept; /* the packet's end is in its slot; else it comes from the context */
  unsigned slots;
  unsigned number;   /* 0: main; functions call those with higher numbers only */
  unsigned nesting;  /* of branches and loops */
  bool counter_busy; /* r9 counts */
  unsigned stack_counters;
  bool plain; /* no calls: a record is held, or little stack is left */
};

struct function {
  enum signature signature;
  unsigned map; /* of TAKES_VALUE, ENTRY_BODY */
  uint32_t first;
};

struct emitted {
  uint8_t insns[MAX_INSNS * 8];
  uint32_t count;
  const struct view *view;
  int data_at, end_at, meta_at; /* fields of the view */
  uint8_t pointer_load;         /* the opcode that loads them */
  unsigned functions;
  struct function function[MAX_FUNCTIONS]; /* number i + 1 */
  uint32_t calls;
  struct {
    uint32_t at;
    unsigned number;
  } call[256];
};

extern struct emitted made;
extern struct scope scope;

void put(uint8_t opcode, unsigned dst, unsigned src, int off, int32_t imm);
void put_wide(unsigned dst, unsigned src, int32_t low, int32_t high);
static inline void put_copy(unsigned dst, unsigned src) {
  put(0xbf, dst, src, 0, 0);
}
static inline void put_number(unsigned dst, int32_t v) {
  put(0xb7, dst, 0, 0, v);
}

/* Forward jumps that go to one place. */
struct exits {
  unsigned count;
  uint32_t at[24];
};
void put_exit(struct exits *exits, uint8_t opcode, unsigned dst, unsigned src, int32_t imm);
void land(const struct exits *exits);
/* A jump back to slot. */
void put_back(uint8_t opcode, unsigned dst, unsigned src, int32_t imm, uint32_t slot);

/* Offsets from r10. */
static inline int numbers_at(void) {
  return -8 * (int)scope.slots;
}
static inline int number_slot(unsigned i) {
  return -8 * (int)(1 + i % scope.slots);
}
static inline int counter_slot(unsigned i) {
  return numbers_at() - 8 - 8 * (int)i;
}
static inline int pointer_slot(void) {
  return numbers_at() - 24;
}
static inline int end_slot(void) {
  return numbers_at() - 32;
}

/* One of r0 to r5. */
unsigned some_register(void);
/* Constants near where things change, or any. */
int32_t some_constant(void);
/* A conditional jump's opcode, with an immediate. */
uint8_t some_jump(void);
/* Numbers into r1 to r5, after a call. */
void put_numbers(unsigned first);

/* --- blocks: each leaves what scope promises --- */

void put_alu(void);
void put_number_block(void); /* remainders, masks, constants, tiny loops */
void put_memory_block(void); /* stack, region, packet, context */
void put_call_block(void);   /* helpers, maps, rings, functions, callbacks */
void put_body(unsigned length);

/* Keeps a number register at most `most`, on the way that goes on. */
void put_bound(struct exits *exits, unsigned reg, unsigned most);
/* Goes to exits when the pointer is behind the packet's end, which is in end. */
void put_end_test(struct exits *exits, unsigned pointer, unsigned end);
void put_packet_end(unsigned reg);
/* Reads and writes through reg, which points to that many bytes. */
void put_accesses(struct exits *exits, unsigned reg, unsigned bytes, bool writable, unsigned most);

/* A new program. */
void generate(void);

#endif
