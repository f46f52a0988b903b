/* What every cmocka program includes, in the order cmocka wants it, and checks that print the message on
 * failure. */
#ifndef SUPPORT_UNIT_H
#define SUPPORT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <mbpf/error.h>

/* A copy in memory of exactly its size, so that a sanitizer sees any read beyond it; free() it. */
static inline uint8_t *copy_exactly(const void *from, size_t length) {
  uint8_t *copy = malloc(length ? length : 1);
  if (!copy)
    abort();
  memcpy(copy, from, length);
  return copy;
}

/* The call failed with this status and its message contains part. */
#define EXPECT_ERROR(call, expected, part)                                                                   \
  do {                                                                                                       \
    mbpf_status got_ = (call);                                                                               \
    if (got_ != (expected) || error.status != (expected) || !strstr(error.message, (part)))                  \
      fail_msg("got %s (%s), expected %s with '%s'", mbpf_status_name(got_), got_ ? error.message : "",      \
               #expected, (part));                                                                           \
  } while (0)

#define EXPECT_OK(call)                                                                                      \
  do {                                                                                                       \
    mbpf_status got_ = (call);                                                                               \
    if (got_ != MBPF_OK)                                                                                     \
      fail_msg("got %s: %s", mbpf_status_name(got_), error.message);                                         \
  } while (0)

#endif
