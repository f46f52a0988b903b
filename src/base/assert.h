/* Our own invariants: a broken one stops a debug build where it is, without a C library. Never for input from outside. */
#ifndef BASE_ASSERT_H
#define BASE_ASSERT_H

#ifdef NDEBUG
#define ASSERT(condition) ((void)0)
#else
#define ASSERT(condition) ((condition) ? (void)0 : __builtin_trap())
#endif

#endif
