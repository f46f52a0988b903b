/* op.h: the instructions of regular expression programs, for the matcher, the verifier and the pattern compiler.
 *
 * A program is a header (flags, u16 groups, u16 registers, two per group first) and instructions; numbers are little-endian, targets are
 * u16 distances from the instruction's first byte, modulo 2^16, so that a piece of program can be moved. */
#ifndef JS_REGEXP_OP_H
#define JS_REGEXP_OP_H

#include <stddef.h>
#include <stdint.h>

/* OP(name, bytes of the instruction; the two that vary say their fixed part) */
#define JS_REGEXP_OPS(OP)                                                                                    \
  OP(MATCH, 1)        /* found */                                                                            \
  OP(LITERAL, 2)      /* u8 count, bytes: these bytes */                                                     \
  OP(LETTER, 2)       /* u8 lower-case letter: it in either case */                                          \
  OP(ANY, 1)          /* a character that ends no line */                                                    \
  OP(ALL, 1)          /* any character */                                                                    \
  OP(SET, SET_RANGES) /* u8 SET_ flags, u16 count, 16 bytes of bits for ASCII, count x (u24, u24) */         \
  OP(LINE_START, 1)                                                                                          \
  OP(LINE_END, 1)                                                                                            \
  OP(TEXT_START, 1)                                                                                          \
  OP(TEXT_END, 1)                                                                                            \
  OP(WORD_EDGE, 1)                                                                                           \
  OP(NO_WORD_EDGE, 1)                                                                                        \
  OP(SAVE, 3)          /* u16 register: the position */                                                      \
  OP(BACK, 3)          /* u16 group: what it matched */                                                      \
  OP(BACK_FOLD, 3)     /* the same in either case */                                                         \
  OP(JUMP, 3)          /* target */                                                                          \
  OP(SPLIT, 3)         /* go on, or else at the target */                                                    \
  OP(REPEAT_GREEDY, 9) /* u32 min, u32 max; the next instruction, of one character, so many times */         \
  OP(REPEAT_LAZY, 9)                                                                                         \
  OP(LOOP_BEGIN, 3)   /* u16 register: 0 rounds so far */                                                    \
  OP(LOOP, LOOP_BODY) /* see LOOP_ offsets */                                                                \
  OP(LOOP_NEXT, 3)    /* target: the LOOP whose body ends here */                                            \
  OP(LOOK, 6)         /* u8 negative, u16 register, target: behind the LOOK_DONE of its body */              \
  OP(LOOK_DONE, 3)    /* target: its LOOK */

enum { HEADER_FLAGS = 0, HEADER_GROUPS = 1, HEADER_REGISTERS = 3, HEADER_SIZE = 5 };

enum { SET_FLAGS = 1, SET_COUNT = 2, SET_BITS = 4, SET_RANGES = 20, SET_RANGE_SIZE = 6 };
enum {
  SET_INVERTED = 1,
  SET_HIGH = 2,       /* with all non-ASCII characters */
  SET_SPACES = 4,     /* with non-ASCII white space */
  SET_NOT_SPACES = 8, /* with all other non-ASCII characters */
};

/* LOOP: u8 LOOP_ flags, u16 register (of the round; the next one is of its start), u32 min, u32 max, target of the
 * exit, u16 first register and u16 count of registers to unset before each round. */
enum {
  LOOP_FLAGS = 1,
  LOOP_REGISTER = 2,
  LOOP_MIN = 4,
  LOOP_MAX = 8,
  LOOP_EXIT = 12,
  LOOP_UNSET = 14,
  LOOP_BODY = 18
};
enum { LOOP_GREEDY = 1, LOOP_MAY_BE_EMPTY = 2 };

enum { LOOK_NEGATIVE = 1, LOOK_REGISTER = 2, LOOK_END = 4, LOOK_BODY = 6 };

#define REPEAT_FOREVER UINT32_MAX

#define JS_REGEXP_ENUM(name, size) OP_##name,
#define JS_REGEXP_SIZE(name, size) SIZE_##name = size,
enum { JS_REGEXP_OPS(JS_REGEXP_ENUM) OP_COUNT };
#define JS_REGEXP_SIZE_OF(name, size) size,
enum { JS_REGEXP_OPS(JS_REGEXP_SIZE) OP_TOO_LONG = 0x10000 /* larger than any program */ };

static inline unsigned op_read16(const uint8_t *at) {
  return (unsigned)(at[0] | at[1] << 8);
}
static inline uint32_t op_read24(const uint8_t *at) {
  return op_read16(at) | (uint32_t)at[2] << 16;
}
static inline uint32_t op_read32(const uint8_t *at) {
  return op_read16(at) | (uint32_t)op_read16(at + 2) << 16;
}

/* Where the instruction at `pc` leads by the target at `operand`. */
static inline unsigned op_target(const uint8_t *operand, size_t pc) {
  return (unsigned)(pc + op_read16(operand)) & 0xFFFF;
}

#endif
