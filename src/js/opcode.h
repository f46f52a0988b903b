// The bytecode: one table for compiler, verifier, interpreter, disassembler and documentation.
//
// An instruction is one 32-bit little-endian word: operation (bits 0-7), A (8-15), B (16-23), C (24-31). Some take a
// second word, which is an instruction of its own: EXT, with a 24-bit operand, or the JMP of a conditional jump.
// So a jump may land on any word. A register operand r is written as 255 - r: registers lie downwards in the stack,
// and the interpreter adds the operand to one base address.
//
// A step of the budget is one code word passed.
#ifndef JS_OPCODE_H
#define JS_OPCODE_H

#include <stdint.h>

// Kinds of operand. A, B and C: - none, R register, W register that starts a window (the note says how long),
// I number 0..255, V special value, U captured variable. B and C together: S signed 16 bits, K constant that is no
// pattern, N constant that is a string, P one that is a pattern, F function, G global. A, B and C together: J jump, X payload of EXT.
// Second word: - none, K EXT with a string constant, J JMP.
//
// X(name, A, B, C, second word)
#define JS_OPCODES(X)                                                                                        \
  X(EXT, 'X', '-', '-', '-')   /* operand of the word before */                                              \
  X(MOVE, 'R', 'R', '-', '-')  /* A = B */                                                                   \
  X(LOADI, 'R', 'S', '-', '-') /* A = number */                                                              \
  X(LOADK, 'R', 'K', '-', '-') /* A = constant */                                                            \
  X(LOADV, 'R', 'V', '-', '-') /* A = undefined, null, false, true or the uninitialised marker */            \
  X(LOADTHIS, 'R', '-', '-', '-')                                                                            \
  X(LOADSELF, 'R', '-', '-', '-')   /* A = the running function */                                           \
  X(LOADTARGET, 'R', '-', '-', '-') /* A = new.target */                                                     \
  X(GETG, 'R', 'G', '-', '-')       /* A = global, ReferenceError if there is none */                        \
  X(GETGT, 'R', 'G', '-', '-')      /* A = global or undefined (typeof) */                                   \
  X(SETG, 'R', 'G', '-', '-')       /* global = A */                                                         \
  X(DEFG, 'R', 'G', '-', '-')       /* declares a global with value A */                                     \
  X(DECLG, '-', 'G', '-', '-')      /* declares a global, keeping its value */                               \
  X(GETU, 'R', 'U', '-', '-')                                                                                \
  X(SETU, 'R', 'U', '-', '-')                                                                                \
  X(CLOSEU, 'R', '-', '-', '-') /* registers from A up leave their scope: captured ones move to the heap */  \
  X(CHKT, 'R', 'N', '-', '-')   /* ReferenceError if A is the uninitialised marker */                        \
  X(THROWC, '-', 'N', '-', '-') /* TypeError: assignment to a constant */                                    \
  X(ADD, 'R', 'R', 'R', '-')                                                                                 \
  X(SUB, 'R', 'R', 'R', '-')                                                                                 \
  X(MUL, 'R', 'R', 'R', '-')                                                                                 \
  X(DIV, 'R', 'R', 'R', '-')                                                                                 \
  X(MOD, 'R', 'R', 'R', '-')                                                                                 \
  X(POW, 'R', 'R', 'R', '-')                                                                                 \
  X(AND, 'R', 'R', 'R', '-')                                                                                 \
  X(OR, 'R', 'R', 'R', '-')                                                                                  \
  X(XOR, 'R', 'R', 'R', '-')                                                                                 \
  X(SHL, 'R', 'R', 'R', '-')                                                                                 \
  X(SAR, 'R', 'R', 'R', '-')                                                                                 \
  X(SHR, 'R', 'R', 'R', '-')                                                                                 \
  X(ADDI, 'R', 'R', 'I', '-')                                                                                \
  X(SUBI, 'R', 'R', 'I', '-')                                                                                \
  X(MULI, 'R', 'R', 'I', '-')                                                                                \
  X(DIVI, 'R', 'R', 'I', '-')                                                                                \
  X(MODI, 'R', 'R', 'I', '-')                                                                                \
  X(ANDI, 'R', 'R', 'I', '-')                                                                                \
  X(ORI, 'R', 'R', 'I', '-')                                                                                 \
  X(XORI, 'R', 'R', 'I', '-')                                                                                \
  X(SHLI, 'R', 'R', 'I', '-')                                                                                \
  X(SARI, 'R', 'R', 'I', '-')                                                                                \
  X(SHRI, 'R', 'R', 'I', '-')                                                                                \
  X(INC, 'R', 'R', '-', '-') /* A = ToNumber(B) + 1 */                                                       \
  X(DEC, 'R', 'R', '-', '-')                                                                                 \
  X(TONUM, 'R', 'R', '-', '-')                                                                               \
  X(NEG, 'R', 'R', '-', '-')                                                                                 \
  X(BNOT, 'R', 'R', '-', '-')                                                                                \
  X(NOT, 'R', 'R', '-', '-')                                                                                 \
  X(TYPEOF, 'R', 'R', '-', '-')                                                                              \
  X(CONCAT, 'R', 'W', 'I', '-') /* A = strings of C registers from B joined */                               \
  X(IN, 'R', 'R', 'R', '-')                                                                                  \
  X(INSTOF, 'R', 'R', 'R', '-')                                                                              \
  X(JMP, 'J', '-', '-', '-') /* words from the next one */                                                   \
  X(JT, 'R', '-', '-', 'J')  /* jump if A is true */                                                         \
  X(JF, 'R', '-', '-', 'J')                                                                                  \
  X(JNULLISH, 'R', 'I', '-', 'J') /* jump if (A is undefined or null) == B */                                \
  X(JUNDEF, 'R', 'I', '-', 'J')   /* jump if (A is undefined) == B */                                        \
  X(JLT, 'R', 'R', 'I', 'J')      /* jump if (A < B) == C */                                                 \
  X(JLE, 'R', 'R', 'I', 'J')                                                                                 \
  X(JGT, 'R', 'R', 'I', 'J')                                                                                 \
  X(JGE, 'R', 'R', 'I', 'J')                                                                                 \
  X(JEQ, 'R', 'R', 'I', 'J')  /* == */                                                                       \
  X(JSEQ, 'R', 'R', 'I', 'J') /* === */                                                                      \
  X(JLTI, 'R', 'S', '-', 'J') /* jump if A < number; the six after it: if not … */                         \
  X(JLEI, 'R', 'S', '-', 'J')                                                                                \
  X(JGTI, 'R', 'S', '-', 'J')                                                                                \
  X(JGEI, 'R', 'S', '-', 'J')                                                                                \
  X(JEQI, 'R', 'S', '-', 'J')                                                                                \
  X(JSEQI, 'R', 'S', '-', 'J')                                                                               \
  X(JNLTI, 'R', 'S', '-', 'J')                                                                               \
  X(JNLEI, 'R', 'S', '-', 'J')                                                                               \
  X(JNGTI, 'R', 'S', '-', 'J')                                                                               \
  X(JNGEI, 'R', 'S', '-', 'J')                                                                               \
  X(JNEI, 'R', 'S', '-', 'J')                                                                                \
  X(JSNEI, 'R', 'S', '-', 'J')                                                                               \
  X(NEWOBJ, 'R', '-', '-', '-')                                                                              \
  X(NEWARR, 'R', 'W', 'I', '-')  /* A = [C registers from B] */                                              \
  X(APPEND, 'R', 'W', 'I', '-')  /* the same onto array A */                                                 \
  X(SPREAD, 'R', 'R', '-', '-')  /* elements of B onto array A */                                            \
  X(REGEXP, 'R', 'P', '-', 'K')  /* A = a RegExp of pattern B with that source */                            \
  X(INITF, 'R', 'R', '-', 'K')   /* own property of A = B */                                                 \
  X(FNNAME, 'R', 'R', '-', '-')  /* function A is called B, if it has no name */                             \
  X(INITE, 'R', 'R', 'R', '-')   /* own property B of A = C */                                               \
  X(INITGET, 'R', 'R', 'R', '-') /* getter C for property B of A */                                          \
  X(INITSET, 'R', 'R', 'R', '-')                                                                             \
  X(INITPROTO, 'R', 'R', '-', '-')                                                                           \
  X(COPYPROPS, 'R', 'R', '-', '-') /* own properties of B onto A */                                          \
  X(GETF, 'R', 'R', '-', 'K')      /* A = B.key */                                                           \
  X(SETF, 'R', 'R', '-', 'K')      /* A.key = B */                                                           \
  X(GETLEN, 'R', 'R', '-', '-')    /* A = B.length */                                                        \
  X(GETE, 'R', 'R', 'R', '-')      /* A = B[C] */                                                            \
  X(SETE, 'R', 'R', 'R', '-')      /* A[B] = C */                                                            \
  X(DELE, 'R', 'R', 'R', '-')      /* A = delete B[C] */                                                     \
  X(GETM, 'W', 'R', '-', 'K')      /* A = B.key, A+1 = B: window of 2 */                                     \
  X(GETME, 'W', 'R', 'R', '-')     /* A = B[C], A+1 = B */                                                   \
  X(GETGM, 'W', 'G', '-', 'K')     /* A+1 = global B, A = its key: GETG and GETM */                          \
  X(CALL, 'W', 'I', '-', '-')      /* window: function, this, 2 free, B arguments; A = result */             \
  X(CALLF, 'W', 'I', '-', '-')     /* the same, this = undefined */                                          \
  X(NEW, 'W', 'I', '-', '-')                                                                                 \
  X(CALLV, 'W', '-', '-', '-') /* window: function, this, 2 free, array of arguments */                      \
  X(NEWV, 'W', '-', '-', '-')                                                                                \
  X(RET, 'R', '-', '-', '-')                                                                                 \
  X(RETU, '-', '-', '-', '-') /* returns undefined */                                                        \
  X(THROW, 'R', '-', '-', '-')                                                                               \
  X(CLOSURE, 'R', 'F', '-', '-')                                                                             \
  X(ARGS, 'R', '-', '-', '-')   /* A = array of all arguments */                                             \
  X(REST, 'R', 'I', '-', '-')   /* A = array of the arguments from number B on */                            \
  X(FORIN, 'W', 'R', '-', '-')  /* window: keys, index, key, object B */                                     \
  X(NEXTK, 'W', '-', '-', 'J')  /* next key to A+2, or jump */                                               \
  X(FOROF, 'W', 'R', '-', '-')  /* window: sequence B, index, element */                                     \
  X(NEXTV, 'W', '-', '-', 'J')  /* next element to A+2, or jump */                                           \
  X(FREEZE, 'R', '-', '-', '-') /* A can no longer be changed */                                             \
  X(LEAF, 'R', 'R', 'R',                                                                                     \
    'J') /* before GETGM, arguments, CALL, MOVE: A = the function of B and C, and jump, if it is a simple case */

