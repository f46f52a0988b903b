/* A run of many steps needs no more C stack than a short one: where operations end in calls, the compiler made jumps of them. */
#include "ebpf/asm.h"
#include "ebpf/decode.h"
#include "ebpf/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* After the headers it needs. */
#include <cmocka.h>

enum { ROUNDS = 3000000 / (1 + 9 * MBPF_TEST_SLOW) };

static void a_long_run_fits_the_stack(void **state) {
  static const char source[] = "r0 = 0\nr1 = 0\n"
                               "top: \nr2 = r1\nr2 &= 7\nif r2 == 3 goto odd\nr0 += r2\n"
                               "odd: \nr1 += 1\nr3 = *(u64 *)(r10 - 8)\n"
                               "r5 = r10\nr5 += -16\n*(u64 *)(r5 + 0) = r1\n*(u8 *)(r5 + 1) = 5\n"
                               "r6 = *(s8 *)(r5 + 0)\nr6 = *(u16 *)(r5 + 0)\nif r1 < r3 goto top\nexit\n";
  static _Alignas(16) uint8_t room[sizeof(struct ebpf_code) + 1024], stack[2 * MBPF_EBPF_STACK_BYTES];
  static const struct mbpf_port port = {.cpu_count = 1};
  uint8_t insns[64 * 8], functions[EBPF_IMAGE_FUNCTION_BYTES];
  char text[512];
  struct ebpf_image image;
  struct ebpf_grant grant = {0};
  uint32_t slots;
  mbpf_error error;
  (void)state;
  snprintf(text, sizeof text, "r4 = %d\n*(u64 *)(r10 - 8) = r4\n%s", ROUNDS, source);
  assert_int_equal(ebpf_assemble(text, strlen(text), insns, 64, &slots, &error), MBPF_OK);
  assert_int_equal(ebpf_image_from_insns(insns, slots * 8, functions, 1, &image, &error), MBPF_OK);
  assert_int_equal(ebpf_decode(&image, &grant, &error), MBPF_OK);
  assert_true(ebpf_code_bytes(&image) <= sizeof room);
  struct ebpf_entry entry = ebpf_entry_make(ebpf_code_build(&image, NULL, 0, 0, NULL, room), 0, NULL);
  struct run run = {.port = &port, .max_steps = UINT32_MAX};
  uint64_t sum = ebpf_run(&entry, MBPF_TIER_INTERP, &run, 0, 0, stack);
  assert_int_equal(run.stop.end, RUN_OK);
  assert_int_equal(sum, (uint64_t)ROUNDS / 8 * (0 + 1 + 2 + 4 + 5 + 6 + 7));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_long_run_fits_the_stack)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
