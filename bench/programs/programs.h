/*
 * Loops measured by bench/interp.c, each compiled twice: for BPF, and for this machine beside it. A program gets the address and
 * size of a buffer that is filled alike before each run; it has no globals and calls nothing.
 */
#ifndef BENCH_PROGRAMS_H
#define BENCH_PROGRAMS_H

/* name, what it does */
#define BENCH_PROGRAMS(X)                                                                                    \
  X(fnv, "FNV-1a hash of 4096 bytes")                                                                        \
  X(crc, "bitwise CRC-32 of 1024 bytes")                                                                     \
  X(lcg, "linear congruential generator, 10,000 rounds")                                                     \
  X(states, "state machine over 4096 bytes")                                                                 \
  X(matrix, "6x6 matrix product, 20 times")                                                                  \
  X(sieve, "sieve of Eratosthenes to 4096")                                                                  \
  X(tuple, "5-tuple hash of 64 packet headers")                                                              \
  X(tokens, "tokenizer over 4096 bytes of text")                                                             \
  X(sort, "insertion sort of 128 numbers")                                                                   \
  X(checksum, "internet checksum of 4096 bytes")

typedef unsigned char byte;
typedef unsigned int word;
typedef unsigned long long wide;

#define DECLARE_PROGRAM(name, what) wide bench_##name(byte *memory, wide size);
BENCH_PROGRAMS(DECLARE_PROGRAM)
#undef DECLARE_PROGRAM

#endif
