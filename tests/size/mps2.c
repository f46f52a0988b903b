/*
 * The board of the size test: QEMU's mps2-an386, a Cortex-M4. Vector table, reset, semihosting, and the four functions the
 * core takes from a C library, as plain as they can be.
 */
#include "board.h"

#include <string.h>

extern uint32_t image_data_from[], image_data_start[], image_data_end[]; /* mps2.ld */
extern uint32_t image_bss_start[], image_bss_end[];
extern uint32_t image_stack_end[], image_stack_start[]; /* grows down from start */

int main(void);

/* --- semihosting: Arm IHI 0100, section 5 --- */

enum { SYS_WRITE0 = 0x04, SYS_CLOCK = 0x10, SYS_EXIT_EXTENDED = 0x20, APPLICATION_EXIT = 0x20026 };

static uintptr_t semihost(uintptr_t operation, const void *argument) {
  register uintptr_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

void board_write(const char *text) {
  (void)semihost(SYS_WRITE0, text);
}

void board_exit(int code) {
  const uintptr_t block[2] = {APPLICATION_EXIT, (uintptr_t)code};
  for (;;)
    (void)semihost(SYS_EXIT_EXTENDED, block);
}

uint64_t board_now_ns(void) {
  return (uint64_t)semihost(SYS_CLOCK, NULL) * 10000000u;
} /* counts centiseconds */

/* --- the stack, painted at reset --- */

enum { PAINT = 0x5aa55aa5 };

size_t board_stack_used(void) {
  const uint32_t *at = image_stack_end;
  while (at < image_stack_start && *at == PAINT)
    at++;
  return (size_t)(image_stack_start - at) * sizeof *at;
}

/* --- reset --- */

static void reset(void) {
  const uint32_t *here = __builtin_frame_address(0);
  for (uint32_t *at = image_stack_end; at + 16 < here; at++)
    *at = PAINT;
  for (uint32_t *at = image_bss_start; at < image_bss_end; at++)
    *at = 0;
  for (size_t i = 0; image_data_start + i < image_data_end; i++)
    image_data_start[i] = image_data_from[i];
  board_exit(main());
}

static void fault(void) {
  board_write("fault\n");
  board_exit(1);
}

struct vectors {
  const void *stack;
  void (*handler[15])(void);
};

extern const struct vectors vectors;
__attribute__((section(".vectors"), used)) const struct vectors vectors = {
    image_stack_start,
    {reset, fault, fault, fault, fault, fault, NULL, NULL, NULL, NULL, fault, fault, NULL, fault, fault}};

/* --- mem*: byte by byte, and never compiled into calls of themselves --- */

#pragma GCC optimize("no-tree-loop-distribute-patterns")

void *memcpy(void *restrict to, const void *restrict from, size_t bytes) {
  char *out = to;
  const char *in = from;
  while (bytes-- > 0)
    *out++ = *in++;
  return to;
}

void *memmove(void *to, const void *from, size_t bytes) {
  char *out = to;
  const char *in = from;
  if (out <= in)
    return memcpy(to, from, bytes);
  while (bytes-- > 0)
    out[bytes] = in[bytes];
  return to;
}

void *memset(void *to, int byte, size_t bytes) {
  char *out = to;
  while (bytes-- > 0)
    *out++ = (char)byte;
  return to;
}

int memcmp(const void *a, const void *b, size_t bytes) {
  const unsigned char *x = a, *y = b;
  for (size_t i = 0; i < bytes; i++) {
    if (x[i] != y[i])
      return x[i] - y[i];
  }
  return 0;
}