typedef enum {
#define X(name, a, b, c, second) JS_##name,
  JS_OPCODES(X)
#undef X
      JS_OPCODE_COUNT
} js_opcode;

typedef struct {
  char a, b, c, second;
} js_opcode_info;
js_opcode_info js_opcode_of(js_opcode op);

#define JS_REG(r) (255u - (r)) // register <-> operand

static inline uint32_t js_op_a(uint32_t word) {
  return (word >> 8) & 255u;
}
static inline uint32_t js_op_b(uint32_t word) {
  return (word >> 16) & 255u;
}
static inline uint32_t js_op_c(uint32_t word) {
  return word >> 24;
}
static inline uint32_t js_op_u16(uint32_t word) {
  return word >> 16;
}
static inline int32_t js_op_s16(uint32_t word) {
  return (int32_t)word >> 16;
}
static inline uint32_t js_op_u24(uint32_t word) {
  return word >> 8;
}
static inline int32_t js_op_s24(uint32_t word) {
  return (int32_t)word >> 8;
}

// SHRI by this many places is by none, and hints that the result is often beyond the integers.
enum { JS_UNSIGNED = 32 };

// Registers in the window of an operation that has one: CALL and NEW add their arguments.
enum { JS_WINDOW_CALL = 4 };

#endif
