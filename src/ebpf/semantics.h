/*
 * What the operators named in isa.def compute. Every executing part uses these macros and nothing else, so that all tiers
 * agree. U and I are the unsigned and signed type of the operation's width (uint64_t/int64_t or uint32_t/int32_t); a is dst,
 * b is src or the sign-extended immediate. All of it is defined for every input: RFC 9669 section 4.1 and 4.2.
 */
#ifndef EBPF_SEMANTICS_H
#define EBPF_SEMANTICS_H

#include <stdint.h>

#define SEM_WIDTH_MASK(U) (sizeof(U) * 8u - 1u)

#define SEM_OP_ADD(U, I, a, b) ((a) + (b))
#define SEM_OP_SUB(U, I, a, b) ((a) - (b))
#define SEM_OP_MUL(U, I, a, b) ((a) * (b))
#define SEM_OP_OR(U, I, a, b)  ((a) | (b))
#define SEM_OP_AND(U, I, a, b) ((a) & (b))
#define SEM_OP_XOR(U, I, a, b) ((a) ^ (b))
#define SEM_OP_MOV(U, I, a, b) (b)
#define SEM_OP_NEG(U, I, a, b) ((U)0 - (a))

/* Shift counts are masked to the width. */
#define SEM_OP_LSH(U, I, a, b)  ((a) << ((b)&SEM_WIDTH_MASK(U)))
#define SEM_OP_RSH(U, I, a, b)  ((a) >> ((b)&SEM_WIDTH_MASK(U)))
#define SEM_OP_ARSH(U, I, a, b) ((U)((I)(a) >> ((b)&SEM_WIDTH_MASK(U))))

/*
 * Division by zero gives 0, the rest of it the dividend. Signed division truncates; the smallest number divided by -1 is
 * itself with rest 0, which C leaves undefined: -1 is a negation.
 */
#define SEM_OP_DIV(U, I, a, b)  ((b) == 0 ? (U)0 : (a) / (b))
#define SEM_OP_MOD(U, I, a, b)  ((b) == 0 ? (a) : (a) % (b))
#define SEM_OP_SDIV(U, I, a, b) ((b) == 0 ? (U)0 : (b) == (U)-1 ? (U)0 - (a) : (U)((I)(a) / (I)(b)))
#define SEM_OP_SMOD(U, I, a, b) ((b) == 0 ? (a) : (b) == (U)-1 ? (U)0 : (U)((I)(a) % (I)(b)))

#define SEM_OP_MOVSX8(U, I, a, b)  ((U)(I)(int8_t)(b))
#define SEM_OP_MOVSX16(U, I, a, b) ((U)(I)(int16_t)(b))
#define SEM_OP_MOVSX32(U, I, a, b) ((U)(I)(int32_t)(b))

#define SEM_OP_BSWAP16(U, I, a, b) ((U)__builtin_bswap16((uint16_t)(a)))
#define SEM_OP_BSWAP32(U, I, a, b) ((U)__builtin_bswap32((uint32_t)(a)))
#define SEM_OP_BSWAP64(U, I, a, b) ((U)__builtin_bswap64((uint64_t)(a)))
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define SEM_OP_BE16(U, I, a, b) ((U)(uint16_t)(a))
#define SEM_OP_BE32(U, I, a, b) ((U)(uint32_t)(a))
#define SEM_OP_BE64(U, I, a, b) (a)
#define SEM_OP_LE16             SEM_OP_BSWAP16
#define SEM_OP_LE32             SEM_OP_BSWAP32
#define SEM_OP_LE64             SEM_OP_BSWAP64
#else
#define SEM_OP_LE16(U, I, a, b) ((U)(uint16_t)(a))
#define SEM_OP_LE32(U, I, a, b) ((U)(uint32_t)(a))
#define SEM_OP_LE64(U, I, a, b) (a)
#define SEM_OP_BE16             SEM_OP_BSWAP16
#define SEM_OP_BE32             SEM_OP_BSWAP32
#define SEM_OP_BE64             SEM_OP_BSWAP64
#endif

/* Conditions of jumps. */
#define SEM_IF_JEQ(U, I, a, b)  ((a) == (b))
#define SEM_IF_JNE(U, I, a, b)  ((a) != (b))
#define SEM_IF_JSET(U, I, a, b) (((a) & (b)) != 0)
#define SEM_IF_JGT(U, I, a, b)  ((a) > (b))
#define SEM_IF_JGE(U, I, a, b)  ((a) >= (b))
#define SEM_IF_JLT(U, I, a, b)  ((a) < (b))
#define SEM_IF_JLE(U, I, a, b)  ((a) <= (b))
#define SEM_IF_JSGT(U, I, a, b) ((I)(a) > (I)(b))
#define SEM_IF_JSGE(U, I, a, b) ((I)(a) >= (I)(b))
#define SEM_IF_JSLT(U, I, a, b) ((I)(a) < (I)(b))
#define SEM_IF_JSLE(U, I, a, b) ((I)(a) <= (I)(b))

#endif
