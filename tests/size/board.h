/* What the size test's device needs of its board. */
#ifndef SIZE_BOARD_H
#define SIZE_BOARD_H

#include <stddef.h>
#include <stdint.h>

/* Shows a zero-terminated text. */
void board_write(const char *text);

/* Ends the run; code 0 is success. */
void board_exit(int code) __attribute__((noreturn));

/* Bytes of stack that were in use at the deepest point so far. */
size_t board_stack_used(void);

/* Nanoseconds since the start, coarse. */
uint64_t board_now_ns(void);

#endif
