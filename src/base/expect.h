/* What the compiler should lay out straight, where firing an event is counted in jumps. */
#ifndef BASE_EXPECT_H
#define BASE_EXPECT_H

#define LIKELY(condition)   __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

/* A function the straight way never calls. */
#define RARE __attribute__((cold, noinline))

#endif
